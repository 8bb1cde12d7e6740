-- The places that have most claims, on the map.
with named as (
    select place_name, place_country, latitude, longitude, count(*) as claims, count(*) filter (disputed) as disputed
    from figures
    where latitude is not null and longitude is not null
    group by all
)
select
    min(place_name) as name,
    min(place_country) as country,
    latitude,
    longitude,
    sum(claims)::bigint as claims,
    sum(disputed)::bigint as disputed
from named
group by latitude, longitude
order by claims desc, latitude, longitude
limit $most
