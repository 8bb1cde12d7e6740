"""Numbers within names and codes: small rules, of which one is enough."""

from collections.abc import Callable

from tasks.extract.numbers.cases import Case, is_named, is_noun_after, is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.scan import Text

RESULT_ENDS = frozenset((":", ";", ".", "", "("))
QUOTES = {'"': '"', "“": "”", "‘": "’"}


def name_or_code(case: Case) -> bool:
    """Refuse numbers within names and codes.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("Article 5 of the G7, an F-16, a Boeing 737 and Covid-19.")[:3]
    ['5: name_or_code', '7: name_or_code', '16: name_or_code']
    """
    if case.amount.kind == "money" or case.amount.numeral.form == "multiple":
        return False
    return any(rule(case) for rule in RULES)


def zero_padded(case: Case) -> bool:
    """Refuse digits that begin with a zero: "agent 007", "Plant 02.40".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It was built at Plant 02.40.")
    ['02.40: name_or_code']
    """
    return len(case.written) > 1 and case.written[0] == "0" and case.written[1].isdecimal()


def airliner(case: Case) -> bool:
    """Refuse airliners that are called by their number: "on the 787".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("He flew the 787 and ordered 787-9 jets.")
    ['787: name_or_code', '787: name_or_code', '9: name_or_code']
    """
    if not case.is_bare or case.written not in cue("airliners"):
        return False
    return _is_variant(case) or (case.before in cue("determiners") and not is_noun_after(case))


def model(case: Case) -> bool:
    """Refuse the number of a model or a series: "the 990 Pro", "9-series phones".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("The 990 Pro beats older 9-series drives.")
    ['990: name_or_code', '9: name_or_code']
    """
    after = case.last + 1
    if case.is_bare and case.after in cue("model_words") and case.text.is_capital(after):
        return True
    return case.is_bare and case.text.is_hyphen(after) and case.text.lower[after + 1] == "series"


def designation(case: Case) -> bool:
    """Refuse long bare digits before a name: "99942 Apophis".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It is the asteroid 99942 Apophis.")
    ['99942: name_or_code']
    """
    return case.is_bare and len(case.written) > 4 and case.text.is_capital(case.last + 1) and not is_plural(case.after)


def named(case: Case) -> bool:
    """Refuse numbers after a word of name_words.csv: "Article 5", "Highway 101", "lane 6".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("She ran in lane 6 beside Highway 101.")
    ['6: name_or_code', '101: name_or_code']
    """
    return is_named(case, "name_or_code")


def glued_code(case: Case) -> bool:
    """Refuse digits that touch letters: G7, 3D, A320neo, 777X, JN.1.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("The G7 saw 3D films, an A320neo and a JN.1 case.")[:3]
    ['7: name_or_code', '3: name_or_code', '320: name_or_code']
    """
    text = case.text
    if case.amount.numeral.form not in ("digits", "fraction"):
        return False
    if (case.after == "x" and text.kind[case.last + 2] == "digits") or (
        case.before == "x" and text.kind[case.first - 2] == "digits"
    ):
        return True
    after = text.glued[case.last + 1] and text.kind[case.last + 1] == "word"
    if case.after == "x" and after and (case.amount.number >= 100 or text.raw[case.last + 1] == "X"):
        return True
    if text.glued[case.first] and (text.kind[case.first - 1] == "word" or _is_dotted(case)):
        return True
    return after and case.after not in cue("glued_endings") and text.kind[case.last] == "digits"


def hyphened_code(case: Case) -> bool:
    """Refuse numbers that a hyphen ties to a name: F-16, Covid-19, MH-17, CVE-2024-30188.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("An F-16 was hit by Covid-19 and CVE-2024-30188.")
    ['16: name_or_code', '19: name_or_code', '2024: year', '30188: name_or_code']
    """
    text, place = case.text, case.first - 1
    if not text.is_hyphen(place) or text.raw[place] == "—":
        return case.is_bare and text.glued[case.first] and text.raw[place] == "_"
    if case.is_bare and (case.follows("name_or_code") or (text.is_hyphen(place - 2) and text.is_capital(place - 3))):
        return True
    word = text.lower[place - 1]
    if text.kind[place - 1] != "word" or word in cue("no_code") or case.amount.numeral.form == "words":
        return False
    return text.is_capital(place - 1) or word in ("mid", "pre", "post", "under", "no")


