"""Which articles tell of the same story: those of one season that share names which few others hold."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tasks.database import load_table
from tasks.lists import read_list
from tasks.reconcile.claims import BEGINNING, ENDING, MANY_DIGITS, Row, digits, names_in
from tasks.tables import STORIED, to_arrow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONGEST = 100  # days between two articles of a story
FADES = 0.03  # how much less names weigh for each day between two articles
LEAST = 5.0  # how much what two articles share must weigh: a little more than one name of which nothing is known
LEAST_NAMED = 2.0  # … and of that names alone: a number may be in any story
RAREST = 0.01  # the share of articles that hold a name of which nothing is known
MOST_HOLDERS = 100  # articles of a season that hold a name: of more it tells nothing
SHORTEST = 3  # letters of a word of a name
MARK, NUMBER = "=", "#"  # before words of a title, and numbers
TITLE_WORD = 1.5  # what a word says that two titles share
TOLD_NUMBER = 3.5  # … a number that is hardly met by chance
MOST_LINKS = 12  # articles, those with which one shares most, that it is held against
PER_ONE = 1000  # weights are summed as whole numbers: fractions would depend on the order

# All pairs of articles of one season that share enough, but those that were known before; of two the later one first.
# Seasons of names make the join a narrow one: of the holders of a name only those near in time meet.
LINKED = """
create table linked as
with named as (
    select article_id, day, is_new, day // {longest} as season, unnest(string_split(names, ' ')) as name
    from articles where day is not null
), held as (
    select *,
        count(*) over (partition by name order by day range between {longest} preceding and current row) as holders
    from named
), earlier as (
    select * replace (unnest([season, season + 1]) as season) from named
), weighed as (
    select b.article_id as later, a.article_id as earlier, b.day - a.day as days, a.is_new or b.is_new as is_new,
        sum(coalesce(
            w.weight, case name[1] when '{mark}' then {title_word} when '{number}' then {told_number} else {rarest} end
        )) as weighs,
        sum(case when name[1] in ('{mark}', '{number}') then 0 else coalesce(w.weight, {rarest}) end) as named
    from held as b join earlier as a using (name, season) left join weight_of_name as w using (name)
    where b.holders <= {most} and a.day >= b.day - {longest} and (a.day, a.article_id) < (b.day, b.article_id)
    group by all
)
select later, earlier, (weighs - days * {fades})::integer as weighs from weighed
where is_new and weighs - days * {fades} >= {least} and named >= {least_named}
"""

# With which articles each new one is held together: those before it, and known ones after it.
LINKS = """
create table links as
select article_id, other, weighs / {per_one} as weighs
from (
    select later as article_id, earlier as other, weighs from linked
    union all
    select earlier, later, weighs from linked where later in (select article_id from articles where not is_new)
) join articles using (article_id)
where is_new
qualify row_number() over (partition by article_id order by weighs desc, other) <= {most_links}
"""


def names_of(rows: Sequence[Row]) -> frozenset[str]:
    """Return the rarest word of each name in an article's title and beside its figures, and its telling numbers.

    These and words of the title that are no names are told apart by marks: they say less.

    >>> text = "The Red Crescent in Naryn counted 3,125 homes on Sunday."
    >>> sorted(names_of([{"title": "Strong quake hits Naryn", "sentence": text, "value": 3125.0}]))
    ['#3125', '=naryn', '=quake', '=strong', 'cresce', 'naryn', 'strong']
    """
    found: set[str] = set()
    titles = {row["title"]: None for row in rows if row["title"]}
    plain = {MARK + word[:BEGINNING] for title in titles for word in re.findall(r"[a-z]{5,}", title.lower())}
    for text in {text: None for row in rows for text in (row["title"], row["sentence"]) if text}:
        found |= {_rarest(name.words) for name in names_in(text)}
    numbers = {f"{NUMBER}{row['value']:g}" for row in rows if digits(row["value"]) >= MANY_DIGITS}
    return frozenset(found - {""} | plain | numbers)


def _rarest(words: Sequence[str]) -> str:
    """Return the beginning of the word of a name that fewest other names may have, of several the longest, the last.

    >>> _rarest(["President", "Ana", "Sorin"]), _rarest(["Red", "Crescent"]), _rarest(["EU"])
    ('sorin', 'cresce', '')
    """
    shares = _shares()
    each = [ENDING.sub("", word.lower()) for word in words]
    known = [(shares.get(word[:BEGINNING], 0), -len(word), -place) for place, word in enumerate(each)]
    word = each[known.index(min(known))]
    return word[:BEGINNING] if len(word) >= SHORTEST else ""


def link_stories(database: DuckDBPyConnection) -> None:
    """Make the table `links` (article_id, other, weighs): with which articles each new one is to be held together.

    The table `articles` of the database holds article_id, day, names (a text, a space between two) and is_new.
    """
    words: dict[str, int | str] = {"longest": LONGEST, "most": MOST_HOLDERS, "most_links": MOST_LINKS}
    words |= {"mark": MARK, "number": NUMBER}
    weights = {
        "title_word": TITLE_WORD,
        "told_number": TOLD_NUMBER,
        "rarest": -math.log(RAREST),
        "fades": FADES,
        "least_named": LEAST_NAMED,
        "least": LEAST,
    }
    words |= {name: round(weight * PER_ONE) for name, weight in weights.items()}
    load_table(database, "weight_of_name", pa.table(_frequent()))
    database.execute(LINKED.format(**words))
    database.execute(LINKS.format(per_one=float(PER_ONE), **words))


def gather_stories(links: Iterable[tuple[str, str]], sizes: Mapping[str, int], most: int) -> list[list[str]]:
    """Return articles in groups, those of one story together: of links, the strongest first, those hold that can.

    `sizes` are how many figures each article has; a group has no more than `most`, but for one article alone.

    >>> gather_stories([("b", "a"), ("c", "b")], {"a": 3, "b": 2, "c": 2, "d": 1}, most=6)
    [['a', 'b'], ['c'], ['d']]
    """
    group_of = {article: [article] for article in sizes}
    size_of = dict(sizes)  # of a group, by its first article
    for one, other in links:
        left, right = group_of[one], group_of[other]
        if left is not right and size_of[left[0]] + size_of[right[0]] <= most:
            if len(left) < len(right):
                left, right = right, left
            size_of[left[0]] += size_of[right[0]]
            left += right
            group_of.update(dict.fromkeys(right, left))
    groups = {id(group): group for group in group_of.values()}
    return [sorted(group) for group in groups.values()]


def link_articles(names: Mapping[str, Collection[str]], days: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Return with which articles each shares a story, itself among them, and how much the names weigh.

    An article without a day shares none.
    """
    import duckdb

    linked: dict[str, dict[str, float]] = {article: {article: math.inf} for article in names}
    rows = [
        {"article_id": article, "day": days.get(article), "names": " ".join(sorted(each))}
        for article, each in names.items()
    ]
    articles = to_arrow(STORIED, rows)
    with duckdb.connect() as database:
        load_table(database, "articles", articles.append_column("is_new", pa.array([True] * len(rows), pa.bool_())))
        link_stories(database)
        for one, other, weighs in database.execute("from links").fetchall():
            linked[one][other] = linked[other][one] = weighs
    return linked


def _frequent() -> dict[str, list[Any]]:
    """Return the words of `data/frequent_names.csv` and what each weighs, as columns."""
    return {"name": list(_shares()), "weight": [round(-math.log(share) * PER_ONE) for share in _shares().values()]}


@cache
def _shares() -> Mapping[str, float]:
    """Return the words of `data/frequent_names.csv`, and the share of articles that have each."""
    rows = read_list(Path(__file__).parent / "data" / "frequent_names.csv")
    return {row["word"]: float(row["share"]) for row in rows}
