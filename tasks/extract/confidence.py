"""How likely a row is right: a logistic model over the evidence behind it, fitted to annotated text.

The weights are `data/confidence.csv`, written by `make confidence`, which also says how well they hold on articles that
they were not fitted to. A row is right when its value, bounds, kind, counted phrase and event are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from tasks.extract.events import Event
from tasks.extract.noun_phrases import Counted
from tasks.extract.numbers import Quantity
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONG = 35  # words of a long sentence
MANY = 4  # figures of a crowded one
DIGITS = 2  # a confidence is rounded: more would be pretence


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each piece of evidence, in log odds; `base` is there always."""

    base: float
    weights: Mapping[str, float]

    @classmethod
    def load(cls) -> Weights:
        """Load the weights of `data/confidence.csv`."""
        weights = {row["evidence"]: float(row["weight"]) for row in read_rows("confidence")}
        return cls(weights.pop("base"), weights)

    def confidence(self, evidence: frozenset[str]) -> float:
        """Return how likely a row with this evidence is right, 0 to 1.

        >>> Weights(0.0, {"kind money": 1.1}).confidence(frozenset(("kind money", "unheard of")))
        0.75
        """
        odds = self.base + sum(self.weights.get(name, 0.0) for name in sorted(evidence))
        return round(1 / (1 + exp(-odds)), DIGITS)


def evidence(
    doc: Doc, quantity: Quantity, counted: Counted | None, event: Event | None, figures: int
) -> frozenset[str]:
    """Return what speaks for and against a row: its kind, the rules that filled it, how hard the sentence is."""
    found = {f"kind {quantity.kind}", f"counted by {counted.rule if counted else 'none'}"}
    found.add(f"event by {event.rule if event else 'none'}")
    if quantity.kind == "count":
        found.add(f"count counted by {counted.rule if counted else 'none'}")
    if quantity.bound != "exact":
        found.add("hedged")
    if quantity.value is None:
        found.add("vague")
    if len(doc) > LONG:
        found.add("long sentence")
    if figures >= MANY:
        found.add("many figures")
    if doc[-1].text not in (".", "!", "?", '"', "”"):
        found.add("no full stop")
    return frozenset(found)
