"""Claims → series: each claim, in the order of publication, joins the series that speaks most for it, or begins one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from statistics import fmean

from tasks.reconcile.claims import Claim, Row, claims_of
from tasks.reconcile.evidence import evidence
from tasks.weights import Weights

LEAST = 1.5  # how much must speak for a claim to join a series
HELD_AGAINST = 12  # claims of a series, the newest, that a claim is held against

Series = list[Claim]


def line_up(documents: Iterable[Sequence[Row]], linked: Mapping[str, Set[str]], weights: Weights) -> list[Series]:
    """Return figures as series; `documents` are the rows of each, in the order of publication.

    `linked` says of each article which articles tell of the same story, itself among them. A claim is held against
    the series with claims of those; nothing may bar it from any of them.
    """
    lines = _Lines(weights)
    for rows in documents:
        if rows:
            lines.add(rows, linked[rows[0]["article_id"]])
    return lines.series


class _Lines:
    """The series so far, and where to find them: by article, and by value in an article."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.series: list[Series] = []
        self._by_article: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_value: defaultdict[str, dict[tuple[float | None, str, str | None], Claim]] = defaultdict(dict)

    def add(self, rows: Sequence[Row], articles: Set[str]) -> None:
        """Add the figures of a document; `articles` tell of the same story."""
        near = sorted({number for article in articles for number in self._by_article[article]})
        for claim in claims_of(rows, lambda claim: self._known(claim, articles)):
            scored = [(score, -number) for number in near if (score := self._score(claim, number)) >= LEAST]
            number = -max(scored)[1] if scored else len(self.series)
            if number == len(self.series):
                self.series.append([])
                near.append(number)
            self.series[number].append(claim)
            self._by_article[claim.article_id][number] = None
            if claim.event is not None:
                self._by_value[claim.article_id].setdefault(_number(claim), claim)

    def _known(self, claim: Claim, articles: Set[str]) -> Claim | None:
        """Return an earlier claim of a story with the same value, the last one of several."""
        found = (self._by_value[article].get(_number(claim)) for article in articles if article in self._by_value)
        return max((each for each in found if each is not None), key=lambda each: (each.day or 0, each.figure_id), default=None)

    def _score(self, claim: Claim, number: int) -> float:
        """Return how much speaks for a claim to be of a series: half by the closest of its claims, half by all."""
        scores = []
        for member in self.series[number][-HELD_AGAINST:]:
            said = evidence(member, claim)
            if said is None:
                return float("-inf")
            scores.append(self.weights.total(said))
        return (max(scores) + fmean(scores)) / 2


def _number(claim: Claim) -> tuple[float | None, str, str | None]:
    return claim.value, claim.kind, claim.unit
