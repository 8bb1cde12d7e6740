"""What is told of the figures of a sentence beyond their numbers: what they count, what happened, how they add up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.extract.aggregation import aggregations
from tasks.extract.carrying import shared_out
from tasks.extract.confidence import confidence, evidence
from tasks.extract.counted import counted_in
from tasks.extract.events import Event, events_in
from tasks.extract.noun_phrases import Counted
from tasks.extract.numbers import Grammar, Quantity
from tasks.extract.places import Gazetteer
from tasks.extract.syntax import Syntax
from tasks.extract.triggers import Triggers
from tasks.extract.wordlists import DATA
from tasks.weights import Weights

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads sentences; loaded once a batch, never changed."""

    grammar: Grammar
    syntax: Syntax
    triggers: Triggers
    confidence: Weights
    gazetteer: Gazetteer
    places: Weights
    times: Weights

    @classmethod
    def load(
        cls,
        vague_numbers: Path | None = None,
        model: str | None = None,
        triggers: Path | None = None,
        more_triggers: Path | None = None,
    ) -> Reader:
        """Load our own word lists and pipeline, or what is to stand in place of them (`more_triggers`: before them).

        Raises WordListError and ModelError.
        """
        return cls(
            Grammar.load(vague_numbers),
            Syntax.load(model),
            Triggers.load(triggers, more_triggers),
            Weights.load(DATA / "confidence.csv"),
            Gazetteer.load(),
            Weights.load(DATA / "place_weights.csv"),
            Weights.load(DATA / "time_weights.csv"),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with all that its sentence tells of it; `confidence` is how likely all of it is right."""

    quantity: Quantity
    counted: Counted | None
    event: Event | None
    aggregation: str | None
    evidence: frozenset[str]
    confidence: float


def tell(
    doc: Doc,
    quantities: Sequence[Quantity],
    reader: Reader,
    topic: Collection[str] = (),
    earlier: Counted | None = None,
    befell: Event | None = None,
) -> list[Told]:
    """Return what a parsed sentence tells of its quantities.

    `topic` are words that say what its article is about, `earlier` is what the figure before the sentence counted,
    `befell` is what happened to the persons whom the sentence before counted.

    >>> reader = Reader.load()
    >>> sentence = "Police arrested 12 men."
    >>> (told,) = tell(reader.syntax.nlp(sentence), reader.grammar.read(sentence).figures, reader)
    >>> told.counted.text, told.event.code, told.aggregation
    ('men', 'detained', None)
    """
    quantities = shared_out(doc, quantities)
    counted = counted_in(doc, quantities, earlier)
    events = events_in(doc, quantities, counted, reader.triggers, topic, befell)
    adding = aggregations(doc, quantities, counted, events, follows=befell is not None)
    found = []
    for quantity, what, event, adds_up in zip(quantities, counted, events, adding, strict=True):
        why = evidence(doc, quantity, what, event, len(quantities))
        found.append(Told(quantity, what, event, adds_up, why, confidence(reader.confidence, why)))
    return found
