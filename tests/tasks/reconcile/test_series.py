"""Figures of several articles in series."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.reconcile import weighing
from tests.conftest import needs_shared
from tests.evaluation.stories import read_stories
from tests.tasks.reconcile.articles import figures, series

FIRST = figures("Flood hits Kolvar", "Floods killed 34 people in Kolvar on Monday, the Red Crescent said.", 3)
SECOND = figures(
    "Kolvar flood toll rises", "The toll in Kolvar rose to 61 from 34, and 200 people are missing, Ana Sorin said.", 4
)
THIRD = figures("Kolvar counts its dead", "Floods in Kolvar killed 66 people, Ana Sorin said. It has 9,400 homes.", 6)


def test_a_rising_toll_is_one_series() -> None:
    assert series([FIRST, SECOND, THIRD]) == [["34", "61", "34", "66"]]


def test_articles_of_other_stories_keep_theirs() -> None:
    other = figures("Ferry sinks off Maro", "A ferry sank and 34 people were killed off Maro, the coast guard said.", 4)
    assert series([FIRST, other]) == []


def test_a_part_that_is_told_beside_the_total_does_not_take_its_place() -> None:
    both = figures(
        "Kolvar flood kills 70", "The flood killed 70 people in Kolvar. Officials said 39 people died in one camp.", 5
    )
    (toll,) = series([FIRST, SECOND, both])
    assert toll == ["34", "61", "34", "70", "70"]


def test_a_part_stays_apart_from_all_claims_of_the_whole() -> None:
    part = figures("Kolvar hospital full", "Fifty of the victims died in the hospital of Kolvar, doctors said.", 5)
    assert series([FIRST, SECOND, part]) == [["34", "61", "34"]]


def test_of_the_dead_there_are_never_fewer() -> None:
    fewer = figures("Kolvar buries dead", "Floods killed 12 people in Kolvar, the mayor said.", 6)
    assert series([FIRST, SECOND, fewer]) == [["34", "61", "34"]]


def test_of_a_crowd_those_are_held_together_that_have_a_value_or_a_sentence_in_common(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = [f"Floods killed {420 + n % 3} people, up from {310 + n % 3}." for n in range(12)]
    monkeypatch.setattr(weighing, "CROWD", 1)
    lines = series([figures("Kolvar floods", " ".join(told), 5)])
    assert lines == [["420", "310"] * 4, ["421", "311"] * 4, ["422", "312"] * 4]


def test_what_is_uncertain_stays_apart() -> None:
    street = figures("On a street in Kolvar", 'The Red Crescent: "Seven died in our street in Kolvar alone."', 4)
    assert series([FIRST, street]) == []


def test_the_brief_and_three_that_tell_it_anew() -> None:
    (brief,) = needs_shared("seeds").glob("*.txt")
    title, body = brief.read_text(encoding="utf-8").split("\n", 1)
    told = [figures(title.strip(), body.strip(), date(2025, 2, 25))]
    for article in read_stories():
        if article["story"] == "brief":
            title, body = article["text"].split("\n\n", 1)
            told.append(figures(title, body, date.fromisoformat(article["published"][:10])))
    sent, hurt, *_ = sorted(series(told), key=len, reverse=True)
    assert sent == ["11,000", "11,000", "11,000", "11,000", "Eleven thousand", "11,000"]
    assert hurt == ["4,000", "4,000", "4,000", "Four thousand"]
