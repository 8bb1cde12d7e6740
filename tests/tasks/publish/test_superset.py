"""The Superset bundle: what its dashboard asks is asked here of the release itself, in DuckDB."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
import yaml

from tasks.publish.dataset import read_table
from tasks.publish.superset.bundle import write_superset_bundle
from tasks.publish.views import DATABASE, VIEWS, write_views
from tasks.tables import FIGURES
from tests.tasks.publish.lines import write_lines

Yaml = dict[str, Any]
OVER_FIGURES = VIEWS[: VIEWS.index("people_series")]
CHARTS = sorted(
    path.stem for path in (Path(__file__).parents[3] / "tasks" / "publish" / "superset" / "charts").glob("*.yaml")
)


@pytest.fixture(scope="module")
def release(seeds_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("data")
    shutil.copytree(seeds_release, output / "releases" / "r1")
    (output / "current").symlink_to("releases/r1")
    write_views(output / "releases" / "r1")
    return output / "releases" / "r1"


@pytest.fixture(scope="module")
def bundle(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Yaml]:
    """The files of the bundle, read, by the part of their name that tells them apart."""
    return read_bundle(release, tmp_path_factory.mktemp("bundle") / "figures.zip")


def read_bundle(release: Path, target: Path) -> dict[str, Yaml]:
    """Write a bundle and read it."""
    write_superset_bundle(release, target)
    with ZipFile(target) as files:
        names = [Path(name).relative_to("newsfigures") for name in files.namelist()]
        return {
            f"{name.parts[0]}/{name.stem}": yaml.safe_load(files.read(f"newsfigures/{name}").decode()) for name in names
        }


def ask(bundle: dict[str, Yaml], query: str) -> list[tuple[Any, ...]]:
    """Ask the database that the bundle names, in the way it names it."""
    address, _, access = bundle["databases/newsfigures"]["sqlalchemy_uri"].removeprefix("duckdb:///").partition("?")
    assert access == "access_mode=read_only"
    with duckdb.connect(address, read_only=True) as connection:
        return connection.execute(query).fetchall()


def metrics(dataset: Yaml, names: list[str]) -> list[str]:
    expressions = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    return [expressions[name] for name in names]


def chart_query(bundle: dict[str, Yaml], chart: Yaml) -> str:
    """The query that a chart's settings ask for."""
    dataset = next(each for each in bundle.values() if each.get("uuid") == chart["dataset_uuid"])
    settings = chart["params"]
    asked = [settings.get("x_axis"), settings.get("entity"), *settings.get("groupby", [])]
    columns = settings.get("all_columns") or [column for column in asked if column]
    measured = settings.get("metrics") or ([settings["metric"]] if "metric" in settings else [])
    shown = ", ".join([*columns, *metrics(dataset, measured)])
    where = " AND ".join(f"({rule['sqlExpression']})" for rule in settings["adhoc_filters"]) or "true"
    grouped = " GROUP BY " + ", ".join(columns) if measured else ""
    return f"SELECT {shown} FROM {dataset['table_name']} WHERE {where}{grouped}"


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_superset_bundle(release, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_current_release_is_opened_through_its_link(release: Path, bundle: dict[str, Yaml]) -> None:
    current = release.parent.parent / "current"
    uri = f"duckdb:///{current / DATABASE}?access_mode=read_only"
    assert bundle["databases/newsfigures"]["sqlalchemy_uri"] == uri


def test_an_older_release_is_opened_where_it_lies(release: Path, tmp_path: Path) -> None:
    older = shutil.copytree(release, tmp_path / "older")
    write_superset_bundle(older, tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as files:
        assert f"duckdb:///{older / DATABASE}" in files.read("newsfigures/databases/newsfigures.yaml").decode()


def test_without_its_database_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is not there"):
        write_superset_bundle(tmp_path, tmp_path / "a.zip")


def test_every_view_is_a_dataset_with_described_columns(bundle: dict[str, Yaml]) -> None:
    for name in ("figures", *VIEWS):
        columns = bundle[f"datasets/{name}"]["columns"]
        assert [column["column_name"] for column in columns] == [row[0] for row in ask(bundle, f"DESCRIBE {name}")]
        assert all(column["description"] for column in columns)


@pytest.mark.parametrize("name", ["figures", *OVER_FIGURES])
def test_metrics_count_or_show_a_range_of_one_unit(bundle: dict[str, Yaml], name: str) -> None:
    dataset = bundle[f"datasets/{name}"]
    expressions = metrics(dataset, [metric["metric_name"] for metric in dataset["metrics"]])
    (row,) = ask(bundle, f"SELECT {', '.join(expressions)} FROM {name}")
    for metric, expression, value in zip(dataset["metrics"], expressions, row, strict=True):
        if metric["metric_name"].startswith(("lowest", "median", "highest")):
            assert value is None, expression  # all rows together mix units or events
        else:
            assert value > 0, expression
        if "SUM" in expression:
            assert expression in ("SUM(claims)", "SUM(disputed_claims)")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("people_series", (9, 1, None)),
        ("tolls_over_time", (7, None)),
        ("people_killed_by_day", (237.0, 71.0, 1087.0, 5, 1)),
        ("money_granted_by_recipient", (4, None)),
        ("double_counting", (8, 2)),
    ],
)
def test_metrics_of_series_sum_what_may_be(tmp_path: Path, name: str, told: tuple[float | None, ...]) -> None:
    release = write_lines(tmp_path / "release")
    made = read_bundle(release, tmp_path / "figures.zip")
    dataset = made[f"datasets/{name}"]
    expressions = metrics(dataset, [metric["metric_name"] for metric in dataset["metrics"]])
    assert ask(made, f"SELECT {', '.join(expressions)} FROM {name}") == [told]


