"""What every reader of a file format shares: what it is given, what it gives, and how it says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.tables import InputError, identity, printable, reject_row

FIELDS = ("id", "title", "text", "url", "published", "outlet", "author")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read: the settings of `ingest` that readers need.

    `limit`: a larger record is rejected (bytes). `columns`: our field → their column; what is left out has our name.
    `languages`: ISO 639-1 codes, the pages of archives in others are passed over; none: all are kept.
    `max_input_bytes`: a compressed file is read no further than this (bytes, expanded).
    """

    limit: int = 10_000_000
    columns: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    max_input_bytes: int = 50_000_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """Where records lie in a file: bytes from start to stop (parquet: rows), the first being line (row) `line`.

    In an archive `line` is which record from `start` on (from 0), and `records` of them are read.
    """

    start: int
    stop: int
    line: int
    records: int = 1
    size: int = 0


Found = tuple[int | None, dict[str, Any] | InputError]  # the line, row or byte of a record, and what stands there
Spans = Callable[[Path, ReadOptions], Iterator[Span]]
Read = Callable[[Path, Span, ReadOptions], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the endings that tell it, its two functions, and what its records are counted in."""

    name: str
    endings: tuple[str, ...]
    spans: Spans
    read: Read
    place: str = "line"


def rejected(what: str, error: InputError | OSError, key: str | None = None, name: str | None = None) -> dict[str, Any]:
    """Return the row of `rejects` for an input that cannot be read; nobody's password stands in it.

    `what` says where it stands, `name` is what it is called in every working folder, `key` what it is known by.

    >>> row = rejected("https://ann:secret@e.org/a", InputError("empty", "nothing in it"))
    >>> row["record_id"], row["detail"]
    ('https://…@e.org/a', 'https://…@e.org/a: nothing in it')
    """
    reason, detail = ("unreadable", error.strerror or str(error)) if isinstance(error, OSError) else error.args
    return reject_row("ingest", key or name or what, reason, f"{what}: {detail}", record_id=name or what)


def decode(data: bytes) -> str:
    """Return UTF-8 bytes as text, without a byte order mark; raises InputError (encoding)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at {error.start}"
        raise InputError("encoding", f"not UTF-8 ({where}): save it as UTF-8") from error


def text_record(found: Mapping[str, Any], raw: bytes) -> dict[str, Any] | InputError:
    """Return the fields we know, as text; numbers are written out, anything nested is an error."""
    record: dict[str, Any] = {"content": "text", "digest": digest(raw)}
    for name in FIELDS:
        value = found.get(name)
        if isinstance(value, bool | list | dict | bytes):
            return InputError(
                "bad_field", f"field {name!r} is no text but {type(value).__name__}: give text or a number"
            )
        record[name] = None if value is None or value == "" else printable(str(value))
    if not (record["text"] or "").strip():
        return InputError("empty", "no text in it (field 'text')")
    return record


def digest(data: bytes) -> str:
    """Return the digest of a record as it came in."""
    return identity(data.decode("utf-8", "surrogateescape"))


def too_large(size: int, limit: int) -> InputError:
    """Return the error for a record of more than `limit` bytes."""
    return InputError("too_large", f"{size:,} bytes, over ingest.max_record_bytes = {limit:,}: split it or raise that")


def choose_columns(names: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return our field → the table's own name of its column; another case and blanks around it do not matter.

    Raises InputError when there is no column of the text, or a column that `ingest.columns` names is not there.

    >>> choose_columns(["ID", " Body ", "n"], {"text": "body"})
    {'id': 'ID', 'text': ' Body '}
    """
    alike = {name.strip().lower(): name for name in reversed(names)}
    chosen = {}
    for name in FIELDS:
        wanted = columns.get(name, name)
        found = wanted if wanted in names else alike.get(wanted.strip().lower())
        if found is not None:
            chosen[name] = found
        elif name in columns or name == "text":
            raise no_column(name, columns, names)
    return chosen


def no_column(name: str, columns: Mapping[str, str], names: list[str]) -> InputError:
    """Return the error for a table that lacks the column of a field, with the columns it has."""
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in "".join(names)):
        return InputError("encoding", "not UTF-8: save the file as UTF-8")
    shown = (", ".join(names) or "none")[:200]
    reason = "no_text_column" if name == "text" else "bad_field"
    if name in columns:
        return InputError(reason, f"no column {columns[name]!r} (it has {shown}): correct {name} in ingest.columns")
    return InputError(reason, f"no column 'text' (it has {shown}): name the column of the text in ingest.columns")
