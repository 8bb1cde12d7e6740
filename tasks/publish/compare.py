"""Between clean and extract: what a run's documents mean for one another and for the last release.

Copies need no reading, and a known copy whose original has gone must be read now. So this is decided before figures
are looked for, and holds until the run publishes: the caller keeps the output to itself meanwhile (`writing`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from tasks.publish.copies import find_copies
from tasks.publish.corrected import read_again
from tasks.publish.dataset import (
    current_release,
    kept_signatures,
    read_documents,
    read_kept,
    read_stages,
    read_table,
    to_rows,
    to_table,
    unreadable,
)
from tasks.publish.intact import require_whole
from tasks.publish.merge import LIGHT, merge_versions, one_each
from tasks.tables import (
    CLEANED,
    COPIES,
    CORRECTED,
    CORRECTIONS,
    DOCUMENTS,
    FETCHED,
    KNOWN,
    NAMED,
    REJECTS,
    SEEN,
    SIGNED,
    STANDING,
    WITHDRAWN,
    read_stage,
    reject_row,
    write_stage,
)

Row = dict[str, Any]
log = logging.getLogger(__name__)
COMPARED, AGAIN = "compared", "again"
FAILURES = (OSError, pa.ArrowException, duckdb.Error)  # of reading the last release, and of writing


def compare_documents(cleaned: list[Path], output: Path, work: Path, withdraw: Collection[str] = ()) -> list[Path]:
    """Decide which documents are copies; return the folders of documents that are to be read, copies left out.

    `cleaned` are the folders that clean wrote, `withdraw` articles that are to be taken out. Writes `copies`,
    `standing` and `withdrawn` to the folder COMPARED below `work`, which holds the corrections of a person, and to
    AGAIN, as if ingest and clean had, known documents that are copies no longer or are corrected otherwise, and rejects
    of what is withdrawn. Raises ContractError where the last release is damaged.
    """
    previous = current_release(output)
    require_whole(previous)
    try:
        return _compare(previous, cleaned, output, work, _withdrawn(output, withdraw))
    except FAILURES as error:
        if previous is None or not is_damage(error):
            raise
        raise unreadable(previous, error) from error


def is_damage(error: Exception) -> bool:
    """Tell whether it is what was read that is at fault: no full disk and no want of memory."""
    is_system = isinstance(error, OSError) and error.errno is not None  # Arrow raises OSError for broken pages too
    return not is_system and not isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, MemoryError))


def _compare(
    previous: Path | None, cleaned: list[Path], output: Path, work: Path, withdrawn: pd.DataFrame
) -> list[Path]:
    documents = read_stages(cleaned, CLEANED, [*LIGHT, KNOWN.name, "record_key", "location"])
    is_out = documents["article_id"].isin(withdrawn["article_id"])
    versions = _versions(previous, documents[~is_out], withdrawn)
    gone = _gone(previous, documents, withdrawn, versions)
    known = previous / DOCUMENTS.name / "*" / "*.parquet" if previous else None
    copies = find_copies(cleaned, kept_signatures(output), known, gone, work / COMPARED)
    _write(work / COMPARED, copies, withdrawn)
    read, decided = set(documents["document_id"]), copies.to_pandas()
    silent = gone | set(decided.loc[decided["duplicate_of"].notna(), "document_id"])
    originals = _copies_no_longer(previous, decided, read)
    corrections = read_stage(work / COMPARED, CORRECTIONS).to_pylist()
    leave = {*read, *silent, *(row["document_id"] for row in originals)}
    corrected, unread = read_again(previous, output, corrections, leave)
    write_stage(work / COMPARED, CORRECTED, unread)
    again = _as_cleaned([*originals, *corrected], output)
    _write_again(work / AGAIN, again, documents[is_out])
    every = [*cleaned, work / AGAIN / "clean"] if again else cleaned
    write_stage(
        work / COMPARED, STANDING, _standing(read_documents([folder.parent for folder in every]), versions, silent)
    )
    return every


def _withdrawn(output: Path, withdraw: Collection[str]) -> pd.DataFrame:
    """Return all articles that were taken out, in this run or before."""
    earlier = read_kept(output, WITHDRAWN, strict=True)
    now = pd.DataFrame({"article_id": sorted(withdraw), "withdrawn_at": pd.Timestamp(datetime.now(UTC))})
    every = pd.concat([earlier, now.astype(earlier.dtypes.to_dict())], ignore_index=True)
    return every.drop_duplicates("article_id").sort_values("article_id")


def _versions(previous: Path | None, documents: pd.DataFrame, withdrawn: pd.DataFrame) -> pd.DataFrame:
    """Return all versions of the articles that the documents are of."""
    old = read_table(previous, DOCUMENTS, ("article_id", set(documents["article_id"])), LIGHT)
    return merge_versions(old[~old["article_id"].isin(withdrawn["article_id"])], one_each(documents))


def _gone(previous: Path | None, documents: pd.DataFrame, withdrawn: pd.DataFrame, versions: pd.DataFrame) -> set[str]:
    """Return the documents that will not be current: older versions, and those of withdrawn articles."""
    taken_out = read_table(previous, DOCUMENTS, ("article_id", set(withdrawn["article_id"])), ["document_id"])
    current = set(versions.loc[versions["is_current"].astype(bool), "document_id"])
    return {*versions["document_id"], *documents["document_id"], *taken_out["document_id"]} - current


def _standing(documents: pd.DataFrame, versions: pd.DataFrame, silent: set[str]) -> list[Row]:
    """Return whether the documents of this run publish figures, and that the `silent` ones do not."""
    read = one_each(documents).drop(columns="version").merge(versions[["document_id", "version"]], how="left")
    rows = to_rows(read[[name for name in STANDING.names if name in read]])
    others = silent.difference(read["document_id"])
    return [row | {"publishes": row["document_id"] not in silent} for row in rows] + [
        {"document_id": document, "publishes": False} for document in sorted(others)
    ]


def _write(folder: Path, copies: Any, withdrawn: pd.DataFrame) -> None:
    write_stage(folder, COPIES, copies.to_pylist())
    write_stage(folder, WITHDRAWN, to_table(withdrawn, WITHDRAWN).to_pylist())


def _copies_no_longer(previous: Path | None, copies: pd.DataFrame, read: set[str]) -> list[Row]:
    """Return the released copies that are originals now."""
    originals = set(copies.loc[copies["duplicate_of"].isna(), "document_id"]) - read
    known = read_table(previous, DOCUMENTS, ("document_id", originals), ["document_id", "duplicate_of"])
    ids = set(known.loc[known["duplicate_of"].notna(), "document_id"])
    promoted = to_rows(read_table(previous, DOCUMENTS, ("document_id", ids))) if ids else []
    if unread := sum(row["text"] is None for row in promoted):
        log.warning("%d copies stand for themselves now, but their texts are not kept: run with --reprocess", unread)
    return [row for row in promoted if row["text"] is not None]


def _as_cleaned(documents: list[Row], output: Path) -> list[Row]:
    """Return released documents as clean would write them."""
    signed = [read_stage(folder, SIGNED) for folder in kept_signatures(output)] if documents else []
    sections = {row["document_id"]: row["sections"] for table in signed for row in table.to_pylist()}
    return [
        row
        | {"record_key": row["record_id"] or "", "location": row["article_id"], "known": True}
        | {"sections": sections.get(row["document_id"])}
        for row in documents
    ]


def _write_again(folder: Path, documents: list[Row], withdrawn: pd.DataFrame) -> None:
    """Write a batch of documents that come from no input of this run."""
    rejects = [
        reject_row("clean", key, "withdrawn", f"{location}: taken out by newsfigures withdraw", record_id=record_id)
        for key, location, record_id in withdrawn[["record_key", "location", "record_id"]].itertuples(index=False)
    ]
    for table in (SEEN, FETCHED, NAMED, REJECTS):
        write_stage(folder / "ingest", table, [])
    write_stage(folder / "clean", CLEANED, documents)
    write_stage(folder / "clean", REJECTS, rejects)
