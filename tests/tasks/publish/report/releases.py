"""Releases made by hand, for what no article of ours brings about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.tables import (
    DISPUTES,
    DOCUMENTS,
    FIGURES,
    PUBLISHED,
    REJECTS,
    RUNS,
    SERIES,
    SERIES_POINTS,
    UNKNOWN_MONTH,
    Table,
    to_arrow,
)

Row = dict[str, Any]

START = datetime(2025, 2, 1, 12, tzinfo=UTC)


def document(number: int, text: str | None = "Six died.", **columns: Any) -> Row:
    """A document; the higher its number the newer it is."""
    published = START + timedelta(days=number)
    return {
        "article_id": f"article-{number}",
        "document_id": f"document-{number:05}",
        "version": 1,
        "is_current": True,
        "title": "Six die",
        "published_at": published,
        "published_date": published.date(),
        "language": "en",
        "words": 2,
        "text": text,
        "body_start": 0,
        "content_hash": "hash",
        "format": "txt",
        "figures": 1,
    } | columns


def figure(of: Row, number_text: str = "Six", occurrence: int = 0, **columns: Any) -> Row:
    """A figure of a document, where its text has the number."""
    text = of["text"] or ""
    start = max(0, text.find(number_text))
    shared = ("document_id", "article_id", "published_at", "published_date", "title")
    return (
        {name: of[name] for name in shared}
        | {
            "figure_id": f"figure-{of['document_id']}-{start}-{occurrence}",
            "outlet": of.get("outlet"),
            "url": of.get("url"),
            "section": "body",
            "sentence_index": 0,
            "sentence_start": 0,
            "sentence": text or None,
            "start_char": start,
            "end_char": start + len(number_text),
            "number_text": number_text,
            "value": 6.0,
            "value_low": 6.0,
            "value_high": 6.0,
            "bound": "exact",
            "kind": "count",
            "event": "killed",
            "disputed": False,
            "confidence": 0.8,
        }
        | columns
    )


def line(number: int, **columns: Any) -> Row:
    """A series of people killed that two sources speak of."""
    return {
        "series_id": f"series-{number:04}",
        "label": f"People killed, {number}",
        "event": "killed",
        "kind": "count",
        "claims": 2,
        "articles": 2,
        "sources": 2,
        "low": 6.0,
        "best": 6.0,
        "high": 6.0,
        "best_basis": "median",
        "parties": 0,
        "contested": False,
        "additive": True,
        "projected": False,
    } | columns


def point(of: Row, said: Row, source: str = "police", **columns: Any) -> Row:
    """A point of a series: what a figure says."""
    shared = ("figure_id", "published_at", "value", "value_low", "value_high", "disputed")
    told = {"series_id": of["series_id"], "source": source, "copies": 1, "party": False}
    return {name: said[name] for name in shared} | told | columns


def run(**columns: Any) -> Row:
    counts = ("inputs", "documents_new", "documents_changed", "documents_unchanged", "documents_duplicate", "rejects")
    return {
        "run_id": "run-1",
        "started_at": START,
        "ended_at": START,
        "state": "completed",
        "version": "0.1.0",
        "settings": "{}",
        "versions": "{}",
        "figures": 1,
        "seconds": 1.0,
        **dict.fromkeys(counts, 1),
    } | columns


def write_release(
    folder: Path,
    figures: Sequence[Row] = (),
    documents: Sequence[Row] = (),
    disputes: Sequence[Row] = (),
    rejects: Sequence[Row] = (),
    series: Sequence[Row] = (),
    points: Sequence[Row] = (),
) -> Path:
    """Write a release with all its tables; what is not given is empty."""
    rows = {
        FIGURES.name: figures,
        DOCUMENTS.name: documents,
        DISPUTES.name: disputes,
        REJECTS.name: rejects,
        SERIES.name: series,
        SERIES_POINTS.name: points,
    }
    for table in PUBLISHED:
        _write(folder, table, [run()] if table == RUNS else rows.get(table.name, ()))
    return folder


def _write(folder: Path, table: Table, rows: Sequence[Row]) -> None:
    path = folder / table.name / f"month={UNKNOWN_MONTH}/part-0.parquet" if table.by_month else None
    path = path or folder / f"{table.name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_arrow(table, rows), path)
