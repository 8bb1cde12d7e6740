"""How much each piece of evidence weighs: lists whose weights are fitted to annotated texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.lists import read_list

TELLING = 0.2  # log odds of evidence that is worth telling of


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each piece of evidence by its name, in log odds; one that is unheard of weighs nothing."""

    weights: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Load the weights of a list with the columns evidence and weight."""
        return cls({row["evidence"]: float(row["weight"]) for row in read_list(path)})

    def total(self, evidence: Iterable[str]) -> float:
        """Return how much pieces of evidence weigh together.

        >>> Weights({"here": 0.5, "next to it": 0.25}).total(("here", "next to it", "unheard of"))
        0.75
        """
        get = self.weights.get
        return sum([get(each, 0.0) for each in evidence])

    def reasons(self, evidence: Iterable[str]) -> tuple[str, ...]:
        """Return the pieces that speak for something, the weightiest first.

        >>> Weights({"here": 0.5, "next to it": 0.75, "far": -1.0}).reasons(("far", "here", "next to it"))
        ('next to it', 'here')
        """
        return self._telling(evidence, 1)

    def doubts(self, evidence: Iterable[str]) -> tuple[str, ...]:
        """Return the pieces that speak against something, the weightiest first.

        >>> Weights({"here": 0.5, "far": -1.0}).doubts(("far", "here"))
        ('far',)
        """
        return self._telling(evidence, -1)

    def _telling(self, evidence: Iterable[str], sign: int) -> tuple[str, ...]:
        weighed = [(sign * self.weights.get(each, 0.0), each) for each in evidence]
        return tuple(each for weight, each in sorted(weighed, key=lambda one: -one[0]) if weight >= TELLING)
