-- Claims by confidence, in twentieths.
select least(floor(confidence * 20), 19)::integer as step, count(*) as claims
from figures
where confidence is not null
group by step
order by step
