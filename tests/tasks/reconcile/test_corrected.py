"""Series that a person merges and splits: every figure stays in exactly one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tasks.reconcile.corrected import moves, named_in, split_id

FIGURES, SERIES = tuple("abcdef"), tuple("STUVW")


def correct_lines(lines: dict[str, str], corrections: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """The series of all figures, found by those that are named."""
    names = named_in(corrections)
    known = {figure: series for figure, series in lines.items() if figure in names}
    found = moves(corrections, known, names & set(lines.values()))
    return {figure: found.series_of(figure, series) for figure, series in lines.items()}, found.problems


def merge(of: str, into: str, number: str = "1") -> dict[str, Any]:
    kind = "figure_id" if of in FIGURES else "series_id"
    return {"correction_id": number, "action": "merge", "series_id": None, "figure_id": None, "into": into, kind: of}


def split(figure: str, into: str, number: str = "2") -> dict[str, Any]:
    return {"correction_id": number, "action": "split", "series_id": None, "figure_id": figure, "into": into}


NAMES = st.sampled_from((*FIGURES, *SERIES, "x"))
CORRECTIONS = st.lists(
    st.builds(merge, NAMES, NAMES) | st.builds(split, st.sampled_from((*FIGURES, "x")), st.sampled_from("123")),
    max_size=8,
)
LINES = st.dictionaries(st.sampled_from(FIGURES), st.sampled_from(SERIES))


@given(LINES, CORRECTIONS)
def test_every_figure_keeps_exactly_one_series(lines: dict[str, str], corrections: list[dict[str, Any]]) -> None:
    found, _ = correct_lines(lines, corrections)
    assert set(found) == set(lines)
    assert set(found.values()) <= {*lines.values(), *(split_id(name) for name in "123")}


@given(LINES, CORRECTIONS)
def test_what_is_merged_is_one_and_what_is_untouched_stays(
    lines: dict[str, str], corrections: list[dict[str, Any]]
) -> None:
    corrections = [row | {"correction_id": str(number)} for number, row in enumerate(corrections)]
    found, problems = correct_lines(lines, corrections)
    left = {row["figure_id"] for row in corrections if row["action"] == "split"}
    for row in corrections:
        if row["action"] == "merge" and row["correction_id"] not in problems:
            ends = {found[name] for name in (row["figure_id"], row["into"]) if name in lines}
            ends |= {
                end
                for name in (row["series_id"], row["into"])
                for figure, end in found.items()
                if lines[figure] == name and figure not in left and name not in lines
            }
            assert len(ends) <= 1
    touched = {
        lines.get(name, name) for row in corrections for name in (row["figure_id"], row["series_id"], row["into"])
    }
    for figure, series in lines.items():
        if series not in touched:
            assert found[figure] == series
    together: dict[str, str] = {}
    for figure in lines:
        if figure not in left:
            assert together.setdefault(lines[figure], found[figure]) == found[figure]


def test_figures_leave_together_under_one_name() -> None:
    lines = {"a": "S", "b": "S", "c": "S", "d": "T"}
    found, problems = correct_lines(lines, [split("a", "quake"), split("b", "quake"), split("x", "quake", "3")])
    assert found["a"] == found["b"] != found["c"] == "S"
    assert problems == {"3": problems["3"]}
    assert problems["3"].startswith("no figure x in a series")


def test_merges_follow_one_another_and_never_go_in_a_circle() -> None:
    lines = {"a": "S", "b": "T", "c": "U"}
    for rows in ([merge("S", "T"), merge("T", "U")], [merge("T", "U"), merge("S", "T")]):
        assert set(correct_lines(lines, rows)[0].values()) == {"U"}
    found, problems = correct_lines(lines, [merge("S", "T"), merge("T", "S", "2")])
    assert found == {"a": "T", "b": "T", "c": "U"}
    assert problems == {"2": "T and S are of one series already, or by a line before: remove the line"}


def test_what_leaves_can_go_into_another_series() -> None:
    lines = {"a": "S", "b": "S", "c": "T"}
    assert correct_lines(lines, [merge("b", "c"), split("b", "b")])[0] == {"a": "S", "b": "T", "c": "T"}


def test_a_series_that_is_gone_is_told() -> None:
    assert correct_lines({"a": "T"}, [merge("S", "T")])[1]["1"].startswith("no series S, nor a figure of one")
