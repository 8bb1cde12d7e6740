"""Publishing killed at any moment, while others read: nothing is torn, nothing lost, and the next run is clean."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import duckdb
import pytest

from flows.settings import Settings
from tasks.publish.check import check_release
from tasks.publish.dataset import current_release
from tests.conftest import ROOT
from tests.synthetic import PER_DOCUMENT, Corpus, publish_corpus

SIZE = 60  # articles a run
LONGEST = 1.5  # seconds from the beginning of publishing to the kill: most runs are over by then

# Publishes for ever, each time articles of which some are known, and says when it begins.
WRITER = f"""
import sys
from pathlib import Path
from random import Random
from flows.settings import Settings
from tests.synthetic import Corpus, publish_corpus
chance = Random(int(sys.argv[2]))
while True:
    print("publishing", flush=True)
    publish_corpus(Corpus({SIZE}, first=chance.randrange(1000), months=3), Settings(output=Path(sys.argv[1])))
"""

# What a release says of itself and what is in it. Each is a multiple of what an article has.
COUNTS = """
select (select count(*) from '{0}/figures/*/*.parquet'), (select arg_max(figures, ended_at) from '{0}/runs.parquet'),
    (select count(*) from '{0}/documents/*/*.parquet')
"""


class Reader(threading.Thread):
    """Reads what is current, over and over, and keeps what went wrong."""

    def __init__(self, output: Path) -> None:
        super().__init__()
        self.current, self.stopped = output / "current", threading.Event()
        self.reads, self.releases, self.wrong = 0, set[str](), list[str]()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self._read()
            except (duckdb.Error, OSError) as error:
                self.wrong.append(str(error))

    def _read(self) -> None:
        """Read the release as a whole, and one table through the link as BI tools do."""
        release = self.current.resolve()
        with duckdb.connect() as database:
            figures, said, documents = database.execute(COUNTS.format(release)).fetchall()[0]
            (linked,) = database.execute(f"select count(*) from '{self.current}/figures/*/*.parquet'").fetchall()[0]
        if figures != said or figures != documents * PER_DOCUMENT:
            self.wrong.append(f"{release.name}: {figures} figures, {said} said, {documents} documents")
        if linked % PER_DOCUMENT:
            self.wrong.append(f"current: {linked} figures")
        self.reads += 1
        self.releases.add(release.name)


@contextmanager
def reading(output: Path) -> Iterator[Reader]:
    reader = Reader(output)
    reader.start()
    yield reader
    reader.stopped.set()
    reader.join()


def publish_and_kill(output: Path, seed: int, chance: Random) -> None:
    """Let a process publish a few times, and kill it at some moment of the last."""
    command = [sys.executable, "-c", WRITER, str(output), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(chance.choice((1, 2, 3))):
            assert writer.stdout.readline() == "publishing\n"
        time.sleep(chance.uniform(0, LONGEST))
        writer.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.long)])
def test_publishing_can_be_killed_at_any_moment(tmp_path: Path, kills: int) -> None:
    output, chance = tmp_path / "data", Random(int(os.environ.get("KILL_SEED", "5")))
    settings = Settings(output=output)
    publish_corpus(Corpus(SIZE, months=3), settings)
    with reading(output) as reader:
        for seed in range(kills):
            publish_and_kill(output, seed, chance)
            release = current_release(output)
            assert release is not None
            assert check_release(release) == []
    assert reader.wrong == []
    assert reader.reads > kills
    assert len(reader.releases) > kills / 4
    print(f"{kills} kills, {reader.reads} reads of {len(reader.releases)} releases")
    publish_corpus(Corpus(SIZE, first=5000, months=3), settings)
    assert {path.name for path in output.iterdir()} == {".lock", "current", "releases", "seen"}
    left = {path.name for path in (output / "releases").iterdir()}
    assert len(left) <= settings.publish.keep
    assert {path.name for path in (output / "seen").iterdir()} == left
    assert check_release(output / "current") == []
