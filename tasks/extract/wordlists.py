"""Word lists: CSV files in `data/`, each headed by comment lines that say its source."""

from __future__ import annotations

import csv
from math import isfinite
from pathlib import Path

from tasks.lists import read_list
from tasks.tables import SettingError

DATA = Path(__file__).parent / "data"
NUMERIC = {"vague_numbers": ("low", "high")}  # columns that must hold numbers

GROUPING = ("event",)  # first columns that many rows may share


class WordListError(SettingError):
    """A word list that a user gave and that cannot be read."""


def read_rows(name: str, replacement: Path | None = None) -> list[dict[str, str]]:
    """Return the rows of a word list of ours, or of the file that a user put in its place.

    The replacement must have the same columns; raises WordListError when it cannot be read as such a list.

    >>> read_rows("events")[0]["code"]
    'killed'
    """
    ours = read_list(DATA / f"{name}.csv")
    if replacement is None:
        return ours
    try:
        theirs = read_list(replacement)
    except (OSError, ValueError, csv.Error) as error:  # ValueError: no UTF-8, or no path
        raise WordListError(f"{replacement}: not readable as a word list ({error})") from error
    if problem := _problem(theirs, list(ours[0]), NUMERIC.get(name, ())):
        raise WordListError(f"{replacement}: {problem}: a list of {name} has the columns {', '.join(ours[0])}")
    return theirs


def _problem(rows: list[dict[str, str]], columns: list[str], numeric: tuple[str, ...]) -> str | None:
    """Say what is wrong with the rows of a list, or None."""
    if not rows:
        return "no rows in it"
    if missing := [column for column in columns if column not in rows[0]]:
        return f"no column {', '.join(missing)}"
    for row in rows:
        if not row[columns[0]].strip():
            return f"a row without {columns[0]}"
        for column in numeric:
            if not _is_number(row[column]):
                return f"{column} of {row[columns[0]]!r} is no number ({row[column]!r})"
        if numeric and float(row["low"]) > float(row["high"]):
            return f"low of {row[columns[0]]!r} is above its high"
    keys = [] if columns[0] in GROUPING else [row[columns[0]] for row in rows]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    return f"{twice!r} stands in it twice" if twice else None


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
