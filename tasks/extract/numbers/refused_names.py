"""Numbers within names, codes, ranks, lists, versions, addresses, telephone numbers."""

from tasks.extract.numbers.cases import Case, is_named, is_noun_after, is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.scan import PAD, Text

RESULT_ENDS = frozenset((":", ";", ".", "", "("))


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
    if case.before == "at" and case.amount.number < 1000 and not is_plural(text.lower[after]):
        return True
    return any(text.lower[k] in cue("streets") and text.is_capital(k) for k in (after + 1, after + 2))


def name_or_code(case: Case) -> bool:
    """Refuse numbers within names and codes: G7, F-16, Covid-19, Boeing 737, Article 5, S&P 500, 3D.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("The G7, an F-16, a Boeing 737 and Covid-19.")
    ['7: name_or_code', '16: name_or_code', '737: name_or_code', '19: name_or_code']
    """
    if case.amount.kind == "money" or case.amount.numeral.form == "multiple":
        return False
    if len(case.written) > 1 and case.written[0] == "0" and case.written[1].isdecimal():
        return True
    if case.written in cue("airliners") and case.before in cue("determiners") and not is_noun_after(case):
        return True
    if case.is_bare and case.after in cue("model_words") and case.text.is_capital(case.last + 1):
        return True
    if case.is_bare and len(case.written) > 4 and case.text.is_capital(case.last + 1) and not is_plural(case.after):
        return True  # "99942 Apophis"
    if is_named(case, "name_or_code") or _is_glued_code(case) or _is_hyphened_code(case):
        return True
    return _is_capital_name(case) or (case.follows("name_or_code") and case.is_bare and not is_noun_after(case))


def _is_glued_code(case: Case) -> bool:
    """Say whether letters touch the digits: G7, 3D, A320neo, 5G."""
    text = case.text
    if case.amount.numeral.form not in ("digits", "fraction"):
        return False
    if case.after == "x" and text.kind[case.last + 2] == "digits":
        return True
    if case.before == "x" and text.kind[case.first - 2] == "digits":
        return True
    before = text.glued[case.first] and (text.kind[case.first - 1] == "word" or _is_dotted_code(case))
    after = text.glued[case.last + 1] and text.kind[case.last + 1] == "word"
    if case.after == "x" and after and (case.amount.number >= 100 or text.raw[case.last + 1] == "X"):
        return True
    return before or (after and case.after not in cue("glued_endings") and text.kind[case.last] == "digits")


def _is_dotted_code(case: Case) -> bool:
    """Say whether a full stop ties the number to capitals: JN.1, XBB.1.5, ID.3."""
    text, dot = case.text, case.first - 1
    name = text.raw[dot - 1]
    return (
        text.raw[dot] == "." and text.glued[dot] and text.kind[dot - 1] == "word" and name.isupper() and len(name) < 5
    )


def _is_hyphened_code(case: Case) -> bool:
    """Say whether a hyphen ties the number to a name: F-16, Covid-19, Engels-2, MH-17."""
    text, place = case.text, case.first - 1
    named = text.lower[case.last + 2] == "series" or (case.written in cue("airliners") and _is_variant(case))
    if case.is_bare and text.is_hyphen(case.last + 1) and named:
        return True
    if case.follows("name_or_code") and text.is_hyphen(place) and case.is_bare:
        return True
    if text.is_hyphen(place) and text.is_hyphen(place - 2) and text.is_capital(place - 3) and case.is_bare:
        return True  # CVE-2024-30188
    if not text.is_hyphen(place) or text.raw[place] == "—" or text.kind[place - 1] != "word":
        return case.is_bare and text.glued[case.first] and text.raw[place] == "_"
    word = text.lower[place - 1]
    if word in ("magnitude", "to", "of", "plus", "age", "up") or case.amount.numeral.form == "words":
        return False
    return text.is_capital(place - 1) or word in ("mid", "pre", "post", "under", "no")


def _is_capital_name(case: Case) -> bool:
    """Say whether a capitalised word makes the number part of its name: Boeing 737, Big Three, S&P 500."""
    text, index = case.text, case.first - 1
    if text.is_headline:
        return False
    after = case.last + (2 if text.raw[case.last + 1] in ("'", "’") else 1)
    if case.amount.numeral.form == "words" and text.is_capital(after) and case.before:
        if text.is_capital(case.first) and _is_quoted_title(case):
            return True
        return text.is_capital(case.first) and not text.is_opening(case.first)
    if not text.is_capital(index) or _is_no_name(case.before) or _is_result(case):
        return False
    if text.is_opening(index) and text.raw[index][1:].islower():
        return False
    if case.amount.numeral.form == "words":
        return text.is_capital(case.first) and not text.is_opening(case.first)
    if text.lower[index].endswith(("'s", "’s")):
        return False
    if text.raw[index].isupper() and 2 <= len(text.raw[index]) <= 4 and case.before not in cue("nations"):
        return case.is_bare and len(case.written) <= 6 and not _is_dashed_pair(case)
    return case.is_bare and len(case.written) <= 4 and not is_noun_after(case) and not _is_dashed_pair(case)


def _is_variant(case: Case) -> bool:
    """Say whether "-9" or "-800" after the number names a model: "787-9", but not "350-375 million"."""
    written = case.text.raw[case.last + 2]
    if case.text.raw[case.last + 1] != "-" or not written.isdecimal() or len(written) > 4:
        return False
    counts = case.text.lower[case.last + 3] in case.lexicon.multipliers or case.text.kind[case.last + 3] == "mark"
    return (int(written) <= 10 or int(written) % 100 == 0) and not counts


def _is_result(case: Case) -> bool:
    """Say whether the number is one of "Blues 3, Lightning 1:", which `result` joins to a score."""
    text = case.text
    if not case.is_bare or len(case.written) > 3:
        return False
    return is_result(text, case.first, _next_number(text, case.last, 1)) or (
        is_result(text, _next_number(text, case.first, -1), case.first)
    )


def _next_number(text: Text, place: int, step: int) -> int:
    return next((k for k in range(place + step, place + 6 * step, step) if text.kind[k] == "digits"), place)


def is_result(text: Text, first: int, second: int) -> bool:
    """Say whether two numbers stand in "Blues 3, Lightning 1:": a name before each, a comma after the first."""
    if not first + 2 < second <= first + 5 or text.raw[first + 1] != "," or text.raw[second + 1] not in RESULT_ENDS:
        return False
    names = (first - 1, *range(first + 2, second))
    return all(text.is_capital(k) for k in names)


def _is_no_name(word: str) -> bool:
    return word in cue("no_names") or word in cue("months") or word in cue("weekdays")


def _is_quoted_title(case: Case) -> bool:
    """Say whether the number begins a title in quotation marks: "Seven Winters"."""
    raw = case.text.raw
    closing = {'"': '"', "“": "”", "‘": "’"}.get(raw[case.first - 1])
    ends = [k for k in range(case.last + 1, case.last + 8) if raw[k] == closing]
    return bool(ends) and all(case.text.is_capital(k) for k in range(case.last + 1, ends[0]) if len(raw[k]) > 3)


def _is_dashed_pair(case: Case) -> bool:
    """Say whether the number begins "6-3": a score, not a name."""
    joined = case.text.is_hyphen(case.last + 1) or case.after == "to"
    if not joined or not case.text.raw[case.last + 2].isdecimal():
        return joined and case.text.kind[case.last + 2] == "digits"
    other = float(case.text.raw[case.last + 2][:15])
    return other < 100 or 1 / 3 < case.amount.number / other < 3
