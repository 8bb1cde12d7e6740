"""Of which words a token is an argument, and which part it plays beside them; as the parse says, or nearly says, it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import OBJECTS, PASSIVE_SUBJECTS, SUBJECTS, is_passive, preposition
from tasks.extract.triggers import SENTENCE_ENDS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLAUSE_ENDS = frozenset(',;:—–()"“”')
FARTHEST = 8  # steps up the parse


def ties(top: Token) -> Iterator[tuple[str, Token]]:
    """Yield (part, word) for every word of which a token is an argument, the nearest first."""
    node = top
    for _ in range(FARTHEST):
        head, dep = node.head, node.dep_
        if head == node:
            return
        if dep in OBJECTS:
            yield "object", head
            yield from (("subject", child) for child in head.children if child.dep_ in ("xcomp", "ccomp"))
            yield from (("state", child) for child in head.children)
            return
        if dep in SUBJECTS:
            yield from _of_subject(head, dep in PASSIVE_SUBJECTS)
            return
        if dep == "obl:unmarked" and not any(child.dep_ in OBJECTS for child in head.children):
            yield "object", head  # so the parser takes many an object
        if dep.startswith("obl") or (dep == "pobj" and head.head.pos_ in ("VERB", "AUX")):
            verb = head.head if dep == "pobj" else head
            if preposition(node) == "by" and (is_passive(verb) or verb.tag_ == "VBN"):
                yield "subject", verb  # "attended by thousands"
            if preposition(node) in ("for", "at", "to", "with", "on", "by", None):
                yield "amount", verb
            return
        if dep in ("nmod", "pobj") and node.head.lemma_.lower() not in cue("containers"):
            return
        if dep in ("advcl", "ccomp", "acl", "acl:relcl", "relcl"):
            return
        node = head
        yield from clauses_of(node)


def _of_subject(verb: Token, passive: bool) -> Iterator[tuple[str, Token]]:
    """Yield what is said of a subject: its verb, and those joined to it or depending on it."""
    beside = verb.i + 1  # "have been confirmed killed"
    joined = (
        child for child in verb.rights if child.dep_ in ("conj", "xcomp") or (child.i == beside and child.tag_ == "VBN")
    )
    every = [verb, *(child for child in joined if not any(each.dep_ in SUBJECTS for each in child.children))]
    for word in every:
        has_done = any(child.lemma_ == "have" for child in word.lefts)  # "are known to have died"
        done = passive if word is verb else is_passive(word) or (passive and word.tag_ == "VBN" and not has_done)
        yield ("object" if done else "subject"), word
        yield "state", word
        is_headline = word.tag_ == "VBD" and word.doc[-1].text not in SENTENCE_ENDS
        if not done and (word.tag_ == "VBN" or is_headline) and not any(c.dep_ in OBJECTS for c in word.children):
            yield "object", word  # "12 rebels killed"
    yield from (("state", child) for child in verb.subtree if child.i > verb.i and child.head in (verb, verb.head))


def clauses_of(noun: Token) -> Iterator[tuple[str, Token]]:
    """Yield what the clauses behind a noun say of it: "people killed in …", "people who died"."""
    for verb in noun.rights:
        if verb.dep_ in ("acl:relcl", "relcl"):
            own = [child for child in verb.children if child.dep_ in SUBJECTS]
            if any(child.dep_ in PASSIVE_SUBJECTS for child in own):
                yield "object", verb
            elif any(child.pos_ == "PRON" for child in own):
                yield "subject", verb
                yield "state", verb
            else:
                yield "object", verb
        elif verb.dep_ == "acl":
            if verb.tag_ in ("VBG", "VBN", "VBD"):
                yield ("subject" if verb.tag_ == "VBG" else "object"), verb
            # a verb that the parse takes for a participle: "At least 14 people, five of them children, drowned."
            if verb.tag_ != "VBG" and (verb.i == noun.i + 1 or (verb.tag_ == "VBD" and noun.dep_ == "ROOT")):
                yield "subject", verb
            yield "state", verb
        elif verb.dep_ in ("amod", "nmod", "prep"):
            yield "state", verb


def is_of(node: Token, noun: Token) -> bool:
    """Say whether a token completes a noun: 12 of "the killing of at least 12"."""
    if node.dep_ == "conj":
        node = node.head
    over = node.head.head if node.dep_ == "pobj" else node.head
    ties = node.dep_ in ("nmod", "pobj", "obl") and preposition(node) in ("of", "on", "against", "for")
    return ties and over == noun and node.i > noun.i


def _leads(token: Token) -> bool:
    """Say whether a word is a preposition, and no part of a verb as the down of "shot down"."""
    return token.pos_ == "ADP" and token.lower_ not in ("down", "up", "off", "out", "away", "over", "back")


def next_verb(doc: Doc, places: range, may_be: Container[int]) -> Token | None:
    """Return the first verb at places of a sentence, up to the end of the clause; a trigger may be one (headlines)."""
    for place in places:
        token = doc[place]
        if token.text in CLAUSE_ENDS or token.pos_ in ("SCONJ", "CCONJ") or (places.step < 0 and _leads(token)):
            return None
        if token.pos_ == "VERB" or token.tag_ in ("VBN", "VBD") or place in may_be:
            return token
    return None
