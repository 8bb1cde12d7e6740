"""The shelf of finished batches: each is made once, comes back whole or not at all, and goes when it is published."""

import logging
import os
import time
from pathlib import Path

import pytest

from tasks.shelf import Shelf


class Stage:
    """A stage that counts how often it works."""

    def __init__(self, root: Path, run: str = "run") -> None:
        self.shelf, self.target, self.worked = Shelf(root / "finished", "reader"), root / run / "batch" / "clean", 0

    def once(self, *made_of: Path | str) -> str:
        folder = self.shelf.once(self.target, made_of, self.work)
        assert folder == self.target
        return (folder / "documents.parquet").read_text()

    def work(self) -> Path:
        self.worked += 1
        self.target.mkdir(parents=True)
        (self.target / "documents.parquet").write_text(f"made {self.worked}")
        (self.target / "rejects.parquet").write_text("none")
        return self.target


def test_another_run_takes_what_was_made_of_the_same(tmp_path: Path) -> None:
    source = tmp_path / "records.parquet"
    source.write_text("records")
    assert Stage(tmp_path, "killed").once(source, "fast") == "made 1"
    later = Stage(tmp_path, "later")
    assert later.once(source, "fast") == "made 1"
    assert later.worked == 0
    assert sorted(path.name for path in later.target.iterdir()) == ["documents.parquet", "rejects.parquet"]


@pytest.mark.parametrize("change", ["content", "setting", "reader", "stage"])
def test_nothing_else_is_taken(tmp_path: Path, change: str) -> None:
    source = tmp_path / "records.parquet"
    source.write_text("records")
    Stage(tmp_path, "killed").once(source, "fast")
    later = Stage(tmp_path, "later")
    if change == "content":
        source.write_text("other records")
    if change == "reader":
        later.shelf = Shelf(later.shelf.folder, "another")
    if change == "stage":
        later.target = later.target.with_name("extract")
    later.once(source, "precision" if change == "setting" else "fast")
    assert later.worked == 1


def test_what_a_retry_finds_half_written_goes(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.target.mkdir(parents=True)
    (stage.target / "half.parquet").write_text("half")
    stage.once("it")
    assert not (stage.target / "half.parquet").exists()


@pytest.mark.parametrize("damage", ["truncated", "gone", "strange"])
def test_what_is_damaged_is_made_again_and_said(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    first = Stage(tmp_path, "killed")
    first.once("it")
    (entry,) = first.shelf.folder.iterdir()
    if damage == "truncated":
        (entry / "documents.parquet").write_text("ma")
    if damage == "gone":
        (entry / "rejects.parquet").unlink()
    if damage == "strange":
        (entry / "figures.parquet").write_text("strange")
    later = Stage(tmp_path, "later")
    with caplog.at_level(logging.WARNING):
        assert later.once("it") == "made 1"
    assert later.worked == 1
    assert caplog.messages == [f"{entry} is damaged: removed, its batch is worked on again"]
    assert sorted(path.name for path in later.target.iterdir()) == ["documents.parquet", "rejects.parquet"]


def test_a_stage_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> Path:
        raise OSError("disk full")

    stage = Stage(tmp_path)
    with pytest.raises(OSError, match="disk full"):
        stage.shelf.once(stage.target, ["it"], fail)
    assert not stage.shelf.folder.exists()


def test_what_a_run_used_goes_with_it_and_what_others_left_after_a_week(tmp_path: Path) -> None:
    stage, began = Stage(tmp_path), time.time()
    for name, days in (("old", 8), ("killed", 1), ("new-killed", 1), ("new-old", 8)):
        (stage.shelf.folder / f"{name}-x").mkdir(parents=True)
        os.utime(stage.shelf.folder / f"{name}-x", (began - days * 86400,) * 2)
    stage.once("it")
    stage.shelf.clear(began - 1)
    assert sorted(path.name for path in stage.shelf.folder.iterdir()) == ["killed-x", "new-killed-x"]
    stage.shelf.clear(began - 2 * 86400)
    (left,) = stage.shelf.folder.iterdir()
    left.rmdir()
    stage.shelf.clear(began)
    stage.shelf.clear(began)
    assert not stage.shelf.folder.exists()


def test_a_run_goes_on_when_another_one_clears(tmp_path: Path) -> None:
    first, second = Stage(tmp_path, "first"), Stage(tmp_path, "second")
    first.once("it")
    second.once("it")
    first.shelf.clear(0)
    assert second.once("it") == "made 1"
    assert second.worked == 1
