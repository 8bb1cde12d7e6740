"""What the run read and what is released → parts: the figures of some stories each, which are lined up by themselves.

All that two figures need to meet lies in one story, so each part can be lined up anywhere. Figures that are released
stand beside the new ones where their articles tell of the same stories; they keep their series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.database import list_of, load_table, names_of, open_database, rows_of, text_of
from tasks.reconcile import stories
from tasks.reconcile.claims import READ
from tasks.tables import FIGURES, MOVED, RECONCILED, REJECTS, STANDING, STORIED, Table, to_arrow, write_stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORY = 10_000  # new figures of a story, at most, but for an article that has more
PART = 5_000  # … of a part, but for a story that has more
ROWS = 2_000
LINED_BY = tuple(dict.fromkeys((*READ, "published_at", "article_id", "series_id")))  # columns that lining up asks for
OF_WHAT = ("event", "counted_class", "affiliation", "kind", "unit", "change", "negated")  # another one, another series
CARRIED = ("published_at", "published_date", "outlet", "title")  # of the document, which may have come several times

# The figures as they will be published: those of the run's documents, and of released ones that it leaves as they are.
# One that is read again keeps its series if it is of the same as before. An article on which a rule failed stays as it
# was.
SAID = """
create view said as
select r.* exclude (filename, series_id, {carried}), {columns}, starts_with(r.filename, {work}) as is_read,
    case when is_read then k.series_id else r.series_id end as series_id
from {rows} as r left join standing as s on s.document_id = r.document_id
left join (from {released} semi join standing using (article_id)) as k
    on k.figure_id = r.figure_id and row({same_now}) is not distinct from row({same_before})
where case
    when is_read then s.publishes and r.filename = s.batch || '/extract/figures.parquet'
    else s.document_id is null or r.article_id in (select article_id from failed)
