"""A release against `tasks.tables`: schema, keys, references, allowed values, offsets, months, strays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.publish.dataset import PART, read_table, table_files
from tasks.publish.merge import month_of
from tasks.tables import DOCUMENTS, FIGURES, PUBLISHED, REFUSED_NUMBERS, UNKNOWN_MONTH, Table, arrow_schema


def check_release(release: Path) -> list[str]:
    """Return what is wrong with a release, one line each; an empty list when it keeps the contract."""
    layout = [*_strays(release), *(line for table in PUBLISHED for line in _files(release, table))]
    if layout:
        return layout
    try:
        frames = {table.name: read_table(release, table) for table in PUBLISHED}
    except (OSError, pa.ArrowException) as error:
        return [f"a page of a file cannot be read: {error}"]
    problems = [line for table in PUBLISHED for line in _rows(frames, table)]
    return [*problems, *_months(release), *_offsets(frames)]


def _strays(release: Path) -> Iterator[str]:
    """Report everything in the folder that is no file of a table."""
    expected = {path for table in PUBLISHED for path in table_files(release, table).values() if path.name == PART}
    expected |= {release / f"{table.name}.parquet" for table in PUBLISHED if not table.by_month}
    for path in sorted(release.rglob("*")):
        if not path.is_dir() and path not in expected:
            yield f"{path.relative_to(release)}: a stray file: no table of the contract"


def _files(release: Path, table: Table) -> Iterator[str]:
    """Report missing files and schemas that are not the declared one, metadata and all."""
    files = table_files(release, table)
    if not files:
        yield f"{table.name}: the table is missing"
    for path in files.values():
        where = path.relative_to(release)
        try:
            schema = pq.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            yield f"{where}: not readable as Parquet ({error})"
            continue
        for declared in arrow_schema(table):
            index = schema.get_field_index(declared.name)
            found = schema.field(index).type if index >= 0 else "missing"
            if found != declared.type:
                yield f"{where}: column {declared.name} is {found}, declared {declared.type}"
        if schema.names != arrow_schema(table).names and set(schema.names) >= set(arrow_schema(table).names):
            yield f"{where}: columns beside or not in the order of those declared: {', '.join(schema.names)}"
        elif schema.metadata != arrow_schema(table).metadata:
            yield f"{where}: the schema's metadata are not those of schema version {_version(table)}"


def _version(table: Table) -> str:
    return str(arrow_schema(table).metadata[b"schema_version"].decode())


def _rows(frames: dict[str, pd.DataFrame], table: Table) -> Iterator[str]:
    """Report broken keys, nulls where none may be, values that are not allowed, and references to nothing."""
    frame = frames[table.name]
    if twins := int(frame.duplicated(list(table.key)).sum()):
        yield f"{table.name}: {twins} rows repeat a key ({', '.join(table.key)})"
    for column in table.columns:
        values = frame[column.name]
        if column.required and (nulls := int(values.isna().sum())):
            yield f"{table.name}.{column.name}: {nulls} nulls where none may be"
        if column.values and (bad := sorted(set(values.dropna()) - set(column.values))):
            yield f"{table.name}.{column.name}: not allowed: {', '.join(bad[:5])}"
        if column.type == "string" and (blank := int((values == "").sum())):
            yield f'{table.name}.{column.name}: {blank} empty strings: unknown is null, never ""'
    for column_name, other in table.references:
        target = next(t for t in PUBLISHED if t.name == other)
        loose = ~frame[column_name].dropna().isin(frames[other][target.key[0]])
        if loose.any():
            yield f"{table.name}.{column_name}: {int(loose.sum())} point to no row of {other}"


def _months(release: Path) -> Iterator[str]:
    """Report rows that lie in the partition of another month."""
    for table in (DOCUMENTS, FIGURES):
        for month in table_files(release, table):
            dates = read_table(release, table, month=month)["published_date"]
            if bool((month_of(dates) != month).any()):
                yield f"{table.name}/month={month}: rows of another month"
            if month == UNKNOWN_MONTH and dates.empty and len(table_files(release, table)) > 1:
                yield f"{table.name}/month={month}: an empty partition beside others"


def _offsets(frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Report numbers and sentences that are not what stands at their place in the text, and wrong versions."""
    documents = frames[DOCUMENTS.name]
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    for table in (FIGURES, REFUSED_NUMBERS):
        frame = frames[table.name]
        columns = ("document_id", "start_char", "end_char", "number_text")
        wrong = _misplaced(texts, frame, columns)
        if wrong:
            yield f"{table.name}: {len(wrong)} numbers are not at their place, first in document {wrong[0]}"
    figures = frames[FIGURES.name].assign(
        sentence_end=lambda frame: frame["sentence_start"] + frame["sentence"].str.len()
    )
    if wrong := _misplaced(texts, figures, ("document_id", "sentence_start", "sentence_end", "sentence")):
        yield f"figures: {len(wrong)} sentences are not at their place, first in document {wrong[0]}"
    yield from _versions(documents, figures)


def _misplaced(texts: dict[str, str], frame: pd.DataFrame, columns: tuple[str, str, str, str]) -> list[str]:
    rows = zip(*(frame[name].tolist() for name in columns), strict=True)
    return [document for document, start, end, said in rows if texts.get(document, "")[start:end] != said]


def _versions(documents: pd.DataFrame, figures: pd.DataFrame) -> Iterator[str]:
    """Report articles without one current version, figures of other versions, and wrong counts."""
    current = documents[documents["is_current"]]
    if len(current) != documents["article_id"].nunique() or current["article_id"].duplicated().any():
        yield "documents: an article has no current version, or more than one"
    if old := int((~figures["document_id"].isin(current["document_id"])).sum()):
        yield f"figures: {old} rows of documents that are not current"
    copies = current[current["duplicate_of"].notna()]
    if held := int(figures["document_id"].isin(copies["document_id"]).sum()):
        yield f"figures: {held} rows of documents that are copies"
    originals = current.loc[current["duplicate_of"].isna(), "document_id"]
    if loose := int((~copies["duplicate_of"].isin(originals)).sum()):
        yield f"documents.duplicate_of: {loose} copies of what is no current original"
    counted = documents["document_id"].map(figures["document_id"].value_counts()).fillna(0)
    if wrong := int((counted != documents["figures"]).sum()):
        yield f"documents.figures: {wrong} counts are wrong"
