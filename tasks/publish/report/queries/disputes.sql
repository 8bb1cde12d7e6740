-- Who takes a stance on the newest figures.
select {columns}
from disputes
where figure_id in (select unnest($figures::varchar[]))
order by document_id, disputes.start_char, dispute_id
