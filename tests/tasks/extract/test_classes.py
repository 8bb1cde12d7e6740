"""Classes and countries of what is counted: the word lists behind them."""

from __future__ import annotations

import re

import pytest

from tasks.extract.classes import affiliation, counted_class
from tasks.extract.wordlists import read_rows
from tasks.tables import COUNTED_CLASSES


def test_every_class_of_the_list_is_one_of_the_contract() -> None:
    classes = {row["class"] for row in read_rows("counted_classes")}
    assert classes | {"other"} == set(COUNTED_CLASSES)


def test_countries_are_codes_and_no_word_stands_twice() -> None:
    rows = read_rows("demonyms")
    assert all(re.fullmatch("[A-Z]{2}|", row["country"]) for row in rows)
    for name, column in (("demonyms", "demonym"), ("counted_classes", "noun")):
        words = [row[column] for row in read_rows(name)]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("peacekeepers", "soldiers"),
        ("cluster bombs", "weapons"),
        ("residential buildings", "buildings"),
        ("confirmed measles cases", "patients"),
        ("asylum seekers", "refugees"),
        ("lorries", "vehicles"),
        ("women", "women"),
        ("ballistic missiles", "missiles"),
        ("Swedes", "people"),
        ("price of copper", "other"),
        ("support for the attack", "other"),
    ],
)
def test_classes(phrase: str, kind: str) -> None:
    assert counted_class(phrase) == kind


@pytest.mark.parametrize(
    ("phrase", "country"),
    [
        ("captured Ukrainian troops", "UA"),
        ("British tourists", "GB"),
        ("U.S. soldiers", "US"),
        ("Papua New Guinean miners", "PG"),
        ("polish jars", None),
        ("between us", None),
        ("Native American tribes", None),
        ("soldiers", None),
    ],
)
def test_affiliations(phrase: str, country: str | None) -> None:
    assert affiliation(phrase) == country