def test_of_one_event_and_one_currency_series_are_summed(tmp_path: Path) -> None:
    made = read_bundle(write_lines(tmp_path / "release"), tmp_path / "figures.zip")
    (best,) = metrics(made["datasets/people_series"], ["best"])
    assert ask(made, f"SELECT {best} FROM people_series WHERE event = 'killed'") == [(91.0,)]
    (best,) = metrics(made["datasets/money_granted_by_recipient"], ["best"])
    assert ask(made, f"SELECT {best} FROM money_granted_by_recipient WHERE currency = 'EUR'") == [(10e6,)]


def test_the_range_of_one_unit_is_told(release: Path, bundle: dict[str, Yaml]) -> None:
    shown = ", ".join(metrics(bundle["datasets/figures"], ["lowest", "median", "highest"]))
    (row,) = ask(bundle, f"SELECT {shown} FROM figures WHERE kind = 'count' AND event = 'killed'")
    figures = read_table(release, FIGURES)
    killed = figures[(figures["kind"] == "count") & (figures["event"] == "killed") & figures["change"].isna()]
    low, high = killed["value_low"].fillna(killed["value"]), killed["value_high"].fillna(killed["value"])
    assert row == (low.min(), killed["value"].median(), high.max())


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_has_rows(bundle: dict[str, Yaml], name: str) -> None:
    assert ask(bundle, chart_query(bundle, bundle[f"charts/{name}"]))


def test_the_dashboard_shows_every_chart_once(bundle: dict[str, Yaml]) -> None:
    layout = bundle["dashboards/news_figures"]["position"]
    shown = [cell["meta"]["uuid"] for cell in layout.values() if isinstance(cell, dict) and cell["type"] == "CHART"]
    assert sorted(shown) == sorted(bundle[f"charts/{name}"]["uuid"] for name in CHARTS)
    children = [child for cell in layout.values() if isinstance(cell, dict) for child in cell.get("children", [])]
    assert sorted([*children, "ROOT_ID", "HEADER_ID"]) == sorted(set(layout) - {"DASHBOARD_VERSION_KEY"})


def test_its_filters_act_on_every_chart(bundle: dict[str, Yaml]) -> None:
    filters = bundle["dashboards/news_figures"]["metadata"]["native_filter_configuration"]
    columns = {target["column"]["name"] for each in filters for target in each["targets"] if target}
    assert columns == {"place_country", "event"}
    for name in CHARTS:
        dataset = next(each for each in bundle.values() if each.get("uuid") == bundle[f"charts/{name}"]["dataset_uuid"])
        assert columns <= {column["column_name"] for column in dataset["columns"]}
        assert dataset["main_dttm_col"] == "published_date"
