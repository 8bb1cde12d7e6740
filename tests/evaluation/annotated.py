"""The annotated texts that rows are measured on: our own sentences, and pages and articles where ../shared is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import SHARED

HERE = Path(__file__).parent
Article = dict[str, Any]


def sentences(name: str) -> list[Article]:
    """Return golden_<name>.jsonl: sentences of our own, with what figures count, what happened, how they add up."""
    return _lines(HERE / f"golden_{name}.jsonl")


def gold(name: str) -> list[Article]:
    """Return the annotated articles of ../shared/gold."""
    return _lines(SHARED / "gold" / f"{name}.jsonl")


def pages() -> Iterator[Article]:
    """Yield sentences of the pages of ../shared/pages with our annotations, which hold no text themselves."""
    bodies = json.loads((SHARED / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    for case in _lines(HERE / "pages_figures.jsonl"):
        yield _with_text(case, bodies[case["page"]]["articleBody"])


def wikinews() -> Iterator[Article]:
    """Yield sentences of ../shared/news with our annotations, which hold no text themselves."""
    texts = {str(article["id"]): article["text"] for article in _lines(SHARED / "news" / "wikinews.jsonl")}
    for case in _lines(HERE / "wikinews_figures.jsonl"):
        yield _with_text(case, texts[case["page"]])


def wikinews_articles() -> Iterator[Article]:
    """Yield whole articles of ../shared/news with our annotations of every column, which hold no text themselves."""
    return _whole_wikinews("wikinews_articles")


def wikinews_places() -> Iterator[Article]:
    """Yield other whole articles of ../shared/news with our annotations of where and when each figure holds."""
    return _whole_wikinews("wikinews_places")


def pages_places() -> Iterator[Article]:
    """Yield whole pages of ../shared/pages with our annotations of where each figure holds; their day is unknown."""
    bodies = json.loads((SHARED / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    for case in _lines(HERE / "pages_places.jsonl"):
        text = bodies[case["page"]]["articleBody"]
        yield {"id": case["page"], "text": text, "figures": _with_words(case, text)}


def disputes() -> list[Article]:
    """Return golden_disputes.jsonl: passages of our own with the stances that are taken in them."""
    return _lines(HERE / "golden_disputes.jsonl")


def _with_text(case: Article, whole: str) -> Article:
    text = whole[case["start"] : case["end"]]
    figures = [
        figure | {"counted": figure["counted"] and text[slice(*figure["counted"])]} for figure in case["figures"]
    ]
    return {"id": case["id"], "text": text, "figures": figures}


def _whole_wikinews(name: str) -> Iterator[Article]:
    articles = {article["id"]: article for article in _lines(SHARED / "news" / "wikinews.jsonl")}
    for case in _lines(HERE / f"{name}.jsonl"):
        article = articles[case["id"]]
        figures = _with_words(case, article["text"])
        kept = {name: article[name] for name in ("id", "published", "title", "text")}
        yield kept | {"figures": figures}


def _with_words(case: Article, text: str) -> list[Article]:
    """Return the figures of a whole text with the words that their annotation only points at."""
    names = ("counted", "source", "place", "time")
    return [
        figure | {name: figure[name] and text[slice(*figure[name])] for name in names if name in figure}
        for figure in case["figures"]
    ]


def _lines(path: Path) -> list[Article]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
