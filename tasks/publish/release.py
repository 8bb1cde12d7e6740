"""A run's tables → the next release: merged into the last one, checked, made current."""

from __future__ import annotations

import logging
import resource
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from tasks.corrections import INPUT, STAGE
from tasks.database import open_database
from tasks.publish.check import check_release
from tasks.publish.compare import AGAIN, COMPARED, FAILURES, is_damage
from tasks.publish.corrected import misfits, read_kept_corrections, settle
from tasks.publish.dataset import (
    count_rows,
    current_release,
    read_documents,
    read_kept,
    read_stages,
    read_table,
    text_policy,
    to_frame,
    to_rows,
    to_table,
    unreadable,
)
from tasks.publish.describe.about import About
from tasks.publish.describe.describing import describe_release
from tasks.publish.gates import Gates, closed_gates, surprise
from tasks.publish.intact import require_unchanged
from tasks.publish.merge import (
    LIGHT,
    merge_fetched,
    merge_rejects,
    merge_seen,
    next_documents,
    one_each,
    publishing,
    stamp_documents,
    withhold,
)
from tasks.publish.next_rows import MOST_WORDS, NextRows
from tasks.publish.report.build import write_report
from tasks.publish.views import write_views
from tasks.publish.writer import ReleaseWriter
from tasks.tables import (
    COPIES,
    CORRECTED,
    CORRECTIONS,
    DISPUTES,
    DOCUMENTS,
    EVENTS,
    FETCHED,
    FIGURE_CHANGES,
    FIGURES,
    FIGURES_DELETED,
    KEY_SEPARATOR,
    MOVED,
    NAMED,
    RECONCILED,
    REFUSED_NUMBERS,
    REJECTS,
    RUNS,
    SEEN,
    SERIES,
    SERIES_DELETED,
    SERIES_POINTS,
    SETTLED,
    SIGNED,
    TEXT_POLICIES,
    VAGUE_NUMBERS,
    WITHDRAWN,
    ContractError,
    Table,
    parse_rows,
    to_arrow,
)

log = logging.getLogger(__name__)
Row = dict[str, Any]
SHOWN_RECORDS = 1000
SHOWN_REJECTS = 20
TOLD = (
    "inputs",
    "documents_new",
    "documents_changed",
    "documents_unchanged",
    "documents_duplicate",
    "figures",
    "share_with_source",
    "share_with_place",
    "share_with_time",
    "rejects",
)
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


def told_run(published: Published) -> list[Row]:
    """Return a run as rows to show: documents, figures, shares, and rejects by stage and reason."""
    reasons = Counter(f"rejected in {row['stage']}: {row['reason']}" for row in published.rejects)
    told = {name: published.run[name] for name in TOLD} | dict(sorted(reasons.items()))
    return [{"what": what, "how many": many} for what, many in told.items()]


