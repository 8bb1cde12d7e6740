"""Lay the disputes that are read over annotated passages: which stances, on which figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tasks.extract.evaluation import Slot
from tasks.extract.figures import read_document, text_document
from tasks.extract.rows import Found, Row
from tasks.extract.telling import Reader

Stance = tuple[int, str]


def score_stances(passages: Iterable[dict[str, Any]], reader: Reader) -> dict[str, Slot]:
    """Return a slot for each stance, "rival" for counter-claims, and "disputed" for the figures that are denied."""
    slots: dict[str, Slot] = {}
    for passage in passages:
        document = text_document(passage["text"]) | {"published_date": date.fromisoformat(passage["published"])}
        found = read_document(document, reader)
        annotated = {(each["figure"], each["stance"]) for each in passage["disputes"]}
        read = {(_place(passage, found, row["figure_id"]), _stance(row)) for row in found.disputes}
        annotated |= {(place, "disputed") for place, each in enumerate(passage["figures"]) if each["denied_by"]}
        read |= {(_place(passage, found, row["figure_id"]), "disputed") for row in found.figures if row["disputed"]}
        for each in annotated | read:
            slots.setdefault(each[1], Slot()).add(each in annotated, each in read, True)
    return slots


def _stance(row: Row) -> str:
    return "rival" if row["stance"] == "dispute" and row["counter_figure_id"] else str(row["stance"])


def _place(passage: dict[str, Any], found: Found, figure_id: str) -> int:
    """Return which annotated figure a row is, or -1."""
    row = next(each for each in found.figures if each["figure_id"] == figure_id)
    overlaps = [
        place
        for place, each in enumerate(passage["figures"])
        if row["start_char"] < each["end"] and each["start"] < row["end_char"]
    ]
    return overlaps[0] if overlaps else -1
