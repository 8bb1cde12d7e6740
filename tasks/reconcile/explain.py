"""Why a figure belongs to its series: what speaks for and against it beside each of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from tasks.reconcile.claims import Row, claims_of
from tasks.reconcile.evidence import WEIGHTS, bars, evidence
from tasks.weights import Weights

NEAREST = 12  # of the other figures of a series, those for which most speaks


@dataclass(frozen=True, slots=True)
class Companion:
    """Another figure of a series, how much speaks for the two being of one quantity (log odds), and what.

    Where something bars them from that, `weighs` is None: they came together by others of the series.
    """

    row: Row
    weighs: float | None
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


def companions(rows: Sequence[Row], figure_id: str) -> list[Companion]:
    """Return the nearest companions of a figure in its series, the nearest first.

    `rows` are the figures of all documents that hold one of the series, the figures of a document side by side.
    """
    weights = Weights.load(WEIGHTS)
    claims = {
        claim.figure_id: claim
        for _, document in groupby(rows, key=itemgetter("document_id"))
        for claim in claims_of(list(document))
    }
    by_id = {row["figure_id"]: row for row in rows}
    own = by_id[figure_id]
    others = [row for row in rows if row["series_id"] == own["series_id"] and row is not own]
    found = [_companion(row, claims, figure_id, weights) for row in others]
    found.sort(key=lambda each: (each.weighs is None, -(each.weighs or 0), each.row["figure_id"]))
    return found[:NEAREST]


def _companion(row: Row, claims: dict[str, Any], figure_id: str, weights: Weights) -> Companion:
    one, other = claims[row["figure_id"]], claims[figure_id]
    said = evidence(one, other)
    if said is None:
        return Companion(row, None, (), tuple(bars(one, other)))
    return Companion(row, weights.total(said), weights.reasons(said), weights.doubts(said))
