-- The series to look at: those with most sources, the newest, and contested ones with most sources. What one source
-- says in one article its claim tells as well.
with told as (
    select *
    from series
    where sources > 1 or articles > 1
),
picked as (
    (select series_id from told order by sources desc, claims desc, series_id limit $widest)
    union
    (select series_id from told order by last_published desc nulls last, sources desc, series_id limit $newest)
    union
    (select series_id from told where contested order by sources desc, claims desc, series_id limit $contested)
)
select {columns}
from series
where series_id in (from picked)
order by sources desc, claims desc, series_id
