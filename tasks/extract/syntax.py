"""The syntax of a sentence: a spaCy pipeline, and the few questions that rules put to its parse.

The answers are the same over Universal Dependencies, which our own pipeline speaks, and over the CLEAR labels of the
English pipelines that spaCy publishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.tables import SettingError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

MODEL = Path(__file__).parent / "model" / "english"
NEEDLESS = ("ner", "senter", "entity_linker", "textcat")  # pipes of other pipelines that no rule asks

TOGETHER = 128  # sentences: larger batches are no faster

SUBJECTS = frozenset(("nsubj", "csubj", "nsubj:pass", "csubj:pass", "nsubj:outer", "nsubjpass", "csubjpass"))
PASSIVE_SUBJECTS = frozenset(("nsubj:pass", "csubj:pass", "nsubjpass", "csubjpass"))
OBJECTS = frozenset(("obj", "dobj", "iobj", "dative"))
NUMBERS = frozenset(("nummod", "nummod:gov", "quantmod", "compound", "amod", "det"))
NOUNS = frozenset(("NOUN", "PROPN", "PRON"))
VERBS = frozenset(("VERB", "AUX"))


class ModelError(SettingError):
    """A pipeline that cannot be loaded."""


def model_files(model: str | None = None) -> tuple[str, list[Path]]:
    """Return what a pipeline is called, with its version, and the files that it is read from; raises ModelError."""
    if model is None:
        return "english", sorted(path for path in MODEL.rglob("*") if path.is_file())
    try:
        return f"{model} {version(model)}", []
    except (PackageNotFoundError, ValueError) as error:
        line = f"model {model!r}: no such package: install it, or leave it out"
        raise ModelError(line) from error


@dataclass(frozen=True, slots=True)
class Syntax:
    """Parses sentences; loaded once, never changed."""

    nlp: Language

    @classmethod
    def load(cls, model: str | None = None) -> Syntax:
        """Load our own pipeline, or an installed spaCy pipeline by its name; raises ModelError."""
        import spacy

        try:
            nlp = spacy.load(model or MODEL, exclude=list(NEEDLESS))
        except (AttributeError, OSError, ValueError) as error:  # AttributeError: a package of another sort
            told = str(error).splitlines()[0]
            line = f"model {model!r}: spaCy cannot load it ({told}): install it, or leave it out"
            raise ModelError(line) from error
        if nlp.lang != "en" or "parser" not in nlp.pipe_names:
            raise ModelError(f"model {model!r}: no English pipeline with a parser ({nlp.lang}: {nlp.pipe_names})")
        return cls(nlp)

    def parse(self, sentences: Iterable[str]) -> Iterator[Doc]:
        """Yield the parse of each sentence, in order; what stands beside it makes no difference.

        spaCy keeps every word that it ever saw: load anew from time to time, as each batch does.
        """
        yield from self.nlp.pipe(sentences, batch_size=TOGETHER)


def tokens(doc: Doc, start: int, end: int) -> Span:
    """Return the tokens that hold the characters start..end of a sentence.

    >>> doc = Syntax.load().nlp("It cost $3.2m in all.")
    >>> [token.text for token in tokens(doc, 8, 13)]
    ['$', '3.2', 'm']
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None  # an expanded span is always there
    return span


def preposition(noun: Token) -> str | None:
    """Return the preposition of a noun ("in" of "in Nepal"), in lower case, or None.

    >>> doc = Syntax.load().nlp("Six people died in Nepal.")
    >>> preposition(doc[4]), preposition(doc[1])
    ('in', None)
    """
    if noun.dep_ == "pobj":  # CLEAR
        return noun.head.lower_
    return next((child.lower_ for child in noun.lefts if child.dep_ == "case"), None)


def complement(noun: Token, words: Iterable[str] = ("of",)) -> Token | None:
    """Return the noun after "of" (or another preposition) that completes a noun: soldiers in "hundreds of soldiers".

    >>> doc = Syntax.load().nlp("Hundreds of our soldiers fled.")
    >>> complement(doc[0]).text
    'soldiers'
    """
    wanted = frozenset(words)
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in wanted:  # CLEAR
            return next((each for each in child.rights if each.dep_ in ("pobj", "pcomp")), None)
        if child.dep_ in ("nmod", "obl", "nmod:part") and preposition(child) in wanted:
            return child
    return None


