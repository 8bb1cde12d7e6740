-- What SUM(value) over figures would say beside what their series say, of people killed, injured and so on: how many
-- times too much a sum over articles is. Both are of the same series, by country and the month of the first article.
-- month: Month in which the first article of the series was published, in UTC, YYYY-MM.
-- figures: How many figures the series have.
-- naive_sum: Sum of the values of all these figures: restatements, parts and projections too, as often as told.
-- series: How many of the series may be summed.
-- series_sum: Sum of their best values.
-- ratio: naive_sum over series_sum: how many times too much the naive sum is.
WITH told AS (
    SELECT series_id, count(*) AS figures, sum(value) AS naive
    FROM figures
    WHERE series_id IS NOT NULL
    GROUP BY series_id
)
SELECT
    event,
    place_country,
    strftime(published_on, '%Y-%m') AS month,
    sum(figures)::BIGINT AS figures,
    sum(naive) AS naive_sum,
    count(*) FILTER (additive AND NOT projected) AS series,
    sum(best) FILTER (additive AND NOT projected) AS series_sum,
    naive_sum / nullif(series_sum, 0) AS ratio
FROM people_series
JOIN told USING (series_id)
GROUP BY event, place_country, month
ORDER BY month, event, place_country
