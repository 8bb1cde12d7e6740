-- How many amounts of each currency and event are claimed, and between which they lie: no changes, nothing that is said not
-- to have happened. Amounts are as printed: of any year, and a wage an hour beside a budget. Never add them up, nor
-- currencies together.
-- currency: ISO 4217.
-- claims: How many claims.
-- articles: In how many articles.
-- open_ended: Of the claims, how many give a lower bound only ('at least 20'): the true amount may be above the highest.
-- lowest: Lowest bound or value of all claims, in the currency.
-- median: Median value of the claims, in the currency.
-- highest: Highest bound or value of all claims, in the currency.
SELECT
    unit AS currency,
    event,
    count(*) AS claims,
    count(DISTINCT article_id) AS articles,
    count(*) FILTER (bound IN ('at_least', 'more_than')) AS open_ended,
    min(coalesce(value_low, value)) AS lowest,
    median(value) AS median,
    max(coalesce(value_high, value)) AS highest
FROM claims
WHERE kind = 'money' AND unit IS NOT NULL AND negated IS NOT TRUE AND change IS NULL
GROUP BY unit, event
ORDER BY currency, claims DESC, event
