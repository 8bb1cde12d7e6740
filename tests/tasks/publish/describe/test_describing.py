"""What a release says of itself is what it holds."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tasks.publish.describe.about import About
from tasks.publish.describe.describing import DESCRIPTIONS, describe_release
from tasks.tables import FIGURES, PUBLISHED, RUNS, SCHEMA_VERSION
from tests.tasks.publish.releases import NOON, row, write_release, write_table

ABOUT = About("Gazette figures", "The Gazette", "CC-BY-4.0")


@pytest.fixture
def release(seeds_release: Path, tmp_path: Path) -> Path:
    """A described release of the seeds."""
    copy = shutil.copytree(seeds_release, tmp_path / "release")
    describe_release(copy, None, ABOUT)
    return copy


def link(release: Path, name: str) -> Path:
    """The next release, in which nothing has changed: all files of tables are links."""
    linked = shutil.copytree(
        release, release.parent / name, copy_function=os.link, ignore=shutil.ignore_patterns(*DESCRIPTIONS)
    )
    return Path(linked)


def package_of(release: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return package


def test_the_package_says_of_every_file_its_size_hash_and_rows(release: Path) -> None:
    said = {file["path"]: file for resource in package_of(release)["resources"] for file in resource["files"]}
    paths = sorted(release.rglob("*.parquet"))
    assert sorted(said) == [path.relative_to(release).as_posix() for path in paths]
    for path in paths:
        file = said[path.relative_to(release).as_posix()]
        assert file["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        assert (file["bytes"], file["rows"]) == (path.stat().st_size, pq.read_metadata(path).num_rows)


def test_the_package_sums_up_the_files_of_a_table(release: Path) -> None:
    for table, resource in zip(PUBLISHED, package_of(release)["resources"], strict=True):
        files = resource["files"]
        assert resource["name"] == table.name
        assert resource["rows"] == sum(file["rows"] for file in files)
        assert resource["bytes"] == sum(file["bytes"] for file in files)
        if table.by_month:
            assert resource["path"] == [file["path"] for file in files]
            assert "hash" not in resource
        else:
            assert (resource["path"], resource["hash"]) == (files[0]["path"], files[0]["hash"])


def test_the_package_names_the_columns_of_the_files_with_units_and_constraints(release: Path) -> None:
    resources = {resource["name"]: resource["schema"] for resource in package_of(release)["resources"]}
    for table in PUBLISHED:
        fields = {field["name"]: field for field in resources[table.name]["fields"]}
        path = next(release.glob(f"{table.name}*/**/*.parquet"), release / f"{table.name}.parquet")
        assert list(fields) == pq.read_schema(path).names
        assert resources[table.name]["primaryKey"] == list(table.key)
    figures = {field["name"]: field for field in resources["figures"]["fields"]}
    assert figures["latitude"]["unit"] == "degree"
    assert figures["bound"]["constraints"]["required"] is True
    assert figures["change"]["constraints"] == {"enum": ["up", "down"]}
    assert (figures["time_from"]["type"], figures["published_at"]["type"]) == ("date", "datetime")


def test_every_foreign_key_leads_to_a_column(release: Path) -> None:
    schemas = {resource["name"]: resource["schema"] for resource in package_of(release)["resources"]}
    fields = {name: [field["name"] for field in schema["fields"]] for name, schema in schemas.items()}
    keys = [(name, key) for name, schema in schemas.items() for key in schema.get("foreignKeys", [])]
    assert len(keys) == sum(len(table.references) for table in PUBLISHED)
    for name, key in keys:
        assert key["fields"][0] in fields[name]
        assert key["reference"]["fields"][0] in fields[key["reference"].get("resource", name)]


def test_of_linked_files_it_takes_over_what_the_release_before_says(release: Path) -> None:
    package = package_of(release)
    for resource in package["resources"]:
        for file in resource["files"]:
            file["hash"] = "sha256:taken-over"
    (release / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    later = link(release, ".later")
    (later / "runs.parquet").unlink()
    shutil.copyfile(release / "runs.parquet", later / "runs.parquet")
    describe_release(later, release, ABOUT)
    hashes = {file["path"]: file["hash"] for each in package_of(later)["resources"] for file in each["files"]}
    true_hash = "sha256:" + hashlib.sha256((later / "runs.parquet").read_bytes()).hexdigest()
    assert hashes.pop("runs.parquet") == true_hash
    assert set(hashes.values()) == {"sha256:taken-over"}


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"resources": [{"files": [{"path": "runs.parquet"}]}]}'])
def test_a_damaged_package_of_the_release_before_costs_only_time(release: Path, damaged: str) -> None:
    whole = package_of(release)["resources"]
    (release / "datapackage.json").write_text(damaged, encoding="utf-8")
    later = link(release, "later")
    describe_release(later, release, ABOUT)
    assert package_of(later)["resources"] == whole


def test_equal_releases_have_equal_descriptions(seeds_release: Path, tmp_path: Path) -> None:
    copies = [Path(shutil.copytree(seeds_release, tmp_path / name)) for name in (".one", "two")]
    for copy in copies:
        describe_release(copy, None, ABOUT)
    for name in DESCRIPTIONS:
        assert (copies[0] / name).read_bytes() == (copies[1] / name).read_bytes()


def test_it_is_called_after_the_run_that_ended_last(tmp_path: Path) -> None:
    release = write_release(tmp_path / ".staged", "a")
    slow = row(RUNS, run_id="slow", started_at=NOON - timedelta(hours=2), ended_at=NOON, version="2")
    quick = row(RUNS, run_id="quick", started_at=NOON - timedelta(hours=1), ended_at=NOON - timedelta(minutes=1))
    write_table(release, RUNS, [slow, quick])
    describe_release(release, None, ABOUT)
    package = package_of(release)
    called = (package["id"], package["created"], package["version"])
    assert called == ("slow", "2025-02-25T12:00:00Z", f"{SCHEMA_VERSION}.2.0")
    assert "| release | slow |" in (release / "README.md").read_text(encoding="utf-8")


def test_publisher_licence_and_texts_are_said_everywhere(release: Path) -> None:
    for name in ("datapackage.json", "croissant.json", "README.md"):
        text = (release / name).read_text(encoding="utf-8")
        for word in ("Gazette figures", "The Gazette", "CC-BY-4.0", "belong to their publishers"):
            assert word in text, (name, word)


def test_what_is_not_said_is_left_out(release: Path) -> None:
    describe_release(release, None, replace(ABOUT, publisher=None, licence=None))
    assert {"contributors", "licenses"}.isdisjoint(package_of(release))
    assert {"publisher", "license"}.isdisjoint(json.loads((release / "croissant.json").read_text(encoding="utf-8")))
    readme = (release / "README.md").read_text(encoding="utf-8")
    assert "Its publisher states no licence" in readme
    assert "publisher |" not in readme
    assert "publisher =" not in readme


def test_the_readme_names_every_table_with_its_rows_and_every_column(release: Path) -> None:
    readme = (release / "README.md").read_text(encoding="utf-8")
    assert "$" not in readme
    rows = {resource["name"]: resource["rows"] for resource in package_of(release)["resources"]}
    for table in PUBLISHED:
        assert f"| [{table.name}](#{table.name}) | {rows[table.name]:,} |" in readme
        section = readme.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            (line,) = [line for line in section.splitlines() if line.startswith(f"| `{column.name}` |")]
            assert column.description in line
            assert all(f"`{value}`" in line for value in column.values)


def test_the_examples_of_the_readme_run(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.chdir(release)
    readme = (release / "README.md").read_text(encoding="utf-8")
    (python,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    (sql,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    names: dict[str, Any] = {}
    exec(python, names)  # ours, from the template
    figures, one_month = names["figures"], names["one_month"]
    assert len(figures) == sum(file["rows"] for file in package_of(release)["resources"][0]["files"])
    assert 0 < len(one_month) < len(figures)
    assert set(one_month["month"]) == {"2025-02"}
    with duckdb.connect() as database:
        assert len(database.execute(sql).fetchall()) > 0


def test_croissant_loads_every_row_of_every_table(release: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="not among our dependencies: pip install mlcroissant")
    dataset = mlcroissant.Dataset(str(release / "croissant.json"))
    assert not dataset.metadata.ctx.issues.report()
    for resource in package_of(release)["resources"]:
        assert len(list(dataset.records(resource["name"]))) == resource["rows"]


def test_frictionless_takes_the_package_and_every_file_that_it_can_read(release: Path) -> None:
    """As a whole it cannot: of a resource in several files of Parquet it reads the first, and it counts no bytes."""
    frictionless = pytest.importorskip("frictionless", reason="not among our dependencies: pip install frictionless")
    package = package_of(release)
    frictionless.Package.from_descriptor(package, basepath=str(release))
    for resource in package["resources"]:
        if resource["name"] == FIGURES.name:  # it takes null whole numbers (geonames_id) for NaN
            continue
        schema = {name: value for name, value in resource["schema"].items() if name != "foreignKeys"}
        for file in resource["files"]:
            one = {"name": resource["name"], "path": file["path"], "rows": file["rows"], "schema": schema}
            report = frictionless.Resource.from_descriptor(one, basepath=str(release)).validate()
            assert report.valid, (file["path"], report.flatten(["message"]))
