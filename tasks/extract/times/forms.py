"""The forms of time expressions: how each is written, and which days it means.

A form is a regular expression over text in lower case and a function that turns a match into days. What stands
around a form ("since …", "the end of …", "… last year") is joined to it in `times.py`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tasks.extract.times import spans
from tasks.extract.times.spans import LEAP_YEAR, ONE_DAY, UNKNOWN, Days
from tasks.extract.times.words import Groups, length_of, which_of, words_of

LAST = frozenset(("last", "past", "this past", "previous", "prior", "preceding"))
NEXT = frozenset(("next", "coming", "this coming", "following"))
PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening", "night"))
LONG_AGO = 9  # months: a day that passed longer ago, said without its year, is rather the coming one


@dataclass(frozen=True, slots=True)
class Reference:
    """What a time is counted from: the publication day, the time told before it, its year, a cue of the future.

    Behind a weak cue ("would meet on Friday") a time is to come unless it has just passed.
    """

    published: date | None
    anchor: Days = UNKNOWN
    year: int | None = None
    future: bool = False
    perhaps: bool = False
    past: bool = False  # "since May 5"


Meaning = Callable[[Groups, Reference], Days]


def month(found: Groups, to: Reference) -> Days:
    """Read a month: "August", "last August", "next June"."""
    number = int(words_of("month")[found["month"].rstrip(".")])
    which = which_of(found)
    if to.year is not None:
        return spans.month(to.year, number)
    if to.published is None:
        return Days(edtf=f"XXXX-{number:02}")
    year, now = to.published.year, to.published.month
    if which in LAST:
        year -= number >= now
    elif which in NEXT:
        year += number <= now
    elif which != "this":
        future = to.future or (to.perhaps and (now - number) % 12 > 1)
        year += (future and number < now) - (not future and number > now)
    return spans.month(year, number)


def day_of_month(found: Groups, to: Reference) -> Days:
    """Read the day or days of a month: "5 May", "May 5-7", "3 to 9 May"."""
    number = int(words_of("month")[found["month"].rstrip(".")])
    first, last = int(found["day"]), int(found.get("day2", found["day"]))
    if not 1 <= first <= last <= monthrange(to.year or LEAP_YEAR, number)[1]:
        return UNKNOWN
    if to.year is None and to.published is None:
        begin = f"XXXX-{number:02}-{first:02}"
        return Days(edtf=begin if first == last else f"{begin}/XXXX-{number:02}-{last:02}")
    year = to.year or _year_of_weekday(number, first, to, found.get("weekday", ""))
    if last > monthrange(year, number)[1]:
        return UNKNOWN
    return spans.stretch(date(year, number, first), date(year, number, last))


def _year_of_weekday(number: int, day: int, to: Reference, weekday: str) -> int:
    """Return the year next to publication in which a day falls on its weekday: "Tuesday, May 6"."""
    assert to.published is not None
    usual, now = _year_of(number, day, to), to.published.year
    near = sorted((usual, now - 1, now, now + 1), key=lambda year: abs(year - usual))
    said = words_of("weekday").get(weekday.rstrip("."))
    known = (year for year in near if day <= monthrange(year, number)[1])
    return next((year for year in known if str(date(year, number, day).weekday()) == said), usual)


def _year_of(number: int, day: int, to: Reference) -> int:
    """Return the year of a day said without it: the nearest, rather past than to come."""
    assert to.published is not None
    said, today = (number, day), (to.published.month, to.published.day)
    passed = said <= today
    months_back = (to.published.month - number) % 12 or (0 if passed else 12)
    if to.future or (to.perhaps and months_back > 1):
        return to.published.year + (said < today)
    return to.published.year - (not passed) + (months_back >= LONG_AGO and not to.past)


def iso_day(found: Groups, to: Reference) -> Days:
    """Read "2024-05-05", and "25/05/2024" where only one number can be the month."""
    numbers = [int(number) for number in re.findall(r"\d+", found["text"])]
    if len(found["text"].split("-")[0]) == 4:
        year, number, first = numbers
    else:
        (small, large), year = sorted(numbers[:2]), numbers[2]
        if large <= 12 and small != large:
            return UNKNOWN
        number, first = small, large
    if not (1 <= number <= 12 and 1 <= first <= monthrange(year, number)[1]):
        return UNKNOWN
    return spans.day(date(year, number, first))


def year(found: Groups, to: Reference) -> Days:
    """Read a year or a span of years: "2024", "2019-20", "fiscal 2019", "FY19"."""
    first = _full(found["year"], 2000)
    last = _full(found["year2"], first) if "year2" in found else first
    if last < first:
        return UNKNOWN
    days = spans.years(first, last)
    return spans.about(days) if found["text"].startswith("f") else days


def _full(written: str, near: int) -> int:
    return int(written) if len(written) == 4 else near // 100 * 100 + int(written)


def decade(found: Groups, to: Reference) -> Days:
    """Read "the 1990s", "the '90s", "the 19th century"."""
    if "century" in found:
        return spans.years(100 * int(found["century"]) - 100, 100 * int(found["century"]) - 1)
    first = int(found["decade"])
    first += 0 if first > 99 else 1900 if first > 20 else 2000
    return spans.years(first, first + (99 if first % 100 == 0 and first < 2000 else 9))


def quarter(found: Groups, to: Reference) -> Days:
    """Read a calendar quarter: "the first quarter", "Q3"; without a year the last that has begun."""
    written = found["quarter"]
    number = int(written if written.isdigit() else words_of("ordinal")[written])
    if to.year is not None:
        return spans.quarter(to.year, number)
    if to.published is None:
        return Days(edtf=f"XXXX-{spans.QUARTER_CODE + number}")
    now = (to.published.month + 2) // 3
    if to.future:
        return spans.quarter(to.published.year + (number < now), number)
    return spans.quarter(to.published.year - (number > now), number)


def half(found: Groups, to: Reference) -> Days:
    """Read half a year: "the first half", "H1"."""
    written = found["half"]
    number = int(written if written.isdigit() else words_of("ordinal")[written])
    if to.year is not None:
        return spans.half(to.year, number)
    if to.published is None:
        return UNKNOWN
    now = (to.published.month + 5) // 6
    return spans.half(to.published.year - (number > now and not to.future), number)


def season(found: Groups, to: Reference) -> Days:
    """Read a season of the year: "spring", "last winter", "this summer"."""
    code = int(words_of("season")[found["season"]])
    which = which_of(found)
    if to.year is not None:
        return spans.season(to.year, code)
    if to.published is None:
        return Days(edtf=f"XXXX-{code}")
    near = [spans.season(to.published.year + offset, code) for offset in (-2, -1, 0, 1)]
    begun = [days for days in near if days.first and days.first <= to.published]
    coming = [days for days in near if days not in begun]
    over = [days for days in begun if days.last and days.last < to.published]
    if which in NEXT or (to.future and which not in LAST and which != "this"):
        return coming[0]
    if which in LAST:
        return over[-1]
    if which == "this":
        return next((days for days in near if days.last and days.last >= to.published - timedelta(days=183)), begun[-1])
    return begun[-1]


def weekday(found: Groups, to: Reference) -> Days:
    """Read a day of the week: "Tuesday", "last Friday", "next Monday"; "the previous Monday" asks for a day before."""
    number = int(words_of("weekday")[found["weekday"].rstrip(".")])
    which = which_of(found)
    if which in ("previous", "prior", "following"):
        if to.anchor.first is None or to.anchor.last is None:
            return UNKNOWN
        back = which != "following"
        return spans.day(_weekday_near(to.anchor.first if back else to.anchor.last, number, back, strictly=True))
    if to.published is None:
        return UNKNOWN
    if which == "this":
        return spans.day(to.published + timedelta(days=number - to.published.weekday()))
    passed = (to.published.weekday() - number) % 7  # days since the last one
    future = which in NEXT or to.future or (to.perhaps and passed > 1)
    back = which in LAST or not future
    return spans.day(_weekday_near(to.published, number, back, strictly=which in LAST or which in NEXT))


def _weekday_near(day: date, number: int, back: bool, strictly: bool) -> date:
    """Return the last (or next) such weekday on or before (after) a day, or strictly before (after) it."""
    if back:
        return day - timedelta(days=(day.weekday() - number - strictly) % 7 + strictly)
    return day + timedelta(days=(number - day.weekday() - strictly) % 7 + strictly)


def deictic(found: Groups, to: Reference) -> Days:
    """Read a day that is counted from today: "yesterday", "tonight", "overnight", "last night"."""
    if to.published is None:
        return UNKNOWN
    said = found["deictic"]
    if said.startswith("overnight"):
        return spans.stretch(to.published - ONE_DAY, to.published)
    offset = -1 if said.startswith(("yesterday", "last")) else 1 if said.startswith("tomorrow") else 0
    return spans.day(to.published + timedelta(days=offset))


def now(found: Groups, to: Reference) -> Days:
    """Read "now", "currently", "to date": the day of publication."""
    return spans.day(to.published) if to.published else UNKNOWN


def so_far(found: Groups, to: Reference) -> Days:
    """Read "so far", "to date", "until now": up to the day of publication."""
    return spans.until(now(found, to))


def unit(found: Groups, to: Reference) -> Days:
    """Read a week, month, quarter, year … by its place to now: "last week", "this year", "the previous month"."""
    which, name = which_of(found), "day" if found["unit"] in PARTS_OF_DAY else found["unit"]
    if which in ("that", "that same"):
        return _unit_near(name, to.anchor.first, 0) if to.anchor.first else UNKNOWN
    if which in ("previous", "prior") and to.anchor.first and to.anchor.last:
        return _unit_near(name, to.anchor.first, -1)
    if which == "following" or (which == "next" and name == "day"):
        return _unit_near(name, to.anchor.last, 1) if to.anchor.last else UNKNOWN
    if name == "day" and which in LAST:
        return UNKNOWN
    if name == "week" and which in ("", "this", "current") and not to.future:
        return spans.stretch(spans.week(to.published).first or to.published, to.published) if to.published else UNKNOWN
    if which == "" and name != "weekend" and to.anchor.first and to.anchor.last:  # "in 2022 … at the end of the year"
        first = _unit_near(name, to.anchor.first, 0)
        if first == _unit_near(name, to.anchor.last, 0):
            return first
    if to.published is None:
        return UNKNOWN
    offset = -1 if which in LAST else 1 if which in NEXT else 0
    if name == "weekend":
        return _weekend(which, to)
    return _unit_near(name, to.published, offset)


def _weekend(which: str, to: Reference) -> Days:
    """Return the weekend of this week or its neighbour: on a Monday "this weekend" is over."""
    assert to.published is not None
    own, weekday = spans.weekend(to.published), to.published.weekday()
    if which in NEXT:
        return spans.moved(own, relativedelta(weeks=1))
    over = weekday < 5 if which == "" else weekday < 2
    return spans.moved(own, relativedelta(weeks=-1)) if which in LAST or (over and not to.future) else own


def _unit_near(name: str, near: date, offset: int) -> Days:
    """Return the unit of the calendar that is so many units after that of a day."""
    if name == "day":
        return spans.day(near + timedelta(days=offset))
    if name == "week":
        return spans.week(near + timedelta(weeks=offset))
    if name == "weekend":
        return spans.weekend(near + timedelta(weeks=offset))
    if name == "month":
        at = near.replace(day=1) + relativedelta(months=offset)
        return spans.month(at.year, at.month)
    if name == "quarter":
        at = near.replace(day=1) + relativedelta(months=3 * offset)
        return spans.quarter(at.year, (at.month + 2) // 3)
    if name in ("year", "fiscal year", "financial year"):
        return spans.years(near.year + offset, near.year + offset)
    if name == "decade":
        begin = near.year // 10 * 10 + 10 * offset
        return spans.years(begin, begin + 9)
    if name == "century":
        begin = near.year // 100 * 100 + 100 * offset
        return spans.years(begin, begin + 99)
    return UNKNOWN  # a season of a sport


def counted_back(found: Groups, to: Reference) -> Days:
    """Read a length that ends or begins now: "the past six days", "the next three to six months"."""
    which, length = which_of(found), length_of(found)
    if to.published is None or length is None:
        return UNKNOWN
    if which == "following":
        return spans.stretch(to.anchor.last + ONE_DAY, to.anchor.last + length) if to.anchor.last else UNKNOWN
    if which in NEXT:
        return spans.stretch(to.published, to.published + length)
    end = to.published
    if which in ("previous", "prior", "preceding"):
        if to.anchor.first is None:
            return UNKNOWN
        end = to.anchor.first
    return spans.stretch(end - length, end)


def opening(found: Groups, to: Reference) -> Days:
    """Read the first or last part of what `to.anchor` holds: "the first eight months of 2024"."""
    length, whole = length_of(found), to.anchor
    if length is None or whole.first is None or whole.last is None:
        return UNKNOWN
    if which_of(found) in LAST:
        return spans.stretch(whole.last + ONE_DAY - length, whole.last)
    return spans.stretch(whole.first, whole.first + length - ONE_DAY)


def ago(found: Groups, to: Reference) -> Days:
    """Read a length before or after another time: "three weeks ago", "a year earlier", "two days later"."""
    length, way, name = length_of(found), found["way"], found["unit"]
    if length is None or ("clause" in found and way in ("before", "after", "preceding")):
        return UNKNOWN
    if way == "ago" or way.startswith("from"):
        if to.published is None:
            return UNKNOWN
        if name == "year" and found.get("count") in ("a", "one") and to.anchor.first and way == "ago":
            return spans.moved(to.anchor, -length)
        at = to.published - length if way == "ago" else to.published + length
        return _as_exact(name, found.get("count"), at)
    if way in ("earlier", "before", "previously"):
        if to.anchor.first is not None:
            return spans.moved(to.anchor, -length)
        yearly = name == "year" and found.get("count") in ("a", "one", None)
        return spans.about(spans.day(to.published - length)) if yearly and to.published else UNKNOWN
    return spans.moved(to.anchor, length)


def _as_exact(name: str, count: str | None, at: date) -> Days:
    """Return a time as exactly as its unit says: "two months ago" is about that month."""
    if name in ("day", "hour", "minute"):
        return spans.day(at)
    if name in ("week", "fortnight") or (name == "year" and count in ("a", "one")):
        return spans.about(spans.day(at))
    if name == "month":
        return spans.about(spans.month(at.year, at.month))
    return spans.about(spans.years(at.year, at.year))


def ended(found: Groups, to: Reference, end: Days) -> Days:
    """Return the length that ends with a day or month: "the three months to June", "the year ended Jan. 31"."""
    length = length_of(found)
    if end.last is None or length is None:
        return UNKNOWN
    hours = found.get("unit") == "hour"
    return spans.stretch(end.last + (timedelta() if hours else ONE_DAY) - length, end.last)


def none(found: Groups, to: Reference) -> Days:
    """Return no days: a clock time, "in recent weeks", "year-on-year"."""
    return UNKNOWN


def yearly(found: Groups, to: Reference) -> Days:
    """Read a time told as a year before another: "the year-earlier quarter", "the same period last year"."""
    if to.anchor.first is None or to.anchor.last is None:
        return UNKNOWN
    back = -(to.anchor.first.year - to.year) if to.year is not None else -1
    return spans.moved(to.anchor, relativedelta(years=back))


def holiday(found: Groups, to: Reference) -> Days:
    """Read Christmas and New Year, Day and Eve, and the Fourth of July."""
    named = found["holiday"]
    number, first = (7, 4) if named.endswith("july") else (12, 25) if named.startswith("christmas") else (1, 1)
    if named.endswith("eve"):
        number, first = (12, 24) if number == 12 else (12, 31)
    if to.year is None and to.published is None:
        return Days(edtf=f"XXXX-{number:02}-{first:02}")
    year = to.year or _year_of(number, first, to)
    return spans.day(date(year, number, first))
