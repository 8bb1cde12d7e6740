"""What each stage does in a second, on real articles where ../shared is there, else on the seeds over and over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasks.clean.documents import clean_batch
from tasks.extract.figures import extract_batch
from tasks.extract.numbers import Grammar
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.ingest.formats import ReadOptions
from tasks.sentences import split_sentences
from tasks.tables import CLEANED, REJECTS, count_rows
from tests.conftest import ROOT, SHARED, Dataset, on_disk

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
    (batch,) = plan_batches(on_disk(articles), ReadOptions(), batch_bytes=100_000_000, batch_articles=1000)
    records = ingest_batch(batch, tmp_path_factory.mktemp("work"), "reader", ReadOptions())
    return records, clean_batch(records)


def test_clean(benchmark: BenchmarkFixture, stages: tuple[Path, Path]) -> None:
    benchmark.extra_info["articles"] = ARTICLES
    assert count_rows(benchmark(clean_batch, stages[0]), CLEANED) == f"{ARTICLES} documents"


def test_extract(benchmark: BenchmarkFixture, stages: tuple[Path, Path]) -> None:
    benchmark.extra_info["articles"] = ARTICLES
    assert count_rows(benchmark(extract_batch, stages[1]), REJECTS) == "0 rejects"


@pytest.fixture(scope="module")
def sentences(articles: Path) -> list[str]:
    """The sentences of the articles."""
    texts = [json.loads(line)["text"] for line in articles.read_text().splitlines()]
    return [text[start:end] for text in texts for start, end in split_sentences(text)]


def test_numbers(benchmark: BenchmarkFixture, sentences: list[str]) -> None:
    benchmark.extra_info["bytes"] = _bytes(sentences)
    grammar = Grammar.load()
    readings = benchmark(lambda: [grammar.read(sentence) for sentence in sentences])
    assert len(readings) == len(sentences)


def test_numbers_of_quantulum3(benchmark: BenchmarkFixture, sentences: list[str]) -> None:
    """The same sentences, but a tenth of them, by the best-known library for quantities (see make bench)."""
    parser = pytest.importorskip("quantulum3.parser", reason="quantulum3 is not installed: make bench does it")
    some = sentences[::10]
    benchmark.extra_info["bytes"] = _bytes(some)
    readings = benchmark.pedantic(lambda: [parser.parse(sentence) for sentence in some], rounds=3)
    assert len(readings) == len(some)


@pytest.mark.parametrize("megabytes", [0.1, 0.2])
@pytest.mark.parametrize(
    "piece", ["9", "7 men, ", "(", "one hundred ", "half a ", "2-1 ", "111.", "more than 1 and less than 2 "]
)
def test_growth(benchmark: BenchmarkFixture, piece: str, megabytes: float) -> None:
    """One sentence of a piece over and over: twice the text should take at most 2.2 times as long."""
    sentence = piece * int(megabytes * 1e6 / len(piece))
    benchmark.group = f"growth of {piece!r}"
    grammar = Grammar.load()
    assert benchmark.pedantic(grammar.read, (sentence,), rounds=2) is not None


def _bytes(sentences: list[str]) -> int:
    return sum(len(sentence.encode()) for sentence in sentences)


def test_whole_run(benchmark: BenchmarkFixture, articles: Path, tmp_path: Path) -> None:
    numbers = iter(range(1000))
    benchmark.extra_info["articles"] = ARTICLES
    result = benchmark.pedantic(lambda: Dataset(tmp_path / str(next(numbers))).run(articles), rounds=3)
    assert result.run["documents_new"] == ARTICLES
