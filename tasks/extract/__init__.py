"""Extract: documents → figures. `extract_figures` does it for a list of texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def extract_figures(texts: Iterable[str], *, vague_numbers: Path | None = None, model: str | None = None) -> pa.Table:
    """Return the figures of some texts as a table of the columns of `figures`, in the order of the texts.

    >>> table = extract_figures(["About 40 people fled.", "It cost $3m."])
    >>> table.select(["number_text", "value", "bound", "unit"]).to_pylist()[1]
    {'number_text': '$3m', 'value': 3000000.0, 'bound': 'exact', 'unit': 'USD'}
    """
    from tasks.extract.figures import read_document, text_document
    from tasks.extract.telling import Reader
    from tasks.tables import FIGURES, to_arrow

    reader = Reader.load(vague_numbers, model)
    return to_arrow(FIGURES, (row for text in texts for row in read_document(text_document(text), reader).figures))
