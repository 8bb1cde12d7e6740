"""Files → batches of about 8 MB or 500 articles, and a batch → its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from tasks.guarded import call_apart
from tasks.ingest.compressed import is_compressed
from tasks.ingest.formats import FORMATS, ReadOptions, Span
from tasks.ingest.inputs import Inputs
from tasks.ingest.reading import rejected
from tasks.ingest.seen import known_readers
from tasks.ingest.sources import InputFile
from tasks.tables import FETCHED, KEY_SEPARATOR, NAMED, RECORDS, REJECTS, SEEN, InputError, reject_row, write_stage

EACH = 4  # batches a worker: the last to end is not long alone
LARGE = 50_000_000  # bytes of a compressed file: it takes some seconds to expand
SMALLEST = 1_000_000, 100  # bytes, and articles: some seconds' work, beside which a batch's own cost is small
_Cut = Future[tuple[list[Span], "InputError | OSError | None"]]


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
    unchanged: tuple[tuple[str, str], ...] = ()  # keys and digests of records that need not be read
    fetched: tuple[dict[str, Any], ...] = ()
    named: tuple[str, ...] = ()  # sources and listings

    @property
    def name(self) -> str:
        """Return the batch's name: batch-00001."""
        return f"batch-{self.number:05}"


def plan_batches(
    inputs: Inputs, options: ReadOptions, *, batch_bytes: int, batch_articles: int, workers: int = 1
) -> list[Batch]:
    """Cut the inputs into batches, into smaller ones where each of the workers would have too few of them.

    What cannot be read at all or need not be rides with the first.
    """
    rejects = list(inputs.rejects)
    slices = _slices(inputs.files, options, rejects, workers)
    cut = list(_pack(*_fair(slices, batch_bytes, batch_articles, workers))) or [[]]
    first, *others = (Batch(number, tuple(batch)) for number, batch in enumerate(cut, 1))
    told = Batch(1, first.slices, tuple(rejects), inputs.unchanged, inputs.fetched, inputs.named)
    return [told, *others]


def _slices(
    files: Sequence[InputFile], options: ReadOptions, rejects: list[dict[str, Any]], workers: int
) -> Iterator[Slice]:
    """Yield one slice a record; a file that cannot be cut goes to rejects."""
    with _cut_ahead(files, options, workers) as ahead:
        for file in files:
            found = False
            try:
                for span in _told(ahead[file]) if file in ahead else _spans(file, options):
                    found = True
                    yield Slice(file, span)
            except (InputError, OSError) as error:
                rejects.append(_reject(file, None, error))
            else:
                if not found:
                    rejects.append(_reject(file, None, InputError("empty", "no records in it")))


def _spans(file: InputFile, options: ReadOptions) -> Iterator[Span]:
    return FORMATS[file.format].spans(Path(file.path), options)


@contextmanager
def _cut_ahead(files: Iterable[InputFile], options: ReadOptions, workers: int) -> Iterator[dict[InputFile, _Cut]]:
    """Have several large compressed files cut at once, each in a process of its own: they must be expanded for that."""
    large = [file for file in files if _is_large(Path(file.path))] if workers > 1 else []
    if len(large) == 1:  # it would take as long
        large = []
    threads = ThreadPoolExecutor(workers)
    try:
        yield {file: threads.submit(call_apart, cut_file, file, options) for file in large}
    finally:
        threads.shutdown(cancel_futures=True)


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size >= LARGE and is_compressed(path)
    except OSError:  # who cuts it says so
        return False


def cut_file(file: InputFile, options: ReadOptions) -> tuple[list[Span], InputError | OSError | None]:
    """Return where the records of a file lie, and what is wrong where they end."""
    spans: list[Span] = []
    try:
        spans.extend(_spans(file, options))
    except (InputError, OSError) as error:
        return spans, error
    return spans, None


def _told(cut: _Cut) -> Iterator[Span]:
    """Yield where records lie, then raise what is wrong there."""
    spans, error = cut.result()
    yield from spans
    if error is not None:
        raise error


