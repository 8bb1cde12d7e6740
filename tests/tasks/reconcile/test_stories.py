"""Which articles tell of the same story."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconcile.stories import FADES, RAREST, link_articles

NAMES = {"a": frozenset(("naryn", "asanov")), "b": frozenset(("naryn", "asanov")), "c": frozenset(("united",))}


def test_articles_that_share_rare_names_are_linked() -> None:
    linked = link_articles(NAMES, {"a": 1, "b": 3, "c": 3})
    assert linked["a"] == {"a": math.inf, "b": pytest.approx(-2 * math.log(RAREST) - 2 * FADES, abs=0.01)}
    assert linked["c"] == {"c": math.inf}


def test_the_more_days_lie_between_the_more_names_it_takes() -> None:
    assert set(link_articles(NAMES, {"a": 1, "b": 60, "c": 60})["a"]) == {"a", "b"}
    assert set(link_articles(NAMES, {"a": 1, "b": 99, "c": 60})["a"]) == {"a"}


def test_an_article_without_a_day_is_alone() -> None:
    assert link_articles(NAMES, {"a": 1, "c": 1})["b"] == {"b": math.inf}


def test_names_that_many_hold_weigh_less() -> None:
    names = {"a": ("united", "state"), "b": ("united", "state"), "c": ("naryn",), "d": ("naryn",)}
    linked = link_articles(names, dict.fromkeys(names, 1))
    assert (set(linked["a"]), set(linked["c"])) == ({"a"}, {"c", "d"})


def test_an_article_tells_of_one_story() -> None:
    names = {
        "a": frozenset(("naryn",)),
        "b": frozenset(("kolvar", "maro")),
        "c": frozenset(("naryn", "kolvar", "maro")),
    }
    assert set(link_articles(names, dict.fromkeys("abc", 1))["c"]) == {"b", "c"}


@given(
    st.dictionaries(st.text("abc", min_size=1), st.frozensets(st.sampled_from(["naryn", "kolvar", "united", "=quake"])))
)
def test_links_go_both_ways(names: dict[str, frozenset[str]]) -> None:
    linked = link_articles(names, dict.fromkeys(names, 1))
    for one, others in linked.items():
        assert one in others
        for other, weighs in others.items():
            assert linked[other][one] == weighs
