"""What a person corrects: the layout of `corrections.csv`, the slots that may be changed, and reading such a table.

A line asks for one thing. Its cells that the action does not need are to look at: a line of `newsfigures review` shows
the slots as they were read, and asks for nothing before it has an action.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tasks.tables import (
    ACTIONS,
    FIGURES,
    KEY_SEPARATOR,
    Column,
    InputError,
    SettingError,
    identity,
    masked,
    printable,
    reject_row,
)

Row = dict[str, Any]
Cells = Mapping[str, str]
Canonical = Callable[[str | None], str | None]

INPUT = "review.corrections"  # what all corrections are called in record_key
STAGE = "review"
NULL = "null"  # empties a slot; a cell left empty says nothing
UNSET = (  # of figures: ids, places in the text, what is of the article, what the program says of itself
    *("figure_id", "document_id", "article_id", "published_at", "published_date", "outlet", "title", "url"),
    *("section", "sentence_index", "sentence_start", "sentence", "start_char", "end_char", "number_text"),
    *("value_si", "unit_si", "part_of", "series_id", "confidence", "review", "run_id", "updated_at"),
)
SLOTS = {column.name: column for column in FIGURES.columns if column.name not in UNSET}
ASKED = ("action", "column", "new_value", "into", "note", "by")
NAMED = ("figure_id", "series_id", "article", "quote", "number_text")
LAYOUT = (*ASKED, *NAMED, *SLOTS)
DELIMITERS = ",;\t"
ID = re.compile(r"[0-9a-f]{20}")
COUNTRY = re.compile(r"[A-Z]{2}")
THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
FARTHEST = {"latitude": 90, "longitude": 180}
FORMULA = re.compile(r"[=+\-@]")  # begins what a spreadsheet would reckon out


def read_corrections(source: Path | str | None, canonical: Canonical) -> tuple[list[Row], list[Row]]:
    """Return the corrections of a table as rows of CORRECTIONS, and rows of `rejects` for lines that say nothing clear.

    `source` is CSV, Parquet or JSON lines, on disk or at an address; `canonical` returns the form of a web address
    that articles are known by. Raises SettingError where the table as a whole cannot be read.
    """
    corrections: list[Row] = []
    rejects: list[Row] = []
    asked: Counter[str] = Counter()  # how often something was asked of a figure: the last of several holds
    for location, cells in read_table(source) if source else ():
        try:
            if isinstance(cells, InputError):
                raise cells
            found = _correction(cells, canonical)
        except InputError as error:
            detail = f"{location}: {error}"
            rejects.append(reject_row(STAGE, _key(location), error.reason, detail, masked(str(source))))
            continue
        if found:
            of = str(found.get("figure_id") or found.get("series_id") or found.get("article"))
            asked[of] += 1
            said = (f"{name}={found[name]}" for name in sorted(found))
            found["correction_id"] = identity(*said, str(asked[of]))
            corrections.append(found | {"location": location})
    return corrections, rejects


def misfit(correction: Row, problem: str) -> Row:
    """Return the row of `rejects` of a correction that does not apply, or no longer."""
    detail = f"{correction['location']}: {problem}"
    record_id = correction["location"].rpartition(", ")[0]
    return reject_row(STAGE, _key(correction["correction_id"]), "no_longer_applies", detail, record_id)


def _key(of: str) -> str:
    return f"{INPUT}{KEY_SEPARATOR}{of}"


def read_table(source: Path | str) -> Iterator[tuple[str, dict[str, str] | InputError]]:
    """Yield where each line of a table stands and its cells, or why it cannot be read; raises SettingError."""
    content, name = _content(source), masked(str(source))
    ending = PurePosixPath(urlsplit(str(source)).path).suffix.lower()
    read = {".parquet": _parquet_rows, ".jsonl": _json_rows, ".ndjson": _json_rows}.get(ending, _csv_rows)
    try:
        for place, cells in read(content):
            yield f"{name}, {place}", cells if isinstance(cells, InputError) else _plain(cells)
    except UnicodeDecodeError as error:
        raise SettingError(f"{name}: not UTF-8 ({error.reason}): save it as CSV UTF-8") from error
    except (ValueError, OSError, csv.Error) as error:  # Arrow's are among them
        raise SettingError(f"{name}: not readable as a table of corrections ({error})") from error


def _content(source: Path | str) -> bytes:
    try:
        if "://" not in str(source):
            return Path(source).read_bytes()
        import fsspec

        with fsspec.open(str(source), "rb") as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        told = f"{masked(str(source))}: no such file: see review.corrections, or begin one with newsfigures review"
        raise SettingError(told) from error
    except Exception as error:  # each store's library has errors of its own
        raise SettingError(f"{masked(str(source))}: cannot be read ({type(error).__name__}: {error})") from error


def _csv_rows(content: bytes) -> Iterator[tuple[str, Mapping[str, Any] | InputError]]:
    text = content.decode("utf-8-sig")
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    header = [name.strip().lower() for name in next(reader, [])]
    if "action" not in header:
        raise ValueError(f"no column action in its first line; the columns are {', '.join((*ASKED, *NAMED))}, …")
    before = reader.line_num
    for cells in reader:
        place, before = f"line {before + 1}", reader.line_num
        if any(cells[len(header) :]):
            yield place, InputError("bad_field", "more cells than columns: put texts with commas between quotes")
        elif any(cells):
            yield place, dict(zip(header, cells, strict=False))


def guarded(cell: Any) -> Any:
    """Return a text so that no spreadsheet takes it for a formula; a reader takes the sign away again.

    >>> guarded("=1+1 died"), guarded(-5.0), guarded("34")
    ("'=1+1 died", -5.0, '34')
    """
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def delimiter_of(text: str) -> str:
    """Return what stands between the cells of a CSV text: spreadsheets write semicolons in some countries.

    >>> delimiter_of("action;column;new_value")
    ';'
    """
    header = text.partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def _json_rows(content: bytes) -> Iterator[tuple[str, Mapping[str, Any] | InputError]]:
    for number, line in enumerate(content.decode("utf-8-sig").split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                row = InputError("not_json", f"not JSON ({error})")
            if not isinstance(row, (dict, InputError)):
                row = InputError("not_an_object", "no JSON object: write the columns as its keys")
            yield f"line {number}", row


def _parquet_rows(content: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    import pyarrow.parquet as pq

    for number, row in enumerate(pq.read_table(BytesIO(content)).to_pylist(), 1):
        yield f"row {number}", row


def _plain(cells: Mapping[str, Any]) -> dict[str, str]:
    """Return cells as text, without the sign that keeps a formula from being one.

    >>> _plain({"negated": True, "quote": "'=1+1 died", "value": None, "number_text": 34.0})
    {'negated': 'true', 'quote': '=1+1 died', 'value': '', 'number_text': '34'}
    """
    plain = {name: (printable(_text(cell)) or "").replace("\0", "").strip() for name, cell in cells.items()}
    return {name: text[1:] if text[:1] == "'" and FORMULA.match(text[1:]) else text for name, text in plain.items()}


def _text(cell: Any) -> str:
    """Return a cell as text: what is not there as "", whole numbers as such, as pandas makes them floats."""
    if cell is None or cell != cell:  # NaN
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def _correction(cells: Cells, canonical: Canonical) -> Row | None:
    """Return what a line asks for, None where it has no action; raises InputError where that is not clear."""
    action = cells.get("action", "").lower()
    if not action:
        return None
    if action not in ACTIONS:
        raise InputError("bad_field", f"no action {action!r}: write one of {', '.join(ACTIONS)}")
    if action == "add":
        return {"action": action} | _added(cells, canonical)
    if action == "merge":
        return {"action": action} | _merged(cells)
    found: Row = {"action": action, "figure_id": _id(cells, "figure_id")}
    if action == "change":
        column = cells.get("column", "").lower()
        if column not in SLOTS:
            raise InputError("bad_field", f"column {column!r} cannot be changed: write one of {', '.join(SLOTS)}")
        found["slots"] = json.dumps({column: _checked(column, cells.get("new_value", ""))})
    if action == "split":
        found["into"] = cells.get("into") or found["figure_id"]
    return found


def _id(cells: Cells, name: str) -> str:
    text = cells.get(name, "").lower()
    if not ID.fullmatch(text):
        raise InputError("bad_field", f"{name} is {text!r}: write the {name} of the tables, 20 digits and letters")
    return text


def _merged(cells: Cells) -> Row:
    of = "series_id" if cells.get("series_id") else "figure_id"
    found = {of: _id(cells, of), "into": _id(cells, "into")}
    if found[of] == found["into"]:
        raise InputError("bad_field", f"{of} and into are the same: name two series")
    return found


def _added(cells: Cells, canonical: Canonical) -> Row:
    article, quote, number = (cells.get(name, "") for name in ("article", "quote", "number_text"))
    if not article or not quote or not number:
        raise InputError("bad_field", "add needs article (its address or article_id), quote and number_text")
    find_number(number, quote)
    slots = {name: _checked(name, cells[name]) for name in SLOTS if cells.get(name)}
    address = canonical(article)
    return {
        "article": masked(article),
        "article_id": identity("url", address) if address else article,
        "quote": quote,
        "number_text": number,
        "slots": json.dumps(slots),
    }


def find_number(number: str, quote: str) -> tuple[int, int]:
    """Return where a number stands in a quote; raises InputError where it does not, or more than once.

    >>> find_number("34", "At least 34 of the 1,340 died")
    (9, 11)
    """
    before = r"(?<!\w)(?<!\d[.,])" if number[0].isalnum() else ""
    behind = r"(?!\w)(?![.,]\d)" if number[-1].isalnum() else ""
    places = [match.span() for match in re.finditer(before + re.escape(number) + behind, quote)]
    if len(places) != 1:
        told = (
            "more than once in the quote: quote fewer words"
            if places
            else "not in the quote: quote the words around it"
        )
        raise InputError("bad_field", f"number_text {number!r} stands {told}")
    return places[0]


def _checked(column: str, text: str) -> str | None:
    """Return the text of a slot's new value, None where it is to be empty; raises InputError where it does not fit."""
    if not text:
        raise InputError("bad_field", f"new_value is empty: write what {column} is to be, or {NULL}")
    given = None if text.lower() == NULL else text
    try:
        slot_value(column, given)
    except ValueError as error:
        raise InputError("bad_field", f"{column} cannot be {text!r}: write {error}") from error
    return given


