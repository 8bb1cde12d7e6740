"""Files → batches of about 8 MB or 500 articles, and a batch → its records."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tasks.ingest.formats import FORMATS, InputError, Span
from tasks.ingest.sources import InputFile, list_files
from tasks.tables import KEY_SEPARATOR, RECORDS, REJECTS, SEEN, reject_row, write_stage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Slice:
    """A run of records in one file."""

    file: InputFile
    span: Span


@dataclass(frozen=True, slots=True)
class Batch:
    """What one chain of tasks works on: the unit of retry and of parallelism."""

    number: int
    slices: tuple[Slice, ...]
    rejects: tuple[dict[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """Return the batch's name: batch-00001."""
        return f"batch-{self.number:05}"


def plan_batches(
    sources: Iterable[str], output: Path | None, *, batch_bytes: int, batch_articles: int, max_record_bytes: int
) -> list[Batch]:
    """List the inputs and cut them into batches; what cannot be read at all rides with the first as rejects.

    `output` is where runs write: it is never read.
    """
    files, rejects = list_files(sources, output)
    batches = list(_pack(_slices(files, max_record_bytes, rejects), batch_bytes, batch_articles)) or [[]]
    return [
        Batch(number, tuple(batch), tuple(rejects) if number == 1 else ()) for number, batch in enumerate(batches, 1)
    ]


def _slices(files: Iterable[InputFile], limit: int, rejects: list[dict[str, Any]]) -> Iterator[Slice]:
    """Yield one slice a record; a file that cannot be cut goes to rejects."""
    for file in files:
        found = False
        try:
            for span in FORMATS[file.format].spans(Path(file.path), limit):
                found = True
                yield Slice(file, span)
        except (InputError, OSError) as error:
            rejects.append(_reject(file, None, error))
        else:
            if not found:
                rejects.append(_reject(file, None, InputError("empty", "no records in it")))


def _pack(slices: Iterable[Slice], batch_bytes: int, batch_articles: int) -> Iterator[list[Slice]]:
    """Gather slices into batches, joining neighbours in one file."""
    batch: list[Slice] = []
    size = records = 0
    for piece in slices:
        if batch and (size + piece.span.size > batch_bytes or records + piece.span.records > batch_articles):
            yield batch
            batch, size, records = [], 0, 0
        last = batch[-1] if batch else None
        if last and last.file == piece.file:
            joined = replace(last.span, stop=piece.span.stop, records=last.span.records + piece.span.records)
            batch[-1] = Slice(piece.file, joined)
        else:
            batch.append(piece)
        size, records = size + piece.span.size, records + piece.span.records
    if batch:
        yield batch


def ingest_batch(
    batch: Batch,
    work: Path,
    reader: str,
    known: Path | None = None,
    reprocess: bool = False,
    max_record_bytes: int = 10_000_000,
) -> Path:
    """Read a batch; write `records`, `seen` and `rejects` below `work` and return their folder.

    `reader` is the digest of everything that reads: a record that `known` (what earlier runs saw) holds with the
    same digest and reader is passed over, unless all is to be processed again.
    """
    rows = [row for piece in batch.slices for row in _read_slice(piece, max_record_bytes)]
    rejects = [*batch.rejects, *(row for row in rows if "reason" in row)]
    found = [row for row in rows if "reason" not in row]
    readers = _known_readers(known, [row["record_key"] for row in found])
    records, seen = [], []
    for row in found:
        last_reader = readers.get((row["record_key"], row["digest"]))
        unchanged = last_reader == reader and not reprocess
        seen.append(
            {"record_key": row["record_key"], "digest": row["digest"], "reader": reader, "unchanged": unchanged}
        )
        if not unchanged:
            records.append(row | {"known": last_reader is not None})
    folder = work / batch.name / "ingest"
    for table, rows in ((RECORDS, records), (SEEN, seen), (REJECTS, rejects)):
        write_stage(folder, table, rows)
    return folder


def _known_readers(known: Path | None, keys: list[str]) -> dict[tuple[str, str], str]:
    """Return what read the records last, by their key and digest; a file that cannot be read knows nothing.

    The file is sorted by key, so of a million records only the row groups around a batch's own are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if known is None or not keys:
        return {}
    try:
        near = [("record_key", ">=", min(keys)), ("record_key", "<=", max(keys))]
        table = pq.read_table(known, columns=["record_key", "digest", "reader"], filters=near)
    except (OSError, pa.ArrowException) as error:
        log.warning("%s cannot be read (%s): all inputs are read again", known, error)
        return {}
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return {(key, digest): reader for key, digest, reader in rows}


def _read_slice(piece: Slice, limit: int) -> Iterator[dict[str, Any]]:
    """Yield a row of `records` or of `rejects` for every record of the slice."""
    file = piece.file
    line = None
    try:
        for line, found in FORMATS[file.format].read(Path(file.path), piece.span, limit):
            if isinstance(found, InputError):
                yield _reject(file, line, found)
            else:
                yield _record(file, line, found)
    except (InputError, OSError) as error:  # the file changed since it was cut
        yield _reject(file, line, error)


def _record(file: InputFile, line: int | None, found: dict[str, Any]) -> dict[str, Any]:
    """Return a row of `records`: a record with no id of its own is known by its URL, else by its content."""
    if line is None:
        own_id, key = file.name, file.name
    else:
        own_id = found.pop("id", None) or found["url"] or f"{file.name}#{found['digest'][:10]}"
        key = f"{file.name}{KEY_SEPARATOR}{own_id}"
    return {
        "record_key": key,
        "record_id": own_id,
        "location": _place(file.path, file, line),
        "format": file.format,
        **found,
    }


def _reject(file: InputFile, line: int | None, error: InputError | OSError) -> dict[str, Any]:
    reason, detail = ("unreadable", error.strerror or str(error)) if isinstance(error, OSError) else error.args
    name = _place(file.name, file, line)
    key = file.name if line is None else f"{file.name}{KEY_SEPARATOR}{name}"
    return reject_row("ingest", key, reason, f"{_place(file.path, file, line)}: {detail}", record_id=name)


def _place(start: str, file: InputFile, line: int | None) -> str:
    """Say where a record stands: "a.jsonl, line 7"; a file that is one record has no lines."""
    word = "row" if file.format == "parquet" else "line"
    return start if line is None else f"{start}, {word} {line}"
