"""Lay readings over annotated sentences: what is found, and which of its parts are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.extract.numbers import Quantity

Gold = Mapping[str, Any]
Right = Callable[[Quantity, Gold], bool]


@dataclass(slots=True)
class Score:
    """How many figures were annotated and read, how many overlap, and of how many a part is right."""

    gold: int = 0
    read: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def f1(self, part: str) -> float:
        """Return the F1, in percent, of the figures that were found with this part right."""
        return 200 * self.right[part] / max(1, self.gold + self.read)

    def recall(self, part: str) -> float:
        """Return the share of annotated figures, in percent, that were found with this part right."""
        return 100 * self.right[part] / max(1, self.gold)

    def accuracy(self, part: str) -> float:
        """Return the share of found figures, in percent, of which this part is right."""
        return 100 * self.right[part] / max(1, self.found)

    def add(self, text: str, gold: Iterable[Gold], read: Iterable[Quantity], parts: Mapping[str, Right]) -> None:
        """Count one sentence: each annotated figure against the first reading that overlaps it and has no other."""
        free = list(read)
        self.read += len(free)
        for figure in gold:
            self.gold += 1
            hits = [q for q in free if q.start < figure["end"] and figure["start"] < q.end]
            if not hits:
                self.errors.append(f"missed {figure['surface']!r}: {text}")
                continue
            best = max(hits, key=lambda q: sum(right(q, figure) for right in parts.values()))
            free.remove(best)
            self.found += 1
            wrong = [part for part, right in parts.items() if not right(best, figure)]
            self.right.update(part for part in parts if part not in wrong)
            if wrong:
                self.errors.append(f"{', '.join(wrong)} of {figure['surface']!r}: {describe(best)}: {text}")
        self.errors += [f"false {text[q.start : q.end]!r}: {text}" for q in free]


def same(a: float | None, b: float | None) -> bool:
    """Say whether two values are equal within a thousandth, or both missing."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-3 * max(abs(a), abs(b), 1e-30)


def describe(quantity: Quantity) -> str:
    """Return a reading in a few words."""
    parts = (quantity.value, quantity.value_low, quantity.value_high, quantity.bound, quantity.kind, quantity.unit)
    return " ".join(str(part) for part in parts)


def lines(score: Score, most: int) -> Iterator[str]:
    """Yield the first errors of a score, one a line."""
    yield from (f"    {error[:220]}" for error in score.errors[:most])
