"""Each format: where its records lie, what they hold, and what is said of broken ones."""

import csv
import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tasks.ingest import compressed
from tasks.ingest.formats import FORMATS, ReadOptions, Span, format_of
from tasks.tables import InputError

LIMIT = 1000


def read_all(path: Path, limit: int = LIMIT, **columns: str) -> list[tuple[int | None, Any]]:
    """Every record of a file, read span by span."""
    options = ReadOptions(limit, columns)
    kind = FORMATS[format_of(path) or ""]
    return [found for span in kind.spans(path, options) for found in kind.read(path, span, options)]


def reasons(path: Path, limit: int = LIMIT) -> list[str | None]:
    return [found.reason if isinstance(found, InputError) else None for _, found in read_all(path, limit)]


def test_a_text_file_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffSix died.\n".encode())
    ((line, record),) = read_all(path)
    assert line is None
    assert record["text"] == "Six died.\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n\t", "empty"), ("Café".encode("latin-1"), "encoding"), (b"x" * 1001, "too_large")],
)
def test_text_files_that_cannot_be_read(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert reasons(path) == [reason]


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"id": 7, "text": "Six died.", "extra": [1]})
    lines = [good, "{broken", "", "[1]", '{"text": {"a": 1}}', '{"text": " "}', '{"text": "x\\ud800"}', good]
    path.write_bytes(
        "\n".join(lines).encode() + b"\n\xff\xfe\n" + b'{"text": "' + b"x" * 2000 + b'"}\n' + good.encode()
    )
    found = read_all(path)
    assert [line for line, _ in found] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    assert reasons(path) == [
        *(None, "not_json", "not_an_object", "bad_field", "empty", None, None, "encoding", "too_large", None)
    ]
    assert found[0][1]["id"] == "7"


def test_json_that_nests_too_deep_is_a_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("[" * 100_000 + "\n" + '{"text": ' + "9" * 5000 + "}\n")
    assert reasons(path, 200_000) == ["not_json", "not_json"]


def test_a_huge_line_is_measured_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 20_000_000 + b'"}\n{"text": "Six died."}\n')
    import tracemalloc

    tracemalloc.start()
    assert reasons(path, 10_000) == ["too_large", None]
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@given(rows=st.lists(st.lists(st.text(min_size=1, max_size=30), min_size=2, max_size=2), min_size=1, max_size=8))
@settings(deadline=None)
def test_csv_records_come_back_whatever_they_hold(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    rows = [[field.replace("\0", "").replace("\r", "\n") for field in row] for row in rows]
    rows = [row for row in rows if row[1].strip()]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "text"], *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    found = [(record["id"], record["text"]) for _, record in read_all(path) if not isinstance(record, InputError)]
    readable = [row for row in rows if not any("\ud800" <= char <= "\udfff" for char in "".join(row))]
    assert found == [(row[0] or None, row[1]) for row in readable]


def test_csv_lines_are_counted_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id;text\n1;"one\ntwo"\n\n2;three\n3;caf\xe9\n4;a;b\n5;"open\n')
    found = read_all(path)
    assert [line for line, _ in found] == [2, 5, 6, 7, 8]
    assert reasons(path) == [None, None, "encoding", "broken_file", "broken_file"]
    assert found[-1][1].detail == "not CSV (unexpected end of data), and 0 lines after it with it: check its quotes"
    assert found[0][1]["text"] == "one\ntwo"


def test_a_large_csv_record_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"' + "In Malby, 34 died.\n" * 200 + '"\n2,Seven died.\n')
    assert reasons(path) == ["too_large", None]


def test_a_csv_file_as_excel_saves_it_is_one_clear_reject(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,Six died.\n".encode("utf-16"))
    ((_, error),) = read_all(path)[:1]
    assert (error.reason, error.detail) == ("encoding", "not UTF-8: save the file as UTF-8")


def test_half_characters_become_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "\\ud800", "text": "Six \\udfff died."}\n')
    ((_, record),) = read_all(path)
    assert (record["id"], record["text"]) == ("�", "Six � died.")


def test_parquet_values_that_cannot_be_read_cost_only_their_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    raw = pa.array([b"Six died.", b"caf\xe9", b"Two died."], pa.binary())
    texts = pa.StringArray.from_buffers(3, raw.buffers()[1], raw.buffers()[2])
    far = pa.array([0, 2**60, None], pa.timestamp("ms", "Foo/Bar"))
    pq.write_table(pa.table({"text": texts, "published": far}), path)
    found = read_all(path)
    assert reasons(path) == [None, "encoding", None]
    assert found[0][1]["published"] == "1970-01-01 00:00:00.000Z"


