-- Inputs and documents that gave nothing: how many by stage and reason, and the first few of each.
select
    stage,
    reason,
    count(*) as rejects,
    list(left(detail, 400) order by record_id, reject_id)[:$most] as examples
from rejects
group by stage, reason
order by rejects desc, stage, reason
