"""Time phrases: the forms found in a sentence, joined where they belong together."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tasks.extract.numbers.cues import cue
from tasks.extract.times.grammar import grammar
from tasks.extract.times.words import Groups

DAYS_OF_MONTH = frozenset(("day_month", "month_day"))
DATES = DAYS_OF_MONTH | {"iso_day"}
DAYS = DATES | {"weekday", "deictic", "holiday"}
YEARLESS = DAYS_OF_MONTH | {"month", "quarter", "quarter_code", "half", "half_code", "season", "opening", "holiday"}
RANGED = DAYS | {"month", "year", "decade", "quarter", "quarter_code", "season", "unit", "now", "ago"}
PLAIN = frozenset(("unit", "weekday", "deictic", "now", "so_far", "vague", "yearly", "season"))  # without "about"
LENGTHS = frozenset(("length", "quarter", "half", "unit", "opening"))
ALIKE = (DATES | {"month"}, frozenset(("weekday",)), frozenset(("year",)), frozenset(("quarter", "quarter_code")))
ENDED = re.compile(r" (?:that |which )?(?:ended|ending|to|through|up to|until|to the end of)(?: on| in)?(?: the)? ?")
LONGEST_PREFIX = 48  # characters of "since around the very beginning of early "


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form with what stands before it: "since" (prep) "the end of" (edge) "late" (rough) "last year" (form, core)."""

    start: int
    end: int
    core: int
    form: str
    groups: Groups
    prep: str = ""
    hedge: str = ""
    edge: str = ""
    rough: str = ""
    year: Phrase | None = None  # "March of *last year*"
    to: Phrase | None = None  # the end of a range, or of the length before it
    joint: str = ""  # how `to` is joined: "to", "and" or "ended"
    timed: bool = False  # a clock time belongs to it


Rule = Callable[[Phrase, Phrase, str, str], Phrase | None]


def phrases_in(lower: str) -> list[Phrase]:
    """Return what may be the time phrases of a text in lower case: `checks` refuses some.

    >>> sentence = "from 3 may to june last year it shut at 8 p.m. on tuesday."
    >>> [sentence[each.start : each.end] for each in phrases_in(sentence)]
    ['from 3 may to june last year', 'at 8 p.m. on tuesday']
    """
    phrases = list(_scanned(lower))
    for rule in (years, parts, clocks, days, beside, ended, ranges):
        phrases = _joined(phrases, lower, rule) if len(phrases) > 1 else phrases
    return phrases


def _scanned(lower: str) -> list[Phrase]:
    """Return every form of a text with what stands before it."""
    found: list[Phrase] = []
    for match in grammar().finder.finditer(lower):
        form, core = match.lastgroup or "", match.start()
        begin = max(found[-1].end if found else 0, core - LONGEST_PREFIX)
        before = grammar().before.search(lower[begin:core])
        groups = grammar().read(form, lower, core)
        prep, hedge, edge, rough = (before[name] or "" if before else "" for name in ("prep", "hedge", "edge", "rough"))
        end = match.end()
        if form == "month_day" and prep == "in" and not _is_followed_by_year(lower, end):  # "in May 12 people died"
            form, groups = "month", grammar().read("month", lower, core)
            end = core + len(groups["text"])
        start = begin + before.start() if before else core
        if before and hedge and not edge and form in PLAIN and "course" not in hedge:  # "(told) about this year"
            start, prep, hedge = begin + before.end("hedge"), "", ""
        found.append(Phrase(start, end, core, form, groups, prep, hedge.strip(), edge.removeprefix("the "), rough))
    return found


def _is_followed_by_year(lower: str, end: int) -> bool:
    return re.match(r",? (?:1\d|20)\d\d\b", lower[end : end + 7]) is not None


def _joined(phrases: list[Phrase], lower: str, rule: Rule) -> list[Phrase]:
    """Join neighbours by a rule that looks at both and at what stands between them."""
    joined: list[Phrase] = []
    for phrase in phrases:
        both = rule(joined[-1], phrase, lower[joined[-1].end : phrase.start], lower) if joined else None
        if both is None:
            joined.append(phrase)
        else:
            joined[-1] = both
    return joined


