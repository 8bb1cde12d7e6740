"""Numbers of ranks, lists and addresses."""

from tasks.extract.numbers.cases import Case, is_named, is_noun_after, is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.scan import PAD


def rank(case: Case) -> bool:
    """Refuse "No. 1", "#3", "top 10", "ranked 5".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("The No. 2 seed had a top-five finish.")
    ['2: rank', 'five: rank']
    """
    if case.text.is_hyphen(case.first - 1) and case.text.lower[case.first - 2] == "top":
        return True
    if case.follows("rank"):
        return case.is_bare and not is_noun_after(case)
    if case.before in ("number", "top") and (case.amount.number >= 1000 or _is_topped(case)):
        return False
    return is_named(case, "rank") and case.amount.kind in ("count", "duration")


def _is_topped(case: Case) -> bool:
    """Say whether "top" is a verb: "cases top 480"."""
    before = case.text.lower[case.first - 2]
    return (
        case.before == "top"
        and case.amount.number >= 100
        and case.text.kind[case.first - 2] == "word"
        and (before not in cue("determiners") and not is_noun_after(case))
    )


def list_marker(case: Case) -> bool:
    """Refuse "1." and "2)" at the start of a sentence, "page 5", "Figure 3".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("1. See page 5.")
    ['1: list_marker', '5: list_marker']
    """
    at_start = case.first == PAD or (case.first == PAD + 1 and case.text.raw[PAD] in "(•*[")
    if at_start and case.is_bare and case.text.raw[case.last + 1] == "]":
        return True
    if at_start and case.is_bare and case.text.raw[case.last + 1] in (".", ")") and len(case.written) < 3:
        return case.last + 2 < case.text.size
    if case.follows("list_marker") and case.is_bare and not is_noun_after(case):
        return True
    return is_named(case, "list_marker") and case.amount.kind == "count"


def address(case: Case) -> bool:
    """Refuse "10 Downing Street", "Apt. 5" and the degrees of a place on the map.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("He lives at 10 Downing Street.")
    ['10: address']
    """
    text, after = case.text, case.last + 1
    if case.amount.unit == "degree" and text.raw[after] in ("N", "S", "E", "W", "north", "south", "east", "west"):
        return True
    if not case.is_bare or not text.is_capital(after):
        return False
    ends = text.kind[after + 1] in ("mark", "") and len(text.raw[after]) > 4
    if case.before == "at" and case.amount.number < 1000 and ends and not is_plural(text.lower[after]):
        return True  # "at 22 Bishopsgate"
    return any(text.lower[k] in cue("streets") and text.is_capital(k) for k in (after + 1, after + 2))
