"""Who denies or disputes a figure, corrects or confirms it, or could not verify it: rows of the table `disputes`.

A cue (`data/disputes.csv`) says that somebody takes a stance on what was said: "denied the report that six died", "the
claims are baseless", "could not be verified". What was said is in the same sentence, or in the ones before. A stance on
a figure reaches where it is said again; one on claims of what happened reaches all that is claimed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.attribution import Source
from tasks.extract.classes import affiliation
from tasks.extract.names import FINITE, Named, name_before_commas, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.stances import Cue, cues_in
from tasks.extract.syntax import agent, is_passive, subject, tokens
from tasks.extract.telling import Told
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

BACK = 3  # sentences before a stance in which what it is on is looked for
LONG_OBJECT = 12  # words of what is denied before the noun that says that it was claimed


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as stances are taken on it: its passage, what its sentence tells, its source, what it restates."""

    passage: int
    told: Told
    source: Source
    restates: int | None

    @property
    def code(self) -> str | None:
        return self.told.event.code if self.told.event is not None else None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A stance of a party on the figure `claim` (an index); `start` and `end` are the characters of the cue.

    `counter` is the figure that the party puts in its place.
    """

    claim: int
    disputer: str | None
    country: str | None
    stance: str
    cue: str
    start: int
    end: int
    sentence: str
    counter: int | None = None


def disputes_in(passages: Sequence[Passage], claims: Sequence[Claim]) -> list[Dispute]:
    """Return the stances that an article's sentences take on its figures, in order."""
    found: list[Dispute] = []
    for place, passage in enumerate(passages):
        if passage.doc is None:
            continue
        for one in cues_in(passage.doc):
            found += _stances(one, place, passages, claims)
    found += _rivals(passages, claims)
    once: dict[tuple[int, str | None, str], Dispute] = {}
    for each in found:
        once.setdefault((each.claim, each.disputer, each.stance), each)
    return sorted(once.values(), key=lambda each: (each.start, each.claim))


def _stances(one: Cue, place: int, passages: Sequence[Passage], claims: Sequence[Claim]) -> Iterator[Dispute]:
    """Yield the disputes of one cue: its parties, each on each figure that it is on."""
    passage = passages[place]
    doc = passage.doc
    assert doc is not None
    said = _said(one, doc)
    if said is None:
        return
    parties = _parties(one, doc) if one.shape != "phrase" or one.stance == "unverified" else []
    targets = _targets(one, said, place, passages, claims, [_country(each) for each in parties])
    counter = None
    if one.stance == "correct":
        targets, counter = _corrected(targets, claims)
    start = passage.start + doc[one.first].idx
    end = passage.start + doc[one.last].idx + len(doc[one.last])
    for target in targets:
        for party in parties or [None]:
            if party is not None and party == claims[target].source.source and one.stance != "correct":
                continue
            words = doc[one.first : one.last + 1].text
            yield Dispute(target, party, party and _country(party), one.stance, words, start, end, passage.text, counter)


def _said(one: Cue, doc: Doc) -> tuple[int, int] | None:
    """Return the tokens of what a cue is on, in its sentence, (0, 0) where that stands before; None: on nothing said."""
    first, last = doc[one.first], doc[one.last]
    before = {word.lower_ for word in doc[max(0, one.first - 3) : one.first]}
    if one.shape == "phrase":
        return 0, len(doc)
    if one.shape == "predicate":
        return _predicated(one, doc)
    if not before.isdisjoint(cue("not")) or first.pos_ not in ("VERB", "AUX", "NOUN"):
        return None
    if is_passive(first) or (first.tag_ == "VBN" and before & {"was", "were", "been", "be", "is", "are"}):
        own = subject(first)
        head = own if own is not None else None
        if head is None or head.lemma_.lower() not in cue("claim_nouns"):
            return None
        return head.left_edge.i, max(head.right_edge.i + 1, head.i + 1)
    behind = doc[last.i + 1 : last.i + 1 + LONG_OBJECT]
    if not len(behind):
        return None
    if behind[0].lower_ in ("that", "having", "it", "this", "them", "any") or behind[0].tag_ == "VBG":
        return (last.i + 1, len(doc)) if not _is_other(behind) else None
    for word in behind:
        if word.lemma_.lower() in cue("claim_nouns"):
            return last.i + 1, len(doc)
        if word.tag_ in FINITE or word.text in (",", ";", "."):
            break
    return None


