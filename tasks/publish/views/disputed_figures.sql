-- The claims that somebody denies or disputes, once an article, with who does so and in which words.
-- stances: What they do, joined by '; '.
-- cues: The words that say so, joined by '; '.
-- denials: The sentences that say so, one a line.
WITH denied AS (
    SELECT
        figure_id,
        string_agg(DISTINCT stance, '; ' ORDER BY stance) AS stances,
        string_agg(DISTINCT cue, '; ' ORDER BY cue) AS cues,
        string_agg(DISTINCT sentence, chr(10) ORDER BY sentence) AS denials
    FROM disputes
    WHERE stance IN ('deny', 'dispute') AND counter_figure_id IS NULL
    GROUP BY figure_id
)
SELECT
    published_date,
    month,
    outlet,
    title,
    number_text,
    value_low,
    value,
    value_high,
    bound,
    kind,
    unit,
    counted,
    event,
    negated,
    place_country,
    source,
    disputed_by,
    stances,
    cues,
    sentence,
    denials,
    url,
    figure_id,
    document_id
FROM claims
LEFT JOIN denied USING (figure_id)
WHERE disputed
