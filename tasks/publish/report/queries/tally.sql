-- The commonest values of one column; `distinct_values` counts all there are.
with tallied as materialized (
    select {column} as name, count(*) as claims, count(*) filter (disputed) as disputed
    from figures
    group by all
)
select left(name, 300) as name, claims, disputed, (select count(name) from tallied) as distinct_values
from tallied
order by claims desc, tallied.name nulls last
limit $most
