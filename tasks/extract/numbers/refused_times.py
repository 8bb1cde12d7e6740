"""Numbers that date something: days, years, decades, hours, parts of time."""

from tasks.extract.numbers.cases import JOINTS, Case, is_named, is_plural_after
from tasks.extract.numbers.cues import cue

ERAS = frozenset(("BC", "BCE", "AD", "CE"))
DAYS = frozenset(("day", "night"))


def date(case: Case) -> bool:
    """Refuse the day of a month: "5 May", "May 5", "Sept. 20-24", "the 25th of June".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It ran from Sept. 20-24 and on 5 May.")
    ['20: date', '24: date', '5: date']
    """
    if not case.is_bare or len(case.written) > 2 or not 1 <= case.amount.number <= 31:
        return False
    if _is_month(case, case.text.before(case.first)):
        return case.before != "may" or case.text.is_capital(case.text.before(case.first))
    return _is_month(case, case.last + 1) or _is_month_after_joint(case) or case.follows("date")


def year(case: Case) -> bool:
    """Refuse a year: "in 2024", "2019-20", "the 2015 deal"; "2000 people" is a count.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("In 2019-20, under the 2015 accord, 2000 people left.")
    ['2019: year', '20: year', '2015: year']
    """
    if case.follows("year") and case.is_bare and len(case.written) in (2, 4):
        return True
    if (case.is_bare and case.text.raw[case.last + 1] in ERAS) or case.text.raw[case.first - 1] == "AD":
        return case.is_bare
    return _is_short_year(case) or _is_full_year(case)


def decade(case: Case) -> bool:
    """Refuse "the 1990s", "in his 30s".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("Songs of the 1990s, sung by men in their 30s.")
    ['1990s: year', '30s: year']
    """
    glued = case.text.glued[case.last + 1]
    apostrophe = case.text.raw[case.last + 1] in ("'", "’") and case.text.lower[case.last + 2] == "s" and glued
    return case.is_bare and ((case.after == "s" and glued) or apostrophe) and case.written[-1] == "0"


def clock_time(case: Case) -> bool:
    """Refuse the hour of a day: "9 a.m.", "5pm", "8 o'clock", "0600 GMT".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It shut at 9 p.m. or 2200 GMT.")
    ['9: clock_time', '2200: clock_time']
    """
    text, after = case.text, case.last + 1
    if case.amount.kind not in ("count", "distance"):
        return False
    if case.before == "at" and text.lower[after : after + 2] == ["in", "the"]:
        return text.lower[after + 2] in ("morning", "afternoon", "evening")
    if text.lower[after] in ("am", "pm", "o'clock", "o’clock", "gmt", "est", "edt", "bst", "cet", "utc"):
        return True
    if text.lower[after] in ("a", "p") and text.lower[after + 1] == "." and text.lower[after + 2] == "m":
        return True
    if text.lower[after] in JOINTS and text.lower[after + 2] in ("am", "pm") and text.kind[after + 1] == "digits":
        return case.is_bare
    return (
        case.is_bare
        and case.before == "at"
        and len(case.written) == 4
        and case.written[0] in "01"
        and not (text.glued[after] and text.kind[after] == "word")
    )


def part_of_time(case: Case) -> bool:
    """Refuse parts and points of time: "the first half", "three years ago", "two hours later".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("Two hours later the first half began.")
    ['Two hours: part_of_time', 'first: ordinal', 'half: part_of_time']
    """
    text = case.text
    if is_named(case, "part_of_time") and case.amount.kind == "count":
        return True
    if text.lower[case.amount.numeral.last] in ("half", "quarter", "quarters") and case.amount.kind == "count":
        if case.before in cue("half_ordinals"):
            return True
        return case.before in cue("halves") and case.after not in ("of", "a", "an")
    if case.amount.kind != "duration" or text.is_hyphen(case.last):
        return False
    if case.after in ("before", "after") and _is_length_before(case):
        return False
    if case.after == "ahead":
        return text.lower[case.last + 2] == "of" and case.amount.unit in ("day", "week", "month", "year")
    return case.after in cue("ago") and text.lower[case.last + 2] != "all"


def _is_length_before(case: Case) -> bool:
    """Say whether a length is told: "for three days before", "lasted less than 36 hours before"."""
    near = case.text.lower[case.first - 5 : case.first]
    return any(word in cue("lasting") for word in near)


def some_day(case: Case) -> bool:
    """Refuse "one day" and "one night" where they mean once upon a time.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("One day he will return.")
    ['One day: idiom']
    """
    if case.amount.kind != "duration" or case.written.lower() != "one" or case.text.is_hyphen(case.last):
        return False
    if case.text.is_hyphen(case.last + 1) or case.text.is_hyphen(case.last - 1) or case.amount.unit not in DAYS:
        return False
    if (
        case.before in cue("lasting")
        or case.before == "of"
        or case.before in cue("determiners")
        or case.after in cue("ago")
        or case.after in ("a", "of", "each", "per", "in", "old")
    ):
        return False
    return case.text.lower[case.first - 1] not in cue("before_fraction")


def _is_short_year(case: Case) -> bool:
    """Say whether an apostrophe stands for the century: "the class of '68"."""
    apostrophe = case.text.raw[case.first - 1] in ("'", "’", "‘") and case.text.glued[case.first]
    return apostrophe and case.is_bare and len(case.written) == 2


def _is_full_year(case: Case) -> bool:
    """Say whether four bare digits are a year and count nothing."""
    if not case.is_bare or len(case.written) != 4 or not 1000 <= case.amount.number <= 2100:
        return False
    if case.text.is_hyphen(case.last + 1) and _is_after_2100(case.text.raw[case.last + 2]):
        return False
    if case.before in cue("surely_before_year") or case.before in cue("months") or case.follows("date"):
        return True
    if case.after in cue("people") or case.amount.number < 1500:
        return False
    if case.before in cue("roughly"):
        return False
    likely = 1900 <= case.amount.number <= 2060
    if 1990 <= case.amount.number <= 2040 and _is_determined(case):
        return True
    if is_plural_after(case) and case.before not in cue("before_year"):
        return likely and case.after in cue("seasons")
    return likely or case.before in cue("before_year")


def _is_determined(case: Case) -> bool:
    """Say whether an article or an owner makes four digits a year even before a plural: "the 2015 games"."""
    named = case.text.is_capital(case.first - 1) and not case.text.is_opening(case.first - 1)
    return named or case.before in cue("determiners") or case.before.endswith(("'s", "’s"))


def _is_after_2100(written: str) -> bool:
    """Say whether four digits after a dash make it a range of counts: "2000-3000 men"."""
    return len(written) == 4 and written.isdecimal() and int(written) > 2100


def _is_month(case: Case, index: int) -> bool:
    return case.text.lower[index] in cue("months") and case.text.is_capital(index)


def _is_month_after_joint(case: Case) -> bool:
    """Say whether "5" begins "5 and 6 May", "5-6 May" or "5, 6 and 7 May"."""
    text, after = case.text, case.last + 1
    while text.lower[after] in JOINTS and text.kind[after + 1] == "digits" and after - case.last < 8:
        after += 2
        after += text.raw[after] == "," and text.lower[after + 1] == "and"
    return after > case.last + 1 and _is_month(case, after)
