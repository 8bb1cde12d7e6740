"""Which of the places, or of the times, that an article tells is a figure's.

Each that stands in the figure's sentence or before it is weighed, and so is that it has none: the weights of the
evidence for each are added up, and the heaviest is taken. What the evidence is called says what it is; its weights are
fitted to annotated articles (`make weights`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from tasks.extract.classes import counted_class
from tasks.extract.numbers.cues import cue
from tasks.extract.passages import CLAUSES, Passage
from tasks.extract.syntax import governing_verb, subject, tokens
from tasks.extract.telling import Told
from tasks.weights import Weights

if TYPE_CHECKING:
    from spacy.tokens import Token

T = TypeVar("T")
NONE = "none"  # the evidence that is there for having none, whatever the figure
GAPS = (12, 30, 60, 110)  # characters
SENTENCES = (1, 2, 3, 6)  # as far back
OTHERS = 10  # other ones before the sentence that are weighed
NEAR = 8  # mentions to either side of a figure, and figures between, that are looked at
DEEPEST = 3  # steps up or down the parse that are told apart
NARROW = frozenset(("age", "duration", "distance", "area", "volume", "speed", "mass", "temperature", "energy"))
WORDS = re.compile(r"[^\W\d_]+")
# Before a number, it is what another is compared with: "rose to 5 from 3".
BASE = re.compile(
    r"\b(?:from|against|versus|compared (?:with|to)|(?<!more )(?<!less )(?<!fewer )(?<!other )(?<!later )than)\s+"
    r"(?:(?:a|an|the|about|around|some|just|over|its|their|only)\s+){0,3}[$€£]?$",
    re.I,
)
PREFIX = 60  # characters before a number that are looked at


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """A place or time where it stands: on the characters start..end of a passage, the number `index` of its article.

    key: the same for mentions of the same, None for what only its own sentence can tell of. traits: what speaks for or
    against it whatever the figure. tells: something is said to be there or then. nouns: words that may mean it later on
    ("the country").
    """

    value: T
    key: object
    index: int
    start: int
    end: int
    traits: tuple[str, ...]
    tells: bool
    nouns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """A figure whose place or time is asked for, and the figure before it with what that was given.

    sort: see `sort_of`. token: the head of its number. is_base: another figure is compared with it.
    """

    index: int
    passage: Passage
    told: Told
    sort: str
    token: Token
    is_base: bool
    previous: tuple[int, Told, Mention[T] | None] | None


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """A mention that a figure may be given, None for none of them, and the evidence for and against it."""

    mention: Mention[T] | None
    evidence: tuple[str, ...]


def heaviest(options: Sequence[Option[T]], weights: Weights) -> Option[T]:
    """Return the option that most speaks for, the first of equals.

    >>> options = [Option(None, ("none",)), Option(None, ("here", "next to it"))]
    >>> heaviest(options, Weights({"none": 0.5, "here": 0.4, "next to it": 0.2})).evidence
    ('here', 'next to it')
    """
    return max(options, key=lambda each: weights.total(each.evidence))


Decide = Callable[[int, int, Sequence[Option[T]]], Mention[T] | None]


def choose(
    passages: Sequence[Passage], mentions: Sequence[Sequence[Mention[T]]], never: Container[str], decide: Decide[T]
) -> None:
    """Let `decide` give each figure of an article (passage and number in it) one of its options.

    `mentions` are those of each passage, in order; figures of the kinds `never` are given none. What a figure is given
    is evidence for those behind it.
    """
    previous: tuple[int, Told, Mention[T] | None] | None = None
    first = next((each.key for own in mentions for each in own if each.tells), None)
    counts = Counter(each.key for own in mentions for each in own if each.key is not None)
    marked = {"told first": first, "told most": max(counts, key=lambda key: counts[key], default=None)}
    latest: dict[object, Mention[T]] = {}  # the last mention of each key before a passage, in order
    for index, passage in enumerate(passages):
        earlier = list(islice(reversed(latest.values()), OTHERS)) if passage.told else []
        named = any(each.nouns for each in earlier)
        words = frozenset(WORDS.findall(passage.text.lower())) if named else frozenset()
        for number, told in enumerate(passage.told):
            assert passage.doc is not None  # it has figures
            token = tokens(passage.doc, told.quantity.start, told.quantity.end).root
            figure = Figure(index, passage, told, sort_of(told), token, is_base(passage, told), previous)
            options = list(_options(figure, mentions[index], earlier, passages, marked, words))
            given = decide(index, number, options[:1] if told.quantity.kind in never else options)
            previous = index, told, given
        for each in mentions[index]:
            if each.key is not None:
                latest.pop(each.key, None)
                latest[each.key] = each


def sort_of(told: Told) -> str:
    """Return what sort of figure it is, as far as it matters to where and when it holds.

    >>> from tasks.extract.telling import Reader, tell
    >>> reader = Reader.load()
    >>> sentence = "Six people were killed, and shares fell 5%."
    >>> [sort_of(each) for each in tell(reader.syntax.nlp(sentence), reader.grammar.read(sentence).figures, reader)]
    ['harm', 'percent']
    """
    kind, code = told.quantity.kind, told.event.code if told.event is not None else None
    if kind == "score" or (told.counted is not None and told.counted.head in cue("sports_counts")):
        return "game"
    if told.quantity.unit == "magnitude":
        return "magnitude"
    if code in cue("harm_events"):
        return "harm"
    if kind in ("money", "percent", "index"):
        return kind
    if kind in NARROW:
        return "measure"
    return "size" if code is None else "event"


def is_own_money(passage: Passage, told: Told) -> bool:
    """Say whether it is a company's own money, which is not where and when the story before is: revenue, spending.

    >>> from tasks.extract.figures import passages_of, text_document
    >>> from tasks.extract.telling import Reader
    >>> text = "Net profit fell to $3m. The company spent $2m. The king gave $1m."
    >>> [is_own_money(each, each.told[0]) for each in passages_of(text_document(text), Reader.load())]
    [True, True, False]
    """
    if told.quantity.kind not in ("money", "percent"):
        return False
    earned = told.event is not None and told.event.code in cue("company_events")
    counted = told.counted.text.lower().split() if told.counted is not None else []
    return earned or not cue("company_money").isdisjoint(counted[-1:]) or _is_of_company(passage, told)


def _is_of_company(passage: Passage, told: Told) -> bool:
    """Say whether a company does something with money: "the company spent $2m"."""
    assert passage.doc is not None  # it has figures
    verb = governing_verb(tokens(passage.doc, told.quantity.start, told.quantity.end).root)
    who = subject(verb) if verb is not None else None
    return told.quantity.kind == "money" and who is not None and counted_class(who.lower_) == "companies"


def _options(
    figure: Figure[T],
    here: Sequence[Mention[T]],
    earlier: Sequence[Mention[T]],
    passages: Sequence[Passage],
    marked: Mapping[str, object],
    words: frozenset[str],
) -> Iterator[Option[T]]:
    at = bisect_left(here, figure.told.quantity.start, key=lambda each: each.start)
    here = here[max(0, at - NEAR) : at + NEAR]
    telling = [each for each in here if each.tells]
    yield Option(None, tuple(_for_none(figure, telling)))
    for each in here:
        if not _is_of_other(figure, each):
            yield Option(each, tuple(_for_one_here(figure, each, telling)))
    for place, each in enumerate(earlier):
        evidence = _for_one_before(figure, each, place, telling, passages, words)
        marks = [name for name, key in marked.items() if key == each.key]
        yield Option(each, (*evidence, *marks, *(f"{name}, {figure.sort}" for name in marks)))


def _for_none(figure: Figure[T], telling: Sequence[Mention[T]]) -> Iterator[str]:
    """Yield what speaks for and against a figure's having no place or time."""
    told, sort = figure.told, figure.sort
    yield NONE
    yield f"none, {sort}"
    yield f"none, kind {told.quantity.kind}"
    yield f"none, event {told.event.code if told.event is not None else None}"
    if told.aggregation is not None:
        yield f"none, {told.aggregation}"
    if told.counted is not None:
        yield f"none, {counted_class(told.counted.text)}"
    if told.quantity.change is not None:
        yield "none, a change"
    if not telling:
        yield "none, nothing told here"
        yield f"none, nothing told here, {sort}"
    if figure.previous is None:
        yield "none, first figure"
    elif figure.previous[2] is None:
        yield "none, as before"
        yield f"none, as {_step(figure.index - figure.previous[0], (0, 1, 2))} before"
    verb = governing_verb(figure.token)
    yield f"none, verb {verb.tag_ if verb is not None else None}"
    if verb is not None and any(child.tag_ == "MD" for child in verb.lefts):
        yield "none, modal verb"


