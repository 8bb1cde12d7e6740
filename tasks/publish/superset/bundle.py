"""A release as a bundle that Apache Superset imports: database, datasets, charts and one dashboard in a ZIP.

`superset import-dashboards -p FILE -u USER`, or Dashboards ▸ Import. The datasets are views of the release's
`figures.duckdb`, which tells their columns and descriptions; `datasets.yaml` adds the metrics, `charts/*.yaml` and
`dashboard.yaml` what is shown. Ids come from the path of the release, so bundles of two datasets live side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tasks.publish.views import DATABASE, views

Yaml = dict[str, Any]

HERE = Path(__file__).parent
ROOT = "newsfigures"
VERSION = "1.0.0"  # of Superset's format
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can tell: the same release gives the same bytes
PAGE = ("ROOT_ID", "GRID_ID")  # the names that Superset has for the page and its grid


def write_superset_bundle(release: Path, target: Path) -> list[Path]:
    """Write the bundle of a release to the file `target`, and return it.

    Superset opens the database at the path of the release; where it is the current one through the link `current`, and
    so shows each new release. Raises FileNotFoundError where the release has no `figures.duckdb`.
    """
    database = _lasting(release) / DATABASE
    if not database.exists():
        raise FileNotFoundError(f"{database} is not there: publish the dataset again with newsfigures run")
    with ZipFile(target, "w", ZIP_DEFLATED) as bundle:
        for name, content in _files(database):
            bundle.writestr(ZipInfo(f"{ROOT}/{name}", EPOCH), _text(content), ZIP_DEFLATED)
    return [target]


def _lasting(release: Path) -> Path:
    """Return the path under which the release and, if it is the current one, those after it are found."""
    current = release.absolute().parent.parent / "current"
    is_current = current.is_symlink() and current.resolve() == release.resolve()
    return current if is_current else release.absolute()


def _files(database: Path) -> Iterator[tuple[str, Yaml]]:
    """Yield the files of a bundle: name and content."""
    yield "metadata.yaml", {"version": VERSION, "type": "Dashboard"}
    yield f"databases/{ROOT}.yaml", _database(database)
    columns, dashboard = _columns(database), _load("dashboard")
    for name, about in _load("datasets").items():
        yield f"datasets/{ROOT}/{name}.yaml", _dataset(database, name, about, columns[name], dashboard["warning"])
    charts = {path.stem: _load(f"charts/{path.stem}") for path in sorted((HERE / "charts").glob("*.yaml"))}
    for name, chart in charts.items():
        yield f"charts/{name}.yaml", _chart(database, name, chart)
    yield "dashboards/news_figures.yaml", _dashboard(database, dashboard, charts)


def _database(database: Path) -> Yaml:
    return {
        "database_name": f"{ROOT} {database.parent}",
        "sqlalchemy_uri": f"duckdb:///{database}?access_mode=read_only",
        "expose_in_sqllab": True,
        "allow_dml": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": _id(database, "database"),
        "version": VERSION,
    }


def _columns(database: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return name, type and description of the columns of each view, as the database tells them."""
    import duckdb

    columns: dict[str, list[tuple[str, str, str]]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal"
            " ORDER BY table_name, column_index"
        ).fetchall()
    for view, *column in rows:
        columns.setdefault(view, []).append(tuple(column))
    return columns


def _dataset(database: Path, name: str, about: Yaml, columns: list[tuple[str, str, str]], warning: str) -> Yaml:
    warned = about.get("warned", [])
    return {
        "table_name": name,
        "schema": "main",
        "description": next(view.description for view in views() if view.name == name),
        "main_dttm_col": about.get("date"),
        "columns": [_column(*column, warning if column[0] in warned else None) for column in columns],
        "metrics": [_metric(*metric) for metric in about["metrics"].items()],
        "uuid": _id(database, "dataset", name),
        "database_uuid": _id(database, "database"),
        "version": VERSION,
    }


def _column(name: str, kind: str, description: str, warning: str | None) -> Yaml:
    return {
        "column_name": name,
        "type": kind,
        "description": description,
        "is_dttm": kind == "DATE" or kind.startswith("TIMESTAMP"),
        "groupby": True,
        "filterable": True,
        "extra": {"warning_markdown": warning} if warning else None,
    }


def _metric(name: str, about: Yaml) -> Yaml:
    texts = {"expression": about["expression"], "description": about["description"]}
    return {"metric_name": name, "verbose_name": about["label"], **texts, "d3format": ",.2~f"}


def _chart(database: Path, name: str, about: Yaml) -> Yaml:
    return {
        "slice_name": about["name"],
        "description": about["description"],
        "viz_type": about["viz_type"],
        "params": {"viz_type": about["viz_type"], **about["params"]},
        "uuid": _id(database, "chart", name),
        "dataset_uuid": _id(database, "dataset", about["dataset"]),
        "version": VERSION,
    }


def _dashboard(database: Path, about: Yaml, charts: dict[str, Yaml]) -> Yaml:
    return {
        "dashboard_title": about["title"],
        "description": about["description"],
        "uuid": _id(database, "dashboard"),
        "position": _layout(database, about, charts),
        "metadata": {"native_filter_configuration": [_filter(database, each) for each in about["filters"]]},
        "published": True,
        "version": VERSION,
    }


def _layout(database: Path, about: Yaml, charts: dict[str, Yaml]) -> Yaml:
    """Return the tree of the page: a row with the note, then the rows of charts."""
    meta: Yaml = {"width": 12, "height": 12, "code": about["note"]}
    note = {"type": "MARKDOWN", "id": "MARKDOWN-note", "children": [], "meta": meta}
    rows = [[note], *([_place(database, charts, cell) for cell in row] for row in about["rows"])]
    grid = [f"ROW-{number}" for number in range(len(rows))]
    layout: Yaml = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": grid, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": about["title"]}},
    }
    plain = {"background": "BACKGROUND_TRANSPARENT"}
    for row, cells in zip(grid, rows, strict=True):
        children = [cell["id"] for cell in cells]
        layout[row] = {"type": "ROW", "id": row, "children": children, "parents": [*PAGE], "meta": plain}
        layout |= {cell["id"]: cell | {"parents": [*PAGE, row]} for cell in cells}
    return layout


def _place(database: Path, charts: dict[str, Yaml], cell: Yaml) -> Yaml:
    """Return a chart's place on the page."""
    meta = {"width": cell["width"], "height": cell["height"], "sliceName": charts[cell["chart"]]["name"]}
    number = list(charts).index(cell["chart"]) + 1  # within the bundle: Superset puts its own in its place
    meta |= {"uuid": _id(database, "chart", cell["chart"]), "chartId": number}
    return {"type": "CHART", "id": f"CHART-{cell['chart']}", "children": [], "meta": meta}


def _filter(database: Path, about: Yaml) -> Yaml:
    """Return a filter of the whole page, which is not set at first."""
    target = {}
    if "column" in about:
        target = {"column": {"name": about["column"]}, "datasetUuid": _id(database, "dataset", about["dataset"])}
    return {
        "id": f"NATIVE_FILTER-{about['name']}",
        "type": "NATIVE_FILTER",
        "name": about["name"],
        "filterType": about["type"],
        "targets": [target],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}},
        "controlValues": {"multiSelect": True, "enableEmptyFilter": False} if target else {},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
    }


def _id(database: Path, *parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "\n".join((ROOT, str(database), *parts))))


def _load(name: str) -> Yaml:
    import yaml

    content: Yaml = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def _text(content: Yaml) -> str:
    import yaml

    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    return text
