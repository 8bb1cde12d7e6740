"""Two amounts that are one figure: ranges, alternatives, scores, ratios, compound measures, rates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.fractions import share as share_of
from tasks.extract.numbers.model import Amount, Item
from tasks.extract.numbers.refused_names import is_result
from tasks.extract.numbers.scan import HYPHENS, Text

LARGEST_SPREAD = 5  # the ends of a range lie no further apart than this ratio, where it could be two figures
SMALLER = {
    ("foot", "inch"): 1 / 12,
    ("hour", "minute"): 1 / 60,
    ("minute", "second"): 1 / 60,
    ("year", "month"): 1 / 12,
    ("pound", "ounce"): 1 / 16,
    ("stone", "pound"): 1 / 14,
    ("hour", "second"): 1 / 3600,
    ("day", "hour"): 1 / 24,
    ("week", "day"): 1 / 7,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbouring amounts and the words between them."""

    text: Text
    left: Amount
    right: Amount
    changing: frozenset[str] = frozenset()

    @property
    def between(self) -> tuple[str, ...]:
        """The words between the two, in lower case, every dash written as "-"."""
        words = range(self.left.last + 1, self.right.first)
        return tuple("-" if self.text.lower[k] in HYPHENS else self.text.lower[k] for k in words)

    @property
    def is_plain(self) -> bool:
        """Whether both are whole numbers in digits with nothing attached."""
        return _is_plain(self.text, self.left) and _is_plain(self.text, self.right)

    @property
    def descends(self) -> bool:
        """Whether the second is not larger than the first."""
        return self.left.number >= _spread(self.right, self.left).number

    def near(self, words: frozenset[str], reach: int = 3) -> bool:
        """Say whether one of `words` stands within `reach` tokens of the pair."""
        lower, a, b = self.text.lower, self.left.first, self.right.last
        return any(w in words for w in lower[max(0, a - reach) : a]) or any(
            w in words for w in lower[b + 1 : b + 1 + reach]
        )


def join(text: Text, items: Sequence[Item], changing: frozenset[str]) -> list[Amount]:
    """Return the amounts among `items`, those that belong together joined to one; `changing`: words of change."""
    figures: list[Amount] = []
    previous: Amount | None = None
    for item in items:
        if not isinstance(item, Amount):
            previous = None
            continue
        joined = _pair(text, previous, item, changing) if previous is not None else None
        if joined is not None:
            figures[-1:] = joined
        else:
            figures.append(item)
        previous = figures[-1] if figures[-1].shape in ("single", "compound", "score") else None
    return figures


def score(pair: Pair) -> list[Amount] | None:
    """Join "won 2-1", "a 110-77 romp", "a 5-4 vote"; a rising pair only where words say so.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Rovers won 2-1.")
    ['2-1: score']
    """
    if pair.between != ("-",) or not pair.is_plain or pair.left.number >= 1000 or pair.right.number >= 1000:
        return None
    falls = pair.left.number >= pair.right.number
    goes_on = pair.text.is_hyphen(pair.right.last + 1) and pair.text.raw[pair.right.last + 2].isdecimal()
    if not (falls or goes_on or pair.near(cue("sport")) or _is_beside_score(pair) or _is_record(pair)):
        return None
    return [_joined(pair, "score", kind="score")]


def result(pair: Pair) -> list[Amount] | None:
    """Join the result of a match between two names.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Blues 3, Lightning 1: Lind scored twice.")[:1]
    ['3, Lightning 1: score']
    """
    if not pair.is_plain or not is_result(pair.text, pair.left.first, pair.right.first):
        return None
    return [_joined(pair, "score", kind="score")]


def with_error(pair: Pair) -> list[Amount] | None:
    """Join a value and its error.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It lies 1010 ± 195 light years away.")
    ['1010 ± 195 light years: 1010 (815..1205) distance light year']
    """
    if pair.between not in (("±",), ("+", "/", "-"), ("plus", "or", "minus")) or pair.left.kind not in (
        "count",
        pair.right.kind,
    ):
        return None
    left, error = _spread(pair.left, pair.right), pair.right.number
    joined = _joined(pair, "range", kind=left.kind, unit=left.unit, value=left.number)
    return [replace(joined, bound="range", low=round(left.number - error, 9), high=round(left.number + error, 9))]


def third_part(pair: Pair) -> list[Amount] | None:
    """Join the third part of a record: "the Panthers are 6-2-1".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("The Panthers are 6-2-1 this year.")
    ['6-2-1: score']
    """
    if pair.left.shape != "score" or pair.between != ("-",) or not _is_plain(pair.text, pair.right):
        return None
    return [replace(pair.left, last=pair.right.last)]