def _for_one_here(figure: Figure[T], one: Mention[T], telling: Sequence[Mention[T]]) -> Iterator[str]:
    """Yield what speaks for and against a mention in a figure's own sentence."""
    passage, quantity = figure.passage, figure.told.quantity
    start, end = quantity.start, quantity.end
    yield "here"
    yield f"here, {figure.sort}"
    for trait in one.traits:
        yield f"here, {trait}"
    if one.start >= end:
        side, gap = "behind", (end, one.start)
    elif one.end <= start:
        side, gap = "before", (one.end, start)
    else:
        side, gap = "around", (start, start)
    yield f"here, {side}"
    yield f"here, {side}, {_step(gap[1] - gap[0], GAPS)} characters"
    if side == "around":
        yield f"here, around, kind {quantity.kind}"
    apart = CLAUSES.search(passage.text, *gap)
    if apart:
        yield f"here, {side}, another clause"
    if passage.text.find(",", *gap) >= 0:
        yield f"here, {side}, a comma between"
    others = _between(passage, *gap)
    if others:
        yield f"here, {side}, {'a figure' if len(others) == 1 else 'figures'} between"
        if apart:
            yield f"here, {side}, another clause with a figure"
        if any(is_base(passage, each) for each in others[:NEAR]):
            yield f"here, {side}, a base between"
    if figure.is_base:
        yield f"here, {side}, of a base"
    if one.tells:
        if len(telling) == 1:
            yield "here, alone"
        if not any(gap[0] <= each.start < gap[1] for each in telling if each is not one):
            yield f"here, next {side}"
    elif telling:
        yield "here, others tell"
    if figure.previous is not None and _is_same(figure.previous[2], one):
        yield "here, as before"
    yield from _syntax(figure, one)


