"""The contract: what is declared is what is written."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.wordlists import read_rows
from tasks.tables import (
    CLEANED,
    EVENT_CODES,
    EVENTS,
    FIGURES,
    PUBLISHED,
    RECORDS,
    SEEN,
    Table,
    arrow_schema,
    identity,
    parse_rows,
    reject_id,
    to_arrow,
)

ALL = (*PUBLISHED, RECORDS, CLEANED, SEEN)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_every_column_is_flat_named_plainly_and_described(table: Table) -> None:
    flat = {
        pa.string(),
        pa.bool_(),
        pa.int32(),
        pa.int64(),
        pa.float64(),
        pa.date32(),
        pa.timestamp("us", "UTC"),
        pa.binary(),
    }
    schema = arrow_schema(table)
    assert {field.type for field in schema} <= flat
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in schema.names)
    assert len(set(schema.names)) == len(schema.names)
    assert all(field.metadata[b"description"] for field in schema)
    assert set(table.key) | set(table.sort) <= set(schema.names)


def test_published_tables_hold_no_binary_and_have_keys() -> None:
    for table in PUBLISHED:
        assert table.key
        assert pa.binary() not in arrow_schema(table).types


def test_measured_columns_have_a_unit() -> None:
    for table in PUBLISHED:
        for column in table.columns:
            if column.type == "double":
                assert column.unit, f"{table.name}.{column.name}"


def test_only_the_columns_of_the_run_are_volatile() -> None:
    volatile = {column.name for table in PUBLISHED for column in table.columns if column.volatile}
    assert volatile == {"run_id", "updated_at", "retrieved_at", "deleted_at", "seen_at"}


def test_the_events_that_ship_are_those_declared() -> None:
    assert tuple(parse_rows(EVENTS, read_rows("events"))["code"].to_pylist()) == EVENT_CODES


def test_a_row_may_leave_columns_out() -> None:
    table = to_arrow(FIGURES, [{"figure_id": "x"}])
    assert table.schema.equals(arrow_schema(FIGURES), check_metadata=True)
    assert table.to_pylist()[0]["value"] is None


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_ids_differ_where_their_parts_do(a: list[str], b: list[str]) -> None:
    plain = [[part.replace("\0", "") for part in parts] for parts in (a, b)]
    assert (identity(*plain[0]) == identity(*plain[1])) == (plain[0] == plain[1])
    assert re.fullmatch("[0-9a-f]{20}", identity(*a))


def test_a_reject_names_its_input_in_its_first_half() -> None:
    one, two, other = (reject_id("ingest", key) for key in ("a.jsonl\n1", "a.jsonl\n2", "b.jsonl\n1"))
    assert one[:10] == two[:10] != other[:10]
    assert one != two
