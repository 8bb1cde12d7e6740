"""Tables of corrections: whatever stands in them, a line asks for something, for nothing, or is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.metadata import canonical_url
from tasks.corrections import LAYOUT, SLOTS, guarded, read_corrections, read_table, slot_value
from tasks.tables import ACTIONS, CORRECTIONS, FIGURES, REJECTS, SettingError, to_arrow
from tests.conftest import ROOT

CELLS = st.sampled_from(("", "null", "true", "34", "1,200", "0" * 20, "UA", "exact", "at least 34 died")) | st.text(
    max_size=5
)
LINES = st.fixed_dictionaries(
    {"action": st.sampled_from((*ACTIONS, "acept"))},
    optional=dict.fromkeys(LAYOUT[2:], CELLS) | {"column": st.sampled_from((*SLOTS, "x")), "figure_id": CELLS},
)


@given(st.lists(LINES, max_size=4))
def test_every_line_is_a_correction_or_told(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "corrections.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    corrections, rejects = read_corrections(path, canonical_url)
    assert len(corrections) + len(rejects) == len(rows)
    assert len({row["correction_id"] for row in corrections}) == to_arrow(CORRECTIONS, corrections).num_rows
    assert len({row["reject_id"] for row in rejects}) == to_arrow(REJECTS, rejects).num_rows
    for row in corrections:
        slots = json.loads(row.get("slots") or "{}")
        assert to_arrow(FIGURES, [{name: slot_value(name, text) for name, text in slots.items()}])


def test_the_example_of_the_readme_is_clear(tmp_path: Path) -> None:
    example = (ROOT / "README.md").read_text("utf-8").partition("```csv\naction,figure_id")[2].partition("```")[0]
    (tmp_path / "corrections.csv").write_text(f"action,figure_id{example}", encoding="utf-8")
    corrections, rejects = read_corrections(tmp_path / "corrections.csv", canonical_url)
    assert ([row["action"] for row in corrections], rejects) == (["change", "add"], [])


def test_a_line_is_called_by_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text('action,quote,note\n\nadd,"two\nlines",x\nreject,,\naccept,a,b,c\n', encoding="utf-8")
    assert [location.rpartition(", ")[2] for location, _ in read_table(path)] == ["line 3", "line 5", "line 6"]
    _, rejects = read_corrections(path, canonical_url)
    assert rejects[2]["detail"] == f"{path}, line 6: more cells than columns: put texts with commas between quotes"


def test_the_same_line_about_a_figure_again_is_another_one(tmp_path: Path) -> None:
    """So that the run sees where the order of two lines has changed, as the last of them holds."""
    path = tmp_path / "c.csv"
    accept, reject = f"accept,{'0' * 20}\n", f"reject,{'0' * 20}\n"
    ids = []
    for lines in (accept + reject, reject + accept):
        path.write_text(f"action,figure_id\n{lines}")
        ids.append({row["correction_id"] for row in read_corrections(path, canonical_url)[0]})
    assert ids[0].isdisjoint(ids[1])


@given(st.text())
def test_what_is_kept_from_being_a_formula_is_read_as_it_was(text: str) -> None:
    assert not str(guarded(text)).startswith(("=", "+", "-", "@"))


def test_merges_and_splits_name_series_by_their_ids_or_their_figures(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    a, b, c = ("a" * 20, "b" * 20, "c" * 20)
    path.write_text(
        "action,figure_id,series_id,into\n"
        f"merge,,{a},{b}\nmerge,{c},,{b}\nsplit,{a},,\nsplit,{b},,second quake\nmerge,,{a},\nsplit,,{a},\n"
    )
    corrections, rejects = read_corrections(path, canonical_url)
    asked = [(row["action"], row.get("series_id"), row.get("figure_id"), row["into"]) for row in corrections]
    assert asked == [
        ("merge", a, None, b),
        ("merge", None, c, b),
        ("split", None, a, a),
        ("split", None, b, "second quake"),
    ]
    assert [row["detail"].partition(", line ")[2].partition(" is")[0] for row in rejects] == ["6: into", "7: figure_id"]


def test_a_table_on_a_store() -> None:
    import fsspec

    with fsspec.open("memory://desk/c.csv", "w") as file:
        file.write(f"action,figure_id\naccept,{'0' * 20}\n")
    (row,), rejects = read_corrections("memory://desk/c.csv", canonical_url)
    assert (row["action"], row["location"], rejects) == ("accept", "memory://desk/c.csv, line 2", [])
    with pytest.raises(SettingError, match=r"memory://desk/nothing\.csv: no such file: see review\.corrections"):
        read_corrections("memory://desk/nothing.csv", canonical_url)
    with pytest.raises(SettingError, match=r"nosuch://desk/c\.csv: cannot be read \(ValueError: Protocol not known"):
        read_corrections("nosuch://desk/c.csv", canonical_url)


@pytest.mark.parametrize(("column", "value"), [("latitude", "99999"), ("longitude", "-180.5")])
def test_no_place_lies_beyond_the_poles(column: str, value: str, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"action,figure_id,column,new_value\nchange,{'0' * 20},{column},{value}\n", encoding="utf-8")
    corrections, rejects = read_corrections(path, lambda address: address)
    assert corrections == []
    assert f"{column} cannot be '{value}': write degrees from -" in rejects[0]["detail"]
