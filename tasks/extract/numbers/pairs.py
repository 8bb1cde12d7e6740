"""Two neighbouring amounts, and what joins them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import HYPHENS, Text


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbouring amounts and the words between them."""

    text: Text
    left: Amount
    right: Amount
    changing: frozenset[str] = frozenset()

    @property
    def between(self) -> tuple[str, ...]:
        """The words between the two, in lower case, every dash written as "-"."""
        words = range(self.left.last + 1, self.right.first)
        return tuple("-" if self.text.lower[k] in HYPHENS else self.text.lower[k] for k in words)

    @property
    def is_plain(self) -> bool:
        """Whether both are whole numbers in digits with nothing attached."""
        return is_plain(self.text, self.left) and is_plain(self.text, self.right)

    @property
    def descends(self) -> bool:
        """Whether the second is not larger than the first."""
        return self.left.number >= spread(self.right, self.left).number

    def near(self, words: frozenset[str], reach: int = 3) -> bool:
        """Say whether one of `words` stands within `reach` tokens of the pair."""
        lower, a, b = self.text.lower, self.left.first, self.right.last
        return any(w in words for w in lower[max(0, a - reach) : a]) or any(
            w in words for w in lower[b + 1 : b + 1 + reach]
        )


Joint = Callable[[Pair], list[Amount] | None]
"""A rule that joins a pair to one amount, keeps it as two, or has nothing to say (None)."""


def joined(pair: Pair, shape: str, *, kind: str, unit: str | None = None, value: float | None = None) -> Amount:
    """Return the amount that a pair makes, from its first token to its last."""
    last = pair.right.last
    return replace(pair.left, last=last, shape=shape, kind=kind, unit=unit, value=value, low=value, high=value)


def spread(to: Amount, source: Amount) -> Amount:
    """Give an amount without unit or multiplier those of the other end: "$3-5m", "five and six thousand"."""
    if to.kind == "count" and source.kind != "count":
        to = replace(to, kind=source.kind, unit=source.unit, scale=source.scale)
    a, b = to.numeral, source.numeral
    lacks = a.multiplier == 1.0 < b.multiplier and a.form != "vague" and to.first < source.first
    if lacks and a.mantissa < b.mantissa and a.mantissa < 1000:
        to = replace(to, numeral=replace(a, multiplier=b.multiplier))
    return to


def is_plain(text: Text, amount: Amount) -> bool:
    """Say whether an amount is one whole number in digits with nothing attached."""
    return amount.kind == "count" and amount.first == amount.last and text.raw[amount.first].isdecimal()
