"""The check finds each way in which a release can break its contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.publish.check import check_release
from tests.conftest import Dataset

Change = Callable[[pa.Table], pa.Table]


def put(column: str, value: object) -> Change:
    """A change that writes a value into every row of a column."""

    def change(table: pa.Table) -> pa.Table:
        index = table.schema.get_field_index(column)
        values = pa.array([value] * table.num_rows, table.schema.field(column).type)
        return table.set_column(index, table.schema.field(column), values)

    return change


@pytest.fixture
def release(dataset: Dataset) -> Path:
    rows = [{"id": n, "title": f"{n} died", "text": "Six died in 2024.", "published": "2025-02-25"} for n in (3, 4)]
    dataset.write("a.jsonl", rows)
    dataset.run()
    return dataset.release


FIGURES, DOCUMENTS = "figures/month=2025-02/part-0.parquet", "documents/month=2025-02/part-0.parquet"


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        (FIGURES, put("bound", "maybe"), "figures.bound: not allowed: maybe"),
        (FIGURES, put("unit", ""), "figures.unit: 4 empty strings"),
        (FIGURES, put("bound", None), "figures.bound: 4 nulls"),
        (FIGURES, put("start_char", 1), "numbers are not at their place"),
        (FIGURES, put("sentence_start", 1), "sentences are not at their place"),
        (FIGURES, put("figure_id", "x"), "rows repeat a key"),
        (FIGURES, put("document_id", "x"), "point to no row of documents"),
        (FIGURES, put("event", "killed"), None),
        (FIGURES, lambda table: table.slice(1), "documents.figures: 1 counts are wrong"),
        (FIGURES, lambda table: table.drop_columns(["value"]), "column value is missing, declared double"),
        (FIGURES, lambda table: table.append_column("extra", pa.array([1] * table.num_rows)), "columns beside"),
        (FIGURES, lambda table: table.replace_schema_metadata({}), "metadata"),
        (FIGURES, put("published_date", None), "rows of another month"),
        (DOCUMENTS, put("is_current", False), "no current version"),
        (DOCUMENTS, put("text", "nothing"), "numbers are not at their place"),
        (
            "vague_numbers.parquet",
            lambda table: table.cast(pa.schema([(n, pa.string()) for n in table.schema.names])),
            "declared double",
        ),
    ],
)
def test_what_is_wrong_is_said(release: Path, file: str, change: Change, problem: str | None) -> None:
    table = pq.read_table(release / file, partitioning=None)
    pq.write_table(change(table), release / file)
    problems = check_release(release)
    if problem is None:
        assert problems == []
    else:
        assert any(re.search(re.escape(problem), line) for line in problems), problems


def test_strays_and_gaps_are_found(release: Path) -> None:
    (release / "figures" / "notes.txt").write_text("x")
    (release / "figures" / ".tmp.parquet").write_text("x")
    (release / "events.parquet").unlink()
    problems = check_release(release)
    assert [line.split(":")[0] for line in problems] == ["figures/.tmp.parquet", "figures/notes.txt", "events"]


def test_a_torn_file_is_found(release: Path) -> None:
    (release / FIGURES).write_bytes((release / FIGURES).read_bytes()[:100])
    assert "not readable as Parquet" in check_release(release)[0]
