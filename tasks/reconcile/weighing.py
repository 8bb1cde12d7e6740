"""How much speaks for claims to be of one series, weighed for many pairs at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tasks.reconcile.claims import Claim
from tasks.reconcile.columns import NONE, Claims, Flags, Floats, Ints, Places
from tasks.reconcile.evidence import unbarred, weigh
from tasks.weights import Weights

LEAST_IN_ARTICLE = -1.0  # how much must speak for two claims of one article to be of one series
PAIRS = 50_000  # that are held against each other at once: their columns stay in the caches of a processor


class Score(NamedTuple):
    """How much speaks for two claims, or for a claim and a series.

    `words` but for `part`: that only one is told as a part.
    """

    words: float
    value: float
    part: float


class Weighing:
    """Claims, known by their places, and how much speaks for the pairs of them that were asked for and nothing bars."""

    def __init__(self, claims: Sequence[Claim], weights: Weights) -> None:
        self.weights = weights
        self.columns = Claims(claims)
        self.sorts: list[int] = self.columns.sort.tolist()
        self._scores: dict[tuple[int, int], Score] = {}
        self._in_article: dict[tuple[int, int], float] = {}

    def forget(self) -> None:
        """Forget all pairs."""
        self._scores.clear()
        self._in_article.clear()

    def score(self, member: int, claim: int) -> Score | None:
        """Return how much speaks for a claim to be of a series with another one; None: something bars it."""
        return self._scores.get((member, claim))

    def in_article(self, member: int, claim: int) -> float | None:
        """Return how much speaks for two claims of an article that share a value or a sentence; None: they are barred."""
        return self._in_article.get((member, claim))

    def weigh_articles(self, articles: Iterable[Iterable[int]]) -> None:
        """Weigh each two claims of each article, either way round, that are of one sort."""
        for one, other in _each_two(self._by_sort(articles)):
            places = self._unbarred(one, other)
            one, other = one[places], other[places]
            words, part, value = self._weigh(one, other)
            known, others = self.columns.at(one), self.columns.at(other)
            near = np.flatnonzero((known.value == others.value) | (known.sentence == others.sentence))
            total = words + value
            self._in_article.update(zip(_keys(one[near], other[near]), total[near].tolist(), strict=True))
            left = np.flatnonzero(total >= LEAST_IN_ARTICLE)
            self._keep(one[left], other[left], words[left] - part[left], value[left], part[left])

    def weigh_series(self, claims: Places, numbers: Places, held: Ints) -> Mapping[int, dict[int, Score]]:
        """Return, of claims each with the number of a series, how much speaks for those that nothing bars from it.

        `held` are the places of some claims of each series, NONE where there are fewer. Of a series count what is
        closest in words, and what in value; that only one figure is told as a part speaks against all of it.
        """
        asked, slot = np.nonzero(held[numbers] != NONE)
        one, other = held[numbers[asked], slot], claims[asked]
        places = _of_whole(self._unbarred(one, other), asked)
        words, part, value = self._weigh(one[places], other[places])
        may_be = np.flatnonzero(~self._is_strange(one[places], other[places], words + value))
        left = _of_whole(places[may_be], asked)
        may_be = may_be[np.isin(places[may_be], left)]
        words, part, value = words[may_be] - part[may_be], part[may_be], value[may_be]
        self._keep(one[left], other[left], words, value, part)
        found: defaultdict[int, dict[int, Score]] = defaultdict(dict)
        begins = np.flatnonzero(np.diff(asked[left], prepend=NONE))
        if len(begins):
            closest = (np.maximum.reduceat(words, begins), np.maximum.reduceat(value, begins))
            scores = map(Score, *(each.tolist() for each in (*closest, np.minimum.reduceat(part, begins))))
            first = asked[left[begins]]
            for claim, number, score in zip(claims[first].tolist(), numbers[first].tolist(), scores, strict=True):
                found[claim][number] = score
        return found

    def _by_sort(self, articles: Iterable[Iterable[int]]) -> Iterator[Places]:
        """Yield the claims of each article that are of one sort."""
        for claims in articles:
            of_sort: defaultdict[int, list[int]] = defaultdict(list)
            for claim in claims:
                of_sort[self.sorts[claim]].append(claim)
            yield from (np.array(each, np.intp) for each in of_sort.values() if each[1:])

    def _unbarred(self, one: Places, other: Places) -> Places:
        """Return the places of the pairs that nothing bars."""
        at = self.columns.at
        slices = [slice(start, start + PAIRS) for start in range(0, len(one), PAIRS)]
        return np.concatenate(
            [np.zeros(0, np.intp), *(each.start + unbarred(at(one[each]), at(other[each])) for each in slices)]
        )

    def _weigh(self, one: Places, other: Places) -> tuple[Floats, Floats, Floats]:
        return weigh(self.columns.at(one), self.columns.at(other), self.weights)

    def _is_strange(self, one: Places, other: Places, total: Floats) -> Flags:
        """Tell of pairs of one article for which little speaks: they bar a series."""
        document = self.columns.document
        return (total < LEAST_IN_ARTICLE) & (document[one] == document[other])

    def _keep(self, one: Places, other: Places, words: Floats, value: Floats, part: Floats) -> None:
        scores = map(Score, words.tolist(), value.tolist(), part.tolist())
        self._scores.update(zip(_keys(one, other), scores, strict=True))


def _keys(one: Places, other: Places) -> Iterator[tuple[int, int]]:
    return zip(one.tolist(), other.tolist(), strict=True)


def _of_whole(places: Places, asked: Places) -> Places:
    """Return those of some places of which all with the same number are among them."""
    is_whole = np.bincount(asked[places], minlength=0 if not len(asked) else asked[-1] + 1) == np.bincount(asked)
    return places[is_whole[asked[places]]]


def _each_two(groups: Iterable[Places]) -> Iterator[tuple[Places, Places]]:
    """Yield each two of each group, either way round, not too many at once."""
    ones: list[Places] = []
    others: list[Places] = []
    size = 0
    for group in groups:
        step = max(1, PAIRS // len(group))
        for start in range(0, len(group), step):
            some = group[start : start + step]
            one, other = np.repeat(some, len(group)), np.tile(group, len(some))
            ones.append(one[one != other])
            others.append(other[one != other])
            size += len(ones[-1])
            if size >= PAIRS:
                yield np.concatenate(ones), np.concatenate(others)
                ones, others, size = [], [], 0
    if ones:
        yield np.concatenate(ones), np.concatenate(others)