def head_noun(number: Span) -> Token | None:
    """Return the noun that a number counts: people in "19 people", soldiers in "hundreds of soldiers".

    >>> doc = Syntax.load().nlp("At least 19 people were killed and hundreds of homes burned.")
    >>> head_noun(doc[2:3]).text, head_noun(doc[7:8]).text
    ('people', 'homes')
    """
    root = number.root
    if (of := complement(root)) is not None and of.i >= number.end:
        return of
    head = root.head
    counts = root.dep_ in NUMBERS and head.pos_ in NOUNS and head.i >= number.end
    return head if counts else None


def governing_verb(token: Token) -> Token | None:
    """Return the verb that a word depends on, through nouns and prepositions, or None.

    >>> doc = Syntax.load().nlp("Rebels captured hundreds of soldiers.")
    >>> governing_verb(doc[4]).text
    'captured'
    """
    for ancestor in token.ancestors:
        if ancestor.pos_ in VERBS and ancestor.dep_ not in ("aux", "aux:pass", "auxpass", "cop"):
            return ancestor
        if ancestor.dep_ in ("acl:relcl", "relcl", "advcl"):
            return ancestor if ancestor.pos_ in VERBS else None
    return None


def subject(verb: Token) -> Token | None:
    """Return the subject of a verb, its own or the one that it shares with the verb it is joined to.

    >>> doc = Syntax.load().nlp("Rebels attacked the village and captured six soldiers.")
    >>> subject(doc[5]).text
    'Rebels'
    """
    while True:
        own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if own is not None:
            return own
        infinite = verb.tag_ in ("VB", "VBG") or any(child.tag_ == "TO" for child in verb.lefts)
        if verb.dep_ == "xcomp" and infinite and (controls := objects(verb.head)):  # "expect profits to fall"
            return controls[-1]
        if verb.dep_ not in ("conj", "xcomp") and not (verb.dep_ == "advcl" and infinite):  # "rose to reach 9"
            return None
        verb = verb.head


def objects(verb: Token) -> list[Token]:
    """Return the objects of a verb with those joined to them.

    >>> doc = Syntax.load().nlp("Rebels captured soldiers and tanks.")
    >>> [noun.text for noun in objects(doc[1])]
    ['soldiers', 'tanks']
    """
    direct = [child for child in verb.children if child.dep_ in OBJECTS]
    return [noun for each in direct for noun in (each, *each.conjuncts) if noun.i >= each.i]


def is_passive(verb: Token) -> bool:
    """Say whether a verb is passive: "were killed", "the captured soldiers".

    >>> doc = Syntax.load().nlp("Six people were killed.")
    >>> is_passive(doc[3])
    True
    """
    return any(child.dep_ in PASSIVE_SUBJECTS or child.dep_ in ("aux:pass", "auxpass") for child in verb.children)


def agent(verb: Token) -> Token | None:
    """Return who does what a passive verb says: police in "was shot by police".

    >>> doc = Syntax.load().nlp("He was shot by police.")
    >>> agent(doc[2]).text
    'police'
    """
    for child in verb.rights:
        if child.dep_ == "agent":  # CLEAR
            return next((each for each in child.rights if each.dep_ == "pobj"), None)
        if child.dep_ == "obl:agent" or (child.dep_ == "obl" and preposition(child) == "by" and is_passive(verb)):
            return child
    return None


def obliques(verb: Token) -> list[tuple[str, Token]]:
    """Return the nouns with a preposition that depend on a verb: [("in", Nepal), ("on", Tuesday)].

    >>> doc = Syntax.load().nlp("Six people died in Nepal on Tuesday.")
    >>> [(word, noun.text) for word, noun in obliques(doc[2])]
    [('in', 'Nepal'), ('on', 'Tuesday')]
    """
    found = []
    for child in verb.children:
        if child.dep_ == "prep":  # CLEAR
            found += [(child.lower_, each) for each in child.rights if each.dep_ == "pobj"]
        elif child.dep_.startswith("obl") and (word := preposition(child)):
            found.append((word, child))
    return found
