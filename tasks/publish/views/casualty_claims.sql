-- Every claim of people killed, injured or both ('casualties', which is never split): levels only, no changes, nothing
-- that is said not to have happened. One event is claimed in many articles and by many sources: compare them side by side
-- or show lowest, median and highest of one event and place; a sum counts the same people again and again.
SELECT
    published_date,
    month,
    event,
    place_country,
    place_name,
    time_edtf,
    counted,
    counted_class,
    affiliation,
    number_text,
    value_low,
    value,
    value_high,
    bound,
    aggregation,
    source,
    source_kind,
    modality,
    disputed,
    disputed_by,
    outlet,
    title,
    sentence,
    url,
    confidence,
    figure_id,
    document_id
FROM claims
WHERE
    event IN ('killed', 'injured', 'casualties')
    AND kind = 'count'
    AND unit IS NULL
    AND negated IS NOT TRUE
    AND change IS NULL
    AND coalesce(counted_class, 'other') NOT IN (
        'seats', 'households', 'buildings', 'vehicles', 'aircraft', 'ships', 'tanks', 'drones', 'missiles', 'weapons',
        'attacks', 'animals', 'goods', 'companies', 'jobs'
    )
