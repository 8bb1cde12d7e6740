"""What a figure is of, beyond its own sentence."""

from __future__ import annotations

import pytest

from tasks.reconcile.claims import are_compared, are_set_against, claims_of, is_changed, names_in, whose
from tests.tasks.reconcile.articles import claims, figures


@pytest.mark.parametrize(
    ("body", "events"),
    [
        ("The flood killed 40 people. The ministry put its own figure at 31.", ["killed", "killed"]),
        ("The flood killed 40 people. The town has three bridges.", ["killed", None]),
        ("The toll stood at 61 on Tuesday, up from 34 on Monday.", ["killed", "killed"]),
        ("The number of dead is now 83, and 17 of them are children.", ["killed", "killed"]),
        ("Police arrested 12 men; a second list names 15.", ["detained", "detained"]),
    ],
)
def test_a_bare_number_goes_on_with_the_figure_before_it(body: str, events: list[str | None]) -> None:
    assert [claim.event for claim in claims(body)] == events


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("Aid trickles in as dead reach 58.", "killed"),
        ("The number of injured has climbed to 97.", "injured"),
        ("They are looking for 12 others still missing.", "missing"),
        ("Diphtheria cases near 400.", "infected"),
        ("It was a wet day, and 15 were at the gate.", None),
    ],
)
def test_words_beside_a_number_name_its_event(body: str, event: str | None) -> None:
    assert claims(body)[-1].event == event


def test_the_missing_that_are_brought_out_are_rescued() -> None:
    assert [claim.event for claim in claims("They brought out 31 missing miners.")] == ["rescued"]


def test_a_noun_that_names_its_event_says_what_happened() -> None:
    assert [claim.event for claim in claims("The group counted 640 injuries and 1,150 arrests.")] == [
        "injured",
        "detained",
    ]


def test_a_bare_fraction_is_of_the_kind_of_the_one_before_it() -> None:
    union, labour, seats = claims("The Union stood at 31.8 per cent and Labour at 29.2. It has 12 seats.")
    assert (union.kind, labour.kind, seats.kind) == ("percent", "percent", "count")


def test_an_age_is_no_count() -> None:
    (killed, age) = claims("The flood killed 40 people, all of them children under 10.")
    assert (killed.kind, age.kind) == ("count", "age")


def test_the_first_and_the_final_ones_are_a_part() -> None:
    assert [claim.is_alone for claim in claims("The final four bodies were found. It killed 12 people.")] == [
        True,
        False,
    ]


def test_sorts_of_places_are_known() -> None:
    camp, country = claims("In the camp 12 people died. The national toll is 40.")
    assert [*camp.scopes, *country.scopes] == ["camp", "country"]


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("The toll stood at 61, up from 34.", True),
        ("The toll went from 34 to 61.", True),
        ("The toll was cut to 34 from 61.", True),
        ("It killed 12 people and hurt 30.", False),
        ("Rescuers brought 31 people from the mine, where 12 died.", False),
    ],
)
def test_what_a_number_rose_from(body: str, changed: bool) -> None:
    one, other = claims(body)
    assert is_changed(one, other) == is_changed(other, one) == changed


def test_the_number_of_a_title_is_told_below() -> None:
    title, lead = claims_of(figures("Kolvar settles on 97", "Floods killed 97 people in Kolvar."))
    assert (title.event, title.told, lead.told) == ("killed", "value", "own")


def test_what_its_story_said_of_a_value_is_known() -> None:
    (drones,) = claims("Rebels launched 215 drones on Monday.")
    (row,) = figures("Night", "It was well above the 215 of Monday.")
    (bare,), (known,) = claims_of([row]), claims_of([row], lambda claim: drones)
    assert (bare.event, known.event, known.told) == (None, "fired", "value")


def test_more_of_what_was_not_counted_before_is_no_increment() -> None:
    hurt, missing = claims("Floods hurt 200 people. Another 70 are missing.")
    assert (hurt.is_increment, missing.is_increment) == (False, False)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("The Civic Union won with 38.5%.", "38.5", {"civic", "union"}),
        ("In Brennau it was 44%.", "44", set()),
        ("It won 61 seats for the Greens.", "61", {"green"}),
        ("The final count is 60 to the Front's 56.", "56", {"front"}),
        ("Marta Lind's party has 31%.", "31", set()),
        ("On Monday Senator Ann Lee had 31%.", "31", {"ann", "lee"}),
    ],
)
def test_whose_a_number_is(text: str, number: str, words: set[str]) -> None:
    start = text.index(number)
    assert whose(text, start, start + len(number), names_in(text)) == words


@pytest.mark.parametrize(
    ("body", "against", "compared"),
    [
        ("The toll rose to 61 from 34.", True, True),
        ("It killed 60 people, not 34.", True, True),
        ("It killed 12 people and hurt 30.", False, False),
        ("The army counts 12 dead; the rebels speak of 40.", True, False),
    ],
)
def test_numbers_of_one_sentence_are_set_against_each_other(body: str, against: bool, compared: bool) -> None:
    one, other = claims(body)
    assert (are_set_against(one, other), are_compared(other, one)) == (against, compared)
