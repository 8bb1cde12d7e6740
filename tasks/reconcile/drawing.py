"""Lines → the rows of `series` and `series_points`, of all series of which this run changes something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.corrections import misfit
from tasks.database import load_table, names_of, open_database, rows_of, text_of
from tasks.guarded import call_apart
from tasks.reconcile.claims import cue
from tasks.reconcile.corrected import moves, named_in
from tasks.reconcile.gathering import PART, Before, open_said, open_standing, written
from tasks.reconcile.parties import is_party
from tasks.reconcile.points import Point, Row, plain_source, points_of, summarise, with_full_names
from tasks.tables import (
    COPIES,
    CORRECTIONS,
    DOCUMENTS,
    FIGURES,
    LINES,
    MOVED,
    RECONCILED,
    REJECTS,
    RENEWED,
    SERIES,
    SERIES_POINTS,
    SETTLED,
    read_stage,
    write_stage,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LAST = datetime.max.replace(tzinfo=UTC)
MEMBER = (
    *("figure_id", "document_id", "article_id", "published_at", "outlet", "section", "start_char"),
    *("value", "value_low", "value_high", "kind", "unit", "change", "counted", "counted_head", "counted_class"),
    *("affiliation", "event", "negated", "aggregation", "source", "modality", "disputed", "place_name"),
    *("place_country", "time_from", "time_to", "additive"),
)
NOT_ADDED = ("part", "increment")  # it is in another one already
VOTED = ("event", "counted_class", "affiliation", "place_country", "place_name", "kind", "unit", "change", "negated")

# How many copies each document has, before the run and after it.
COPIED = """
create table copied as
with before as (
    select document_id, duplicate_of from {documents} where is_current and duplicate_of is not null
), after as (
    select document_id, duplicate_of from {copies} where duplicate_of is not null
    union all
    select * from before where document_id not in (select document_id from {copies})
        and document_id not in (select document_id from standing where not publishes)
)
select document_id, coalesce(a.copies, 0)::integer as copies, a.copies is distinct from b.copies as is_other
from (select duplicate_of as document_id, count(*) as copies from after group by all) as a
full join (select duplicate_of as document_id, count(*) as copies from before group by all) as b using (document_id)
"""

# All figures with the series in which they were lined up, now or, where a person has moved them, once.
LINED = """
create view lined as
select s.* replace (coalesce(l.series_id, m.series_id, s.series_id) as series_id), s.series_id as released,
    m.figure_id is not null as was_moved
from said as s left join lines as l using (figure_id) left join moved as m using (figure_id)
"""

MEMBERS = """
create view members as
select {columns}, is_read, released, s.series_id as lined, coalesce(c.copies, 0) as copies,
    coalesce(i.series_id, f.series_id, s.series_id) as series_id, s.review, was_moved
from lined as s left join copied as c using (document_id)
left join left_for as f on f.figure_id = s.figure_id
left join gone_into as i on i.gone = coalesce(f.series_id, s.series_id)
"""

SETTLED_NOW = """
select figure_id, article_id, series_id, case
    when series_id <> lined then coalesce(review, 'changed')
    when not was_moved or is_read or review <> 'changed' then review
