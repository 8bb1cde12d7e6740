"""Finding copies: signing, 50,000 new documents against a million known, and a first run of near-copies.

Each is found in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.clean.signatures import sign, write_tables
from tasks.tables import ANCHORS, NUMBERS, SIGNED, arrow_schema
from tests.conftest import ROOT
from tests.evaluation.edits import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_benchmark.fixture import BenchmarkFixture

    Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

KNOWN_SETS, KNOWN_SET = 16, 62_500
NEW_BATCHES, NEW_BATCH = 100, 500
ANCHORS_EACH, NUMBERS_EACH = 40, 12
OUTLETS = 1000
COPIES = 1000
RETOLD, RETOLD_SHARE = 300, 0.85  # how many tell each story of the first run, and what each keeps of it
FIND = """
import resource, sys
from pathlib import Path
from tasks.publish.copies import find_copies
root = Path(sys.argv[1])
new, known = (sorted((root / name).glob("*")) for name in ("new", "known"))
found = find_copies(new, known, root / "released.parquet" if known else None, set(), root / "work")
used = resource.getrusage(resource.RUSAGE_SELF)
copies = found.num_rows - found["duplicate_of"].null_count
print(found.num_rows, copies, round(used.ru_maxrss / 1024), round(used.ru_oublock * 512 / 1e6))
"""


def random_hashes(chance: np.random.Generator, bits: int, *shape: int) -> Integers:
    return chance.integers(-(2 ** (bits - 1)), 2 ** (bits - 1), shape)


class Corpus:
    """Signatures of random hashes, with two anchors of boilerplate for each outlet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.chance = np.random.default_rng(5)
        self.boilerplate = random_hashes(self.chance, 64, OUTLETS, 2)
        self.written = 0

    def draw(self, count: int) -> tuple[Integers, Integers]:
        """Anchors, and numbers with their contexts, of so many documents."""
        anchors = random_hashes(self.chance, 64, count, ANCHORS_EACH)
        anchors[:, :2] = self.boilerplate[self.chance.integers(0, OUTLETS, count)]
        return anchors, random_hashes(self.chance, 32, count, NUMBERS_EACH, len(NUMBERS.names) - 2)

    def write(self, name: str, anchors: Integers, numbers: Integers) -> list[str]:
        """Write a set; return its document ids."""
        count = len(anchors)
        keys = random_hashes(self.chance, 64, count)
        ids = [f"{key % 2**64:016x}0000" for key in keys.tolist()]
        times = np.datetime64("2020-01-01", "us") + np.arange(self.written, self.written + count) * np.timedelta64(
            1, "m"
        )
        self.written += count
        signed = {
            "document": keys, "document_id": ids, "article_id": ids, "published_at": times.astype("datetime64[us]"),
            "anchors": pa.array([ANCHORS_EACH] * count, pa.int32()), "body_hash": random_hashes(self.chance, 64, count),
            "sections": pa.nulls(count, pa.string()),
        }  # fmt: skip
        places = {
            "document": np.repeat(keys, NUMBERS_EACH),
            "position": np.tile(np.arange(NUMBERS_EACH), count),
            **{field: numbers[:, :, at].ravel() for at, field in enumerate(NUMBERS.names[2:])},
        }
        write_tables(
            self.root / name,
            pa.table({k: pa.array(v, arrow_schema(SIGNED).field(k).type) for k, v in signed.items()}),
            pa.table(
                {"hash": anchors.ravel(), "document": np.repeat(keys, ANCHORS_EACH)}, schema=arrow_schema(ANCHORS)
            ),
            pa.table({k: pa.array(v, arrow_schema(NUMBERS).field(k).type) for k, v in places.items()}),
        )
        return ids


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A million known documents and 50,000 new ones; 1,000 of these are copies, a hundred with a changed number."""
    corpus = Corpus(tmp_path_factory.mktemp("copies"))
    ids, originals = [], []
    for place in range(KNOWN_SETS):
        anchors, numbers = corpus.draw(KNOWN_SET)
        originals.append((anchors[:COPIES].copy(), numbers[:COPIES].copy()))
        ids += corpus.write(f"known/{place:06}", anchors, numbers)
    copied = [tuple(each[at] for each in originals[at % KNOWN_SETS]) for at in range(COPIES)]
    for place in range(NEW_BATCHES):
        anchors, numbers = corpus.draw(NEW_BATCH)
        for at, (its_anchors, its_numbers) in enumerate(copied[place::NEW_BATCHES]):
            anchors[at, 2:36], numbers[at] = its_anchors[2:36], its_numbers
            numbers[at, 0, 0] ^= at == 0
        corpus.write(f"new/{place:06}", anchors, numbers)
    released = {"document_id": ids, "is_current": [True] * len(ids), "duplicate_of": pa.nulls(len(ids), pa.string())}
    pq.write_table(pa.table(released), corpus.root / "released.parquet")
    return corpus.root


@pytest.fixture(scope="module")
def near_copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """25,000 new documents: stories that 300 tell each, with words and numbers of their own."""
    corpus = Corpus(tmp_path_factory.mktemp("near copies"))
    count = NEW_BATCHES * NEW_BATCH // 2
    stories, their_numbers = corpus.draw(count // RETOLD)
    told = corpus.chance.integers(0, len(stories), count)
    own, own_numbers = corpus.draw(count)
    anchors = np.where(corpus.chance.random(own.shape) < RETOLD_SHARE, stories[told], own)
    kept = corpus.chance.random((count, NUMBERS_EACH, 1)) < RETOLD_SHARE
    corpus.write("new/000000", anchors, np.where(kept, their_numbers[told], own_numbers))
    return corpus.root


def find(root: Path) -> list[int]:
    """Find copies; return how many documents were decided, how many are copies, and MB of memory and of writing."""
    command = [sys.executable, "-c", FIND, str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [int(each) for each in done.stdout.split()]


def test_many_new_against_a_million_known(benchmark: BenchmarkFixture, corpus: Path) -> None:
    decided, copies, peak, _ = benchmark.pedantic(find, (corpus,), rounds=3)
    assert (decided, copies) == (NEW_BATCHES * NEW_BATCH, COPIES - NEW_BATCHES)
    assert peak <= 1024
    benchmark.extra_info["peak MB"] = peak


def test_a_first_run_of_near_copies(benchmark: BenchmarkFixture, near_copies: Path) -> None:
    decided, copies, peak, written = benchmark.pedantic(find, (near_copies,), rounds=1)
    assert decided == NEW_BATCHES * NEW_BATCH // 2
    assert copies > decided // 2
    assert peak <= 1024
    assert written <= 500
    benchmark.extra_info["peak MB"] = peak


@pytest.mark.parametrize("template", TEMPLATES)
def test_signing(benchmark: BenchmarkFixture, template: Callable[[Random], str]) -> None:
    chance = Random(3)
    text = " ".join(" ".join(template(chance) for _ in range(6)).split(" ")[:300])
    assert benchmark(sign, text).anchors
