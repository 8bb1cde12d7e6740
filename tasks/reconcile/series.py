"""Claims → series: those of an article that are plainly of one quantity go together, the surest first.

A group joins the series that speaks most for it, or begins one. Only what was published before, and the article itself,
decides: a series never changes but for being added to.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import takewhile

from tasks.reconcile.claims import Claim, Number, Row, are_set_against, claims_of, is_changed, number_of
from tasks.reconcile.columns import GENERIC, GROWING, NONE, WITH_SIDES, codes, sort_of
from tasks.reconcile.weighing import Document, Links, Score, Weighed, weigh_documents
from tasks.tables import identity
from tasks.weights import Weights

# Chosen where weights that were fitted to the other stories read each story best, precision before recall.
LEAST = 1.2  # how much must speak for a group of claims to join a series, in log odds
LEAST_OUTDONE = 3.0  # … for one that is not the closest to it of its article
LEAST_FALLEN = 4.0  # … for one that has fallen far below it
FALLEN = 1.2  # how many times a total was what it is now: then it is hardly the same one
LEAST_IN_ARTICLE = -1.0  # … for two claims of one article
LEAST_ALIKE = 0.5  # … for two of one article that have one value
LEAST_TOGETHER = 1.3  # … that have not
FIRM_STORY = 8.0  # how much the names must weigh that two articles share: two of which little is known
LOOSE_STORY = -1.0  # what less than that says against two figures
HELD_AGAINST = 8  # groups of an article, the last ones of a number or sentence, that a claim is held against
TAKEN = 100  # documents that are placed together, at most
PASSED = 4  # that are passed over in a search for such

Series = list[Claim]
Group = list[int]  # claims by their places
Near = defaultdict[int, defaultdict[int, "_Near"]]  # of a document's story, by the sort of their claims and number


@dataclass(slots=True)
class _Near:
    """Of a series: how firm the story is that it shares with a document, and how many claims it has in it."""

    firm: float = 0.0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    """A document that is added: what speaks for its claims, the series of its story, and those that it has joined."""

    document: Document
    weighed: Weighed
    near: Near
    joined: defaultdict[int, Counter[int]] = field(default_factory=partial(defaultdict, Counter))  # by sort, how often

    def score(self, one: int, other: int) -> Score | None:
        """Return how much speaks for two claims, or None where something bars them."""
        return self.weighed[max(one, other)].get(min(one, other))


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
            told.append(Document(article, linked[article], places, [row.get("series_id") for row in rows]))
            claims += read
    lines = _Lines(claims)
    for document, weighed in weigh_documents(claims, told, weights):
        lines.add(document, weighed)
    return lines


def _known(by_value: Mapping[str, Mapping[Number, Claim]], articles: Links, claim: Claim) -> Claim | None:
    """Return an earlier claim of a story with the same value, the last one of several."""
    number = number_of(claim)
    found = (by_value[article].get(number) for article in articles if article in by_value)
    known = [each for each in found if each is not None]
    return max(known, key=lambda each: (each.day or 0, each.figure_id), default=None)


class _Lines:
    """The series so far, and where to find them: by article and sort of claim. Claims are known by their places."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.series: list[list[int]] = []
        self.names: list[str] = []  # their ids
        self._by_name: dict[str, int] = {}
        self._newest: list[tuple[int, int]] = []  # of each series, when it was last added to: by which document
        self._values: list[set[float | None]] = []  # … the values of its claims
        self._added = 0
        self._sorts = codes(map(sort_of, claims))
        self._number_of = [NONE] * len(claims)  # of the series to which each claim belongs
        self._by_article: defaultdict[str, defaultdict[int, Counter[int]]] = defaultdict(partial(defaultdict, Counter))

    def add(self, document: Document, weighed: Weighed) -> None:
        """Add the claims of a document: those that have a series to it, the others to what speaks most for it."""
        page = _Page(document, weighed, self._near(document.articles))
        for claim, name in zip(document.claims, document.names, strict=True):
            if name is not None:
                self._join(claim, self._named(name), page)
        self._place(document.unplaced(), page)

    def _near(self, articles: Links) -> Near:
        """Return the series that have claims of some articles."""
        near: Near = defaultdict(partial(defaultdict, _Near))
        for article, weighs in articles.items():
            for sort, numbers in self._by_article.get(article, {}).items():
                of_sort = near[sort]
                for number, claims in numbers.items():
                    each = of_sort[number]
                    each.firm = max(weighs, each.firm)
                    each.claims += claims
        return near

    def _place(self, claims: Group, page: _Page) -> None:
        """Put claims of a document into series, the surest first."""
        groups = self._groups(claims, page)
        before = [self._scores_before(group, page) for group in groups]
        scores = [self._scores(group, each, page) for group, each in zip(groups, before, strict=True)]
        known = {sort: joined.total() for sort, joined in page.joined.items()}
        rivals = _by_series(scores)
        for place in sorted(range(len(groups)), key=lambda place: -max(scores[place].values(), default=-math.inf)):
            group, sort = groups[place], self._sorts[groups[place][0]]
            is_as_before = page.joined[sort].total() == known[sort]
            now = scores[place] if is_as_before else self._scores(group, before[place], page)
            number = self._series_of(group, now, page.near[sort])
            if number is not None and (
                (now[number] < LEAST_OUTDONE and self._is_outdone(place, number, groups, rivals))
                or (now[number] < LEAST_FALLEN and self._has_fallen(group, number))
            ):
                number = None
            number = self._begin(group[0]) if number is None else number
            for claim in group:
                self._join(claim, number, page)

    def _groups(self, claims: Group, page: _Page) -> list[Group]:
        """Return the claims of a document, together those that are plainly of one quantity: most have one value."""
        groups: list[Group] = []
        by_key: defaultdict[object, list[Group]] = defaultdict(list)  # … those that have a number or are in a sentence
        for claim in claims:
            sentence = self.claims[claim].sentence
            keys = (number_of(self.claims[claim]), sentence)
            near = [group for key in (*keys, sentence - 1) for group in by_key[key][-HELD_AGAINST:]]
            best, _, group = max(
                ((self._in_group(claim, each, page), -place, each) for place, each in enumerate(near)),
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

    def _in_group(self, place: int, group: Group, page: _Page) -> float:
        """Return how much more than needed speaks for a claim to be of a group of its article."""
        best = -math.inf
        if self._sorts[place] != self._sorts[group[0]]:
            return best
        claim = self.claims[place]
        for each in group[-HELD_AGAINST:]:
            member = self.claims[each]
            is_same = member.value is not None and member.value == claim.value
            beside = member.sentence == claim.sentence
            if (score := page.weighed[place].get(each)) is None:
                if is_same or beside:
                    return -math.inf
                continue
            changed = beside and not is_same and is_changed(member, claim)
            least = LEAST_ALIKE if is_same else LEAST_IN_ARTICLE if changed else LEAST_TOGETHER
            best = max(best, sum(score) - least)
        return best

    def _scores_before(self, group: Group, page: _Page) -> dict[int, Score]:
        """Return how much speaks for a group to be of series, by what these have in other documents of the story.

        Of a series counts what is closest in words, and what in value; that only one figure is told as a part speaks
        against all of it. Those are left out from any claim of which something bars the group.
        """
        near = page.near[self._sorts[group[0]]]
        found: dict[int, Score] | None = None
        for claim in group:
            closest: dict[int, Score] = {}
            claims: defaultdict[int, int] = defaultdict(int)
            for member, score in page.weighed[claim].items():
                if member < page.document.claims.start:
                    number = self._number_of[member]
                    closest[number] = _best(closest[number], score) if number in closest else score
                    claims[number] += 1
            free = {number: score for number, score in closest.items() if claims[number] == near[number].claims}
            found = free if found is None else {n: _best(found[n], score) for n, score in free.items() if n in found}
        return found or {}

    def _scores(self, group: Group, before: Mapping[int, Score], page: _Page) -> dict[int, float]:
        """Return how much speaks for a group to be of series, those of its document that have joined them among it."""
        sort = self._sorts[group[0]]
        near, joined = page.near[sort], page.joined[sort]
        scores = {number: _total(score, near[number].firm) for number, score in before.items() if number not in joined}
        for number in joined:
            if near[number].claims and number not in before:
                continue
            members = takewhile(page.document.claims.__contains__, reversed(self.series[number]))
            found = [page.score(member, claim) for member in members for claim in group]
            known = [score for score in found if score is not None and sum(score) >= LEAST_IN_ARTICLE]
            if len(known) == len(found):
                scores[number] = _total(reduce(_best, known, before.get(number, known[0])), near[number].firm)
        return scores

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
            self._values.append(set())
        return self._by_name[name]

    def _join(self, place: int, number: int, page: _Page) -> None:
        """Add a claim of a document to a series."""
        claim, sort = self.claims[place], self._sorts[place]
        self.series[number].append(place)
        self._number_of[place] = number
        self._values[number].add(claim.value)
        self._added += 1
        self._newest[number] = page.document.claims.start, self._added
        self._by_article[claim.article_id][sort][number] += 1
        page.near[sort][number].firm = math.inf
        page.joined[sort][number] += 1

    def _takes_sides(self, claim: Claim, near: Iterable[int]) -> bool:
        """Tell whether a claim does not say which side it counts, in a story that counts the losses of two."""
        if claim.nation is not None or claim.event not in WITH_SIDES or claim.class_ not in GENERIC:
            return False
        first = (self.claims[self.series[number][0]] for number in near)
        return len({member.nation for member in first if member.event == claim.event} - {None}) > 1

    def _has_value(self, number: int, group: Group) -> bool:
        """Tell whether a series has a value of a group."""
        return not (self._values[number] - {None}).isdisjoint(self._values_of(group))

    def _values_of(self, places: Iterable[int]) -> set[float | None]:
        return {self.claims[place].value for place in places}

    def _has_fallen(self, group: Group, number: int) -> bool:
        """Tell whether what only grows was far more in a series, which does not have the value of a group."""
        if self.claims[group[0]].event not in GROWING or self._has_value(number, group):
            return False
        most, was = (max(value or 0 for value in values) for values in (self._values_of(group), self._values[number]))
        return most * FALLEN < was

    def _are_rivals(self, one: Group, other: Group) -> bool:
        """Tell whether two groups of an article have other values that are not told as two counts of the same.

        Such are those of two sources, and those that words of a sentence set against each other.
        """
        if not (self._values_of(one) & self._values_of(other)) <= {None}:
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
