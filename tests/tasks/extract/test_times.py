"""Times of news text and the days they mean: sentences of our own."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.times import ROLES, times_in
from tasks.extract.times.spans import month, quarter, stretch, week, weekend, years
from tasks.extract.times.words import words_of

TUESDAY = date(2025, 2, 25)


def told(sentence: str, published: date | None = TUESDAY) -> list[tuple[str, str | None]]:
    return [(time.text, time.edtf) for time in times_in(sentence, published)]


@pytest.mark.parametrize(
    ("sentence", "text", "edtf"),
    [
        # explicit dates
        ("The ferry sank on 5 May 2024.", "on 5 May 2024", "2024-05-05"),
        ("The ferry sank on May 5, 2024, off Oban.", "on May 5, 2024", "2024-05-05"),
        ("The pact was signed Sept. 5.", "Sept. 5", "2024-09-05"),
        ("He left on the 5th of November.", "on the 5th of November", "2024-11-05"),
        ("Filed on 2024-05-05.", "on 2024-05-05", "2024-05-05"),
        ("Filed on 25/12/2023.", "on 25/12/2023", "2023-12-25"),
        ("The fair ran May 5-7, 2024.", "May 5-7, 2024", "2024-05-05/2024-05-07"),
        ("The fair ran from 3 to 9 May 2024.", "from 3 to 9 May 2024", "2024-05-03/2024-05-09"),
        ("The poll ran from 28 May to 2 June 2024.", "from 28 May to 2 June 2024", "2024-05-28/2024-06-02"),
        ("It ran from December to February 2024.", "from December to February 2024", "2023-12/2024-02"),
        ("It rained between May and July.", "between May and July", "2024-05/2024-07"),
        ("MAY 5: FLOODS", "MAY 5", "2025-05-05"),
        ("Doors open Fourth of July.", "Fourth of July", "2024-07-04"),
        # months, years, decades, seasons
        ("The mill closed in Sept. 2015.", "in Sept. 2015", "2015-09"),
        ("The mill closed in 2000.", "in 2000", "2000"),
        ("Sales fell in 2019-20.", "in 2019-20", "2019/2020"),
        ("Rents fell in the 1990s.", "in the 1990s", "199X"),
        ("Rents fell in the early '90s.", "in the early '90s", "199X~"),
        ("Rents fell in mid-2023.", "in mid-2023", "2023~"),
        ("Rents fell around 2010.", "around 2010", "2010~"),
        ("Rents fell in late May.", "in late May", "2024-05~"),
        ("Rents fell in spring 2022.", "in spring 2022", "2022-21"),
        ("It froze in the winter of 2006-2007.", "in the winter of 2006-2007", "2006-24"),
        ("He won the 2018 vote.", "2018", "2018"),
        ("He won in the 2018 vote.", "2018", "2018"),
        ("He missed the 2018/19 season.", "the 2018/19 season", "2018/2019"),
        ("He earned $5 in fiscal 2019.", "in fiscal 2019", "2019~"),
        ("It was built in the 19th century.", "in the 19th century", "1800/1899"),
        # days of the week
        ("Two died Monday morning.", "Monday morning", "2025-02-24"),
        ("Two died late Sunday.", "late Sunday", "2025-02-23"),
        ("Two died on Tuesday.", "on Tuesday", "2025-02-25"),
        ("Two died last Tuesday.", "last Tuesday", "2025-02-18"),
        ("Two died overnight on Saturday.", "overnight on Saturday", "2025-02-22/2025-02-23"),
        ("They meet next Monday.", "next Monday", "2025-03-03"),
        ("They will vote on Friday.", "on Friday", "2025-02-28"),
        ("They would vote on Friday.", "on Friday", "2025-02-28"),
        ("It was expected to pass late on Monday.", "late on Monday", "2025-02-24"),
        ("The firm will pay, it said on Friday.", "on Friday", "2025-02-21"),
        ("The firm will pay the clerk said on Friday.", "on Friday", "2025-02-21"),
        ("He set a record on Friday.", "on Friday", "2025-02-21"),
        ("The planned launch on Friday failed.", "on Friday", "2025-02-21"),
        ("By Friday 12 had died.", "By Friday", "2025-02-21"),
        ("They expect rain on Friday.", "on Friday", "2025-02-28"),
        ("They have until Friday to answer.", "until Friday", "../2025-02-28"),
        ("It closed on Friday, Jan. 3, at 9:30 GMT.", "on Friday, Jan. 3, at 9:30 GMT", "2025-01-03"),
        ("Held on Sat. May 4.", "on Sat. May 4", "2024-05-04"),  # the year in which it was a Saturday
        ("They ended at 8 p.m. on Monday.", "at 8 p.m. on Monday", "2025-02-24"),
        ("Curfew runs between 2pm and 4pm on Monday.", "between 2pm and 4pm on Monday", "2025-02-24"),
        ("It was open Monday to Friday.", "Monday to Friday", "2025-02-17/2025-02-21"),
        ("It rose on Thursday and Friday.", "on Thursday and Friday", "2025-02-20/2025-02-21"),
        # counted from today
        ("He spoke today.", "today", "2025-02-25"),
        ("He spoke yesterday afternoon.", "yesterday afternoon", "2025-02-24"),
        ("He speaks tomorrow.", "tomorrow", "2025-02-26"),
        ("Rockets fell overnight.", "overnight", "2025-02-24/2025-02-25"),
        ("Rockets fell last night.", "last night", "2025-02-24"),
        ("He now leads.", "now", "2025-02-25"),
        ("It has killed 12 so far.", "so far", "../2025-02-25"),
        ("It has killed 12 so far this year.", "so far this year", "2025-01-01/2025-02-25"),
        ("Rents fell last week.", "last week", "2025-02-17/2025-02-23"),
        ("Rents fell this week.", "this week", "2025-02-24/2025-02-25"),
        ("Rents fell over the weekend.", "over the weekend", "2025-02-22/2025-02-23"),
        ("Rents fell last month.", "last month", "2025-01"),
        ("Rents fell late last month.", "late last month", "2025-01~"),
        ("Rents fell this year.", "this year", "2025"),
        ("Rents fell last quarter.", "last quarter", "2024-36"),
        ("Rents fell last August.", "last August", "2024-08"),
        ("Rents fell last February.", "last February", "2024-02"),
        ("Rents fell in August.", "in August", "2024-08"),
        ("Rents will fall in August.", "in August", "2025-08"),
        ("Rents fall next June.", "next June", "2025-06"),
        ("Rents fell this past May.", "this past May", "2024-05"),
        ("Rents fell earlier this year.", "earlier this year", "2025-01-01/2025-02-25"),
        ("Rents fall later this year.", "later this year", "2025-02-25/2025-12-31"),
        ("Rents fell in December last year.", "in December last year", "2024-12"),
        ("Rents fell in March of last year.", "in March of last year", "2024-03"),
        ("The strike began three weeks ago.", "three weeks ago", "2025-02-04~"),
        ("The strike began two days ago.", "two days ago", "2025-02-23"),
        ("The strike began two months ago.", "two months ago", "2024-12~"),
        ("The strike began 10 years ago.", "10 years ago", "2015~"),
        ("In the past 24 hours two died.", "In the past 24 hours", "2025-02-24/2025-02-25"),
        ("It rose over the past six days.", "over the past six days", "2025-02-19/2025-02-25"),
        ("It rose for the past three years.", "for the past three years", "2022-02-25/2025-02-25"),
        ("It rose in the past year and a half.", "in the past year and a half", "2023-08-25/2025-02-25"),
        ("It may rise in the next three to six months.", "in the next three to six months", "2025-02-25/2025-08-25"),
        ("The plant will close within a year.", "within a year", "2025-02-25/2026-02-25"),
        # edges and open ends
        ("At the start of the year it had 12.", "At the start of the year", "2025-01-01"),
        ("By the end of 2022 it had 12.", "By the end of 2022", "2022-12-31"),
        ("By October 2024 it had 12.", "By October 2024", "../2024-10"),
        ("As of Saturday it had 12.", "As of Saturday", "2025-02-22"),
        ("It has lost 12 since April.", "since April", "2024-04/2025-02-25"),
        ("It has lost 12 since April 8.", "since April 8", "2024-04-08/2025-02-25"),
        ("It has lost 12 since 2014.", "since 2014", "2014/2025-02-25"),
        ("It has lost 12 since early 2014.", "since early 2014", "2014~/2025-02-25"),
        ("It has lost 12 since the start of the year.", "since the start of the year", "2025-01-01/2025-02-25"),
        ("It has lost 12 since the end of last year.", "since the end of last year", "2024-12-31/2025-02-25"),
        ("It lost 12 before 2014.", "before 2014", "../2013-12-31"),
        ("He ruled from 2014 to 2018.", "from 2014 to 2018", "2014/2018"),
        ("He ruled between 2014 and 2018.", "between 2014 and 2018", "2014/2018"),
        ("He ruled from late 2013 to early 2014.", "from late 2013 to early 2014", "2013~/2014~"),
        ("In the first week of March it rose.", "In the first week of March", "2024-03-01~/2024-03-07~"),
        ("The plan is due by the end of the week.", "by the end of the week", "2025-03-02"),
        ("He speaks later this week.", "later this week", "2025-02-25/2025-03-02"),
        ("It shook in the week of October 21, 2024.", "in the week of October 21, 2024", "2024-10-21/2024-10-27"),
        ("It shook on the night of April 4, 2024.", "on the night of April 4, 2024", "2024-04-04"),
        ("It rose in the month of May.", "in the month of May", "2024-05"),
        # what companies report
        ("Sales rose in the first quarter of 2025.", "in the first quarter of 2025", "2025-33"),
        ("Sales rose in Q3 2024.", "in Q3 2024", "2024-35"),
        ("Sales rose in the fourth quarter.", "in the fourth quarter", "2024-36"),
        ("Sales rose in the first half of 2023.", "in the first half of 2023", "2023-01/2023-06"),
        ("Sales rose in the quarter ended Jan. 31.", "in the quarter ended Jan. 31", "2024-11/2025-01"),
        ("Sales rose in the three months to June.", "in the three months to June", "2024-34"),
        ("It grew by 3.6% in the fiscal year to June 2024.", "in the fiscal year to June 2024", "2023-07/2024-06"),
        ("Sales rose in the year to the end of March.", "in the year to the end of March", "2023-04/2024-03"),
        ("Sales rose in the 12 weeks to 29 December.", "in the 12 weeks to 29 December", "2024-10-07/2024-12-29"),
        ("It lost $3 in the first eight months of 2024.", "in the first eight months of 2024", "2024-01/2024-08"),
        ("It lost $3 in the last three months of 2024.", "in the last three months of 2024", "2024-36"),
        (
            "In the 24 hours to 9 a.m. on Monday two died.",
            "In the 24 hours to 9 a.m. on Monday",
            "2025-02-23/2025-02-24",
        ),
        ("Two days before May 5, 2024 he left.", "Two days before May 5, 2024", "2024-05-03"),
    ],
)
def test_one_time_of_a_sentence(sentence: str, text: str, edtf: str) -> None:
    assert told(sentence) == [(text, edtf)]


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        (
            "Sales were $4 in the quarter ended Jan. 31, against $3 a year earlier.",
            [("in the quarter ended Jan. 31", "2024-11/2025-01"), ("a year earlier", "2023-11/2024-01")],
        ),
        (
            "Sales were $4 in 2023, and $3 in the same period a year earlier.",
            [("in 2023", "2023"), ("in the same period a year earlier", "2022")],
        ),
        ("It cost 5% less, up on a year ago.", [("a year ago", "2024-02-25~")]),
        (
            "In 2022 it rose, to 12 at the end of the year.",
            [("In 2022", "2022"), ("at the end of the year", "2022-12-31")],
        ),
        (
            "On Monday he spoke; later that day he left.",
            [("On Monday", "2025-02-24"), ("later that day", "2025-02-24")],
        ),
        (
            "On Sunday he spoke; the next morning he left.",
            [("On Sunday", "2025-02-23"), ("the next morning", "2025-02-24")],
        ),
        ("October began with rain.", [("October", "2024-10")]),
        ("A 2015 ruling and the 1979 pact stand.", [("2015", "2015"), ("1979", "1979")]),
        ("He spoke on Sunday and left a day later.", [("on Sunday", "2025-02-23"), ("a day later", "2025-02-24")]),
        (
            "The dead of the previous day rose on Monday.",
            [("the previous day", "2025-02-23"), ("on Monday", "2025-02-24")],
        ),
        ("He left the previous day. Two died on Monday.", [("the previous day", None), ("on Monday", "2025-02-24")]),
        ("It fell on Monday and Friday.", [("on Monday", "2025-02-17"), ("Friday", "2025-02-21")]),
        ("The end was moved from 2029 to 2021.", [("2029", "2029"), ("2021", "2021")]),
        ("The law takes effect Jan. 1 and expires in June.", [("Jan. 1", "2025-01-01"), ("in June", "2024-06")]),
        ("The law will start Jan. 1 and end in June.", [("Jan. 1", "2026-01-01"), ("in June", "2025-06")]),
    ],
)
def test_times_that_lean_on_each_other(sentence: str, times: list[tuple[str, str | None]]) -> None:
    assert told(sentence) == times


@pytest.mark.parametrize(
    ("sentence", "text", "edtf", "role"),
    [
        ("Since Ruritania's full-scale invasion 5 died.", "Since Ruritania's full-scale invasion", None, "since"),
        ("It has lost 12 since the start of the war.", "since the start of the war", None, "since"),
        ("It has lost 12 since the 2016 election.", "since the 2016 election", "2016/2025-02-25", "since"),
        (
            "Since the strikes began in March of last year 250 died.",
            "Since the strikes began in March of last year",
            "2024-03/2025-02-25",
            "since",
        ),
        ("He has been away since then.", "since then", None, "since"),
        ("It lost 12 in the early days of the siege.", "in the early days of the siege", None, "vague"),
        ("It had 12, up from 3 when the troops first landed.", "when the troops first landed", None, "clause"),
        ("It rose in recent weeks.", "in recent weeks", None, "vague"),
        ("It rose a few days ago.", "a few days ago", None, "vague"),
        ("It rose years ago.", "years ago", None, "vague"),
        ("It rose a year or two ago.", "a year or two ago", None, "vague"),
        ("It rose two weeks after the mill shut.", "two weeks after", None, "vague"),
        ("He spent the next five years abroad.", "the next five years", None, "vague"),
        ("It rose 5% year-on-year.", "year-on-year", None, "compared"),
        ("At around 7:45 a.m. local time it shook.", "At around 7:45 a.m. local time", None, "clock"),
        ("It rose over the last 20 trading days.", "over the last 20 trading days", None, "back"),
        ("It rose on Sunday and Monday.", "on Sunday and Monday", "2025-02-23/2025-02-24", "period"),
        ("It rose in May and June.", "in May and June", "2024-05/2024-06", "period"),
        ("He leads at the moment.", "at the moment", "2025-02-25", "now"),
        ("It will rise in the next year.", "in the next year", "2025-02-25/2026-02-25", "ahead"),
        ("It was open until 2018.", "until 2018", "../2018", "until"),
    ],
)
def test_sorts_of_times(sentence: str, text: str, edtf: str | None, role: str) -> None:
    assert [(time.text, time.edtf, time.role) for time in times_in(sentence, TUESDAY)] == [(text, edtf, role)]


@pytest.mark.parametrize(
    "sentence",
    [
        "They may march for a second time.",
        "She sat in the sun; Sat down, she wept.",
        "A Boeing 737 held 1,984 people.",
        "There were 2024 troops and about 2000 people.",
        "In 2000 people the drug failed.",
        "It cost $2013, or 2013 euros, in 2013 dollars.",
        "She ran Windows 2000.",
        "He is 12, his wife 34 years old.",
        "A 10-day truce lasted three days.",
        "He told Fox News Sunday about Black Friday.",
        "It began on Bloody Sunday, before Good Friday and Ash Wednesday.",
        "The Sunday Times and the Mail on Sunday said so.",
        "After 9/11 they worked 24/7.",
        "April Jones, Theresa May, August Wilson and June Smith met Jan Roe.",
        "He works every Friday, on Mondays, and on a Sunday.",
        "The March on Rome was long.",
        "She scored 12 points in the fourth quarter.",
        "At the end of the day, it was a draw.",
        "He read USA Today at the end of the street.",
        "It is up to date.",
        "The October Revolution and Black September.",
        "Following ten years of work she left.",
        "On the last night she sang.",
        "A year lasts longer there; he had a good year.",
        "Since it is hot, he stayed; since he was ill, they left.",
        "He came on 04/05/2024.",
        "He came on May 35.",
        "When did he leave?",
        "",
    ],
)
def test_what_only_looks_like_a_time(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("It fell last August.", [("last August", "XXXX-08")]),
        ("It fell on May 5.", [("on May 5", "XXXX-05-05")]),
        ("It fell in early May.", [("in early May", "XXXX-05~")]),
        ("It fell on Tuesday, and yesterday.", [("on Tuesday", None), ("yesterday", None)]),
        ("It fell in May 2019.", [("in May 2019", "2019-05")]),
        ("It has fallen since 2019.", [("since 2019", "2019/..")]),
        ("It fell last year.", [("last year", None)]),
        ("It fell in the first quarter.", [("in the first quarter", "XXXX-33")]),
    ],
)
def test_without_a_publication_day(sentence: str, times: list[tuple[str, str | None]]) -> None:
    assert told(sentence, None) == times


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Trade in Monday's session fell.", "Monday"),
        ("What they put on last week was better.", "last week"),
        ("They spoke about this year's plan.", "this year"),
        ("The vote is set for Friday.", "Friday"),
        ("It rose for the week.", "for the week"),
        ("İt fell on Tuesday.", "on Tuesday"),  # a letter that is two in lower case
        ("It fell from 5% in 2019.", "in 2019"),
    ],
)
def test_the_preposition_is_the_times_own(sentence: str, text: str) -> None:
    assert [time.text for time in times_in(sentence, TUESDAY)] == [text]


def test_a_stretch_is_written_as_coarsely_as_is_exact() -> None:
    assert [days.edtf for days in (month(2024, 2), quarter(2024, 4), years(1990, 1999), week(TUESDAY))] == [
        "2024-02",
        "2024-36",
        "199X",
        "2025-02-24/2025-03-02",
    ]
    assert weekend(TUESDAY).first == date(2025, 3, 1)


def bounds(edtf: str, side: int) -> date | None:
    """Return the first (0) or last (1) day of an EDTF expression, None where it is open or unspecified."""
    part = edtf.replace("~", "").split("/")[-side]
    if part == ".." or "XX" in part:
        return None
    if part.endswith("X"):
        return date(int(part[:3] + "09"[side]), *((1, 1), (12, 31))[side])
    numbers = [int(number) for number in part.split("-")]
    if len(numbers) == 3:
        return date(*numbers)
    if len(numbers) == 1:
        return date(numbers[0], *((1, 1), (12, 31))[side])
    year, code = numbers
    begin = code if code <= 12 else 3 * (code - 20) if code <= 24 else 3 * (code - 33) + 1
    end = begin + (0 if code <= 12 else 2)
    year, end = year + (side and end > 12), end - 12 * (end > 12)
    return date(year, end, monthrange(year, end)[1]) if side else date(year, begin, 1)


PIECES = st.sampled_from(
    ["in", "on", "since", "by the end of", "from", "to", "the", "and", "last", "next", "this", "early", "mid-", "of",
     "until", "between", "before", "will", "2019", "2020-21", "the 1990s", "May", "August", "Sept. 5", "29 February",
     "12", "Tuesday", "Sunday night", "week", "weekend", "month", "year", "quarter", "the first quarter", "winter",
     "three weeks", "two years", "ago", "earlier", "later", "before", "overnight", "yesterday", "now", "so far",
     "8 p.m.", "past", "ended", "a year earlier", "the previous day", ",", ";", "the start of the", "when", "war"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map(" ".join), st.dates(date(1850, 1, 1), date(2090, 1, 1)) | st.none())
def test_times_stand_in_order_and_agree_with_their_edtf(text: str, published: date | None) -> None:
    times = times_in(text, published)
    assert all(one.end <= other.start for one, other in pairwise(times))
    for time in times:
        assert text[time.start : time.end] == time.text == time.text.strip()
        assert time.role in ROLES
        assert time.first is None or time.last is None or time.first <= time.last
        if time.edtf is None:
            assert time.first is None and time.last is None
        else:
            assert (bounds(time.edtf, 0), bounds(time.edtf, 1)) == (time.first, time.last)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_days_are_read_back(one: date, other: date) -> None:
    days = stretch(min(one, other), max(one, other))
    assert days.edtf is not None
    assert (bounds(days.edtf, 0), bounds(days.edtf, 1)) == (days.first, days.last)


@pytest.mark.parametrize("form", ["{:%d %B %Y}", "{:%B %d, %Y}", "{:%b. %d, %Y}", "{:%Y-%m-%d}", "{:%A, %B %d, %Y}"])
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_written_day_is_read_back(form: str, day: date) -> None:
    written = form.format(day).replace("May.", "May")
    assert [(time.text, time.first, time.last) for time in times_in(f"It fell on {written}.", TUESDAY)] == [
        (f"on {written}", day, day)
    ]


@pytest.mark.parametrize(
    "piece", ["since the start of the ", "last week ", "may and ", "20", "when ", "1 to 2 ", "a few "]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    assert len(times_in(piece * 20_000, None)) <= 20_000  # it would take minutes


def test_offsets_of_a_long_text() -> None:
    text = "The mill shut on Monday. It was old.\n" * 100
    times = times_in(text, TUESDAY)
    assert len(times) == 100
    assert {text[time.start : time.end] for time in times} == {"on Monday"}


def test_word_lists_are_in_lower_case() -> None:
    lists = ("month", "weekday", "season", "number", "cue", "future", "perhaps", "saying", "event", "present")
    assert all(re.fullmatch(r"[a-z0-9' -]+", word) for name in lists for word in words_of(name))


def test_the_night_before_is_counted_in_days() -> None:
    (time,) = times_in("On Tuesday six died, as they had the night before.", TUESDAY)[1:]
    assert time.first == date(2025, 2, 24)


@pytest.mark.parametrize("text", ["in the 30 minutes to May 5, 2024", "in the first 0 months of 2024"])
def test_no_time_ends_before_it_begins(text: str) -> None:
    for time in times_in(f"Six died {text}.", TUESDAY):
        assert time.first is None or time.last is None or time.first <= time.last
