"""The times that a text tells, each resolved against the day on which it was published.

A form ("Tuesday", "last year") is read in `forms.py`, its neighbours are joined in `phrases.py`; here what
stands around it is applied ("since", "the end of", "early"), and the time told before it, or a cue of the future.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from tasks.extract.times import spans
from tasks.extract.times.checks import is_time
from tasks.extract.times.clauses import clauses_in
from tasks.extract.times.days import days_of
from tasks.extract.times.forms import NEXT, Reference
from tasks.extract.times.phrases import DATES, DAYS, Phrase, phrases_in
from tasks.extract.times.spans import ONE_DAY, UNKNOWN, Days
from tasks.extract.times.words import length_of, which_of, words_of
from tasks.sentences import LONGEST_SENTENCE, split_sentences

ROLES = {
    "day": "one day, or a part of it",
    "period": "a stretch of the calendar: a week, month, quarter, year, season, a range",
    "since": "from a point up to publication",
    "until": "up to a point, with no beginning",
    "now": "the day of publication",
    "back": "a length counted back from publication: the past three days",
    "ahead": "a length counted on from publication: the next year",
    "compared": "what a figure is compared with: a year earlier, year-on-year",
    "clock": "a time of day with no day",
    "vague": "a time that no calendar tells: in recent weeks, a few days ago, the start of the war",
    "clause": "a happening told as a clause: when troops first crossed the border",
}
EARLIEST, LATEST = 1000, 8999  # years in which an article may have been published
SINCE = ("since", "dating back to")
UNTIL = ("until", "till", "up to", "through", "through to")
RELATIVE = frozenset(("unit", "ago", "yearly", "counted_back", "weekday"))  # forms that ask for the time before them
STRETCHES = RELATIVE - {"weekday"} | {"year", "month", "quarter", "half", "opening", "counted_unit", "length", "vague"}
REACH = 80  # characters before a time in which "will" makes it one to come


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression: where it stands, its first and last day, the same in EDTF, and what sort it is (`ROLES`)."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    edtf: str | None
    role: str


def times_in(text: str, published: date | None) -> list[Time]:
    """Return the times of a sentence or text, in order and not overlapping.

    >>> said = "Six died on Tuesday, 40 since the end of last year; sales rose 5% in May 2023 from a year earlier."
    >>> for time in times_in(said, date(2025, 2, 25)):
    ...     print(time.text, time.edtf, time.role, sep=" | ")
    on Tuesday | 2025-02-25 | day
    since the end of last year | 2024-12-31/2025-02-25 | since
    in May 2023 | 2023-05 | period
    a year earlier | 2022-05 | compared
    >>> times_in("It may march 2,000 people 3 miles.", date(2025, 2, 25))
    []
    """
    if len(text) <= LONGEST_SENTENCE:
        return _times_in(text, published)
    return [
        replace(time, start=start + time.start, end=start + time.end)
        for start, end in split_sentences(text)
        for time in _times_in(text[start:end], published)
    ]


def _times_in(text: str, published: date | None) -> list[Time]:
    lower = _lowered(text)
    if not may_hold_time(lower):
        return []
    if published is not None and not EARLIEST <= published.year <= LATEST:
        published = None  # no day of an article: what it would be counted from is unknown
    phrases = [phrase for phrase in phrases_in(lower) if is_time(phrase, text, lower)]
    times: list[Time] = []
    for place, phrase in enumerate(phrases):
        later = phrases[place + 1 :]
        try:
            times += _resolved(phrase, _Told(text, lower, published, times, later))
        except (OverflowError, ValueError):  # beyond the calendar: "0000-12-31", "three years after 9999-12-31"
            continue
    clauses = [_as_time(text, *clause) for clause in clauses_in(lower, times, published)]
    return _without_overlaps(times, clauses)


def may_hold_time(lower: str) -> bool:
    """Say whether a text in lower case has a word or digits that a time could be made of.

    >>> may_hold_time("they left home."), may_hold_time("they left in 2019."), may_hold_time("they left on monday.")
    (False, True, True)
    """
    words = lower.translate(_stops()).split()
    return not _cues().isdisjoint(words) or _digits().search(lower) is not None


@cache
def _cues() -> frozenset[str]:
    return frozenset(word for name in ("cue", "month", "weekday", "season") for word in words_of(name))


@cache
def _stops() -> dict[int, str]:
    """Return the marks that stand at words, each to be made a space."""
    return str.maketrans(dict.fromkeys(".,;:!?()[]\"'“”‘’-–—/", " "))


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(r"[0-9'’‘](?:[0-9]{3}|[0-9]?[:/][0-9]| ?[ap]\.?m\b|[0-9]0s)")


def _lowered(text: str) -> str:
    """Return the text in lower case, as long as it was."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a phrase is resolved with: its text, the publication day, the times before it and the phrases after it."""

    text: str
    lower: str
    published: date | None
    times: list[Time]
    later: list[Phrase]

    def reference(self, phrase: Phrase) -> Reference:
        """Return from which day a phrase counts, and whether it may lie ahead."""
        anchor = self._anchor(phrase) if phrase.form in RELATIVE else UNKNOWN
        cue = _cue_of_future(self.lower, phrase)
        open_end = not cue and (phrase.prep in UNTIL or (phrase.prep == "by" and phrase.form != "weekday"))
        past = phrase.prep in (*SINCE, "after")
        return Reference(
            self.published,
            anchor,
            future=cue == "future" and not past,
            perhaps=(cue == "perhaps" or open_end) and not past,
            past=past,
        )

    def _anchor(self, phrase: Phrase) -> Days:
        """Return the time before a phrase in its sentence; for "the previous day" else the day after it."""
        for time in reversed(self.times):
            if time.first and time.last and time.role in ("day", "period"):
                same = len(split_sentences(self.text[time.start : phrase.end])) == 1
                return Days(time.first, time.last, time.edtf) if same else UNKNOWN
        day = next((each for each in self.later if each.form in DATES or each.form == "weekday"), None)
        if day is None or phrase.groups.get("unit") != "day" or which_of(phrase.groups) != "previous":
            return UNKNOWN
        same = len(split_sentences(self.text[phrase.start : day.end])) == 1
        return days_of(day, Reference(self.published)) if same else UNKNOWN


