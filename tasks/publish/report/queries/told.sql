-- What the series are as a whole, and those that several sources or articles tell of.
select
    count(*) as series,
    count(*) filter (sources > 1 or articles > 1) as told,
    count(*) filter (contested and (sources > 1 or articles > 1)) as contested
from series
