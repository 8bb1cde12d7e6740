"""How much speaks for claims to be of one series, weighed for many pairs of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from tasks.reconcile.claims import Claim
from tasks.reconcile.columns import NONE, Claims, Flags, Floats, Ints, Places
from tasks.reconcile.evidence import unbarred, weigh
from tasks.weights import Weights

LEAST_IN_ARTICLE = -1.0  # how much must speak for two claims of one article to be of one series
CROWD = 64  # claims of one sort in an article of which each two are too many to be weighed
PAIRS = 20_000  # that are held against each other at once: their columns stay in the caches of a processor

Score = tuple[float, float, float]  # words but for parts, values, and that only one is told as a part


class Weighing:
    """Claims, known by their places, and how much speaks for the pairs of them that were asked for and nothing bars."""

    def __init__(self, claims: Sequence[Claim], weights: Weights) -> None:
        self.weights = weights
        self.columns = Claims(claims)
        self.sorts: list[int] = self.columns.sort.tolist()
        self._values: list[float] = self.columns.value.tolist()
        self._sentences: list[int] = self.columns.sentence.tolist()
        self.scores: dict[tuple[int, int], Score] = {}  # of a member of a series, and a claim that may join it
        self.in_article: dict[tuple[int, int], float] = {}  # … of two that have a value or a sentence in common

    def forget(self) -> None:
        """Forget all pairs."""
        self.scores.clear()
        self.in_article.clear()

    def weigh(
        self, claims: Places, numbers: Places, held: Ints, articles: Iterable[Iterable[int]]
    ) -> Mapping[int, dict[int, Score]]:
        """Return, of claims each with the number of a series, how much speaks for those that nothing bars from it.

        `held` are the places of some claims of each series, NONE where there are fewer. Of a series count what is
        closest in words, and what in value; that only one figure is told as a part speaks against all of it. Each two
        claims of `articles` that are of one sort are weighed, too, either way round; in a crowd those that have a value
        or a sentence in common.
        """
        asked, slot = np.nonzero(held[numbers] != NONE)
        own = [np.empty((2, 0), np.intp), *self._each_two(articles)]
        one, other = np.concatenate([np.stack([held[numbers[asked], slot], claims[asked]]), *own], axis=1)
        asked = np.append(asked, np.arange(len(claims), len(claims) + len(one) - len(asked)))
        left = _of_whole(self._unbarred(one, other), asked)
        one, other, asked = one[left], other[left], asked[left]
        words, part, value = self._weighed(one, other)
        self._keep_in_article(one, other, words + value, asked >= len(claims))
        left = _of_whole(np.flatnonzero(~self._are_strange(one, other, words + value)), asked)
        one, other, asked = one[left], other[left], asked[left]
        score = words[left] - part[left], value[left], part[left]
        self.scores.update(zip(_in_twos(one, other), zip(*(each.tolist() for each in score), strict=True), strict=True))
        end = np.searchsorted(asked, len(claims))
        return _closest(claims, numbers, asked[:end], *(each[:end] for each in score))

    def _each_two(self, articles: Iterable[Iterable[int]]) -> Iterator[Places]:
        """Yield each two claims of each article that are of one sort, as two rows; of a crowd those that are close."""
        for claims in articles:
            for crowd in _by(claims, self.sorts.__getitem__):
                is_small = len(crowd) <= CROWD
                keys = (self.sorts,) if is_small else (self._values, self._sentences)
                for some in (each for key in keys for each in _by(crowd, key.__getitem__)):
                    two = np.stack([np.repeat(some, len(some)), np.tile(some, len(some))])
                    yield two[:, two[0] != two[1]]

    def _unbarred(self, one: Places, other: Places) -> Places:
        """Return the places of the pairs that nothing bars."""
        at = self.columns.at
        found = [some.start + unbarred(at(one[some]), at(other[some])) for some in _slices(len(one))]
        return np.concatenate([np.empty(0, np.intp), *found])

    def _weighed(self, one: Places, other: Places) -> tuple[Floats, Floats, Floats]:
        """Return how much speaks for pairs that nothing bars: words, what of it is told as a part, and values."""
        at = self.columns.at
        found = [np.stack(weigh(at(one[some]), at(other[some]), self.weights)) for some in _slices(len(one))]
        words, part, value = np.concatenate([np.empty((3, 0)), *found], axis=1)
        return words, part, value

    def _are_strange(self, one: Places, other: Places, total: Floats) -> Flags:
        """Tell of pairs of one article for which so little speaks that they are not of one series."""
        document = self.columns.document
        return (total < LEAST_IN_ARTICLE) & (document[one] == document[other])

    def _keep_in_article(self, one: Places, other: Places, total: Floats, is_own: Flags) -> None:
        """Keep how much speaks for two claims of an article that have a value or a sentence in common."""
        value, sentence = self.columns.value, self.columns.sentence
        left = is_own & ((value[one] == value[other]) | (sentence[one] == sentence[other]))
        self.in_article.update(zip(_in_twos(one[left], other[left]), total[left].tolist(), strict=True))


def _closest(
    claims: Places, numbers: Places, asked: Places, words: Floats, value: Floats, part: Floats
) -> Mapping[int, dict[int, Score]]:
    """Return how much speaks for claims to be of series; `asked` are the places of pairs in `claims`, in order."""
    found: defaultdict[int, dict[int, Score]] = defaultdict(dict)
    begins = np.flatnonzero(np.diff(asked, prepend=NONE))
    if len(begins):
        best = np.maximum.reduceat(words, begins), np.maximum.reduceat(value, begins), np.minimum.reduceat(part, begins)
        scores = zip(*(each.tolist() for each in best), strict=True)
        first = asked[begins]
        for (claim, number), score in zip(_in_twos(claims[first], numbers[first]), scores, strict=True):
            found[claim][number] = score
    return found


def _by(places: Iterable[int], key: Callable[[int], Hashable]) -> Iterable[list[int]]:
    """Return several places each that have a key in common."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        found[key(place)].append(place)
    return [each for each in found.values() if each[1:]]


def _slices(length: int) -> Iterator[slice]:
    for start in range(0, length, PAIRS):
        yield slice(start, start + PAIRS)


def _in_twos(one: Places, other: Places) -> Iterator[tuple[int, int]]:
    return zip(one.tolist(), other.tolist(), strict=True)


def _of_whole(places: Places, asked: Places) -> Places:
    """Return some places, without those of an `asked` of which not all places are among them.

    >>> _of_whole(np.array([0, 2, 3]), np.array([4, 4, 7, 7])).tolist()
    [2, 3]
    """
    most = asked[-1] + 1 if len(asked) else 0
    is_whole = np.bincount(asked[places], minlength=most) == np.bincount(asked, minlength=most)
    return places[is_whole[asked[places]]]