def test_a_torn_row_group_names_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": [f"No {n} died of it." for n in range(6)]})
    pq.write_table(table, path, row_group_size=2, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    place = data.index(b"No 2")
    data[place - 30 : place - 4] = b"\xff" * 26
    path.write_bytes(data)
    found = read_all(path)
    assert [row for row, _ in found] == [1, 2, 3, 4, 5, 6]
    assert reasons(path) == [None, None, "broken_file", "broken_file", None, None]


def test_csv_without_a_text_column_says_which_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,body\n1,x\n")
    ((_, error),) = read_all(path)
    assert error.reason == "no_text_column"
    assert "id, body" in error.detail


def test_parquet_rows_are_read_from_their_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    days = pa.array(range(10), pa.date32())
    pq.write_table(
        pa.table({"id": range(10), "text": [f"No {n}" for n in range(10)], "published": days}), path, row_group_size=3
    )
    kind = FORMATS["parquet"]
    assert [span.start for span in kind.spans(path, ReadOptions(LIMIT))] == list(range(10))
    found = list(kind.read(path, Span(2, 7, 3), ReadOptions(LIMIT)))
    assert [(row, record["text"]) for row, record in found if isinstance(record, dict)] == [
        (n + 1, f"No {n}") for n in range(2, 7)
    ]
    assert found[0][1]["published"] == "1970-01-03"  # type: ignore[index]


def test_a_broken_parquet_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 but not really")
    with pytest.raises(InputError, match="not readable as Parquet"):
        read_all(path)


@example(data=b"\t\x00", limit=1)  # a long line that begins blank
@example(data=b"\t\t\n{}", limit=1)
@given(data=st.binary(max_size=300), limit=st.integers(1, 50))
@settings(deadline=None)
def test_any_bytes_as_lines_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, limit: int
) -> None:
    assume(not data.startswith((compressed.GZIP, compressed.ZSTD)))
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes(data)
    whole = FORMATS["jsonl"].read(path, Span(0, len(data), 1), ReadOptions(limit))
    single = [number for number, _ in read_all(path, limit)]
    assert single == [number for number, _ in whole]
    assert single == [n for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]


def packed(data: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(data)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return bytes(sink.getvalue())


LINES = "".join(json.dumps({"id": n, "text": f"{n} died."}) + "\n" for n in range(3000)).encode()


@pytest.mark.parametrize("how", ["gzip", "zstd"])
@pytest.mark.parametrize(
    ("name", "data", "number"),
    [("a.jsonl", LINES, 3000), ("a.csv", b"id,text\n1,Six died.\n2,Two live.\n", 2), ("a.txt", b"Six died.", 1)],
)
def test_compressed_files_are_read_as_if_they_were_not(
    tmp_path: Path, name: str, data: bytes, number: int, how: str
) -> None:
    path = tmp_path / f"{name}.gz"
    path.write_bytes(packed(data, how))
    plain = tmp_path / name
    plain.write_bytes(data)
    assert read_all(path) == read_all(plain)
    assert len(read_all(path)) == number


def test_batches_of_a_compressed_file_expand_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed(LINES, "gzip"))
    kind, options = FORMATS["jsonl"], ReadOptions()
    spans = list(kind.spans(path, options))
    opened: list[Path] = []
    expand = compressed._expand

    def count(path: Path) -> Any:
        opened.append(path)
        return expand(path)

    monkeypatch.setattr(compressed, "_expand", count)
    found = []
    for place in range(0, len(spans), 300):
        some = spans[place : place + 300]
        found += list(kind.read(path, Span(some[0].start, some[-1].stop, some[0].line, 300), options))
    assert len(found) == 3000
    assert len(opened) <= 1


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_compressed_file_that_breaks_off_is_read_up_to_there(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [b'{"text": "%s died."}\n' % os.urandom(40).hex().encode() for _ in range(2000)]
    path.write_bytes(packed(b"".join(lines), how)[:-9000])
    kind, options = FORMATS["jsonl"], ReadOptions()
    spans: list[Span] = []
    with pytest.raises(InputError, match="breaks off after"):
        for span in kind.spans(path, options):
            spans.append(span)  # noqa: PERF402 - what was found before it broke off
    assert 500 < len(spans) < 2000
    assert len(list(kind.read(path, Span(0, spans[-1].stop, 1), options))) == len(spans)


def test_a_bomb_is_capped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "' + b"x" * 30_000_000))
    assert reasons(path) == ["too_large"]
    with pytest.raises(InputError, match="max_input_bytes"):
        list(FORMATS["jsonl"].spans(path, ReadOptions(max_input_bytes=1_000_000)))
    assert reasons(path.rename(tmp_path / "a.txt.gz")) == ["too_large"]


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.jsonl"])
def test_columns_of_other_names_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    row = {"guid": "7", "Body": "Six died.", "date": "2025-02-25"}
    if name == "a.csv":
        path.write_text("guid, Body ,date\n7,Six died.,2025-02-25\n")
    elif name == "a.jsonl":
        path.write_text(json.dumps(row) + "\n")
    else:
        pq.write_table(pa.table({key: [value] for key, value in row.items()}), path)
    columns = {"id": "guid", "text": "Body", "published": "date"}
    ((_, record),) = read_all(path, LIMIT, **columns)
    assert (record["id"], record["text"], record["published"]) == ("7", "Six died.", "2025-02-25")


def test_nested_fields_are_found_by_their_path(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"article": {"body": "Six died."}, "meta.title": "Flood"}\n{"article": "Two live."}\n')
    (_, record), (_, error) = read_all(path, text="article.body", title="meta.title")
    assert (record["text"], record["title"]) == ("Six died.", "Flood")
    assert error.detail == "no column 'article.body' (it has article): correct text in ingest.columns"


def test_a_column_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,date\n1,x,y\n")
    ((_, error),) = read_all(path, published="day")
    assert error.detail == "no column 'day' (it has id, text, date): correct published in ingest.columns"


@pytest.mark.parametrize(("name", "content"), [("a.eml", "mail"), ("a.pdf", "pdf"), ("a.html.gz", "page")])
def test_mails_pdfs_and_pages_are_kept_as_bytes(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"Six died.") if name.endswith("gz") else b"Six died.")
    ((_, record),) = read_all(path)
    assert (record["content"], record["raw"]) == (content, b"Six died.")
