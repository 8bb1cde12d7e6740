"""Numbers as they are written: digits, words, fractions, multipliers, vague nouns. Signs and units come later."""

from dataclasses import replace

from tasks.extract.numbers.cases import is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.fractions import ARTICLES, Fractions, share
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Numeral
from tasks.extract.numbers.money import is_money_before
from tasks.extract.numbers.scan import PAD, Text
from tasks.extract.numbers.spelled import Spelled
from tasks.extract.numbers.written import fraction_value, read_digits


class Numerals:
    """Reads the numeral that begins at a token."""

    __slots__ = ("_fractions", "_lexicon", "_spelled")

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._fractions = Fractions(lexicon)
        self._spelled = Spelled(lexicon, self._fractions)

    def read(self, text: Text, index: int) -> Numeral | None:
        """Return the longest numeral that begins at `index`, or None.

        >>> from tasks.extract.numbers.scan import PAD
        >>> def value(form):
        ...     return Numerals(Lexicon.load()).read(Text(form), PAD).value
        >>> [value(f) for f in ("1,234,567", "1,20,000", "3.5m", "25k", "2-1/2", "½", "1.234.567")]
        [1234567.0, 120000.0, 3500000.0, 25000.0, 2.5, 0.5, 1234567.0]
        >>> [value(f) for f in ("twenty-six", "one hundred and five", "two million three hundred thousand")]
        [26.0, 105.0, 2300000.0]
        >>> [value(f) for f in ("half a dozen", "three and a half million", "two-thirds", "half a million")]
        [6.0, 3500000.0, 0.666667, 500000.0]
        """
        found = self._vague(text, index) or self._part(text, index) or self._number(text, index)
        found = found or self._multiple(text, index)
        return found and self._with_article(text, found)

    def opens(self, text: Text, index: int) -> bool:
        """Say whether a number, or what looks like one, may begin at `index`."""
        word = text.lower[index]
        if text.kind[index] != "word":
            return text.kind[index] not in ("mark", "")
        lexicon = self._lexicon
        if word in lexicon.words or word in lexicon.vague_openers or word.endswith("fold"):
            return True
        return word in lexicon.multipliers and lexicon.multipliers[word].alone

    def _vague(self, text: Text, index: int) -> Numeral | None:
        """Read what vague_numbers.csv says of "dozens", "several hundred thousand", "1000s of".

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Dozens of barns, hundreds of thousands of hens, a handful of eggs.")
        ['Dozens: 24..99 count', 'hundreds of thousands: 200000..999999 count', 'a handful: 3..5 count']
        """
        if text.kind[index] == "digits" and text.lower[index] in ROUND_PLURALS and _is_plural(text, index):
            low, high = ROUND_PLURALS[text.lower[index]]
            return Numeral(index, index + 1, low, form="vague", vague=(low, high))
        found = self._lexicon.vague.starting(text, index)
        if found is None or not _is_vague_here(text, index, found.last):
            return None
        low, high = found.payload
        scale, last = self._spelled.scale(text, found.last + 1)
        return Numeral(index, last, low * scale, form="vague", vague=(low * scale, high * scale))

    def _part(self, text: Text, index: int) -> Numeral | None:
        """Read a part without a numerator, and what it is of.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Half the hens, half a million eggs; it fell by a third.")
        ['Half: 0.5 ratio', 'half a million: 500000 count', 'a third: 0.333333 ratio down']
        """
        word, surface = self._lexicon.words.get(text.lower[index]), text.lower[index]
        if word is None or word.kind not in ("part", "ordinal") or word.value < 2 or surface in NO_PARTS:
            return None
        scaled = self._of_multiplier(text, Numeral(index, index, share(1, word.value), form="fraction"))
        if surface == "half" or (surface == "quarter" and scaled.multiplier > 1.0):
            return scaled
        shared = text.lower[index - 1] in ARTICLES and _is_fraction_here(text, index, index)
        return scaled if shared else None

    def _number(self, text: Text, index: int) -> Numeral | None:
        base = read_digits(text, index) or self._spelled.read(text, index)
        if base is None:
            return None
        if base.form == "fraction":
            return self._of_multiplier(text, base)
        divided = self._divided(text, base)
        if divided is not None:
            return self._of_multiplier(text, divided)
        mixed = self._mixed(text, self._spelled.with_point(text, base))
        multiplied = self._multiplied(text, mixed)
        if multiplied.last > mixed.last:
            multiplied = self._mixed(text, multiplied)  # "a million and a half"
        return self._summed(text, multiplied)

    def _divided(self, text: Text, base: Numeral) -> Numeral | None:
        """Read a cardinal and its denominator.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Two-thirds of them, three quarters, one fifth of all; twenty-three fifths.")[:3]
        ['Two-thirds: 0.666667 ratio', 'three quarters: 0.75 ratio', 'one fifth: 0.2 ratio']
        """
        joined = text.is_hyphen(base.last + 1) or text.raw[base.last + 1] == "-"
        place = base.last + 2 if joined else base.last + 1
        part = self._fractions.denominator(text, place)
        if part is None or base.multiplier not in (1.0, 100.0) or (base.form == "digits" and base.value >= 100):
            return None
        if text.lower[part.last] == "quarters" and base.value > 3:
            return None  # "six quarters of decline"
        if part.is_plural == (base.value == 1) or (not joined and text.is_hyphen(part.last + 1)):
            return None  # "one half-sister"
        if not part.is_plural and not text.is_hyphen(base.last + 1) and not _is_fraction_here(text, base.first, place):
            return None
        return Numeral(base.first, part.last, share(base.value, part.value), form="fraction")

    def _mixed(self, text: Text, base: Numeral) -> Numeral:
        """Add the fraction of a mixed number.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("It took 2½ tins, 2-1/2 jars and three and a half pots; a million and a half.")
        ['2½: 2.5 count', '2-1/2: 2.5 count', 'three and a half: 3.5 count', 'a million and a half: 1500000 count']
        """
        place = base.last + 1 + text.is_hyphen(base.last + 1)
        if text.kind[place] == "slash" and (value := fraction_value(text.raw[place])) and value < 1:
            return replace(base, last=place, mantissa=base.value + value, multiplier=1.0)
        part = self._fractions.proper(text, place + 1) if text.lower[place] == "and" else None
        if part is None:
            return base
        value, last = part
        scale, end = self._spelled.scale(text, last + 1)
        if base.multiplier >= 1e5 and scale < base.multiplier:
            part_of = scale if scale > 1.0 else base.multiplier
            return replace(base, last=end, mantissa=base.mantissa + value * part_of / base.multiplier)
        if base.multiplier > 100 or base.value > 999:
            return base
        return replace(base, last=last, mantissa=base.value + value, multiplier=1.0)

    def _summed(self, text: Text, base: Numeral) -> Numeral:
        """Add the smaller terms of a sum in digits.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Rs 1 crore 20 lakh; 3 hundred and 21 goats.")
        ['Rs 1 crore 20 lakh: 12000000 money INR', '3 hundred and 21: 321 count']
        """
        scale = base.multiplier
        while base.form == "digits" and scale >= 100:
            joined = text.lower[base.last + 1] == "and"
            term = read_digits(text, base.last + 1 + joined)
            if term is None or term.form != "digits" or text.glued[term.first]:
                break
            term = self._multiplied(text, term)
            if not _is_smaller_term(term, scale, joined):
                break
            scale = term.multiplier
            base = replace(base, last=term.last, mantissa=base.value + term.value, multiplier=1.0)
        return base

    def _multiplied(self, text: Text, base: Numeral) -> Numeral:
        """Apply the multipliers after a number.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("1.2 million hens, 3 hundred thousand eggs, 25k pigs, 12 lakh goats.")
        ['1.2 million: 1200000 count', '3 hundred thousand: 300000 count', '25k: 25000 count', '12 lakh: 1200000 count']
        """
        suffix = self._suffix(text, base)
        if suffix is not None:
            return suffix
        multiplier, last = base.multiplier, base.last
        while True:
            place = last + 2 if text.is_hyphen(last + 1) else last + 1
            word = self._lexicon.multipliers.get(text.lower[place])
            if word is None or word.glued == "only" or word.money == "only" or multiplier * word.value > 1e15:
                break
            if multiplier > 1.0 and word.value < multiplier:
                break
            multiplier, last = multiplier * word.value, place
        return replace(base, multiplier=multiplier, last=last)

    def _suffix(self, text: Text, base: Numeral) -> Numeral | None:
        """Read a glued suffix; "m" is a million unless the words around speak of a length.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("A $5b fund drew 3.5m visitors; a tower 100m tall.")
        ['$5b: 5000000000 money USD', '3.5m: 3500000 count', '100m: 100 distance metre']
        """
        place = base.last + 1
        suffix = text.lower[place]
        word = self._lexicon.multipliers.get(suffix)
        if word is None or base.form == "words" or not text.glued[place] or word.glued == "no":
            return None
        money = is_money_before(text, base.first)
        if word.money == "only" and not (
            text.glued[place] and (money or (suffix == "b" and "." in text.raw[place - 1]))
        ):
            return None
        if suffix == "m" and (text.lower[place + 1] == "2" or (not money and _is_length(text, place))):
            return None
        if text.raw[place] == "M" and not money and len(text.raw[place - 1]) > 3 and text.raw[place - 1].isdecimal():
            return None  # a "5500M" chip
        if text.glued[place + 1] and text.kind[place + 1] == "digits":
            return None  # "2K20"
        if suffix == "k" and not money and (base.value == 4 or text.raw[place] == "K") and base.value < 10:
            return None
        return replace(base, last=place, multiplier=word.value)

    def _of_multiplier(self, text: Text, base: Numeral) -> Numeral:
        """Apply the multiplier that a fraction is of: "half a million", "a third of a billion", "half-million"."""
        place = base.last + 1
        place += text.lower[place] == "of"
        place += text.lower[place] in ARTICLES or text.is_hyphen(place)
        word = self._lexicon.multipliers.get(text.lower[place])
        if word is None or word.glued == "only" or word.money == "only":
            return base
        return replace(base, last=place, multiplier=word.value)

    def _multiple(self, text: Text, index: int) -> Numeral | None:
        """Read words that multiply; a loose "double" only before what is doubled.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("It doubled to twice the price, a tenfold gain; a double room costs double the price.")
        ['doubled: 2 multiple up', 'twice: 2 multiple', 'tenfold: 10 multiple up', 'double: 2 multiple']
        """
        word = text.lower[index]
        entry = self._lexicon.words.get(word)
        if entry is not None and entry.kind == "group":
            return Numeral(index - 1, index, entry.value, form="words") if _is_group_here(text, index) else None
        if entry is not None and entry.kind == "multiple":
            return Numeral(index, index, entry.value, form="multiple")
        if entry is not None and entry.kind == "loose multiple" and _is_multiple_here(text, index):
            return Numeral(index, index, entry.value, form="multiple")
        if word.endswith("fold") and len(word) > 5:
            number = self._spelled.read(Text(word.removesuffix("fold")), PAD)
            if number is not None:
                return Numeral(index, index, number.value, form="multiple")
        return None

    def _with_article(self, text: Text, found: Numeral) -> Numeral:
        """Take in the article of "a hundred", "a third", "a couple": it stands for one."""
        word, entry = text.lower[found.first], self._lexicon.words.get(text.lower[found.first])
        part = found.form == "fraction" and entry is not None and entry.kind in ("part", "ordinal")
        takes = part or found.form == "vague" or word in self._lexicon.multipliers
        if takes and text.lower[found.first - 1] in ARTICLES:
            half_alone = word == "half" and found.last == found.first  # "a half-mile radius"
            return found if half_alone else replace(found, first=found.first - 1)
        return found


