"""Stretches of the calendar: their first and last day, and how EDTF (ISO 8601-2) writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
QUARTER_CODE = 32  # EDTF level 2 writes the quarters of 2025 as 2025-33 … 2025-36
LEAP_YEAR = 2024  # any one: a day without a year may be 29 February


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends in it; None is an end that is open or unknown."""

    first: date | None = None
    last: date | None = None
    edtf: str | None = None


UNKNOWN = Days()


def stretch(first: date, last: date) -> Days:
    """Return the days from the first to the last, written as coarsely as is exact.

    >>> stretch(date(2024, 5, 1), date(2024, 6, 30)).edtf, stretch(date(1990, 1, 1), date(1999, 12, 31)).edtf
    ('2024-05/2024-06', '199X')
    >>> stretch(date(2025, 1, 1), date(2025, 3, 31)).edtf, stretch(date(2025, 3, 3), date(2025, 3, 9)).edtf
    ('2025-33', '2025-03-03/2025-03-09')
    >>> stretch(date(2025, 3, 2), date(2025, 3, 1)) == UNKNOWN  # the last 0 days
    True
    """
    return Days(first, last, _written(first, last)) if first <= last else UNKNOWN


def day(first: date) -> Days:
    """Return one day."""
    return stretch(first, first)


def month(year: int, number: int) -> Days:
    """Return a month.

    >>> month(2024, 2).last
    datetime.date(2024, 2, 29)
    """
    return stretch(date(year, number, 1), _month_end(year, number))


def quarter(year: int, number: int) -> Days:
    """Return a calendar quarter; half-years are `half`."""
    return stretch(date(year, 3 * number - 2, 1), _month_end(year, 3 * number))


def half(year: int, number: int) -> Days:
    """Return the first or the second half of a year."""
    return stretch(date(year, 6 * number - 5, 1), _month_end(year, 6 * number))


def years(first: int, last: int) -> Days:
    """Return whole years.

    >>> years(2014, 2018).edtf
    '2014/2018'
    """
    return stretch(date(first, 1, 1), date(last, 12, 31))


def season(year: int, code: int) -> Days:
    """Return a season by its EDTF code (21 spring … 24 winter), northern; winter begins in December of its year.

    >>> season(2022, 24)
    Days(first=datetime.date(2022, 12, 1), last=datetime.date(2023, 2, 28), edtf='2022-24')
    """
    begin = 3 * (code - 20)
    end = date(year, begin, 1) + relativedelta(months=3) - ONE_DAY
    return Days(date(year, begin, 1), end, f"{year:04}-{code}")


def week(of: date) -> Days:
    """Return the week of a day, Monday to Sunday."""
    monday = of - timedelta(days=of.weekday())
    return stretch(monday, monday + timedelta(days=6))


def weekend(of: date) -> Days:
    """Return the Saturday and Sunday of the week of a day."""
    sunday = of + timedelta(days=6 - of.weekday())
    return stretch(sunday - ONE_DAY, sunday)


def moved(days: Days, by: relativedelta) -> Days:
    """Return the days moved along the calendar: the same months or days of another year.

    >>> moved(month(2024, 2), relativedelta(years=-1)).edtf
    '2023-02'
    """
    if days.first is None or days.last is None:
        return UNKNOWN
    first, last = days.first + by, days.last + by
    if (days.last + ONE_DAY).day == 1 and days.first.day == 1:
        last = _month_end(last.year, last.month)
    code = days.edtf[5:] if days.edtf else ""
    return season(first.year, int(code)) if code in ("21", "22", "23", "24") else stretch(first, last)


def about(days: Days) -> Days:
    """Mark the days as approximate: "early 2011" is 2011~.

    >>> about(years(2011, 2011)).edtf, about(quarter(2011, 1)).edtf
    ('2011~', '2011-33~')
    """
    if days.edtf is None or "~" in days.edtf:
        return days
    return Days(days.first, days.last, "/".join(part if part == ".." else f"{part}~" for part in days.edtf.split("/")))


def since(point: Days, published: date | None) -> Days:
    """Return the days from a point up to the day of publication.

    >>> since(month(2024, 4), date(2025, 2, 25)).edtf, since(years(2014, 2014), None).edtf
    ('2024-04/2025-02-25', '2014/..')
    """
    if point.edtf is None or point.edtf.startswith("../"):
        return UNKNOWN
    begun = published if point.first and published and point.first <= published else None
    return Days(point.first, begun, f"{_end_of(point, 0)}/{begun or '..'}")


def until(point: Days) -> Days:
    """Return the days up to a point, with no first one.

    >>> until(month(2024, 10))
    Days(first=None, last=datetime.date(2024, 10, 31), edtf='../2024-10')
    """
    if point.edtf is None or point.edtf.endswith("/.."):
        return UNKNOWN
    return Days(None, point.last, f"../{_end_of(point, -1)}")


def from_to(begin: Days, end: Days) -> Days:
    """Return the days from the first of one stretch to the last of another.

    >>> from_to(day(date(2024, 5, 3)), month(2024, 6)).edtf
    '2024-05-03/2024-06'
    """
    if begin.edtf is None or end.edtf is None:
        return UNKNOWN
    if begin.first is None or end.last is None:
        return Days(None, None, f"{_end_of(begin, 0)}/{_end_of(end, -1)}")
    if begin.first > end.last:
        return UNKNOWN
    exact = stretch(begin.first, end.last)
    same = exact.edtf is not None and "/" not in exact.edtf and "~" not in begin.edtf + end.edtf
    return exact if same else Days(begin.first, end.last, f"{_end_of(begin, 0)}/{_end_of(end, -1)}")


def first_day(days: Days) -> Days:
    """Return the first day of a stretch: "the start of 2024"."""
    return day(days.first) if days.first else UNKNOWN


def last_day(days: Days) -> Days:
    """Return the last day of a stretch: "the end of the year"."""
    return day(days.last) if days.last else UNKNOWN


def _end_of(days: Days, side: int) -> str:
    """Write one end of a stretch so that an interval can begin (0) or end (-1) with it."""
    parts = (days.edtf or "").split("/")
    code = parts[side].rstrip("~")[5:7]
    if code.isdigit() and int(code) > 12 and days.first and days.last:  # a season or quarter: rather its month
        return f"{days.first if side == 0 else days.last:%Y-%m}" + "~" * ("~" in parts[side])
    return parts[side]


def _month_end(year: int, number: int) -> date:
    return date(year, number, 1) + relativedelta(months=1) - ONE_DAY


def _written(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if first.day != 1 or (last + ONE_DAY).day != 1:
        return f"{first}/{last}"
    whole_years = first.month == 1 and last.month == 12
    if whole_years and first.year % 10 == 0 and last.year == first.year + 9:
        return f"{first.year // 10}X"
    if whole_years:
        return f"{first:%Y}" if first.year == last.year else f"{first:%Y}/{last:%Y}"
    if first.year == last.year and first.month % 3 == 1 and last.month == first.month + 2:
        return f"{first:%Y}-{QUARTER_CODE + last.month // 3}"
    return f"{first:%Y-%m}" if first.replace(day=1) == last.replace(day=1) else f"{first:%Y-%m}/{last:%Y-%m}"
