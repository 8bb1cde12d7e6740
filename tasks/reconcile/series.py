"""Claims → series: those of an article that are plainly of one quantity go together, the surest first.

A group joins the series that speaks most for it, or begins one. Only what was published before, and the article itself,
decides: a series never changes but for being added to.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tasks.reconcile.claims import SHARES, Claim, Number, Row, are_set_against, claims_of, is_changed, number_of
from tasks.reconcile.evidence import (
    BARS_OF_SORT,
    GENERIC,
    GROWING,
    OF_PARTS,
    TOO_FAR,
    WITH_SIDES,
    Sort,
    evidence,
    is_barred,
    said_of,
    sort_of,
)
from tasks.tables import identity
from tasks.weights import Weights

# Chosen where weights that were fitted to the other stories read each story best, precision before recall.
LEAST = 0.8  # how much must speak for a group of claims to join a series, in log odds
LEAST_OUTDONE = 3.0  # … for one that is not the closest to it of its article
LEAST_FALLEN = 4.0  # … for one that has fallen far below it
FALLEN = 1.2  # how many times a total was what it is now: then it is hardly the same one
LEAST_IN_ARTICLE = -1.0  # … for two claims of one article to be of one series
LEAST_ALIKE = 0.0  # … for two of one value
FIRM_STORY = 6.0  # how much the names must weigh that two articles share: two of which little is known
LOOSE_STORY = -1.0  # what less than that says against two figures
HELD_AGAINST = 8  # claims of a series, the newest, that a claim is held against

Series = list[Claim]
Group = list[Claim]
Links = Mapping[str, float]  # article_id → how much names say that it tells of the same story
Near = defaultdict[Sort, dict[int, float]]  # numbers of the series of a story by sort, and how firm the story is


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
        self._told: list[_Told] = []  # … what its claims have in common
        self._by_article: defaultdict[str, defaultdict[Sort, dict[int, None]]] = defaultdict(partial(defaultdict, dict))
        self._by_value: defaultdict[str, dict[Number, Claim]] = defaultdict(dict)

    def add(self, rows: Sequence[Row], articles: Links) -> None:
        """Add the figures of a document; `articles` tell of the same story."""
        near = self._near(articles)
        groups = self._groups(self._unplaced(rows, articles, near))
        scores = [self._scores(group, near[sort_of(group[0])]) for group in groups]
        rivals = _by_series(scores)
        first_new = len(self.series)
        joined: defaultdict[Sort, set[int]] = defaultdict(set)  # series that claims of this document have joined
        for place in sorted(range(len(groups)), key=lambda place: -max(scores[place].values(), default=-math.inf)):
            group, before = groups[place], scores[place]
            sort = sort_of(group[0])
            again = {each: near[sort][each] for each in joined[sort] if each in before or each >= first_new}
            now = {each: before[each] for each in before.keys() - again.keys()} | self._scores(group, again)
            number = self._series_of(group, now, near[sort])
            if number is not None and (
                (now[number] < LEAST_OUTDONE and self._is_outdone(place, number, groups, rivals))
                or (now[number] < LEAST_FALLEN and _has_fallen(group, self.series[number]))
            ):
                number = None
            number = self._begin(group[0]) if number is None else number
            joined[sort].add(number)
            near[sort][number] = math.inf
            for claim in group:
                self._join(claim, number)

    def _unplaced(self, rows: Sequence[Row], articles: Links, near: Near) -> list[Claim]:
        """Return the claims of a document that have no series yet; the others join theirs."""
        unplaced = []
        for claim, row in zip(claims_of(rows, lambda claim: self._known(claim, articles)), rows, strict=True):
            if (name := row.get("series_id")) is None:
                unplaced.append(claim)
                continue
            number = self._named(name)
            near[sort_of(claim)][number] = math.inf
            self._join(claim, number)
        return unplaced

    def _near(self, articles: Links) -> Near:
        """Return the series that have claims of some articles."""
        near: Near = defaultdict(dict)
        for article, weighs in sorted(articles.items()):
            for sort, numbers in self._by_article.get(article, {}).items():
                for number in numbers:
                    near[sort][number] = max(weighs, near[sort].get(number, 0))
        return near

    def _groups(self, claims: Sequence[Claim]) -> list[Group]:
        """Return the claims of a document, together those of one value, and what a number rose from with the number."""
        groups: list[Group] = []
        by_key: defaultdict[object, list[Group]] = defaultdict(list)  # … those that have a number or are in a sentence
        for claim in claims:
            keys = (number_of(claim), claim.sentence)
            near = [group for key in keys for group in by_key[key][-HELD_AGAINST:]]
            best, _, group = max(
                ((self._in_group(claim, each), -place, each) for place, each in enumerate(near)),
                default=(-math.inf, 0, []),
            )
            if best < 0:
                group = []
                groups.append(group)
            group.append(claim)
            for key in keys:
                if not any(each is group for each in by_key[key][-HELD_AGAINST:]):
                    by_key[key].append(group)
        return groups

    def _in_group(self, claim: Claim, group: Group) -> float:
        """Return how much more than needed speaks for a claim to be of a group of its article."""
        best = -math.inf
        if sort_of(claim) != sort_of(group[0]):
            return best
        for member in group[-HELD_AGAINST:]:
            is_same = member.value is not None and member.value == claim.value
            if not is_same and (member.sentence != claim.sentence or not is_changed(member, claim)):
                continue
            if (said := evidence(member, claim)) is None:
                return -math.inf
            best = max(best, self.weights.total(said) - (LEAST_ALIKE if is_same else LEAST_IN_ARTICLE))
        return best

    def _scores(self, group: Group, near: Mapping[int, float]) -> dict[int, float]:
        """Return how much speaks for a group to be of each of some series that nothing bars it from."""
        scores = {}
        for number, weighs in near.items():
            told = self._told[number]
            if all(told.may_hold(claim) for claim in group):
                score = self._score(group, self.series[number])
                if score > -math.inf:
                    scores[number] = score + (LOOSE_STORY if weighs < FIRM_STORY else 0)
        return scores

    def _series_of(self, group: Group, scores: Mapping[int, float], near: Iterable[int]) -> int | None:
        """Return the number of the series that a group joins, or None: of several alike the one last added to."""
        found = [(score, self._newest[number], number) for number, score in scores.items() if score >= LEAST]
        if found and any(self._takes_sides(claim, near) for claim in group):
            found = [each for each in found if _share_value(group, self.series[each[2]])]
        return max(found)[2] if found else None

    def _is_outdone(self, place: int, number: int, groups: Sequence[Group], rivals: _Rivals) -> bool:
        """Tell whether another value of its article is closer to a series that does not have the value of a group."""
        group = groups[place]
        if _share_value(group, self.series[number]):
            return False
        closest = dict(rivals.get(number, ()))
        own = closest.get(place, -math.inf)
        return any(score > own and _are_rivals(group, groups[other]) for other, score in closest.items())

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
            self._told.append(_Told())
        return self._by_name[name]

    def _join(self, claim: Claim, number: int) -> None:
        """Add a claim to a series."""
        self.series[number].append(claim)
        self._added += 1
        self._newest[number] = self._added
        self._told[number].add(claim)
        self._by_article[claim.article_id][sort_of(claim)][number] = None
        if claim.event is not None:
            self._by_value[claim.article_id].setdefault(number_of(claim), claim)

    def _known(self, claim: Claim, articles: Links) -> Claim | None:
        """Return an earlier claim of a story with the same value, the last one of several."""
        found = (self._by_value[article].get(number_of(claim)) for article in articles if article in self._by_value)
        known = [each for each in found if each is not None]
        return max(known, key=lambda each: (each.day or 0, each.figure_id), default=None)

    def _score(self, group: Group, series: Series) -> float:
        """Return how much speaks for a group to be of a series: what is closest to it in words, and what in value.

        That one figure is told as a part and another not speaks against all of them.
        """
        newest = series[: -HELD_AGAINST - 1 : -1]
        pairs = [(member, claim) for claim in group for member in newest]
        for member, claim in pairs:  # what bars one of them is found sooner than what is said of each
            if is_barred(member, claim, BARS_OF_SORT):
                return -math.inf
        best_words = best_value = -math.inf
        parts = 0.0
        for member, claim in pairs:
            *words, value = said_of(member, claim)
            score, of_value = self.weights.total(words), self.weights.weights.get(value, 0.0)
            if member.document_id == claim.document_id and score + of_value < LEAST_IN_ARTICLE:
                return -math.inf
            part = 0.0 if OF_PARTS.isdisjoint(words) else self.weights.total(OF_PARTS.intersection(words))
            best_words, best_value, parts = max(best_words, score - part), max(best_value, of_value), min(parts, part)
        return best_words + best_value + parts

    def _takes_sides(self, claim: Claim, near: Iterable[int]) -> bool:
        """Tell whether a claim does not say which side it counts, in a story that counts the losses of two."""
        if claim.nation is not None or claim.event not in WITH_SIDES or claim.class_ not in GENERIC:
            return False
        first = (self.series[number][0] for number in near)
        return len({member.nation for member in first if member.event == claim.event} - {None}) > 1


_Rivals = Mapping[int, Sequence[tuple[int, float]]]  # of each series, which groups might join it, and their scores


def _by_series(scores: Sequence[Mapping[int, float]]) -> _Rivals:
    """Return the scores of groups by series.

    >>> _by_series([{7: 1.5, 8: 0.5}, {8: 2.0}])
    {7: [(0, 1.5)], 8: [(0, 0.5), (1, 2.0)]}
    """
    found: dict[int, list[tuple[int, float]]] = {}
    for place, each in enumerate(scores):
        for number, score in each.items():
            found.setdefault(number, []).append((place, score))
    return found


def _share_value(one: Iterable[Claim], other: Iterable[Claim]) -> bool:
    return not ({claim.value for claim in one} - {None}).isdisjoint(claim.value for claim in other)


def _has_fallen(group: Group, series: Series) -> bool:
    """Tell whether what only grows was far more in a series, which does not have the value of a group."""
    if group[0].event not in GROWING or _share_value(group, series):
        return False
    most, was = (max((claim.value or 0 for claim in each), default=0) for each in (group, series))
    return most * FALLEN < was


def _are_rivals(one: Group, other: Group) -> bool:
    """Tell whether two groups of an article have other values that are not told as two counts of the same.

    Such are those of two sources, and those that words of a sentence set against each other.
    """
    sources, others = ({claim.source.split()[-1] for claim in each if claim.source} for each in (one, other))
    if _share_value(one, other) or (sources and others and sources.isdisjoint(others)):
        return False
    pairs = ((claim, each) for claim in one for each in other if claim.sentence == each.sentence)
    return not any(are_set_against(claim, each) for claim, each in pairs)


@dataclass(slots=True)
class _Told:
    """What tells at a glance that a claim may not be of a series: its events and classes, least and greatest value."""

    events: set[str | None] = field(default_factory=set)
    classes: set[str | None] = field(default_factory=set)
    least: float = math.inf
    most: float = 0.0

    def add(self, claim: Claim) -> None:
        """Add what a claim has."""
        self.events.add(claim.event)
        self.classes.add(claim.class_)
        if claim.value and claim.value > 0:
            self.least, self.most = min(self.least, claim.value), max(self.most, claim.value)

    def may_hold(self, claim: Claim) -> bool:
        """Tell whether a claim may be of the series: most may not."""
        if claim.value and (0 < claim.value * TOO_FAR < self.most or claim.value > TOO_FAR * self.least):
            return False
        if claim.kind != "count" or claim.told == "carried" or claim.in_title or claim.event in SHARES:
            return True
        if claim.event is not None and not self.events <= {None, claim.event}:
            return not SHARES.isdisjoint(self.events)
        return claim.class_ in GENERIC or self.classes <= GENERIC | {claim.class_}
