"""The code of the how-tos runs as it stands, in a folder with a dataset in `data`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.publish.views import write_views

PAGES = Path(__file__).parents[3] / "tasks" / "publish" / "howto"
NEEDS = {"tableau.md": ("tableauhyperapi",), "spark.md": ("pyspark",)}


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    text = (PAGES / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.+?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def dataset(seeds_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the seeds' release as data/current."""
    release = tmp_path / "data" / "releases" / "r1"
    shutil.copytree(seeds_release, release)
    write_views(release)
    (tmp_path / "data" / "current").symlink_to("releases/r1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", ["README.md", "duckdb.md", "excel.md"])
def test_each_query_has_rows(dataset: Path, page: str) -> None:
    assert blocks(page, "sql")
    with duckdb.connect("data/current/figures.duckdb", read_only=True) as database:
        for statement in (each for block in blocks(page, "sql") for each in duckdb.extract_statements(block)):
            rows = database.execute(statement).fetchall()
            assert rows or statement.type == duckdb.StatementType.SET, statement.query


@pytest.mark.parametrize("page", ["duckdb.md", "pandas.md", "tableau.md", "spark.md"])
def test_python_runs(dataset: Path, page: str, capfd: pytest.CaptureFixture[str]) -> None:
    for package in NEEDS.get(page, ()):
        pytest.importorskip(package, reason=f"{package} is not installed")
    names: dict[str, Any] = {}
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), names)  # each block goes on where the one before ended
    assert capfd.readouterr().out


def test_all_pages_are_listed_and_say_why_not_to_sum() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for page in PAGES.glob("*.md"):
        if page.name != "README.md":
            assert f"]({page.name})" in index
            assert re.search(r"SUM|sum", page.read_text(encoding="utf-8"))
            assert "(README.md#why-sumvalue-lies)" in page.read_text(encoding="utf-8")
