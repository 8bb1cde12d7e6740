"""What the grammar works on and what it hands out."""

from dataclasses import dataclass


def tidy(value: float) -> float:
    """Return a value without the dust of binary fractions: 15 significant digits.

    >>> tidy(0.1 + 0.2), tidy(1e-12 * 3)
    (0.3, 3e-12)
    """
    return float(f"{value:.15g}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: what `sentence[start:end]` says about how many or how much."""

    start: int
    end: int
    value: float | None
    value_low: float | None
    value_high: float | None
    bound: str
    hedge: str | None
    kind: str
    unit: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A number that is no figure: `reason` as published, `rule` is the function that refused it."""

    start: int
    end: int
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All numbers of one sentence, each list sorted by start; no two spans overlap."""

    figures: tuple[Quantity, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written, on the tokens first..last: `mantissa` times `multiplier`.

    form: digits, words, fraction (a half, 2/3), vague (dozens; then low and high are set, value is not)
    or multiple (doubled, tenfold).
    """

    first: int
    last: int
    mantissa: float
    multiplier: float = 1.0
    form: str = "digits"
    vague: tuple[float, float] | None = None

    @property
    def value(self) -> float:
        """Mantissa times multiplier, without the dust of binary fractions."""
        return self.mantissa if self.multiplier == 1.0 else tidy(self.mantissa * self.multiplier)


@dataclass(frozen=True, slots=True)
class Amount:
    """A numeral with its sign and unit, or two of them joined; still without bound and context.

    `scale` turns a minor unit into its major one (cents: 0.01); `shape` says how it was joined: single, range,
    score, ratio, compound or rate.
    """

    first: int
    last: int
    numeral: Numeral
    kind: str = "count"
    unit: str | None = None
    sign: float = 1.0
    scale: float = 1.0
    shape: str = "single"
    low: float | None = None
    high: float | None = None
    value: float | None = None
    bound: str = "exact"
    hedge: tuple[int, int] | None = None
    change: str | None = None

    @property
    def number(self) -> float:
        """The point value in the published unit ("15 cents" → 0.15)."""
        value = self.numeral.value * self.sign + 0.0  # no minus zero
        return value if self.scale == 1.0 else tidy(value * self.scale)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal on the tokens first..last."""

    first: int
    last: int
    reason: str
    rule: str


Item = Amount | Refused
