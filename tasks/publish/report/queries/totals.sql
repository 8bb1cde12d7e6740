-- What the figures are as a whole.
select
    count(*) as claims,
    count(*) filter (disputed) as disputed,
    count(source) as with_source,
    count(place_text) as with_place,
    count(time_text) as with_time,
    count(published_date) as dated
from figures
