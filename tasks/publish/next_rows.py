"""The rows of the next release: those of the touched articles, as they are now, beside those that stay.

A run touches articles. All rows of a touched article are replaced, in the months that its documents have left or come
to; the other rows of these months stay as they are, and all other months as a whole. Tables that are one file are
written whole. DuckDB does it out of core: what is in memory does not grow with the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from tasks.database import list_of, load_table, name_of, names_of, order_columns, order_of, rows_of, text_of
from tasks.publish.dataset import TEXT_ROW_GROUP, schema_version, table_files, text_policy, to_frame
from tasks.publish.merge import CARRIED, LIGHT, REJECTED, REREAD, TAKEN_BACK, WITHDREW, month_of, publishing, why_gone
from tasks.publish.pieces import PIECE, sort_in_pieces
from tasks.tables import (
    DISPUTES,
    DOCUMENTS,
    FIGURE_CHANGES,
    FIGURES,
    FIGURES_DELETED,
    REFUSED_NUMBERS,
    RENEWED,
    SCHEMA_VERSION,
    SERIES,
    SERIES_DELETED,
    SERIES_DELETION_REASONS,
    SETTLED,
    TEXT_POLICIES,
    Table,
    arrow_schema,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEW = 2000  # rows with their texts
ABOUT = pa.schema(
    {"month": pa.string(), "publishes": pa.bool_(), "reason": pa.string(), "batch": pa.string(), "row": pa.int64()}
)

# One scan over what the run wrote and what is released, as DuckDB cannot sort a union with a join in it out of core.
# `decided` holds all documents of touched articles, also those that are gone.
READ = """
select coalesce(d.month, {month}) as month, {touched} as touched, {columns}
from {rows} as r left join decided as d on d.document_id = r.document_id {lines}
where case
    when not starts_with(r.filename, {release}) then d.publishes and r.filename = d.batch || '/extract/{table}.parquet'
    when d.document_id is null then {untouched}
    else d.publishes and d.batch is null
end
"""

DOCUMENTS_NOW = """
select coalesce(n.month, {month}) as month, {columns}
from {rows} as r
left join decided as d on d.document_id = r.document_id
left join next_documents as n on n.document_id = r.document_id
where case
    when not starts_with(r.filename, {release})
        then r.filename = d.batch || '/clean/documents.parquet' and r.file_row_number = d.row
    when d.document_id is null then true
    else n.document_id is not null and d.batch is null