class BatchTables:
    """What the stages wrote to a run's work folder, but for what is large; `batches` are the folders of its batches.

    `documents` come without their texts, `origins` says where they lie: the folder of the batch, the row of the file.
    """

    def __init__(self, extracted: list[Path], work: Path) -> None:
        ingest, clean = (sorted(work.glob(f"*/{stage}")) for stage in ("ingest", "clean"))
        self.batches = [folder.parent for folder in extracted]
        self.seen = read_stages(ingest, SEEN)
        self.fetched = read_stages(ingest, FETCHED)
        self.named = read_stages(ingest, NAMED)
        self.reconciled = work / RECONCILED
        told = [*ingest, *clean, *extracted, work / COMPARED, self.reconciled]
        self.rejects = read_stages(told, REJECTS).drop_duplicates("reject_id")
        self.corrections = to_rows(read_stages([work / COMPARED], CORRECTIONS))
        self.corrected = to_rows(read_stages([*extracted, work / COMPARED], CORRECTED))
        self.copies = read_stages([work / COMPARED], COPIES)
        self.withdrawn = read_stages([work / COMPARED], WITHDRAWN)
        self.signatures = [folder for folder in clean if (folder / f"{SIGNED.name}.parquet").exists()]
        cleaned = read_documents(self.batches)
        cleaned = cleaned[~cleaned["article_id"].isin(self.withdrawn["article_id"])]
        # A document on which a rule failed stays as the last release has it.
        cleaned = cleaned[~cleaned["document_id"].isin(self.rejects["document_id"].dropna())]
        self.documents = one_each(cleaned)

    def settle_corrections(self, old: pd.DataFrame, new: pd.DataFrame, kept: pd.DataFrame) -> None:
        """Decide what became of the corrections, by the documents of the touched articles before and after the run.

        `kept` is what became of them in the run before. What does not apply is rejected.
        """
        touched = {*old["document_id"], *new["document_id"]}
        speaking = set(new.loc[publishing(new), "document_id"])
        silent, read = touched - speaking, set(self.documents["document_id"])
        told = [row for row in self.corrected if row["document_id"] not in silent]
        self.corrected = settle(self.corrections, told, kept, lambda name: name not in silent and name not in read)
        problems = to_frame(to_arrow(REJECTS, misfits(self.corrections, self.corrected)))
        self.rejects = pd.concat([self.rejects, problems], ignore_index=True)

    @property
    def rejected(self) -> list[str]:
        """Return the figures that a person does not want."""
        return [row["figure_id"] for row in self.corrections if row["action"] == "reject"]

    @property
    def origins(self) -> pd.DataFrame:
        """Return where each document lies that this run read."""
        return self.documents[["document_id", "batch", "row"]]


def publish_release(
    extracted: list[Path],
    work: Path,
    output: Path,
    run: Run,
    word_tables: WordTables,
    keep: int = 3,
    text: str = TEXT_POLICIES[0],
    about: About = About(),  # noqa: B008 - it is frozen
    report: bool = True,
    gates: Gates = Gates(),  # noqa: B008 - it is frozen
) -> Published:
    """Merge the batches into the last release of `output`, check the result and make it current.

    `extracted` are the folders that extract wrote below `work`, `word_tables` the rows of `events` and
    `vague_numbers`, `text` says how much of the articles goes into the release, `about` what it says of itself,
    `report` whether a report is made of it, `gates` what the run must have read. The caller holds the output
    (`writing`) since the run's documents were compared with the release. Raises ContractError when the new release
    would break the contract of `tasks.tables`, or a gate is closed.
    """
    batches = BatchTables(extracted, work)
    writer = ReleaseWriter(output, run.run_id, current_release(output))
    try:
        row = _write_release(writer, batches, run, word_tables, work, text)
        if problems := closed_gates(gates, row):
            for detail in batches.rejects["detail"].head(SHOWN_REJECTS):  # no release will tell
                log.warning("rejected: %s", detail)
        if problems := problems or _complete(writer, about, report):
            raise ContractError("; ".join(problems[:5]))
        return _publish(writer, batches, row, gates, 1 if _tightened(writer.previous, text) else keep)
    except FAILURES as error:
        if writer.previous is None or not is_damage(error):
            raise
        raise unreadable(writer.previous, error) from error
    finally:
        writer.abandon()


def _publish(writer: ReleaseWriter, batches: BatchTables, row: Row, gates: Gates, keep: int) -> Published:
    """Make the release current; say where it differs much from the one before."""
    rejects = to_table(batches.rejects.assign(run_id=writer.run_id), REJECTS).to_pylist()
    record_ids = _record_ids(batches)
    runs = read_table(writer.folder, RUNS, columns=["ended_at", "figures"]).sort_values("ended_at")
    if warning := surprise(gates, runs["figures"].tolist()):
        log.warning(warning)
    return Published(row, rejects, str(writer.flip(keep)), record_ids)