def years(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join a year to what has none: "May 5, 2024", "March of last year", "the first quarter of 2025"."""
    if first.form not in YEARLESS | {"yearly"} or first.year is not None or second.edge or second.rough or second.hedge:
        return None
    if second.form == "year":
        is_year = (first.form == "season" or "year2" not in second.groups) and len(second.groups["year"]) == 4
        is_year = is_year and not (gap == ", " and is_count(lower, second))
    elif second.form == "unit":
        is_year = second.groups["unit"] == "year"
    else:
        is_year = first.form == "yearly" and second.form == "ago"
    gaps = (" ", " of ", " in ", ", ") if first.form in DAYS_OF_MONTH else (" ", " of ", " of the ", "-")
    if not is_year or second.prep not in ("", "in") or (second.prep and first.form in ("month", "season")):
        return None
    return replace(first, end=second.end, year=second) if gap in gaps else None


def parts(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join a part to its whole: "the first eight months of 2024", "this year so far", "so far this month"."""
    last = first.form == "counted_back" and first.groups["which"] == "last"
    whole = second.form in ("month", "year", "unit") and not second.prep
    if gap == " of " and whole and (last or first.form == "opening"):
        return replace(first, form="opening", end=second.end, year=second)
    if {first.form, second.form} != {"unit", "so_far"} or gap != " ":
        return None
    unit = second if second.form == "unit" else first
    if unit.groups["which"] not in ("this", "the current") or unit.edge:
        return None
    return replace(unit, start=first.start, end=second.end, prep="", rough="earlier")


def clocks(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join clock times to a range: "between 8 a.m. and 5 p.m."."""
    if first.form != "clock" or second.form != "clock" or second.prep not in ("", "until", "through"):
        return None
    return replace(first, end=second.end, joint="to") if gap.strip() in ("and", "or", "to", "-", "–", "") else None


def days(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join what names one day: "Tuesday, May 5", "8 p.m. on Tuesday", "yesterday at noon", "overnight on Friday"."""
    if second.prep not in ("", "on", "at", "in") or second.edge or gap not in (" ", ", ", " (", " of "):
        return None
    if first.form == "clock" and second.form in DAYS and gap != " of ":
        kept = replace(second, prep=first.prep, joint=first.joint, hedge="", timed=True)
    elif second.form == "clock" and first.form in DAYS and not first.timed and (gap == " " or second.prep == "at"):
        return replace(first, end=second.end, timed=True)
    elif first.form == "deictic" and first.groups["text"] == "overnight" and second.form in DAYS and gap == " ":
        kept = replace(second, rough="overnight", prep=first.prep)
    elif first.form in ("weekday", "deictic") and second.form in DATES and second.prep in ("", "on"):
        weekday = {"weekday": first.groups["weekday"]} if first.form == "weekday" else {}
        kept = replace(second, prep=first.prep, edge=first.edge, groups={**second.groups, **weekday})
    else:
        return None
    closing = gap == " (" and lower[second.end : second.end + 1] == ")"
    return replace(kept, start=first.start, end=second.end + closing)


def beside(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join a length to the day it is counted from: "two days before May 5", "in the 24 hours preceding May 5"."""
    way = first.groups.get("way")
    if way not in ("before", "after", "preceding") or second.form not in DAYS or gap != " " or second.prep:
        return None
    return replace(first, end=second.end, to=second, joint="after" if way == "after" else "before")


def ended(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join a length to its end: "the quarter ended Jan. 31", "in the three months to June"."""
    if first.form not in LENGTHS or second.form not in DAYS | {"month"} or first.year is not None:
        return None
    before = f"{second.prep} " * bool(second.prep) + "the end of " * (second.edge == "end")
    joint = ENDED.fullmatch(gap + before)
    ending = joint is not None and "end" in joint[0].replace("the end", "")
    if (
        joint is None
        or second.rough
        or second.edge not in ("", "end")
        or (not ending and first.form not in ("length", "unit"))
    ):
        return None
    if first.form == "length" and not ending and not (first.prep in ("in", "for", "over", "during") or _has_the(first)):
        return None
    if second.form in ("weekday", "deictic") and first.groups.get("unit") not in ("hour", "day", "week"):
        return None
    if first.form == "unit" and first.groups["unit"] not in (
        "year",
        "quarter",
        "week",
        "fiscal year",
        "financial year",
    ):
        return None
    return replace(first, end=second.end, to=replace(second, prep=""), joint="ended")


def _has_the(phrase: Phrase) -> bool:
    return phrase.groups["text"].startswith("the ")


def ranges(first: Phrase, second: Phrase, gap: str, lower: str) -> Phrase | None:
    """Join the ends of a range: "from 2014 to 2018", "between May and July", "May and June"."""
    if first.to is not None or first.form not in RANGED or second.form not in RANGED:
        return None
    if second.prep not in ("", "to", "through", "through to", "until", "till", "up to"):
        return None
    joint = f"{gap.strip()} {second.prep}".strip()
    alike = any(first.form in forms and second.form in forms for forms in ALIKE)
    if joint == "and":
        if first.prep != "between" and not (alike and not (first.edge or second.edge)):
            return None
        joint = "to" if first.prep == "between" else "and"
    elif joint in ("to", "-", "–", "through", "through to", "until", "till", "up to", "into"):
        if first.prep != "from" and not (alike and joint != "until" and first.form != "year"):
            return None
        joint = "to"
    else:
        return None
    return replace(first, end=second.end, to=replace(second, prep=""), joint=joint)


def is_count(lower: str, year: Phrase) -> bool:
    """Say whether four digits count what follows them: "2000 people", "1950 new cases"."""
    if "year2" in year.groups or len(year.groups.get("year", "")) != 4 or year.groups["text"][0] == "f":
        return False
    follower = word_after(lower, year.end)
    if lower[year.end : year.end + 1] == "-" or follower in cue("seasons") or year.groups["text"].startswith("the "):
        return False
    if year.prep in ("in", "since"):
        return follower in ("people", "dollars", "euros", "pounds")
    if follower in cue("people") or follower in (
        "dollars",
        "euros",
        "pounds",
        "km",
        "metres",
        "feet",
        "miles",
        "percent",
    ):
        return True
    plural = follower.endswith("s") and not follower.endswith(("ss", "us", "is", "'s", "’s"))
    return plural and follower not in cue("no_plurals")


def word_after(text: str, end: int) -> str:
    """Return the word behind a place, one space or hyphen off."""
    found = re.match(r"[ -]([\w’'-]+)", text[end : end + 24])
    return found[1] if found else ""
