"""Two writers of one dataset."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.publish.dataset import writing
from tests.conftest import ROOT

HOLD = """
import sys, time
from pathlib import Path
from tasks.publish.dataset import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_says_that_it_waits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with caplog.at_level(logging.INFO):
            release = subprocess.Popen(["bash", "-c", f"sleep 1; kill -9 {first.pid}"])
            with writing(tmp_path):
                assert caplog.messages == [f"{tmp_path}: another run is publishing: waiting for it"]
        release.wait()
