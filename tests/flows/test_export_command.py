"""The command `newsfigures export`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Dataset
from tests.flows.test_cli import newsfigures


@pytest.fixture
def published(dataset: Dataset) -> Path:
    dataset.write("a.txt", "At least 34 people died, police said.")
    dataset.run()
    return dataset.folder


def test_it_writes_the_current_release_and_says_what(published: Path) -> None:
    done = newsfigures("export", "data", "--format", "csv", "--to", "out", folder=published)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["out/figures.csv", "out/documents.csv"]
    assert pd.read_csv(published / "out" / "figures.csv")["number_text"].tolist() == [34]
    assert sorted(path.name for path in published.iterdir()) == ["data", "in", "out"]


def test_it_writes_a_release_by_its_own_folder(published: Path) -> None:
    release = next((published / "data" / "releases").iterdir())
    done = newsfigures("export", str(release), "--format", "sqlite", "--to", "out.db", folder=published)
    assert (done.returncode, done.stdout) == (0, "out.db\n")
    assert (published / "out.db").is_file()


def test_what_cannot_be_done_is_said_in_one_line(published: Path) -> None:
    (published / "out").mkdir()
    for words, code, said in (
        (("data", "--format", "csv", "--to", "out"), 2, "out: there already: remove it, or name another target\n"),
        (("nowhere", "--format", "csv", "--to", "new"), 2, "nowhere: no release here: name the folder given to"),
        (("data", "--format", "csv", "--to", "in/a.txt/new"), 1, "File exists: 'in/a.txt'"),
    ):
        done = newsfigures("export", *words, folder=published)
        assert (done.returncode, done.stdout) == (code, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
