"""A run's tables → the next release: merged into the last one, checked, made current."""

from __future__ import annotations

import resource
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.publish.check import check_release
from tasks.publish.compare import COMPARED
from tasks.publish.dataset import (
    ReleaseWriter,
    count_where,
    current_release,
    read_kept,
    read_stages,
    read_table,
    schema_version,
    table_files,
    to_frame,
    to_table,
    unreadable,
)
from tasks.publish.merge import Change, Rows, change_of, merge_fetched, merge_rejects, merge_seen, month_of, tombstones
from tasks.tables import (
    CLEANED,
    COPIES,
    DISPUTES,
    DOCUMENTS,
    EVENTS,
    FETCHED,
    FIGURES,
    FIGURES_DELETED,
    KEY_SEPARATOR,
    KNOWN,
    NAMED,
    REFUSED_NUMBERS,
    REJECTS,
    RUNS,
    SCHEMA_VERSION,
    SEEN,
    SIGNED,
    VAGUE_NUMBERS,
    WITHDRAWN,
    ContractError,
    Table,
    parse_rows,
    to_arrow,
)

Row = dict[str, Any]
SHOWN_RECORDS = 1000
WordTables = Mapping[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is: its identity, when it began, and what read its inputs (settings and versions as JSON)."""

    run_id: str
    started_at: datetime
    version: str
    settings: str
    versions: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a run published: its row of `runs`, its own rejects, where the release lies, and some of what it read."""

    run: Row
    rejects: list[Row]
    release: str
    record_ids: list[str]


class BatchTables:
    """What the stages wrote to a run's work folder, one frame a table; `extracted` are the folders of extract."""

    def __init__(self, extracted: list[Path], work: Path) -> None:
        ingest, clean = (sorted(work.glob(f"*/{stage}")) for stage in ("ingest", "clean"))
        self.seen = read_stages(ingest, SEEN)
        self.fetched = read_stages(ingest, FETCHED)
        self.named = read_stages(ingest, NAMED)
        self.figures = read_stages(extracted, FIGURES)
        self.refused = read_stages(extracted, REFUSED_NUMBERS)
        self.disputes = read_stages(extracted, DISPUTES)
        self.rejects = read_stages([*ingest, *clean, *extracted], REJECTS).drop_duplicates("reject_id")
        self.copies = read_stages([work / COMPARED], COPIES)
        self.withdrawn = read_stages([work / COMPARED], WITHDRAWN)
        self.signatures = [folder for folder in clean if (folder / f"{SIGNED.name}.parquet").exists()]
        cleaned = read_stages(clean, CLEANED)[[*DOCUMENTS.names, KNOWN.name]]
        cleaned = cleaned[~cleaned["article_id"].isin(self.withdrawn["article_id"])]
        # A document on which a rule failed stays as the last release has it.
        self.documents = cleaned[~cleaned["document_id"].isin(self.rejects["document_id"].dropna())]


def publish_release(
    extracted: list[Path], work: Path, output: Path, run: Run, word_tables: WordTables, keep: int = 3
) -> Published:
    """Merge the batches into the last release of `output`, check the result and make it current.

    `extracted` are the folders that extract wrote below `work`, `word_tables` the rows of `events` and
    `vague_numbers`. The caller holds the output (`writing`) since the run's documents were compared with the release.
    Raises ContractError when the new release would break the contract of `tasks.tables`.
    """
    batches = BatchTables(extracted, work)
    writer = ReleaseWriter(output, run.run_id, current_release(output))
    try:
        row = _write_release(writer, batches, run, word_tables)
        problems = check_release(writer.folder)
    except pa.ArrowException as error:
        problems = [str(unreadable(writer.previous, error))]
    if problems:
        shutil.rmtree(writer.folder)
        raise ContractError("; ".join(problems[:5]))
    rejects = to_table(batches.rejects.assign(run_id=run.run_id), REJECTS).to_pylist()
    record_ids = _record_ids(batches)
    return Published(row, rejects, str(writer.flip(keep)), record_ids)


def _write_release(writer: ReleaseWriter, batches: BatchTables, run: Run, word_tables: WordTables) -> Row:
    """Write all tables of the release; return the run's row of `runs`."""
    change = _change(writer.previous, batches, run)
    for table, rows in (
        (DOCUMENTS, change.new.documents),
        (FIGURES, change.new.figures),
        (REFUSED_NUMBERS, change.new.refused),
    ):
        _write_months(writer, table, rows, change)
        writer.write_empty(table)
    _write_ledgers(writer, change, batches, word_tables)
    row = _run_row(writer, change, batches, run)
    writer.write(RUNS, _and(read_table(writer.previous, RUNS), RUNS, [row]))
    return row


def _change(previous: Path | None, batches: BatchTables, run: Run) -> Change:
    touched = {*batches.documents["article_id"], *batches.withdrawn["article_id"], *_redecided(previous, batches)}
    documents = read_table(previous, DOCUMENTS, ("article_id", touched))
    old = Rows(
        documents,
        read_table(previous, FIGURES, ("article_id", touched)),
        read_table(previous, REFUSED_NUMBERS, ("document_id", set(documents["document_id"]))),
        read_table(previous, DISPUTES, ("document_id", set(documents["document_id"]))),
    )
    stamp = {"run_id": run.run_id, "updated_at": pd.Timestamp(datetime.now(UTC))}
    read = Rows(batches.documents, batches.figures, batches.refused, batches.disputes)
    return change_of(stamp, old, read, batches.copies, set(batches.withdrawn["article_id"]))


def _redecided(previous: Path | None, batches: BatchTables) -> set[str]:
    """Return the released articles that have become copies, copies of another, or originals."""
    known = read_table(previous, DOCUMENTS, ("document_id", set(batches.copies["document_id"])))
    both = known.merge(batches.copies, on="document_id", suffixes=("", "_now"))
    same = (both["duplicate_of"] == both["duplicate_of_now"]).fillna(False) | (
        both["duplicate_of"].isna() & both["duplicate_of_now"].isna()
    )
    return set(both.loc[~same.astype(bool), "article_id"])


def _record_ids(batches: BatchTables) -> list[str]:
    """Return the record ids, or addresses, of some inputs of this run, for showing what was read."""
    named = {key.split(KEY_SEPARATOR)[-1] for key in batches.seen["record_key"].head(SHOWN_RECORDS)}
    return sorted(named | set(batches.documents["record_id"].dropna().head(SHOWN_RECORDS)))


def _write_months(writer: ReleaseWriter, table: Table, rows: pd.DataFrame, change: Change) -> None:
    """Write the months in which rows come or go; link all others to the last release."""
    month_of_row = rows["document_id"].map(_months(change.new.documents))
    changed = {*month_of_row, *_months(change.old.documents)}
    files = table_files(writer.previous, table) if writer.previous else {}
    released = {month for month, path in files.items() if pq.read_metadata(path).num_rows}
    if writer.previous and schema_version(writer.previous) != str(SCHEMA_VERSION):
        changed |= released  # a release never mixes two schema versions
    for month in sorted(released - changed):
        writer.link(table, month)
    for month in sorted(changed):
        old = read_table(writer.previous, table, month=month)
        kept = old[~old["document_id"].isin(change.old.documents["document_id"])]
        if len(merged := pd.concat([kept, rows[month_of_row == month]], ignore_index=True)):
            writer.write(table, merged, month)


def _months(documents: pd.DataFrame) -> pd.Series:
    """Return the month of every document, by document_id."""
    return month_of(documents.set_index("document_id")["published_date"])


def _write_ledgers(writer: ReleaseWriter, change: Change, batches: BatchTables, word_tables: WordTables) -> None:
    """Write the tables in one file, and what later runs may pass over."""
    previous, rejects = writer.previous, batches.rejects.assign(run_id=change.stamp["run_id"])
    writer.write(FIGURES_DELETED, tombstones(read_table(previous, FIGURES_DELETED), change))
    disputes = read_table(previous, DISPUTES)
    kept = disputes[~disputes["document_id"].isin(change.old.documents["document_id"])]
    writer.write(DISPUTES, pd.concat([kept, change.new.disputes], ignore_index=True))
    read_keys = [*batches.seen["record_key"], *batches.fetched["address"], *batches.named["record_key"]]
    writer.write(REJECTS, merge_rejects(read_table(previous, REJECTS), rejects, read_keys))
    for table in (EVENTS, VAGUE_NUMBERS):
        writer.write(table, to_frame(parse_rows(table, word_tables[table.name])))
    writer.keep(SEEN, merge_seen(read_kept(writer.output, SEEN), batches.seen, rejects))
    writer.keep(WITHDRAWN, batches.withdrawn)
    writer.keep_signatures(batches.signatures, _no_longer_current(change))
    withdrawn = change.old.documents["article_id"].isin(batches.withdrawn["article_id"])
    fetched = merge_fetched(read_kept(writer.output, FETCHED), batches.fetched)
    writer.keep(FETCHED, fetched[~fetched["address"].isin(change.old.documents.loc[withdrawn, "url"])])


def _no_longer_current(change: Change) -> set[str]:
    documents = change.new.documents
    return set(change.old.documents["document_id"]) - set(documents.loc[documents["is_current"], "document_id"])


def _and(old: pd.DataFrame, table: Table, rows: list[Row]) -> pd.DataFrame:
    return pd.concat([old, to_frame(to_arrow(table, rows))], ignore_index=True)


def _run_row(writer: ReleaseWriter, change: Change, batches: BatchTables, run: Run) -> Row:
    """Return the run's row of `runs`; shares are of all figures of the release."""
    old, new = change.old.documents, change.new.documents
    fresh = new[~new["document_id"].isin(old["document_id"])]
    returned = set(new[new["is_current"]]["document_id"]) - set(fresh["document_id"])
    returned -= set(old[old["is_current"]]["document_id"])  # texts that came back
    reread = int(batches.documents["document_id"].isin(old["document_id"]).sum()) - len(returned)
    ended = datetime.now(UTC)
    seconds = (ended - run.started_at).total_seconds()
    figures = count_where(writer.folder, FIGURES)
    shares = {
        f"share_with_{name}": count_where(writer.folder, FIGURES, column) / figures if figures else None
        for name, column in (("source", "source"), ("place", "place_text"), ("time", "time_text"))
    }
    return asdict(run) | {
        "ended_at": ended,
        "state": "completed",
        "inputs": len(batches.seen) + int((batches.rejects["stage"] == "ingest").sum()),
        "documents_new": int((fresh["version"] == 1).sum()),
        "documents_changed": int((fresh["version"] > 1).sum()) + len(returned),
        "documents_unchanged": int(batches.seen["unchanged"].sum()) + reread,
        "documents_duplicate": int(new["duplicate_of"].notna().sum()),
        "rejects": len(batches.rejects),
        "figures": figures,
        **shares,
        "seconds": seconds,
        "documents_per_second": (len(batches.documents) + int(batches.seen["unchanged"].sum())) / seconds,
        "peak_memory_mb": _peak_memory_mb(),
    }


def _peak_memory_mb() -> float:
    """Return the largest resident size of this process so far; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