def _complete(writer: ReleaseWriter, about: About, report: bool) -> list[str]:
    """Check the tables and write what tells of them; return what is wrong with them."""
    with ThreadPoolExecutor(1) as beside:
        reported = beside.submit(write_report, writer.folder, title=about.title) if report else None
        problems = check_release(writer.folder, writer.previous)
        if not problems:
            write_views(writer.folder, writer.release)
            describe_release(writer.folder, writer.previous, about)
            if reported:
                reported.result()
    return problems


def _tightened(previous: Path | None, text: str) -> bool:
    """Tell whether the last release holds more of the articles than is to be published: then none before stays."""
    return previous is not None and TEXT_POLICIES.index(text_policy(previous)) < TEXT_POLICIES.index(text)


def _write_release(
    writer: ReleaseWriter, batches: BatchTables, run: Run, word_tables: WordTables, work: Path, text: str
) -> Row:
    """Write all tables of the release; return the run's row of `runs`."""
    stamp = {"run_id": run.run_id, "updated_at": datetime.now(UTC)}
    touched = {*batches.documents["article_id"], *batches.withdrawn["article_id"], *_redecided(writer, batches)}
    touched |= set(read_stages([batches.reconciled], SETTLED, ["article_id"])["article_id"])
    old = read_table(writer.previous, DOCUMENTS, ("article_id", touched), LIGHT)
    withdrawn = set(batches.withdrawn["article_id"])
    new = withhold(next_documents(old, batches.documents, batches.copies, withdrawn), text)
    batches.settle_corrections(old, new, read_kept_corrections(writer.output))
    with open_database(work / "publish", threads=1) as database:  # tables are written at once
        rows = NextRows(
            database,
            writer.previous,
            batches.batches,
            old,
            new,
            batches.origins,
            stamp,
            text,
            work / "publish",
            batches.reconciled,
        )
        require_unchanged(writer.previous, rows.changed)
        new = stamp_documents(new, old, rows.counts(), stamp)
        # Three at once where the texts are few: each takes what memory DuckDB is given, or as much beside it.
        with ThreadPoolExecutor(3 if new["words"].sum() <= MOST_WORDS else 1) as threads:
            ledgers = threads.submit(_write_ledgers, writer, batches, old, new, word_tables)
            _write_large(writer, rows, new, batches, threads)
            ledgers.result()
    row = _run_row(writer, batches, old, new, run)
    writer.write(RUNS, _and(read_table(writer.previous, RUNS), RUNS, [row]))
    return row


def _write_large(
    writer: ReleaseWriter, rows: NextRows, documents: pd.DataFrame, batches: BatchTables, threads: Executor
) -> None:
    """Write the tables that grow with the articles: the changed months; link all others."""

    def write(table: Table, stream: Callable[[], pa.RecordBatchReader]) -> None:
        writer.write_stream(table, stream())

    writer.write(FIGURES_DELETED, to_frame(rows.figures_deleted(batches.rejected)))
    writer.write(SERIES_DELETED, to_frame(rows.series_deleted()))
    written = [
        threads.submit(write, FIGURES, rows.figures),
        threads.submit(write, DOCUMENTS, partial(rows.documents, documents)),
        threads.submit(write, REFUSED_NUMBERS, rows.refused_numbers),
        threads.submit(write, DISPUTES, rows.disputes),
        threads.submit(write, SERIES, partial(rows.series, SERIES)),
        threads.submit(write, SERIES_POINTS, partial(rows.series, SERIES_POINTS)),
        threads.submit(write, FIGURE_CHANGES, partial(rows.figure_changes, batches.withdrawn)),
    ]
    for each in written:
        each.result()
    for table in (FIGURES, DOCUMENTS, REFUSED_NUMBERS):
        writer.link_others(table, rows.changed)


def _redecided(writer: ReleaseWriter, batches: BatchTables) -> set[str]:
    """Return the released articles that have become copies, copies of another, or originals."""
    decided = set(batches.copies["document_id"])
    known = read_table(
        writer.previous, DOCUMENTS, ("document_id", decided), ["article_id", "document_id", "duplicate_of"]
    )
    both = known.merge(batches.copies, on="document_id", suffixes=("", "_now"))
    same = (both["duplicate_of"] == both["duplicate_of_now"]).fillna(False) | (
        both["duplicate_of"].isna() & both["duplicate_of_now"].isna()
    )
    return set(both.loc[~same.astype(bool), "article_id"])


