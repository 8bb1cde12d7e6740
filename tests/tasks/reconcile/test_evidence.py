"""What bars two figures from being of the same quantity, and what speaks for it."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.reconcile.claims import Claim, claims_of
from tasks.reconcile.columns import Claims
from tasks.reconcile.evidence import BARS, SIGNS, WEIGHTS, bars, evidence
from tasks.weights import Weights
from tests.tasks.reconcile.articles import claims, figures


def two(one: Claim, other: Claim) -> tuple[Claims, Claims]:
    """Return two claims as columns."""
    both = Claims([one, other])
    return both.at(np.array([0])), both.at(np.array([1]))


def said_of(one: Claim, other: Claim) -> list[str] | None:
    """Return what speaks for or against two claims, None where something bars it."""
    (found,) = evidence(*two(one, other))
    return found


@pytest.mark.parametrize(
    ("body", "barred_by"),
    [
        ("Floods killed 12 people. Floods hurt 30 people.", ["other_event"]),
        ("Floods killed 12 people. Prices rose 30%.", ["other_sort", "other_event"]),
        ("Floods killed 12 people and 40 men.", ["one_sentence"]),
        ("Floods destroyed 12 bridges. They destroyed 40 cars.", ["other_class"]),
        ("There were 1,000 wild dogs. More than 1,000 people were hurt.", ["other_class"]),
        ("Floods killed 12 people. That is five more than on Monday.", ["difference"]),
        ("Shells killed 12 Chadian soldiers. Shells killed 40 Malian soldiers.", ["other_nation"]),
        ("Floods killed 12 people. Floods in May 2019 killed 40 people.", ["other_time"]),
        ("Floods killed 12 people. They killed 900 people.", ["other_size"]),
        ("There are 389 cases of measles. There are 88 confirmed cases of measles.", ["other_status"]),
        ("There are 389 suspected cases of measles. There are 88 confirmed cases of measles.", ["other_status"]),
    ],
)
def test_what_bars(body: str, barred_by: list[str]) -> None:
    one, other = claims(body)
    (found,) = bars(*two(one, other))
    assert set(barred_by) <= set(found)
    assert said_of(one, other) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "Floods killed 12 people. Floods killed 14 people.",
            {"same event, no nouns", "values within 1.25 times, one day", "near: 1 figures, 1 sentences"},
        ),
        ("The Reds won 38.5% of the vote. The Reds had 38.5%.", {"same owner", "same value, hardly by chance"}),
        ("The toll rose to 61 from 34.", {"same event, no nouns", "changed"}),
    ],
)
def test_what_speaks_for_it(body: str, said: set[str]) -> None:
    one, other = claims(body)
    found = said_of(one, other)
    assert found is not None
    assert said <= set(found)


def test_a_total_that_falls_is_weighed() -> None:
    (early,), (late,) = (
        claims_of(figures(f"Day {day}", f"Floods killed {n} people.", day)) for n, day in ((40, 3), (30, 5))
    )
    assert "falls" in (said_of(early, late) or ())
    assert "grows" in (said_of(early, late._replace(value=50.0)) or ())


def test_evidence_is_the_same_both_ways() -> None:
    every = claims("Floods killed 12 people. The toll rose to 61 from 34. The Reds had 38.5% in May. It cost $3m.")
    for one in every:
        for other in every:
            assert said_of(one, other) == said_of(other, one)


def test_rules_and_weights_have_their_names_once() -> None:
    names = [rule.__name__ for rule in (*BARS, *SIGNS)]
    assert len(names) == len(set(names))
    assert Weights.load(WEIGHTS).weights["same value, hardly by chance"] > 0


@pytest.mark.parametrize(("number", "barred"), [("90%", True), ("38.5%", False)])
def test_a_round_share_of_two_things_is_one_by_chance(number: str, barred: bool) -> None:
    (one,) = claims_of(figures("Bones", f"Of the layer {number} is reindeer."))
    (other,) = claims_of(figures("Games", f"Of the texts {number} is Finnish."))
    assert ("by_chance" in bars(*two(one, other))[0]) == barred


@pytest.mark.parametrize(("party", "barred"), [("Greens", True), ("Reds", False)])
def test_a_share_of_another_owner_is_one_by_chance(party: str, barred: bool) -> None:
    (one,) = claims_of(figures("Poll", "The Reds had 43% of the vote."))
    (other,) = claims_of(figures("Count", f"The {party} had 43% of the vote."))
    assert ("by_chance" in bars(*two(one, other))[0]) == barred
