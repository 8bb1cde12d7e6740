"""What earlier runs have read: looked up by the records' keys."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)


def known_readers(known: Path | None, keys: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return what read the records last, by their key and digest; a file that cannot be read knows nothing.

    The file is sorted by key, so of a million records only the row groups around a batch's own are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if known is None or not keys:
        return {}
    try:
        near = [("record_key", ">=", min(keys)), ("record_key", "<=", max(keys))]
        table = pq.read_table(known, columns=["record_key", "digest", "reader"], filters=near)
    except (OSError, pa.ArrowException) as error:
        log.warning("%s cannot be read (%s): all inputs are read again", known, error)
        return {}
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return {(key, digest): reader for key, digest, reader in rows}
