-- How many claims each source is credited with: what was said, in any kind and unit, that nothing happened included.
-- claims: How many claims.
-- articles: In how many articles.
-- outlets: In how many outlets.
-- negated_claims: Of the claims, how many say that it did not happen.
-- disputed_claims: Of the claims, how many somebody denies or disputes.
-- first_published: Day of the first article.
-- last_published: Day of the last article.
SELECT
    source,
    source_kind,
    count(*) AS claims,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT outlet) AS outlets,
    count(*) FILTER (negated) AS negated_claims,
    count(*) FILTER (disputed) AS disputed_claims,
    min(published_date) AS first_published,
    max(published_date) AS last_published
FROM claims
WHERE source IS NOT NULL
GROUP BY source, source_kind
ORDER BY claims DESC, source, source_kind
