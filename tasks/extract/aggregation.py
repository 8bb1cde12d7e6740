"""How a figure adds up: a level, an amount in a period, a running total, an increment, or a part of a whole.

The first rule that says so is believed; a change ("up 5%") and what happened once are none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.extract.carrying import are_some_of_them
from tasks.extract.events import Event
from tasks.extract.noun_phrases import Counted, lead
from tasks.extract.numbers import Quantity
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

NEAR = 12  # words to either side in which a figure's time is looked for
CLAUSE_ENDS = frozenset(",;:—–")
LASTING = frozenset(("killed", "injured", "casualties", "destroyed", "damaged"))  # of which what is told now is all
AMOUNTS = frozenset(("count", "money", "mass", "volume", "area", "energy"))


@dataclass(frozen=True, slots=True)
class _Said:
    """A figure as the rules ask about it."""

    number: Span
    kind: str
    counted: Counted | None
    event: Event | None
    before: Sequence[Counted | None]  # what the figures before it in the sentence count
    follows: bool  # persons were counted before it, in its sentence or the one before

    @property
    def code(self) -> str | None:
        return self.event.code if self.event else None


def aggregations(
    doc: Doc,
    quantities: Sequence[Quantity],
    counted: Sequence[Counted | None],
    events: Sequence[Event | None],
    *,
    follows: bool = False,
) -> list[str | None]:
    """Return how each figure of a parsed sentence adds up: stock, flow, cumulative, increment, part; or None.

    `follows`: something happened to persons whom the sentence before counted.

    >>> from tasks.extract.counted import counted_in
    >>> from tasks.extract.events import events_in
    >>> from tasks.extract.numbers import Grammar
    >>> from tasks.extract.syntax import Syntax
    >>> from tasks.extract.triggers import Triggers
    >>> def read(sentence):
    ...     doc, figures = Syntax.load().nlp(sentence), Grammar.load().read(sentence).figures
    ...     counted = counted_in(doc, figures)
    ...     return aggregations(doc, figures, counted, events_in(doc, figures, counted, Triggers.load()))
    >>> read("Another 30 people died, bringing the toll to 257, including 12 children.")
    ['increment', 'cumulative', 'part']
    >>> read("It sold 300 cars last year and employs 40 people."), read("Six people died.")
    (['flow', 'stock'], [None])
    """
    found: list[str | None] = []
    for place, (quantity, what, event) in enumerate(zip(quantities, counted, events, strict=True)):
        number = tokens(doc, quantity.start, quantity.end)
        said = _Said(number, quantity.kind, what, event, counted[:place], follows or place > 0)
        once = quantity.change is not None or quantity.kind in ("age", "duration", "score")
        found.append(None if once else next((rule.__name__ for rule in RULES if rule(said)), None))
    return found


def increment(said: _Said) -> bool:
    """Say whether a figure comes on top of others: "another 30", "a further 12", "200 more troops"."""
    number = said.number
    before = number.doc[max(0, lead(number) - 1) : number.start]
    behind = number.doc[number.end].lower_ if number.end < len(number.doc) else ""
    if behind == "more" and number.doc[number.end : number.end + 2].text.lower() == "more than":
        return False
    return behind in cue("more") or any(word.lower_ in cue("another") for word in before)


def part(said: _Said) -> bool:
    """Say whether a figure is a part of a stated whole: "including 12 children", "of whom six", "six were monks"."""
    number, doc = said.number, said.number.doc
    before = doc[max(0, lead(number) - 1) : number.start]
    if any(word.lower_ in cue("parts") for word in before):
        return True
    if said.event is not None and said.event.rule == "part":
        return True
    if said.follows and are_some_of_them(number, said.counted):
        return True
    is_whole_told = said.before and doc[0].lower_ in ("of", "among")
    if is_whole_told and said.counted is not None:  # "Of the 126 men, 90 were let off"
        return True
    behind = [word.lower_ for word in doc[number.end : number.end + 6]]
    if said.before and doc[lead(number)].text == "," and behind and behind[0].endswith("ly"):
        return True  # "wounded 17, two seriously"
    if behind[:1] != ["of"] and behind[:2] != ["out", "of"]:
        return False
    heads = {each.head for each in said.before if each is not None}
    told = said.counted is not None and said.counted.head in heads  # "67 drones …, 58 of the drones"
    rest = [
        word for word in doc[number.end + behind.index("of") + 1 : number.end + 6] if word.pos_ not in ("DET", "PRON")
    ]
    whole = bool(rest) and rest[0].like_num
    are_told = said.follows and bool(rest) and rest[0].lower_ in cue("the_fallen")  # "ten of the dead"
    return told or whole or are_told or (len(behind) > 1 and behind[1] in cue("wholes"))


def cumulative(said: _Said) -> bool:
    """Say whether a figure is a running total: "so far", "since May", "brought the toll to 92"."""
    if said.kind not in AMOUNTS or said.code in cue("stock_events"):
        return False
    number = said.number
    if said.counted is not None and said.counted.head in cue("running"):
        return True
    near = [word.lower_ for word in _near(number)]
    text = f" {' '.join(near)} "
    if any(f" {words} " in text for words in ("so far", "to date", "in all", "until now", "up to now")):
        return True
    if said.code is not None and number.doc[:2].text.lower() in ("as of", "to date", "so far", "in all"):
        return True
    if said.code in LASTING and not cue("still").isdisjoint(near):  # "are now known to have died"
        return True
    since = said.event is not None and ("since" in near or number.doc[0].lower_ == "since")
    return since or (number.doc[lead(number)].lower_ == "to" and not cue("bringing").isdisjoint(near))


def flow(said: _Said) -> bool:
    """Say whether a figure is an amount in a period: "last year", "in the first half", "40 a day", "annual profit"."""
    if said.kind == "rate":
        return True
    if said.kind not in AMOUNTS or said.code is None or said.code in cue("stock_events"):
        return False
    output = said.code in cue("flow_events")
    near = list(_near(said.number))
    for place, word in enumerate(near):
        if word.lower_ in cue("periodic"):
            return True
        before = {each.lower_ for each in near[max(0, place - 2) : place]}
        if word.lower_ in cue("period_nouns") and not before.isdisjoint(cue("before_period")):
            return True
        is_year = len(word.text) == 4 and word.text.isdigit() and word.text[:2] in ("19", "20")
        if (is_year or (output and word.lower_ in cue("months") and word.is_title)) and "in" in before:
            return True
    return False


def stock(said: _Said) -> bool:
    """Say whether a figure is a level at a moment: people who live, work or are missing somewhere; debts, prices."""
    if said.code in cue("stock_events"):
        return said.code != "hospitalised" or (said.event is not None and str(said.event.text).startswith("in "))
    if said.code in LASTING:
        return False
    near = {word.lower_ for word in _near(said.number, NEAR // 2)}
    return said.kind == "count" and said.code is not None and not near.isdisjoint(cue("still"))


def _near(number: Span, reach: int = NEAR) -> Span:
    """Return the words around a number, no farther than the marks that end a clause."""
    doc, first, last = number.doc, number.start, number.end
    while first > 0 and number.start - first < reach and doc[first - 1].text not in CLAUSE_ENDS:
        first -= 1
    while last < len(doc) and last - number.end < reach and doc[last].text not in CLAUSE_ENDS:
        last += 1
    return doc[first:last]


Rule = Callable[[_Said], bool]
RULES: tuple[Rule, ...] = (increment, part, cumulative, flow, stock)