end as review
from members where is_read or released is distinct from series_id
"""

MOVED_NOW = "select figure_id, lined as series_id from members where series_id <> lined"

# Series that figures came to, or left with their documents or by a person's hand, or of which other copies are known.
CHANGED = """
create table renewed as
select distinct r.series_id, g.series_id as into_series_id from (
    select series_id from members where is_read or released is distinct from series_id
    union all
    select released from members where released <> series_id
    union all
    select series_id from {figures} where document_id in (select document_id from standing)
    union all
    select series_id from members where document_id in (select document_id from copied where is_other)
    {all}
) as r left join gone_into as g on g.gone = r.series_id
where r.series_id is not null
"""

CUT = """
copy (
    select *, hash(series_id) % (select count(*) // {size} + 1 from renewed) as piece
    from members semi join renewed using (series_id)
) to {folder} (format parquet, partition_by (piece), overwrite_or_ignore)
"""


def cut_series(extracted: list[Path], compared: Path, before: Before, lined: list[Path]) -> list[Path]:
    """Cut the figures of all series of which something changes into pieces of whole series; return their folders.

    `lined` are the folders of lines. Writes the pieces to RECONCILED beside the folder of compare, with `settled`,
    `renewed`, `moved`, and `rejects` of what a person corrects of series and cannot be.
    """
    folder = compared.parent / RECONCILED
    lines, copies = rows_of(LINES, written(lined, LINES)), rows_of(COPIES, [compared / f"{COPIES.name}.parquet"])
    with open_database(folder / "spill") as database:
        open_standing(database, extracted, compared)
        open_said(database, extracted, compared, before)
        database.execute(f"create table lines as from {lines}")
        database.execute(f"create table moved as from {rows_of(MOVED, before.moved)}")
        database.execute(COPIED.format(documents=rows_of(DOCUMENTS, before.documents), copies=copies))
        database.execute(LINED)
        problems = _correct(database, read_stage(compared, CORRECTIONS).to_pylist())
        database.execute(MEMBERS.format(columns=names_of(MEMBER, "s")))
        every = f"union all select series_id from {rows_of(SERIES, before.series)}" if before.redraws else ""
        database.execute(CHANGED.format(figures=rows_of(FIGURES, before.figures), all=every))
        for table, query in ((RENEWED, "from renewed"), (SETTLED, SETTLED_NOW), (MOVED, MOVED_NOW)):
            database.execute(f"copy ({query}) to {text_of(folder / f'{table.name}.parquet')} (format parquet)")
        write_stage(folder, REJECTS, problems)
        database.execute(CUT.format(folder=text_of(folder / "members"), size=PART))
    return sorted((folder / "members").glob("piece=*"), key=lambda path: int(path.name.partition("=")[2]))


def _correct(database: DuckDBPyConnection, corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make `left_for` and `gone_into`, tables of what a person moves; return rows of `rejects` for what cannot be."""
    names = {"names": sorted(named_in(corrections))}
    named = "select unnest($names::varchar[])"
    lines = dict(
        database.execute(f"select figure_id, series_id from lined where figure_id in ({named})", names).fetchall()
    )
    series = database.execute(f"select distinct series_id from lined where series_id in ({named})", names).fetchall()
    moved = moves(corrections, lines, {name for (name,) in series})
    for table, key, way in (("left_for", "figure_id", moved.left), ("gone_into", "gone", moved.into)):
        columns = {key: pa.array(way.keys(), pa.string()), "series_id": pa.array(way.values(), pa.string())}
        load_table(database, table, pa.table(columns))
    return [
        misfit(row, moved.problems[row["correction_id"]])
        for row in corrections
        if row["correction_id"] in moved.problems
    ]


def draw_once(piece: Path, policy: str, parties: tuple[str, ...] = (), apart: bool = False) -> Path:
    """Draw the series of a piece, in a process of its own where it is to be `apart`; return the folder of the rows."""
    return call_apart(draw_piece, piece, policy, parties) if apart else draw_piece(piece, policy, parties)


def draw_piece(piece: Path, policy: str, parties: tuple[str, ...] = ()) -> Path:
    """Write `series` and `series_points` of a piece that `cut_series` wrote; return their folder.

    `policy` is one of `data/policies.csv`, `parties` are what `read_parties` gives.
    """
    rows = pq.read_table(piece, partitioning=None).to_pylist()
    rows.sort(key=lambda row: (row["series_id"], *_order(row)))
    series, points = [], []
    for name, members in groupby(rows, key=itemgetter("series_id")):
        told = with_full_names(list(members))
        drawn = points_of(told)
        series.append({"series_id": name} | series_row(told, drawn, policy, parties))
        points += [point_row(point, parties) | {"series_id": name} for point in drawn]
    folder = piece.parent.parent / "drawn" / piece.name
    write_stage(folder, SERIES, series)
    write_stage(folder, SERIES_POINTS, points)
    return folder


def _order(row: Row) -> tuple[Any, ...]:
    """Return by what the figures of a series are ordered: publication, and where they stand."""
    return row["published_at"] or LAST, row["article_id"], row["start_char"], row["figure_id"]


def series_row(rows: Sequence[Row], points: Sequence[Point], policy: str, parties: tuple[str, ...]) -> dict[str, Any]:
    """Return the row of `series` of some figures and their points, but for its id."""
    voted = {name: _commonest([row[name] for row in rows]) for name in (*VOTED, "aggregation")}
    sources = {point.source for point in points}
    sides = frozenset(source for source in sources if is_party(source, parties))
    denied = any(point.disputed for point in points)
    told = summarise(points, policy, denied=denied)
    neutral = summarise(points, policy, sides, denied) if sides else told
    published = [row["published_at"] for row in rows if row["published_at"] is not None]
    adding = sum(bool(row["additive"]) for row in rows)
    return voted | {
        "label": label(voted, _named(rows)),
        "period_from": min((row["time_from"] for row in rows if row["time_from"]), default=None),
        "period_to": max((row["time_to"] for row in rows if row["time_to"]), default=None),
        "claims": len(rows),
        "articles": sum({row["document_id"]: 1 + row["copies"] for row in rows}.values()),
        "sources": len({plain_source(source) for source in sources}),
        "low": told.low,
        "best": told.best,
        "high": told.high,
        "best_basis": policy,
        "best_figure_id": told.best_of,
        "parties": len(sides),
        "low_without_parties": neutral.low,
        "best_without_parties": neutral.best,
        "high_without_parties": neutral.high,
        "contested": told.contested,
        "additive": adding > 0 and adding >= sum(row["aggregation"] in NOT_ADDED for row in rows),
        "projected": all(point.projected for point in points),
        "first_published": min(published, default=None),
        "last_published": max(published, default=None),
    }


def _named(rows: Sequence[Row]) -> str | None:
    """Return by what name most figures call what they count, "the toll" left out."""
    names = [row["counted"] for row in rows if (row["counted_head"] or "").lower() not in cue("numbers")]
    return _commonest(names) if names else None


def point_row(point: Point, parties: tuple[str, ...]) -> dict[str, Any]:
    """Return the row of `series_points` of a point, but for the id of its series."""
    return {
        "figure_id": point.figure_id,
        "source": point.source,
        "published_at": point.published_at,
        "value": point.value,
        "value_low": point.value_low,
        "value_high": point.value_high,
        "copies": point.articles,
        "previous": point.previous,
        "revision": point.revision,
        "disputed": point.disputed,
        "party": is_party(point.source, parties),
    }


def label(voted: Mapping[str, Any], counted: str | None) -> str:
    """Return what a series is of, in words.

    >>> label({"event": "killed", "kind": "count", "place_name": "Naryn", "place_country": "KG"}, "miners")
    'miners · killed · Naryn'
    >>> label({"event": None, "kind": "money", "unit": "EUR", "place_name": None, "place_country": None}, None)
    'money, EUR'
    >>> label({"event": "missing", "kind": "count", "place_name": None, "place_country": "MZ"}, None)
    'missing · MZ'
    """
    what = counted
    if what is None and not (voted["kind"] == "count" and voted["event"]):
        what = ", ".join(filter(None, (voted["kind"], voted.get("unit"))))
    event = (voted["event"] or "").replace("_", " ")
    return " · ".join(filter(None, (what, event, voted["place_name"] or voted["place_country"])))


def _commonest(values: Sequence[Any]) -> Any:
    """Return the value that comes most often, of several the first; None where there is none."""
    if values.count(values[0]) == len(values):  # most series have one figure
        return values[0]
    counts = Counter(value for value in values if value is not None)
    return max(counts, key=lambda value: counts[value])
