-- The last runs, the newest first.
select
    run_id, version, settings, versions,
    started_at::varchar as started_at, ended_at::varchar as ended_at,
    inputs, documents_new, documents_changed, documents_unchanged, documents_duplicate, rejects, figures,
    share_with_source, share_with_place, share_with_time, seconds, documents_per_second, peak_memory_mb
from runs
order by runs.started_at desc, run_id desc
limit $most
