"""The days that a time phrase means: its form, its year, its range, and what makes it early, late or an edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tasks.extract.times import forms, spans
from tasks.extract.times.forms import Reference
from tasks.extract.times.grammar import grammar
from tasks.extract.times.phrases import DATES, Phrase
from tasks.extract.times.spans import ONE_DAY, UNKNOWN, Days
from tasks.extract.times.words import length_of

STARTS = frozenset(("start", "beginning", "opening", "first day", "turn"))
ENDS = frozenset(("end", "close", "last day"))
WEEKS = {"first week": 0, "first days": 0, "early days": 0, "first weeks": 0, "second week": 1, "third week": 2}
LAST_WEEKS = frozenset(("last week", "final weeks", "last days", "final days", "closing days"))


def days_of(phrase: Phrase, to: Reference) -> Days:
    """Return the days that a phrase means, before its preposition is applied.

    >>> from datetime import date
    >>> from tasks.extract.times.phrases import phrases_in
    >>> [days_of(phrase, Reference(date(2025, 2, 25))).edtf for phrase in phrases_in("in late may, since last year")]
    ['2024-05~', '2024']
    """
    if phrase.to is not None and phrase.joint in ("before", "after"):
        return _beside(phrase, days_of(phrase.to, to))
    if phrase.to is not None and phrase.joint == "ended":
        end = days_of(phrase.to, replace(to, future=False))
        groups = {"count": "6", "unit": "month"} if phrase.form == "half" else phrase.groups
        return forms.ended(groups, to, end)
    if phrase.to is not None:
        return _range(phrase, phrase.to, to)
    if phrase.year is not None:
        told_year = days_of(phrase.year, replace(to, anchor=UNKNOWN))
        to = replace(to, year=told_year.first.year) if told_year.first else to
        to = replace(to, anchor=told_year) if phrase.form == "opening" else to
    counted = phrase.form in ("counted_back", "counted_unit") and phrase.groups["which"] == "next"
    if counted and not phrase.prep and not to.future:  # "he spent the next five years abroad"
        return UNKNOWN
    if phrase.edge or phrase.rough == "later":  # "the end of the week", "later this week" look at all of it
        to = replace(to, future=to.future or phrase.groups.get("unit") == "week")
    days = grammar().forms[phrase.form][1](phrase.groups, to)
    return _at_edge(_roughly(days, phrase, to), phrase.edge, to)


def _beside(phrase: Phrase, point: Days) -> Days:
    """Return the time so long before or after another: "two days before May 5", "in the 24 hours preceding May 5"."""
    length = length_of(phrase.groups)
    if length is None or point.first is None:
        return UNKNOWN
    other = spans.moved(point, -length if phrase.joint == "before" else length)
    if phrase.prep not in ("in", "during", "over"):
        return other
    return spans.from_to(other, point) if phrase.joint == "before" else spans.from_to(point, other)


def _range(phrase: Phrase, end: Phrase, to: Reference) -> Days:
    """Return the days from one time to another; the first takes its year from the second."""
    last = days_of(end, to)
    begin = replace(phrase, to=None)
    first = days_of(begin, to)
    if last.first is not None and phrase.form in ("month", "month_day", "day_month") and phrase.year is None:
        first = days_of(begin, replace(to, year=last.first.year))
        if first.first is not None and last.last is not None and first.first > last.last:
            first = days_of(begin, replace(to, year=last.first.year - 1))
    if first.first and last.first and first.first > last.first:
        if end.form == "weekday" and phrase.form != "weekday":
            last = spans.day(last.first + timedelta(days=7))
        elif phrase.form == "weekday":
            first = spans.day(first.first - timedelta(days=7))
    if phrase.joint == "and" and (first.last is None or last.first is None or first.last + ONE_DAY != last.first):
        return UNKNOWN
    return spans.from_to(first, last)


def _roughly(days: Days, phrase: Phrase, to: Reference) -> Days:
    """Apply "early", "mid", "earlier", "later", "around", and "overnight"."""
    if days.first is None or days.last is None:
        return spans.about(days) if phrase.rough in ("early", "late", "mid") else days
    if phrase.rough == "overnight":
        return spans.stretch(days.first, days.first + ONE_DAY)
    owned = phrase.groups["text"].startswith("the ")  # "(brought) about the 1979 treaty"
    if phrase.hedge in ("around", "about") and not owned and phrase.form in ("year", "month", *DATES):
        return spans.about(days)
    if days.first == days.last:
        return days
    now = to.published
    if phrase.rough in ("earlier", "later") and now is not None and days.first <= now <= days.last:
        return spans.stretch(days.first, now) if phrase.rough == "earlier" else spans.stretch(now, days.last)
    return spans.about(days) if phrase.rough else days


def _at_edge(days: Days, edge: str, to: Reference) -> Days:
    """Apply "the start of", "the end of", "the first week of" …"""
    word = edge.removeprefix("very ")
    if days.first is None or days.last is None:
        return UNKNOWN if word else days
    if word == "week":
        return spans.week(days.first)
    if word in STARTS:
        return spans.first_day(days)
    if word in ENDS:
        return spans.last_day(days)
    if word in ("rest", "remainder") and to.published and days.first <= to.published <= days.last:
        return spans.stretch(to.published, days.last)
    if word in WEEKS:
        first = min(days.first + timedelta(weeks=WEEKS[word]), days.last)
        return spans.about(spans.stretch(first, min(days.last, first + timedelta(days=6))))
    if word in LAST_WEEKS:
        return spans.about(spans.stretch(max(days.first, days.last - timedelta(days=6)), days.last))
    return spans.about(days) if word in ("middle", "height") else days
