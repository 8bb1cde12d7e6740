"""The skeleton of a table of corrections: a line for each of the least certain figures, still without action."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from tasks.corrections import LAYOUT, SLOTS, delimiter_of, guarded, read_table
from tasks.database import load_table, name_of, open_database, rows_of
from tasks.publish.dataset import table_files
from tasks.tables import FIGURES, SettingError

# What stands at the left of the sheet: where something is asked for, and what is to be looked at first.
FIRST = ("action", "column", "new_value", "number_text", "quote", "confidence")
COLUMNS = (*FIRST, *SLOTS, *(name for name in LAYOUT if name not in (*FIRST, *SLOTS)))
OF_FIGURE = {"quote": "sentence", "article": "coalesce(url, article_id)"}  # what shows them, where it is not their name
LEAST_CERTAIN = """
select {columns} from {rows}
where review is null and confidence is not null and figure_id not in (select figure_id from known)
order by confidence, figure_id limit {least}
"""


def write_skeleton(release: Path, target: Path, least: int) -> int:
    """Write the `least` certain figures of a release that nobody has reviewed to `target`; return how many they are.

    What stands there is never changed: figures that it does not hold are added at its end. Raises SettingError where
    that cannot be.
    """
    if target.suffix.lower() != ".csv":
        raise SettingError(f"{target}: lines are written as CSV: name a file that ends in .csv with --to")
    before = target.read_bytes() if target.exists() else b""
    lines = [cells for _, cells in read_table(target) if isinstance(cells, dict)] if before else []
    names, delimiter = _layout(target, before) if before else (list(COLUMNS), ",")
    text = StringIO(newline="")
    writer = csv.DictWriter(text, names, extrasaction="ignore", delimiter=delimiter)
    if not before:
        writer.writeheader()
    rows = _least_certain(release, least, {cells["figure_id"] for cells in lines if "figure_id" in cells})
    writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
    with target.open("ab") as file:
        file.write((b"\r\n" if before and not before.endswith(b"\n") else b"") + text.getvalue().encode())
    return len(rows)


def _layout(target: Path, before: bytes) -> tuple[list[str], str]:
    """Return the columns of a table that is there, as it calls them, and what stands between its cells."""
    text = before.decode("utf-8-sig")
    delimiter = delimiter_of(text)
    names = [name.strip().lower() for name in next(csv.reader(StringIO(text, newline=""), delimiter=delimiter))]
    if "figure_id" not in names:
        raise SettingError(f"{target}: no column figure_id in its first line: add it, or name another file with --to")
    return names, delimiter


def _least_certain(release: Path, least: int, known: set[str]) -> list[dict[str, Any]]:
    """Return the least certain figures but the `known` ones, as lines, in an order that is always the same."""
    columns = {column.name: name_of(column.name) for column in FIGURES.columns} | OF_FIGURE
    shown = ", ".join(f"{columns[name]} as {name_of(name)}" for name in COLUMNS if name in columns)
    rows = rows_of(FIGURES, table_files(release, FIGURES).values())
    with TemporaryDirectory() as work, open_database(Path(work)) as database:
        load_table(database, "known", pa.table({"figure_id": pa.array(sorted(known), pa.string())}))
        query = LEAST_CERTAIN.format(columns=shown, rows=rows, least=least)
        found: list[dict[str, Any]] = database.sql(query).to_arrow_table().to_pylist()
    return found
