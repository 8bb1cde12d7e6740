-- The documents of the newest figures, without their texts.
select {columns}
from documents
where (published_at >= $since or $since is null) and document_id in (select unnest($documents::varchar[]))
order by documents.published_at desc nulls last, documents.document_id