NO_PARTS = frozenset(("second", "halves", "quarters"))
ROUND_PLURALS = {"10": (20.0, 99.0), "100": (200.0, 999.0), "1000": (2000.0, 9999.0), "1,000": (2000.0, 9999.0)}


def _is_plural(text: Text, index: int) -> bool:
    return text.glued[index + 1] and text.lower[index + 1] == "s" and text.lower[index + 2] == "of"


def _is_vague_here(text: Text, first: int, last: int) -> bool:
    """Say whether a vague noun counts: "scores of", "a couple of", but not "she scores", "the couple"."""
    word, after = text.lower[first], text.lower[last + 1]
    if word in ("scores", "tens") and first == last:
        return after in ("of", "more") or (after == "or" and text.lower[last + 2] in ("hundreds", "thousands"))
    if word == "handful" and text.lower[first - 1] == "a" and text.kind[last + 1] in ("mark", ""):
        return True
    if word in ("couple", "handful", "handfuls"):
        return text.lower[first - 1] in ("a", "another", "last", "past", "next", "first", "than") and (
            after == "of" or last > first or after in ("days", "weeks", "months", "years", "hours", "minutes", "more")
        )
    return not (
        word in ("few", "couple")
        and text.lower[first - 1] not in ("a", "the", "last", "past", "first", "next", "these", "those")
    )


