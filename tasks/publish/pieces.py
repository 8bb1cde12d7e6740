"""Sorting rows that hold more text than memory does: piece by piece, each as long as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

PIECE = "piece"  # the column that says in which piece of the whole order a row lies, from 0
OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


def sort_in_pieces(rows: pa.RecordBatchReader, order: list[str], folder: Path, most: int) -> pa.RecordBatchReader:
    """Return rows in the order of some columns, nulls last, in batches of `most` rows; PIECE is taken off.

    Every row of a piece stands before all rows of the next. What is read is put aside in the folder, a file a piece;
    one piece at a time is in memory.
    """
    schema = rows.schema.remove(rows.schema.get_field_index(PIECE))
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[int, Path] = {}
    with ExitStack() as open_files:
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        for batch in rows:
            of_row = batch.column(PIECE)
            for piece in pc.unique(of_row).to_pylist():
                if piece not in writers:
                    files[piece] = folder / f"{PIECE}-{piece}.arrow"
                    writers[piece] = open_files.enter_context(pa.ipc.new_stream(files[piece], schema, options=OPTIONS))
                writers[piece].write_batch(batch.filter(pc.equal(of_row, piece)).drop_columns(PIECE))
    return pa.RecordBatchReader.from_batches(schema, _sorted(files, order, most))


def _sorted(files: dict[int, Path], order: list[str], most: int) -> Iterator[pa.RecordBatch]:
    for _, path in sorted(files.items()):
        with pa.ipc.open_stream(path) as stream:
            piece = stream.read_all()
        path.unlink()
        yield from piece.sort_by([(column, "ascending") for column in order]).to_batches(max_chunksize=most)
