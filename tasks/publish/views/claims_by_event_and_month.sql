-- How many claims of each event and unit a month's articles hold, and between which numbers they lie: levels only, no
-- changes, nothing that is said not to have happened. One event is claimed in many articles, so the range is no total.
-- event_label: The event in words.
-- event_group: Sort of event.
-- claims: How many claims.
-- articles: In how many articles.
-- sources: By how many sources that are named.
-- open_ended: Of the claims, how many give a lower bound only ('at least 20'): the true number may be above the highest.
-- lowest: Lowest bound or value of all claims, in the unit.
-- median: Median value of the claims, in the unit.
-- highest: Highest bound or value of all claims, in the unit.
SELECT
    claims.month,
    event,
    events.label AS event_label,
    events."group" AS event_group,
    claims.kind,
    unit,
    count(*) AS claims,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT source) AS sources,
    count(*) FILTER (bound IN ('at_least', 'more_than')) AS open_ended,
    min(coalesce(value_low, value)) AS lowest,
    median(value) AS median,
    max(coalesce(value_high, value)) AS highest
FROM claims
JOIN events ON events.code = claims.event
WHERE negated IS NOT TRUE AND change IS NULL
GROUP BY ALL
ORDER BY claims.month, event, claims.kind, unit
