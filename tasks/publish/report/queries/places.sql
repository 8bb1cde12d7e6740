-- The places that have most claims, on the map.
select
    any_value(place_name order by place_name) as name,
    any_value(place_country order by place_country) as country,
    latitude,
    longitude,
    count(*) as claims,
    count(*) filter (disputed) as disputed
from figures
where latitude is not null and longitude is not null
group by latitude, longitude
order by claims desc, latitude, longitude
limit $most
