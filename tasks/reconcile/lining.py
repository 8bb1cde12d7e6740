"""One part of the figures → its lines: which figure belongs to which series."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path

import pyarrow.parquet as pq

from tasks.guarded import call_apart
from tasks.reconcile.evidence import WEIGHTS
from tasks.reconcile.series import name_series
from tasks.tables import LINES, write_stage
from tasks.weights import Weights

LAST = datetime.max.replace(tzinfo=UTC)


def line_up_once(part: Path, apart: bool = False) -> Path:
    """Line up a part, in a process of its own where it is to be `apart`; return the folder of its lines."""
    return call_apart(line_up_part, part) if apart else line_up_part(part)


def line_up_part(part: Path) -> Path:
    """Write `lines` of the new figures of a part that `cut_stories` wrote; return their folder.

    What is released comes first, as it stays what it is; then the new ones in the order of publication.
    """
    rows = pq.read_table(part).to_pylist()
    rows.sort(key=lambda row: (row["is_new"], row["published_at"] or LAST, row["article_id"], row["start_char"]))
    documents = [list(each) for _, each in groupby(rows, key=itemgetter("document_id"))]
    linked: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for rows_ in documents:
        linked[rows_[0]["article_id"]][rows_[0]["article_id"]] = inf
    links = part.parent.parent / "links" / part.name
    for row in pq.read_table(links).to_pylist() if links.exists() else ():
        linked[row["article_id"]][row["other"]] = row["weighs"]
    named = name_series(documents, linked, Weights.load(WEIGHTS))
    new = (row["figure_id"] for row in rows if row["is_new"])
    folder = part.parent.parent / "lined" / part.name
    write_stage(folder, LINES, ({"figure_id": figure, "series_id": named[figure]} for figure in new))
    return folder
