"""Whether a figure is a change: "rose 5%", "up 6.4 percent", "fell by 12", "a 5% drop"."""

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import Text

CHANGING = frozenset(("count", "percent", "money", "index", "ratio", "multiple", "rate"))


class Changes:
    """Finds the words that make a figure a change."""

    __slots__ = ("_by", "_noun", "_percent", "_verb")

    def __init__(self, lexicon: Lexicon) -> None:
        shapes = lexicon.changes
        self._verb = {**shapes["verb"], **shapes["adverb"]}
        self._percent = {**self._verb, **shapes["percent"]}
        self._by = {**self._percent, **shapes["by"]}
        self._noun = shapes["noun"]

    def direction(self, text: Text, amount: Amount) -> str | None:
        """Return "up" or "down" where plain words right beside the number say so, else None."""
        if amount.kind not in CHANGING:
            return None
        return self._before(text, amount) or self._after(text, amount)

    def _before(self, text: Text, amount: Amount) -> str | None:
        place = (amount.hedge[0] if amount.hedge and amount.hedge[0] < amount.first else amount.first) - 1
        by = False
        while text.lower[place] in cue("passed"):
            by = by or text.lower[place] == "by"
            place -= 1
        word = text.lower[place]
        if word == "of":
            return self._noun.get(text.lower[place - 1])
        if by:
            return self._by.get(word) or self._by.get(text.lower[place - 1])
        if word in ("up", "down") and (amount.kind == "count" or text.lower[place - 1] in cue("settled")):
            return None
        table = self._percent if amount.kind in ("percent", "index") else self._verb
        return table.get(word)

    def _after(self, text: Text, amount: Amount) -> str | None:
        place = amount.last + 1
        place += text.is_hyphen(place)
        while text.lower[place] in cue("qualifiers"):
            place += 1
        if amount.kind == "percent" and text.lower[place] in ("higher", "lower"):
            return "up" if text.lower[place] == "higher" else "down"
        before = text.lower[amount.first - 1]
        return self._noun.get(text.lower[place]) if before in ("a", "an", "the") or amount.hedge else None