def _is_smaller_term(term: Numeral, scale: float, joined: bool) -> bool:
    """Say whether a number in digits goes on with a sum whose last multiplier is `scale`."""
    if term.multiplier > 1.0:
        return not joined and term.multiplier < scale and term.mantissa < 1000 and term.mantissa.is_integer()
    return joined and scale == 100 and 0 < term.mantissa < 100 and term.mantissa.is_integer()


def _is_fraction_here(text: Text, first: int, last: int) -> bool:
    """Say whether "a third" is a share and no ordinal: "a third of", "by a third", not "a third man"."""
    before = text.lower[first - 1]
    if before in ARTICLES:
        before = text.lower[first - 2]
    if before in cue("before_last_fraction") and _ends_phrase(text, last):
        return True
    alone = text.size == last + 1 and not text.raw[first - 2]
    one = text.lower[first] in ("one", "1") and text.kind[last + 1] in ("mark", "")
    return one or alone or text.lower[last + 1] in cue("after_fraction") or before in cue("before_fraction")


def _ends_phrase(text: Text, last: int) -> bool:
    """Say whether no noun follows: a mark, the end, or a preposition."""
    return text.kind[last + 1] in ("mark", "") or text.lower[last + 1] in cue("prepositions")


def _is_group_here(text: Text, index: int) -> bool:
    """Say whether "a pair of" counts two things and not one, as in "a pair of shoes"."""
    return text.lower[index - 1] == "a" and text.lower[index + 1] == "of" and text.lower[index + 2] not in cue("paired")