end
"""

# A figure that says what it said keeps the run that said it first.
STAMPED = """
with said as (
    select n.*, o.run_id as old_run_id, o.updated_at as old_updated_at,
        case when o.figure_id is not null then row({now}) is not distinct from row({before}) else false end as same
    from ({read}) as n left join {replaced} as o on o.figure_id = n.figure_id
)
select * replace (
    case when same then old_run_id when touched then (select run_id from stamp) else run_id end as run_id,
    case when same then old_updated_at when touched then (select updated_at from stamp) else updated_at end
        as updated_at
)
from said
"""

# In which piece of all documents, in their order, each of them lies.
PIECES = """
create table pieces as
select document_id, (sum(words) over (order by month, {order} rows unbounded preceding) // {most})::integer as piece
from ({query})
"""

BURIED = "select {columns} from {buried} anti join alive using (figure_id)"
GONE = """
select o.figure_id, o.document_id, (select updated_at from stamp) as deleted_at, case
        when o.figure_id in (select figure_id from rejected) then {rejected}
        when o.review = 'added' and d.reason = {reread} then {taken_back}
        else coalesce(d.reason, {withdrew})
    end as reason
from {replaced} as o anti join alive using (figure_id) left join decided as d on d.document_id = o.document_id
"""

# Released rows of series of which nothing changed, and all that reconcile wrote.
SERIES_NOW = """
select {columns} from {rows} as r
where not starts_with(r.filename, {release}) or r.series_id not in (select series_id from renewed)
"""

# Tombstones: those whose series have not come back, and of the renewed series that are no more.
SERIES_GONE = """
select {columns} from {buried} where series_id not in (select series_id from {alive})
union all
select r.series_id, r.into_series_id, case when r.into_series_id is null then {gone} else {merged} end as reason,
    (select updated_at from stamp) as deleted_at
from renewed as r where r.series_id not in (select series_id from {alive})
"""

CHANGES_NOW = """
select {columns} from (
    select * replace (coalesce(seen_at, (select updated_at from stamp)) as seen_at) from {rows}
    where article_id not in (select unnest({withdrawn}::varchar[]))
    qualify row_number() over (partition by change_id order by seen_at) = 1
)
"""

MOST_WORDS = 10_000_000  # of texts that DuckDB is to sort: with more it takes more memory than it is given
MONTH_OF_FILE = "substr(split_part(r.filename, '/', -2), length('month=') + 1)"


class NextRows:
    """The tables of the release that follows, as streams of rows in the order in which they lie on disk.

    `old` and `new` are the documents of the touched articles, before and after, without their texts, `origins` says
    where those lie that this run read (`document_id`, `batch`, `row`), `batches` are the folders of all its batches,
    `stamp` holds run_id and updated_at of rows that change, `text` says how much of the articles is published. What
    memory does not hold is put aside in the folder `work`; `reconciled` is the folder of what reconcile wrote.
    """

    def __init__(
        self,
        database: DuckDBPyConnection,
        previous: Path | None,
        batches: list[Path],
        old: pd.DataFrame,
        new: pd.DataFrame,
        origins: pd.DataFrame,
        stamp: dict[str, Any],
        text: str,
        work: Path,
        reconciled: Path,
    ) -> None:
        self.database, self.previous, self.batches, self.work = database, previous, batches, work
        self.reconciled = reconciled
        self.cursors: list[DuckDBPyConnection] = []
        self.left = set(month_of(old["published_date"]))
        self.changed = self.left | set(month_of(new["published_date"]))
        self.text = text
        if previous and (schema_version(previous), text_policy(previous)) != (str(SCHEMA_VERSION), text):
            self.changed |= set(table_files(previous, DOCUMENTS))  # a release never mixes two of them
        self._load("stamp", pd.DataFrame([stamp]))
        self._load("decided", _decided(old, new, origins))
        for table, what in ((SETTLED, "view"), (RENEWED, "table")):
            database.execute(f"create {what} {table.name} as from {rows_of(table, self._reconciled(table))}")
        database.execute(f"create table alive as {self._alive()}")

    def counts(self) -> pd.Series:
        """Return how many figures each document has, by document_id; those without any are left out."""
        counted = self.database.sql("select document_id, count(*) as figures from alive group by all")
        return to_frame(counted.to_arrow_table()).set_index("document_id")["figures"]

    def documents(self, documents: pd.DataFrame) -> pa.RecordBatchReader:
        """Stream the documents of the changed months; `documents` are the touched ones, complete but for the text."""
        self._load("next_documents", documents[LIGHT].assign(month=month_of(documents["published_date"])))
        columns = self._columns(DOCUMENTS, lambda name: "r.text" if name == "text" else _either("n", name))
        rows = self._rows(DOCUMENTS, self.changed, "filename", "file_row_number")
        query = DOCUMENTS_NOW.format(month=MONTH_OF_FILE, columns=columns, rows=rows, release=self._release)
        self.cursors.append(cursor := self.database.cursor())
        cursor.execute(PIECES.format(order=order_of(DOCUMENTS), most=MOST_WORDS, query=query))
        (pieces,) = cursor.sql("select count(distinct piece) from pieces").fetchall()[0]
        if pieces <= 1 or self.text != TEXT_POLICIES[0]:
            return self._stream(DOCUMENTS, query)
        names = f"month, {names_of(DOCUMENTS.names)}, {PIECE}"
        unsorted = cursor.sql(f"select {names} from ({query}) join pieces using (document_id)").to_arrow_reader(FEW)
        order = ["month", *order_columns(DOCUMENTS)]
        return sort_in_pieces(unsorted, order, self.work / "pieces", TEXT_ROW_GROUP)

    def figures(self) -> pa.RecordBatchReader:
        """Stream the figures of the changed months."""
        now, before = names_of(FIGURES.content, "n"), names_of(FIGURES.content, "o")
        read = self._read(FIGURES, self.changed, untouched=True)
        return self._stream(FIGURES, STAMPED.format(now=now, before=before, read=read, replaced=self._replaced()))

    def refused_numbers(self) -> pa.RecordBatchReader:
        """Stream the refused numbers of the changed months."""
        return self._stream(REFUSED_NUMBERS, self._read(REFUSED_NUMBERS, self.changed, untouched=True))

    def disputes(self) -> pa.RecordBatchReader:
        """Stream all disputes."""
        return self._stream(DISPUTES, self._read(DISPUTES, {""}, untouched=True))

    def series(self, table: Table) -> pa.RecordBatchReader:
        """Stream all rows of `series` or `series_points`."""
        rows = rows_of(table, [*self._files(table), *self._reconciled(table)], "filename")
        columns = self._columns(table, lambda name: f"r.{name_of(name)}")
        return self._stream(table, SERIES_NOW.format(columns=columns, rows=rows, release=self._release))

    def figure_changes(self, withdrawn: Iterable[str]) -> pa.RecordBatchReader:
        """Stream all rows of `figure_changes` but those of withdrawn articles."""
        rows = rows_of(FIGURE_CHANGES, [*self._files(FIGURE_CHANGES), *self._reconciled(FIGURE_CHANGES)])
        columns = self._columns(FIGURE_CHANGES, name_of)
        query = CHANGES_NOW.format(columns=columns, rows=rows, withdrawn=list_of(withdrawn))
        return self._stream(FIGURE_CHANGES, query)

    def series_deleted(self) -> pa.Table:
        """Return the tombstones of series: those that have not come back, and of the series that go in this run."""
        series = [*self._files(SERIES), *self._reconciled(SERIES)]
        alive = SERIES_NOW.format(columns="series_id", rows=rows_of(SERIES, series, "filename"), release=self._release)
        query = SERIES_GONE.format(
            columns=names_of(SERIES_DELETED.names),
            buried=rows_of(SERIES_DELETED, self._files(SERIES_DELETED)),
            alive=f"({alive})",
            gone=text_of(SERIES_DELETION_REASONS[1]),
            merged=text_of(SERIES_DELETION_REASONS[0]),
        )
        return self.database.sql(query).to_arrow_table()

    def figures_deleted(self, rejected: Iterable[str]) -> pa.Table:
        """Return the tombstones: those whose figures have not come back, and of the figures that go in this run.

        `rejected` are those that a person does not want. To be asked once, after `counts`.
        """
        load_table(self.database, "rejected", pa.table({"figure_id": pa.array(sorted(rejected), pa.string())}))
        buried = rows_of(FIGURES_DELETED, self._files(FIGURES_DELETED))
        queries = (
            BURIED.format(columns=names_of(FIGURES_DELETED.names), buried=buried),
            GONE.format(
                replaced=self._replaced(),
                withdrew=text_of(WITHDREW),
                reread=text_of(REREAD),
                rejected=text_of(REJECTED),
                taken_back=text_of(TAKEN_BACK),
            ),
        )
        found = pa.concat_tables([self.database.sql(query).to_arrow_table() for query in queries])
        self.database.execute("drop table alive")  # it takes room from the sorts that follow
        return found

    @property
    def _release(self) -> str:
        """Return what the names of all released files begin with, in SQL."""
        return text_of(f"{self.previous}/" if self.previous else "none")

    def _alive(self) -> str:
        """Return the figures of touched documents, as they will be, in SQL."""
        return f"select figure_id, document_id from ({self._read(FIGURES, self.left, untouched=False)})"

    def _stream(self, table: Table, query: str) -> pa.RecordBatchReader:
        """Stream a query's rows in their order, on a cursor of its own, so that two tables can be streamed at once."""
        month = "month" if table.by_month else "'' as month"
        ordered = f"select {month}, {names_of(table.names)} from ({query}) as q order by month, {order_of(table)}"
        self.cursors.append(self.database.cursor())
        return self.cursors[-1].sql(ordered).to_arrow_reader(TEXT_ROW_GROUP)

    def _read(self, table: Table, months: Iterable[str], untouched: bool) -> str:
        carried = CARRIED if table is FIGURES else ()
        is_lined = table is FIGURES

        def column(name: str) -> str:
            if is_lined and name == "series_id":
                return "coalesce(l.series_id, r.series_id) as series_id"
            if is_lined and name == "review":
                return "case when l.figure_id is null then r.review else l.review end as review"
            return _either("d", name) if name in carried else f"r.{name_of(name)}"

        return READ.format(
            month=MONTH_OF_FILE,
            touched=f"(d.document_id is not null{' or l.figure_id is not null' if is_lined else ''})",
            columns=self._columns(table, column),
            lines="left join settled as l on l.figure_id = r.figure_id" if is_lined else "",
            rows=self._rows(table, months, "filename"),
            release=self._release,
            table=table.name,
            untouched=untouched,
        )

    def _columns(self, table: Table, of: Callable[[str], str]) -> str:
        """Return a table's columns in SQL, those of the articles' text that are not to be published as null."""
        return ", ".join(
            f"null::varchar as {name_of(column.name)}" if self.text in column.withheld else of(column.name)
            for column in table.columns
        )

    def _rows(self, table: Table, months: Iterable[str], *also: str) -> str:
        """Return what is released in some months, and all that the run wrote, as SQL."""
        stage = "clean" if table is DOCUMENTS else "extract"
        written = [folder / stage / f"{table.name}.parquet" for folder in self.batches]
        return rows_of(table, [*self._files(table, months), *written], *also)

    def _reconciled(self, table: Table) -> list[Path]:
        """Return the files of what reconcile wrote of a table: one or several."""
        return sorted(self.reconciled.glob(f"**/{table.name}.parquet"))

    def _replaced(self) -> str:
        """Return the released figures of the touched articles as SQL."""
        rows = rows_of(FIGURES, self._files(FIGURES, self.left))
        return f"(from {rows} semi join decided using (document_id))"

    def _files(self, table: Table, months: Iterable[str] = ("",)) -> list[Path]:
        files = table_files(self.previous, table) if self.previous else {}
        return [files[month] for month in sorted(months) if month in files]

    def _load(self, name: str, rows: pd.DataFrame) -> None:
        """Make a table of some rows of documents, or of what is said about them."""
        schema = pa.schema([field for field in (*arrow_schema(DOCUMENTS), *ABOUT) if field.name in rows])
        table = pa.Table.from_pandas(rows[schema.names], schema=schema, preserve_index=False)
        load_table(self.database, name, table)


def _decided(old: pd.DataFrame, new: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """Return what the rows of a document need to know: its month, whether it publishes, and what they carry of it."""
    reasons = why_gone(new)
    gone = old[~old["document_id"].isin(new["document_id"])]
    every = pd.concat([new, gone], ignore_index=True)
    return (
        every[["document_id", *CARRIED]]
        .assign(
            month=month_of(every["published_date"]),
            publishes=publishing(every) & every["document_id"].isin(new["document_id"]),
            reason=[reasons.get(document, WITHDREW) for document in every["document_id"]],
        )
        .merge(origins, on="document_id", how="left")
    )


def _either(of: str, column: str) -> str:
    """Return a column as one side of a join has it, where that has the row, else as the rows have it, in SQL."""
    name = name_of(column)
    return f"case when {of}.document_id is null then r.{name} else {of}.{name} end as {name}"
