-- Claims by day of publication and event: small, whatever the size of the dataset.
create or replace temp table by_day as
select published_date as day, event, count(*) as claims, count(*) filter (disputed) as disputed
from figures
group by all
