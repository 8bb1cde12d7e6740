"""The command `newsfigures report`."""

from __future__ import annotations

from tests.conftest import Dataset
from tests.flows.test_cli import newsfigures


def test_it_says_where_the_report_is_and_makes_one_where_there_is_none(dataset: Dataset) -> None:
    dataset.write("a.txt", "At least 34 people died, police said.")
    dataset.run(publish={"report": False})
    missing = newsfigures("report", "data", folder=dataset.folder)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == "data/current/report.html: no report there: make one with --to FILE\n"
    made = newsfigures("report", "data", "--to", "mine.html", folder=dataset.folder)
    assert (made.returncode, made.stdout) == (0, "mine.html\n")
    assert "At least 34 people died" in (dataset.folder / "mine.html").read_text("utf-8")
    dataset.run()
    there = newsfigures("report", "data", folder=dataset.folder)
    assert (there.returncode, there.stdout) == (0, "data/current/report.html\n")
