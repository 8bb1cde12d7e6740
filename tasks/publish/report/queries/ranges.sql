-- How far the values of one event in one unit spread: never over two units. Vague words have no value.
select
    event,
    kind,
    unit,
    count(*) as claims,
    count(*) filter (disputed) as disputed,
    min(value) as least,
    max(value) as most,
    quantile_disc(value, [0.1, 0.5, 0.9]) as tenths
from figures
group by event, kind, unit
order by claims desc, event nulls last, kind, unit nulls last
limit $most
