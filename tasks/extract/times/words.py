"""The words of time expressions, and the lengths that they tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dateutil.relativedelta import relativedelta

from tasks.extract.wordlists import read_rows

Groups = Mapping[str, str]  # what a form names, without what is not there; "text" is all of it

LENGTHS = {
    "night": (1, "days"),
    "quarter": (3, "months"),
    "fortnight": (2, "weeks"),
    "decade": (10, "years"),
    "century": (100, "years"),
}


@cache
def words_of(name: str) -> dict[str, str]:
    """Return the words of a list and what each stands for.

    >>> words_of("month")["sept"], words_of("weekday")["monday"]
    ('9', '0')
    """
    rows = [row for row in read_rows("times_words") if row["list"] == name]
    return {word.replace("_", " "): row["value"] for row in rows for word in row["words"].split()}


def which_of(found: Groups) -> str:
    """Return "last", "next", "previous" … of a match, without its article.

    >>> which_of({"which": "the previous"}), which_of({"which": "the"}), which_of({})
    ('previous', '', '')
    """
    return found.get("which", "").removeprefix("the").strip()


def length_of(found: Groups) -> relativedelta | None:
    """Return the length that a match holds, the longer end of a range; None for "a few days", "recent weeks".

    >>> length_of({"count": "three", "count2": "six", "unit": "month"})
    relativedelta(months=+6)
    """
    count = number_of(found.get("count2") or found.get("count") or "one")
    if count is None:
        return None
    name = found.get("unit", "quarter").removeprefix("fiscal ").removeprefix("financial ")
    if "working" in found or "loose" in found or count > 5000 or name == "season":  # a sport's has no fixed length
        return None
    if name == "hour":
        return relativedelta(days=round(count / 24) if count >= 24 else 0)
    if name in ("minute", "half-hour"):
        return relativedelta()
    factor, plural = LENGTHS.get(name, (1, f"{name}s"))
    if "half" in found and name == "year":
        return relativedelta(months=int(count * 12) + 6)
    return relativedelta(**{plural: int(count * factor)})  # type: ignore[arg-type]


def number_of(written: str) -> float | None:
    """Return the number that digits or words write.

    >>> number_of("twenty-four"), number_of("12"), number_of("a few")
    (24.0, 12.0, None)
    """
    if written.replace(",", "").isdigit():
        return float(written.replace(",", ""))
    values = [words_of("number").get(word) for word in re.split(r"[ -]", written)]
    return float(sum(int(value) for value in values if value)) if all(values) else None
