-- Aid, funding, loans and donations, given or pledged, by recipient and currency: each series once, however often it is
-- told, and only those that may be summed. Amounts are as printed, of any year. Never add currencies together.
-- recipient: Country of the recipient, ISO 3166-1 alpha-2; null where it is not known.
-- recipient_from: How it is known: affiliation (of what is counted), place_country (where it goes, as far as is known).
-- currency: ISO 4217.
-- series: How many series are summed.
-- contested: Of the series, in how many sources contradict each other, or someone denies.
-- vague: Of the series, how many have no best value ('millions'): they are in low and high, not in best.
-- open_ended: Of the series, how many have no upper bound ('at least 20'): the true amount may be above high.
-- low: Sum of their lowest values; a series without one counts as none.
-- best: Sum of their best values.
-- high: Sum of their highest values; a series without one counts with its best, else its lowest.
-- first_published: When the first article was published.
-- last_published: When the last article was published.
SELECT
    coalesce(affiliation, place_country) AS recipient,
    CASE WHEN affiliation IS NOT NULL THEN 'affiliation' WHEN place_country IS NOT NULL THEN 'place_country' END
        AS recipient_from,
    unit AS currency,
    coalesce(sum(least(low, best)) FILTER (low IS NOT NULL), 0) AS low,
    sum(best) AS best,
    sum(greatest(low, best, high)) AS high,
    count(*) AS series,
    count(*) FILTER (contested) AS contested,
    count(*) FILTER (best IS NULL) AS vague,
    count(*) FILTER (high IS NULL) AS open_ended,
    min(first_published) AS first_published,
    max(last_published) AS last_published
FROM series
WHERE
    kind = 'money' AND event = 'granted' AND unit IS NOT NULL
    AND additive AND negated IS NOT TRUE AND change IS NULL AND NOT projected
GROUP BY ALL
ORDER BY recipient, recipient_from, currency