def _fair(
    slices: Iterator[Slice], batch_bytes: int, batch_articles: int, workers: int
) -> tuple[Iterable[Slice], int, int]:
    """Return the slices, and the limits of a batch by which each worker gets its share of them."""
    if workers == 1:
        return slices, batch_bytes, batch_articles
    first: list[Slice] = []
    size = records = 0
    batches = EACH * workers
    for piece in slices:
        first.append(piece)
        size, records = size + piece.span.size, records + piece.span.records
        if size > batches * batch_bytes or records > batches * batch_articles:
            return chain(first, slices), batch_bytes, batch_articles
    least_bytes, least_articles = SMALLEST
    fair_bytes, fair_articles = max(-(-size // batches), least_bytes), max(-(-records // batches), least_articles)
    return first, min(batch_bytes, fair_bytes), min(batch_articles, fair_articles)


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
    batch: Batch, work: Path, reader: str, options: ReadOptions, known: Path | None = None, reprocess: bool = False
) -> Path:
    """Read a batch; write `records`, `seen`, `fetched` and `rejects` below `work` and return their folder.

    `reader` is the digest of everything that reads: a record that `known` (what earlier runs saw) holds with the
    same digest and reader is passed over, unless all is to be processed again.
    """
    rows = [row for piece in batch.slices for row in _read_slice(piece, options)]
    rejects = [*batch.rejects, *(row for row in rows if "reason" in row)]
    found = [row for row in rows if "reason" not in row]
    readers = known_readers(known, [row["record_key"] for row in found])
    records = []
    seen = [
        {"record_key": key, "digest": digest, "reader": reader, "unchanged": True} for key, digest in batch.unchanged
    ]
    for row in found:
        last_reader = readers.get((row["record_key"], row["digest"]))
        unchanged = last_reader == reader and not reprocess
        seen.append(
            {"record_key": row["record_key"], "digest": row["digest"], "reader": reader, "unchanged": unchanged}
        )
        if not unchanged:
            records.append(row | {"known": last_reader is not None})
    folder = work / batch.name / "ingest"
    named = [{"record_key": name} for name in batch.named]
    tables = (RECORDS, records), (SEEN, seen), (FETCHED, batch.fetched), (NAMED, named), (REJECTS, rejects)
    for table, stage_rows in tables:
        write_stage(folder, table, stage_rows)
    return folder


def _read_slice(piece: Slice, options: ReadOptions) -> Iterator[dict[str, Any]]:
    """Yield a row of `records` or of `rejects` for every record of the slice; one for all that are filtered alike."""
    file = piece.file
    line = None
    filtered: Counter[str] = Counter()
    try:
        for line, found in FORMATS[file.format].read(Path(file.path), piece.span, options):
            if not isinstance(found, InputError):
                yield _record(file, line, found)
            elif found.reason == "filtered":
                filtered[found.detail] += 1
            else:
                yield _reject(file, line, found)
    except (InputError, OSError) as error:  # the file changed since it was cut
        yield _reject(file, line, error)
    for detail, number in sorted(filtered.items()):
        yield _filtered(piece, detail, number)


def _filtered(piece: Slice, detail: str, number: int) -> dict[str, Any]:
    """Return the one row of `rejects` for the records of a slice that were passed over for the same reason."""
    name = f"{_place(piece.file.name, piece.file, piece.span.start)} and on, {detail}"
    what = f"{_place(piece.file.path, piece.file, piece.span.start)} and on: {number:,} pages passed over, {detail}"
    return reject_row("ingest", f"{piece.file.name}{KEY_SEPARATOR}{name}", "filtered", what, record_id=name)


def _record(file: InputFile, line: int | None, found: dict[str, Any]) -> dict[str, Any]:
    """Return a row of `records`: a record with no id of its own is known by its URL, else by its content."""
    if line is None:
        own_id, key = file.name, file.name
    else:
        own_id = found.pop("id", None) or found["url"] or f"{file.name}#{found['digest'][:10]}"
        key = f"{file.name}{KEY_SEPARATOR}{own_id}"
    known = {name: value for name, value in file.given.items() if value is not None and found.get(name) is None}
    return {
        "record_key": key,
        "record_id": own_id,
        "location": _place(file.name if file.given else file.path, file, line),
        "format": file.format,
        **found,
        **known,
    }


def _reject(file: InputFile, line: int | None, error: InputError | OSError) -> dict[str, Any]:
    name = _place(file.name, file, line)
    key = file.name if line is None else f"{file.name}{KEY_SEPARATOR}{name}"
    return rejected(_place(file.path, file, line), error, key, name)


def _place(start: str, file: InputFile, line: int | None) -> str:
    """Say where a record stands: "a.jsonl, line 7"; a file that is one record has no lines."""
    return start if line is None else f"{start}, {FORMATS[file.format].place} {line}"