end
"""

# The articles with figures that are to be lined up, also such that an older release has left alone; and their figures.
FRESH = "create table fresh as select distinct article_id from said where series_id is null"
NEW = """
create view new as
select n.* replace (coalesce(m.series_id, n.series_id) as series_id)
from said as n semi join fresh using (article_id) left join {moved} as m using (figure_id)
"""

NAMED = "select article_id, published_date, title, sentence, value from new order by article_id, start_char"

KNOWN = """
select * exclude filename, false as is_new
from read_parquet({sets}, filename = true)
where day between $first - {longest} and $last + {longest} and article_id not in (select unnest($new::varchar[]))
qualify row_number() over (partition by article_id order by filename desc) = 1
"""

STRONGEST = """
select article_id, other from links where other in (select article_id from articles where is_new)
order by weighs desc, article_id, other
"""

SIZES = "select article_id, count(*) from new group by all order by article_id"

CUT = """
copy (
    select {columns}, true as is_new, part from new join parts using (article_id)
    union all
    select {columns}, false as is_new, part
    from said join (
        select distinct other as article_id, part
        from links join parts using (article_id) where other not in (select article_id from parts)
    ) using (article_id)
) to {folder} (format parquet, partition_by (part), overwrite_or_ignore)
"""

CUT_LINKS = """
copy (
    select l.*, a.part
    from links as l join parts as a using (article_id) left join parts as b on b.article_id = l.other
    where b.part is null or b.part = a.part
) to {folder} (format parquet, partition_by (part), overwrite_or_ignore)
"""


@dataclass(frozen=True, slots=True)
class Before:
    """The files of the last release, and of what its runs have kept: of articles (sets, the oldest first), and `moved`.

    `keeps`: a figure that is read again stays in its series, as it is read by the same rules. `redraws`: all series are
    to be summed up anew, as how that is done has changed.
    """

    figures: tuple[Path, ...] = ()
    documents: tuple[Path, ...] = ()
    series: tuple[Path, ...] = ()
    storied: tuple[Path, ...] = ()
    moved: tuple[Path, ...] = ()
    keeps: bool = True
    redraws: bool = False


def open_standing(database: DuckDBPyConnection, extracted: list[Path], compared: Path) -> None:
    """Make the tables `standing` and `failed`: the documents of this run, and those on which a rule failed."""
    load_table(database, "standing", pq.read_table(compared / f"{STANDING.name}.parquet"))
    rejects = rows_of(REJECTS, written(extracted, REJECTS))
    failed = f"select document_id, article_id from standing semi join {rejects} using (document_id)"
    database.execute(f"create table failed as {failed}")


def open_said(database: DuckDBPyConnection, extracted: list[Path], compared: Path, before: Before) -> None:
    """Make the view `said`, after `open_standing`: all figures as they will be, `is_read` those of this run."""
    read = (f"case when s.batch is null then r.{name} else s.{name} end as {name}" for name in CARRIED)
    rows = rows_of(FIGURES, [*before.figures, *written(extracted, FIGURES)], "filename")
    released = rows_of(FIGURES, before.figures if before.keeps else ())
    same = {"same_now": names_of(OF_WHAT, "r"), "same_before": names_of(OF_WHAT, "k")}
    words = same | {"carried": ", ".join(CARRIED), "columns": ", ".join(read), "work": text_of(f"{compared.parent}/")}
    database.execute(SAID.format(rows=rows, released=released, **words))


def written(extracted: list[Path], table: Table) -> list[Path]:
    """Return the files of a table that extract wrote."""
    return [folder / f"{table.name}.parquet" for folder in extracted]


def cut_stories(extracted: list[Path], compared: Path, before: Before) -> list[Path]:
    """Cut the new figures into parts of whole stories, with what is released of these; return the folders of the parts.

    `extracted` are the folders that extract wrote, `compared` is that of compare. Writes them, and `storied` of the new
    articles, to RECONCILED beside it.
    """
    folder = compared.parent / RECONCILED
    with open_database(folder / "spill") as database:
        open_standing(database, extracted, compared)
        open_said(database, extracted, compared, before)
        database.execute(FRESH)
        database.execute(NEW.format(moved=rows_of(MOVED, before.moved if before.keeps else ())))
        load_table(database, "articles", _articles(database, before))
        stories.link_stories(database)
        storied = database.sql("select * exclude is_new from articles where is_new").to_arrow_table()
        write_stage(folder, STORIED, storied.to_pylist())
        load_table(database, "parts", _parts(database))
        database.execute(CUT.format(folder=text_of(folder / "parts"), columns=names_of(LINED_BY)))
        database.execute(CUT_LINKS.format(folder=text_of(folder / "links")))
    return sorted((folder / "parts").glob("part=*"), key=lambda path: int(path.name.partition("=")[2]))


def _parts(database: DuckDBPyConnection) -> pa.Table:
    """Return to which part each new article goes: stories that share much go together, small ones side by side."""
    sizes = dict(database.execute(SIZES).fetchall())
    part_of: dict[str, int] = {}
    part = size = 0
    for group in stories.gather_stories(database.execute(STRONGEST).fetchall(), sizes, STORY):
        more = sum(sizes[article] for article in group)
        if size and size + more > PART:
            part, size = part + 1, 0
        size += more
        part_of.update(dict.fromkeys(group, part))
    return pa.table({"article_id": pa.array(part_of, pa.string()), "part": pa.array(part_of.values(), pa.int32())})


def _articles(database: DuckDBPyConnection, before: Before) -> pa.Table:
    """Return the new articles and those of their season that are known, with their names, as `link_stories` asks."""
    new = to_arrow(STORIED, _named(database))
    new = new.append_column("is_new", pa.array([True] * len(new), pa.bool_()))
    days = [day for day in new["day"].to_pylist() if day is not None]
    if not before.storied or not days:
        return new
    query = KNOWN.format(sets=list_of(before.storied), longest=stories.LONGEST)
    season = {"first": min(days), "last": max(days), "new": new["article_id"].to_pylist()}
    known = database.sql(query, params=season).to_arrow_table()
    return pa.concat_tables([new, known.select(new.schema.names).cast(new.schema)])


def _named(database: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Yield the new articles with their days and names."""
    rows = (row for batch in database.sql(NAMED).to_arrow_reader(ROWS) for row in batch.to_pylist())
    for article, figures in groupby(rows, key=itemgetter("article_id")):
        told = list(figures)
        day: date | None = told[0]["published_date"]
        names = " ".join(sorted(stories.names_of(told)))
        yield {"article_id": article, "day": day and day.toordinal(), "names": names}
