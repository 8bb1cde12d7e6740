"""Hedges: the words beside a number that say how exactly it is meant."""

from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.phrases import Found
from tasks.extract.numbers.scan import Text

ONE_SIDED = frozenset(("at_least", "more_than", "at_most", "less_than"))


class Bounds:
    """Finds the hedge of an amount, on either side."""

    __slots__ = ("_lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def attach(self, text: Text, amount: Amount) -> Amount:
        """Return the amount with its bound and the tokens of its hedge.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Some 40+ hens, a 300-odd flock, <5 km, ~7 km, 20-plus pigs.")
        ['40: 40.. count', '300: 300 about count', '5 km: ..5 distance kilometre', '7 km: 7 about distance kilometre', \
'20: 20.. count']
        >>> figures("About 40 hens, at least 30, more than 20, up to 10, under 8%, 7 or so; 300 pigs, at most.")
        ['40: 40 about count', '30: 30.. count', '20: 20.. count', '10: ..10 count', '8%: ..8 percent %', \
'7: 7 about count', '300: ..300 count']

        >>> from tasks.extract.numbers.model import Numeral
        >>> text = Text("as many as 40")
        >>> Bounds(Lexicon.load()).attach(text, Amount(11, 11, Numeral(11, 11, 40.0))).bound
        'at_most'
        """
        found = self._before(text, amount)
        if found is None or found.payload == "about":
            after = self._after(text, amount)
            found = after if found is None or (after is not None and after.payload in ONE_SIDED) else found
        if amount.numeral.form == "vague" and amount.bound != "range":
            return replace(amount, bound="vague", hedge=found and (found.first, found.last))
        if found is None:
            return amount
        bound = "range" if amount.bound == "range" else found.payload
        return replace(amount, bound=bound, hedge=(found.first, found.last))

    def _before(self, text: Text, amount: Amount) -> Found[str] | None:
        place = amount.first - 1
        for _ in range(3):
            found = self._lexicon.hedges_before.ending(text, place)
            if found is not None:
                return self._stronger(text, amount, found) if _is_hedge(text, amount, found) else None
            filler = text.lower[place] in cue("fillers") or text.raw[place] in QUOTES
            if not filler and not _is_of_total(text, place):
                return None
            place -= 1
        return None

    def _stronger(self, text: Text, amount: Amount, found: Found[str]) -> Found[str]:
        """Prefer the one-sided hedge of "at least about 20", "up to an estimated 300"."""
        if found.payload != "about":
            return found
        outer = self._lexicon.hedges_before.ending(text, found.first - 1)
        return outer if outer is not None and outer.payload in ONE_SIDED and _is_hedge(text, amount, outer) else found

    def _after(self, text: Text, amount: Amount) -> Found[str] | None:
        place = amount.last + 1
        if text.raw[amount.numeral.last + 1] == "+":
            place = amount.numeral.last + 1
        place += text.is_hyphen(place)
        found = self._lexicon.hedges_after.starting(text, place)
        if found is not None:
            return found if _is_hedge_after(text, found) else None
        return self._after_noun(text, place)

    def _after_noun(self, text: Text, place: int) -> Found[str] | None:
        """Find the hedge behind the counted noun: "10 people or more", "200 nurses short, at the very least"."""
        for gap in range(place + 1, place + 5):
            if text.kind[gap - 1] not in ("word", "mark") or text.raw[gap - 1] in ENDS or text.lower[gap - 1] == "or":
                return None
            if text.lower[gap] not in ("or", "at"):
                continue
            found = self._lexicon.hedges_after.starting(text, gap)
            if found is not None and found.first != found.last:
                near = text.lower[gap] == "at" or gap == place + 1
                return found if near and _is_hedge_after(text, found) else None
        return None


ENDS = frozenset(";:.()[]")
CLOSERS = frozenset((*'.,;:!?)]"”’', ""))
QUOTES = frozenset('"“‘')


def _is_compared_over(text: Text, place: int) -> bool:
    """Say whether "over" compares: "an increase of 9.2% over 6,790", "a gain over 40"."""
    return text.lower[place] in ("%", "percent", "cent") or text.lower[place] in cue("gains")


def _is_of_total(text: Text, place: int) -> bool:
    return text.lower[place] == "of" and text.lower[place - 1] == "total"


def _is_hedge(text: Text, amount: Amount, found: Found[str]) -> bool:
    """Say whether "about", "over", "near" … hedge here and are no prepositions ("talked about two", "near two")."""
    word = text.lower[found.last]
    if found.first != found.last:
        return word != "to" or text.lower[found.first] != "up" or text.lower[found.first - 1] not in cue("rising")
    if word in cue("crossing"):
        return amount.kind in ("money", "percent", "index") or (amount.kind == "count" and amount.number >= 1000)
    if word == "over" and _is_compared_over(text, found.first - 1):
        return False
    if word in ("under", "above", "below", "beyond") and text.lower[found.first - 1] in cue("lying"):
        return False
    if word == "about":
        return text.lower[found.first - 1] not in cue("spoken")
    if word == "over" and amount.kind == "duration":
        return text.lower[found.first - 1] in cue("before_length")
    if word == "over" and text.lower[found.first - 1] in cue("over_verbs"):
        return False
    if word in ("under", "above", "below", "near", "beyond"):
        return amount.kind != "count" or amount.numeral.form != "words" or amount.number > 20
    return word != "some" or text.lower[found.first - 1] not in ("in", "for", "to") or amount.number > 2


def _is_hedge_after(text: Text, found: Found[str]) -> bool:
    word = text.lower[found.first]
    if text.lower[found.last : found.last + 2] == ["up", "to"]:
        return False
    if text.lower[found.last + 1] == "than" or (found.first != found.last and text.kind[found.last + 1] == "digits"):
        return False
    if word in ("plus", "odd", "max", "minimum", "maximum", "roughly", "approximately", "+"):
        return text.glued[found.first] or (text.kind[found.last + 1] != "digits" and word != "plus")
    if word == "at":
        return text.raw[found.last + 1] in CLOSERS
    return True
