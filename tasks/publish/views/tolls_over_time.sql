-- How the count of people in each series grew or was revised, a row a point: what a source said at a time. One line a
-- series_id is one chart; points of articles without a date are left out. What an article tells first is its newest.
-- Values of two series, or of two points of one, are never added up.
-- published_at: When the first article with the point was published.
-- source: Who says so: the source of the figure, else the outlet.
-- running_best: The latest value that anybody had said by then; what is projected or conditional only where all is.
-- disputed: Someone denies or disputes the point.
-- figure_id: The figure that says so first.
WITH told AS (
    SELECT
        figure_id,
        article_id,
        start_char,
        modality,
        coalesce(modality IN ('projected', 'conditional'), false) AS not_yet
    FROM figures
)
SELECT
    series_id,
    label,
    event,
    counted_class,
    affiliation,
    place_country,
    place_name,
    series_points.published_at,
    series_points.source,
    value,
    value_low,
    value_high,
    last_value(CASE WHEN projected OR NOT not_yet THEN value END IGNORE NULLS) OVER (
        PARTITION BY series_id ORDER BY series_points.published_at, article_id, start_char DESC, figure_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS running_best,
    modality,
    revision,
    copies,
    disputed,
    party,
    sources,
    low,
    best,
    high,
    best_basis,
    contested,
    projected,
    figure_id
FROM people_series
JOIN series_points USING (series_id)
JOIN told USING (figure_id)
WHERE series_points.published_at IS NOT NULL
ORDER BY series_id, series_points.published_at, article_id, start_char DESC, figure_id