def _cue_of_future(lower: str, phrase: Phrase) -> str:
    """Return "future" if "will", "due" … stand before a time in its clause, "perhaps" for "would", "was due" …

    A verb of saying between them takes the time for itself: "… will leave, he said on Monday".
    """
    clause = re.split(r"[,;:—–(!?]|\. (?!\d)", lower[max(0, phrase.start - REACH) : phrase.start])[-1]
    found = [*_future_pattern().finditer(clause)][-1:]
    if not found or found[0].lastgroup == "saying":
        return ""
    return "perhaps" if found[0]["was"] else found[0].lastgroup or ""


@cache
def _future_pattern() -> re.Pattern[str]:
    lists = "|".join(f"(?P<{name}>{'|'.join(words_of(name))})" for name in ("saying", "future", "perhaps"))
    return re.compile(rf"\b(?P<was>(?:was|were|been) )?(?:{lists})\b")


def _resolved(phrase: Phrase, told: _Told) -> list[Time]:
    """Return the time of a phrase; the two of a pair that is no stretch ("on Monday and Friday")."""
    to = told.reference(phrase)
    days = days_of(phrase, to)
    if phrase.to is not None and days == UNKNOWN and phrase.joint in ("and", "to"):
        return _apart(phrase, phrase.to, to, told)
    impossible = phrase.form == "iso_day" or (phrase.form in DATES and (told.published or phrase.year))
    return [] if days == UNKNOWN and impossible else [_time(phrase, days, told)]


def _apart(phrase: Phrase, second: Phrase, to: Reference, told: _Told) -> list[Time]:
    """Return the two times of a pair that is no stretch: "on Monday and Friday", "moved from 2029 to 2021"."""
    joint = re.search(r"\s*(?:and|to|-|–|—|through|until|till|up to|into)\s*$", told.lower[phrase.start : second.start])
    first = replace(phrase, to=None, joint="", end=phrase.start + joint.start() if joint else second.start - 1)
    days, others = days_of(first, to), days_of(second, to)
    if phrase.form == second.form == "weekday" and days.first and others.first and days.first > others.first:
        days = spans.day(days.first - timedelta(days=7))
    return [_time(first, days, told), _time(second, others, told)]


