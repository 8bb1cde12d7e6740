-- Why figures went since the release before: the tombstones that it does not hold.
select reason, count(*)
from $after anti join $before using (figure_id, deleted_at)
group by reason
order by reason
