"""How fast and in how much memory a web archive is cut and read. ARCHIVE_PAGES=40000 makes one of about 1 GB."""

import gzip
import json
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tasks.ingest.formats import FORMATS, ReadOptions, Span
from tasks.tables import InputError
from tests.conftest import ROOT, SHARED

PAGES = int(os.environ.get("ARCHIVE_PAGES", "1000"))
BATCH = 100
# What a page says of itself, and its own text: the frame is what is left.
OWN = re.compile(
    rb"<link[^>]*canonical[^>]*>|<meta[^>]*og:url[^>]*>|<script[^>]*ld\+json.*?</script>|<p[\s>].*?</p>", re.S | re.I
)
GERMAN = (
    "Die Regierung hat am Montag ein Paket von 300 Millionen Euro beschlossen, wie der Sprecher sagte.",
    "Bei dem Unfall auf der Autobahn wurden nach Angaben der Polizei mindestens vier Menschen verletzt.",
    "Der Verein gewann das Spiel am Samstag mit 3:1 und steht nun auf dem zweiten Platz der Tabelle.",
)


def pages() -> Iterator[bytes]:
    """Pages with the markup of real ones, where they are here, and bodies of their own, half in another language."""
    chance = Random(5)
    real = sorted((SHARED / "pages" / "html").glob("*.gz"))
    kept = [gzip.decompress(path.read_bytes()) for path in real] or [
        path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.html"))
    ]
    frames = [frame for page in kept if b"<body" in (frame := OWN.sub(b"", page))]
    news, english = SHARED / "news" / "wikinews.jsonl", []
    for line in news.read_text(encoding="utf-8").splitlines() if news.exists() else ():
        english += [one for one in json.loads(line)["text"].split("\n") if 40 < len(one) < 400]
    english = english or [
        one for path in sorted((ROOT / "seeds").glob("*.txt")) for one in path.read_text().split("\n")
    ]
    for number, frame in enumerate(cycle(frames)):
        lines = english if chance.random() < 0.5 else GERMAN
        body = "".join(f"<p>{chance.choice(lines)}</p>" for _ in range(chance.randint(6, 14)))
        place = frame.index(b">", frame.index(b"<body")) + 1
        article = f"<article><h1>Story number {number} of the day</h1>{body}</article>".encode()
        yield frame[:place] + article + frame[place:]


def build_archive(path: Path, number: int) -> Path:
    """An archive as CC-NEWS has them: a request and a response a page, each a gzip member of its own."""
    with path.open("wb") as file:
        for place, page in enumerate(islice(pages(), number)):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            for kind, block in ((b"request", b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"), (b"response", http)):
                head = (
                    b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://news.example/%d\r\n"
                    b"WARC-Date: 2025-02-25T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:%d>\r\n"
                    b"Content-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n"
                ) % (kind, place, place, kind, len(block))
                file.write(gzip.compress(head + block + b"\r\n\r\n", 1, mtime=0))
    return path


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_archive(tmp_path_factory.mktemp("archive") / "news.warc.gz", PAGES)


def cut(path: Path) -> list[Span]:
    return list(FORMATS["warc"].spans(path, ReadOptions()))


def read(path: Path, spans: list[Span], languages: tuple[str, ...] = ("en",)) -> tuple[int, int]:
    """Read the archive batch by batch; return how many pages were kept and how many passed over."""
    kept = passed = 0
    for place in range(0, len(spans), BATCH):
        batch = spans[place : place + BATCH]
        span = Span(batch[0].start, batch[-1].stop, batch[0].line, len(batch))
        found = list(FORMATS["warc"].read(path, span, ReadOptions(languages=languages)))
        passed += sum(isinstance(one, InputError) for _, one in found)
        kept += len(found)
    return kept - passed, passed


def test_cutting(benchmark: BenchmarkFixture, archive: Path) -> None:
    assert len(benchmark.pedantic(cut, (archive,), rounds=1)) == PAGES


def test_reading_with_the_filter(benchmark: BenchmarkFixture, archive: Path) -> None:
    spans = cut(archive)
    kept, passed = benchmark.pedantic(read, (archive, spans), rounds=1)
    assert kept + passed == PAGES


def test_the_whole_run(benchmark: BenchmarkFixture, archive: Path, tmp_path: Path) -> None:
    """`newsfigures run` on two workers, its temporary Prefect server included."""
    command = [
        str(Path(sys.executable).parent / "newsfigures"),
        "run",
        str(archive),
        "--output",
        str(tmp_path / "data"),
    ]
    benchmark.extra_info["pages"] = PAGES
    benchmark.pedantic(subprocess.run, (command,), {"check": True, "capture_output": True}, rounds=1)
    assert (tmp_path / "data" / "current").exists()


def report(path: Path) -> None:
    """Print rates and peak memory of one process that cuts and reads an archive."""
    begun = time.perf_counter()
    spans = cut(path)
    was_cut = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    kept, passed = read(path, spans)
    ended = time.perf_counter()
    print(
        f"{path.stat().st_size / 1e6:,.0f} MB, {len(spans):,} pages: cut {len(spans) / (was_cut - begun):,.0f}/s"
        f" ({memory} MB), read {len(spans) / (ended - was_cut):,.0f}/s, {kept:,} kept, {passed:,} passed over,"
        f" peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":  # ARCHIVE_PAGES=40000 python -m tests.benchmarks.test_warc FOLDER
    place = Path(sys.argv[1]) / "news.warc.gz"
    if not place.exists():
        build_archive(place, PAGES)
    process = multiprocessing.get_context("spawn").Process(target=report, args=(place,))
    process.start()
    process.join()
