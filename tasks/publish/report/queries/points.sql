-- The newest points of some series.
select
    series_id,
    figure_id,
    source,
    published_at,
    value,
    value_low,
    value_high,
    copies,
    previous,
    revision,
    disputed,
    party
from series_points
where series_id in (select unnest($series::varchar[]))
qualify $most >= row_number() over (
    partition by series_id order by series_points.published_at desc nulls last, figure_id
)
