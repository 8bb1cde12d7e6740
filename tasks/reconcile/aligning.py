"""Two versions of an article → their sentences, and which of the later are those of the earlier, kept or reworded.

A sentence that stands in both word for word, at whatever place, is kept. Of the others those are held against one
another that are the same but for the numbers, and then those that share most of their words, weighed by their letters;
one that stands where the other stood, between kept ones, may share fewer. All is the same with the versions exchanged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, TypeVar

from tasks.sentences import split_sentences

Row = Mapping[str, Any]
T = TypeVar("T")

NUMBER = "#"  # what stands for every number in the words of a sentence
NEAR = 0.6  # share of the letters, from which on a sentence is the other one reworded
IN_PLACE = 0.4  # … where it stands at the other's place
TELLING = 100  # pairs of sentences that two words in a row may bring together: with more they tell nothing
LONG = 5  # words from which on a sentence is sought inside others, as another rule may have cut it elsewhere
WORD = re.compile(r"[^\W_]+(?:['.,-][^\W_]+)*")
PLAIN = str.maketrans("’‘“”–—", "''\"\"--")


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of a version: its words in lower case, its figures, and which of the words these are."""

    text: str
    words: tuple[str, ...]
    figures: tuple[Row, ...]
    places: tuple[int, ...]

    @cached_property
    def often(self) -> Counter[str]:
        """How often it has each word."""
        return Counter(self.words)

    @cached_property
    def letters(self) -> int:
        """How much all words weigh."""
        return sum(map(len, self.words))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Places of sentences of the earlier version with those of the later: word for word the same, and reworded."""

    kept: Mapping[int, int]
    reworded: Mapping[int, int]


def plain(text: str) -> str:
    """Return a text with one space between its words, and with straight quotation marks and dashes.

    >>> plain("“Six” \\n died")
    '"Six" died'
    """
    return " ".join(text.split()).translate(PLAIN)


def sentences_of(text: str | None, figures: Iterable[Row]) -> list[Sentence]:
    """Return the sentences of a text, or, where it is not known, those of its figures, in their order.

    >>> figure = {"figure_id": "", "start_char": 11, "end_char": 13, "sentence_start": 7, "sentence": "Now 34 died."}
    >>> [sentence.words for sentence in sentences_of("Flood\\n\\nNow 34 died.", [figure])]
    [('flood',), ('now', '#', 'died')]
    >>> sentences_of(None, [figure])[0].words
    ('now', '#', 'died')
    """
    ordered = sorted(figures, key=lambda row: (row["start_char"], row["figure_id"]))
    if not text:
        known = [row for row in ordered if row["sentence"] is not None]
        spoken = groupby(known, key=lambda row: (row["sentence_start"], row["sentence"]))
        return [_sentence(said, start, tuple(rows)) for (start, said), rows in spoken]
    spans = split_sentences(text)
    starts = [start for start, _ in spans]
    held: dict[int, list[Row]] = defaultdict(list)
    for row in ordered:
        held[max(0, bisect_right(starts, row["start_char"]) - 1)].append(row)
    return [_sentence(text[start:end], start, tuple(held[at])) for at, (start, end) in enumerate(spans)]


def _sentence(text: str, start: int, figures: tuple[Row, ...]) -> Sentence:
    """Return a sentence that begins at `start` of its text, its figures masked whole: "$3 million" is one number."""
    words: list[str] = []
    places = []
    behind = 0
    for row in figures:
        words += _words(text[behind : row["start_char"] - start])
        places.append(len(words))
        words.append(NUMBER)
        behind = max(behind, row["end_char"] - start)
    words += _words(text[behind:])
    return Sentence(plain(text), tuple(words), figures, tuple(places))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case; one with a digit in it is a number."""
    for word in WORD.findall(text.translate(PLAIN).lower()):
        yield NUMBER if any(map(str.isdigit, word)) else word


def in_turn(before: Iterable[tuple[Hashable, T]], after: Iterable[tuple[Hashable, T]]) -> Iterator[tuple[T, T]]:
    """Yield pairs of equal keys: the first of a key with the first, the second with the second; None is no key.

    >>> list(in_turn([("a", 1), ("b", 2), ("a", 3), (None, 4)], [("a", 5), (None, 6), ("a", 7), ("a", 8)]))
    [(1, 5), (3, 7)]
    """
    waiting: dict[Hashable, deque[T]] = defaultdict(deque)
    for key, item in after:
        waiting[key].append(item)
    for key, item in before:
        if key is not None and waiting.get(key):
            yield item, waiting[key].popleft()


