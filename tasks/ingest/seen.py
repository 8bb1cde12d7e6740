"""What earlier runs have read: looked up by the records' keys."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.tables import KEY_SEPARATOR

log = logging.getLogger(__name__)


def known_readers(known: Path | None, keys: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return what read the records last, by their key and digest; a file that cannot be read knows nothing.

    The file is sorted by key, so of a million records only the row groups around a batch's own are read.
    """
    if not keys:
        return {}
    rows = _rows(known, [("record_key", ">=", min(keys)), ("record_key", "<=", max(keys))])
    return {(key, digest): reader for key, digest, reader in rows}


def known_records(known: Path | None, name: str) -> list[tuple[str, str]]:
    """Return the keys and digests of the records of a file of many."""
    begin = f"{name}{KEY_SEPARATOR}"
    after = f"{name}{chr(ord(KEY_SEPARATOR) + 1)}"
    rows = _rows(known, [("record_key", ">=", begin), ("record_key", "<", after)])
    return [(key, digest) for key, digest, _ in rows]


def _rows(known: Path | None, where: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if known is None:
        return iter(())
    try:
        table = pq.read_table(known, columns=["record_key", "digest", "reader"], filters=where)
    except (OSError, pa.ArrowException) as error:
        log.warning("%s cannot be read (%s): all inputs are read again", known, " ".join(str(error).split()))
        return iter(())
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
