"""Why a figure belongs to its series: what speaks for and against it beside each of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from tasks.reconcile.claims import Row, claims_of
from tasks.reconcile.columns import Claims
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
    claims = [
        claim for _, document in groupby(rows, key=itemgetter("document_id")) for claim in claims_of(list(document))
    ]
    by_id = {row["figure_id"]: row for row in rows}
    own = by_id[figure_id]
    others = [row for row in rows if row["series_id"] == own["series_id"] and row is not own]
    places = {claim.figure_id: place for place, claim in enumerate(claims)}
    every = Claims(claims)
    two = (
        every.at(np.array([places[row["figure_id"]] for row in others], np.intp)),
        every.at(np.full(len(others), places[figure_id])),
    )
    told = zip(others, evidence(*two), bars(*two), strict=True)
    found = [_companion(row, said, barred_by, weights) for row, said, barred_by in told]
    found.sort(key=lambda each: (each.weighs is None, -(each.weighs or 0), each.row["figure_id"]))
    return found[:NEAREST]


def _companion(row: Row, said: Sequence[str] | None, barred_by: Sequence[str], weights: Weights) -> Companion:
    if said is None:
        return Companion(row, None, (), tuple(barred_by))
    return Companion(row, weights.total(said), weights.reasons(said), weights.doubts(said))
