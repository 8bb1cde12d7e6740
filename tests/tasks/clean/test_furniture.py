"""Lines of pages that are no article text, and lines that only look so."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.furniture import is_furniture, split_furniture


@pytest.mark.parametrize(
    "line",
    [
        *("Advertisement", "12 comments", "SHARE THIS ARTICLE", "Story continues below advertisement", "3 min read"),
        *("Read more: Ten dams", "SEE ALSO", "RELATED | Ten dams", "Don't miss", "More from World"),
        *("Sign up for our daily briefing.", "Get the latest news in your inbox.", "Click here to subscribe."),
        *(
            "There's plenty more. Subscribe to The Brief.",
            "Have a tip? Email us.",
            "If you buy something through a link, we earn.",
        ),
        *("Follow us on Twitter", "Follow Ann Lee on X: @annlee", "Like us on Facebook", "https://example.org/a"),
        *("© 2025 Gazette", "Copyright 2025 The Gazette. All rights reserved.", "___", "* * *"),
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "About 2 million people sign up for cover each year.",
            "Like Facebook, Google lost $3bn.",
            "More than 40 died.",
        ),
        *(
            "We may get 3 million doses by May.",
            "Related costs rose to $3m.",
            "Subscribers rose to 3 million on Monday.",
        ),
        *("He found 40 followers on Twitter.", "The author won a copyright suit in 2019.", "Share prices fell 3%."),
        *("Smoking contributed to 400 deaths last year.", "See you in 2030, he said.", "Six people died on Monday."),
        *(
            "Sold: 3,000 homes in a month.",
            "Follow the money: 40 firms paid.",
            "Comments on the bill ran to 300 pages.",
        ),
    ],
)
def test_article_text_stays(line: str) -> None:
    assert split_furniture([*["Filler text."] * 9, line, *["Filler text."] * 9])[1] == []
    assert split_furniture([line, "Filler text."])[1] == []
    assert split_furniture([*["Filler text."] * 9, line])[1] == []


@pytest.mark.parametrize(
    ("line", "at_head", "at_tail"),
    [
        ("Dam breaks!", True, False),
        ("By Ann Lee", True, False),
        ("Ann Lee in Quito", True, False),
        ("Published 2 March 2025 at 10:30 GMT", True, True),
        ("Monday, November 18, 2019", True, True),
        ("Ann Lee is a reporter at the Gazette. She lost 3 bets.", False, True),
        ("Reporting by Jo de Wit; Editing by R. Diaz", False, True),
        ("Jo de Wit contributed to this report.", False, True),
        ("Email Ann Lee at ann@gazette.org.", False, True),
        ("By 2030 the city wants 40 ferries", False, False),
        ("Ann Lee said 40 people died.", False, False),
        ("Updated figures show 40 dead.", False, False),
    ],
)
def test_where_a_line_stands_decides(line: str, at_head: bool, at_tail: bool) -> None:
    filler = ["Filler text."] * 12
    assert bool(split_furniture([line, *filler], ["Dam breaks"], "Ann Lee")[1]) == at_head
    assert bool(split_furniture([*filler, line], ["Dam breaks"], "Ann Lee")[1]) == at_tail


def test_a_text_that_is_all_furniture_stays() -> None:
    assert split_furniture(["Advertisement", "Share"]) == ([0, 1], [])


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=40))
def test_every_line_is_kept_or_peeled(lines: list[str], author: str) -> None:
    lines = [line.strip() for line in lines if line.strip()]
    kept, peeled = split_furniture(lines, ["Title"], author)
    assert sorted(kept + peeled) == list(range(len(lines)))


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "1 Jan ", "a. ", "(", "by ", "copyright ", "©", "@a ", "Sign up ", "on at ", "ago,"]
)
def test_no_line_takes_long(unit: str) -> None:
    start = time.process_time()
    for length in (79, 199, 399):
        split_furniture([(unit * 400)[:length] + "ß", "x"] * 6, [], "Ann Lee")
    assert time.process_time() - start < 1
