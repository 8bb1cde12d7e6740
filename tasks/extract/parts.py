"""What adds up within an article: which figure restates or is a part of which, and which may be summed.

Within a document the sum over additive figures of one event and unit must count nobody twice. So a second figure of the
same sort of thing adds up only where the text sets it apart: another 30, a different place or time, a different class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.extract.classes import affiliation, counted_class
from tasks.extract.numbers.cues import cue
from tasks.extract.telling import Told

SUMMED = frozenset(("count", "money", "mass", "volume", "energy"))  # kinds that add up
FEW = 10  # a number up to it is no mark by which a quantity is known again
BACK = 2  # sentences between a whole and its part


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure as the rules here ask about it; `sentence` is the index of its sentence, the rest its other columns."""

    told: Told
    sentence: int
    source: str | None
    place: str | None
    days: tuple[str, str] | None

    @property
    def code(self) -> str | None:
        return self.told.event.code if self.told.event is not None else None

    @property
    def head(self) -> str | None:
        return self.told.counted.head if self.told.counted is not None else None

    @property
    def sort(self) -> str | None:
        """The class of what it counts."""
        return counted_class(self.told.counted.text) if self.told.counted is not None else None


@dataclass(frozen=True, slots=True)
class Adding:
    """How a figure adds up: the index of the figure that it is a part or restatement of, and whether it may be summed."""

    part_of: int | None
    restates: bool
    additive: bool


def adding_up(facts: Sequence[Fact]) -> list[Adding]:
    """Return how each figure of an article adds up; the figures in the order of the text."""
    found: list[Adding] = []
    for place, fact in enumerate(facts):
        restated = _restated(fact, facts[:place])
        whole = None if restated is not None else _whole(fact, facts[:place])
        part_of = restated if restated is not None else whole
        additive = part_of is None and _adds(fact) and not _is_known(fact, [
            other for other, adding in zip(facts[:place], found, strict=True) if adding.additive
        ])
        found.append(Adding(part_of, restated is not None, additive))
    return found


def _restated(fact: Fact, before: Sequence[Fact]) -> int | None:
    """Return the first figure before that says the same quantity, or None: "11,000" in the summary and again below."""
    quantity = fact.told.quantity
    if quantity.value is None or quantity.kind not in SUMMED | {"percent"} or fact.told.aggregation == "increment":
        return None
    for place, other in enumerate(before):
        said = other.told.quantity
        if (said.value, said.kind, said.unit) != (quantity.value, quantity.kind, quantity.unit):
            continue
        same_event = fact.code == other.code and fact.code is not None
        same_thing = fact.head is not None and fact.head == other.head
        if other.sentence == fact.sentence and not (same_event and same_thing):
            continue
        known = quantity.value > FEW and quantity.kind != "percent"
        if (same_event and (same_thing or (known and fact.sort == other.sort))) or (known and same_thing and None in (fact.code, other.code)):
            return place
    return None


def _whole(fact: Fact, before: Sequence[Fact]) -> int | None:
    """Return the figure that this one is a part of, or None: two in "two soldiers …, one soldier said"."""
    quantity = fact.told.quantity
    near = [(place, each) for place, each in enumerate(before) if fact.sentence - each.sentence <= BACK]
    if fact.told.aggregation == "part":
        for place, other in reversed(near):
            whole = other.told.quantity
            if whole.kind == "count" and quantity.kind in ("count", "percent", "ratio") and _is_less(fact, other):
                return place
    if quantity.value == 1 and quantity.kind == "count" and fact.head is not None:
        for place, other in reversed(near):
            if other.head == fact.head and _is_less(fact, other) and other.sentence == fact.sentence:
                return place
    return None


def _is_less(part: Fact, whole: Fact) -> bool:
    low, high = part.told.quantity.value, whole.told.quantity.value
    return low is None or high is None or part.told.quantity.kind != "count" or low < high


def _adds(fact: Fact) -> bool:
    """Say whether a figure is an amount of what happened: no level, no rate, no running total, nothing denied."""
    quantity, event = fact.told.quantity, fact.told.event
    if quantity.kind not in SUMMED or quantity.change is not None or event is None or event.negated:
        return False
    if fact.told.aggregation in ("stock", "part", "cumulative"):
        return False
    return event.code not in cue("stock_events") and event.code != "other"


def _is_known(fact: Fact, before: Sequence[Fact]) -> bool:
    """Say whether a figure may count what an additive one before counts, for nothing in the text sets them apart."""
    if fact.told.aggregation == "increment":
        return False
    for other in before:
        if fact.code != other.code or fact.told.quantity.unit != other.told.quantity.unit:
            continue
        if fact.sentence == other.sentence and fact.source == other.source:
            continue  # "killed three men and two women"
        apart = (
            (fact.place is not None and other.place is not None and fact.place != other.place)
            or (fact.days is not None and other.days is not None and fact.days != other.days)
            or (_nation(fact) != _nation(other) and None not in (_nation(fact), _nation(other)))
            or {fact.sort, other.sort} <= cue("apart_classes") and fact.sort != other.sort
        )
        if not apart:
            return True
    return False


def _nation(fact: Fact) -> str | None:
    return affiliation(fact.told.counted.text) if fact.told.counted is not None else None
