"""The sources that are parties to what they report: a list that a user gives."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from tasks.lists import read_list
from tasks.tables import SettingError

WORD = r"[^\W_]+"


def read_parties(path: Path | None) -> tuple[str, ...]:
    """Return the names of parties, in lower case, out of a CSV with a column `party`; none without a file.

    Raises SettingError where it cannot be read.
    """
    if path is None:
        return ()
    try:
        rows = read_list(path)
    except (OSError, ValueError, csv.Error) as error:
        raise SettingError(f"reconcile.parties: {path} cannot be read ({error}): give a CSV in UTF-8") from error
    if not rows or "party" not in rows[0]:
        raise SettingError(f"reconcile.parties: {path} has no column party, or no row: its first line is party")
    return tuple(sorted({name for row in rows if (name := _plain(row["party"]))}))


def is_party(source: str | None, parties: tuple[str, ...]) -> bool:
    """Tell whether the name of a party stands in that of a source.

    >>> is_party("Ukraine's General Staff", ("general staff",)), is_party("the generals", ("general",))
    (True, False)
    """
    return source is not None and _has_party(source, parties)


@cache
def _has_party(source: str, parties: tuple[str, ...]) -> bool:
    said = f" {_plain(source)} "
    return any(f" {party} " in said for party in parties)


def _plain(name: str) -> str:
    return " ".join(re.findall(WORD, name.lower()))
