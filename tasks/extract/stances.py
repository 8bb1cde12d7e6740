"""The words with which somebody takes a stance on what was said: the cues of `data/disputes.csv` in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue
from tasks.extract.triggers import dictionary_forms, inflected, last_of
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a parsed sentence, on the tokens first..last."""

    stance: str
    shape: str
    first: int
    last: int


def may_dispute(words: frozenset[str]) -> bool:
    """Say whether a sentence of these words, in lower case, may hold a cue: those that may are parsed."""
    if not words.isdisjoint(_telling_words()) or {"no", "one"} <= words or "nobody" in words:
        return True
    return not words.isdisjoint(_everyday_verbs()) and not words.isdisjoint(inflected(cue("claim_nouns")))


def cues_in(doc: Doc) -> list[Cue]:
    """Return the cues of a parsed sentence.

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("Moscow denied the report, which could not be independently verified.")
    >>> [(each.stance, doc[each.first : each.last + 1].text) for each in cues_in(doc)]
    [('deny', 'denied'), ('unverified', 'could not be independently verified')]
    """
    if _first_words().isdisjoint([word.lower_ for word in doc]):
        return []
    forms = [dictionary_forms(word.lower_, word.lemma_.lower()) for word in doc]
    found: list[Cue] = []
    for place, every in enumerate(forms):
        for form in every:
            for stance, shape, words in _cues().get(form, ()):
                last = last_of(forms, place, words)
                if last is not None and not any(each.first <= place <= each.last for each in found):
                    found.append(Cue(stance, shape, place, last))
    return found


@cache
def _cues() -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    """Return the cues by their first word, the longer ones first."""
    by_word: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for row in read_rows("disputes"):
        for words in row["words"].split(";"):
            said = tuple(words.split())
            by_word.setdefault(said[0], []).append((row["stance"], row["shape"], said))
    return {word: sorted(every, key=lambda each: -len(each[2])) for word, every in by_word.items()}


@cache
def _first_words() -> frozenset[str]:
    """Return every form of the words with which cues begin."""
    return inflected(frozenset(_cues()))


@cache
def _telling_words() -> frozenset[str]:
    """Return every form of the words that tell of cues: the first of a verb, the last of others, no everyday ones."""
    said = [(shape, words) for every in _cues().values() for _, shape, words in every]
    words = {words[0] if shape in ("verb", "noun") else words[-1] for shape, words in said}
    return inflected(frozenset(words - cue("everyday")))


@cache
def _everyday_verbs() -> frozenset[str]:
    """Return every form of the verbs that take a stance only on a claim: "confirmed the toll"."""
    verbs = (words[0] for every in _cues().values() for _, shape, words in every if shape == "verb")
    return inflected(frozenset(verbs))
