-- How many rows came, changed and went between two sets of files.
with rows_before as (select $key, hash($content) as said from $before),
     rows_after as (select $key, hash($content) as said from $after)
select count(*) filter (rows_before.said is null),
       count(*) filter (rows_before.said <> rows_after.said),
       count(*) filter (rows_after.said is null)
from rows_before full join rows_after using ($key)
