"""Numbers in words: "twenty-six", "a hundred and five", "two million three hundred thousand", "two point five"."""

from dataclasses import replace

from tasks.extract.numbers.fractions import Fractions, small_number
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Numeral
from tasks.extract.numbers.scan import Text
from tasks.extract.numbers.written import MAX_DIGITS


class Spelled:
    """Reads number words."""

    __slots__ = ("_fractions", "_lexicon")

    def __init__(self, lexicon: Lexicon, fractions: Fractions) -> None:
        self._lexicon = lexicon
        self._fractions = fractions

    def read(self, text: Text, index: int) -> Numeral | None:
        """Read number words to their end; one multiplier stays apart, for "two to three million".

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Twenty-six hens, a hundred and five eggs, half a dozen pigs.")
        ['Twenty-six: 26 count', 'a hundred and five: 105 count', 'half a dozen: 6 count']
        >>> from tasks.extract.numbers.scan import PAD
        >>> words = Lexicon.load()
        >>> Spelled(words, Fractions(words)).read(Text("two million three hundred thousand and five"), PAD).value
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
            if terms and text.lower[index - 1] == "and" and self._fractions.proper(text, index):
                break
            scale, last = self.scale(text, group.last + 1)
            if group.value * scale >= ceiling:
                break
            terms.append((group, scale, last))
            ceiling, index = scale, last + 2 if text.lower[last + 1] == "and" else last + 1
        return terms

    def with_point(self, text: Text, base: Numeral) -> Numeral:
        """Add the decimals of a number in words.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Two point five percent of nought point seven one.")
        ['Two point five percent: 2.5 percent %', 'nought point seven one: 0.71 count']
        """
        if base.form != "words" or text.lower[base.last + 1] != "point":
            return base
        decimals, last = "", base.last + 1
        while len(decimals) < MAX_DIGITS and (small := small_number(self._lexicon, text, last + 1)):
            decimals, last = f"{decimals}{small[0]:.0f}", small[1]
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
        small = small_number(self._lexicon, text, index) or self._implied_one(text, index)
        if small is None:
            return None
        value, last = small
        word = self._lexicon.multipliers.get(text.lower[last + 1])
        if word is not None and word.value == 12:
            return Numeral(index, last + 1, value, 12.0, "words")
        if text.lower[last + 1] != "hundred":
            return Numeral(index, last, value, form="words")
        after = last + 3 if text.lower[last + 2] == "and" else last + 2
        rest = small_number(self._lexicon, text, after)
        if rest is None or rest[0] == 0 or (after == last + 3 and self._fractions.proper(text, after)):
            return Numeral(index, last + 1, value, 100.0, "words")
        return Numeral(index, rest[1], value * 100 + rest[0], form="words")

    def _implied_one(self, text: Text, index: int) -> tuple[float, int] | None:
        """Read the one before "hundred", "thousand" … that stand alone or after an article."""
        word = self._lexicon.multipliers.get(text.lower[index])
        return (1.0, index - 1) if word is not None and word.alone else None
