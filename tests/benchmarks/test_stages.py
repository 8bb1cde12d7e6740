"""What each stage does in a second, on real articles where ../shared is there, else on the seeds over and over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasks.clean.documents import clean_batch
from tasks.extract.figures import extract_batch
from tasks.extract.numbers import Grammar
from tasks.extract.sentences import split_sentences
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.tables import count_rows
from tests.conftest import ROOT, SHARED, Dataset

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

ARTICLES = 300


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JSONL file of 300 articles."""
    wikinews = SHARED / "news" / "wikinews.jsonl"
    source = wikinews if wikinews.exists() else ROOT / "seeds" / "wire.jsonl"
    texts = [json.loads(line)["text"] for line in source.read_text().splitlines()]
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    with path.open("w") as file:
        for number in range(ARTICLES):
            file.write(json.dumps({"id": number, "text": texts[number % len(texts)], "published": "2020-01-01"}) + "\n")
    return path


@pytest.fixture(scope="module")
def stages(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders that ingest and clean wrote for the articles."""
    (batch,) = plan_batches(
        [str(articles)], None, batch_bytes=100_000_000, batch_articles=1000, max_record_bytes=10_000_000
    )
    records = ingest_batch(batch, tmp_path_factory.mktemp("work"), "reader")
    return records, clean_batch(records)


def test_clean(benchmark: BenchmarkFixture, stages: tuple[Path, Path]) -> None:
    benchmark.extra_info["articles"] = ARTICLES
    assert count_rows(benchmark(clean_batch, stages[0])).startswith(f"{ARTICLES} documents")


def test_extract(benchmark: BenchmarkFixture, stages: tuple[Path, Path]) -> None:
    benchmark.extra_info["articles"] = ARTICLES
    assert "0 rejects" in count_rows(benchmark(extract_batch, stages[1]))


def test_numbers(benchmark: BenchmarkFixture, articles: Path) -> None:
    texts = [json.loads(line)["text"] for line in articles.read_text().splitlines()]
    sentences = [text[start:end] for text in texts for start, end in split_sentences(text)]
    benchmark.extra_info["bytes"] = sum(len(sentence.encode()) for sentence in sentences)
    grammar = Grammar.load()
    readings = benchmark(lambda: [grammar.read(sentence) for sentence in sentences])
    assert len(readings) == len(sentences)


def test_whole_run(benchmark: BenchmarkFixture, articles: Path, tmp_path: Path) -> None:
    numbers = iter(range(1000))
    benchmark.extra_info["articles"] = ARTICLES
    result = benchmark.pedantic(lambda: Dataset(tmp_path / str(next(numbers))).run(articles), rounds=3)
    assert result.run["documents_new"] == ARTICLES