def _is_other(behind: Sequence[Token]) -> bool:
    """Say whether what is denied is no figure: "any involvement", "any wrongdoing", "being at the scene"."""
    return any(word.lemma_.lower() in cue("blame") for word in behind[:4])


def _predicated(one: Cue, doc: Doc) -> tuple[int, int] | None:
    """Return what a predicate like "baseless" is said of: a noun of claims or a pronoun before it, or a clause behind."""
    if doc[one.last + 1 : one.last + 2].text.lower() == "that":  # "it was untrue that six died"
        return one.last + 1, len(doc)
    near = doc[max(0, one.first - LONG_OBJECT) : one.first]
    for word in reversed(near):
        if word.lemma_.lower() in cue("claim_nouns"):
            return word.i, one.first
        if word.lower_ in ("it", "that", "this", "they", "them"):
            return 0, 0
    return None


def _parties(one: Cue, doc: Doc) -> list[str]:
    """Return who takes a stance, each party by itself: "both Moscow and Pyongyang have refuted"."""
    verb = doc[one.first]
    by = agent(verb) if is_passive(verb) else None
    if by is None and verb.tag_ == "VBN":
        place = next((word.i for word in doc[one.last + 1 : one.last + 4] if word.lower_ == "by"), None)
        who = None if place is None else phrase_after(doc, place + 1)
        if who is not None:
            return _apart(who, doc)
    if by is not None:
        return _apart(named(by), doc)
    place = one.first
    while place > 0 and (doc[place - 1].pos_ in ("ADV", "AUX", "PART") or doc[place - 1].lower_ in ("has", "have", "had")):
        place -= 1
    if one.shape == "predicate":
        speaker = next((word for word in reversed(doc[:place]) if word.lemma_.lower() in cue("calling")), None)
        place = speaker.i if speaker is not None else 0
        while place > 0 and doc[place - 1].pos_ in ("ADV", "AUX"):
            place -= 1
    who = phrase_before(doc, place) or name_before_commas(doc, place)
    if who is None and (own := subject(verb)) is not None and own.i < place:
        who = named(own)
    return _apart(who, doc) if who is not None and not who.is_pronoun else []


def _apart(who: Named, doc: Doc) -> list[str]:
    """Return the names that "and" joins in a phrase."""
    words = doc[who.first : who.last + 1]
    joint = next((word.i for word in words if word.lower_ == "and"), None)
    if joint is None or not (doc[joint - 1].text[:1].isupper() and doc[joint + 1].text[:1].isupper()):
        return [who.text.removeprefix("both ").removeprefix("Both ")]
    first = doc[who.first : joint].text.removeprefix("both ").removeprefix("Both ")
    return [first, doc[joint + 1 : who.last + 1].text]


@cache
def _country(party: str) -> str | None:
    """Return the country of a party: of a seat of power, or of an adjective of nationality in its name."""
    names = {row["party"]: row["country"] for row in read_rows("parties")}
    words = party.lower().removeprefix("the ").replace("’s", "").replace("'s", "")
    if words in names:
        return names[words] or None
    held = next((code for name, code in names.items() if f" {name} " in f" {words} "), None)
    return affiliation(party) or held or None