def _time(phrase: Phrase, days: Days, told: _Told) -> Time:
    """Apply the preposition of a phrase to its days, and say what sort of time it is."""
    possessive = told.lower[phrase.end : phrase.end + 2] in ("'s", "’s")
    prep = phrase.prep if not possessive or phrase.prep in SINCE else ""
    if not _takes(prep, phrase):
        prep = ""
    start = phrase.start + (len(phrase.prep) + 1 if phrase.prep and not prep else 0)
    if _owns_noun(phrase):
        start, prep = phrase.core + len("the "), ""
    days, role = _with_preposition(days, prep, phrase, told)
    return _as_time(told.text, start, phrase.end, days, role)


def _owns_noun(phrase: Phrase) -> bool:
    """Say whether a year belongs to a noun, and what stands before it as well: "in the 2016 election"."""
    said = phrase.groups["text"]
    return phrase.form == "year" and re.match(r"the \d", said) is not None and not said.endswith("season")


def _as_time(text: str, start: int, end: int, days: Days, role: str) -> Time:
    return Time(start, end, text[start:end], days.first, days.last, days.edtf, role)


def _takes(prep: str, phrase: Phrase) -> bool:
    """Say whether a preposition goes with a form: "on Friday", not "(put) on last week"."""
    form = phrase.form
    if prep in ("from", "between"):
        return phrase.joint == "to" or "day2" in phrase.groups
    if prep == "for":
        return form in STRETCHES and not phrase.to
    if prep == "on":
        return form in DAYS or bool(phrase.edge)
    if prep == "at":
        weekend = phrase.groups.get("unit") == "weekend"
        return form in ("clock", "yearly", "holiday") or phrase.timed or bool(phrase.edge) or weekend
    return form != "now" or prep in ("since", "until", "till", "by", "as of", "up to")


def _with_preposition(days: Days, prep: str, phrase: Phrase, told: _Told) -> tuple[Days, str]:
    """Return the days with their preposition applied, and the sort of time that they then are."""
    single = days.first is not None and days.first == days.last
    if phrase.form == "clock":
        return UNKNOWN, "clock"
    if prep in SINCE:
        return spans.since(days, told.published), "since"
    if prep in UNTIL or (prep == "by" and not single):
        return spans.until(days), "until"
    if phrase.timed and prep in ("before", "after", "prior to"):  # "before 8 p.m. on Tuesday"
        return days, "day"
    if prep in ("before", "prior to"):
        return spans.until(spans.day(days.first - ONE_DAY)) if days.first else UNKNOWN, "until"
    if prep == "after" and phrase.form != "ago":
        return spans.since(spans.day(days.last + ONE_DAY), told.published) if days.last else UNKNOWN, "since"
    if prep == "within" and phrase.form == "length":
        length = length_of(phrase.groups)
        if told.published is None or length is None or _cue_of_future(told.lower, phrase) != "future":
            return UNKNOWN, "vague"
        return spans.stretch(told.published, told.published + length), "ahead"
    return days, _role(phrase, days, single)


def _role(phrase: Phrase, days: Days, single: bool) -> str:
    """Return the sort of a time that no preposition makes open."""
    form, which = phrase.form, which_of(phrase.groups)
    if form == "now":
        return "now"
    if form == "so_far":
        return "until"
    if form == "vague" or (days == UNKNOWN and which == "next"):
        return "vague"
    if form == "yearly":
        return "compared"
    if days == UNKNOWN and form == "ago" and ("loose" in phrase.groups or "clause" in phrase.groups):
        return "vague"
    earlier = form == "ago" and phrase.groups["way"] in ("ago", "earlier", "before", "previously")
    if (
        earlier
        and phrase.groups["unit"] in ("month", "quarter", "year")
        and phrase.groups.get("count", "a") in ("a", "one")
    ):
        return "compared"
    if form in ("counted_back", "counted_unit"):
        return "ahead" if which in NEXT else "back"
    if days == UNKNOWN and form not in ("unit", "weekday", "deictic"):
        return "vague"
    a_day = form in ("weekday", "deictic", "iso_day") or phrase.groups.get("unit") == "day" or form in DATES
    return (
        "day" if single or (a_day and "day2" not in phrase.groups and not phrase.to and not phrase.edge) else "period"
    )


def _without_overlaps(times: Iterable[Time], clauses: Iterable[Time]) -> list[Time]:
    """Return all in order; a clause stands for the times within it."""
    kept = list(clauses)
    kept += [time for time in times if not any(each.start < time.end and time.start < each.end for each in kept)]
    return sorted(kept, key=lambda time: time.start)
