"""What adds up within an article: which figure restates or is a part of which, and which may be summed.

Within a document the sum over additive figures of one event and unit must count nobody twice. So a second figure of the
same sort of thing adds up only where the text sets it apart: another 30, a different place or time, a different class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tasks.extract.classes import affiliation, counted_class
from tasks.extract.numbers.cues import cue
from tasks.extract.telling import Told
from tasks.extract.triggers import GROUPS

SUMMED = frozenset(("count", "money", "mass", "volume", "energy"))  # kinds that add up
FEW = 10  # a number up to it is no mark by which a quantity is known again
MANY = 40  # figures before one that are looked at: more alike are a table
BACK = 2  # sentences between a whole and its part


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure as the rules here ask about it; `sentence` is the index of its sentence, the rest its other columns."""

    told: Told
    sentence: int
    source: str | None
    place: str | None
    is_definite: bool  # "the nine men"
    days: tuple[date | None, date | None] | None

    @property
    def code(self) -> str | None:
        """The code of its event."""
        return self.told.event.code if self.told.event is not None else None

    @property
    def head(self) -> str | None:
        """The head of what it counts."""
        return self.told.counted.head if self.told.counted is not None else None

    @property
    def sort(self) -> str | None:
        """The class of what it counts."""
        return counted_class(self.told.counted.text) if self.told.counted is not None else None


@dataclass(frozen=True, slots=True)
class Adding:
    """How a figure adds up: the index of the figure that it is a part of or restates, and whether it may be summed."""

    part_of: int | None
    restates: bool
    additive: bool


def adding_up(facts: Sequence[Fact]) -> list[Adding]:
    """Return how each figure of an article adds up; the figures in the order of the text."""
    found: list[Adding] = []
    by_value: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    summed: defaultdict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for place, fact in enumerate(facts):
        quantity = fact.told.quantity
        alike = by_value[quantity.value, quantity.kind, quantity.unit]
        restated = next((each for each in alike[:MANY] if _restates(fact, facts[each])), None)
        part_of = restated if restated is not None else _whole(fact, facts, place)
        before = summed[fact.code, quantity.unit]
        additive = part_of is None and _adds(fact) and not _is_known(fact, before)
        if additive:
            before.append(fact)
        alike.append(place)
        found.append(Adding(part_of, restated is not None, additive))
    return found


def _restates(fact: Fact, other: Fact) -> bool:
    """Say whether a figure says the quantity of one before again: "11,000" in the summary and in the body."""
    quantity = fact.told.quantity
    if quantity.value is None or quantity.kind not in SUMMED | {"percent"} or fact.told.aggregation == "increment":
        return False
    same_event = fact.code == other.code and fact.code is not None
    same_thing = fact.head is not None and fact.head == other.head
    if other.sentence == fact.sentence:
        return same_event and same_thing
    if fact.is_definite and same_thing:  # "nine men were jailed … the nine men"
        return True
    known = quantity.value > FEW and quantity.kind != "percent"
    if same_event:  # "37 dead as dam bursts", of which the text says what is counted
        unsaid = None in (fact.head, other.head) and (known or not _is_apart(fact, other))
        return same_thing or unsaid or (known and fact.sort == other.sort)
    return known and same_thing and None in (fact.code, other.code)


def _whole(fact: Fact, facts: Sequence[Fact], place: int) -> int | None:
    """Return the figure before that this one is a part of, or None: two in "two soldiers …, one soldier said"."""
    quantity = fact.told.quantity
    first = max(0, place - MANY)
    near = [(at, each) for at, each in enumerate(facts[first:place], first) if fact.sentence - each.sentence <= BACK]
    if fact.told.aggregation == "part":
        for at, other in reversed(near):
            whole = other.told.quantity
            if _is_predicated(fact) and _is_predicated(other):  # "four were students, three were nurses"
                continue
            if _shares_event(fact) and other.told.aggregation == "part":  # "23 deaths: 14 civilians and nine soldiers"
                continue
            if whole.kind == "count" and quantity.kind in ("count", "percent", "ratio") and _is_less(fact, other):
                return at
    if quantity.value == 1 and quantity.kind == "count" and fact.head is not None:
        for at, other in reversed(near):
            if other.head == fact.head and _is_less(fact, other) and other.sentence == fact.sentence:
                return at
    return None


def _shares_event(fact: Fact) -> bool:
    """Say whether a figure has its event from the whole that it is a part of."""
    return fact.told.event is not None and fact.told.event.rule == "part"


def _is_predicated(fact: Fact) -> bool:
    """Say whether a figure is a part that tells what some are: "seven were teachers"."""
    is_part = fact.told.aggregation == "part"
    return is_part and fact.told.counted is not None and fact.told.counted.rule == "predicate"


def _is_less(part: Fact, whole: Fact) -> bool:
    low, high = part.told.quantity.value, whole.told.quantity.value
    return low is None or high is None or part.told.quantity.kind != "count" or low < high


def _adds(fact: Fact) -> bool:
    """Say whether a figure is an amount of what happened: no level, no rate, no running total, nothing denied.

    Nor is one that stands beside another of the same: 12 in "Nineteen died, up from 12 on Monday".
    """
    quantity, event = fact.told.quantity, fact.told.event
    if quantity.kind not in SUMMED or quantity.change is not None or event is None or event.negated:
        return False
    if event.rule == "restated":
        return False
    if fact.told.aggregation in ("stock", "part", "cumulative"):
        return False
    of_persons = fact.sort in GROUPS["persons"] or event.code not in ("charged", "sentenced")  # no "seven counts"
    return of_persons and event.code not in cue("stock_events") and event.code != "other"


def _is_known(fact: Fact, before: Sequence[Fact]) -> bool:
    """Say whether a figure may count what one of those before counts, for nothing in the text sets them apart."""
    if fact.told.aggregation == "increment":
        return False
    return len(before) >= MANY or any(not _is_apart(fact, other) for other in before)


def _is_apart(fact: Fact, other: Fact) -> bool:
    """Say whether a text sets two figures apart: in one breath, or by place, time, nation or sort of thing."""
    if fact.sentence == other.sentence and fact.source == other.source:
        return True  # "killed three men and two women"
    told = ((fact.place, other.place), (fact.days, other.days), (_nation(fact), _nation(other)))
    if any(None not in pair and pair[0] != pair[1] for pair in told):
        return True
    return fact.sort != other.sort and {fact.sort, other.sort} <= cue("apart_classes")


def _nation(fact: Fact) -> str | None:
    return affiliation(fact.told.counted.text) if fact.told.counted is not None else None
