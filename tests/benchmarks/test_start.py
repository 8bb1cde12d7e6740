"""What a user waits for: whole commands, wall time, each in a process of its own (`make bench`).

Limits that hold here: text under 2 s, --engine none under 4 s on the seeds, and with Prefect's ephemeral server no
more than 3 s over a flow that does nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.engines import PREFECT_DEFAULTS
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SEEDS = str(ROOT / "seeds")
NEWSFIGURES = str(Path(sys.executable).parent / "newsfigures")


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with a Prefect home of its own, warmed by one run: migrating a fresh one takes 10 s more."""
    environment = {**os.environ, **PREFECT_DEFAULTS, "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}
    command([sys.executable, str(ROOT / "tests" / "benchmarks" / "noop_flow.py")], environment)
    yield environment


def command(words: list[str], environment: dict[str, str] | None = None) -> str:
    """Run a command that must succeed; return what it prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True, env=environment or dict(os.environ)).stdout


def test_text(benchmark: BenchmarkFixture) -> None:
    words = [NEWSFIGURES, "text", "About 40 people died and at least 120 were hurt."]
    assert "at_least" in benchmark.pedantic(command, (words,), rounds=5, warmup_rounds=1)


def test_run_without_prefect(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    numbers = iter(range(100))

    def run() -> str:
        output = str(tmp_path / str(next(numbers)))
        return command([NEWSFIGURES, "run", SEEDS, "--engine", "none", "--output", output])

    assert "20 new" in benchmark.pedantic(run, rounds=5, warmup_rounds=1)


def test_flow_that_does_nothing(benchmark: BenchmarkFixture, prefect_home: dict[str, str]) -> None:
    words = [sys.executable, str(ROOT / "tests" / "benchmarks" / "noop_flow.py")]
    assert "did nothing" in benchmark.pedantic(command, (words, prefect_home), rounds=5)


def test_run_with_prefect(benchmark: BenchmarkFixture, prefect_home: dict[str, str], tmp_path: Path) -> None:
    numbers = iter(range(100))

    def run() -> str:
        return command([NEWSFIGURES, "run", SEEDS, "--output", str(tmp_path / str(next(numbers)))], prefect_home)

    assert "20 new" in benchmark.pedantic(run, rounds=5)