def odds(pair: Pair) -> list[Amount] | None:
    """Join "a 1.09-to-1 ratio", "odds of 5-to-1".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("By a 1.09-to-1 ratio.")
    ['1.09-to-1: 1.09 ratio']
    """
    if _is_majority(pair):
        return [_joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]
    if pair.between not in (("-", "to", "-"), (":",)) or not (
        pair.right.number == 1 or pair.near(frozenset(("ratio", "odds")))
    ):
        return None
    return [_joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]


def share(pair: Pair) -> list[Amount] | None:
    """Join "one in five", "7 in 10", "four out of ten", "nine of every 10".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("One in five farms and four out of ten shops.")
    ['One in five: 0.2 ratio', 'four out of ten: 0.4 ratio']
    """
    words = pair.between
    if words not in (("in",), ("out", "of"), ("in", "every"), ("out", "of", "every"), ("of", "every")):
        return None
    a, b = pair.left, pair.right
    if a.kind != "count" or b.kind != "count" or not 0 < a.number < b.number or a.shape != "single":
        return None
    if words == ("in",) and a.number != 1 and b.number not in TYPICAL_WHOLES:
        return None
    return [_joined(pair, "ratio", kind="ratio", value=_ratio(a, b))]


def stroke(pair: Pair) -> list[Amount] | None:
    """Join "one over three", a fraction said aloud, and "120 over 80", a blood pressure.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It is one over three. She had 120 over 80. He ran 5 over 3 days.")
    ['one over three: 0.333333 ratio', '120 over 80: score', '5: 5 count', '3 days: 3 duration day']
    """
    a, b, text = pair.left, pair.right, pair.text
    if pair.between != ("over",) or not a.kind == b.kind == "count" or text.kind[b.last + 1] not in ("mark", ""):
        return None
    if 60 <= a.number <= 260 and 30 <= b.number <= 160 and a.number > b.number:
        return [_joined(pair, "score", kind="score")]
    return [_joined(pair, "ratio", kind="ratio", value=_ratio(a, b))]


def for_every(pair: Pair) -> list[Amount] | None:
    """Join "one share for every 10".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("They get one share for every 10.")
    ['one share for every 10: 0.1 ratio']
    """
    if pair.between[-2:] != ("for", "every") or len(pair.between) > 5 or pair.left.kind != "count":
        return None
    return [_joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]


def per_many(pair: Pair) -> list[Amount] | None:
    """Join "150 cases per 100,000" into one rate.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("We saw 150 cases per 100,000 people.")
    ['150 cases per 100,000: 150 rate per 100,000']
    """
    if not pair.between or pair.between[-1] not in ("per", "every") or len(pair.between) > 5:
        return None
    if pair.between[-1] == "every" or pair.left.kind not in ("count", "ratio") or pair.right.number < 10:
        return None
    whole = pair.text.source[pair.text.start[pair.right.first] : pair.text.end[pair.right.last]]
    return [_joined(pair, "rate", kind="rate", unit=f"per {whole}", value=pair.left.number)]


def compound(pair: Pair) -> list[Amount] | None:
    """Join "6 feet 2 inches", "two hours and 15 minutes", "5 dollars and 20 cents".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("He is 5 feet 6 inches tall.")
    ['5 feet 6 inches: 5.5 distance foot']
    """
    pair = _with_inches(pair)
    a, b = pair.left, pair.right
    factor = _part_of_unit(pair)
    if factor is None:
        return None
    value = (a.number if a.value is None else a.value) + b.number * factor
    return [_joined(pair, "compound", kind=a.kind, unit=a.unit, value=round(value, 6))]


def dashed(pair: Pair) -> list[Amount] | None:
    """Join "10-12 people", "$3-5m"; split "a 58-35 percent lead" into its two shares.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Bids of $3-5m from 10-12 firms.")
    ['$3-5m: 4000000 (3000000..5000000) money USD', '10-12: 11 (10..12) count']
    >>> figures("Nurses (58-35 percent) back it.")
    ['58: 58 percent %', '35 percent: 35 percent %']
    """
    if pair.between not in (("-",), ("~",)):
        return None
    if pair.left.numeral.form == "words" != pair.right.numeral.form and pair.right.kind == "count":
        return None
    if pair.descends or (pair.right.kind == "percent" and pair.near(cue("leading"))):
        return _two(pair) if pair.right.kind == "percent" else None
    return _range(pair)


