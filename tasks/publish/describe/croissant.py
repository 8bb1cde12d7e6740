"""A release as a Croissant 1.0 document (JSON-LD): what loaders of machine learning read a dataset by.

Fields name no `references`: mlcroissant joins what they point to into the records, and fails on a table that points to
itself. Foreign keys are in datapackage.json.
"""

from __future__ import annotations

import json
from typing import Any

from tasks.publish.dataset import PART
from tasks.publish.describe.datapackage import describe, licence_address
from tasks.publish.describe.dictionary import citation
from tasks.publish.describe.facts import Facts, FileFacts, template
from tasks.tables import PUBLISHED, Column, Table

PARQUET = "application/x-parquet"  # the name by which mlcroissant knows it
DATA_TYPES = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "double": "sc:Float",
    "date32": "sc:Date",
    "timestamp": "sc:DateTime",
}


def croissant(facts: Facts) -> dict[str, Any]:
    """Return the content of croissant.json."""
    about = facts.about
    return {
        "@context": json.loads(template("croissant_context.json").template),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.title,
        "description": describe(about),
        "version": facts.version,
        "datePublished": f"{facts.ended_at:%Y-%m-%dT%H:%M:%SZ}",
        "identifier": facts.run_id,
        "citeAs": citation(facts),
        **({"publisher": {"@type": "sc:Organization", "name": about.publisher}} if about.publisher else {}),
        **({"license": licence_address(about.licence)} if about.licence else {}),
        "distribution": [_distribution(table, facts.files[table.name]) for table in PUBLISHED],
        "recordSet": [_record_set(table) for table in PUBLISHED],
    }


def _distribution(table: Table, files: list[FileFacts]) -> dict[str, Any]:
    """Return a table's files: one with its hash, or all months as a set (their hashes are in datapackage.json)."""
    if table.by_month:
        where = {"@type": "cr:FileSet", "includes": f"{table.name}/month=*/{PART}"}
    else:
        (file,) = files
        where = {
            "@type": "cr:FileObject",
            "contentUrl": file.path,
            "contentSize": f"{file.bytes} B",
            "sha256": file.hash.removeprefix("sha256:"),
        }
    return {"@id": _files_id(table), "name": _files_id(table), "encodingFormat": PARQUET, **where}


def _files_id(table: Table) -> str:
    return f"{table.name}.parquet"


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    """Return a column; Croissant has no place for units and allowed values but the description."""
    said = [column.description]
    said += [f"Unit: {column.unit}."] if column.unit else []
    said += [f"One of: {', '.join(column.values)}."] if column.values else []
    source = "fileSet" if table.by_month else "fileObject"
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": " ".join(said),
        "dataType": DATA_TYPES[column.type],
        "source": {source: {"@id": _files_id(table)}, "extract": {"column": column.name}},
    }
