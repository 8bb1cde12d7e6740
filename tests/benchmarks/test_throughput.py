"""Whole runs as commands: what a second gets through on one worker and on two, in how much memory, and as it grows.

BENCH_LARGEST=100000 for the largest of the growth; articles of 10 kB each, so that this is one gigabyte.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from flows import plain
from flows.run import Opened
from tasks.sentences import split_sentences
from tests.benchmarks.test_warc import archive
from tests.conftest import ROOT, SHARED, Dataset

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

__all__ = ["archive"]
ARTICLES, PAGES = 2000, 1000
LARGEST = int(os.environ.get("BENCH_LARGEST", "10000"))
GROWTH = [size for size in (1_000, 10_000, 100_000) if size <= LARGEST]
PLAIN_SENTENCES = 55  # of an article: of no number, as most are
STAGES = (
    *("gather", "plan_batches", "ingest_batch", "clean_once"),
    *("compare_documents", "extract_once", "publish_release"),
)
# A command, and the memory of the largest of its processes in MB.
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def sentences() -> list[str]:
    """Sentences of real articles, where ../shared is there, else of the seeds."""
    wikinews = SHARED / "news" / "wikinews.jsonl"
    source = wikinews if wikinews.exists() else ROOT / "seeds" / "wire.jsonl"
    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()]
    return [text[start:end].replace("\n", " ") for text in texts for start, end in split_sentences(text)]


def articles(number: int, sentences: list[str], more: int = 0) -> Iterator[str]:
    """Lines of JSON: articles of sentences in another order each, `more` of them without a number."""
    plain = [sentence for sentence in sentences if not any(map(str.isdigit, sentence))]
    for place in range(number):
        chance = Random(place)
        body = chance.choices(sentences, k=39) + chance.choices(plain, k=more)
        day = f"2024-{1 + place % 12:02}-{1 + place % 28:02}"
        yield json.dumps({"id": place, "title": f"Report {place}", "text": "\n".join(body), "published": day}) + "\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write so many articles to a file."""

    def write(number: int, more: int = 0) -> Path:
        path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(articles(number, sentences(), more))
        return path

    return write


def run(source: Path, output: Path, workers: int, *words: str) -> int:
    """Run the command; return the memory of the largest of its processes in MB."""
    command = [str(Path(sys.executable).parent / "newsfigures"), "run", str(source), "--output", str(output)]
    command += ["--workers", str(workers), *words]
    done = subprocess.run([sys.executable, "-c", MEASURED, *command], check=True, capture_output=True, text=True)
    return int(done.stdout)


def measure(benchmark: BenchmarkFixture, output: Path, source: Path, workers: int, *words: str) -> None:
    """Measure one run, with its memory."""
    memory = benchmark.pedantic(run, (source, output, workers, *words), rounds=1)
    benchmark.extra_info["MB"] = memory
    assert (output / "current").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_articles(benchmark: BenchmarkFixture, written: Callable[..., Path], tmp_path: Path, workers: int) -> None:
    benchmark.extra_info |= {"n": ARTICLES, "of": "articles", "against": "test_articles[1]"}
    measure(benchmark, tmp_path / "data", written(ARTICLES), workers)


@pytest.mark.parametrize("workers", [1, 2])
def test_pages(benchmark: BenchmarkFixture, archive: Path, tmp_path: Path, workers: int) -> None:
    """An archive of web pages, of which those in another language are passed over."""
    benchmark.extra_info |= {"n": PAGES, "of": "pages", "against": "test_pages[1]"}
    measure(benchmark, tmp_path / "data", archive, workers)


def test_pages_of_trafilatura(benchmark: BenchmarkFixture) -> None:
    """The main text of real pages alone, in one process, by the library that ours is built on."""
    trafilatura = pytest.importorskip("trafilatura")
    kept = [gzip.decompress(path.read_bytes()) for path in sorted((SHARED / "pages" / "html").glob("*.gz"))]
    pages = kept or [path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.html"))]
    benchmark.extra_info |= {"n": len(pages), "of": "pages", "against": "test_pages[1]"}
    assert any(benchmark.pedantic(lambda: [trafilatura.extract(page, fast=True) for page in pages], rounds=1))


def test_articles_of_quantulum3(benchmark: BenchmarkFixture) -> None:
    """The quantities of the same kind of articles alone, in one process, by the best-known library for them."""
    parser = pytest.importorskip("quantulum3.parser", reason="quantulum3 is not installed: make bench does it")
    texts = [json.loads(line)["text"] for line in articles(20, sentences())]
    benchmark.extra_info |= {"n": len(texts), "of": "articles", "against": "test_articles[1]"}
    assert any(benchmark.pedantic(lambda: [parser.parse(text) for text in texts], rounds=1))


def test_share_of_each_stage(
    benchmark: BenchmarkFixture, written: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker in this process, each stage timed."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run_stage(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return stage(*arguments, **named)
            finally:
                spent[name] += time.perf_counter() - began

        return run_stage

    for name in STAGES:
        monkeypatch.setattr(plain, name, timed(name, getattr(plain, name)))
    benchmark.extra_info |= {"n": ARTICLES, "of": "articles", "against": "test_articles[1]"}
    result = benchmark.pedantic(Dataset(tmp_path).run, (written(ARTICLES),), {"workers": 1}, rounds=1)
    assert result.run["documents_new"] == ARTICLES
    whole = sum(spent.values())
    benchmark.extra_info |= {name.partition("_")[0]: f"{seconds / whole:.1%}" for name, seconds in spent.items()}


@pytest.mark.parametrize("workers", [1, 2])
def test_extract(
    benchmark: BenchmarkFixture,
    written: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    workers: int,
) -> None:
    """The extract stage alone, without Prefect, with the loading of the model."""
    each = plain._each

    def measured(run: Opened, what: str, *rest: Any) -> list[Path]:
        if what == "read":
            folders: list[Path] = benchmark.pedantic(each, (run, what, *rest), rounds=1)
            return folders
        return each(run, what, *rest)

    monkeypatch.setattr(plain, "_each", measured)
    benchmark.extra_info |= {"n": ARTICLES, "of": "articles", "against": "test_extract[1]"}
    assert Dataset(tmp_path).run(written(ARTICLES), workers=workers).run["documents_new"] == ARTICLES


@pytest.mark.parametrize("size", GROWTH)
def test_growth(benchmark: BenchmarkFixture, written: Callable[..., Path], tmp_path: Path, size: int) -> None:
    """Ten times the articles: the time of each and the memory stay; without Prefect, whose start takes 9 s."""
    benchmark.extra_info |= {"n": size, "of": "articles", "against": "test_growth[1000]"}
    source = written(size, PLAIN_SENTENCES)
    benchmark.extra_info["bytes"] = source.stat().st_size
    measure(benchmark, tmp_path / "data", source, 2, "--engine", "none")