def _is_of_other(figure: Figure[T], one: Mention[T]) -> bool:
    """Say whether a mention is another clause's, where a figure stands nearer: "took two captive, and one … in Kyiv".

    The other way round it is only where nothing happens to the figure: "in May took two captive, and one soldier …".
    """
    passage, (start, end) = figure.passage, (figure.told.quantity.start, figure.told.quantity.end)
    if one.start >= end:
        nearer = _between(passage, end, one.start)
        return bool(nearer) and CLAUSES.search(passage.text, end, nearer[0].quantity.start) is not None
    nearer = _between(passage, one.end, start)
    apart = bool(nearer) and CLAUSES.search(passage.text, nearer[-1].quantity.end, start) is not None
    return apart and figure.told.event is None


def _syntax(figure: Figure[T], one: Mention[T]) -> Iterator[str]:
    """Yield how a mention stands to a figure in the parse of their sentence."""
    doc = figure.token.doc
    token = tokens(doc, max(0, one.start), min(one.end, len(figure.passage.text))).root
    chain = [figure.token.i, *(each.i for each in figure.token.ancestors)]
    steps = {each: step for step, each in enumerate(chain)}
    for down, each in enumerate((token, *token.ancestors)):
        if each.i in steps:
            yield f"here, {min(steps[each.i], DEEPEST)} up and {min(down, DEEPEST)} down"
            break
    verb = governing_verb(token)
    if verb is not None and verb == governing_verb(figure.token):
        yield "here, same verb"


def _for_one_before(
    figure: Figure[T],
    one: Mention[T],
    place: int,
    telling: Sequence[Mention[T]],
    passages: Sequence[Passage],
    words: frozenset[str],
) -> Iterator[str]:
    """Yield what speaks for and against a mention in a sentence before; `place`: how many others stand between."""
    sort, other = figure.sort, passages[one.index]
    back = _step(figure.index - one.index, SENTENCES)
    yield "earlier"
    yield f"earlier, {sort}"
    for trait in one.traits:
        yield f"earlier, {trait}"
    yield f"earlier, {back} sentences"
    if place == 0:
        yield "earlier, last"
        yield f"earlier, last, {sort}"
    if other.paragraph == figure.passage.paragraph:
        yield "earlier, same paragraph"
        yield f"earlier, same paragraph, {sort}"
    if other.section != "body":
        yield "earlier, in title or lead"
    if telling:
        yield "earlier, others told here"
    if figure.passage.goes_on:
        yield f"earlier, {back} sentences, which this goes on with"
    if not one.nouns.isdisjoint(words):
        yield "earlier, meant by a noun here"
    if figure.previous is not None and _is_same(figure.previous[2], one):
        yield from _as_previous(figure)


def _as_previous(figure: Figure[T]) -> Iterator[str]:
    """Yield what speaks for and against what the figure before was given."""
    assert figure.previous is not None  # the caller saw it
    index, other, _ = figure.previous
    yield "earlier, as before"
    yield f"earlier, as before, {figure.sort}"
    yield f"earlier, as {_step(figure.index - index, (0, 1, 2))} before"
    if figure.told.aggregation in ("part", "increment"):
        yield "earlier, as before, a part"
    event, before = figure.told.event, other.event
    if event is not None and before is not None:
        if event.code == before.code:
            yield "earlier, as before, same event"
        if {event.code, before.code} <= cue("harm_events"):
            yield "earlier, as before, both harm"
    counted, one = figure.told.counted, other.counted
    if counted is not None and one is not None and counted.head == one.head:
        yield "earlier, as before, same counted"


def _between(passage: Passage, start: int, end: int) -> Sequence[Told]:
    """Return the figures that begin within the characters start..end of a passage."""
    first, last = (bisect_left(passage.told, each, key=lambda told: told.quantity.start) for each in (start, end))
    return passage.told[first:last]


def is_base(passage: Passage, told: Told) -> bool:
    """Say whether a figure is what another is compared with: the 3 of "rose to 5 from 3"."""
    start = told.quantity.start
    return BASE.search(passage.text[max(0, start - PREFIX) : start]) is not None


def _is_same(one: Mention[T] | None, other: Mention[T]) -> bool:
    return one is not None and one.key is not None and one.key == other.key


def _step(number: int, steps: Sequence[int]) -> str:
    """Return the first step that a number does not pass."""
    return next((f"up to {step}" for step in steps if number <= step), f"over {steps[-1]}")