def _is_multiple_here(text: Text, index: int) -> bool:
    after, before = text.lower[index + 1], text.lower[index - 1]
    if after in ("the", "that", "what", "its", "their", "last") or after.endswith(("'s", "’s")):
        return before not in ("a", "the", "and")
    return before == "than" or (before == "to" and after in ("", ".", ",", "by", "in", "to", "from", "over"))


def _is_length(text: Text, place: int) -> bool:
    """Say whether "m" after a number means metres: "100m tall", "a depth of 50m", "the women's 200m"."""
    lower = text.lower
    if any(lower[k] in cue("metres") for k in (place + 1, place + 2)) or lower[place + 1] in (
        "x",
        "by",
        "×",
        "from",
        "off",
    ):
        return True
    if lower[place + 1] in cue("people") or is_plural(lower[place + 1]):
        return False
    if text.words & cue("waters") and len(text.raw[place - 1].partition(".")[0]) < 3 and _ends_phrase(text, place):
        return True
    if text.words & cue("leaps") and "." in text.raw[place - 1]:
        return True
    if any(lower[k] in cue("lengths") for k in (place - 2, place - 3, place - 4)):
        return True
    return text.raw[place - 1] in cue("races") and (
        lower[place - 2] == "the" or lower[place - 2].endswith(("'s", "’s"))
    )
