-- How many people were killed, by the day on which it happened and country: each series once, however often it is told,
-- and only those that may be summed: no parts of another, no restatements, nothing projected. What no article tells is
-- not in it, and what the program could not line up is in it twice: read `series` and `contested` beside the sums.
-- day: The day on which it happened; where no article says, the day on which the first was published.
-- place_country: Country of the place, ISO 3166-1 alpha-2; null where it is not known.
-- series: How many series there are.
-- contested: Of the series, in how many sources contradict each other, or someone denies.
-- dated_by_article: Of the series, how many stand at the day of their first article, as no article says when.
-- of_longer_periods: Of the series, how many tell of more than seven days: no day is theirs, so they are not summed.
-- vague: Of the series, how many have no best value ('dozens'): they are in low and high, not in best.
-- open_ended: Of the series, how many have no upper bound ('at least 20'): the true number may be above high.
-- low: Sum of their lowest values; a series without one counts as none.
-- best: Sum of their best values.
-- high: Sum of their highest values; a series without one counts with its best, else its lowest.
SELECT
    coalesce(period_from, published_on) AS day,
    place_country,
    coalesce(sum(least(low, best)) FILTER (low IS NOT NULL AND period_to - period_from > 7 IS NOT TRUE), 0) AS low,
    sum(best) FILTER (period_to - period_from > 7 IS NOT TRUE) AS best,
    sum(greatest(low, best, high)) FILTER (period_to - period_from > 7 IS NOT TRUE) AS high,
    count(*) AS series,
    count(*) FILTER (contested) AS contested,
    count(*) FILTER (period_from IS NULL) AS dated_by_article,
    count(*) FILTER (period_to - period_from > 7) AS of_longer_periods,
    count(*) FILTER (best IS NULL) AS vague,
    count(*) FILTER (high IS NULL) AS open_ended
FROM people_series
WHERE event = 'killed' AND additive AND NOT projected
GROUP BY ALL
ORDER BY day, place_country
