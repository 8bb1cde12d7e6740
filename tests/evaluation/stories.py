"""Lay series over running stories of our own, in which somebody said which figures are of one quantity.

stories.jsonl: an article a line (story, id, outlet, url, published, title, text, copy_of, held_out), with figures
(start, end, value, series); `text` is as `documents.text`. Two figures are of one series when they say how many of the
same: the same story and happening, counted class and side, place, kind, unit and period, whoever says it, however
hedged and whatever the value; increments, daily and cumulative numbers stay apart. Copies are in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORIES = Path(__file__).with_name("stories.jsonl")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of two figures of one story: how many were annotated as one series, how many were read so, how many both."""

    annotated: int
    read: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share of the pairs read, in percent, that are right."""
        return 100 * self.right / self.read if self.read else 100.0

    @property
    def recall(self) -> float:
        """Return the share of the pairs annotated, in percent, that were read."""
        return 100 * self.right / self.annotated if self.annotated else 100.0


def read_stories() -> list[dict[str, Any]]:
    """Return the articles, in the order of their stories."""
    return [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]


def score_series(articles: Iterable[Mapping[str, Any]], figures: Iterable[Mapping[str, Any]]) -> dict[str, Pairs]:
    """Return the pairs of each story; `figures` are rows with url, start_char, end_char and series_id.

    A row counts for the first annotated figure that it overlaps; one that overlaps none is a series of its own, and so
    is one without a series_id.
    """
    by_url = {article["url"]: article for article in articles}
    both: dict[str, Counter[tuple[str, str]]] = {article["story"]: Counter() for article in by_url.values()}
    for place, row in enumerate(figures):
        if (article := by_url.get(row["url"])) is None:
            continue
        read = row["series_id"] or f"alone {place}"
        both[article["story"]][annotated(article, row) or f"alone {place}", read] += 1
    return {story: _pairs(counts) for story, counts in both.items()}


def annotated(article: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    """Return the series of the first annotated figure that a row overlaps, or None."""
    return next((each["series"] for each in article["figures"] if _overlap(row, each)), None)


def _overlap(row: Mapping[str, Any], figure: Mapping[str, Any]) -> bool:
    return bool(row["start_char"] < figure["end"] and figure["start"] < row["end_char"])


def _pairs(both: Counter[tuple[str, str]]) -> Pairs:
    annotated, read = Counter[str](), Counter[str]()
    for (said, found), number in both.items():
        annotated[said] += number
        read[found] += number
    return Pairs(*(sum(each * (each - 1) // 2 for each in counts.values()) for counts in (annotated, read, both)))
