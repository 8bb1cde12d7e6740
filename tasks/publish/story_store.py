"""The stories of articles that later runs look up: a store of sets, each with a file `storied.parquet`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tasks.database import list_of, open_database, order_of
from tasks.publish.sets import keep_sets, kept_sets
from tasks.tables import STORIED, arrow_schema

LAST = """
select * exclude filename from read_parquet({paths}, filename = true)
where article_id not in (select unnest($drop::varchar[]))
qualify row_number() over (partition by article_id order by list_position({paths}, filename) desc) = 1
order by {order}
"""


def keep_stories(target: Path, previous: Path | None, new: Path, drop: set[str]) -> None:
    """Make the store `target` of the store before and what reconcile wrote to the folder `new`.

    Of the articles in `drop` nothing stays: names are words of the article.
    """
    written = storied_files([new])
    has_new = bool(written) and pq.read_metadata(written[0]).num_rows > 0
    known = [str(path) for path in storied_files(kept_sets(previous))] if drop else []
    chosen = ds.field("article_id").isin(sorted(drop))
    is_kept = bool(known) and ds.dataset(known, schema=arrow_schema(STORIED)).count_rows(filter=chosen) > 0
    keep_sets(target, previous, [new] if has_new else [], partial(_write_set, drop=drop), anew=is_kept)


def storied_files(folders: list[Path]) -> list[Path]:
    """Return the files of sets, in their order."""
    return [path for folder in folders if (path := folder / f"{STORIED.name}.parquet").exists()]


def _write_set(target: Path, sources: list[Path], drop: set[str]) -> None:
    """Write several sets as one."""
    query = LAST.format(paths=list_of(storied_files(sources)), order=order_of(STORIED))
    with TemporaryDirectory(dir=target) as work, open_database(Path(work)) as database:
        rows = database.sql(query, params={"drop": sorted(drop)}).to_arrow_table().cast(arrow_schema(STORIED))
        pq.write_table(rows, target / f"{STORIED.name}.parquet", compression="zstd")
