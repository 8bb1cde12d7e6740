"""Dates and addresses as articles give them → values of `documents`."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from dateutil import parser

# Zone names that English-language outlets print, with seconds east of UTC; others are read as UTC.
ZONES = {
    **{"GMT": 0, "UTC": 0, "BST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200, "EEST": 10800, "MSK": 10800},
    **{"EST": -18000, "EDT": -14400, "ET": -18000, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600},
    **{"PST": -28800, "PDT": -25200, "PT": -28800, "IST": 19800, "JST": 32400},
}
_FIRST, _LAST = datetime(2001, 1, 1, 0, 0, 0), datetime(2004, 12, 31, 23, 59, 59)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in an article: the moment (UTC), the printed date where the day is known, and how exact it is."""

    at: datetime
    date: date | None
    precision: str


def read_date(text: str | None) -> Moment | None:
    """Return the moment that a date string says, or None where it says none.

    The parts that a string leaves out are found by reading it with two different defaults; day and month that
    could change places ("03/04/2025") leave only the year.

    >>> late = read_date("2025-02-25T23:30:00-05:00")
    >>> late.at.isoformat(), late.date.isoformat(), late.precision
    ('2025-02-26T04:30:00+00:00', '2025-02-25', 'second')
    >>> read_date("2025-03").precision, read_date("25 February 2025").date, read_date("03/04/2025").precision
    ('month', datetime.date(2025, 2, 25), 'year')
    >>> read_date("Tuesday") is None
    True
    """
    readings = [_parse(text, default) for default in (_FIRST, _LAST)] if text else []
    if not readings or None in readings:
        return None
    first, last = (reading for reading in readings if reading is not None)
    precision = _precision(first, last)
    if precision is None or not 1500 <= first.year <= 2200:
        return None
    if _parse(text, _FIRST, dayfirst=True) != first and "-" not in (text or ""):
        first, precision = first.replace(month=1, day=1), "year"
    try:
        return _moment(first, precision)
    except (ValueError, OverflowError):  # a zone that is none
        return None


def _moment(found: datetime, precision: str) -> Moment:
    printed = found.date() if precision in ("second", "minute", "day") else None
    if printed and precision == "day":
        return Moment(datetime(printed.year, printed.month, printed.day, tzinfo=UTC), printed, precision)
    at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return Moment(at, printed, precision)


def _parse(text: str | None, default: datetime, dayfirst: bool = False) -> datetime | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
            return parser.parse(text or "", default=default, dayfirst=dayfirst, tzinfos=ZONES)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def _precision(first: datetime, last: datetime) -> str | None:
    """Return the last part on which both readings agree, or None when not even the year is given."""
    parts = ("year", "month", "day", "minute", "second")
    agreed = None
    for part in parts:
        if getattr(first, part) != getattr(last, part) or (part == "minute" and first.hour != last.hour):
            break
        agreed = part
    return agreed


def canonical_url(url: str | None) -> str | None:
    """Return a web address without what does not tell articles apart, or None when it is none.

    >>> canonical_url("HTTP://ann:secret@Example.org:80/a/?utm_source=feed#top")
    'https://example.org/a'
    >>> canonical_url("www.example.org") is None
    True
    """
    from courlan import normalize_url

    try:
        parts = urlsplit((url or "").strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        clean = urlsplit(normalize_url(parts._replace(fragment=""), strict=False))
    except ValueError:
        return None
    return clean._replace(scheme="https", netloc=clean.netloc.rpartition("@")[2], path=clean.path.rstrip("/")).geturl()
