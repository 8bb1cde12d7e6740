"""What several tests share: a dataset folder that is run over again and again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.plain import run_plain
from flows.settings import FetchSettings, load_settings
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.inputs import Inputs, gather
from tasks.ingest.ledger import Ledger
from tasks.ingest.sources import list_files
from tasks.publish.check import check_release
from tasks.publish.dataset import current_release, read_table
from tasks.publish.release import Published
from tasks.tables import PUBLISHED, Table

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def needs_shared(path: str) -> Path:
    """The path of something in ../shared, which users do not have: without it the test is skipped with a word."""
    if not (SHARED / path).exists():
        pytest.skip(f"../shared/{path} is not here")
    return SHARED / path


def on_disk(*sources: Path) -> Inputs:
    """The inputs that files give."""
    files, rejects = list_files([str(source) for source in sources])
    return Inputs(tuple(files), tuple(rejects))


def gathered(source: Path, work: Path) -> Inputs:
    """The inputs that a folder gives, with what its feeds and lists of addresses carry; nothing can be fetched."""
    options = FetchOptions(**FetchSettings(attempts=1, deadline_seconds=1, robots=False).arguments())
    return gather([str(source)], work / "data", work / "run", Ledger(None, None, "reader", timedelta(0)), options)


@dataclass
class Dataset:
    """Inputs and a dataset folder; every run is checked against the contract."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def inputs(self) -> Path:
        return self.folder / "in"

    def write(self, name: str, content: str | list[dict[str, Any]]) -> Path:
        path = self.inputs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = content if isinstance(content, str) else "".join(json.dumps(row) + "\n" for row in content)
        path.write_text(lines, encoding="utf-8")
        return path

    def run(self, *sources: Path | str, reprocess: bool = False, **settings: Any) -> Published:
        chosen = load_settings(output=self.folder / "data", **self.settings | settings)
        result = run_plain([str(source) for source in sources or (self.inputs,)], chosen, reprocess)
        assert check_release(self.release) == []
        return result

    @property
    def release(self) -> Path:
        release = current_release(self.folder / "data")
        assert release is not None
        return release

    def table(self, table: Table, content_only: bool = False) -> pd.DataFrame:
        frame = read_table(self.release, table)
        return frame[table.content] if content_only else frame

    def content(self) -> dict[str, Any]:
        """Every table but those that differ between equal runs, without the volatile columns."""
        tables = [table for table in PUBLISHED if table.name not in ("runs", "rejects")]
        return {table.name: self.table(table, content_only=True).to_dict("records") for table in tables}


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


@pytest.fixture
def new_dataset(tmp_path: Path) -> Callable[[str], Dataset]:
    return lambda name: Dataset(tmp_path / name)


@pytest.fixture(scope="session")
def seeds_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of the seeds; tests that write into it copy it first."""
    dataset = Dataset(tmp_path_factory.mktemp("seeds"))
    dataset.run(ROOT / "seeds")
    return dataset.release
