"""A release in other formats: Parquet in one file a table, CSV, JSON lines, Excel, SQLite, Delta Lake, Superset.

Tables in months have the column `month` in every format. Text is written as it stands in the release, in CSV even where
a cell begins with = + - or @, which a spreadsheet may take for a formula: a changed cell would be a wrong one for every
other reader (`number_text` is exactly what the article says). For spreadsheets there is xlsx, where no text is one.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from tasks.publish.export.delta import write_delta
from tasks.publish.export.files import write_csv, write_jsonl, write_parquet
from tasks.publish.export.rows import count_exported
from tasks.publish.export.sqlite import write_sqlite
from tasks.publish.export.xlsx import MOST_ROWS, write_xlsx
from tasks.publish.superset.bundle import write_superset_bundle
from tasks.tables import PUBLISHED, ContractError

WRITERS: dict[str, Callable[[Path, Path], list[Path]]] = {
    "parquet": write_parquet,
    "csv": write_csv,
    "jsonl": write_jsonl,
    "xlsx": write_xlsx,
    "sqlite": write_sqlite,
    "delta": write_delta,
    "superset": write_superset_bundle,
}
PACKAGES = {"xlsx": "xlsxwriter", "delta": "deltalake"}


class ExportError(Exception):
    """An export that cannot be made; says why and what to do, in one line."""


def export_release(release: Path, target: Path, form: str) -> list[Path]:
    """Write all tables of a release to `target` in a format of `WRITERS`; return what was written.

    `target` is a file for xlsx, sqlite and superset, else a folder with a file (delta: a folder) a table. It is written
    beside and put there when it is complete. Raises ExportError where it is there already, the format cannot hold the
    tables or a package is missing; ContractError where the release is damaged.
    """
    _check(release, target, form)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as work:
        staged = Path(work) / target.name
        try:
            written = WRITERS[form](release, staged)
        except pa.ArrowException as error:
            raise ContractError(f"{release}: not readable ({error}): see newsfigures check") from error
        staged.rename(target)
    return [target / path.relative_to(staged) for path in written]


def _check(release: Path, target: Path, form: str) -> None:
    """Refuse at once what would fail late."""
    if target.exists():
        raise ExportError(f"{target}: there already: remove it, or name another target")
    if form in PACKAGES and find_spec(PACKAGES[form]) is None:
        raise ExportError(f"{form} needs the package {PACKAGES[form]}: pip install 'newsfigures[export]'")
    if form == "xlsx":
        for table in PUBLISHED:
            if (rows := count_exported(release, table)) > MOST_ROWS:
                raise ExportError(
                    f"{table.name} has {rows:,} rows, a sheet of Excel {MOST_ROWS:,}: export csv or sqlite"
                )
