-- What the series are as a whole.
select
    count(*) as series,
    count(*) filter (sources > 1 or articles > 1) as told,
    count(*) filter (contested) as contested
from series