def _targets(
    one: Cue, said: tuple[int, int], place: int, passages: Sequence[Passage], claims: Sequence[Claim], of: Sequence[str | None]
) -> list[int]:
    """Return the figures that a stance is on: in what it names, else of the claims before; with where they are restated."""
    passage = passages[place]
    doc = passage.doc
    assert doc is not None
    first, last = said
    held = [
        index
        for index, claim in enumerate(claims)
        if claim.passage == place and first <= tokens(doc, claim.told.quantity.start, claim.told.quantity.end).start < last
    ]
    if not held:
        words = doc[first:last].text if last > first else doc.text
        held = _claimed_before(words, place, claims, of)
    return _with_restated(held, claims, event_wide=_is_plural(doc, said))


def _is_plural(doc: Doc, said: tuple[int, int]) -> bool:
    """Say whether a stance is on claims at large, and so on all that is claimed of what happened."""
    return any(word.lower_ in ("claims", "reports", "allegations", "accusations", "charges") for word in doc[said[0] : said[1]])


def _claimed_before(words: str, place: int, claims: Sequence[Claim], of: Sequence[str | None]) -> list[int]:
    """Return the figures of the nearest sentence before that somebody claims and that what is denied may mean."""
    nation = affiliation(words)
    if nation is not None:
        of_nation = [
            index
            for index, claim in enumerate(claims)
            if claim.passage <= place and claim.code == "deployed"
            and claim.told.counted is not None and affiliation(claim.told.counted.text) == nation
        ]
        if of_nation:
            return of_nation
    for back in range(place - 1, max(-1, place - BACK - 1), -1):
        near = [
            index
            for index, claim in enumerate(claims)
            if claim.passage == back and (claim.source.source is not None or claim.source.modality != "stated")
            and claim.code is not None
        ]
        if near:
            return near
    return []


def _with_restated(held: Sequence[int], claims: Sequence[Claim], *, event_wide: bool) -> list[int]:
    """Return figures with those that restate them or that they restate, and with other claims of the same event."""
    roots = {claims[index].restates if claims[index].restates is not None else index for index in held}
    found = set(held) | roots | {index for index, claim in enumerate(claims) if claim.restates in roots}
    if event_wide:
        codes = {claims[index].code for index in held} - {None}
        found |= {index for index, claim in enumerate(claims) if claim.code in codes and claim.source.modality in ("claimed", "reported")}
    return sorted(found)


def _corrected(targets: Sequence[int], claims: Sequence[Claim]) -> tuple[list[int], int | None]:
    """Return the figure that is corrected and the one that takes its place: "cut the toll to 88 from 121"."""
    if len(targets) != 2:
        return [], None
    first, second = targets
    sentence = claims[second].told.quantity
    return [second], first if sentence is not None else None


def _rivals(passages: Sequence[Passage], claims: Sequence[Claim]) -> Iterator[Dispute]:
    """Yield the figures of two sides for the same thing, which are counter-claims and no denials."""
    for index, claim in enumerate(claims):
        for other in range(index + 1, len(claims)):
            rival = claims[other]
            if rival.passage - claim.passage > 1:
                break
            if not _is_rival(claim, rival):
                continue
            start = passages[rival.passage].start + rival.told.quantity.start
            end = passages[rival.passage].start + rival.told.quantity.end
            words = passages[rival.passage].text[rival.told.quantity.start : rival.told.quantity.end]
            country = _country(str(rival.source.source))
            yield Dispute(index, rival.source.source, country, "dispute", words, start, end, passages[rival.passage].text, other)
            break


def _is_rival(claim: Claim, rival: Claim) -> bool:
    """Say whether two sources say how many of the same, and not the same number."""
    first, second = claim.told, rival.told
    if None in (claim.source.source, rival.source.source, claim.code) or claim.source.source == rival.source.source:
        return False
    same = (claim.code, first.quantity.kind, first.quantity.unit) == (rival.code, second.quantity.kind, second.quantity.unit)
    if not same or first.quantity.value == second.quantity.value or second.aggregation in ("part", "increment"):
        return False
    heads = [each.counted.head if each.counted is not None else None for each in (first, second)]
    return heads[0] == heads[1] or None in heads
