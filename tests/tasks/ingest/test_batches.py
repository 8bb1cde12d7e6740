"""Batches, and what a batch's records become."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tasks.guarded import call_apart
from tasks.ingest import batches as batching
from tasks.ingest.batches import Batch, ingest_batch, plan_batches
from tasks.ingest.formats import ReadOptions
from tasks.ingest.sources import InputFile
from tasks.tables import RECORDS, REJECTS, SEEN, count_rows, read_stage
from tests.conftest import on_disk

OPTIONS = ReadOptions(10_000)


def plan(*sources: Path, articles: int = 500, size: int = 8_000_000, workers: int = 1) -> list[Batch]:
    return plan_batches(on_disk(*sources), OPTIONS, batch_bytes=size, batch_articles=articles, workers=workers)


def articles_of(batches: list[Batch]) -> list[int]:
    return [sum(piece.span.records for piece in batch.slices) for batch in batches]


def write_lines(path: Path, number: int) -> Path:
    path.write_text("".join(json.dumps({"id": n, "text": f"{n} died."}) + "\n" for n in range(number)))
    return path


def test_batches_are_cut_by_articles_and_by_bytes(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", 1200)
    by_articles = plan(path)
    assert articles_of(by_articles) == [500, 500, 200]
    by_bytes = plan(path, size=path.stat().st_size // 4)
    assert len(by_bytes) in (4, 5)
    assert all(len(batch.slices) == 1 for batch in by_bytes)


@pytest.mark.parametrize(
    ("records", "workers", "cut"),
    [
        (1200, 2, [150] * 8),
        (1200, 16, [100] * 12),  # smaller ones are not worth their cost
        (90, 2, [90]),
        (4200, 2, [500] * 8 + [200]),
        (1100, 1, [500, 500, 100]),
    ],
)
def test_few_records_are_shared_among_the_workers(tmp_path: Path, records: int, workers: int, cut: list[int]) -> None:
    assert articles_of(plan(write_lines(tmp_path / "a.jsonl", records), workers=workers)) == cut


def test_large_compressed_files_are_cut_in_processes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz", "torn.jsonl.gz"):
        lines = "".join(json.dumps({"id": f"{name} {n}", "text": f"{n} died."}) + "\n" for n in range(300))
        packed = gzip.compress(lines.encode())
        (tmp_path / name).write_bytes(packed[:-200] if name == "torn.jsonl.gz" else packed)
    alone = plan(tmp_path)
    called: list[str] = []

    def call(function: Callable[..., Any], file: InputFile, options: ReadOptions) -> Any:
        called.append(file.name)
        return call_apart(function, file, options)

    monkeypatch.setattr(batching, "LARGE", 100)
    monkeypatch.setattr(batching, "call_apart", call)
    together = plan(tmp_path, workers=2)
    assert sorted(called) == ["a.jsonl.gz", "b.jsonl.gz", "torn.jsonl.gz"]
    assert sum(articles_of(together)) == sum(articles_of(alone)) > 600
    assert together[0].rejects == alone[0].rejects != ()


def test_every_record_is_in_exactly_one_batch(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", 57)
    (tmp_path / "b.txt").write_text("Six died.")
    batches = plan(tmp_path, articles=10)
    folders = [ingest_batch(batch, tmp_path / "work", "r", OPTIONS) for batch in batches]
    keys = [key for folder in folders for key in read_stage(folder, RECORDS)["record_key"].to_pylist()]
    assert sorted(keys) == sorted([*(f"a.jsonl\n{n}" for n in range(57)), "b.txt"])


def test_nothing_to_read_is_still_one_batch_with_its_rejects(tmp_path: Path) -> None:
    (batch,) = plan(tmp_path / "nope")
    folder = ingest_batch(batch, tmp_path / "work", "r", OPTIONS)
    assert count_rows(folder, RECORDS, REJECTS, SEEN) == "0 records, 1 rejects, 0 seen"


def test_what_was_seen_by_the_same_reader_is_passed_over(tmp_path: Path) -> None:
    (batch,) = plan(write_lines(tmp_path / "a.jsonl", 3))
    known = ingest_batch(batch, tmp_path / "1", "r", OPTIONS) / "seen.parquet"
    write_lines(tmp_path / "a.jsonl", 4)
    (batch,) = plan(tmp_path / "a.jsonl")
    again = ingest_batch(batch, tmp_path / "2", "r", OPTIONS, known)
    assert read_stage(again, RECORDS)["record_id"].to_pylist() == ["3"]
    assert read_stage(again, SEEN)["unchanged"].to_pylist() == [True, True, True, False]
    other = ingest_batch(batch, tmp_path / "3", "other reader", OPTIONS, known)
    assert read_stage(other, RECORDS)["known"].to_pylist() == [True, True, True, False]
    assert count_rows(ingest_batch(batch, tmp_path / "4", "r", OPTIONS, known, reprocess=True), RECORDS) == "4 records"


def test_a_torn_memory_of_earlier_runs_only_costs_time(tmp_path: Path) -> None:
    (batch,) = plan(write_lines(tmp_path / "a.jsonl", 3))
    (tmp_path / "seen.parquet").write_bytes(b"PAR1")
    folder = ingest_batch(batch, tmp_path / "1", "r", OPTIONS, tmp_path / "seen.parquet")
    assert count_rows(folder, RECORDS) == "3 records"


def test_records_without_an_id_are_known_by_url_or_content(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Six died.", "url": "https://e.org/1"}\n{"text": "Two died."}\n')
    (batch,) = plan(path)
    ids = read_stage(ingest_batch(batch, tmp_path / "w", "r", OPTIONS), RECORDS)["record_id"].to_pylist()
    assert ids[0] == "https://e.org/1"
    path.write_text('{"text": "New first line."}\n{"text": "Two died."}\n')
    (batch,) = plan(path)
    assert read_stage(ingest_batch(batch, tmp_path / "w", "r", OPTIONS), RECORDS)["record_id"].to_pylist()[1] == ids[1]


def test_rejects_say_what_where_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "ok"}\n{broken\n')
    (batch,) = plan(path)
    (reject,) = read_stage(ingest_batch(batch, tmp_path / "w", "r", OPTIONS), REJECTS).to_pylist()
    assert reject["detail"].startswith(f"{path}, line 2: not JSON (")
    assert reject["record_id"] == "a.jsonl, line 2"


def test_a_file_that_goes_away_before_it_is_read_is_rejected(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", 2)
    (batch,) = plan(path)
    path.unlink()
    folder = ingest_batch(batch, tmp_path / "w", "r", OPTIONS)
    assert pq.read_table(folder / "rejects.parquet")["reason"].to_pylist() == ["unreadable"]
