"""Signatures → which documents are copies of which: those of this run, and the known ones that it bears on.

Documents stand in one order, (published_at, article_id). Each is a copy of the first original before it that it
matches, else an original itself. So a document's state depends on those before it only, and a run decides anew its
own documents, those whose original is gone, and those that hang on either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.database import open_database
from tasks.tables import ANCHORS, NUMBERS, SIGNED, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MOST_HOLDERS = 40  # an anchor that more hold is boilerplate, or a story that many print: it speaks among the first,
FIRST_HOLDERS = 5  # … and to all others for the very first, who print the original
CONTAINED = 0.6  # of the anchors of the smaller of two, how many the other holds
HELD = 0.5  # of the anchors of the copy, how many the original holds: a feature is no copy of a brief in it
PARTS = 8  # a power of two


@dataclass(slots=True)
class Matches:
    """Which documents match, each pair as earlier and later, with the share of the later that the earlier holds."""

    before: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    after: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        """Add pairs of earlier, later and similarity."""
        for earlier, later, similarity in pairs:
            self.before[later][earlier] = similarity
            self.after[earlier].add(later)


def find_copies(new: list[Path], known: list[Path], known_copies: Path | None, gone: set[str], work: Path) -> pa.Table:
    """Decide which documents are copies; return document_id, duplicate_of, similarity of those decided anew.

    `new` and `known` are folders of signatures; of a document in several known ones the last counts. `known_copies`
    is Parquet (a file, a folder or a glob) with document_id, is_current and duplicate_of of the last release; what it
    does not call current is passed over, and without it all known documents are decided anew. `gone` names documents
    that are current no longer. DuckDB may spill to the folder `work`.
    """
    with open_database(work) as database:
        _load(database, new, known, known_copies, gone)
        matches, moved = Matches(), _numbers_of(database, "select entry from entries where was <> now")
        _find_matches(database, moved, matches)
        touched = _numbers_of(database, f"{UNDECIDED} union {PUSHED}")
        copies = dict(database.execute(KNOWN_COPIES).fetchall())
        orphans = _numbers_of(database, ORPHANS) | {copy for copy, first in copies.items() if first in touched}
        decided = _settle(database, touched, orphans, copies, matches, moved)
        return _result(database, decided, matches)


# `entries`: every signature that counted before the run (was) or counts after it (now), numbered in the order in
# which documents are decided. One that was read again has two: its place may have changed.
ENTRIES = """
create table entries as
with known as (
    select * from known_signed {live}
    qualify row_number() over (partition by document_id order by list_position($files::varchar[], filename) desc) = 1
), fresh as (
    select * from new_signed
    qualify row_number() over (partition by document_id order by published_at nulls last) = 1
), together as (
    select *, true as fresh, false as was, document_id not in (from gone) as now from fresh
    union all by name
    select * exclude filename, false as fresh, true as was,
        document_id not in (from gone) and document_id not in (select document_id from fresh) as now
    from known
)
select row_number() over (order by published_at nulls last, article_id, document_id, fresh)::integer as entry, *,
    {decided} as decided
from together
"""

# `holders` of the anchors of some entries: which place each has among those that hold the same one now, and, if it
# was there, had among those that held it before.
HOLDERS = """
create or replace temp table holders as
with mine as materialized (
    select hash from new_anchors where document in (select document from entries join chosen using (entry) where fresh)
    union
    select hash from known_anchors
    where document in (select document from entries join chosen using (entry) where not fresh)
), found as materialized (
    select hash, entry, was, now
    from (select distinct * from new_anchors where hash in (from mine)) join entries using (document) where fresh
    union all
    select hash, entry, was, now
    from (select distinct * from known_anchors where hash in (from mine)) join entries using (document) where not fresh
), several as (
    select hash from found group by hash having count(*) > 1
)
select *, entry in (from chosen) as mine,
    row_number() over (partition by hash, was order by entry) as place_before,
    row_number() over (partition by hash, now order by entry) as place
