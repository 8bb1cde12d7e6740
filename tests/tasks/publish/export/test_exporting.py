"""What is exported is read back as the same rows, nulls and times, by the tools that read each format."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from tasks.publish.export.exporting import WRITERS, ExportError, export_release
from tasks.publish.export.rows import exported
from tasks.publish.export.xlsx import MOST_CHARACTERS, MOST_ROWS, cell_text, cell_time
from tasks.tables import (
    DOCUMENTS,
    FIGURES,
    FIGURES_DELETED,
    PUBLISHED,
    REFUSED_NUMBERS,
    ContractError,
    Table,
    arrow_schema,
    to_arrow,
)
from tests.tasks.publish.releases import Row, in_order, row, rows_of, write_release, write_table

Read = Callable[[Path, Table], list[Row]]

TITLES = (
    '=HYPERLINK("http://example.org";"x")',
    "+1",
    "-2",
    "@all",
    'a "quoted", title\nof two lines',
    "Café 🚢 №5\ttab",
    "https://example.org/",
    "007",
    "NA",
    "null",
    " blank at both ends ",
)
TIME = datetime(2025, 2, 25, 6, 30, 1, 250000, tzinfo=UTC)


def odd_figures() -> list[Row]:
    """Rows that some reader somewhere takes for something else."""
    rows = [row(FIGURES, figure_id=f"{n:02}", title=title, place_country="NA") for n, title in enumerate(TITLES)]
    full = {"value": 0.1 + 0.2, "value_high": 1.5e300, "geonames_id": 2**40 + 1, "negated": True, "published_at": TIME}
    days = {"published_date": date(2025, 2, 25), "time_from": date(1850, 1, 1), "time_to": date(9999, 12, 31)}
    return [*rows, row(FIGURES, figure_id="full", **full, **days)]


@pytest.fixture(scope="module")
def odd_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    refused = [row(REFUSED_NUMBERS, document_id="d", start_char=start) for start in range(10_000)]
    months = {
        "figures": {"2025-02": odd_figures(), "unknown": [row(FIGURES, figure_id="z")]},
        "documents": {"2025-02": [row(DOCUMENTS, document_id="d", text="x" * 40_000)]},
        "refused_numbers": {"2025-01": refused[:6000], "2025-02": refused[6000:]},
    }
    return write_release(tmp_path_factory.mktemp("odd") / "release", "run", months)


def read_parquet(target: Path, table: Table) -> list[Row]:
    path = target / f"{table.name}.parquet"
    assert pq.read_schema(path).equals(arrow_schema(exported(table)), check_metadata=True)
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    return pa.Table.from_pandas(frame).to_pylist()  # type: ignore[no-any-return]


def read_csv(target: Path, table: Table) -> list[Row]:
    path = target / f"{table.name}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [typed({str(name): value for name, value in each.items()}, table) for each in rows]


def read_jsonl(target: Path, table: Table) -> list[Row]:
    lines = (target / f"{table.name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [typed(json.loads(line), table) for line in lines if line]


def read_sqlite(target: Path, table: Table) -> list[Row]:
    with closing(sqlite3.connect(target)) as database:
        database.row_factory = sqlite3.Row
        return [typed(dict(each), table) for each in database.execute(f'select * from "{table.name}"')]


def read_xlsx(target: Path, table: Table) -> list[Row]:
    book = openpyxl.load_workbook(target, read_only=True)
    head, *lines = book[table.name].iter_rows(values_only=True)
    return [typed(dict(zip(map(str, head), line, strict=True)), table) for line in lines]


def read_delta(target: Path, table: Table) -> list[Row]:
    delta = DeltaTable(target / table.name)
    assert delta.metadata().partition_columns == (["month"] if table.by_month else [])
    return [dict(each) for each in delta.to_pyarrow_table().select(exported(table).names).to_pylist()]


READERS: dict[str, Read] = {
    "parquet": read_parquet,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
    "delta": read_delta,
}


def typed(values: Row, table: Table) -> Row:
    """Give the values of a row the types of their columns."""
    types = {column.name: column.type for column in exported(table).columns}
    assert list(values) == list(types)
    return {name: None if value is None else TYPED[types[name]](value) for name, value in values.items()}


def day(value: str | datetime) -> date:
    return value.date() if isinstance(value, datetime) else date.fromisoformat(value)


def instant(value: str | datetime) -> datetime:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)


TYPED: dict[str, Callable[[Any], object]] = {
    "string": lambda value: value,
    "bool": lambda value: value in (True, 1, "true"),
    "int32": int,
    "int64": int,
    "double": float,
    "date32": day,
    "timestamp": instant,
}


def as_excel_holds_it(rows: list[Row]) -> Iterator[Row]:
    """Rows with times to the millisecond, numbers to sixteen digits, and long texts cut."""
    for each in rows:
        yield {name: excel_value(value) for name, value in each.items()}


def excel_value(value: object) -> object:
    if isinstance(value, datetime):
        return cell_time(value)
    if isinstance(value, float):
        return float(f"{value:.16G}")
    return cell_text(value) if isinstance(value, str) else value


def test_every_format_has_a_reader_here() -> None:
    assert {*READERS, "superset"} == {*WRITERS}  # what reads that is in test_superset.py


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("fixture", ["seeds_release", "odd_release"])
def test_every_table_is_read_back_as_it_was(
    form: str, fixture: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    release: Path = request.getfixturevalue(fixture)
    target = tmp_path / f"out.{form}"
    written = export_release(release, target, form)
    assert all(path.exists() for path in written)
    for table in PUBLISHED:
        rows = rows_of(release, table)
        expected = list(as_excel_holds_it(rows)) if form == "xlsx" else rows
        assert in_order(READERS[form](target, table), table) == expected, table.name


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_rows_stay_in_the_order_of_the_release(form: str, odd_release: Path, tmp_path: Path) -> None:
    export_release(odd_release, tmp_path / "out", form)
    starts = [each["start_char"] for each in READERS[form](tmp_path / "out", REFUSED_NUMBERS)]
    assert starts == list(range(10_000))


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl", "sqlite", "xlsx"])
def test_equal_releases_give_equal_bytes(form: str, odd_release: Path, tmp_path: Path) -> None:
    written = [export_release(odd_release, tmp_path / name / "out", form) for name in ("one", "two")]
    for one, two in zip(*written, strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_a_time_between_two_milliseconds_is_rounded_before_a_reader_does_it(tmp_path: Path) -> None:
    between = [TIME.replace(microsecond=microsecond) for microsecond in range(500, 1_000_000, 1000)]
    rows = [row(FIGURES, figure_id=f"{n:03}", published_at=time) for n, time in enumerate(between)]
    release = write_release(tmp_path / "release", "run", {"figures": {"2025-02": rows}})
    export_release(release, tmp_path / "out.xlsx", "xlsx")
    read = [each["published_at"] for each in read_xlsx(tmp_path / "out.xlsx", FIGURES)]
    assert read == [cell_time(time) for time in between]


def test_duckdb_reads_csv_and_json_with_nulls_and_times(odd_release: Path, tmp_path: Path) -> None:
    import duckdb

    for form in ("csv", "jsonl"):
        export_release(odd_release, tmp_path / form, form)
        with duckdb.connect() as database:
            counted = database.execute(
                "select count(*), count(title), count(published_at), max(published_at)::timestamp"
                f" from '{tmp_path / form}/figures.{form}'"
            ).fetchall()
        assert counted == [(len(TITLES) + 2, len(TITLES), 1, TIME.replace(tzinfo=None))]


def test_an_older_release_is_exported_with_nulls_for_what_it_lacks(tmp_path: Path) -> None:
    release = write_release(tmp_path / "release", "run", {"figures": {"2025-02": odd_figures()}})
    path = release / "figures/month=2025-02/part-0.parquet"
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["title"]), path)
    export_release(release, tmp_path / "out", "parquet")
    assert {each["title"] for each in read_parquet(tmp_path / "out", FIGURES)} == {None}


def test_the_tables_of_sqlite_have_keys_that_hold(seeds_release: Path, tmp_path: Path) -> None:
    export_release(seeds_release, tmp_path / "out.db", "sqlite")
    with closing(sqlite3.connect(tmp_path / "out.db")) as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        for table in PUBLISHED:
            columns = database.execute(f"pragma table_info({table.name})").fetchall()
            assert {name for _, name, *_, key in columns if key} == set(table.key)
            assert [name for _, name, _, required, *_ in columns if required] == [
                column.name for column in exported(table).columns if column.never_null
            ]
            references = database.execute(f"pragma foreign_key_list({table.name})").fetchall()
            assert {(each[3], each[2]) for each in references} == set(table.references)
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("insert into events select * from events")


def test_no_text_of_a_workbook_is_a_formula_or_a_link(odd_release: Path, tmp_path: Path) -> None:
    export_release(odd_release, tmp_path / "out.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["figures"]
    position = exported(FIGURES).names.index("title") + 1
    cells = [sheet.cell(line, position) for line in range(2, len(TITLES) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    dates = [
        sheet.cell(len(TITLES) + 2, exported(FIGURES).names.index(name) + 1) for name in ("published_at", "time_to")
    ]
    assert {cell.data_type for cell in dates} == {"d"}


@pytest.mark.parametrize("text", ["x" * 40_000, "🚢" * 20_000, "x" * 32_000 + "🚢" * 500])
def test_a_text_that_no_cell_holds_is_cut_with_a_mark(text: str) -> None:
    cut = cell_text(text)
    assert MOST_CHARACTERS - 2 <= len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert f"(cut: {len(text):,} characters" in cut
    assert text.startswith(cut.split(" […]")[0])


@pytest.mark.parametrize("text", ["", "x" * MOST_CHARACTERS, "🚢" * (MOST_CHARACTERS // 2)])
def test_a_text_that_a_cell_holds_stays(text: str) -> None:
    assert cell_text(text) == text


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    release = write_release(tmp_path / "release", "run")
    one = to_arrow(FIGURES_DELETED, [row(FIGURES_DELETED)])
    pq.write_table(one.take(pa.array([0] * (MOST_ROWS + 1))), release / "figures_deleted.parquet")
    with pytest.raises(ExportError, match=r"figures_deleted has 1,048,576 rows, a sheet of Excel 1,048,575"):
        export_release(release, tmp_path / "out.xlsx", "xlsx")
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_there_already_is_left_alone(form: str, odd_release: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        export_release(odd_release, tmp_path / "out", form)
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("form", WRITERS)
def test_an_export_that_fails_leaves_nothing_behind(form: str, tmp_path: Path) -> None:
    release = write_release(tmp_path / "release", "run", {"figures": {"2025-02": odd_figures()}})
    path = write_table(release, FIGURES, odd_figures(), "2025-03")
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\0" * 3000 + whole[3100:])
    target = tmp_path / "targets" / "out"
    with pytest.raises((ContractError, OSError)):
        export_release(release, target, form)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(("form", "package"), [("xlsx", "xlsxwriter"), ("delta", "deltalake")])
def test_a_missing_package_is_named(
    form: str, package: str, odd_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExportError, match=rf"needs the package {package}: pip install 'newsfigures\[export\]'"):
        export_release(odd_release, tmp_path / "out", form)
