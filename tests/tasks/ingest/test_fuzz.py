"""Any bytes under any ending: nothing raises, and every file ends in records or rejects.

`make test-long` goes on for ten minutes, with FUZZ_SECONDS=3600 for an hour; FUZZ_SEED begins elsewhere.
"""

import gzip
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.documents import clean_batch
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.ingest.formats import ReadOptions
from tasks.tables import CLEANED, RECORDS, REJECTS, read_stage
from tests.conftest import ROOT, gathered
from tests.tasks.clean.test_pdf import make_pdf
from tests.tasks.ingest.test_warc import record

SECONDS = float(os.environ.get("FUZZ_SECONDS", "600"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
ENDINGS = (
    *(".txt", ".html", ".jsonl", ".csv", ".tsv", ".parquet", ".warc", ".eml", ".pdf", ".xml", ".json"),
    *(".txt.gz", ".jsonl.gz", ".csv.zst", ".warc.gz", ".warc.zst", ".html.gz"),
)
ENCODINGS = ("utf-8", "utf-16", "latin-1", "utf-32", "utf-8-sig")
MAIL = (
    b"From: Ann Lee <ann@wire.org>\r\nSubject: =?utf-8?q?Flood?=\r\nDate: Mon, 3 Feb 2025 10:00:00 +0000\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
    b"Six died.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Six died.</p>\r\n--b--\r\n"
)
JSON_FEED = (
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": "<p>Six died.</p>"}]}'
)


def originals() -> list[tuple[str, bytes]]:
    """Real files of every format, with their endings."""
    seeds = [(path.suffix, path.read_bytes()) for path in sorted((ROOT / "seeds").iterdir()) if path.is_file()]
    pages = [record(number) for number in range(3)]
    made = [(".eml", MAIL), (".pdf", make_pdf([["Flood", "Six died."]])), (".warc", b"".join(pages))]
    packed = [(f"{ending}.gz", gzip.compress(data, mtime=0)) for ending, data in seeds if ending != ".parquet"]
    made.append((".json", JSON_FEED))
    return [*seeds, *made, (".warc.gz", b"".join(gzip.compress(page, mtime=0) for page in pages)), *packed]


def mutate(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Flip bits, cut, splice, repeat, swap encodings: one to four times."""
    for _ in range(chance.randint(1, 4)):
        place, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        how = chance.randrange(6)
        if how == 0 and data:
            flipped = bytearray(data)
            for _ in range(chance.randint(1, 8)):
                flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            data = bytes(flipped)
        elif how == 1:
            data = data[:place] + data[end:]
        elif how == 2:
            data = data[:place] + other[: chance.randrange(len(other) + 1)] + data[end:]
        elif how == 3:
            data = data[:end] + data[place:end] * chance.randint(1, 20) + data[end:]
        elif how == 4:
            text = data.decode(chance.choice(ENCODINGS), "replace")
            data = text.encode(chance.choice(ENCODINGS), "replace")
        else:
            data = data[:place] + chance.randbytes(chance.randint(1, 30)) + data[place:]
        data = data[:200_000]
    return data


def mutants(seed: int) -> Iterator[tuple[str, bytes]]:
    """Endless broken files; the same for the same seed."""
    chance, whole = random.Random(seed), originals()
    while True:
        ending, data = chance.choice(whole)
        yield ending if chance.random() < 0.9 else chance.choice(ENDINGS), mutate(data, chance.choice(whole)[1], chance)


def rows_of(folder: Path, table: Any) -> list[dict[str, Any]]:
    return list(read_stage(folder, table).to_pylist())


def run_batches(folder: Path, work: Path, clean: bool) -> None:
    """Read a folder of files; every one must be in records or rejects, every record in documents or rejects."""
    names = {path.name for path in folder.iterdir()}
    options = ReadOptions(100_000)
    inputs = gathered(folder, work)
    batches = plan_batches(inputs, options, batch_bytes=100_000, batch_articles=20)
    accounted = names & set(inputs.named)  # feeds and lists, whose entries may be known by addresses of their own
    for batch in batches:
        records = ingest_batch(batch, work, "reader", options)
        found, refused = rows_of(records, RECORDS), rows_of(records, REJECTS)
        accounted |= {name for row in found for name in names if row["record_key"].startswith(name)}
        accounted |= {name for row in refused for name in names if row["record_id"].startswith(name)}
        if clean:
            cleaned = clean_batch(records)
            assert len(rows_of(cleaned, CLEANED)) + len(rows_of(cleaned, REJECTS)) == len(found)
            bugs = [row for row in rows_of(cleaned, REJECTS) if row["reason"] == "failed"]
            assert not bugs
    assert accounted == names


@given(
    data=st.binary(max_size=400),
    ending=st.sampled_from(ENDINGS),
    begin=st.sampled_from([b"", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"%PDF-", b"PAR1"]),
)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_any_bytes_are_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str, begin: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "in").mkdir()
    (folder / "in" / f"a{ending}").write_bytes(begin + data)
    run_batches(folder / "in", folder / "work", clean=False)


@pytest.mark.parametrize("seconds", [3, pytest.param(SECONDS, marks=pytest.mark.long)])
def test_broken_files_are_accounted_for(tmp_path: Path, seconds: float) -> None:
    """Rounds of fifty broken files each, until the time is up."""
    broken, end, rounds = mutants(SEED), time.monotonic() + seconds, 0
    while rounds < 1 or time.monotonic() < end:
        folder, work = tmp_path / "in", tmp_path / "work"
        folder.mkdir()
        for number in range(50):
            ending, data = next(broken)
            (folder / f"{rounds}-{number:02}{ending}").write_bytes(data)
        run_batches(folder, work, clean=True)
        rmtree(folder)
        rmtree(work)
        rounds += 1
