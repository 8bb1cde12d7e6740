"""A release against `tasks.tables`: schema, keys, references, allowed values, offsets, months, strays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.database import list_of, name_of, names_of, open_database, rows_of
from tasks.publish.dataset import PART, schema_version, table_files, text_policy
from tasks.publish.describe.describing import DESCRIPTIONS
from tasks.publish.report.build import REPORT
from tasks.publish.views import DATABASE
from tasks.tables import (
    DOCUMENT_ID,
    DOCUMENTS,
    FIGURES,
    PUBLISHED,
    REFUSED_NUMBERS,
    RUNS,
    UNKNOWN_MONTH,
    Column,
    Table,
    arrow_schema,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPANIONS = frozenset((*DESCRIPTIONS, DATABASE, REPORT))
SHOWN = 5
AS_WRITTEN = "join_order,build_side_probe_side"  # else it holds the texts, as documents are fewer than figures

# Where the text is not published, a number must stand in its sentence, if that is. The texts go by, the rows are held.
MISPLACED = """
select count(*), min(r.document_id)
from {documents} as d join {rows} as r using (document_id)
where coalesce(substring(d.text, r.{start} + 1, {length}), {else_in}, r.{said}) is distinct from r.{said}
"""

# What is wrong with documents and their figures, each as a count.
VERSIONS = """
with articles as (
    select count(*) filter (is_current) as current
    from {every} semi join {documents} using (article_id)
    group by article_id
), counted as (
    select document_id, count(*) as figures from {figures} group by all
), held as (
    select d.is_current, d.duplicate_of, coalesce(c.figures, 0) as found, d.figures as said
    from {documents} as d left join counted as c using (document_id)
)
select
    (select count(*) from articles where current <> 1),
    (select coalesce(sum(found), 0) from held where not is_current),
    (select coalesce(sum(found), 0) from held where is_current and duplicate_of is not null),
    (select count(*) from {every} as copy where is_current and duplicate_of is not null and duplicate_of not in
        (select document_id from {every} where is_current and duplicate_of is null)),
    (select count(*) from held where found <> said)
"""
WRONG_VERSIONS = (
    "documents: {} articles have no current version, or more than one",
    "figures: {} rows of documents that are not current",
    "figures: {} rows of documents that are copies",
    "documents.duplicate_of: {} copies of what is no current original",
    "documents.figures: {} counts are wrong",
)


def check_release(release: Path, previous: Path | None = None) -> list[str]:
    """Return what is wrong with a release, one line each; an empty list when it keeps the contract.

    Files that are those of the release `previous` (links to them) were checked when it was published.
    """
    files = {table.name: _fresh(release, previous, table) for table in PUBLISHED}
    layout = [*_strays(release)]
    layout += [line for table in PUBLISHED for line in _layout(release, table, files[table.name])]
    if layout:
        return layout
    import duckdb

    with TemporaryDirectory() as work, open_database(Path(work)) as database:
        try:
            return list(_Rows(database, release, files, _only_rows_changed(release, previous)).problems())
        except (duckdb.Error, pa.ArrowException) as error:
            return [f"a page of a file cannot be read: {error}"]


def _fresh(release: Path, previous: Path | None, table: Table) -> list[Path]:
    """Return a table's files that are not those of the release before."""
    before = table_files(previous, table) if previous else {}
    now = table_files(release, table)
    return [path for month, path in now.items() if month not in before or not path.samefile(before[month])]


def _only_rows_changed(release: Path, previous: Path | None) -> bool:
    """Tell whether rows of earlier runs are as they were: not where the columns changed, or how much is published."""
    return previous is not None and (schema_version(previous), text_policy(previous)) == (
        schema_version(release),
        text_policy(release),
    )


def _strays(release: Path) -> Iterator[str]:
    """Report everything in the folder that is no file of a table and does not describe them."""
    expected = {path for table in PUBLISHED for path in table_files(release, table).values() if path.name == PART}
    expected |= {release / f"{table.name}.parquet" for table in PUBLISHED if not table.by_month}
    expected |= {release / name for name in COMPANIONS}
    for path in sorted(release.rglob("*")):
        if not path.is_dir() and path not in expected:
            yield f"{path.relative_to(release)}: a stray file: no table of the contract"