def align(before: Sequence[Sentence], after: Sequence[Sentence]) -> Alignment:
    """Return which sentences of two versions are the same or nearly so; each has at most one counterpart.

    >>> old, new = ("Flood\\n\\nNow 34 died. It rains.", "Flood\\n\\nIt rains. Now 38 died.")
    >>> align(sentences_of(old, []), sentences_of(new, []))
    Alignment(kept={0: 0, 2: 1}, reworded={1: 2})
    """
    kept = dict(in_turn(_texts(before), _texts(after)))
    came = set(kept.values())
    free_before = [at for at in range(len(before)) if at not in kept]
    free_after = [at for at in range(len(after)) if at not in came]
    reworded = dict(in_turn(_masked(before, free_before), _masked(after, free_after)))
    taken = set(reworded.values())
    free_before = [at for at in free_before if at not in reworded]
    free_after = [at for at in free_after if at not in taken]
    reworded |= _nearest(before, after, free_before, free_after, kept | reworded)
    return Alignment(kept, reworded)


def _texts(sentences: Sequence[Sentence]) -> Iterator[tuple[Hashable, int]]:
    return ((sentence.text, at) for at, sentence in enumerate(sentences))


def _masked(sentences: Sequence[Sentence], places: Iterable[int]) -> Iterator[tuple[Hashable, int]]:
    """Yield the words of sentences that have other words than numbers."""
    return ((sentences[at].words if set(sentences[at].words) - {NUMBER} else None, at) for at in places)


def _nearest(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    free_before: Sequence[int],
    free_after: Sequence[int],
    known: Mapping[int, int],
) -> dict[int, int]:
    """Return which free sentences are alike, the most alike first."""
    beside = _beside(len(before), len(after), free_before, set(free_after), known)
    found = []
    for one, other in _candidates(before, after, free_before, free_after) | beside.keys():
        if before[one].figures or after[other].figures:
            share, neighbours = likeness(before[one], after[other]), beside.get((one, other), 0)
            if share >= (IN_PLACE if neighbours else NEAR):
                away = abs(one * len(after) - other * len(before))
                found.append((-share, -neighbours, away, one + other, one, other))
    pairs: dict[int, int] = {}
    taken = set()
    for *_, one, other in sorted(found):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _candidates(
    before: Sequence[Sentence], after: Sequence[Sentence], free_before: Iterable[int], free_after: Iterable[int]
) -> set[tuple[int, int]]:
    """Return the sentences that share two words in a row which not many others have."""
    ones, others = _by_words(before, free_before), _by_words(after, free_after)
    shared = ((ones[words], others[words]) for words in ones.keys() & others.keys())
    return {(one, other) for held, kept in shared if len(held) * len(kept) <= TELLING for one in held for other in kept}


def _by_words(sentences: Sequence[Sentence], places: Iterable[int]) -> dict[tuple[str, str], list[int]]:
    """Return in which sentences any two words in a row stand."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in places:
        for words in set(pairwise(sentences[at].words)):
            found[words].append(at)
    return found


def _beside(
    before: int, after: int, free_before: Iterable[int], free_after: set[int], known: Mapping[int, int]
) -> Counter[tuple[int, int]]:
    """Return which free sentences stand beside the same one, and on how many sides; the ends of texts are the same."""
    known = {**known, -1: -1, before: after}
    beside: Counter[tuple[int, int]] = Counter()
    for at in free_before:
        for step in (-1, 1):
            if (other := known.get(at + step)) is not None and other - step in free_after:
                beside[at, other - step] += 1
    return beside


def likeness(one: Sentence, other: Sentence) -> float:
    """Return the share of two sentences that both have, 0 to 1: words, whatever their order, weighed by their letters.

    >>> old, new = sentences_of("The flood killed 34 people.\\nFloods had killed at least 38 people.", [])
    >>> round(likeness(old, new), 2)
    0.52
    """
    both = sum(len(word) * count for word, count in (one.often & other.often).items())
    return 2 * both / max(1, one.letters + other.letters)


class Standing:
    """Tells of sentences whether they stand in a version word for word."""

    def __init__(self, text: str | None, sentences: Sequence[Sentence]) -> None:
        self.sentences = {sentence.text for sentence in sentences}
        self.text = f" {plain(text)} " if text else ""
        self.words = set(self.text.split())

    def __contains__(self, sentence: Sentence) -> bool:
        if sentence.text in self.sentences:
            return True
        words = sentence.text.split()
        return len(words) >= LONG and self.words.issuperset(words) and f" {sentence.text} " in self.text
