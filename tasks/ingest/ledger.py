"""The ledger: what earlier runs asked of the web, and so what need not be asked for, or only if it has changed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.ingest.seen import known_readers, known_records
from tasks.tables import FETCHED, arrow_schema

log = logging.getLogger(__name__)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What earlier runs fetched (`fetched`) and read (`seen`), each a Parquet file or None; `reader` reads now."""

    fetched: Path | None
    seen: Path | None
    reader: str
    recheck: timedelta

    def look_up(self, addresses: Collection[str]) -> dict[str, Row]:
        """Return the rows of addresses whose last answer was read, and read as it would be today."""
        import pyarrow.dataset as ds

        rows = self._rows(ds.field("address").isin(sorted(addresses))) if addresses else []
        readers = known_readers(self.seen, [row["address"] for row in rows if row["digest"]])
        return {
            row["address"]: row
            for row in rows
            if row["reader"] == self.reader
            and (row["digest"] is None or readers.get((row["address"], row["digest"])) == self.reader)
        }

    def young(self, listings: Collection[str]) -> list[Row]:
        """Return what certain listings named that was first read so recently that it may still change."""
        import pyarrow.dataset as ds

        since = datetime.now(UTC) - self.recheck
        named = ds.field("via").isin(sorted(listings)) & (ds.field("first_at") > since)
        return self._rows(named) if listings else []

    def records(self, address: str) -> list[tuple[str, str]]:
        """Return the keys and digests of the records that a file of many held when it was last read."""
        return known_records(self.seen, address)

    def _rows(self, where: Any) -> list[Row]:
        """Read rows; a ledger that cannot be read knows nothing, so everything is asked for again."""
        import pyarrow as pa
        import pyarrow.dataset as ds

        if self.fetched is None:
            return []
        try:
            found = ds.dataset([str(self.fetched)], schema=arrow_schema(FETCHED)).to_table(filter=where)
        except (OSError, pa.ArrowException) as error:
            log.warning(
                "%s cannot be read (%s): everything is asked for again", self.fetched, " ".join(str(error).split())
            )
            return []
        rows: list[Row] = found.to_pylist()
        return rows

    def may_pass(self, row: Mapping[str, Any], stated: str | None) -> bool:
        """Tell whether what a listing names need not be asked for again; else it is asked whether it has changed.

        What a feed or sitemap says has not changed is passed over; what it says nothing about is asked for
        for as long as articles are corrected.
        """
        if stated and row["stated"]:
            return bool(stated == row["stated"])
        return bool(datetime.now(UTC) - row["first_at"] >= self.recheck)


def validators(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers of a conditional request (RFC 9110, 13.1).

    >>> validators({"etag": '"a"', "last_modified": None})
    {'If-None-Match': '"a"'}
    """
    headers = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]}
    return {name: value for name, value in headers.items() if value}
