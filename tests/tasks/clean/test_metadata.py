"""Dates and addresses."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.metadata import canonical_url, read_date


@pytest.mark.parametrize(
    ("text", "at", "day", "precision"),
    [
        ("2025-02-25", datetime(2025, 2, 25), date(2025, 2, 25), "day"),
        ("2025-02-25T23:30:00+02:00", datetime(2025, 2, 25, 21, 30), date(2025, 2, 25), "second"),
        ("2025-02-25T01:30:00+05:30", datetime(2025, 2, 24, 20, 0), date(2025, 2, 25), "second"),
        ("2025-02-25T08:00", datetime(2025, 2, 25, 8), date(2025, 2, 25), "minute"),
        ("Tue, 25 Feb 2025 08:00:05 GMT", datetime(2025, 2, 25, 8, 0, 5), date(2025, 2, 25), "second"),
        ("14:05 GMT, 3 March 2025", datetime(2025, 3, 3, 14, 5), date(2025, 3, 3), "minute"),
        ("Feb. 25, 2025", datetime(2025, 2, 25), date(2025, 2, 25), "day"),
        ("2025-03", datetime(2025, 3, 1), None, "month"),
        ("March 2025", datetime(2025, 3, 1), None, "month"),
        ("2025", datetime(2025, 1, 1), None, "year"),
        ("03/04/2025", datetime(2025, 1, 1), None, "year"),
        ("13/04/2025", datetime(2025, 4, 13), date(2025, 4, 13), "day"),
    ],
)
def test_dates_as_outlets_print_them(text: str, at: datetime, day: date | None, precision: str) -> None:
    moment = read_date(text)
    assert moment is not None
    assert (moment.at, moment.date, moment.precision) == (at.replace(tzinfo=UTC), day, precision)


@pytest.mark.parametrize(
    "text",
    [None, "", "None", "Tuesday", "25 February", "soon", "99999", "0000-00-00", "2025-02-25T10:00:00+25:00", "9" * 500],
)
def test_what_says_no_date_is_none(text: str | None) -> None:
    assert read_date(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = read_date(text)
    assert moment is None or moment.at.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))
def test_iso_dates_come_back(when: datetime) -> None:
    moment = read_date(when.isoformat())
    assert moment is not None
    assert (moment.at.replace(tzinfo=None), moment.date) == (when, when.date())


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://example.org/a/", "https://example.org/a"),
        ("http://EXAMPLE.org/a?utm_source=x&id=3#top", "https://example.org/a?id=3"),
        ("example.org/a", None),
        ("javascript:alert(1)", None),
        ("https://[::1", None),
        (None, None),
    ],
)
def test_one_address_an_article(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical
