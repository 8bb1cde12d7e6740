"""Which versions of its articles a run has read, and what became of their figures: the rows of `figure_changes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.database import open_database, rows_of
from tasks.reconcile.changes import Version, changes_of
from tasks.reconcile.gathering import Before, open_standing, written
from tasks.tables import CLEANED, COPIES, DOCUMENTS, FIGURE_CHANGES, FIGURES, RECONCILED, write_stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TOGETHER = 200  # articles whose figures and texts are in memory at once

# The versions of each article that has several, in their order: the one that was current, then those of this run.
VERSIONS = """
with every as (
    select article_id, document_id, 0 as version, false as publishes from {documents}
    where is_current and article_id in (select article_id from standing)
    union all
    select article_id, document_id, version, publishes from standing
    where batch is not null and document_id not in (select document_id from {copies} where duplicate_of is not null)
        and document_id not in (select document_id from failed)
)
select article_id, list(document_id order by publishes, version, document_id) as documents
from (select article_id, document_id, min(version) as version, bool_or(publishes) as publishes from every group by all)
group by article_id having count(*) > 1 order by article_id
"""

TOLD = """
select r.* exclude filename from {rows} as r left join standing as s using (document_id)
where document_id in (select unnest($documents::varchar[]))
    and (s.batch is null or r.filename = s.batch || '/{stage}/{table}.parquet')
"""


def write_changes(extracted: list[Path], compared: Path, before: Before) -> Path:
    """Write `figure_changes`, but for `seen_at`, to RECONCILED beside the folder of compare; return that folder.

    Versions that were read by other rules are not held against each other where the text of the earlier is not kept.
    """
    folder = compared.parent / RECONCILED
    with open_database(folder / "spill") as database:
        open_standing(database, extracted, compared)
        copies, documents = rows_of(COPIES, [compared / f"{COPIES.name}.parquet"]), rows_of(DOCUMENTS, before.documents)
        several = database.execute(VERSIONS.format(documents=documents, copies=copies)).fetchall()
        pairs = [pair for _, versions in several for pair in pairwise(versions)]
        rows: list[dict[str, Any]] = []
        for first in range(0, len(pairs), TOGETHER):
            rows += _changes(database, pairs[first : first + TOGETHER], extracted, before)
    write_stage(folder, FIGURE_CHANGES, rows)
    return folder


def _changes(
    database: DuckDBPyConnection, pairs: Sequence[tuple[str, str]], extracted: list[Path], before: Before
) -> Iterator[dict[str, Any]]:
    """Yield what became of the figures between the versions of each pair."""
    documents = {"documents": sorted({document for pair in pairs for document in pair})}
    cleaned = [folder.parent / "clean" / f"{CLEANED.name}.parquet" for folder in extracted]
    texts = TOLD.format(
        rows=rows_of(DOCUMENTS, [*before.documents, *cleaned], "filename"), stage="clean", table=DOCUMENTS.name
    )
    figures = TOLD.format(
        rows=rows_of(FIGURES, [*before.figures, *written(extracted, FIGURES)], "filename"),
        stage="extract",
        table=FIGURES.name,
    )
    text_of = dict(database.execute(f"select document_id, text from ({texts})", documents).fetchall())
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in database.sql(figures, params=documents).to_arrow_table().to_pylist():
        rows.setdefault(row["document_id"], []).append(row)
    for pair in pairs:
        old, new = (Version(document, rows.get(document, []), text_of.get(document)) for document in pair)
        if before.keeps or old.text is not None:
            yield from changes_of(old, new)
