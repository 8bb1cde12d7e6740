"""What a bare number is about, from the words around it: ages, magnitudes, points, times, index levels, rates."""

from collections.abc import Callable
from dataclasses import replace

from tasks.extract.numbers.ages import age
from tasks.extract.numbers.cases import is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import Text


def magnitude(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read the strength of an earthquake: "magnitude-7.8", "a magnitude of 6.3", "upgraded it to a 7.8".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("A 5.8-magnitude quake.")
    ['5.8: 5.8 other magnitude']
    """
    if amount.kind != "count" or amount.number >= 35:
        return None
    near = text.lower[amount.first - 4 : amount.first] + text.lower[amount.last + 1 : amount.last + 3]
    decimal = "." in text.raw[amount.numeral.first] and amount.numeral.multiplier == 1.0
    loose = decimal and amount.number < 11 and text.words & cue("quakes")
    if "magnitude" in near or loose:
        return replace(amount, kind="other", unit="magnitude")
    return None


def points(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Tell points of a poll, of an index and of a game apart; only the first two are units.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("A 12-point margin in the poll.")
    ['12-point: 12 percent pp']
    >>> figures("The guard scored 28 points in the game.")
    ['28: 28 count']
    """
    place = amount.last + 1
    place += text.is_hyphen(place) or (amount.numeral.form == "fraction" and text.lower[place] == "a")
    if amount.kind not in ("count", "ratio") or text.lower[place] not in ("point", "points", "pts", "pt"):
        return None
    if text.lower[place + 1] == "of":
        return None
    if text.words & cue("indexes"):
        return replace(amount, kind="index", unit="point", last=place)
    is_part = amount.numeral.form == "fraction"
    if not is_part and (text.words & cue("sports") or not text.words & cue("polls")):
        return None
    return replace(amount, kind="percent", unit="pp", last=place)


def index_level(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read the level of an index: "the Dow closed at 28,823.77".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("The Dow closed at 28,823.77.")
    ['28,823.77: 28823.77 index']
    >>> figures("Nikkei tops 39,000 for the first time.")
    ['39,000: 39000.. index']
    """
    if amount.kind != "count" or amount.numeral.multiplier > 1 or not text.words & cue("indexes"):
        return None
    if amount.number < 100 and not (text.words & cue("survey_indexes") and "." in text.raw[amount.last]):
        return None
    counts = text.kind[amount.last + 1] == "word" and is_plural(text.lower[amount.last + 1])
    if counts or _before(text, amount) not in cue("level_words"):
        return None
    return replace(amount, kind="index")


def angle(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Tell degrees of an angle from those of a temperature.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It leans at a 40-degree angle.")
    ['40-degree: 40 other degree']
    """
    if amount.unit != "degree" or text.words & cue("warmth"):
        return None
    turned = text.words & cue("angles") or (text.is_hyphen(amount.last) and amount.number in FULL_TURNS)
    return replace(amount, kind="other") if turned else None


def multiple(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read "doubled", "tenfold", "three times as many", "2x"; "three times" alone is a count.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It doubled, then rose tenfold, to three times the size.")
    ['doubled: 2 multiple up', 'tenfold: 10 multiple up', 'three times: 3 multiple']
    >>> figures("It broke three times.")
    ['three: 3 count']
    """
    if amount.numeral.form == "multiple":
        if text.lower[amount.last] in ("twice", "thrice") and text.lower[amount.last + 1] not in cue("compared"):
            return None
        return replace(amount, kind="multiple")
    if amount.kind not in ("count", "ratio"):
        return None
    if text.lower[amount.last + 1] == "times" and not amount.number.is_integer():
        return replace(amount, kind="multiple", last=amount.last + 1)
    if text.lower[amount.first - 2 : amount.first] == ["factor", "of"]:
        return replace(amount, kind="multiple")
    place = amount.last + 1
    place += text.is_hyphen(place)
    if text.lower[place] == "fold" or (text.lower[place] == "x" and text.glued[place] and amount.number < 100):
        return replace(amount, kind="multiple", last=place)
    if text.lower[place] == "times" and _is_compared(text, place + 1):
        return replace(amount, kind="multiple", last=place)
    return None


def fraction(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read a fraction that multiplies nothing as a share: "half of the voters", "two-thirds".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Half of the hens and two-thirds of the eggs.")
    ['Half: 0.5 ratio', 'two-thirds: 0.666667 ratio']
    """
    said = text.lower[amount.first - 2 : amount.first] == ["ratio", "of"]
    part = amount.numeral.form == "fraction" and amount.numeral.multiplier == 1.0
    if amount.kind == "count" and (part or said):
        return replace(amount, kind="ratio")
    return None


def rate(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read a count that is said per time: "200,000 refugees per day".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("About 200,000 refugees per day fled.")
    ['200,000: 200000 about rate per day']
    >>> figures("Thousands spent a second night outside.")
    ['Thousands: 2000..9999 count']
    """
    if amount.kind != "count" or amount.numeral.form == "fraction":
        return None
    for place in range(amount.last + 1, amount.last + 5):
        if text.lower[place] in ("per", "a", "an", "every", "each"):
            if text.lower[place - 1] == "in":
                return None
            unit = _per(text, place, lexicon)
            return None if unit is None else replace(amount, kind="rate", unit=f"per {unit}")
        if text.kind[place] != "word" or text.lower[place] in cue("verbs_of_being"):
            return None
    return None


FULL_TURNS = frozenset((90, 180, 270, 360))
NOT_PER = frozenset(("ago", "earlier", "later", "before", "after"))
Kind = Callable[[Text, Amount, Lexicon], Amount | None]
KINDS: tuple[Kind, ...] = (multiple, age, magnitude, points, index_level, angle, rate, fraction)


def attach_kind(text: Text, amount: Amount, lexicon: Lexicon) -> Amount:
    """Return the amount with the kind that its surroundings give it, or as it was."""
    for kind in KINDS:
        found = kind(text, amount, lexicon)
        if found is not None:
            return found
    return amount


def _per(text: Text, place: int, lexicon: Lexicon) -> str | None:
    """Return what a count is said per: a time ("a day"), or after "per" any noun ("per game")."""
    time = lexicon.units.starting(text, place + 1)
    if time is not None and time.payload.kind == "duration" and not text.lower[place + 1].endswith("s"):
        if text.lower[place] != "per" and text.lower[time.last + 1] in NOT_PER:
            return None
        is_ordinal = text.lower[place : place + 2] == ["a", "second"] and _is_ordinal(text, place + 1)
        return None if is_ordinal else time.payload.name
    if text.lower[place] in ("a", "an") and text.lower[place + 1] in cue("per_nouns"):
        return text.lower[place + 1]
    if text.lower[place] != "per" or text.kind[place + 1] != "word" or text.lower[place + 1] in cue("no_per"):
        return None
    if time is not None and time.payload.kind != "percent":
        return time.payload.name
    return "year" if text.lower[place + 1] == "annum" else text.lower[place + 1]


def _is_ordinal(text: Text, index: int) -> bool:
    """Say whether "second" counts what follows ("a second night") and is no time ("a second in May")."""
    return text.kind[index + 1] == "word" and text.lower[index + 1] not in cue("after_time")


def _is_compared(text: Text, index: int) -> bool:
    """Say whether a comparison follows: "as many", "the size", but not "as a minister"."""
    if text.lower[index] != "as":
        return text.lower[index] in cue("compared")
    return text.lower[index + 1] not in ("a", "an", "the", "") and not text.is_capital(index + 1)


def _before(text: Text, amount: Amount) -> str:
    return text.lower[text.before(amount.first)]
