"""The command with Prefect as a user runs it: in a process of its own, with a Prefect home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")
NEWSFIGURES = str(Path(sys.executable).parent / "newsfigures")


def run(tmp_path: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [NEWSFIGURES, "run", SEEDS, "--output", str(tmp_path / "data"), "--show", "0", *words],
        env={**inherited, "PREFECT_HOME": str(tmp_path / "prefect"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_fresh_home_gets_a_server_of_its_own_and_says_little(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "does not answer" not in done.stderr
    told = [line for line in done.stderr.splitlines() if " batches " in line]
    assert told == [f"1 of 1 batches {what}" for what in ("cleaned", "read", "lined up", "drawn")]
    assert (tmp_path / "prefect" / "prefect.db").exists()
    assert pq.read_table(tmp_path / "data/current/runs.parquet").num_rows == 1


def test_without_a_server_that_answers_the_run_goes_on_and_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 0, done.stderr
    assert "Prefect's server does not answer (ConnectError" in done.stderr
    assert "running without it, as with --engine none" in done.stderr
    assert pq.read_table(tmp_path / "data/current/runs.parquet").num_rows == 1


@pytest.mark.long
def test_it_installs_into_an_empty_environment_and_runs_from_any_folder(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    subprocess.run([tmp_path / "venv/bin/pip", "install", "--quiet", str(ROOT)], check=True, timeout=900)
    (tmp_path / "a.txt").write_text("At least 34 people died.")
    words = [str(tmp_path / "venv/bin/newsfigures"), "run", "a.txt", "--engine", "none"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "34\t34\tat_least" in done.stdout