from found where hash in (from several)
"""

UNDECIDED = "select entry from entries where now and (fresh or not decided)"

# Known documents for which an anchor speaks no longer, or again, because earlier ones came or went.
PUSHED = """
select distinct entry from holders
where was and now and (
    (place_before <= getvariable('most_holders')) <> (place <= getvariable('most_holders'))
    or (place_before <= getvariable('first_holders')) <> (place <= getvariable('first_holders'))
)
"""

HEARD = """
b.now and a.entry < b.entry
and (b.place <= getvariable('most_holders') or a.place <= getvariable('first_holders'))
"""

TOGETHER = f"""
select a.entry as earlier, b.entry as later, a.hash
from speaking as a join holders as b on a.hash = b.hash and {HEARD} where b.mine
union all
select a.entry, b.entry, a.hash
from speaking as a join holders as b on a.hash = b.hash and {HEARD} where a.mine and not b.mine
"""

SPEAKING = """
create or replace temp view speaking as
select hash, entry, mine, place from holders where now and place <= getvariable('most_holders')
"""

# Pairs that share a fair part of the copy's anchors do so in one of the PARTS of all anchors; the many that share a
# sentence or two are so dropped part by part, and never held together.
CANDIDATES = f"""
insert into candidates
with counted as (
    select earlier, later, count(*) as shared
    from ({TOGETHER}) where (hash >> 8) & ({PARTS} - 1) = $part group by all
)
select earlier, later from counted join entries as b on b.entry = later where shared * {PARTS} >= {HELD} * b.anchors
"""

# `later` entries are joined and held before the earlier ones are: DuckDB takes <> for so rare that it would first join
# every entry with every other.
PAIRS = f"""
create or replace temp table pairs as
with counted as (
    select earlier, later, count(*) as shared
    from ({TOGETHER}) semi join (select distinct * from candidates) using (earlier, later) group by all
), held as materialized (
    select earlier, later, shared, anchors, article_id, body_hash
    from counted join entries on entry = later where shared >= {HELD} * anchors
), first_bodies as (
    select body_hash, min(entry) as earlier from entries where now group by all having count(*) > 1
)
select earlier, later, shared / b.anchors as similarity
from held as b join entries as a on a.entry = earlier
where shared >= {CONTAINED} * least(a.anchors, b.anchors)
    and a.article_id <> b.article_id and a.body_hash <> b.body_hash
union all
select earlier, entry, 1
from first_bodies join entries using (body_hash)
where now and entry > earlier and (entry in (from chosen) or earlier in (from chosen))
    and article_id <> (select article_id from entries as a where a.entry = earlier)
"""

AROUND = "[" + ", ".join(f'"{name}"' for name in NUMBERS.names[3:]) + "]"

# Pairs in which, among the same words, each has a number that the other lacks there: a number was changed. Numbers that
# have all words around them in common cancel out first, and words that only one of the two has drop out next: what is
# left of the many pairs is little.
CHANGED = f"""
create or replace temp table changed as
with held as (
    select distinct entry, document, fresh from entries
    where entry in (select earlier from pairs union select later from pairs)
), places as (
    select distinct entry, position, number, {AROUND} as around
    from new_numbers join held using (document) where fresh
    union all
    select distinct entry, position, number, {AROUND} from known_numbers join held using (document) where not fresh
), counted as materialized (
    select entry, number, around, count(*) as times from places group by all
), apart as materialized (
    select earlier, later, entry, number, around, times
    from (select * replace (later as entry) from pairs join counted on entry = earlier)
        anti join counted using (entry, number, around, times)
    union all
    select earlier, later, entry, number, around, -times
    from (select * replace (earlier as entry) from pairs join counted on entry = later)
        anti join counted using (entry, number, around, times)
), contexts as (
    select entry, unnest(around) as context from counted
), compared as (
    select earlier, later, context, number, sum(times) as more
    from (select *, unnest(around) as context from apart) semi join contexts using (entry, context)
    group by all
)
select distinct earlier, later from compared
group by earlier, later, context having max(more) > 0 and min(more) < 0
"""

KNOWN_COPIES = """
select copy.entry, first.entry
from released join entries as copy on copy.document_id = released.document_id
    join entries as first on first.document_id = released.duplicate_of
where copy.was and copy.now and first.was
"""

ORPHANS = """
select entry from released join entries using (document_id)
where was and now and duplicate_of is not null
    and duplicate_of not in (select document_id from entries where was and now)
"""


def _load(
    database: DuckDBPyConnection, new: list[Path], known: list[Path], known_copies: Path | None, gone: set[str]
) -> None:
    """Lay out what is known: views of the signatures, the last release's copies, and the entries."""
    import pyarrow as pa

    database.execute(f"set variable most_holders = {MOST_HOLDERS}")
    database.execute(f"set variable first_holders = {FIRST_HOLDERS}")
    for table in (SIGNED, ANCHORS, NUMBERS):
        _view(database, f"new_{table.name}", table, new)
        _view(database, f"known_{table.name}", table, known)
    database.register("gone_ids", pa.table({"document_id": pa.array(sorted(gone), pa.string())}))
    database.execute("create table gone as from gone_ids")
    _load_released(database, known_copies)
    live = "where document_id in (select document_id from released)" if known_copies else ""
    files = [str(folder / "signed.parquet") for folder in known]
    query = ENTRIES.format(live=live, decided="was" if known_copies else "false")
    database.execute(query, {"files": files})


def _view(database: DuckDBPyConnection, name: str, table: Table, folders: list[Path]) -> None:
    """Show one table of several folders as one; `signed` with the column filename."""
    paths = [str(folder / f"{table.name}.parquet") for folder in folders]
    if paths:
        database.read_parquet(paths, filename=name == "known_signed").create_view(name)
        return
    empty = arrow_schema(table).empty_table()
    database.register(name, empty.append_column("filename", [[]]) if name == "known_signed" else empty)


