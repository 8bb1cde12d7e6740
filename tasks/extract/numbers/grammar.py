"""The grammar of quantities: a sentence in, its figures and its refused numbers out.

The steps, each in its own module: tokens (scan), numbers (numerals), signs and units (units), numbers that are no
figures (refusals), two that are one (ranges), kinds by context (kinds), hedges (bounds), changes (changes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.extract.numbers.bounds import Bounds
from tasks.extract.numbers.cases import Case, is_plural
from tasks.extract.numbers.changes import Changes
from tasks.extract.numbers.kinds import attach_kind
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount, Item, Quantity, Reading, Refusal, Refused
from tasks.extract.numbers.numerals import Numerals
from tasks.extract.numbers.ranges import join
from tasks.extract.numbers.refusals import refuse
from tasks.extract.numbers.refused_codes import in_table
from tasks.extract.numbers.scan import NOWHERE, PAD, Text
from tasks.extract.numbers.shared import join_bounds, share
from tasks.extract.numbers.units import Units

NOTHING = Reading()
CODES = {"url": "url", "date": "date", "clock": "clock_time", "phone": "phone", "version": "version"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """Reads figures; loaded once, never changed, safe to share between threads."""

    lexicon: Lexicon
    numerals: Numerals
    units: Units
    bounds: Bounds
    changes: Changes

    @classmethod
    def load(cls, vague_numbers: Path | None = None) -> "Grammar":
        """Load the word lists; `vague_numbers` is a CSV (words, low, high) that replaces the shipped one."""
        lexicon = Lexicon.load(vague_numbers)
        return cls(lexicon, Numerals(lexicon), Units(lexicon), Bounds(lexicon), Changes(lexicon))

    def read(self, sentence: str, local: Mapping[str, str] = NOWHERE) -> Reading:
        """Read all numbers of one sentence; `local` says what shared currency signs mean in its outlet (form → code).

        >>> reading = Grammar.load().read("In 2023 at least 1,200 homes burned, police said.")
        >>> [(q.value, q.bound, q.hedge, q.kind) for q in reading.figures]
        [(1200.0, 'at_least', 'at least', 'count')]
        >>> [(r.reason, r.rule) for r in reading.refused]
        [('year', 'year')]
        """
        if not self.lexicon.gate.search(sentence):
            return NOTHING
        text = Text(sentence, local)
        items = self._items(text)
        if not items:
            return NOTHING
        figures = [attach_kind(text, amount, self.lexicon) for amount in join(text, items, self.changes.words)]
        figures = join_bounds(text, share(text, [self._in_context(text, amount) for amount in figures]))
        refused = tuple(_refusal(text, item) for item in items if isinstance(item, Refused))
        return Reading(tuple(_quantity(text, amount) for amount in figures), refused)

    def _in_context(self, text: Text, amount: Amount) -> Amount:
        """Return the amount with the bound and the change that the words around it say."""
        bounded = self.bounds.attach(text, amount)
        return replace(bounded, change=self.changes.direction(text, bounded))

    def _items(self, text: Text) -> list[Item]:
        """Read the numbers of a text from left to right, each an amount or a refusal."""
        items: list[Item] = []
        index = PAD
        while index < text.size:
            item = self._item(text, index, items) if self.numerals.opens(text, index) else None
            if item is None:
                index += 1
                continue
            if items and item.first <= items[-1].last:
                item = replace(item, first=items[-1].last + 1)
            if items and isinstance(item, Refused) and item.reason == "part_of_time":
                items[-1] = _other_end(text, items[-1], item)
            items.append(item)
            index = item.last + 1
        return in_table(text, items)

    def _item(self, text: Text, index: int, items: list[Item]) -> Item | None:
        kind = text.kind[index]
        if kind in CODES:
            return Refused(index, index, CODES[kind], "code") if kind != "url" or _holds_number(text, index) else None
        refused = self._idiom(text, index) or self._compound_word(text, index)
        if refused is not None:
            return refused
        numeral = self.numerals.read(text, index)
        if numeral is None:
            return self._no_numeral(text, index)
        amount = self.units.attach(text, numeral)
        return refuse(Case(text, amount, items, self.lexicon)) or amount

    def _idiom(self, text: Text, index: int) -> Refused | None:
        """Refuse a phrase of the idiom list that holds the number at `index`."""
        for phrase, place, reason in self.lexicon.idioms.get(text.lower[index], ()):
            span = _phrase_span(text, index, phrase, place)
            if span is not None and not (reason in ("name_or_code", "rank") and _counts(text, *span)):
                return Refused(*span, reason, "idiom")
        return None

    def _compound_word(self, text: Text, index: int) -> Refused | None:
        """Refuse "twenty-first" and years in words: "nineteen eighty-four"."""
        words = self.lexicon.words
        word, after = words.get(text.lower[index]), words.get(text.lower[index + 2])
        if word is None or word.kind not in ("ten", "unit"):
            return None
        if text.is_hyphen(index + 1) and after and after.kind == "ordinal" and word.kind == "ten":
            return None if text.lower[index + 2].endswith("s") else Refused(index, index + 2, "ordinal", "ordinal")
        following = words.get(text.lower[index + 1])
        if following is None or following.kind != "ten" or text.lower[index] not in ("nineteen", "twenty"):
            return None
        last = index + 3 if text.is_hyphen(index + 2) and text.lower[index + 3] in words else index + 1
        return Refused(index, last, "year", "year")

    def _no_numeral(self, text: Text, index: int) -> Refused | None:
        """Refuse what writes a number but is no numeral: ordinals, quarters, endless digits."""
        word = self.lexicon.words.get(text.lower[index])
        if word is None:
            is_number = text.kind[index] in ("digits", "slash") or text.lower[index] in self.lexicon.multipliers
            return Refused(index, index, "ambiguous", "unreadable") if is_number else None
        if word.kind in ("loose multiple", "group"):
            return Refused(index, index, "idiom", "loose_word")
        if word.kind == "part":
            return Refused(index, index, "part_of_time", "part_of_time")
        return Refused(index, index, "ordinal", "ordinal")


def _quantity(text: Text, amount: Amount) -> Quantity:
    value, low, high = _bounded(amount)
    return Quantity(
        start=text.start[amount.first],
        end=text.end[amount.last],
        value=value,
        value_low=low,
        value_high=high,
        bound=amount.bound,
        hedge=_hedge(text, amount),
        kind=amount.kind,
        unit=amount.unit,
        change=amount.change,
    )


def _bounded(amount: Amount) -> tuple[float | None, float | None, float | None]:
    """Return value, low and high as the tables want them."""
    if amount.shape == "score":
        return None, None, None
    if amount.bound == "range":
        return amount.value, amount.low, amount.high
    if amount.numeral.vague is not None:
        low, high = (bound * amount.scale for bound in amount.numeral.vague)
        return None, low, high
    value = amount.number if amount.value is None else amount.value
    low_open = amount.bound in ("at_most", "less_than")
    high_open = amount.bound in ("at_least", "more_than")
    return value, None if low_open else value, None if high_open else value


def _hedge(text: Text, amount: Amount) -> str | None:
    if amount.hedge is None:
        return None
    first, last = amount.hedge
    return text.source[text.start[first] : text.end[last]]


def _other_end(text: Text, left: Item, right: Refused) -> Item:
    """Refuse the first end of a range with its second: "1-2 hours later"."""
    is_range = right.first == left.last + 2 and text.lower[left.last + 1] in ("-", "–", "to", "or")
    if not isinstance(left, Amount) or left.kind != "count" or not is_range:
        return left
    return Refused(left.first, left.last, right.reason, right.rule)


def _refusal(text: Text, item: Refused) -> Refusal:
    return Refusal(text.start[item.first], text.end[item.last], item.reason, item.rule)


def _holds_number(text: Text, index: int) -> bool:
    return any(c.isdecimal() for c in text.raw[index])


def _counts(text: Text, first: int, last: int) -> bool:
    """Say whether the words of a name are meant as they stand: "a group of seven countries"."""
    small = not any(text.raw[k][:1].isupper() for k in range(first, last + 1))
    return small and text.kind[last] == "word" and text.kind[last + 1] == "word" and is_plural(text.lower[last + 1])


def _phrase_span(text: Text, index: int, phrase: tuple[str, ...], place: int) -> tuple[int, int] | None:
    """Return first and last token of a phrase whose word number `place` is the token at `index`."""
    last = _follow(text, index, phrase[place + 1 :], 1)
    first = _follow(text, index, phrase[:place][::-1], -1)
    return None if first is None or last is None else (first, last)


def _follow(text: Text, index: int, words: tuple[str, ...], step: int) -> int | None:
    for word in words:
        index += step
        if text.lower[index] != word:
            return None
    return index
