"""A series → its points, one a source and time, and its low, best and high by a policy that is data.

What an article states on nobody's word is its outlet's. The value that its source, or for want of one anybody, gave
last is told anew, and so is any given before in an article that tells several ("61, up from 34"): it counts for the
point that it restates. A headline that credits nobody tells what stands below it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path
from statistics import median_low
from typing import Any

from tasks.lists import read_list

Row = dict[str, Any]
Said = tuple[float | None, float | None, float | None]  # value, value_low, value_high

OWNER = re.compile("['’]s?$")
NO_NAMES = frozenset(("the", "a", "of"))
NOT_YET = frozenset(("projected", "conditional"))  # modalities of what has not happened


@dataclass(frozen=True, slots=True)
class Point:
    """What a source said at a time: the figure that says so first, and how many articles say so."""

    figure_id: str
    source: str | None
    published_at: datetime | None
    value: float | None
    value_low: float | None
    value_high: float | None
    articles: int
    previous: float | None
    revision: str | None  # up, down or same against `previous`
    disputed: bool = False
    projected: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The low, best and high of a series, the figure that the best is of, and whether sources contradict each other.

    `best_of` is None where the best lies between two points.
    """

    low: float | None
    best: float | None
    high: float | None
    best_of: str | None
    contested: bool


def points_of(rows: Sequence[Row]) -> list[Point]:
    """Return the points of the figures of a series, given in the order of publication, then of the text.

    What an article tells first is what it has newest. A row has, beside the columns of its figure, how many `copies` of
    its document there are.

    >>> row = {"source": "the ministry", "outlet": "Wire", "published_at": None, "modality": "stated"}
    >>> row |= {"copies": 0, "disputed": False, "section": "body"}
    >>> said = [("first", 34), ("second", 61), ("second", 34)]
    >>> rows = [
    ...     row | {"figure_id": f"{text}-{n}", "document_id": text, "value": n, "value_low": n, "value_high": n}
    ...     for text, n in said
    ... ]
    >>> [(point.value, point.articles, point.previous, point.revision) for point in points_of(rows)]
    [(34, 2, None, None), (61, 1, 34, 'up')]
    """
    told: list[list[Row]] = []  # of each point the figures that say it
    before: list[float | None] = []  # … and what its source said before
    last: dict[str | None, int] = {}  # the place of the last point of each source
    values: defaultdict[str, set[Said]] = defaultdict(set)
    for row in rows:
        values[row["document_id"]].add(_said(row))
    places: defaultdict[object, list[int]] = defaultdict(list)  # of points, by their value
    for row in _newest_last(rows):
        who = plain_source(row["source"] or row["outlet"])
        among = range(len(told)) if len(values[row["document_id"]]) > 1 else last.values()
        alike = places[_value(row)]
        place = next((each for each in alike if each in among and _restates(row, told[each][0])), None)
        if place is None:
            place = len(told)
            before.append(told[last[who]][0]["value"] if who in last else None)
            told.append([])
            last[who] = place
            alike.append(place)
        told[place].append(row)
    return [_point(each, previous) for each, previous in zip(told, before, strict=True)]


