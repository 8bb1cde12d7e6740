"""How likely a row is right: a logistic model over the evidence behind it, fitted to annotated text.

The weights are `data/confidence.csv`, written by `make confidence`, which also says how well they hold on articles that
they were not fitted to. A row is right when its value, bounds, kind, counted phrase and event are.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from tasks.extract.events import Event
from tasks.extract.noun_phrases import Counted
from tasks.extract.numbers import Quantity
from tasks.weights import Weights

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONG = 35  # words of a long sentence
MANY = 4  # figures of a crowded one
DIGITS = 2  # a confidence is rounded: more would be pretence


def confidence(weights: Weights, evidence: frozenset[str]) -> float:
    """Return how likely a row with this evidence is right, 0 to 1; the weight called base is there always.

    >>> confidence(Weights({"base": 0.0, "kind money": 1.1}), frozenset(("kind money", "unheard of")))
    0.75
    """
    odds = weights.total(("base", *sorted(evidence)))
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
