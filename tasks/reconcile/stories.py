"""Which articles tell of the same story: those of one season that share names which few others hold."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tasks.lists import read_list
from tasks.reconcile.claims import BEGINNING, Row, names_in, stems

LONGEST = 100  # days between two articles of a story
FADES = 0.06  # how much less names weigh for each day between two articles
LEAST = 4.6  # how much the names must weigh that two articles share: as one of which nothing is known
RAREST = 0.01  # the share of articles that hold a name of which nothing is known
MOST_HOLDERS = 300  # articles of a season that hold a name: of more it tells nothing
SHORTEST = 3  # letters of a word of a name
MARK = "="
TITLE_WORD = 1.5  # what a word says that two titles share


def names_of(rows: Sequence[Row]) -> frozenset[str]:
    """Return the words of the names in an article's title and beside its figures.

    Words of the title that are no names are told apart by a mark: they say less.

    >>> row = {"title": "Strong quake hits Naryn", "sentence": "The Red Crescent in Naryn counted 12 dead on Sunday."}
    >>> sorted(names_of([row]))
    ['=naryn', '=quake', '=strong', 'cresce', 'naryn', 'red', 'strong']
    """
    found: set[str] = set()
    titles = {row["title"]: None for row in rows if row["title"]}
    plain = {MARK + word[:BEGINNING] for title in titles for word in re.findall(r"[a-z]{5,}", title.lower())}
    for text in {text: None for row in rows for text in (row["title"], row["sentence"]) if text}:
        for name in names_in(text, 0, len(text)):
            found |= stems(name.words)
    named = {word[:BEGINNING] for word in found if len(word) >= SHORTEST}
    return frozenset(named | plain)


def weight(names: Iterable[str]) -> float:
    """Return how much names say that two articles that share them tell of the same story."""
    shares = _shares()
    return sum(TITLE_WORD if name.startswith(MARK) else -math.log(shares.get(name, RAREST)) for name in names)


@cache
def _shares() -> dict[str, float]:
    path = Path(__file__).parent / "data" / "frequent_names.csv"
    return {row["word"]: float(row["share"]) for row in read_list(path)}


def link_articles(names: Mapping[str, frozenset[str]], days: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Return with which articles each shares a story, itself among them, and how much the names weigh.

    An article without a day shares none.
    """
    holders: defaultdict[str, list[str]] = defaultdict(list)
    linked: dict[str, dict[str, float]] = {article: {article: math.inf} for article in names}
    for article in sorted((each for each in names if each in days), key=lambda each: (days[each], each)):
        shared: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(names[article]):
            recent = holders[name] = _recent(holders[name], days, days[article])
            if len(recent) <= MOST_HOLDERS:
                for other in recent:
                    shared[other].append(name)
            recent.append(article)
        for other, common in shared.items():
            if (weighs := weight(common) - FADES * (days[article] - days[other])) >= LEAST:
                linked[article][other] = linked[other][article] = weighs
    return linked


def _recent(articles: Sequence[str], days: Mapping[str, int], day: int) -> list[str]:
    return [each for each in articles if day - days[each] <= LONGEST]
