"""Which articles tell of the same story."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconcile.stories import FADES, RAREST, gather_stories, link_articles

NAMES = {"a": frozenset(("naryn", "asanov")), "b": frozenset(("naryn", "asanov")), "c": frozenset(("united",))}


def test_articles_that_share_rare_names_are_linked() -> None:
    linked = link_articles(NAMES, {"a": 1, "b": 3, "c": 3})
    assert linked["a"] == {"a": math.inf, "b": pytest.approx(-2 * math.log(RAREST) - 2 * FADES, abs=0.01)}
    assert linked["c"] == {"c": math.inf}


def test_the_more_days_lie_between_the_more_names_it_takes() -> None:
    assert set(link_articles(NAMES, {"a": 1, "b": 90, "c": 60})["a"]) == {"a", "b"}
    one = {article: frozenset((*names, "=quake")) & {"naryn", "=quake"} for article, names in NAMES.items()}
    assert set(link_articles(one, {"a": 1, "b": 30, "c": 30})["a"]) == {"a", "b"}
    assert set(link_articles(one, {"a": 1, "b": 60, "c": 60})["a"]) == {"a"}


def test_an_article_without_a_day_is_alone() -> None:
    assert link_articles(NAMES, {"a": 1, "c": 1})["b"] == {"b": math.inf}


def test_names_that_many_hold_weigh_less() -> None:
    names = {"a": ("united", "state"), "b": ("united", "state"), "c": ("naryn", "kolvar"), "d": ("naryn", "kolvar")}
    linked = link_articles(names, dict.fromkeys(names, 1))
    assert (set(linked["a"]), set(linked["c"])) == ({"a"}, {"c", "d"})


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))), st.integers(1, 9))
def test_every_article_is_in_one_group_that_is_not_too_large(links: list[tuple[str, str]], most: int) -> None:
    sizes = {article: place for place, article in enumerate("abcdef", 1)}
    groups = gather_stories(links, sizes, most)
    assert sorted(article for group in groups for article in group) == list("abcdef")
    assert all(len(group) == 1 or sum(sizes[article] for article in group) <= most for group in groups)


@given(
    st.dictionaries(st.text("abc", min_size=1), st.frozensets(st.sampled_from(["naryn", "kolvar", "united", "=quake"])))
)
def test_links_go_both_ways(names: dict[str, frozenset[str]]) -> None:
    linked = link_articles(names, dict.fromkeys(names, 1))
    for one, others in linked.items():
        assert one in others
        for other, weighs in others.items():
            assert linked[other][one] == weighs