def _load_released(database: DuckDBPyConnection, known_copies: Path | None) -> None:
    """Load document_id and duplicate_of of the last release's current documents."""
    if known_copies is None:
        database.execute("create table released (document_id varchar, duplicate_of varchar)")
        return
    glob = str(known_copies / "**" / "*.parquet" if known_copies.is_dir() else known_copies)
    query = "create table released as select document_id, duplicate_of from read_parquet($glob) where is_current"
    database.execute(query, {"glob": glob})


def _numbers_of(database: DuckDBPyConnection, query: str) -> set[int]:
    return {entry for (entry,) in database.execute(query).fetchall()}


def _find_holders(database: DuckDBPyConnection, entries: set[int]) -> None:
    """Find which entries hold the anchors of these."""
    import pyarrow as pa

    database.register("chosen_entries", pa.table({"entry": pa.array(sorted(entries), pa.int32())}))
    database.execute("create or replace temp table chosen as from chosen_entries")
    database.unregister("chosen_entries")
    database.execute(HOLDERS)


def _find_matches(database: DuckDBPyConnection, entries: set[int], matches: Matches) -> None:
    """Add what matches these, earlier and later."""
    _find_holders(database, entries)
    database.execute(SPEAKING)
    database.execute("create or replace temp table candidates (earlier integer, later integer)")
    for part in range(PARTS):
        database.execute(CANDIDATES, {"part": part})
    database.execute(PAIRS)
    database.execute(CHANGED)
    matches.add(database.execute("from pairs anti join changed using (earlier, later)").fetchall())


def _settle(
    database: DuckDBPyConnection,
    touched: set[int],
    orphans: set[int],
    copies: dict[int, int],
    matches: Matches,
    looked_up: set[int],
) -> dict[int, int | None]:
    """Decide the touched and the orphans, and in turn all that hang on them, once their matches are looked up."""
    todo = touched | orphans
    while unknown := todo - looked_up:
        _find_matches(database, unknown, matches)
        looked_up = looked_up | unknown
        todo = set(decide(todo, touched, copies, matches))
    return decide(todo, touched, copies, matches)


def decide(todo: set[int], touched: set[int], copies: dict[int, int], matches: Matches) -> dict[int, int | None]:
    """Return the original of each entry in `todo`, or None, and of those whose state hangs on theirs.

    `copies` is what was known; of `touched` entries nothing is. Every decision looks at earlier entries only.

    >>> matches = Matches()
    >>> matches.add([(1, 2, 0.9), (2, 3, 0.8)])
    >>> decide({1}, {1}, {3: 2}, matches)
    {1: None, 2: 1, 3: None}
    """
    children = defaultdict(set)
    for copy, original in copies.items():
        children[original].add(copy)
    decided: dict[int, int | None] = {}
    queue, queued = list(todo), set(todo)
    heapify(queue)
    while queue:
        entry = heappop(queue)
        decided[entry] = _first_original(entry, decided, copies, matches)
        if entry in touched or (decided[entry] is None) == (entry in copies):
            later = _hanging(entry, decided[entry] is None, copies, matches) | children[entry]
            for other in later - queued:
                heappush(queue, other)
            queued |= later
    return decided


def _first_original(entry: int, decided: dict[int, int | None], copies: dict[int, int], matches: Matches) -> int | None:
    """Return the first original that matches the entry."""
    earlier = sorted(matches.before.get(entry, ()))
    return next((each for each in earlier if (decided[each] if each in decided else copies.get(each)) is None), None)


def _hanging(entry: int, is_original: bool, copies: dict[int, int], matches: Matches) -> set[int]:
    """Return the later entries that an original takes over: those that have no earlier one."""
    if not is_original:
        return set()
    return {later for later in matches.after.get(entry, ()) if copies.get(later, later) > entry}


def _result(database: DuckDBPyConnection, decided: dict[int, int | None], matches: Matches) -> pa.Table:
    """Return what was decided, by document_id."""
    import pyarrow as pa

    rows = [
        (entry, original, original and matches.before[entry][original]) for entry, original in sorted(decided.items())
    ]
    entries, originals, similarities = zip(*rows, strict=True) if rows else ((), (), ())
    columns = [pa.array(entries, pa.int32()), pa.array(originals, pa.int32()), pa.array(similarities, pa.float64())]
    database.register("decided", pa.table(columns, names=["entry", "original", "similarity"]))
    return database.sql(
        "select e.document_id, o.document_id as duplicate_of, similarity from decided"
        " join entries as e using (entry) left join entries as o on o.entry = original order by e.document_id"
    ).to_arrow_table()
