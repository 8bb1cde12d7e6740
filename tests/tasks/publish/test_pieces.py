"""More text than memory holds: put aside in pieces, and as sorted as what DuckDB sorts at once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tasks.publish import next_rows
from tasks.publish.pieces import sort_in_pieces
from tasks.tables import DOCUMENTS
from tests.conftest import Dataset


def test_rows_come_in_order_piece_by_piece_nulls_last(tmp_path: Path) -> None:
    schema = pa.schema({"day": pa.int64(), "text": pa.string(), "piece": pa.int32()})
    rows = [(3, "c", 1), (None, "é", 1), (1, "b", 0), (2, "a", 0), (None, "z", 1), (1, "a", 0)]
    batches = [
        pa.RecordBatch.from_pylist(
            [dict(zip(schema.names, row, strict=True)) for row in rows[first : first + 4]], schema
        )
        for first in (0, 4)
    ]
    reader = sort_in_pieces(pa.RecordBatchReader.from_batches(schema, batches), ["day", "text"], tmp_path / "p", 2)
    found = list(reader)
    assert [batch.num_rows for batch in found] == [2, 1, 2, 1]
    told = [(row["day"], row["text"]) for batch in found for row in batch.to_pylist()]
    assert told == [(1, "a"), (1, "b"), (2, "a"), (3, "c"), (None, "z"), (None, "é")]
    assert list((tmp_path / "p").iterdir()) == []


def test_documents_in_pieces_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for folder in ("at_once", "in_pieces"):
        dataset = Dataset(tmp_path / folder)
        for turn in range(2):
            days = ["2025-03-04", "2025-01-09", None]
            rows = [
                {"id": n, "text": f"A storm killed {n + 2} people. " * 9, "published": days[n % 3]}
                for n in range(turn, 40, 1 + turn)
            ]
            dataset.write("a.jsonl", rows)
            dataset.run(workers=1)
        written.append(dataset.table(DOCUMENTS, content_only=True))
        monkeypatch.setattr(next_rows, "MOST_WORDS", 100)
    assert len(written[0]) == 40
    assert written[0].equals(written[1])
