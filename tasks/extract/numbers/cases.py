"""What a refusal rule looks at: one amount, the words beside it and what was read before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount, Item, Refused
from tasks.extract.numbers.scan import PAD, Text

JOINTS = frozenset(("-", "–", "—", "−", "and", "or", "to", "/", "&", ","))


@dataclass(frozen=True, slots=True)
class Case:
    """One amount before the rules, with the text around it and what was read before it."""

    text: Text
    amount: Amount
    items: Sequence[Item]
    lexicon: Lexicon

    @property
    def first(self) -> int:
        """The first token of the amount."""
        return self.amount.first

    @property
    def last(self) -> int:
        """The last token of the amount."""
        return self.amount.last

    @property
    def before(self) -> str:
        """The word before the amount, in lower case."""
        return self.text.lower[self.text.before(self.first)]

    @property
    def after(self) -> str:
        """The word after the amount, in lower case."""
        return self.text.lower[self.last + 1]

    @property
    def written(self) -> str:
        """The numeral's first token as written."""
        return self.text.raw[self.amount.numeral.first]

    @property
    def is_bare(self) -> bool:
        """Whether the amount is plain digits: no unit, multiplier, sign, grouping or decimals."""
        single = self.first == self.last and self.amount.kind == "count"
        return single and self.written.isdecimal()

    def follows(self, reason: str) -> bool:
        """Say whether the amount is joined by a dash, "and" or a comma to one refused for `reason`."""
        if not self.items or not isinstance(self.items[-1], Refused) or self.items[-1].reason != reason:
            return False
        return self.items[-1].last == self.first - 2 and self.text.lower[self.first - 1] in JOINTS


def is_named(case: Case, reason: str) -> bool:
    """Say whether a word of the list of name words stands before the number."""
    index = case.text.before(case.first)
    if case.text.raw[index] == "-":
        return False
    dot = "." if index == case.first - 2 else ""
    names = case.lexicon.names
    entry = names.get(case.text.lower[index] + dot) or names.get(case.text.lower[index])
    if entry is None or entry[0] != reason or case.amount.kind == "percent":
        return False
    if entry[1] == "digits":
        return case.amount.numeral.form == "digits" and case.amount.kind == "count" and not is_noun_after(case)
    if entry[1] == "capital":
        return case.text.is_capital(index) and (index != PAD or not is_noun_after(case))
    return True


def is_noun_after(case: Case) -> bool:
    """Say whether a plural noun follows, so that the number counts it."""
    text, after = case.text, case.last + 1
    near = (text.lower[after], text.lower[after + 1])
    if case.amount.number == 1 and near[0] in cue("singular_counts"):
        return True
    if text.kind[after] != "word" or text.is_capital(after):
        return False
    return near[0] in cue("people") or near[1] in cue("people") or is_plural_after(case)


def is_plural_after(case: Case) -> bool:
    """Say whether the next word may be a plural noun ("homes", not "was", "is" or "Texas")."""
    return is_plural(case.after) and not case.text.is_capital(case.last + 1)


def is_plural(word: str) -> bool:
    """Say whether a word in lower case may be a plural noun."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in cue("no_plurals")


def number_follows(case: Case) -> bool:
    """Say whether a number stands within the next two words: "one in five", "one out of ten"."""
    words, lower = case.lexicon.words, case.text.lower
    for k in range(case.last + 2, case.last + 4):
        if case.text.kind[k] in ("digits", "slash") or (lower[k] in words and words[lower[k]].kind in ("unit", "ten")):
            return True
        if lower[k] in case.lexicon.multipliers:
            return True
    return False
