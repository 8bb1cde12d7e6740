-- One row per claim: the figures without those that only restate another figure of the same article. What stands in
-- several articles is here several times: count claims or show their range, never add their values up.
SELECT *
FROM figures
WHERE part_of IS NULL OR aggregation = 'part'