def spanned(pair: Pair) -> list[Amount] | None:
    """Join "20% to 25%"; "rose from 41 to 47" and "52% to 40%" are two levels.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It takes 20% to 25%.")
    ['20% to 25%: 22.5 (20..25) percent %']
    >>> figures("It rose from 41 to 47.")
    ['41: 41 count', '47: 47 count']
    >>> figures("Fees fell by $140 to $1,860.")
    ['$140: 140 money USD down', '$1,860: 1860 money USD']
    """
    words = pair.between
    if words not in (("to",), ("-", "to", "-"), ("-", "to"), ("through",), ("up", "to"), ("and", "up", "to")):
        return None
    if _is_ranging(pair):
        return _range(pair)
    if words != ("to",) and pair.descends:
        return None
    if _is_from(pair) and (pair.near(cue("changed"), 8) or pair.text.words & cue("changed")):
        return _two(pair)
    if pair.descends or (pair.left.kind == pair.right.kind == "percent" and pair.near(cue("leading"))):
        return _two(pair)
    if not _is_from(pair) and _is_change_to(pair):
        return None if pair.left.kind != pair.right.kind else _two(pair)
    return _range(pair)


def between(pair: Pair) -> list[Amount] | None:
    """Join "between 10,000 and 12,000".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Between five and six thousand hens.")
    ['five and six thousand: 5500 (5000..6000) count']
    """
    if pair.between != ("and",):
        return None
    lower, first = pair.text.lower, pair.left.first
    if "between" in lower[first - 4 : first] or lower[first - 2 : first] == ["ages", "of"]:
        return None if pair.descends else _range(pair)
    return None


def alternative(pair: Pair) -> list[Amount] | None:
    """Join "four or five", "two or three hundred"; "12 or 300" are two figures.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Four or five hens, hundreds if not thousands of eggs.")
    ['Four or five: 4.5 (4..5) count', 'hundreds if not thousands: 200..9999 count']
    """
    if pair.left.numeral.vague and pair.right.numeral.vague:
        return _vague(pair)
    if pair.between not in OR_WORDS:
        return None
    a, b = _spread(pair.left, pair.right), _spread(pair.right, pair.left)
    if not 0 < a.number < b.number <= LARGEST_SPREAD * a.number or a.kind != b.kind or pair.right.kind == "multiple":
        return None
    if pair.left.kind != "count" and pair.left.kind != pair.right.kind:
        return None
    return _range(pair)


OR_WORDS = frozenset(
    (("or",), ("or", "even"), ("or", "perhaps"), ("or", "maybe"), ("if", "not"), (",", "maybe"), (",", "perhaps"))
)
BESIDE = frozenset("(),")
TYPICAL_WHOLES = frozenset(
    (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 200, 500, 1000, 10000, 1e5, 1e6)
)
Joint = Callable[[Pair], list[Amount] | None]
JOINTS: tuple[Joint, ...] = (
    odds, share, stroke, for_every, per_many, compound, score, result, with_error, dashed, spanned, between,
    alternative,
)  # fmt: skip


def _pair(text: Text, left: Amount, right: Amount, changing: frozenset[str]) -> list[Amount] | None:
    if left.shape == "score" and right.first - left.last > 2:
        return None
    if right.first - left.last > 6 or "multiple" in (left.numeral.form, right.numeral.form):
        return None
    pair = Pair(text, left, right, changing)
    joints = JOINTS if left.shape == "single" else (compound, third_part)
    return next((found for joint in joints if (found := joint(pair)) is not None), None)


def _spread(to: Amount, source: Amount) -> Amount:
    """Give an amount without unit or multiplier those of the other end: "$3-5m", "five and six thousand"."""
    if to.kind == "count" and source.kind != "count":
        to = replace(to, kind=source.kind, unit=source.unit, scale=source.scale)
    a, b = to.numeral, source.numeral
    lacks = a.multiplier == 1.0 < b.multiplier and a.form != "vague" and to.first < source.first
    if lacks and a.mantissa < b.mantissa and a.mantissa < 1000:
        to = replace(to, numeral=replace(a, multiplier=b.multiplier))
    return to


def _range(pair: Pair) -> list[Amount] | None:
    if _is_share(pair.left) != _is_share(pair.right) and pair.right.number >= 2:
        return None
    a, b = _spread(pair.left, pair.right), _spread(pair.right, pair.left)
    if a.kind != b.kind or (a.unit or b.unit) != (b.unit or a.unit):
        return None
    low = a.numeral.vague[0] if a.numeral.vague else a.number
    high = b.numeral.vague[1] if b.numeral.vague else b.number
    low, high = min(low, high), max(low, high)
    middle = round((low + high) / 2, 9)
    return [replace(_joined(pair, "range", kind=b.kind, unit=b.unit, value=middle), low=low, high=high, bound="range")]


def _is_share(amount: Amount) -> bool:
    return amount.numeral.form == "fraction" and amount.numeral.value < 1 and amount.kind == "count"


def _part_of_unit(pair: Pair) -> float | None:
    """Return what one of the second unit is worth in the first: a minute of an hour, a cent of a dollar, a half."""
    a, b = pair.left, pair.right
    if pair.between in (("and",), ("and", "a")) and b.numeral.form == "fraction" and b.kind == "count":
        return 1.0 if a.kind == "duration" else None
    if pair.between not in ((), ("and",), (",",), ("-",)):
        return None
    if a.kind == b.kind == "money" and a.scale == 1.0 != b.scale and a.unit == b.unit and pair.between != (",",):
        return 1.0
    return SMALLER.get((a.unit or "", b.unit or ""))


