"""The sentences of an article as what stands around them asks about them: paragraphs and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.extract.sources import words_of_saying
from tasks.extract.stances import may_dispute
from tasks.extract.telling import Told

if TYPE_CHECKING:
    from spacy.tokens import Doc

MARKS = re.compile(r"[\"“”]|‘‘|’’|''|``|\n")
QUOTED = re.compile(r"[\"“”]|’’")
WORDS = re.compile(r"[^\W\d_]+(?:['’]t)?")
GOES_ON = re.compile(
    r"\W*(?:of (?:these|those|them|the)|the (?:dead|injured|wounded|victims|toll)|among (?:them|the)"
    r"|they|these|those)\b",
    re.I,
)
CLAUSES = re.compile(r";|, (?:and|but|while|as|which|who|after|with)\b|\b(?:while|but)\b")  # where another one begins
LEAD = 4  # sentences that tell an article's story
BACK = 3  # sentences between a figure and a stance that is taken on it
LONGEST_QUOTE = 3_000  # characters: a mark without its twin opens no longer one


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, on the characters start..end of a text, marks included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, on the characters start..end of a text; its parse, where it was parsed, and what its figures tell."""

    start: int
    end: int
    section: str
    paragraph: int
    text: str
    doc: Doc | None
    told: Sequence[Told]

    @property
    def goes_on(self) -> bool:
        """Whether it goes on with what the sentence before says: "Of these …", "The dead included …"."""
        return GOES_ON.match(self.text) is not None


def spoken_beside(text: str, sentences: Sequence[tuple[int, int]], has_figures: Sequence[bool]) -> Iterator[int]:
    """Yield the sentences without figures that may say who speaks those of others, or take a stance on them.

    They are parsed, too: one with a word of saying before a figure of its paragraph, or before what a colon opens; one
    beside a figure in a quotation; one with a word of denial, a few sentences behind a figure.

    >>> text = 'Lee said so. "Six died." It rained. The army denied it.'
    >>> from tasks.sentences import split_sentences
    >>> list(spoken_beside(text, list(split_sentences(text)), [False, True, False, False]))
    [0, 3]
    """
    if not any(has_figures):
        return
    for place, (start, end) in enumerate(sentences):
        if has_figures[place] or not any(has_figures[max(0, place - BACK) : place + 2]):
            continue
        words = _words(text, start, end)
        denies = any(has_figures[max(0, place - BACK) : place]) and may_dispute(words)
        beside = _leads(text, sentences, place, has_figures) or _follows(text, sentences, place, has_figures)
        if denies or (beside and not words.isdisjoint(words_of_saying())):
            yield place


def _words(text: str, start: int, end: int) -> frozenset[str]:
    return frozenset(WORDS.findall(text[start:end].lower()))


def _leads(text: str, sentences: Sequence[tuple[int, int]], place: int, has_figures: Sequence[bool]) -> bool:
    """Say whether a sentence may say who speaks the figures of the next, which does not say so itself."""
    if place + 1 == len(sentences) or not has_figures[place + 1]:
        return False
    start, end = sentences[place]
    if not _words(text, *sentences[place + 1]).isdisjoint(words_of_saying()):
        return False
    return "\n" not in text[end : sentences[place + 1][0]] or text[start:end].rstrip().endswith(":")


def _follows(text: str, sentences: Sequence[tuple[int, int]], place: int, has_figures: Sequence[bool]) -> bool:
    """Say whether a sentence may say who speaks the quoted figures of the one before."""
    if place == 0 or not has_figures[place - 1]:
        return False
    before, (start, end) = sentences[place - 1][0], sentences[place]
    return "\n" not in text[before:start] and QUOTED.search(text, before, end) is not None


def quotes_in(text: str) -> list[Quote]:
    """Return the quotations of a text; one goes on over paragraphs of which each begins with a mark.

    >>> text = 'He said: "Six died." "Nobody," she said, "is safe."'
    >>> [text[each.start : each.end] for each in quotes_in(text)]
    ['"Six died."', '"Nobody,"', '"is safe."']
    """
    return list(_quotes(text))


def _quotes(text: str) -> Iterator[Quote]:
    opened: int | None = None
    for match in MARKS.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            rest = text[at : at + 9].lstrip()[:1]
            if opened is not None and rest not in ("“", '"'):
                yield Quote(opened, at)
                opened = None
        elif opened is None:
            if mark not in ("”", "’’"):
                opened = at
        elif mark in ("“", "‘‘", "``") or (mark == '"' and text[max(0, at - 3) : at].rstrip(" ").endswith("\n")):
            continue  # a paragraph that goes on with a quotation
        else:
            yield Quote(opened, match.end())
            opened = None
    if opened is not None:
        yield Quote(opened, min(len(text), opened + LONGEST_QUOTE))