def spelled_name(case: Case) -> bool:
    """Refuse number words with a capital within names: "the Big Three", "Seven Winters".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused('They told the Big Three to read "Seven Winters" aloud.')
    ['Big Three: name_or_code', 'Seven: name_or_code']
    """
    text = case.text
    if case.amount.numeral.form != "words" or text.is_headline or not text.is_capital(case.first):
        return False
    apostrophe = text.raw[case.last + 1] in ("'", "’")
    beside = text.is_capital(case.last + 1 + apostrophe) and bool(case.before)
    if beside and _is_title(case):
        return True
    after_name = text.is_capital(case.first - 1) and not _is_common(case.before)
    opens = text.is_opening(case.first - 1) and text.raw[case.first - 1][1:].islower()
    return (beside or (after_name and not opens)) and not text.is_opening(case.first)


def capital_name(case: Case) -> bool:
    """Refuse digits after a capitalised word: "Boeing 737", "WESH 2 news", but not "Labour 202 seats".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("He told WESH 2 news that a Boeing 737 fell.")
    ['2: name_or_code', '737: name_or_code']
    """
    text, index = case.text, case.first - 1
    if not case.is_bare or text.is_headline or not text.is_capital(index) or _is_common(case.before):
        return False
    if text.is_opening(index) and text.raw[index][1:].islower():
        return False
    if text.lower[index].endswith(("'s", "’s")) or _is_result(case) or _is_dashed_pair(case):
        return False
    if text.raw[index].isupper() and 2 <= len(text.raw[index]) <= 4 and case.before not in cue("nations"):
        return len(case.written) <= 6
    return len(case.written) <= 4 and not is_noun_after(case)


def next_of_names(case: Case) -> bool:
    """Refuse the second number of two names: "junctions 10 and 11".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It shut between junctions 10 and 11.")
    ['10: name_or_code', '11: name_or_code']
    """
    return case.follows("name_or_code") and case.is_bare and not is_noun_after(case)


RULES: tuple[Callable[[Case], bool], ...] = (
    zero_padded, airliner, model, designation, named, glued_code, hyphened_code, spelled_name, capital_name,
    next_of_names,
)  # fmt: skip


def is_result(text: Text, first: int, second: int) -> bool:
    """Say whether two numbers stand in "Blues 3, Lightning 1:": a name before each, a comma after the first."""
    if not first + 2 < second <= first + 5 or text.raw[first + 1] != "," or text.raw[second + 1] not in RESULT_ENDS:
        return False
    return all(text.is_capital(k) for k in (first - 1, *range(first + 2, second)))


def _is_result(case: Case) -> bool:
    """Say whether the number is one of "Blues 3, Lightning 1:", which the rule `result` joins to a score."""
    if len(case.written) > 3:
        return False
    following, preceding = (_next_number(case.text, edge, step) for edge, step in ((case.last, 1), (case.first, -1)))
    return is_result(case.text, case.first, following) or is_result(case.text, preceding, case.first)


def _next_number(text: Text, place: int, step: int) -> int:
    return next((k for k in range(place + step, place + 6 * step, step) if text.kind[k] == "digits"), place)


def _is_variant(case: Case) -> bool:
    """Say whether "-9" or "-800" after the number names a model: "787-9", but not "350-375 million"."""
    written = case.text.raw[case.last + 2]
    if case.text.raw[case.last + 1] != "-" or not written.isdecimal() or len(written) > 4:
        return False
    counts = case.text.lower[case.last + 3] in case.lexicon.multipliers or case.text.kind[case.last + 3] == "mark"
    return (int(written) <= 10 or int(written) % 100 == 0) and not counts


def _is_dotted(case: Case) -> bool:
    """Say whether a full stop ties the number to capitals: JN.1, XBB.1.5, ID.3."""
    text, dot = case.text, case.first - 1
    name = text.raw[dot - 1]
    return text.raw[dot] == "." and text.glued[dot] and name.isalpha() and name.isupper() and len(name) < 5


def _is_common(word: str) -> bool:
    return word in cue("no_names") or word in cue("months") or word in cue("weekdays")


def _is_title(case: Case) -> bool:
    """Say whether the number begins a title in quotation marks: "Seven Winters"."""
    raw = case.text.raw
    closing = QUOTES.get(raw[case.first - 1])
    ends = [k for k in range(case.last + 1, case.last + 8) if raw[k] == closing]
    return bool(ends) and all(case.text.is_capital(k) for k in range(case.last + 1, ends[0]) if len(raw[k]) > 3)


def _is_dashed_pair(case: Case) -> bool:
    """Say whether the number begins "6-3": a score, not a name."""
    joined = case.text.is_hyphen(case.last + 1) or case.after == "to"
    if not joined or not case.text.raw[case.last + 2].isdecimal():
        return joined and case.text.kind[case.last + 2] == "digits"
    other = float(case.text.raw[case.last + 2][:15])
    return other < 100 or 1 / 3 < case.amount.number / other < 3
