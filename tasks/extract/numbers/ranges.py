"""Two amounts that are one figure: ranges, alternatives, compound measures, values with their error."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.model import Amount, Item, tidy
from tasks.extract.numbers.pairs import Joint, Pair, joined, spread
from tasks.extract.numbers.scan import Text
from tasks.extract.numbers.scores import PROPORTIONS, SCORES, per_many, third_part

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


def join(text: Text, items: Sequence[Item], changing: frozenset[str]) -> list[Amount]:
    """Return the amounts among `items`, those that belong together joined to one; `changing`: words of change."""
    figures: list[Amount] = []
    previous: Amount | None = None
    for item in items:
        if not isinstance(item, Amount):
            previous = None
            continue
        pair = _pair(text, previous, item, changing) if previous is not None else None
        if pair is not None:
            figures[-1:] = pair
            if previous is not None and previous.shape == "second" and figures[-2].kind == "count":  # 5 to 17 per 100
                figures[-2] = replace(figures[-2], kind=pair[0].kind, unit=pair[0].unit)
        else:
            figures.append(item)
        previous = figures[-1] if figures[-1].shape in GOES_ON else None
    return figures


def with_error(pair: Pair) -> list[Amount] | None:
    """Join a value and its error.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It lies 1010 ± 195 light years away.")
    ['1010 ± 195 light years: 1010 (815..1205) distance light year']
    """
    if pair.between not in (("±",), ("+", "/", "-"), ("plus", "or", "minus")) or pair.right.numeral.vague:
        return None
    if pair.left.kind not in ("count", pair.right.kind) or pair.left.numeral.vague:
        return None
    left, error = spread(pair.left, pair.right), abs(pair.right.number)
    one = joined(pair, "range", kind=left.kind, unit=left.unit, value=left.number)
    return [replace(one, bound="range", low=tidy(left.number - error), high=tidy(left.number + error))]


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
    value = (a.number if a.value is None else a.value) + b.number * factor * a.sign
    return [joined(pair, "compound", kind=a.kind, unit=a.unit, value=tidy(round(value, 6)))]


def dashed(pair: Pair) -> list[Amount] | None:
    """Join "10-12 people", "$3-5m"; split "a 58-35 percent lead" into its two shares.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Bids of $3-5m from 10-12 firms.")
    ['$3-5m: 4000000 (3000000..5000000) money USD', '10-12: 11 (10..12) count']
    >>> figures("About 3-4,000 came.")
    ['3-4,000: 3500 (3000..4000) count']
    >>> figures("Nurses (58-35 percent) back it.")
    ['58: 58 percent %', '35 percent: 35 percent %']
    """
    if pair.between not in (("-",), ("~",)):
        return None
    if pair.left.numeral.form == "words" != pair.right.numeral.form and pair.right.kind == "count":
        return None
    pair = _in_thousands(pair)
    if pair.descends or (pair.right.kind == "percent" and pair.near(cue("leading"))):
        return _two(pair) if pair.right.kind == "percent" else None
    return _range(pair)


def _in_thousands(pair: Pair) -> Pair:
    """Read the first end of "3-4,000" in thousands too."""
    written, a, b = pair.text.raw[pair.right.numeral.first], pair.left, pair.right
    short = written.endswith(",000") and a.number * 1000 < b.number < 1e6 and a.numeral.multiplier == 1
    return replace(pair, left=replace(a, numeral=replace(a.numeral, multiplier=1000.0))) if short else pair


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
    a, b = spread(pair.left, pair.right), spread(pair.right, pair.left)
    falls = b.number < a.number <= 1.5 * b.number and b.kind in ("duration", "age")  # "12 or 11 years"
    rises = 0 < a.number < b.number <= LARGEST_SPREAD * a.number
    if not (rises or falls) or a.kind != b.kind or pair.right.kind == "multiple":
        return None
    if pair.left.kind != "count" and pair.left.kind != pair.right.kind:
        return None
    return _range(pair)


OR_WORDS = frozenset(
    (("or",), ("or", "even"), ("or", "perhaps"), ("or", "maybe"), ("if", "not"), (",", "maybe"), (",", "perhaps"))
)
JOINTS: tuple[Joint, ...] = (
    *PROPORTIONS, compound, *SCORES, with_error, dashed, spanned, between, alternative,
)  # fmt: skip


JOINTS_OF: dict[str, tuple[Joint, ...]] = {"single": JOINTS, "second": (per_many,)}
GOES_ON = frozenset(("single", "compound", "score", "second"))


def _pair(text: Text, left: Amount, right: Amount, changing: frozenset[str]) -> list[Amount] | None:
    if left.shape == "score" and right.first - left.last > 2:
        return None
    if right.first - left.last > 6 or "multiple" in (left.numeral.form, right.numeral.form):
        return None
    pair = Pair(text, left, right, changing)
    joints = JOINTS_OF.get(left.shape, (compound, third_part))
    return next((found for joint in joints if (found := joint(pair)) is not None), None)


def _range(pair: Pair) -> list[Amount] | None:
    if _is_share(pair.left) != _is_share(pair.right) and pair.right.number >= 2:
        return None
    a, b = spread(pair.left, pair.right), spread(pair.right, pair.left)
    if a.kind != b.kind or (a.unit or b.unit) != (b.unit or a.unit):
        return None
    low = a.numeral.vague[0] if a.numeral.vague else a.number
    high = b.numeral.vague[1] if b.numeral.vague else b.number
    low, high = min(low, high), max(low, high)
    middle = tidy((low + high) / 2)
    return [replace(joined(pair, "range", kind=b.kind, unit=b.unit, value=middle), low=low, high=high, bound="range")]


def _is_share(amount: Amount) -> bool:
    return amount.numeral.form == "fraction" and amount.numeral.value < 1 and amount.kind == "count"


def _part_of_unit(pair: Pair) -> float | None:
    """Return what one of the second unit is worth in the first: a minute of an hour, a cent of a dollar, a half."""
    a, b = pair.left, pair.right
    if pair.between in (("and",), ("and", "a")) and b.numeral.form == "fraction" and b.kind == "count":
        return 1.0 if a.kind in ("duration", "distance", "mass", "volume", "area") else None
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
    if pair.text.lower[b.last + 2] == "half":
        return pair  # "in half" is an idiom
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
    return [spread(pair.left, pair.right), replace(spread(pair.right, pair.left), shape="second")]


def _is_from(pair: Pair) -> bool:
    """Say whether "from" makes the pair two levels; "down from 36 to 38" is one level, which had been a range."""
    lower, first = pair.text.lower, pair.left.first
    places = [k for k in range(first - 3, first) if lower[k] == "from"]
    against = "up" if pair.descends else "down"
    return bool(places) and lower[places[-1] - 1] != against


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
