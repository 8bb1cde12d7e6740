"""How much speaks for claims to be of one series: all pairs of a story that may meet, many documents at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tasks.reconcile.claims import Claim
from tasks.reconcile.columns import Claims, Floats, Ints, Places
from tasks.reconcile.evidence import unbarred, weigh
from tasks.weights import Weights

CROWD = 64  # claims of one sort in an article of which each two are too many to be weighed
PAIRS = 20_000  # that are weighed at once: their columns stay in the caches of a processor
WINDOW = 100_000  # pairs of claims of one sort, at most, whose documents are weighed together

Links = Mapping[str, float]  # article_id → how much names say that it tells of the same story
Score = tuple[float, float, float]  # words but for parts, values, and that only one is told as a part
Weighed = defaultdict[int, dict[int, Score]]  # of a claim, by its place, those before it from which nothing bars it


@dataclass(frozen=True, slots=True)
class Document:
    """A document: which articles tell of the same story, the places of its claims, and the series that they have."""

    article_id: str
    articles: Links
    claims: range
    names: Sequence[str | None]

    def unplaced(self) -> list[int]:
        """Return the places of the claims that have no series yet."""
        return [claim for claim, name in zip(self.claims, self.names, strict=True) if name is None]


def weigh_documents(
    claims: Sequence[Claim], documents: Iterable[Document], weights: Weights
) -> Iterator[tuple[Document, Weighed]]:
    """Yield documents with how much speaks for each claim of theirs and those before it in articles of its story.

    Pairs of claims that have a series already are left out, and so are those of a crowd in one article, but for such as
    have a value or a sentence in common.
    """
    columns = Claims(claims)
    before: defaultdict[str, list[Places]] = defaultdict(list)  # the claims of each article
    waiting: list[Document] = []
    pairs: list[Places] = []
    size = 0
    for document in documents:
        unplaced = document.unplaced()
        told = [places for article in document.articles for places in before.get(article, ())]
        for two in (
            *_across(unplaced, told, columns.sort),
            *_within(document.claims if unplaced else range(0), columns),
        ):
            pairs.append(two)
            size += two.shape[1]
        before[document.article_id].append(np.arange(document.claims.start, document.claims.stop))
        waiting.append(document)
        if size >= WINDOW:
            yield from _weighed(waiting, pairs, columns, weights)
            waiting, pairs, size = [], [], 0
    yield from _weighed(waiting, pairs, columns, weights)


def _across(claims: Sequence[int], told: Sequence[Places], sorts: Ints) -> Iterator[Places]:
    """Yield claims with those told before that are of the same sort, as two rows: the earlier ones, the later ones."""
    if not claims or not told:
        return
    earlier, later = np.concatenate(told), np.array(claims)
    step = WINDOW // len(earlier) + 1
    for start in range(0, len(later), step):
        some = later[start : start + step]
        which, of = np.nonzero(sorts[some][:, None] == sorts[earlier])
        yield np.stack([earlier[of], some[which]])


def _within(claims: Sequence[int], columns: Claims) -> Iterator[Places]:
    """Yield each two claims of an article that are of one sort, in the same form; of a crowd those that are close."""
    for crowd in _by(claims, columns.sort):
        keys = (columns.sort,) if len(crowd) <= CROWD else (columns.value, columns.sentence)
        for some in (each for key in keys for each in _by(crowd, key)):
            yield np.array(list(combinations(some, 2))).T


def _by(places: Sequence[int], column: Ints | Floats) -> Iterable[list[int]]:
    """Return several places each that have a key in a column in common."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, key in zip(places, column[list(places)].tolist(), strict=True):
        found[key].append(place)
    return [each for each in found.values() if each[1:]]


def _weighed(
    documents: Iterable[Document], pairs: Sequence[Places], columns: Claims, weights: Weights
) -> Iterator[tuple[Document, Weighed]]:
    """Yield documents with how much speaks for their pairs."""
    found: Weighed = defaultdict(dict)
    earlier, later = np.concatenate([np.empty((2, 0), np.intp), *pairs], axis=1)
    for start in range(0, len(earlier), PAIRS):
        one, other = earlier[start : start + PAIRS], later[start : start + PAIRS]
        left = unbarred(columns.at(one), columns.at(other))
        one, other = one[left], other[left]
        words, part, value = weigh(columns.at(one), columns.at(other), weights)
        scores = zip((words - part).tolist(), value.tolist(), part.tolist(), strict=True)
        for member, claim, score in zip(one.tolist(), other.tolist(), scores, strict=True):
            found[claim][member] = score
    for document in documents:
        yield document, found