def _layout(release: Path, table: Table, files: list[Path]) -> Iterator[str]:
    """Report missing files, schemas that are not the declared one, metadata and all, and empty files among others."""
    every = table_files(release, table)
    if not every:
        yield f"{table.name}: the table is missing"
    for path in files:
        where = path.relative_to(release)
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            yield f"{where}: not readable as Parquet ({error})"
            continue
        yield from (f"{where}: {problem}" for problem in _schema_problems(file.schema_arrow, table))
        if table.by_month and file.metadata.num_rows == 0 and len(every) > 1:
            yield f"{where}: an empty partition beside others"


def _schema_problems(schema: pa.Schema, table: Table) -> Iterator[str]:
    declared = arrow_schema(table)
    for field in declared:
        index = schema.get_field_index(field.name)
        found = schema.field(index).type if index >= 0 else "missing"
        if found != field.type:
            yield f"column {field.name} is {found}, declared {field.type}"
    if schema.names != declared.names and set(schema.names) >= set(declared.names):
        yield f"columns beside or not in the order of those declared: {', '.join(schema.names)}"
    elif schema.metadata != declared.metadata:
        version = declared.metadata[b"schema_version"].decode()
        yield f"the schema's metadata are not those of schema version {version}"


class _Rows:
    """The rows of a release, of which those in `files` are to be checked.

    `every` are all rows of a table, `fresh` those of its files, `changed` those of them that the newest run changed,
    where only these can be wrong (`since`): all others were checked when they were published.
    """

    def __init__(self, database: DuckDBPyConnection, release: Path, files: dict[str, list[Path]], since: bool) -> None:
        self.database, self.text = database, text_policy(release)
        self.every: dict[str, str] = {}
        self.fresh: dict[str, str] = {}
        self.changed: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        newest = f"(select arg_max(run_id, ended_at) from {rows_of(RUNS, files[RUNS.name])})"
        for table in PUBLISHED:
            paths, month = list(table_files(release, table).values()), ["month"] if table.by_month else []
            self.every[table.name] = rows_of(table, paths)
            self.fresh[table.name] = fresh = rows_of(table, files[table.name], *month)
            self.linked[table.name] = rows_of(table, [path for path in paths if path not in files[table.name]])
            knows = since and table in (FIGURES, DOCUMENTS)
            self.changed[table.name] = f"(from {fresh} where run_id = {newest})" if knows else fresh

    def problems(self) -> Iterator[str]:
        """Report what is wrong, table by table and then over tables."""
        for table in PUBLISHED:
            yield from self._keys(table)
            yield from self._values(table)
            yield from self._references(table)
        yield from self._months()
        yield from self._offsets()
        yield from self._versions()

    def _one(self, query: str) -> tuple[Any, ...]:
        """Return the one row of a query's result."""
        row: tuple[Any, ...] = self.database.execute(query).fetchall()[0]
        return row

    def _keys(self, table: Table) -> Iterator[str]:
        """Report rows that repeat a key."""
        keys, fresh = names_of(table.key), self.fresh[table.name]
        (twins,) = self._one(f"select coalesce(sum(n - 1), 0) from (select count(*) as n from {fresh} group by {keys})")
        if table.by_month:
            changed, linked = self.changed[table.name], self.linked[table.name]
            twins += self._one(f"select count(*) from {changed} semi join {linked} using ({keys})")[0]
        if twins:
            yield f"{table.name}: {twins} rows repeat a key ({', '.join(table.key)})"

    def _values(self, table: Table) -> Iterator[str]:
        """Report nulls where none may be, values that are not allowed, and empty texts."""
        questions = [question for column in table.columns for question in _questions(column, self.text)]
        found = self._one(
            f"select {', '.join(f'count(*) filter ({sql})' for sql, _, _ in questions)} from {self.changed[table.name]}"
        )
        for count, (sql, column, said) in zip(found, questions, strict=True):
            if count:
                query = f"select distinct {name_of(column)} from {self.changed[table.name]} where {sql} order by 1"
                shown = ", ".join(str(value) for (value,) in self.database.execute(query).fetchmany(SHOWN))
                yield f"{table.name}.{column}: {said.format(count=count, shown=shown)}"

    def _references(self, table: Table) -> Iterator[str]:
        """Report references to nothing."""
        for column, other in table.references:
            target = next(each for each in PUBLISHED if each.name == other)
            rows, targets = self.changed[table.name], self.every[other]
            if table.by_month and target.by_month and column != "duplicate_of":
                targets = self.fresh[other]  # all of a document lies in its month
            elif (
                target is FIGURES and DOCUMENT_ID in table.columns
            ):  # that of a document whose month is as it was, as well
                rows = f"(from {rows} semi join {self.fresh[DOCUMENTS.name]} using (document_id))"
                targets = self.fresh[other]
            (loose,) = self._one(
                f"select count(*) from {rows} as r anti join {targets} as o"
                f" on r.{name_of(column)} = o.{name_of(target.key[0])} where r.{name_of(column)} is not null"
            )
            if loose:
                yield f"{table.name}.{column}: {loose} point to no row of {other}"

    def _months(self) -> Iterator[str]:
        """Report rows that lie in the partition of another month."""
        for table in (DOCUMENTS, FIGURES):
            right = f"coalesce(strftime(published_date, '%Y-%m'), '{UNKNOWN_MONTH}')"
            query = f"select distinct month from {self.fresh[table.name]} where month <> {right} order by month"
            for (month,) in self.database.execute(query).fetchall():
                yield f"{table.name}/month={month}: rows of another month"

    def _offsets(self) -> Iterator[str]:
        """Report numbers and sentences that are not what stands at their place in the text."""
        self.database.execute(f"set disabled_optimizers = '{AS_WRITTEN}'")
        number = {"start": "start_char", "length": "r.end_char - r.start_char", "said": "number_text"}
        sentence = {"start": "sentence_start", "length": "length(r.sentence)", "said": "sentence"}
        in_sentence = "substring(r.sentence, r.start_char - r.sentence_start + 1, r.end_char - r.start_char)"
        for table, what, places, else_in in (
            (FIGURES, "numbers", number, in_sentence),
            (REFUSED_NUMBERS, "numbers", number, "null"),
            (FIGURES, "sentences", sentence, "null"),
        ):
            rows, documents = self.changed[table.name], self.fresh[DOCUMENTS.name]
            query = MISPLACED.format(rows=rows, documents=documents, else_in=else_in, **places)
            wrong, first = self._one(query)
            if wrong:
                yield f"{table.name}: {wrong} {what} are not at their place, first in document {first}"
        self.database.execute("reset disabled_optimizers")

    def _versions(self) -> Iterator[str]:
        """Report articles without one current version, figures of other versions, and wrong counts."""
        every, documents, figures = self.every[DOCUMENTS.name], self.fresh[DOCUMENTS.name], self.fresh[FIGURES.name]
        found = self._one(VERSIONS.format(every=every, documents=documents, figures=figures))
        yield from (said.format(count) for said, count in zip(WRONG_VERSIONS, found, strict=True) if count)


def _questions(column: Column, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is asked of every value: a condition in SQL that none may fulfil, the column, what it is then.

    `text` is how much of the articles is published.
    """
    name = name_of(column.name)
    if text in column.withheld:
        yield f"{name} is not null", column.name, f"{{count}} values where publish.text is {text}"
    elif column.never_null:
        yield f"{name} is null", column.name, "{count} nulls where none may be"
    if column.values:
        yield f"not list_contains({list_of(column.values)}, {name})", column.name, "not allowed: {shown}"
    if column.type == "string":
        yield f"{name} = ''", column.name, '{count} empty strings: unknown is null, never ""'
