"""The command `newsfigures review`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tasks.corrections import LAYOUT
from tasks.tables import FIGURES
from tests.conftest import Dataset
from tests.flows.test_cli import newsfigures

TEXT = "=5 people died, police said. -12 points were lost. Some 40 of 60 houses burned in May."
SETTING = {"NEWSFIGURES_REVIEW__CORRECTIONS": "corrections.csv"}


@pytest.fixture
def published(dataset: Dataset) -> Dataset:
    dataset.write("a.txt", TEXT)
    dataset.run(publish={"report": False})
    return dataset


def read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_what_it_writes_can_be_fed_back_filled_in(published: Dataset) -> None:
    done = newsfigures("review", "--least", "3", folder=published.folder)
    assert (done.returncode, done.stdout) == (0, "corrections.csv: 3 figures to look at\n")
    assert done.stderr.startswith("for the corrections to be applied, name the table in the setting")
    path = published.folder / "corrections.csv"
    lines = read(path)
    assert set(LAYOUT) | {"confidence"} == set(lines[0])
    table = published.table(FIGURES).sort_values(["confidence", "figure_id"])
    assert [line["figure_id"] for line in lines] == table["figure_id"].tolist()[:3]
    assert not any(line["action"] or line["column"] or line["new_value"] for line in lines)
    before = published.content()
    published.run(review={"corrections": str(path)}, publish={"report": False})
    assert published.content() == before
    lines[0]["action"] = "accept"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    published.run(review={"corrections": str(path)}, publish={"report": False})
    reviewed = published.table(FIGURES).dropna(subset="review")
    assert reviewed["figure_id"].tolist() == [lines[0]["figure_id"]]


def test_it_adds_what_is_missing_and_changes_nothing(published: Dataset) -> None:
    path = published.folder / "corrections.csv"
    newsfigures("review", "--least", "1", folder=published.folder, **SETTING)
    first = path.read_bytes()
    done = newsfigures("review", folder=published.folder, **SETTING)
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes().startswith(first)
    figures = published.table(FIGURES)
    assert sorted(line["figure_id"] for line in read(path)) == sorted(figures["figure_id"])
    whole = path.read_bytes()
    assert newsfigures("review", folder=published.folder).stdout == "corrections.csv: 0 figures to look at\n"
    assert path.read_bytes() == whole
    path.write_bytes("action;figure_id;quote\r\naccept;;a, b".encode("utf-8-sig"))
    newsfigures("review", folder=published.folder)
    lines = read(path, ";")
    assert (len(lines), lines[0]["quote"]) == (len(figures) + 1, "a, b")


def test_no_cell_is_a_formula(published: Dataset) -> None:
    newsfigures("review", folder=published.folder)
    cells = [cell for line in read(published.folder / "corrections.csv") for cell in line.values()]
    assert any(cell.startswith("'=5 people") for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_what_cannot_be_done_is_said_in_one_line(published: Dataset) -> None:
    (published.folder / "mine.csv").write_text("action,note\n")
    for words, said in (
        (("--output", "nowhere", "--to", "a.csv"), "nowhere: no release here: name the folder given to --output"),
        (("--to", "mine.csv"), "mine.csv: no column figure_id in its first line: add it"),
        (("--to", "in/a.txt"), "in/a.txt: lines are written as CSV"),
        ((), "review.corrections is no file on this machine: name one with --to (s3://bucket/a.csv)"),
    ):
        stored = {"NEWSFIGURES_REVIEW__CORRECTIONS": "s3://bucket/a.csv"}
        done = newsfigures("review", *words, folder=published.folder, **stored)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(said)
        assert done.stderr.count("\n") == 1
    (published.folder / "in" / "b.csv").mkdir()
    assert newsfigures("review", "--to", "in/b.csv", folder=published.folder).returncode == 1
