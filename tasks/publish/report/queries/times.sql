-- Claims by stretch of time and event; what lies before $first or after $last is left out.
select
    date_trunc('{unit}', day)::date::varchar as start,
    event,
    sum(claims)::bigint as claims,
    sum(disputed)::bigint as disputed
from by_day
where day between $first and $last
group by all
order by start, event nulls last