def _newest_last(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows of each document with the value last that it tells first: "61 died, up from 34"."""
    for _, each in groupby(rows, key=itemgetter("document_id")):
        rows_of_it = list(each)
        told: dict[object, list[Row]] = {}
        for row in [row for row in rows_of_it if not _is_headline(row)] or rows_of_it:
            told.setdefault(_value(row), []).append(row)
        for same in reversed(told.values()):
            yield from sorted(same, key=lambda row: row["source"] is None)  # nobody's restates somebody's


def _is_headline(row: Row) -> bool:
    return row["section"] == "title" and row["source"] is None


def _said(row: Row) -> Said:
    return row["value"], row["value_low"], row["value_high"]


def _value(row: Row) -> object:
    """Return by what figures of one value are found: where there is none, its bounds."""
    return _said(row) if row["value"] is None else row["value"]


def _restates(row: Row, point: Row) -> bool:
    """Tell whether a figure gives a point anew, that which another began: without a source it may be anybody's.

    In one article "at least 34" is the 34 that it tells elsewhere.
    """
    is_near = row["document_id"] == point["document_id"] and row["value"] is not None
    if _said(row) != _said(point) and not (is_near and row["value"] == point["value"]):
        return False
    return row["source"] is None or plain_source(row["source"]) == plain_source(point["source"] or point["outlet"])


def with_full_names(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows, a source of one word with the full name that ends in it, where one of those of the series does.

    >>> rows = [{"source": name} for name in ("Vadym Filashkin", "Filashkin", "the army", None)]
    >>> [row["source"] for row in with_full_names(rows)]
    ['Vadym Filashkin', 'Vadym Filashkin', 'the army', None]
    """
    sources = {row["source"]: row["source"].split() for row in rows if row["source"]}
    if len(sources) <= 1:
        return rows
    full: defaultdict[str, list[str]] = defaultdict(list)
    for source, words in sources.items():
        if len(words) > 1 and all(word[0].isupper() for word in words):
            full[words[-1]].append(source)
    meant = {name: found[0] for name, found in full.items() if len(found) == 1 and name in sources}
    return (
        [row | {"source": meant[row["source"]]} if row["source"] in meant else row for row in rows] if meant else rows
    )


@lru_cache(maxsize=10_000)
def plain_source(source: str | None) -> str | None:
    """Return a source by which its points are known, however it is written.

    >>> plain_source("The General Staff of Ukraine") == plain_source("Ukraine's General Staff")
    True
    """
    words = {OWNER.sub("", word) for word in (source or "").lower().split()}
    return " ".join(sorted(words - NO_NAMES)) or source


def _point(rows: Sequence[Row], previous: float | None) -> Point:
    """Return the point that some figures say."""
    first = rows[0]
    return Point(
        figure_id=first["figure_id"],
        source=first["source"] or first["outlet"],
        published_at=first["published_at"],
        value=first["value"],
        value_low=first["value_low"],
        value_high=first["value_high"],
        articles=sum({row["document_id"]: 1 + row["copies"] for row in rows}.values()),
        previous=previous,
        revision=_revision(previous, first["value"]),
        disputed=any(row["disputed"] for row in rows),
        projected=first["modality"] in NOT_YET,
    )


def _revision(previous: float | None, value: float | None) -> str | None:
    if previous is None or value is None:
        return None
    return "up" if value > previous else "down" if value < previous else "same"


def summarise(
    points: Sequence[Point], policy: str, without: Set[str | None] = frozenset(), denied: bool = False
) -> Summary:
    """Return the low, best and high of a series under a policy, those without some sources left out.

    What is only projected counts where nothing else is said. `denied`: somebody denies one of its figures. Raises
    KeyError for a policy that `data/policies.csv` does not have.

    >>> said = [("army", 340.0), ("rebels", 27.0), ("observers", 131.0)]
    >>> points = [Point(who, who, None, value, value, value, 1, None, None) for who, value in said]
    >>> summarise(points, "median")
    Summary(low=27.0, best=131.0, high=340.0, best_of='observers', contested=True)
    >>> summarise(points, "conservative", without=frozenset(("rebels",))).best
    131.0
    """
    taken = policies()[policy]
    told = [point for point in points if point.source not in without]
    happened = [point for point in told if not point.projected]
    last = _last_of_each(happened or told, int(taken["days"]))
    if not last:
        return Summary(None, None, None, None, denied)
    lows = [point.value_low for point in last if point.value_low is not None]
    highs = [point.value_high for point in last if point.value_high is not None]
    best = _best(taken["best"], last)
    bounding = last[-1:] if taken["low"] == "newest" else last
    low = _end(min, (point.value_low for point in bounding), map(_least, bounding))
    bounding = last[-1:] if taken["high"] == "newest" else last
    high = _end(max, (point.value_high for point in bounding), map(_greatest, bounding))
    of = next((point.figure_id for point in last if best is not None and point.value == best), None)
    return Summary(low, best, high, of, denied or max(lows, default=-inf) > min(highs, default=inf))


def _last_of_each(points: Sequence[Point], days: int) -> list[Point]:
    """Return the last points of the sources, in their order: those that are not much older than the newest of them."""
    last = {plain_source(point.source): point for point in points}
    kept = [point for point in points if last[plain_source(point.source)] is point]
    newest = max((point.published_at for point in kept if point.published_at is not None), default=None)
    if newest is None:
        return kept
    since = newest - timedelta(days=days)
    return [point for point in kept if point.published_at is None or point.published_at >= since]


def _end(
    outermost: Callable[[Iterable[float]], float], bounds: Iterable[float | None], reached: Iterable[float | None]
) -> float | None:
    """Return the outermost bound of some points; None where another reaches as far and has no bound there."""
    known = [each for each in reached if each is not None]
    bounded = [each for each in bounds if each is not None]
    end = outermost(known) if known else None
    return end if end in bounded else None


def _least(point: Point) -> float | None:
    """Return the least that a point may be: "up to 20" is 20 where nothing is said of less."""
    return next((each for each in (point.value_low, point.value, point.value_high) if each is not None), None)


def _greatest(point: Point) -> float | None:
    """Return the most that a point may be: "at least 20" is 20 where nothing is said of more."""
    return next((each for each in (point.value_high, point.value, point.value_low) if each is not None), None)


def _best(taken: str, last: Sequence[Point]) -> float | None:
    """Return the best value of what the sources said last."""
    values = [point.value for point in last if point.value is not None]
    if taken == "newest" or not values:
        return values[-1] if values else None
    return min(values) if taken == "least" else median_low(values)


@cache
def policies() -> dict[str, dict[str, str]]:
    """Return the policies of `data/policies.csv` by their names."""
    return {row["policy"]: row for row in read_list(Path(__file__).parent / "data" / "policies.csv")}
