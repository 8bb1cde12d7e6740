"""Figures of many running stories: those of `tests/evaluation/stories.jsonl`, told again under other names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.extract.telling import Reader
from tasks.lists import read_list
from tasks.tables import COPIES, CORRECTIONS, FIGURES, REJECTS, STANDING, identity, write_stage
from tests.conftest import ROOT
from tests.evaluation.series import read_figures
from tests.evaluation.stories import read_stories

Row = Mapping[str, Any]

BATCH = 20_000  # figures
DAYS = 700  # over which the stories are spread
NAME = re.compile(r"\b[A-Z][a-z]{2,}")
COMMON = frozenset(row["word"] for row in read_list(ROOT / "tasks" / "reconcile" / "data" / "frequent_names.csv"))


def write_figures(work: Path, figures: int, first: int = 0) -> list[Path]:
    """Write what extract and compare would, of so many figures or a few more; return the folders of extract.

    The stories are told again from the `first` time on: with another one they are other stories.
    """
    articles = [article for article in read_stories() if article["copy_of"] is None]
    told = [row for rows in read_figures(articles, Reader.load()) for row in rows]
    times = range(first, first + -(-figures // len(told)))
    folders: list[Path] = []
    standing: list[Row] = []
    for batch in _batches((_again(row, time) for time in times for row in told), BATCH):
        folder = work / f"{len(folders):06}"
        write_stage(folder / "extract", FIGURES, batch)
        write_stage(folder / "extract", REJECTS, [])
        read = {row["document_id"]: row for row in batch}.values()
        standing += [{**row, "batch": str(folder), "version": 1, "publishes": True} for row in read]
        folders.append(folder / "extract")
    write_stage(work / "compared", STANDING, ({name: row[name] for name in STANDING.names} for row in standing))
    write_stage(work / "compared", COPIES, [])
    write_stage(work / "compared", CORRECTIONS, [])
    return folders


def _batches(rows: Iterable[Row], size: int) -> Iterator[Sequence[Row]]:
    """Yield rows in batches of whole documents."""
    batch: list[Row] = []
    for row in rows:
        if len(batch) >= size and row["document_id"] != batch[-1]["document_id"]:
            yield batch
            batch = []
        batch.append(row)
    yield batch


def _again(row: Row, time: int) -> Row:
    """Return a figure of a story that is told another time: of other places and people, on other days."""
    day = row["published_date"] + timedelta(days=time * 7 % DAYS)
    return {
        **row,
        "figure_id": identity(row["figure_id"], str(time)),
        "part_of": row["part_of"] and identity(row["part_of"], str(time)),
        "article_id": identity(row["article_id"], str(time)),
        "document_id": identity(row["document_id"], str(time)),
        "title": _renamed(row["title"], time),
        "sentence": _renamed(row["sentence"], time),
        "published_date": day,
        "published_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
        "outlet": "Wire",
        "disputed": bool(row["disputed"]),
    }


def _renamed(text: str, time: int) -> str:
    """Return a text with other names of the same length, but for those that many articles hold."""
    letters = f"{chr(65 + time % 26)}{chr(97 + time // 26 % 26)}{chr(97 + time // 676)}"
    return NAME.sub(lambda found: found[0] if found[0][:6].lower() in COMMON else letters + found[0][3:], text)
