"""Fractions in words: "two-thirds", "one twenty-fifth", the "and three quarters" of a mixed number."""

from typing import NamedTuple

from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.scan import Text

ARTICLES = frozenset(("a", "an"))


class Part(NamedTuple):
    """A denominator that ends on the token `last`: thirds (3), twenty-fifth (25), hundredths (100)."""

    value: float
    last: int
    is_plural: bool


class Fractions:
    """Reads denominators and proper fractions."""

    __slots__ = ("_lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def denominator(self, text: Text, place: int) -> Part | None:
        """Read the denominator that begins at `place`; "second" is none.

        >>> from tasks.extract.numbers.scan import PAD
        >>> Fractions(Lexicon.load()).denominator(Text("twenty-fifths"), PAD)
        Part(value=25.0, last=10, is_plural=True)
        """
        word, surface = self._lexicon.words.get(text.lower[place]), text.lower[place]
        if word is None or surface in ("second", "first", "firsts"):
            return None
        if word.kind in ("ordinal", "part"):
            return Part(word.value, place, surface == "halves" or surface.endswith("s"))
        after = place + 2 if text.is_hyphen(place + 1) else place + 1
        unit = self._lexicon.words.get(text.lower[after])
        if word.kind != "ten" or unit is None or unit.kind != "ordinal" or unit.value > 9:
            return None
        return Part(word.value + unit.value, after, text.lower[after].endswith("s"))

    def proper(self, text: Text, place: int) -> tuple[float, int] | None:
        """Read "a half", "three quarters", "fifty-four hundredths" and return the value with its last token.

        >>> from tasks.extract.numbers.scan import PAD
        >>> read = Fractions(Lexicon.load()).proper
        >>> [read(Text(form), PAD) for form in ("a half", "three quarters", "three quarter", "five thirds")]
        [(0.5, 9), (0.75, 9), None, None]
        """
        place += text.is_hyphen(place)  # "nine-and-a-half"
        if text.lower[place] in ARTICLES:
            part = self.denominator(text, place + 1 + text.is_hyphen(place + 1))
            return None if part is None or not _is_plain_part(text, part) else (share(1, part.value), part.last)
        over = small_number(self._lexicon, text, place)
        if over is None:
            return None
        value, last = over
        part = self.denominator(text, last + 2 if text.is_hyphen(last + 1) else last + 1)
        if part is None or not 0 < value < part.value or part.is_plural == (value == 1):
            return None
        return share(value, part.value), part.last


def share(over: float, under: float) -> float:
    """Return a fraction to six significant digits: 1/3 is 0.333333.

    >>> share(2, 3), share(1, 1e12)
    (0.666667, 1e-12)
    """
    return float(f"{over / under:.6g}")


def small_number(lexicon: Lexicon, text: Text, index: int) -> tuple[float, int] | None:
    """Read a number below a hundred in words and return it with its last token."""
    word = lexicon.words.get(text.lower[index])
    if word is None or word.kind not in ("unit", "ten"):
        return None
    if word.kind == "unit":
        return word.value, index
    after = index + 2 if text.is_hyphen(index + 1) else index + 1
    unit = lexicon.words.get(text.lower[after])
    if unit is not None and unit.kind == "unit" and 0 < unit.value < 10:
        return word.value + unit.value, after
    return word.value, index


def _is_plain_part(text: Text, part: Part) -> bool:
    """Say whether "and a third" adds a part ("two and a third") and does not count a third thing ("… a third died")."""
    if part.is_plural:
        return False
    return text.lower[part.last] in ("half", "quarter") or text.kind[part.last + 1] in ("mark", "")
