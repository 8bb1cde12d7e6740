"""Why a figure reads as it does: its sentence, the parse, and for each column the rule and the words behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tasks.extract import aggregation, counted, events, sources
from tasks.extract.article import Beside
from tasks.extract.figures import Read, rows_of
from tasks.extract.rows import Row
from tasks.extract.telling import Reader
from tasks.extract.times import ROLES

if TYPE_CHECKING:
    from spacy.tokens import Doc

OTHER_RULES = {
    "changed": "Words of change stand beside the number.",
    "restated": "It says the figure before it anew.",
    "compared": "It sets the figure before it against another time.",
    "joined": "It goes on a list that the figure before it is in.",
    "part": "It is a part of the figure before it.",
    "part_of": "It is a part of the figure after it.",
    "quoted": "It is in a quotation of who speaks there.",
    "polled": "It is a share in a poll.",
    "continued": "It goes on with what the sentence before credits.",
    "narrated": "Nobody is credited: the article says it itself.",
    "contested": "It is the share of one side in a contest.",
}


@dataclass(frozen=True, slots=True)
class Because:
    """A column of a figure, its value, the rule that gave it (None: none did) and the words that the rule went by."""

    column: str
    value: Any
    rule: str | None
    says: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the parse: what it is, how it hangs on the word above it, and how deep below the root that is."""

    text: str
    tag: str
    label: str
    depth: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's row, and why each of its columns is what it is."""

    row: Row
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence with its parse, each word before those that hang on it, and its figures."""

    sentence: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]


def explain(document: Mapping[str, Any], reader: Reader, figure_id: str | None = None) -> Iterator[Explanation]:
    """Yield the explanation of each sentence of a document that has figures, or of one figure.

    >>> from tasks.extract.figures import text_document
    >>> (found,) = explain(text_document("Police arrested 12 men."), Reader.load())
    >>> [(each.column, each.rule, each.words) for each in found.figures[0].because if each.rule]
    [('counted', 'after_number', 'men'), ('event', 'doing', 'arrested')]
    >>> [(word.text, word.depth) for word in found.words]
    [('arrested', 0), ('Police', 1), ('men', 1), ('12', 2), ('.', 1)]
    """
    for _, rows in groupby(rows_of(document, reader), key=lambda each: each.row["sentence_start"]):
        every = list(rows)
        wanted = [each for each in every if figure_id in (None, each.row["figure_id"])]
        if wanted:
            figures = tuple(Figure(each.row, tuple(_because(each))) for each in wanted)
            yield Explanation(str(every[0].row["sentence"]), tuple(_words(every[0].doc)), figures)


def _words(doc: Doc) -> Iterator[Word]:
    """Yield the words of a parse from the root down; without recursion, for some sentences are deep."""
    waiting = [(token, 0) for token in reversed(list(doc)) if token.head == token]
    while waiting:
        token, depth = waiting.pop()
        yield Word(token.text, token.tag_, token.dep_, depth)
        waiting += [(child, depth + 1) for child in reversed(list(token.children))]


def _because(read: Read) -> Iterator[Because]:
    row, told = read.row, read.told
    quantity, what, event = told.quantity, told.counted, told.event
    number = row["number_text"]
    yield Because("value", row["value"], None, "The grammar of numbers read it.", number)
    yield Because("value_low", row["value_low"], None, "", None)
    yield Because("value_high", row["value_high"], None, "", None)
    yield Because("bound", row["bound"], None, "A hedge says so." if quantity.hedge else "", quantity.hedge)
    yield Because("kind", row["kind"], None, "", None)
    yield Because("unit", row["unit"], None, "", number if row["unit"] else None)
    yield Because("change", row["change"], None, "", event.text if event and row["change"] else None)
    if what is None:
        yield Because("counted", None, None, "No rule found a noun.", None)
    else:
        yield Because("counted", what.text, what.rule, _says(counted, what.rule), what.text)
        yield Because(
            "counted_class", row["counted_class"], None, f"Of {what.head!r}, by counted_classes.csv.", what.head
        )
        if row["affiliation"]:
            yield Because("affiliation", row["affiliation"], None, "By demonyms.csv.", what.text)
    if event is None:
        yield Because("event", None, None, "No rule found a trigger.", None)
    else:
        yield Because("event", event.code, event.rule, " ".join(_event_says(event)), event.text)
        yield Because("negated", event.negated, None, "", None)
    if told.aggregation:
        says = _says(aggregation, told.aggregation)
        yield Because("aggregation", told.aggregation, told.aggregation, says, None)
    yield from _because_beside(row, read.beside)
    evidence = "; ".join(sorted(told.evidence))
    yield Because("confidence", told.confidence, None, "Of rows with such evidence, the share that is right.", evidence)


def _because_beside(row: Row, beside: Beside) -> Iterator[Because]:
    """Yield why the columns are what they are that other words of the article speak of."""
    source, located, dated = beside.source, beside.located, beside.dated
    says = _says(sources, source.rule) or OTHER_RULES.get(source.rule, "")
    yield Because("source", source.source, source.rule if source.source else None, says, source.text)
    yield Because(
        "source_kind", source.source_kind, None, "By source_kinds.csv." if source.source else "", source.source
    )
    if source.via:
        yield Because("via", source.via, None, "Whom the source told.", source.text)
    firmly = "By the word that credits it." if source.text else "The article says it itself."
    yield Because("modality", source.modality, None, firmly, source.text)
    for dispute in beside.disputes:
        yield Because("disputed_by", dispute.disputer, dispute.stance, dispute.sentence, dispute.cue)
    if located is not None:
        yield Because("place_text", located.text, located.rule, "; ".join(located.evidence), located.place.text)
        yield Because(
            "place_country",
            row["place_country"],
            None,
            f"The {located.place.rank} of the gazetteer.",
            row["place_name"],
        )
    if dated is not None:
        time = dated.time
        yield Because("time_text", time.text, dated.rule, "; ".join(dated.evidence), time.text)
        yield Because("time_edtf", time.edtf, time.role, ROLES[time.role], None)
    if beside.adding.part_of is not None:
        says = "It says an earlier figure again." if beside.adding.restates else "It is a part of an earlier figure."
        yield Because("part_of", row["part_of"], None, says, None)
    adds = "It counts what no other does." if row["additive"] else "It counts what another does, or adds up to nothing."
    yield Because("additive", row["additive"], None, adds, None)


def _event_says(event: events.Event) -> Iterator[str]:
    yield _says(events, event.rule)
    if (trigger := event.trigger) is not None and trigger.words:
        of = f" of {', '.join(sorted(trigger.of))}" if trigger.of and len(trigger.of) < 5 else ""
        yield f"Row of triggers.csv: {' '.join(trigger.words)!r}, {trigger.part}{of}."


def _says(module: Any, rule: str) -> str:
    """Return the first line of a rule's docstring."""
    function = getattr(module, rule, None)
    told = (function.__doc__ or "").splitlines()[0] if callable(function) else OTHER_RULES.get(rule, "")
    return told.replace("Return ", "").replace("Say whether ", "").replace("Find ", "")
