-- The newest figures, in the order of reading; nothing older than $since can be among them.
select {columns}
from figures
where published_at >= $since or $since is null
order by figures.published_at desc nulls last, figures.document_id, figures.start_char, figures.figure_id
limit $most
