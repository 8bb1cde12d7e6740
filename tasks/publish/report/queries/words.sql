-- How some figures say what they say, and where; they were published between $first and $last, or at no known time.
select
    figure_id,
    article_id,
    start_char,
    number_text,
    bound,
    modality,
    disputed_by,
    published_date,
    outlet,
    left(title, 300) as title,
    url,
    left(sentence, $most) as sentence
from figures
where
    (published_at between $first and $last or published_at is null)
    and figure_id in (select unnest($figures::varchar[]))
