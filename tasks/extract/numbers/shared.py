"""What the figures of a sentence give each other: a bound, a unit, an age, a change."""

from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.model import Amount, tidy
from tasks.extract.numbers.scan import Text

NEAR = 100  # an elided unit is shared only between values at most this many times apart
LOWER = frozenset(("at_least", "more_than"))
UPPER = frozenset(("at_most", "less_than"))
CONVERSIONS = (["("], ["["], [";"], ["/"], ["or"], [",", "or"])
DEGREES = {"C": "degree Celsius", "F": "degree Fahrenheit"}
UNSHARED = frozenset(("count", "score", "ratio", "multiple", "index"))


def share(text: Text, figures: list[Amount]) -> list[Amount]:
    """Let each figure take from the one before it what the text leaves out."""
    shared: list[Amount] = []
    for amount in figures:
        left = shared[-1] if shared else None
        if left is not None:
            for rule in (second_age, tie_break, bracketed_degrees, bracketed_bound, elided_unit, repeated_change):
                amount = rule(text, left, amount)
        shared.append(amount)
    return shared


def join_bounds(text: Text, figures: list[Amount]) -> list[Amount]:
    """Join the two bounds of one quantity: "more than 10 but fewer than 20".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It seats more than 10 but fewer than 20.")
    ['10 but fewer than 20: 15 (10..20) count']
    """
    joined: list[Amount] = []
    for amount in figures:
        if joined and (ends := _ends(text, joined[-1], amount)):
            low, high = ends
            middle = tidy((low + high) / 2)
            left = joined[-1]
            joined[-1] = replace(left, last=amount.last, shape="range", bound="range", low=low, high=high, value=middle)
            joined[-1] = replace(joined[-1], kind=amount.kind, unit=amount.unit)
        else:
            joined.append(amount)
    return joined


def _ends(text: Text, left: Amount, right: Amount) -> tuple[float, float] | None:
    """Return the ends of a range that two bounds make, or None."""
    if left.bound not in (*LOWER, *UPPER) or right.hedge is None or right.hedge[0] < left.last:
        return None
    between = text.lower[left.last + 1 : right.hedge[0]]
    if between not in (["and"], ["but"], [","], [",", "and"], [",", "but"]) or left.kind not in (right.kind, "count"):
        return None
    if left.unit not in (right.unit, None) or left.shape != "single" or right.shape != "single":
        return None
    sides = left.bound in LOWER, right.bound in LOWER
    if sides[0] == sides[1] or right.bound not in (*LOWER, *UPPER):
        return None
    low, high = (left.number, right.number) if sides[0] else (right.number, left.number)
    return (low, high) if low < high else None


def _is_bare_after(kind: str, left: Amount, amount: Amount) -> bool:
    """Say whether a bare number stands behind an amount of a kind and one word more."""
    return left.kind == kind and amount.kind == "count" and amount.first == left.last + 2


def second_age(text: Text, left: Amount, amount: Amount) -> Amount:
    """Let "aged 4 and 6" and "her daughters, 12 and 9," speak of two ages.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Two boys aged 4 and 6, and a girl.")
    ['Two: 2 count', '4: 4 age year', '6: 6 age year']
    """
    if not _is_bare_after("age", left, amount):
        return amount
    if text.lower[left.last + 1] not in ("and", "or", ",") or text.kind[amount.last + 1] not in ("mark", ""):
        return amount
    return replace(amount, kind="age", unit=left.unit)


def tie_break(text: Text, left: Amount, amount: Amount) -> Amount:
    """Read the tie-break of a set as a score: "7-6 (5)".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("He won 6-7 (4), 6-4.")
    ['6-7: score', '4: score', '6-4: score']
    """
    if not _is_bare_after("score", left, amount):
        return amount
    fenced = text.raw[left.last + 1] == "(" and text.raw[amount.last + 1] == ")"
    return replace(amount, kind="score", shape="score") if fenced else amount


def bracketed_degrees(text: Text, left: Amount, amount: Amount) -> Amount:
    """Read the letter of a temperature in brackets after another one.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It fell to 12 degrees Celsius (54 F).")
    ['12 degrees Celsius: 12 temperature degree Celsius', '54 F: 54 temperature degree Fahrenheit']
    """
    unit = DEGREES.get(text.raw[amount.last + 1])
    if unit is None or not _is_bare_after("temperature", left, amount):
        return amount
    if text.raw[left.last + 1] != "(" or text.raw[amount.last + 2] != ")":
        return amount
    return replace(amount, last=amount.last + 1, kind="temperature", unit=unit)


def bracketed_bound(text: Text, left: Amount, amount: Amount) -> Amount:
    """Give a conversion in brackets, or after "or", the bound of what it converts.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It lies about 65 miles (105 km) south.")
    ['65 miles: 65 about distance mile', '105 km: 105 about distance kilometre']
    """
    if amount.bound != "exact" or left.bound in ("range", "vague") or left.kind != amount.kind:
        return amount
    if amount.kind in ("count", "score", "percent", "age") or left.unit == amount.unit:
        return amount
    if text.lower[left.last + 1 : amount.first] not in CONVERSIONS:
        return amount
    return replace(amount, bound=left.bound, hedge=left.hedge)


def elided_unit(text: Text, left: Amount, amount: Amount) -> Amount:
    """Give a bare number that is set against a figure that figure's unit.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("They serve 18 months instead of 12.")
    ['18 months: 18 duration month', '12: 12 duration month']
    """
    if amount.kind != "count" or amount.shape == "range" or amount.numeral.form == "vague":
        return amount
    if left.kind in UNSHARED or not left.number:
        return amount
    after = amount.last + 1
    if not _is_against(text, amount) or amount.first - left.last > 12:
        return amount
    if text.kind[after] == "word" and text.lower[after] not in cue("prepositions"):
        return amount
    if left.change is not None and left.kind == "percent":
        return amount
    if not 1 / NEAR <= abs(amount.number / left.number) <= NEAR:
        return amount
    return replace(amount, kind=left.kind, unit=left.unit, scale=left.scale)


def _is_against(text: Text, amount: Amount) -> bool:
    """Say whether "from", "instead of", "compared with" stands before the number and its hedge."""
    first = amount.first if amount.hedge is None else min(amount.first, amount.hedge[0])
    before = text.lower[first - 2 : first]
    if before[1] == "or":
        return amount.hedge is not None or text.lower[amount.last + 1] == "with"
    return before[1] in cue("against") or before in (["instead", "of"], ["compared", "with"], ["compared", "to"])


def repeated_change(text: Text, left: Amount, amount: Amount) -> Amount:
    """Let a change that is said twice be one both times.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("The Dow fell 102.2 points, or 0.36%.")
    ['102.2 points: 102.2 index point down', '0.36%: 0.36 percent % down']
    """
    if left.change is None or amount.change is not None or amount.kind == left.kind:
        return amount
    between = text.lower[left.last + 1 : amount.first]
    return replace(amount, change=left.change) if between in ([",", "or"], ["or"], ["("]) else amount
