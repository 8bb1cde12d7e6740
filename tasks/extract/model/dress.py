"""The training sentences in other dress: headlines, lower case, printers' quotation marks, and unknown words."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy
from spacy.attrs import NORM  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Config

from tasks.extract.model.treebanks import Sentence

LEFT_SMALL = {"ADP", "DET", "CCONJ", "PART", "PUNCT"}  # in headlines, if they are short
SHORT = 4
CURLY = {"``": "“", "''": "”"}
Item = TypeVar("Item")


def dressed(sentences: list[Sentence], settings: Config, chance: random.Random) -> list[Sentence]:
    """Return the sentences, a share of them with curly quotes, and shares once more as headlines and in lower case."""
    curly = set(sample(range(len(sentences)), settings["curly"], chance))
    headlines = sample(sentences, settings["headlines"], chance)
    lower = sample(sentences, settings["lower_case"], chance)
    return [
        *(with_curly_quotes(each) if index in curly else each for index, each in enumerate(sentences)),
        *map(as_headline, headlines),
        *map(as_lower_case, lower),
    ]


def sample(items: Sequence[Item], share: float, chance: random.Random) -> list[Item]:
    """Return that share of the items, drawn without putting back."""
    return chance.sample(items, int(share * len(items)))


def with_curly_quotes(sentence: Sentence) -> Sentence:
    """Write quotation marks and apostrophes as printers do: most of the training text has the typewriter's."""
    words = [
        CURLY.get(tag, word) if word in ('"', "``", "''") else word.replace("'", "’")
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
    ]
    return rewritten(sentence, words)


def as_headline(sentence: Sentence) -> Sentence:
    """Write the words with capitals, but for short words of grammar, and leave out the full stop."""
    words = [
        word if index and pos in LEFT_SMALL and len(word) <= SHORT else word[:1].upper() + word[1:]
        for index, (word, pos) in enumerate(zip(sentence.words, sentence.pos, strict=True))
    ]
    return without_stop(rewritten(sentence, words))


def as_lower_case(sentence: Sentence) -> Sentence:
    """Write the sentence without capitals."""
    return rewritten(sentence, [word.lower() for word in sentence.words])


def rewritten(sentence: Sentence, words: list[str]) -> Sentence:
    """Return the sentence with other words; one that would have another length ("ß") is not changed."""
    words = [new if len(new) == len(old) else old for old, new in zip(sentence.words, words, strict=True)]
    text = list(sentence.text)
    for (start, end), word in zip(sentence.spans(), words, strict=True):
        text[start:end] = word
    rest = (sentence.lemmas, sentence.pos, sentence.tags, sentence.heads, sentence.deps)
    return Sentence("".join(text), words, *rest)


def without_stop(sentence: Sentence) -> Sentence:
    """Leave out the full stop at the end, unless it is all there is or a word hangs on it."""
    last = len(sentence.words) - 1
    if not last or sentence.words[-1] != "." or last in sentence.heads[:-1]:
        return sentence
    columns: dict[str, Any] = {name: column[:-1] for name, column in vars(sentence).items() if name != "text"}
    return Sentence(sentence.text.rstrip()[:-1], **columns)


class Noise:
    """Takes the NORM from rare words, anew at every sight, so that unknown words are no news to the model."""

    def __init__(self, sentences: list[Sentence], strength: float, seed: int) -> None:
        """A word seen n times loses its NORM with the chance strength / (strength + n)."""
        self.counts = Counter(word.lower() for each in sentences for word in each.words)
        self.strength = strength
        self.random = numpy.random.default_rng(seed)
        self.known: dict[int, tuple[numpy.ndarray, numpy.ndarray]] = {}

    def __call__(self, example: Example) -> Example:
        """Return the example with fresh noise in the Doc that the model sees."""
        if self.strength:
            norms, chances = self.norms_and_chances(example.predicted)
            other = self.random.integers(1, 2**63, size=len(norms), dtype=numpy.uint64)
            hidden = self.random.random(len(norms)) < chances
            shown: Any = numpy.where(hidden, other, norms).reshape(-1, 1)
            example.predicted.from_array([NORM], shown)
        return example

    def norms_and_chances(self, doc: Doc) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Return the true norms of a Doc's words, and each word's chance of losing its own."""
        if id(doc) not in self.known:
            counts = numpy.array([self.counts[token.lower_] for token in doc])
            norms = doc.to_array([NORM]).reshape(-1)
            self.known[id(doc)] = norms, self.strength / (self.strength + counts)
        return self.known[id(doc)]
