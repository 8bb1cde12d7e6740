"""Claims → series: each claim, in the order of publication, joins the series that speaks most for it, or begins one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from tasks.reconcile.claims import SHARES, Claim, Number, Row, claims_of, number_of
from tasks.reconcile.evidence import GENERIC, WITH_SIDES, Sort, evidence, sort_of
from tasks.tables import identity
from tasks.weights import Weights

# Chosen where weights that were fitted to the other stories read each story best, precision before recall.
LEAST = 1.0  # how much must speak for a claim to join a series, in log odds
LEAST_IN_ARTICLE = -1.0  # … for two claims of one article to be of one series
FIRM_STORY = 6.0  # how much the names must weigh that two articles share: two of which little is known
LOOSE_STORY = -1.0  # what less than that says against two figures
HELD_AGAINST = 12  # claims of a series, the newest, that a claim is held against

Series = list[Claim]
Links = Mapping[str, float]  # article_id → how much names say that it tells of the same story


def line_up(documents: Iterable[Sequence[Row]], linked: Mapping[str, Links], weights: Weights) -> list[Series]:
    """Return figures as series; `documents` are the rows of each, in the order of publication.

    `linked` says of each article which articles tell of the same story, itself among them. A claim is held against
    the series with claims of those; nothing may bar it from any of them.
    """
    lines = _Lines(weights)
    for rows in documents:
        if rows:
            lines.add(rows, linked[rows[0]["article_id"]])
    return lines.series


def name_series(documents: Iterable[Sequence[Row]], linked: Mapping[str, Links], weights: Weights) -> dict[str, str]:
    """Return the series_id of each figure, by its figure_id: of `line_up`, but figures that have a series keep it.

    A series is named after the figure that began it.
    """
    lines = _Lines(weights)
    for rows in documents:
        lines.add(rows, linked[rows[0]["article_id"]])
    return {claim.figure_id: name for name, claims in zip(lines.names, lines.series, strict=True) for claim in claims}


class _Lines:
    """The series so far, and where to find them: by article and sort of claim, and by value in an article."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.series: list[Series] = []
        self.names: list[str] = []  # their ids
        self._by_name: dict[str, int] = {}
        self._newest: list[int] = []  # of each series, when it was last added to
        self._added = 0
        self._told: list[tuple[set[str | None], set[str | None]]] = []  # … which events and classes its claims have
        self._by_article: defaultdict[str, defaultdict[Sort, dict[int, None]]] = defaultdict(partial(defaultdict, dict))
        self._by_value: defaultdict[str, dict[Number, Claim]] = defaultdict(dict)

    def add(self, rows: Sequence[Row], articles: Links) -> None:
        """Add the figures of a document; `articles` tell of the same story."""
        near: defaultdict[Sort, dict[int, float]] = defaultdict(dict)
        for article, weighs in sorted(articles.items()):
            for sort, numbers in self._by_article.get(article, {}).items():
                for number in numbers:
                    near[sort][number] = max(weighs, near[sort].get(number, 0))
        claims = claims_of(rows, lambda claim: self._known(claim, articles))
        for claim, row in zip(claims, rows, strict=True):
            sort, given = sort_of(claim), row.get("series_id")
            number = self._series_of(claim, near[sort]) if given is None else self._named(given)
            near[sort][number] = math.inf
            self.series[number].append(claim)
            self._added += 1
            self._newest[number] = self._added
            self._told[number][0].add(claim.event)
            self._told[number][1].add(claim.class_)
            self._by_article[claim.article_id][sort][number] = None
            if claim.event is not None:
                self._by_value[claim.article_id].setdefault(number_of(claim), claim)

    def _series_of(self, claim: Claim, near: Mapping[int, float]) -> int:
        """Return the number of the series that a claim joins: of several alike the one last added to."""
        takes_sides = self._takes_sides(claim, near)
        scored = []
        for number, weighs in near.items():
            series = self.series[number]
            if not _may_join(claim, self._told[number]) or (
                takes_sides and all(member.value != claim.value for member in series)
            ):
                continue
            loose = LOOSE_STORY if weighs < FIRM_STORY else 0
            scored.append((self._score(claim, series) + loose, self._newest[number], number))
        best, _, number = max(scored, default=(-math.inf, 0, 0))
        return number if best >= LEAST else self._begin(claim)

    def _begin(self, claim: Claim) -> int:
        """Begin a series with a claim, named after it; return its number."""
        name = identity("series", claim.figure_id)
        while name in self._by_name:  # it began one before, which it is no more of
            name = identity("series", name)
        return self._named(name)

    def _named(self, name: str) -> int:
        """Return the number of a series by its id; one that is not there begins."""
        if name not in self._by_name:
            self._by_name[name] = len(self.series)
            self.names.append(name)
            self.series.append([])
            self._newest.append(0)
            self._told.append((set(), set()))
        return self._by_name[name]

    def _known(self, claim: Claim, articles: Links) -> Claim | None:
        """Return an earlier claim of a story with the same value, the last one of several."""
        found = (self._by_value[article].get(number_of(claim)) for article in articles if article in self._by_value)
        known = [each for each in found if each is not None]
        return max(known, key=lambda each: (each.day or 0, each.figure_id), default=None)

    def _score(self, claim: Claim, series: Series) -> float:
        """Return how much speaks for a claim to be of a series: what is closest to it in words, and what in value."""
        scores, values = [], []
        for member in series[-HELD_AGAINST:]:
            said = evidence(member, claim)
            if said is None:
                return -math.inf
            *words, value = said
            score, of_value = self.weights.total(words), self.weights.total((value,))
            if member.document_id == claim.document_id and score + of_value < LEAST_IN_ARTICLE:
                return -math.inf
            scores.append(score)
            values.append(of_value)
        return max(scores) + max(values)

    def _takes_sides(self, claim: Claim, near: Iterable[int]) -> bool:
        """Tell whether a claim does not say which side it counts, in a story that counts the losses of two."""
        if claim.nation is not None or claim.event not in WITH_SIDES or claim.class_ not in GENERIC:
            return False
        first = (self.series[number][0] for number in near)
        return len({member.nation for member in first if member.event == claim.event} - {None}) > 1


def _may_join(claim: Claim, told: tuple[set[str | None], set[str | None]]) -> bool:
    """Tell at a glance whether a claim may be of a series with such events and classes: most may not."""
    if claim.kind != "count" or claim.told == "carried" or claim.in_title or claim.event in SHARES:
        return True
    events, classes = told
    if claim.event is not None and not events <= {None, claim.event}:
        return not SHARES.isdisjoint(events)
    return claim.class_ in GENERIC or classes <= GENERIC | {claim.class_}
