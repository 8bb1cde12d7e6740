"""The dictionary in data/README.md is the one that the tables give."""

from __future__ import annotations

from tasks.publish.describe.dictionary import PAGE, markdown_table, render_page
from tests.conftest import ROOT


def test_the_page_in_the_project_is_the_one_that_would_be_written() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render_page(), "run make dictionary"


def test_a_bar_in_a_cell_is_no_border() -> None:
    assert markdown_table(["a"], [["x | y"]]).splitlines()[-1] == "| x \\| y |"
