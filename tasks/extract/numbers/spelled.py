"""Numbers in words: "twenty-six", "a hundred and five", "two million three hundred thousand", "two point five"."""

from dataclasses import replace

from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Numeral
from tasks.extract.numbers.scan import Text
from tasks.extract.numbers.written import MAX_DIGITS


class Spelled:
    """Reads number words."""

    __slots__ = ("_lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, text: Text, index: int) -> Numeral | None:
        """Read number words to their end; one multiplier stays apart, for "two to three million".

        >>> from tasks.extract.numbers.scan import PAD
        >>> Spelled(Lexicon.load()).read(Text("two million three hundred thousand and five"), PAD).value
        2300005.0
        """
        terms = self._terms(text, index)
        if not terms:
            return None
        group, scale, last = terms[-1]
        if len(terms) > 1:
            return Numeral(index, last, sum(term.value * scale for term, scale, _ in terms), form="words")
        if scale > 1.0:
            return Numeral(index, last, group.value, scale, "words")
        return Numeral(index, last, group.mantissa, group.multiplier, "words")

    def _terms(self, text: Text, index: int) -> list[tuple[Numeral, float, int]]:
        """Return the terms of a spelled sum, each smaller than the last multiplier: group, multiplier, last token."""
        terms: list[tuple[Numeral, float, int]] = []
        ceiling = float("inf")
        while ceiling > 1.0 and (group := self._group(text, index)):
            scale, last = self.scale(text, group.last + 1)
            if group.value * scale >= ceiling:
                break
            terms.append((group, scale, last))
            ceiling, index = scale, last + 2 if text.lower[last + 1] == "and" else last + 1
        return terms

    def with_point(self, text: Text, base: Numeral) -> Numeral:
        """Add the decimals of "two point five"."""
        if base.form != "words" or text.lower[base.last + 1] != "point":
            return base
        decimals, last = "", base.last + 1
        while (word := self._lexicon.words.get(text.lower[last + 1])) and word.kind == "unit" and word.value < 10:
            decimals, last = decimals + str(int(word.value)), last + 1
        if not decimals or len(decimals) > MAX_DIGITS:
            return base
        return replace(base, last=last, mantissa=base.value + float(f"0.{decimals}"), multiplier=1.0)

    def scale(self, text: Text, index: int) -> tuple[float, int]:
        """Return the product of the multipliers from `index` on ("hundred thousand"), and the last token read."""
        scale = 1.0
        while True:
            place = index + 1 if text.is_hyphen(index) else index
            word = self._lexicon.multipliers.get(text.lower[place])
            if word is None or word.glued == "only" or word.money == "only" or word.value <= 100:
                return scale, index - 1
            if scale > word.value or scale * word.value > 1e15:
                return scale, index - 1
            scale, index = scale * word.value, place + 1

    def _group(self, text: Text, index: int) -> Numeral | None:
        """Read a number below a thousand, or some dozens: "a hundred and five", "twenty-six", "two dozen"."""
        small = self._small(text, index) or self._implied_one(text, index)
        if small is None:
            return None
        value, last = small
        if text.lower[last + 1] in ("dozen", "dozens"):
            return Numeral(index, last + 1, value, 12.0, "words")
        if text.lower[last + 1] != "hundred":
            return Numeral(index, last, value, form="words")
        rest = self._small(text, last + 3 if text.lower[last + 2] == "and" else last + 2)
        if rest is None or rest[0] == 0:
            return Numeral(index, last + 1, value, 100.0, "words")
        return Numeral(index, rest[1], value * 100 + rest[0], form="words")

    def _implied_one(self, text: Text, index: int) -> tuple[float, int] | None:
        """Read the one before "hundred", "thousand" … that stand alone or after an article."""
        word = self._lexicon.multipliers.get(text.lower[index])
        return (1.0, index - 1) if word is not None and word.alone else None

    def _small(self, text: Text, index: int) -> tuple[float, int] | None:
        """Read a number below a hundred and return it with its last token."""
        word = self._lexicon.words.get(text.lower[index])
        if word is None or word.kind not in ("unit", "ten"):
            return None
        if word.kind == "unit":
            return word.value, index
        after = index + 2 if text.is_hyphen(index + 1) else index + 1
        unit = self._lexicon.words.get(text.lower[after])
        if unit is not None and unit.kind == "unit" and 0 < unit.value < 10:
            return word.value + unit.value, after
        return word.value, index
