"""Figures of many stories lined up into series. SERIES_FIGURES=1000000 for the marks: 60 s and 2 GB on two cores."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.many_stories import write_figures
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

FIGURES = int(os.environ.get("SERIES_FIGURES", "20000"))
MOST_MEMORY = 2000  # MB, of the largest process

RECONCILE = """
import resource, shutil, sys
from dataclasses import replace
from pathlib import Path
from flows.plain import reconcile
from flows.run import open_run
from flows.settings import Settings
work = Path(sys.argv[1])
shutil.rmtree(work / "reconciled", ignore_errors=True)
settings = Settings(output=work / "data", engine="none", workers=2)
with open_run(settings) as run:
    reconcile(replace(run, work=work), sorted(work.glob("0*/extract")), settings)
print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024)
"""


@pytest.mark.parametrize("figures", [FIGURES // 10, FIGURES])
def test_reconcile(benchmark: BenchmarkFixture, tmp_path: Path, figures: int) -> None:
    write_figures(tmp_path, figures)

    def reconciled() -> int:
        command = [sys.executable, "-c", RECONCILE, str(tmp_path)]
        return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)

    memory = benchmark.pedantic(reconciled, rounds=1)
    benchmark.extra_info |= {"n": figures, "of": "figures", "memory_mb": memory}
    assert memory <= MOST_MEMORY