def slot_value(name: str, text: str | None) -> Any:
    """Return what a text means as a value of a slot; raises ValueError that says what to write.

    >>> slot_value("value", "11,000"), slot_value("negated", "TRUE"), slot_value("time_from", "2025-03-01").year
    (11000.0, True, 2025)
    """
    column = SLOTS[name]
    if text is None:
        if column.required:
            raise ValueError(f"one of {', '.join(column.values)}")
        return None
    if column.values:
        if text not in column.values:
            raise ValueError(f"one of {', '.join(column.values)}")
        return text
    if name in ("affiliation", "place_country") and not COUNTRY.fullmatch(text):
        raise ValueError("a country's two letters, as in UA (ISO 3166-1)")
    found = _of_type(column, text)
    if name in FARTHEST and abs(found) > FARTHEST[name]:
        raise ValueError(f"degrees from -{FARTHEST[name]} to {FARTHEST[name]}")
    return found


def _of_type(column: Column, text: str) -> Any:
    if column.type == "bool":
        if text.lower() not in YES_NO:
            raise ValueError("true or false")
        return YES_NO[text.lower()]
    if column.type == "date32":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("a day, as in 2025-03-01") from None
    if column.type in ("double", "int64"):
        try:
            number = float(text.replace(",", "") if THOUSANDS.fullmatch(text) else text)
            if isfinite(number) and (column.type == "double" or number.is_integer()):
                return number if column.type == "double" else int(number)
        except ValueError:
            pass
        raise ValueError("a number, as in 11000 or 2.5")
    return text
