"""Word lists, ours and those that a user puts in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.extract.numbers import Grammar
from tasks.extract.wordlists import DATA, WordListError, read_rows


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_every_list_says_its_source_and_has_no_empty_key(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert any("source" in line.lower() or "compilation" in line.lower() for line in head)
    rows = read_rows(path.stem)
    assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("words,low,high\n", "no rows in it"),
        ("words,low\ndozens,24\n", "no column high"),
        ("words,low,high\ndozens,few,99\n", "low of 'dozens' is no number ('few')"),
        ("words,low,high\ndozens,24,nan\n", "high of 'dozens' is no number ('nan')"),
        ("words,low,high\ndozens,24\n", "high of 'dozens' is no number ('')"),
        ("words,low,high\ndozens,99,24\n", "low of 'dozens' is above its high"),
        ("words,low,high\n,24,99\n", "a row without words"),
        ("words,low,high\ndozens,24,99\ndozens,20,90\n", "'dozens' stands in it twice"),
        ("caf\xe9", "not readable as a word list"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_line(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "vague.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(WordListError) as caught:
        Grammar.load(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_of_the_users_takes_the_place_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "vague.csv"
    path.write_text("# ours\n# 2025\nwords,low,high,why\numpteen,13,19,it is said\n")
    reading = Grammar.load(path).read("Umpteen ships sank, and dozens more.")
    assert [(figure.start, figure.value_low, figure.value_high) for figure in reading.figures] == [(0, 13, 19)]
