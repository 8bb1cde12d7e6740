"""A run killed at any moment and started again: no finished batch is repeated, and all is as after an unbroken run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ROOT, Dataset

SEEDS = str(ROOT / "seeds")
NEWSFIGURES = str(Path(sys.executable).parent / "newsfigures")
ARTICLES = 2  # a batch, of 20 in the seeds
BATCHES = 10
LEFT = "as a run before has left it"


class Killed:
    """A dataset folder whose runs are killed."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.dataset, self.home = Dataset(folder), folder / "prefect"
        self.words = [NEWSFIGURES, "run", SEEDS, "--engine", engine, "--workers", "2", "--show", "0"]
        self.words += ["--output", str(folder / "data")]

    def start(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        environment |= {"NEWSFIGURES_INGEST__BATCH_ARTICLES": str(ARTICLES), "PREFECT_HOME": str(self.home)}
        return subprocess.Popen(self.words, env=environment, text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)

    def start_and_kill(self, chance: Random) -> None:
        """Start, and kill at some moment after so many of the batches: in between, or while it publishes."""
        run, batches = self.start(), chance.randrange(2 * BATCHES + 1)
        assert run.stderr is not None
        while batches and (line := run.stderr.readline()):
            batches -= " batches " in line
        time.sleep(chance.uniform(0, 1.5))
        run.send_signal(signal.SIGKILL)
        run.communicate()

    def finished(self) -> Counter[str]:
        """How many batches of each stage lie on the shelf, by a file that it writes."""
        shelf = self.dataset.folder / "data" / "work" / "finished"
        files = {"clean": "documents.parquet", "extract": "figures.parquet"}
        return Counter({stage: len(list(shelf.glob(f"[!n]*/{name}"))) for stage, name in files.items()})

    @property
    def is_published(self) -> bool:
        return (self.dataset.folder / "data" / "current").exists()

    def complete(self) -> None:
        """Run to the end; what lay on the shelf is not worked on again."""
        before = self.finished()
        run = self.start()
        _, told = run.communicate(timeout=300)
        assert run.returncode == 0, told
        assert Counter(line.split()[0] for line in told.splitlines() if LEFT in line) == before, told
        read = [line for line in told.splitlines() if " batches read" in line]
        assert read[-1] == f"{BATCHES} of {BATCHES} batches read"
        data = self.dataset.folder / "data"
        assert not (data / "work").exists()
        assert not list((data / "spool").iterdir())


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    dataset = Dataset(tmp_path_factory.mktemp("unbroken"))
    dataset.run(SEEDS)
    return dataset


@pytest.mark.parametrize(
    ("engine", "kills"),
    [
        ("none", 4),
        ("prefect", 1),
        pytest.param("none", 40, marks=pytest.mark.long),
        pytest.param("prefect", 10, marks=pytest.mark.long),
    ],
)
def test_a_killed_run_goes_on(tmp_path: Path, unbroken: Dataset, engine: str, kills: int) -> None:
    chance = Random(int(os.environ.get("KILL_SEED", "7")))
    number, taken = 0, Counter[str]()
    while kills > 0:
        killed = Killed(tmp_path / str(number), engine)
        for _ in range(chance.choice((1, 2, 3))):  # until it is started for good
            killed.start_and_kill(chance)
            kills -= 1
            if killed.is_published:
                break
        taken += killed.finished()
        if not killed.is_published:
            killed.complete()
        assert killed.dataset.content() == unbroken.content()
        number += 1
    assert taken
    print(f"{number} runs; {taken} batches were not worked on again")


def test_a_run_that_found_no_disk_goes_on_too(tmp_path: Path, unbroken: Dataset) -> None:
    killed = Killed(tmp_path, "none")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "releases").write_text("in the way of publishing")
    run = killed.start()
    _, told = run.communicate(timeout=300)
    assert run.returncode == 1, told
    assert killed.finished() == {"clean": BATCHES, "extract": BATCHES}
    (tmp_path / "data" / "releases").unlink()
    killed.complete()
    assert killed.dataset.content() == unbroken.content()
