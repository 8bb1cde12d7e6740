"""The newest figures with their articles and disputes, cut so that the page stays small however much there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tasks.publish.merge import CARRIED
from tasks.publish.report.database import Row, query_rows
from tasks.publish.report.page import embedded
from tasks.publish.report.timeline import Days, newest_since
from tasks.tables import DISPUTES, DOCUMENTS, FIGURES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_FIGURES = 10_000
FIGURE_BYTES, ARTICLE_BYTES, DISPUTE_BYTES = 8_000_000, 7_000_000, 1_000_000  # as they stand in the page
MOST_CHARACTERS = 60_000  # of one article

LEFT_OUT = ("run_id", "updated_at", "content_hash", "retrieved_at", "record_id", "notes", "text")


def newest_rows(database: DuckDBPyConnection, days: Days) -> dict[str, Any]:
    """Return the newest figures, their articles and the stances on them, each as columns and rows."""
    since = newest_since(days, MOST_FIGURES)
    columns = _select(name for name in FIGURES.names if name not in (*CARRIED, *LEFT_OUT))
    found = query_rows(database, "figures", {"since": since, "most": MOST_FIGURES}, columns=columns)
    found = within(found, FIGURE_BYTES)
    articles = _articles(database, since, list(dict.fromkeys(row["document_id"] for row in found)))
    kept = {row["document_id"] for row in articles}
    figures = [row for row in found if row["document_id"] in kept]
    columns = _select(name for name in DISPUTES.names if name not in LEFT_OUT)
    disputes = query_rows(database, "disputes", {"figures": [row["figure_id"] for row in figures]}, columns=columns)
    return {
        FIGURES.name: packed(figures),
        DOCUMENTS.name: packed(articles),
        DISPUTES.name: packed(within(disputes, DISPUTE_BYTES)),
    }


def _articles(database: DuckDBPyConnection, since: datetime | None, documents: list[str]) -> list[Row]:
    """Return as many of the first documents as there is room for, and their texts as far as there is more.

    `no_room` tells a text that is left out for want of room from one that is not published.
    """
    columns = _select(name for name in DOCUMENTS.names if name not in LEFT_OUT)
    wanted: dict[str, Any] = {"since": since, "documents": documents}
    bare = query_rows(database, "articles", wanted, columns=columns)
    articles = within([row | {"text": None, "characters": None, "no_room": False} for row in bare], ARTICLE_BYTES)
    room = ARTICLE_BYTES - size(packed(articles))
    found = query_rows(database, "texts", wanted | {"documents": likely(articles, room), "most": MOST_CHARACTERS})
    texts = {row["document_id"]: row for row in found}
    for row in articles:
        text = texts.get(row["document_id"])
        room -= size(text["text"]) if text else room + 1
        row.update(text if text and room >= 0 else {"no_room": True})
    return articles


def likely(articles: list[Row], room: int) -> list[str]:
    """Return the first documents for whose texts there is room if each word has but one letter: no text is shorter."""
    documents = []
    for row in articles:
        room -= min(2 * row["words"], MOST_CHARACTERS)
        if room < 0:
            break
        documents.append(row["document_id"])
    return documents


def within(rows: list[Row], room: int) -> list[Row]:
    """Return as many of the first rows as there is room for."""
    if size(packed(rows)) <= room:
        return rows
    for number, row in enumerate(rows):
        room -= size(list(row.values())) + 1
        if room < 0:
            return rows[:number]
    return rows


def size(value: Any) -> int:
    """Return how many bytes of the page a value takes."""
    return len(embedded(value).encode())


def packed(rows: Sequence[Row]) -> dict[str, Any]:
    """Return rows as the names of their columns, once, and their values.

    >>> packed([{"value": 6, "unit": None}, {"value": 7, "unit": "%"}])
    {'columns': ['value', 'unit'], 'rows': [[6, None], [7, '%']]}
    """
    return {"columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}


def _select(names: Iterable[str]) -> str:
    """Return columns as SQL."""
    return ", ".join(names)
