"""CHANGES.md counts what came, changed and went, whatever month it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq

from tasks.publish.describe.about import About
from tasks.publish.describe.changes import MOST_ENTRIES
from tasks.publish.describe.describing import describe_release
from tasks.tables import FIGURES, FIGURES_DELETED, REFUSED_NUMBERS, SCHEMA_VERSION, Table
from tests.tasks.publish.releases import NOON, Row, row, write_release, write_table

Months = dict[str, Sequence[Row]]


def figure(figure_id: str, value: float = 1, run_id: str = "a") -> Row:
    return row(FIGURES, figure_id=figure_id, value=value, run_id=run_id)


def described(folder: Path, run: str, previous: Path | None = None, **months: Months) -> Path:
    """A described release of the run, in a folder of its name."""
    release = write_release(folder / run, run, months)
    describe_release(release, previous, About())
    return release


def entries(release: Path) -> list[str]:
    return (release / "CHANGES.md").read_text(encoding="utf-8").split("\n## ")[1:]


def counts(release: Path, table: Table) -> list[int]:
    """Rows before, rows, added, changed, deleted of the newest entry."""
    (line,) = [line for line in entries(release)[0].splitlines() if line.startswith(f"| {table.name} |")]
    return [int(cell.replace(",", "")) for cell in line.strip("| ").split(" | ")[1:]]


def test_of_a_first_release_everything_is_added(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1"), figure("2")], "2025-02": [figure("3")]})
    assert counts(first, FIGURES) == [0, 3, 3, 0, 0]
    assert "the first release" in entries(first)[0]


def test_rows_are_added_changed_and_deleted(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1"), figure("2"), figure("3")]})
    rows = [figure("2", value=5), figure("3"), figure("4"), figure("5")]
    later = described(tmp_path, "b", first, figures={"2025-01": rows})
    assert counts(later, FIGURES) == [3, 4, 2, 1, 1]
    assert "the first release" not in entries(later)[0]


def test_a_value_that_becomes_known_or_unknown_is_a_change(tmp_path: Path) -> None:
    known, unknown = figure("1"), row(FIGURES, figure_id="2", run_id="a")
    first = described(tmp_path, "a", figures={"2025-01": [known, unknown]})
    rows = [row(FIGURES, figure_id="1", run_id="a"), figure("2")]
    assert counts(described(tmp_path, "b", first, figures={"2025-01": rows}), FIGURES) == [2, 2, 0, 2, 0]


def test_a_row_that_moves_to_another_month_is_not_deleted_and_added(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1"), figure("2")], "2025-02": [figure("3")]})
    months: Months = {"2025-01": [figure("1")], "2025-02": [figure("2", value=7), figure("3")]}
    assert counts(described(tmp_path, "b", first, figures=months), FIGURES) == [3, 3, 0, 1, 0]


def test_a_row_in_which_only_the_run_is_new_is_not_changed(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1"), figure("2")]})
    rows = [figure("1", run_id="b") | {"updated_at": NOON}, figure("2")]
    assert counts(described(tmp_path, "b", first, figures={"2025-01": rows}), FIGURES) == [2, 2, 0, 0, 0]


def test_months_that_come_and_go_are_counted(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1")], "2025-02": [figure("2"), figure("3")]})
    later = described(tmp_path, "b", first, figures={"2025-01": [figure("1")], "2025-03": [figure("4")]})
    assert counts(later, FIGURES) == [3, 2, 1, 0, 2]
    assert counts(described(tmp_path, "c", later, figures={}), FIGURES) == [2, 0, 0, 0, 2]


def test_a_key_of_two_columns_counts_as_one(tmp_path: Path) -> None:
    def refused(document: str, start: int, rule: str = "r") -> Row:
        return row(REFUSED_NUMBERS, document_id=document, start_char=start, rule=rule)

    first = described(tmp_path, "a", refused_numbers={"2025-01": [refused("d", 1), refused("d", 2), refused("e", 1)]})
    rows = [refused("d", 1), refused("d", 2, "other"), refused("e", 2)]
    later = described(tmp_path, "b", first, refused_numbers={"2025-01": rows})
    assert counts(later, REFUSED_NUMBERS) == [3, 3, 1, 1, 1]


def test_tombstones_of_this_run_are_told_by_reason(tmp_path: Path) -> None:
    def tombstone(figure_id: str, reason: str, hours: int = 0) -> Row:
        return row(FIGURES_DELETED, figure_id=figure_id, reason=reason, deleted_at=NOON + timedelta(hours=hours))

    old = [tombstone("1", "revised"), tombstone("2", "revised")]
    first = described(tmp_path, "a", figures_deleted={"": old})
    again = tombstone("2", "now a copy", hours=1)  # it had come back in between
    new = [old[0], again, tombstone("3", "revised", 1), tombstone("4", "revised", 1)]
    later = described(tmp_path, "b", first, figures_deleted={"": new})
    assert "Figures deleted: 1 now a copy, 2 revised.\n" in entries(later)[0]
    assert "Figures deleted" not in entries(described(tmp_path, "c", later, figures_deleted={"": new}))[0]


def test_a_new_schema_is_said_and_what_it_adds_is_a_change_where_it_is_known(tmp_path: Path) -> None:
    first = described(tmp_path, "a", figures={"2025-01": [figure("1"), row(FIGURES, figure_id="2", run_id="a")]})
    for path in first.rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        if "value" in table.column_names:
            table = table.drop_columns(["value"])
        pq.write_table(table.replace_schema_metadata({"schema_version": "1"}), path)
    (first / "datapackage.json").unlink()
    rows = [figure("1"), row(FIGURES, figure_id="2", run_id="a")]
    later = described(tmp_path, "b", first, figures={"2025-01": rows})
    assert f"schema 1 → {SCHEMA_VERSION}" in entries(later)[0]
    assert counts(later, FIGURES) == [2, 2, 0, 1, 0]


def test_earlier_entries_stay_as_they_were_and_the_oldest_go(tmp_path: Path) -> None:
    release = described(tmp_path, "run-0")
    for number in range(1, MOST_ENTRIES + 3):
        before = entries(release)
        release = described(tmp_path, f"run-{number}", release)
        assert [entry.strip() for entry in entries(release)[1:]] == [e.strip() for e in before[: MOST_ENTRIES - 1]]
    names = [entry.splitlines()[0] for entry in entries(release)]
    assert names == [f"run-{number}" for number in range(MOST_ENTRIES + 2, 2, -1)]


def test_a_release_before_that_says_nothing_of_itself_is_compared_all_the_same(tmp_path: Path) -> None:
    first = write_release(tmp_path / "a", "a", {"figures": {"2025-01": [figure("1")]}})
    later = described(tmp_path, "b", first, figures={"2025-01": [figure("1", value=2), figure("2")]})
    assert counts(later, FIGURES) == [1, 2, 1, 1, 0]
    assert len(entries(later)) == 1


def test_files_with_the_same_bytes_need_no_comparing(tmp_path: Path) -> None:
    """A file that could not even be read again: its bytes are those of the release before."""
    first = described(tmp_path, "a", figures={"2025-01": [figure("1")], "2025-02": [figure("2")]})
    later = write_release(tmp_path / "b", "b", {"figures": {"2025-01": [figure("1")], "2025-02": [figure("2", 9)]}})
    january = write_table(first, FIGURES, [figure("1")], "2025-01")
    january.write_bytes(b"torn")
    describe_release(later, first, About())
    assert counts(later, FIGURES) == [2, 2, 0, 1, 0]