def _with_inches(pair: Pair) -> Pair:
    """Read the "in" of "5 ft 2 in" and the 4 of "6-foot-4" as inches."""
    b = pair.right
    if pair.left.unit == "foot" and pair.between == ("-",) and b.kind == "count" and b.number < 12:
        return replace(pair, right=replace(b, kind="distance", unit="inch"))
    if pair.left.unit != "foot" or b.kind != "count" or pair.text.lower[b.last + 1] not in ("in", "ins"):
        return pair
    return replace(pair, right=replace(b, kind="distance", unit="inch", last=b.last + 1))


def _vague(pair: Pair) -> list[Amount] | None:
    """Join "hundreds, if not thousands" to one vague number."""
    a, b = pair.left.numeral, pair.right.numeral
    if tuple(word for word in pair.between if word != ",") not in OR_WORDS:
        return None
    if a.vague is None or b.vague is None or a.vague[0] >= b.vague[0] or pair.left.kind != "count":
        return None
    numeral = replace(b, first=a.first, vague=(a.vague[0], b.vague[1]))
    return [replace(pair.right, first=pair.left.first, numeral=numeral, shape="range")]


def _two(pair: Pair) -> list[Amount]:
    return [_spread(pair.left, pair.right), replace(_spread(pair.right, pair.left), shape="second")]


def _joined(pair: Pair, shape: str, *, kind: str, unit: str | None = None, value: float | None = None) -> Amount:
    last = pair.right.last
    return replace(pair.left, last=last, shape=shape, kind=kind, unit=unit, value=value, low=value, high=value)


def _ratio(a: Amount, b: Amount) -> float:
    return share_of(a.number, b.number) if b.number else 0.0


def _is_majority(pair: Pair) -> bool:
    """Say whether "by nine to one" sets two sides against each other."""
    by = pair.text.lower[pair.left.first - 1] in ("by", "outnumbered", "about", "nearly", "almost", "roughly")
    by = by or bool(pair.text.words & cue("ratios"))
    return by and pair.between == ("to",) and pair.right.number == 1 and pair.right.kind == pair.left.kind == "count"


def _is_plain(text: Text, amount: Amount) -> bool:
    return amount.kind == "count" and amount.first == amount.last and text.raw[amount.first].isdecimal()


def _is_beside_score(pair: Pair) -> bool:
    """Say whether another pair of numbers with a dash stands beside this one: "6-7 (6-8) 7-6"."""
    text = pair.text
    for step, edge in ((-1, pair.left.first), (1, pair.right.last)):
        edge += 3 * _is_tie_break(text, edge + 1) if step > 0 else 0
        near = [k for k in range(edge + step, edge + 6 * step, step) if text.raw[k] not in BESIDE][:2]
        if text.kind[near[0]] == "digits" and text.lower[near[1]] in HYPHENS:
            return True
    return False


def _is_record(pair: Pair) -> bool:
    """Say whether a pair in brackets after a name is a record: "Titusville (0-1)"."""
    text, first, last = pair.text, pair.left.first, pair.right.last
    small = pair.left.number < 20 and pair.right.number < 20
    return small and text.raw[first - 1] == "(" and text.raw[last + 1] in (")", ",") and text.is_capital(first - 2)


def _is_tie_break(text: Text, place: int) -> bool:
    """Say whether a number in brackets begins here: the "(4)" of "6-7 (4), 6-4"."""
    return text.raw[place] == "(" and text.raw[place + 1].isdecimal() and text.raw[place + 2] == ")"


def _is_from(pair: Pair) -> bool:
    """Say whether "from" makes the pair two levels; "down from 36 to 38" is one, which had been a range."""
    lower, first = pair.text.lower, pair.left.first
    places = [k for k in range(first - 3, first) if lower[k] == "from"]
    return bool(places) and lower[places[-1] - 1] not in ("up", "down")


def _is_ranging(pair: Pair) -> bool:
    lower, first = pair.text.lower, pair.left.first
    return any(word in cue("ranging") for word in lower[first - 4 : first])


def _is_change_to(pair: Pair) -> bool:
    """Say whether the first is a change and the second the new level: "rose 5% to $12bn", "fell by $140 to $1,860"."""
    if pair.left.kind != pair.right.kind:
        return pair.left.kind != "count"
    lower, first = pair.text.lower, pair.left.first
    moved = lower[first - 1] in pair.changing or (lower[first - 1] == "by" and pair.near(pair.changing))
    return moved and pair.right.number > LARGEST_SPREAD * pair.left.number
