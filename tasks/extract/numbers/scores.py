"""Two numbers that are one score or one proportion: "won 2-1", "one in five", "150 cases per 100,000"."""

from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.fractions import share as share_of
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.names import is_result
from tasks.extract.numbers.pairs import Joint, Pair, is_plain, joined
from tasks.extract.numbers.scan import HYPHENS, Text

SHARES = (
    ("in",), ("-", "in", "-"), ("out", "of"), ("in", "every"), ("out", "of", "every"), ("of", "every"),
)  # fmt: skip
BESIDE = frozenset("(),")
TYPICAL_WHOLES = frozenset(
    (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 200, 500, 1000, 10000, 1e5, 1e6)
)


def score(pair: Pair) -> list[Amount] | None:
    """Join "won 2-1", "a 110-77 romp", "a 5-4 vote"; a rising pair only where words say so.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Rovers won 2-1.")
    ['2-1: score']
    """
    if pair.between == ("points", "to") and pair.is_plain and pair.text.words & cue("sport"):
        return [joined(pair, "score", kind="score")]
    if pair.between != ("-",) or not pair.is_plain or pair.left.number >= 1000 or pair.right.number >= 1000:
        return None
    falls = pair.left.number >= pair.right.number
    goes_on = pair.text.is_hyphen(pair.right.last + 1) and pair.text.raw[pair.right.last + 2].isdecimal()
    if not (falls or goes_on or pair.near(cue("sport")) or _is_beside_score(pair) or _is_record(pair)):
        return None
    return [joined(pair, "score", kind="score")]


def wickets(pair: Pair) -> list[Amount] | None:
    """Join the score of a side at cricket and the figures of a bowler.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("They were 112 for 4, with all wickets but six in hand.")[:1]
    ['112 for 4: score']
    """
    if pair.between != ("for",) or not pair.is_plain or not pair.text.words & cue("cricket"):
        return None
    return [joined(pair, "score", kind="score")]


def result(pair: Pair) -> list[Amount] | None:
    """Join the result of a match between two names.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("Blues 3, Lightning 1: Lind scored twice.")[:1]
    ['3, Lightning 1: score']
    """
    if not pair.is_plain or not is_result(pair.text, pair.left.first, pair.right.first):
        return None
    return [joined(pair, "score", kind="score")]


def third_part(pair: Pair) -> list[Amount] | None:
    """Join the third part of a record: "the Panthers are 6-2-1".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("The Panthers are 6-2-1 this year.")
    ['6-2-1: score']
    """
    if pair.left.shape != "score" or pair.between != ("-",) or not is_plain(pair.text, pair.right):
        return None
    return [replace(pair.left, last=pair.right.last)]


def odds(pair: Pair) -> list[Amount] | None:
    """Join "a 1.09-to-1 ratio", "odds of 5-to-1".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("By a 1.09-to-1 ratio.")
    ['1.09-to-1: 1.09 ratio']
    """
    if _is_majority(pair):
        return [joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]
    if pair.right.number == 0:
        return None
    if pair.between not in (("-", "to", "-"), (":",)) or not (
        pair.right.number == 1 or pair.near(frozenset(("ratio", "odds")))
    ):
        return None
    return [joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]


def share(pair: Pair) -> list[Amount] | None:
    """Join "one in five", "7 in 10", "four out of ten", "nine of every 10".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("One in five farms and four out of ten shops.")
    ['One in five: 0.2 ratio', 'four out of ten: 0.4 ratio']
    """
    words = pair.between
    if words not in SHARES:
        return None
    a, b = pair.left, pair.right
    if words == ("-", "in", "-") and a.number == 1 and b.number > 1:
        return [joined(pair, "ratio", kind="ratio", value=_ratio(a, b))]  # "a 1-in-100-year flood"
    if a.kind != "count" or b.kind != "count" or not 0 < a.number < b.number or a.shape != "single":
        return None
    if words == ("in",) and a.number != 1 and b.number not in TYPICAL_WHOLES:
        return None
    return [joined(pair, "ratio", kind="ratio", value=_ratio(a, b))]


def stroke(pair: Pair) -> list[Amount] | None:
    """Join "one over three", a fraction said aloud, and "120 over 80", a blood pressure.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("It is one over three. She had 120 over 80. He ran 5 over 3 days.")
    ['one over three: 0.333333 ratio', '120 over 80: score', '5: 5 count', '3 days: 3 duration day']
    """
    a, b, text = pair.left, pair.right, pair.text
    if (
        pair.between != ("over",)
        or not a.kind == b.kind == "count"
        or b.number == 0
        or text.kind[b.last + 1] not in ("mark", "")
    ):
        return None
    if 60 <= a.number <= 260 and 30 <= b.number <= 160 and a.number > b.number:
        return [joined(pair, "score", kind="score")]
    return [joined(pair, "ratio", kind="ratio", value=_ratio(a, b))]


def for_every(pair: Pair) -> list[Amount] | None:
    """Join "one share for every 10".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("They get one share for every 10.")
    ['one share for every 10: 0.1 ratio']
    """
    if pair.between[-2:] != ("for", "every") or len(pair.between) > 5 or pair.left.kind != "count":
        return None
    if pair.right.number == 0:
        return None
    return [joined(pair, "ratio", kind="ratio", value=_ratio(pair.left, pair.right))]


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
    return [joined(pair, "rate", kind="rate", unit=f"per {whole}", value=pair.left.number)]


PROPORTIONS: tuple[Joint, ...] = (odds, share, stroke, for_every, per_many)
SCORES: tuple[Joint, ...] = (score, wickets, result)


def _is_majority(pair: Pair) -> bool:
    """Say whether "by nine to one" sets two sides against each other."""
    by = pair.text.lower[pair.left.first - 1] in ("by", "outnumbered", "about", "nearly", "almost", "roughly")
    by = by or bool(pair.text.words & cue("ratios"))
    return by and pair.between == ("to",) and pair.right.number == 1 and pair.right.kind == pair.left.kind == "count"


def _is_beside_score(pair: Pair) -> bool:
    """Say whether another pair of numbers with a dash stands beside this one: "6-7 (6-8) 7-6"."""
    text = pair.text
    for step, edge in ((-1, pair.left.first), (1, pair.right.last)):
        edge += 3 * _is_tie_break(text, edge + 1) if step > 0 else 0
        near = [k for k in range(edge + step, edge + 6 * step, step) if text.raw[k] not in BESIDE][:2]
        if len(near) == 2 and text.kind[near[0]] == "digits" and text.lower[near[1]] in HYPHENS:
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


def _ratio(a: Amount, b: Amount) -> float:
    return share_of(a.number, b.number)
