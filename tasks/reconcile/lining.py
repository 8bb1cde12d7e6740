"""One part of the figures → its lines: which figure belongs to which series."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path

import pyarrow.parquet as pq

from tasks.guarded import call_apart
from tasks.reconcile.evidence import WEIGHTS
from tasks.reconcile.gathering import LINED_BY
from tasks.reconcile.series import name_series
from tasks.tables import LINES, write_stage
from tasks.weights import Weights

ORDER = ("is_new", "published_at", "article_id", "start_char")  # what has no time comes last


def line_up_once(part: Path, apart: bool = False) -> Path:
    """Line up a part, in a process of its own where it is to be `apart`; return the folder of its lines."""
    return call_apart(line_up_part, part) if apart else line_up_part(part)


def line_up_part(part: Path) -> Path:
    """Write `lines` of the new figures of a part that `cut_stories` wrote; return their folder.

    What is released comes first, as it stays what it is, and documents of which something is; then all others in the
    order of publication.
    """
    with _unswept():
        return _line_up(part)


def _line_up(part: Path) -> Path:
    table = pq.read_table(part, columns=["is_new", *LINED_BY])
    rows = table.sort_by([(name, "ascending") for name in ORDER]).drop_columns("published_at").to_pylist()
    documents = [list(each) for _, each in groupby(rows, key=itemgetter("document_id"))]
    documents.sort(key=lambda rows: (rows[0]["is_new"], all(row["series_id"] is None for row in rows)))
    linked: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for rows_ in documents:
        linked[rows_[0]["article_id"]][rows_[0]["article_id"]] = inf
    links = part.parent.parent / "links" / part.name
    for row in pq.read_table(links).to_pylist() if links.exists() else ():
        linked[row["article_id"]][row["other"]] = linked[row["other"]][row["article_id"]] = row["weighs"]
    named = name_series(documents, linked, Weights.load(WEIGHTS))
    new = (row["figure_id"] for row in rows if row["is_new"])
    folder = part.parent.parent / "lined" / part.name
    write_stage(folder, LINES, ({"figure_id": figure, "series_id": named[figure]} for figure in new))
    return folder


@contextmanager
def _unswept() -> Iterator[None]:
    """Let Python look for no garbage: nothing here holds itself, and the many claims are looked through in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
