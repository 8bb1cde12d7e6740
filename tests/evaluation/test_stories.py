"""The running stories that series are held against."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from tests.evaluation.stories import Pairs, read_stories, score_series

ARTICLES = read_stories()
OF_SEVEN = """
cyclone rebels tyres cholera fires mine protests vote weapons aftershock aidfund arms bailout birdflu blast boat
ceasefire coup crush dam dengue drones ebola famine ferry floods frontline heatwave insurgents kidnap landslide layoffs
local_elections measles offensive parliament plane raid referendum refugees siege strike strikes swap train tsunami
typhoon warbudget wildfire
"""
PUT_ASIDE = "aid outbreak aidfund birdflu boat crush dengue kidnap landslide local_elections swap wildfire"


def test_the_stories_are_sound() -> None:
    assert Counter(article["story"] for article in ARTICLES) == {
        **dict.fromkeys(("quake", "battle", "aid", "outbreak", "election"), 8),
        **dict.fromkeys(("diphtheria", "loan"), 8),
        **dict.fromkeys(OF_SEVEN.split(), 7),
        "brief": 3,
    }
    assert {article["story"] for article in ARTICLES if article["held_out"]} == set(PUT_ASIDE.split())
    assert len({article["url"] for article in ARTICLES}) == len(ARTICLES)
    ids = {article["id"] for article in ARTICLES}
    for article in ARTICLES:
        assert article["text"].startswith(f"{article['title']}\n\n")
        assert article["copy_of"] is None or article["copy_of"] in ids
        places = [(figure["start"], figure["end"]) for figure in article["figures"]]
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
        for start, end in places:
            words = article["text"][start:end]
            assert words == words.strip() != ""
            assert not article["text"][start - 1 : start].isdigit()


def test_series_are_scored_by_pairs() -> None:
    annotated = ((0, "dead"), (5, "dead"), (10, "hurt"))
    figures = [{"start": at, "end": at + 2, "series": name} for at, name in annotated]
    article = {"story": "storm", "url": "u", "figures": figures}
    rows: list[dict[str, Any]] = [
        {"url": "u", "start_char": at, "end_char": at + 2, "series_id": series}
        for at, series in ((0, "s1"), (5, "s1"), (10, "s1"), (20, None), (30, None))
    ]
    assert score_series([article], rows) == {"storm": Pairs(annotated=1, read=3, right=1)}
    rows[2]["series_id"] = None
    (pairs,) = score_series([article], rows).values()
    assert (pairs.precision, pairs.recall) == (100, 100)


@pytest.mark.parametrize("of", ["series", "story"])
def test_the_annotation_scores_in_full_and_one_series_a_story_does_not(of: str) -> None:
    rows = [
        {"url": article["url"], "start_char": figure["start"], "end_char": figure["end"]}
        | {"series_id": figure["series"] if of == "series" else article["story"]}
        for article in ARTICLES
        for figure in article["figures"]
    ]
    scores = score_series(ARTICLES, rows).values()
    assert all(pairs.recall == 100 for pairs in scores)
    assert all((pairs.precision == 100) == (of == "series") for pairs in scores)
