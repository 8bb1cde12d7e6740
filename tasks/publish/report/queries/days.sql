-- Claims by day of publication.
select day, sum(claims)::bigint as claims
from by_day
where day is not null
group by day
order by day
