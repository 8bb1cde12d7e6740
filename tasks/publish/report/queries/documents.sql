-- What was read: current documents by format and language, apart from copies; older versions are counted apart.
select
    format,
    language,
    is_current as current,
    duplicate_of is not null as copy,
    count(*) as documents,
    count(*) filter (figures > 0) as with_figures,
    sum(words)::bigint as words
from documents
group by format, language, is_current, duplicate_of is not null
order by documents desc, format, language nulls last, current, copy
