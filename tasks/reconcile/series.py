"""Claims → series: those of an article that are plainly of one quantity go together, the surest first.

A group joins the series that speaks most for it, or begins one. Only what was published before, and the article itself,
decides: a series never changes but for being added to.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce

import numpy as np

from tasks.reconcile.claims import SHARES, Claim, Number, Row, are_set_against, claims_of, is_changed, number_of
from tasks.reconcile.columns import GENERIC, GROWING, NONE, WITH_SIDES, Places
from tasks.reconcile.evidence import TOO_FAR
from tasks.reconcile.weighing import CROWD, LEAST_IN_ARTICLE, Score, Weighing
from tasks.tables import identity
from tasks.weights import Weights

# Chosen where weights that were fitted to the other stories read each story best, precision before recall.
LEAST = 0.8  # how much must speak for a group of claims to join a series, in log odds
LEAST_OUTDONE = 3.0  # … for one that is not the closest to it of its article
LEAST_FALLEN = 4.0  # … for one that has fallen far below it
FALLEN = 1.2  # how many times a total was what it is now: then it is hardly the same one
LEAST_ALIKE = 0.0  # … for two claims of one article and one value to be of one series
FIRM_STORY = 6.0  # how much the names must weigh that two articles share: two of which little is known
LOOSE_STORY = -1.0  # what less than that says against two figures
HELD_AGAINST = 8  # claims of a series, the newest, that a claim is held against
TAKEN = 100  # documents that are placed together, at most
PASSED = 4  # that are passed over in a search for such

Series = list[Claim]
Group = list[int]  # claims by their places
Links = Mapping[str, float]  # article_id → how much names say that it tells of the same story
Closest = Mapping[int, Mapping[int, Score]]  # how much speaks for a claim to be of a series, by place and number
Near = defaultdict[int, dict[int, float]]  # numbers of the series of a story by sort, and how firm the story is


def line_up(documents: Iterable[Sequence[Row]], linked: Mapping[str, Links], weights: Weights) -> list[Series]:
    """Return figures as series; `documents` are the rows of each, in the order of publication.

    `linked` says of each article which articles tell of the same story, itself among them. A claim is held against
    the series with claims of those; nothing may bar it from any of them.
    """
    lines = _lined(documents, linked, weights)
    return [[lines.claims[place] for place in each] for each in lines.series]


def name_series(documents: Iterable[Sequence[Row]], linked: Mapping[str, Links], weights: Weights) -> dict[str, str]:
    """Return the series_id of each figure, by its figure_id: of `line_up`, but figures that have a series keep it.

    A series is named after the figure that began it.
    """
    lines = _lined(documents, linked, weights)
    series = zip(lines.names, lines.series, strict=True)
    return {lines.claims[place].figure_id: name for name, places in series for place in places}


@dataclass(frozen=True, slots=True)
class _Document:
    """A document: which articles tell of the same story, the places of its claims, and the series that they have."""

    article_id: str
    articles: Links
    claims: range
    names: Sequence[str | None]


def _lined(documents: Iterable[Sequence[Row]], linked: Mapping[str, Links], weights: Weights) -> _Lines:
    claims: list[Claim] = []
    told = []
    by_value: defaultdict[str, dict[Number, Claim]] = defaultdict(dict)
    for rows in documents:
        if rows:
            article = rows[0]["article_id"]
            read = claims_of(rows, partial(_known, by_value, linked[article]))
            for claim in read:
                if claim.event is not None:
                    by_value[article].setdefault(number_of(claim), claim)
            places = range(len(claims), len(claims) + len(read))
            told.append(_Document(article, linked[article], places, [row.get("series_id") for row in rows]))
            claims += read
    lines = _Lines(claims, told, weights)
    waiting = deque(told)
    while waiting:
        lines.add(lines.take_apart(waiting))
    return lines


def _known(by_value: Mapping[str, Mapping[Number, Claim]], articles: Links, claim: Claim) -> Claim | None:
    """Return an earlier claim of a story with the same value, the last one of several."""
    number = number_of(claim)
    found = (by_value[article].get(number) for article in articles if article in by_value)
    known = [each for each in found if each is not None]
    return max(known, key=lambda each: (each.day or 0, each.figure_id), default=None)


class _Lines:
    """The series so far, and where to find them: by article and sort of claim. Claims are known by their places."""

    def __init__(self, claims: Sequence[Claim], documents: Iterable[_Document], weights: Weights) -> None:
        self.claims = claims
        self._begins = [document.claims.start for document in documents for _ in document.claims]
        self.series: list[list[int]] = []
        self.names: list[str] = []  # their ids
        self._by_name: dict[str, int] = {}
        self._newest: list[tuple[int, int]] = []  # of each series, when it was last added to: by which document
        self._added = 0
        self._told: list[_Told] = []  # … what its claims have in common
        self._held = np.full((len(claims), HELD_AGAINST), NONE)  # … its newest claims
        self._by_article: defaultdict[str, defaultdict[int, dict[int, None]]] = defaultdict(partial(defaultdict, dict))
        self._weighing = Weighing(claims, weights)
        self._sorts = self._weighing.sorts

    def take_apart(self, waiting: deque[_Document]) -> list[_Document]:
        """Take documents that may not meet from those that wait, given in order: what is asked of many is told sooner.

        None of them may join a series that one before it may join, which is not placed yet.
        """
        taken: list[_Document] = []
        passed: list[_Document] = []
        articles: set[str] = set()  # of those before, and those that they are linked with
        linked: set[str] = set()
        series: set[int | str] = set()  # that they may join
        of_article: defaultdict[str, set[int | str]] = defaultdict(set)
        while waiting and len(taken) < TAKEN and len(passed) <= PASSED + len(taken):
            document = waiting.popleft()
            own: set[int | str] = {self._by_name.get(name, name) for name in document.names if name is not None}
            for each in document.articles:
                own.update(*self._by_article.get(each, {}).values())
            if document.article_id in linked or not articles.isdisjoint(document.articles):
                own.update(*(of_article[each] for each in document.articles if each in of_article))
                passed.append(document)
            else:
                (taken if series.isdisjoint(own) else passed).append(document)
            series |= own
            of_article[document.article_id] |= own
            articles.add(document.article_id)
            linked.update(document.articles)
        waiting.extendleft(reversed(passed))
        return taken

    def add(self, documents: Sequence[_Document]) -> None:
        """Add the figures of documents that may not meet."""
        nears = [self._near(document.articles) for document in documents]
        unplaced = [self._unplaced(document, near) for document, near in zip(documents, nears, strict=True)]
        claims, numbers = self._asked(unplaced, nears)
        self._weighing.forget()
        closest = self._weighing.weigh(claims, numbers, self._held, unplaced)
        for each, near in zip(unplaced, nears, strict=True):
            self._place(each, near, closest)

    def _near(self, articles: Links) -> Near:
        """Return the series that have claims of some articles."""
        near: Near = defaultdict(dict)
        for article, weighs in articles.items():
            for sort, numbers in self._by_article.get(article, {}).items():
                of_sort = near[sort]
                for number in numbers:
                    of_sort[number] = max(weighs, of_sort.get(number, 0))
        return near

    def _unplaced(self, document: _Document, near: Near) -> Group:
        """Return the claims of a document that have no series yet; the others join theirs."""
        unplaced = []
        for claim, name in zip(document.claims, document.names, strict=True):
            if name is None:
                unplaced.append(claim)
                continue
            number = self._named(name)
            near[self._sorts[claim]][number] = math.inf
            self._join(claim, number)
        return unplaced

    def _asked(self, unplaced: Sequence[Group], nears: Sequence[Near]) -> tuple[Places, Places]:
        """Return the claims of some documents each with each series that it may be of, by their places and numbers."""
        claims: list[int] = []
        numbers: list[int] = []
        for each, near in zip(unplaced, nears, strict=True):
            for claim in each:
                may_hold = self._may_hold(claim, near[self._sorts[claim]])
                claims += [claim] * len(may_hold)
                numbers += may_hold
        return np.array(claims, np.intp), np.array(numbers, np.intp)

    def _may_hold(self, place: int, numbers: Iterable[int]) -> list[int]:
        """Return the series that a claim may be of, as is told at a glance: of most it may not."""
        claim, told = self.claims[place], self._told
        if (value := claim.value or 0) > 0:
            numbers = [n for n in numbers if told[n].most <= value * TOO_FAR and value <= TOO_FAR * told[n].least]
        if claim.kind != "count" or claim.told == "carried" or claim.in_title or claim.event in SHARES:
            return list(numbers)
        events, classes = {claim.event}, {claim.class_}
        is_unknown, is_generic = claim.event is None, claim.class_ in GENERIC
        return [
            n
            for n in numbers
            if (
                is_generic or told[n].classes <= classes
                if is_unknown or told[n].events <= events
                else told[n].has_shares
            )
        ]

    def _place(self, claims: Group, near: Near, closest: Closest) -> None:
        """Put the claims of a document into series, the surest first."""
        groups = self._groups(claims)
        scores = [self._scores(group, near[self._sorts[group[0]]], closest) for group in groups]
        rivals = _by_series(scores)
        sizes = Counter(self._sorts[claim] for claim in claims)
        first_new = len(self.series)
        joined: defaultdict[int, set[int]] = defaultdict(
            set
        )  # series that claims of this document have joined, by sort
        for place in sorted(range(len(groups)), key=lambda place: -max(scores[place].values(), default=-math.inf)):
            group, before = groups[place], scores[place]
            sort = self._sorts[group[0]]
            again = [each for each in joined[sort] if each in before or each >= first_new]
            anew = self._scores_in_crowd if sizes[sort] > CROWD else self._scores_now
            now = {each: before[each] for each in before.keys() - again} | anew(group, near[sort], again)
            number = self._series_of(group, now, near[sort])
            if number is not None and (
                (now[number] < LEAST_OUTDONE and self._is_outdone(place, number, groups, rivals))
                or (now[number] < LEAST_FALLEN and self._has_fallen(group, number))
            ):
                number = None
            number = self._begin(group[0]) if number is None else number
            joined[sort].add(number)
            near[sort][number] = math.inf
            for claim in group:
                self._join(claim, number)

    def _groups(self, claims: Sequence[int]) -> list[Group]:
        """Return the claims of a document, together those of one value, and what a number rose from with the number."""
        groups: list[Group] = []
        by_key: defaultdict[object, list[Group]] = defaultdict(list)  # … those that have a number or are in a sentence
        for claim in claims:
            keys = (number_of(self.claims[claim]), self.claims[claim].sentence)
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

    def _in_group(self, place: int, group: Group) -> float:
        """Return how much more than needed speaks for a claim to be of a group of its article."""
        best = -math.inf
        if self._sorts[place] != self._sorts[group[0]]:
            return best
        claim = self.claims[place]
        for each in group[-HELD_AGAINST:]:
            member = self.claims[each]
            is_same = member.value is not None and member.value == claim.value
            if not is_same and (member.sentence != claim.sentence or not is_changed(member, claim)):
                continue
            if (weighs := self._weighing.in_article.get((each, place))) is None:
                return -math.inf
            best = max(best, weighs - (LEAST_ALIKE if is_same else LEAST_IN_ARTICLE))
        return best

    def _scores(self, group: Group, near: Mapping[int, float], closest: Closest) -> dict[int, float]:
        """Return how much speaks for a group to be of each series that nothing bars it from."""
        first, *others = (closest[claim] for claim in group)
        for each in others:
            first = {number: _best(score, each[number]) for number, score in first.items() if number in each}
        return {number: _total(score, near[number]) for number, score in first.items()}

    def _scores_now(self, group: Group, near: Mapping[int, float], numbers: Iterable[int]) -> dict[int, float]:
        """Return how much speaks for a group to be of some series that claims of its document have joined."""
        for claim in group:
            numbers = self._may_hold(claim, numbers)
        scores = {}
        for number in numbers:
            newest = self.series[number][: -HELD_AGAINST - 1 : -1]
            found = [self._weighing.scores.get((member, claim)) for claim in group for member in newest]
            known = [each for each in found if each is not None]
            if len(known) == len(found):
                scores[number] = _total(reduce(_best, known), near[number])
        return scores

    def _scores_in_crowd(self, group: Group, near: Mapping[int, float], numbers: Iterable[int]) -> dict[int, float]:
        """Return the same as `_scores_now` of a group that stands among too many for each two to be weighed before."""
        for claim in group:
            numbers = self._may_hold(claim, numbers)
        asked = [(claim, number) for claim in group for number in numbers]
        claims, of_series = np.array(asked, np.intp).reshape(-1, 2).T
        return self._scores(group, near, self._weighing.weigh(claims, of_series, self._held, ()))

    def _series_of(self, group: Group, scores: Mapping[int, float], near: Iterable[int]) -> int | None:
        """Return the number of the series that a group joins, or None: of several alike the one last added to."""
        found = [(score, self._newest[number], number) for number, score in scores.items() if score >= LEAST]
        if found and any(self._takes_sides(self.claims[claim], near) for claim in group):
            found = [each for each in found if self._has_value(each[2], group)]
        return max(found)[2] if found else None

    def _is_outdone(self, place: int, number: int, groups: Sequence[Group], rivals: _Rivals) -> bool:
        """Tell whether another value of its article is closer to a series that does not have the value of a group."""
        group = groups[place]
        if self._has_value(number, group):
            return False
        closest = dict(rivals.get(number, ()))
        own = closest.get(place, -math.inf)
        return any(score > own and self._are_rivals(group, groups[other]) for other, score in closest.items())

    def _begin(self, claim: int) -> int:
        """Begin a series with a claim, named after it; return its number."""
        name = identity("series", self.claims[claim].figure_id)
        while name in self._by_name:  # it began one before, which it is no more of
            name = identity("series", name)
        return self._named(name)

    def _named(self, name: str) -> int:
        """Return the number of a series by its id; one that is not there begins."""
        if name not in self._by_name:
            self._by_name[name] = len(self.series)
            self.names.append(name)
            self.series.append([])
            self._newest.append((0, 0))
            self._told.append(_Told())
        return self._by_name[name]

    def _join(self, place: int, number: int) -> None:
        """Add a claim to a series."""
        claim, series = self.claims[place], self.series[number]
        self._held[number, len(series) % HELD_AGAINST] = place
        series.append(place)
        self._added += 1
        self._newest[number] = self._begins[place], self._added
        self._told[number].add(claim)
        self._by_article[claim.article_id][self._sorts[place]][number] = None

    def _takes_sides(self, claim: Claim, near: Iterable[int]) -> bool:
        """Tell whether a claim does not say which side it counts, in a story that counts the losses of two."""
        if claim.nation is not None or claim.event not in WITH_SIDES or claim.class_ not in GENERIC:
            return False
        first = (self.claims[self.series[number][0]] for number in near)
        return len({member.nation for member in first if member.event == claim.event} - {None}) > 1

    def _has_value(self, number: int, group: Group) -> bool:
        """Tell whether a series has a value of a group."""
        return not self._told[number].values.isdisjoint(self._values(group))

    def _values(self, places: Iterable[int]) -> set[float | None]:
        return {self.claims[place].value for place in places}

    def _has_fallen(self, group: Group, number: int) -> bool:
        """Tell whether what only grows was far more in a series, which does not have the value of a group."""
        if self.claims[group[0]].event not in GROWING or self._has_value(number, group):
            return False
        most, was = (max(value or 0 for value in self._values(each)) for each in (group, self.series[number]))
        return most * FALLEN < was

    def _are_rivals(self, one: Group, other: Group) -> bool:
        """Tell whether two groups of an article have other values that are not told as two counts of the same.

        Such are those of two sources, and those that words of a sentence set against each other.
        """
        if not (self._values(one) & self._values(other)) <= {None}:
            return False
        claims, against = ([self.claims[place] for place in each] for each in (one, other))
        sources, others = ({claim.source.split()[-1] for claim in each if claim.source} for each in (claims, against))
        if sources and others and sources.isdisjoint(others):
            return False
        pairs = ((claim, each) for claim in claims for each in against if claim.sentence == each.sentence)
        return not any(are_set_against(claim, each) for claim, each in pairs)


_Rivals = Mapping[int, Sequence[tuple[int, float]]]  # of each series, which groups might join it, and their scores


def _best(one: Score, other: Score) -> Score:
    """Return what speaks most for it of two scores, and the one that is a part."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2])


def _total(score: Score, weighs: float) -> float:
    """Return how much speaks for claims to be of a series, of a story that is as firm as the names weigh."""
    return score[0] + score[1] + score[2] + (LOOSE_STORY if weighs < FIRM_STORY else 0)


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


@dataclass(slots=True)
class _Told:
    """What the claims of a series have in common; it tells at a glance that a claim may not be of it."""

    events: set[str] = field(default_factory=set)  # that are known
    classes: set[str | None] = field(default_factory=set)  # … and say something
    values: set[float] = field(default_factory=set)
    has_shares: bool = False
    least: float = math.inf
    most: float = 0.0

    def add(self, claim: Claim) -> None:
        """Add what a claim has."""
        if claim.event is not None:
            self.events.add(claim.event)
            self.has_shares |= claim.event in SHARES
        if claim.class_ not in GENERIC:
            self.classes.add(claim.class_)
        if claim.value is not None:
            self.values.add(claim.value)
            if claim.value > 0:
                self.least, self.most = min(self.least, claim.value), max(self.most, claim.value)