def _record_ids(batches: BatchTables) -> list[str]:
    """Return the record ids, or addresses, of some inputs of this run, for showing what was read."""
    named = {key.split(KEY_SEPARATOR)[-1] for key in batches.seen["record_key"].head(SHOWN_RECORDS)}
    return sorted(named | set(batches.documents["record_id"].dropna().head(SHOWN_RECORDS)))


def _write_ledgers(
    writer: ReleaseWriter, batches: BatchTables, old: pd.DataFrame, new: pd.DataFrame, word_tables: WordTables
) -> None:
    """Write the small tables, and what later runs may pass over."""
    rejects = batches.rejects.assign(run_id=writer.run_id)
    read_keys = [*batches.seen["record_key"], *batches.fetched["address"], *batches.named["record_key"], INPUT]
    writer.write(REJECTS, merge_rejects(read_table(writer.previous, REJECTS), rejects, read_keys))
    for table in (EVENTS, VAGUE_NUMBERS):
        writer.write(table, to_frame(parse_rows(table, word_tables[table.name])))
    writer.keep(SEEN, merge_seen(read_kept(writer.output, SEEN), batches.seen, rejects))
    writer.keep(WITHDRAWN, batches.withdrawn)
    writer.keep(MOVED, read_stages([batches.reconciled], MOVED))
    writer.keep(CORRECTED, to_frame(to_arrow(CORRECTED, batches.corrected)))
    writer.keep_signatures(batches.signatures, set(old["document_id"]) - set(new.loc[new["is_current"], "document_id"]))
    writer.keep_stories(batches.reconciled, set(batches.withdrawn["article_id"]))
    withdrawn = old.loc[old["article_id"].isin(batches.withdrawn["article_id"]), "url"]
    fetched = merge_fetched(read_kept(writer.output, FETCHED), batches.fetched)
    writer.keep(FETCHED, fetched[~fetched["address"].isin(withdrawn)])


def _and(old: pd.DataFrame, table: Table, rows: list[Row]) -> pd.DataFrame:
    return pd.concat([old, to_frame(to_arrow(table, rows))], ignore_index=True)


def _run_row(writer: ReleaseWriter, batches: BatchTables, old: pd.DataFrame, new: pd.DataFrame, run: Run) -> Row:
    """Return the run's row of `runs`; shares are of all figures of the release."""
    fresh = new[~new["document_id"].isin(old["document_id"])]
    returned = set(new[new["is_current"]]["document_id"]) - set(fresh["document_id"])
    returned -= set(old[old["is_current"]]["document_id"])  # texts that came back
    again = batches.documents["batch"].map(lambda folder: Path(folder).name) == AGAIN  # unchanged, as ingest has said
    reread = int(batches.documents.loc[~again, "document_id"].isin(old["document_id"]).sum()) - len(returned)
    ended = datetime.now(UTC)
    seconds = (ended - run.started_at).total_seconds()
    figures, filled = count_rows(writer.folder, FIGURES, "source", "place_text", "time_text")
    shares = {
        f"share_with_{name.removesuffix('_text')}": count / figures if figures else None
        for name, count in filled.items()
    }
    return asdict(run) | {
        "ended_at": ended,
        "state": "completed",
        "inputs": len(batches.seen) + int((batches.rejects["stage"] == "ingest").sum()),
        "documents_new": int((fresh["version"] == 1).sum()),
        "documents_changed": int((fresh["version"] > 1).sum()) + len(returned),
        "documents_unchanged": int(batches.seen["unchanged"].sum()) + reread,
        "documents_duplicate": int(new["duplicate_of"].notna().sum()),
        "rejects": int((batches.rejects["stage"] != STAGE).sum()),
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
