"""Extract: documents → figures. `extract_figures` does it for a list of texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def extract_figures(texts: Iterable[str], **reading: Any) -> pa.Table:
    """Return the figures of some texts as a table of the columns of `figures`, in the order of the texts.

    `reading` is what `Reader.load` takes: word lists and a pipeline in place of our own.

    >>> table = extract_figures(["About 40 people fled.", "It cost $3m."])
    >>> table.select(["number_text", "value", "bound", "unit"]).to_pylist()[1]
    {'number_text': '$3m', 'value': 3000000.0, 'bound': 'exact', 'unit': 'USD'}
    """
    from tasks.extract.figures import read_documents, text_document
    from tasks.extract.telling import Reader
    from tasks.tables import FIGURES, to_arrow

    found = read_documents(map(text_document, texts), Reader.load(**reading))
    return to_arrow(FIGURES, (row for each in found for row in each.figures))
