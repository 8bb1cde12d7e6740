"""How a figure is said: as fact, by hearsay, as a claim, an estimate, a thing to come, or on a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue
from tasks.extract.speakers import forms_of, reporting
from tasks.extract.syntax import SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from tasks.extract.telling import Told

NEAR = 4  # words before a number in which an "estimated" or "planned" is its own
OUTSIDE = (
    "advcl",
    "acl",
    "acl:relcl",
    "relcl",
    "parataxis",
    "advcl:relcl",
    "csubj",
)  # what a clause says beside what it is of


def modality(number: Span, told: Told, credited: str | None) -> str:
    """Return the modality of a figure: what its own clause says, else what its credit gives, else stated.

    `credited` is the modality of its credit, where it has one.
    """
    if credited == "claimed" and told.quantity.kind in ("percent", "ratio") and _is_polled(number, told):
        return "estimated"
    if credited in (None, "claimed", "reported"):
        if is_projected(number, said=credited is not None):
            return "projected"
        if is_conditional(number):
            return "conditional"
        if is_estimated(number):
            return "estimated"
        if credited is None and is_alleged(number):
            return "reported"
    return credited or "stated"


def _is_polled(number: Span, told: Told) -> bool:
    """Say whether a share is of votes, or stands in a sentence on a poll."""
    is_vote = told.event is not None and told.event.code == "voted"
    return is_vote or any(word.lemma_.lower() in cue("polls") for word in number.doc)


def is_projected(number: Span, *, said: bool) -> bool:
    """Say whether a figure is of what is to come: "will hire 30", "plans to", "are due to", "a target of".

    A "would" is so where somebody said it ("said it would hire 30"); else it hangs on a condition.
    """
    nearest, infinite = True, False  # no verb yet; the word below is an infinitive
    for verb in _clauses(number):
        auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ in ("aux", "aux:pass", "auxpass")}
        if not auxiliaries.isdisjoint(("will", "'ll", "’ll", "shall", "wo")) or (said and "would" in auxiliaries):
            return True
        forms = forms_of(verb)
        is_verb = verb.tag_.startswith("VB")
        if verb.i < number.start and any(form in reporting("plan") for form in forms):
            behind = verb.doc[verb.i + 1 : verb.i + 4]
            to_come = (
                infinite or any(word.lower_ == "to" for word in behind) or (len(behind) and behind[0].tag_ == "VBG")
            )
            offers = nearest and is_verb and not cue("offers").isdisjoint(forms)
            if to_come or offers or (number.start - verb.i <= NEAR and verb.head == verb):
                return True
        nearest = nearest and not is_verb
        infinite = any(child.lower_ == "to" for child in verb.lefts)
    return any(word.lower_ in reporting("ahead") for word in number.doc[max(0, number.start - NEAR) : number.start])


def is_conditional(number: Span) -> bool:
    """Say whether a figure hangs on a condition: "could kill 30", "if 20 seats fall"; no "may have killed 30"."""
    for verb in _clauses(number):
        auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ == "aux"}
        if not auxiliaries.isdisjoint(("could", "might", "may", "would")) and "have" not in auxiliaries:
            return True
        if any(child.lower_ in ("if", "unless", "whether") for child in verb.lefts if child.dep_ == "mark"):
            return True
    return False


def is_estimated(number: Span) -> bool:
    """Say whether it is called an estimate, or only likely: "an estimated 300", "estimates range", "likely 300"."""
    before = number.doc[max(0, number.start - NEAR) : number.start]
    if any(word.lower_ in ("estimated", "estimate", "estimates") for word in before):
        return True
    for verb in _clauses(number):
        if verb.lower_ in ("estimated", "estimates") or any(
            child.lower_ in ("likely", "probably", "estimates") for child in verb.lefts
        ):
            return True
    return False


def is_alleged(number: Span) -> bool:
    """Say whether what a figure is of is called alleged: "the alleged killing of nine"; no "Acme reported profits"."""
    before = number.doc[max(0, number.start - NEAR) : number.start]
    return any(word.lower_ in cue("alleged") and not _has_subject(word) for word in before)


def _has_subject(word: Token) -> bool:
    """Say whether somebody does what a word says: it is a verb and calls nothing by a name."""
    return any(child.dep_ in SUBJECTS for child in word.lefts)


def _clauses(number: Span) -> Iterator[Token]:
    """Yield the words above a figure and itself, up to a clause that only stands beside, or one that is said in it."""
    token = number.root
    yield token
    while token.head != token:
        infinite = any(child.lower_ == "to" for child in token.lefts)  # "plans to cut 30", whatever the tagger says
        below, token = token, token.head
        plans = any(form in reporting("plan") for form in forms_of(token))
        if (below.dep_ in OUTSIDE and not infinite) or (below.dep_ == "ccomp" and not plans):
            return
        yield token
