-- The series that count people killed, hurt, missing, driven out and the like: levels only, no changes, nothing that is
-- said not to have happened. 'casualties' is killed or injured, never split. Sum `best` only where `additive` and not
-- `projected`, and of one event.
-- aggregation: That of most of its figures: stock, flow, cumulative, increment, part.
-- additive: It may be summed with others: no restatement, part, level, rate or change.
-- published_on: Day on which the first of its articles was published, in UTC.
SELECT * EXCLUDE (kind, unit, change, negated), (first_published AT TIME ZONE 'UTC')::DATE AS published_on
FROM series
WHERE
    event IN (
        'killed', 'injured', 'casualties', 'captured', 'detained', 'missing', 'displaced', 'abducted', 'rescued',
        'released', 'evacuated', 'infected', 'hospitalised'
    )
    AND kind = 'count'
    AND unit IS NULL
    AND negated IS NOT TRUE
    AND change IS NULL
    AND coalesce(counted_class, 'other') NOT IN (
        'seats', 'households', 'buildings', 'vehicles', 'aircraft', 'ships', 'tanks', 'drones', 'missiles', 'weapons',
        'attacks', 'animals', 'goods', 'companies', 'jobs'
    )
