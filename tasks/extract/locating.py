"""Where a figure holds: the place of its own clause, else the one that its sentences before or its story tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.places import Place
from tasks.extract.telling import Told
from tasks.extract.triggers import dictionary_forms

COMMA, CLAUSE, ANOTHER, OWNER = 10, 50, 25, 60  # characters that count for what stands between figure and place
CLAUSES = re.compile(r";|, (?:and|but|while|as|which|who|after|with)\b|\b(?:while|but)\b")
PLACELESS = frozenset(("age", "index", "score"))


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a figure; `text` is None where only its country is known, from what stands around; `rule`: how."""

    text: str | None
    place: Place
    rule: str


def locate_figures(
    passages: Sequence[Passage], places: Sequence[Sequence[Place]], credited: Sequence[Sequence[tuple[int, int]]]
) -> list[list[Located | None]]:
    """Return the place of each figure of each passage of an article, or None.

    `places` are those of each passage, `credited` the characters on which its sources stand: a place there is only read
    where there is no other.
    """
    found: list[list[Located | None]] = []
    before: Place | None = None
    for passage, own, taken in zip(passages, places, credited, strict=True):
        free = [
            each
            for each in own
            if not each.actor and not any(a <= each.start < b for a, b in taken) and not _is_partner(passage, each)
        ]
        sourced = [each for each in own if not each.actor and each not in free]
        found.append([_place(passage, told, free, sourced, before) for told in passage.told])
        if countries := [each for each in free if each.country is not None]:
            before = countries[-1]
    return found


def _is_partner(passage: Passage, place: Place) -> bool:
    """Say whether a country is whom somebody aids or accuses and not where: "aiding Russia"."""
    before = passage.text[: place.start - passage.start].rsplit(None, 1)[-1:]
    return bool(before) and not cue("partners").isdisjoint(dictionary_forms(before[0].lower(), before[0].lower()))


def _place(
    passage: Passage, told: Told, own: Sequence[Place], sourced: Sequence[Place], before: Place | None
) -> Located | None:
    if told.quantity.kind in PLACELESS:
        return None
    for places, rule in ((own, "own"), (sourced, "sourced")):
        if places:
            nearest = min(places, key=lambda each: _distance(passage, told, each))
            return Located(nearest.text, nearest, rule)
    if before is not None and _holds_there(told):
        return Located(before.text, before, "carried")
    return None


def _holds_there(told: Told) -> bool:
    """Say whether a figure with no place of its own is told of the country of the story."""
    code = told.event.code if told.event is not None else None
    return code not in cue("placeless_events")


def _distance(passage: Passage, told: Told, place: Place) -> int:
    """Return how far a place is from a figure: in characters, with what stands between them counted for more."""
    base = passage.start
    start, end = told.quantity.start, told.quantity.end
    first, last = place.start - base, place.end - base
    others = [each.quantity.start for each in passage.told]
    owns = passage.text[last : last + 2] in ("'s", "’s")
    if first >= end:
        between = passage.text[end:first]
        apart = ANOTHER * sum(end <= each < first for each in others) + OWNER * owns
    else:
        between = passage.text[last:start]
        is_of_other = not owns and any(each < first for each in others)
        apart = ANOTHER * sum(last <= each < start for each in others) * is_of_other + ANOTHER * is_of_other
    return len(between) + COMMA * between.count(",") * (first >= end) + CLAUSE * len(CLAUSES.findall(between)) + apart
