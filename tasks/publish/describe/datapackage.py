"""A release as a Data Package (version 2 of the standard): what any reader needs to know to load it.

A table in months has several paths. The standard has one `bytes` and one `hash` for a resource and says nothing of
several files, so `bytes` is their sum, `hash` is there only where there is one file, and our own property `files` says
path, bytes, hash and rows of each. `rows`, and `unit` of a field, are ours too.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tasks.publish.describe.about import About
from tasks.publish.describe.facts import Facts, FileFacts, total_rows
from tasks.tables import PUBLISHED, Column, Table

PROFILES = "https://datapackage.org/profiles/2.0"
MEDIATYPE = "application/vnd.apache.parquet"
FIELD_TYPES = {
    "string": "string",
    "bool": "boolean",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "date32": "date",
    "timestamp": "datetime",
}
SOURCES = [
    {"title": "GeoNames (CC BY 4.0): positions and ids of places", "path": "https://www.geonames.org"},
    {"title": "Unicode CLDR (Unicode-3.0): names of countries and regions", "path": "https://cldr.unicode.org"},
]


def data_package(facts: Facts) -> dict[str, Any]:
    """Return the content of datapackage.json."""
    about = facts.about
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "newsfigures",
        "id": facts.run_id,
        "title": about.title,
        "description": describe(about),
        "version": facts.version,
        "created": f"{facts.ended_at:%Y-%m-%dT%H:%M:%SZ}",
        **({"contributors": [{"title": about.publisher, "roles": ["publisher"]}]} if about.publisher else {}),
        **({"licenses": [_licence(about.licence)]} if about.licence else {}),
        "sources": SOURCES,
        "resources": [_resource(table, facts.files[table.name]) for table in PUBLISHED],
    }


def describe(about: About) -> str:
    """Return what the dataset is, in a few sentences."""
    return (
        "Figures in news articles: who says how many of what, where, when, and who denies it, each at an exact place in"
        f" a text. A figure is what somebody says, not a fact. {about.texts}"
    )


def licence_address(licence: str) -> str:
    """Return the address of a licence that is given by its SPDX identifier, or the address that was given."""
    return licence if "://" in licence else f"https://spdx.org/licenses/{licence}.html"


def _licence(licence: str) -> dict[str, str]:
    name = {} if "://" in licence else {"name": licence}
    return name | {"path": licence_address(licence)}


def _resource(table: Table, files: list[FileFacts]) -> dict[str, Any]:
    paths = [file.path for file in files]
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "description": table.description,
        "path": paths if table.by_month else paths[0],
        "format": "parquet",
        "mediatype": MEDIATYPE,
        "bytes": sum(file.bytes for file in files),
        **({} if table.by_month else {"hash": files[0].hash}),
        "rows": total_rows(files),
        "schema": _schema(table),
        "files": [asdict(file) for file in files],
    }


def _schema(table: Table) -> dict[str, Any]:
    keys = [_foreign_key(table, column, other) for column, other in table.references]
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {"required": column.never_null, "enum": list(column.values)}
    given = {name: value for name, value in constraints.items() if value}
    return {
        "name": column.name,
        "type": FIELD_TYPES[column.type],
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": given} if given else {}),
    }


def _foreign_key(table: Table, column: str, other: str) -> dict[str, Any]:
    """Return a foreign key; one into the table itself names no resource, as the standard asks."""
    target = next(each for each in PUBLISHED if each.name == other)
    resource = {} if other == table.name else {"resource": other}
    return {"fields": [column], "reference": resource | {"fields": list(target.key)}}
