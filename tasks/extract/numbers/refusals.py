"""Numbers that are no figures: small rules, each with one reason, tried in the order of RULES."""

from collections.abc import Callable

from tasks.extract.numbers.cases import Case, number_follows
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.model import Amount, Refused
from tasks.extract.numbers.names import name_or_code
from tasks.extract.numbers.refused_codes import formation, phone, proportion, reference, url, version
from tasks.extract.numbers.refused_names import address, list_marker, rank
from tasks.extract.numbers.refused_times import clock_time, date, decade, part_of_time, some_day, year

LOOK_BACK = 8  # items
ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th"))


def ordinal(case: Case) -> bool:
    """Refuse "3rd", "21st".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("His 21st and 22nd tries.")
    ['21st: ordinal', '22nd: ordinal']
    """
    return case.text.lower[case.last + 1] in ORDINAL_ENDINGS and case.text.glued[case.last + 1] and case.is_bare


def pronoun_one(case: Case) -> bool:
    """Refuse "one" where it stands for a noun: "one of", "the one", "one can only hope".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("One of them left; that one is here.")
    ['One of: pronoun_one', 'one: pronoun_one']
    """
    if case.written.lower() != "one" or case.first != case.last or case.amount.kind != "count":
        return False
    text, after = case.text, case.last + 1
    if case.after in ("to", "or", "and", "in", "out", "for", "over") and number_follows(case):
        return False
    if _is_reciprocal(case):
        return True
    if case.before == "to" and case.items and case.items[-1].last == case.first - 2:
        return not isinstance(case.items[-1], Amount)  # "nine to one"
    if case.before == "that" and case.after not in cue("pronoun_after") and text.kind[after] == "word":
        return False
    if case.after in ("was", "is", "has", "had", "were") and _is_in_list(case):
        return False
    if case.before in cue("pronoun_before") and not (case.before == "the" and case.after in ("person", "man")):
        return case.before != "only" or case.after in cue("pronoun_after")
    if case.after == "or" and text.lower[after + 1] in ("more", "fewer", "less"):
        return False
    if case.after in cue("counted_adjectives") or text.is_hyphen(after):
        return False
    return case.after in cue("pronoun_after") or text.kind[after] in ("mark", "")


def _is_reciprocal(case: Case) -> bool:
    """Say whether "one room after another", "from one place to the other" pairs two things and counts none."""
    lower, place = case.text.lower, case.last + 2
    for k in range(place, place + 4):
        if lower[k] in ("after", "to", "or") and lower[k + 1 : k + 2] == ["another"]:
            return True
        if lower[k] in ("after", "to", "from") and lower[k + 1 : k + 3] == ["the", "other"]:
            return True
    return False


def _is_in_list(case: Case) -> bool:
    """Say whether "one has reopened" goes on counting what numbers before it counted."""
    joined = case.before in ("and", ",", ";", "while", "but", "only", "including", "(")
    return joined and any(isinstance(item, Amount) for item in case.items[-LOOK_BACK:])


def part_of_word(case: Case) -> bool:
    """Refuse "half" and the like inside a compound: "half-empty", "half-truth".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It was a half-empty hall.")
    ['half: idiom']
    """
    if case.amount.kind != "count" or case.text.lower[case.last] not in ("half", "quarter"):
        return False
    after = case.text.lower[case.last + 2]
    return case.text.is_hyphen(case.last + 1) and case.text.kind[case.last + 2] == "word" and after not in cue("points")


Rule = Callable[[Case], bool]
RULES: tuple[tuple[Rule, str], ...] = (
    (url, "url"),
    (version, "version"),
    (clock_time, "clock_time"),
    (ordinal, "ordinal"),
    (date, "date"),
    (decade, "year"),
    (year, "year"),
    (list_marker, "list_marker"),
    (reference, "list_marker"),
    (formation, "name_or_code"),
    (proportion, "name_or_code"),
    (rank, "rank"),
    (part_of_time, "part_of_time"),
    (part_of_word, "idiom"),
    (some_day, "idiom"),
    (address, "address"),
    (phone, "phone"),
    (pronoun_one, "pronoun_one"),
    (name_or_code, "name_or_code"),
)


def refuse(case: Case) -> Refused | None:
    """Return the first refusal that fits, or None for a figure."""
    for rule, reason in RULES:
        if rule(case):
            return Refused(case.first, _with_ending(case), reason, rule.__name__)
    return None


def _with_ending(case: Case) -> int:
    """Return the last token with the ending that touches it: 43rd, 1990s."""
    ends = case.after in ORDINAL_ENDINGS or case.after == "s"
    return case.last + 1 if ends and case.text.glued[case.last + 1] else case.last
