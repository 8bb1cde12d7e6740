-- The first characters of the texts of some documents, and how many they have.
select document_id, left(text, $most) as text, length(text) as characters
from documents
where (published_at >= $since or $since is null) and document_id in (select unnest($documents::varchar[]))
