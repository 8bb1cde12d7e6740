"""Whether a figure is a change: "rose 5%", "up 6.4 percent", "fell by 12", "a 5% drop"."""

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import Text

UNCHANGED = frozenset(("distance", "duration", "age", "score", "speed", "other"))  # "fell 20 feet" is no change


ENDS = frozenset(";:.?!")


class Changes:
    """Finds the words that make a figure a change."""

    __slots__ = ("_by", "_noun", "_percent", "_verb", "words")

    def __init__(self, lexicon: Lexicon) -> None:
        shapes = lexicon.changes
        self._verb = {**shapes["verb"], **shapes["adverb"]}
        self._percent = {**self._verb, **shapes["percent"]}
        self._by = {**self._percent, **shapes["by"]}
        self._noun = shapes["noun"]
        self.words = frozenset(self._by) | cue("changed")

    def direction(self, text: Text, amount: Amount) -> str | None:
        """Return "up" or "down" where plain words beside the number say so, else None.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Sales rose 5% to $4bn, a 3% drop in costs; they cut the price of eggs by $2.")
        ['5%: 5 percent % up', '$4bn: 4000000000 money USD', '3%: 3 percent % down', '$2: 2 money USD down']
        """
        if amount.kind in UNCHANGED:
            return None
        if amount.numeral.form == "multiple" and text.lower[amount.last].endswith(("ed", "ing")):
            return "up" if amount.number > 1 else "down"
        return self._before(text, amount) or self._after(text, amount)

    def _before(self, text: Text, amount: Amount) -> str | None:
        place = (amount.hedge[0] if amount.hedge and amount.hedge[0] < amount.first else amount.first) - 1
        by = False
        while text.lower[place] in cue("passed") or text.lower[place - 1 : place + 1] == ["average", "of"]:
            by = by or text.lower[place] == "by"
            place -= 1
        word = text.lower[place]
        if word == "of":
            return self._noun_before(text, amount, place - 1)
        if by:
            return self._verb_before(text, amount, place)
        if word in ("up", "down") and not self._is_moved(text, amount, place - 1):
            return None
        table = self._percent if amount.kind in ("percent", "index") else self._verb
        return table.get(word)

    def _noun_before(self, text: Text, amount: Amount, place: int) -> str | None:
        """Read "an increase of 4%", "a reduction in income of $1.4 billion"; a loss of money is a level."""
        for k in range(place, place - 5, -1):
            if text.kind[k] != "word":
                return None
            if text.lower[k] in self._noun:
                is_level = amount.kind == "money" and text.lower[k] in ("loss", "losses", "gain", "gains")
                return None if is_level or (k < place and text.lower[k + 1] != "in") else self._noun[text.lower[k]]
        return None

    def _verb_before(self, text: Text, amount: Amount, place: int) -> str | None:
        """Read "expand the fleet by 30%", over the object between; "lost by five points" is a margin."""
        reach = 2 if amount.kind == "ratio" else 10
        for k in range(place, place - reach, -1):
            is_year = text.kind[k] == "digits" and len(text.raw[k]) == 4
            if (text.kind[k] not in ("word", "mark") and not is_year) or text.raw[k] in ENDS:
                return None
            if text.lower[k] in self._by:
                is_margin = text.lower[k] in ("lost", "lose", "losing") and amount.unit in (None, "pp")
                return None if is_margin else self._by[text.lower[k]]
        return None

    def _is_moved(self, text: Text, amount: Amount, place: int) -> bool:
        """Say whether "up" and "down" before a number are moves: "was up $5", "up 5%", but not "anted up $129"."""
        if amount.kind in ("percent", "index", "ratio", "multiple"):
            return text.lower[place] not in cue("settled")
        return amount.kind != "count" and (text.lower[place] in cue("moved") or text.kind[place] in ("mark", ""))

    def _is_since(self, text: Text, place: int) -> bool:
        """Say whether words compare with an earlier time: "3% fewer than a year ago", "51 more than last year"."""
        near = text.lower[place + 1 : place + 7]
        return near[:1] == ["than"] and not cue("earlier").isdisjoint(near)

    def _after(self, text: Text, amount: Amount) -> str | None:
        place = amount.last + 1
        place += text.is_hyphen(place)
        while text.lower[place] in cue("qualifiers"):
            place += 1
        if amount.kind == "percent" and text.lower[place] in ("higher", "lower", "greater", "smaller"):
            return "up" if text.lower[place] in ("higher", "greater") else "down"
        if text.lower[place] in ("more", "fewer", "less", "higher", "lower", "above") and self._is_since(text, place):
            return "up" if text.lower[place] in ("more", "higher", "above") else "down"
        before = text.lower[amount.first - 1]
        if before not in ("a", "an", "the") and not amount.hedge:
            return None
        if amount.kind in ("count", "money") and text.lower[place] in ("loss", "losses", "gain", "gains"):
            return None
        near = self._noun.get(text.lower[place])
        if near is not None or amount.kind != "percent" or text.kind[place] != "word":
            return near
        return self._noun.get(text.lower[place + 1])  # "a 9% funding increase"
