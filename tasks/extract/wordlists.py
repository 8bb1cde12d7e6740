"""Word lists: CSV files in `data/`, each headed by comment lines that say its source."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


class WordListError(ValueError):
    """A word list that a user gave and that cannot be read: one line that says what, where, and what to do."""


def read_rows(name: str, replacement: Path | None = None) -> list[dict[str, str]]:
    """Return the rows of a word list of ours, or of the file that a user put in its place.

    The replacement must have the same columns; raises WordListError when it cannot be read or lacks one.

    >>> read_rows("vague_numbers")[0]["words"]
    'dozens'
    """
    ours = _read(DATA / f"{name}.csv")
    if replacement is None:
        return ours
    try:
        theirs = _read(replacement)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WordListError(f"{replacement}: not readable as a word list ({error})") from error
    if missing := [column for column in ours[0] if not theirs or column not in theirs[0]]:
        raise WordListError(f"{replacement}: no column {', '.join(missing)}: a list of {name} has {', '.join(ours[0])}")
    return theirs


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
