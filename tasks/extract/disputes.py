"""Who denies or disputes a figure, corrects or confirms it, or could not verify it: rows of the table `disputes`.

A cue (`data/disputes.csv`) says that somebody takes a stance on what was said: "denied the report that six died", "the
claims are baseless", "could not be verified". What was said is in the same sentence, or in the ones before. A stance on
a figure reaches where it is said again; one on claims of what happened reaches all that is claimed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.extract.attribution import source_kind
from tasks.extract.classes import affiliation
from tasks.extract.names import Named, name_before_commas, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.parties import country_of
from tasks.extract.passages import Passage
from tasks.extract.sources import credits_in
from tasks.extract.stances import Cue, cues_in
from tasks.extract.syntax import agent, is_passive, subject
from tasks.extract.targets import ASIDE, BEFORE, LONG_OBJECT, Claim, Claims, corrected, said_by, targets, told_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tasks.extract.places import Gazetteer

HAVE = ("has", "have", "had")
RIVALS = 20  # figures behind one among which a rival of it is looked for


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


def disputes_in(passages: Sequence[Passage], claims: Sequence[Claim], gazetteer: Gazetteer) -> list[Dispute]:
    """Return the stances that an article's sentences take on its figures, in order; each party's once on a figure,
    and nobody's where somebody takes the same."""
    article = Claims.of(passages, claims)
    once: dict[tuple[int, str | None, str], Dispute] = {}
    for place, passage in enumerate(passages):
        if passage.doc is not None:
            for one in cues_in(passage.doc):
                for each in _stances(one, place, article, gazetteer):
                    once.setdefault((each.claim, each.disputer, each.stance), each)
    for each in _rivals(passages, claims, gazetteer):
        once.setdefault((each.claim, each.disputer, each.stance), each)
    named = {(each.claim, each.stance) for each in once.values() if each.disputer is not None}
    told = [each for each in once.values() if each.disputer is not None or (each.claim, each.stance) not in named]
    return sorted(told, key=lambda each: (each.start, each.claim))


def _stances(one: Cue, place: int, claims: Claims, gazetteer: Gazetteer) -> Iterator[Dispute]:
    """Yield the disputes of one cue: its parties, each on each figure that it is on."""
    passage, doc = claims.passages[place], claims.doc(place)
    said = said_by(one, doc)
    parties = _parties(one, doc)
    if said is None or any(source_kind(each) == "court" for each in parties):  # a judge dismisses a suit
        return
    on, counter = (
        corrected(one, place, claims) if one.stance == "correct" else (targets(one, said, place, claims), None)
    )
    start = passage.start + doc[one.first].idx
    end = passage.start + doc[one.last].idx + len(doc[one.last])
    words, sentence = doc[one.first : one.last + 1].text, passage.text
    takers: Sequence[str | None] = parties or [None]
    for party in takers:
        country = _country(party, gazetteer)
        for target in on or told_of(country, said, place, claims):
            own = party is not None and party == claims.every[target].source.source
            if own and one.stance in ("deny", "dispute") and said == BEFORE:
                continue
            yield Dispute(target, party, country, one.stance, words, start, end, sentence, counter)


def _parties(one: Cue, doc: Doc) -> list[str]:
    """Return who takes a stance, each party by itself: "both Moscow and Pyongyang have refuted"."""
    verb = doc[one.first]
    if one.shape == "noun":
        owner = next((each for each in verb.lefts if each.dep_ in ("nmod:poss", "poss")), None)
        return [] if owner is None or owner.tag_ == "PRP$" else _apart(named(owner), doc)
    if one.shape == "phrase":
        who = phrase_before(doc, _before_verb(doc, one.first)) if one.stance == "unverified" else None
        spoken = [each.source for each in credits_in(doc) if each.source is not None]
        is_active = doc[one.last].tag_ in ("VB", "VBP")
        if who is not None and is_active:  # "the group could not verify"; no "the toll could not be verified"
            return spoken[:1] if who.is_pronoun else _apart(who, doc)
        if who is not None and source_kind(who.text) in ("media", "international", "ngo"):
            return _apart(who, doc)
        return spoken[:1] if one.stance in ("deny", "correct") else []
    by = agent(verb) if is_passive(verb) else None
    if by is None and verb.tag_ == "VBN":
        place = next((word.i for word in doc[one.last + 1 : one.last + 4] if word.lower_ == "by"), None)
        who = None if place is None else phrase_after(doc, place + 1)
        if who is not None:
            return _apart(who, doc)
    if by is not None:
        return _apart(named(by), doc)
    place = _before_verb(doc, one.first)
    if one.shape == "predicate":
        speaker = next((word for word in reversed(doc[:place]) if word.lemma_.lower() in cue("calling")), None)
        place = speaker.i if speaker is not None else 0
        while place > 0 and doc[place - 1].pos_ in ("ADV", "AUX"):
            place -= 1
    comma = next((word.i for word in doc[: LONG_OBJECT * 2] if word.text == ","), None)
    if place == 0 and verb.tag_ == "VBG" and comma is not None:  # "Denying reports that …, the army said"
        who = phrase_after(doc, comma + 1)
        return _apart(who, doc) if who is not None and not who.is_pronoun else []
    who = phrase_before(doc, place) or name_before_commas(doc, place)
    if who is None and (own := subject(verb)) is not None and own.i < place:
        who = named(own)
    if who is not None and not who.is_pronoun and who.head not in cue("claim_nouns"):
        return _apart(who, doc)
    return [each.source for each in credits_in(doc) if each.source is not None][:1] if one.shape == "predicate" else []


def _country(party: str | None, gazetteer: Gazetteer) -> str | None:
    """Return the country of a party, which may be a country itself."""
    return None if party is None else country_of(party) or gazetteer.country_named(party)


def _before_verb(doc: Doc, place: int) -> int:
    """Return where the words that stand with a verb begin: "has also not (denied)"."""
    while place > 0 and (doc[place - 1].pos_ in ("ADV", "AUX", "PART") or doc[place - 1].lower_ in HAVE):
        place -= 1
    return place


def _apart(who: Named, doc: Doc) -> list[str]:
    """Return the names that "and" joins in a phrase; a number alone is nobody."""
    words = doc[who.first : who.last + 1]
    if all(word.like_num for word in words):
        return []
    joint = next((word.i for word in words if word.lower_ == "and"), None)
    if joint is None or not (doc[joint - 1].text[:1].isupper() and doc[joint + 1].text[:1].isupper()):
        return [who.text.removeprefix("both ").removeprefix("Both ")]
    first = doc[who.first : joint].text.removeprefix("both ").removeprefix("Both ")
    return [first, doc[joint + 1 : who.last + 1].text]


def _rivals(passages: Sequence[Passage], claims: Sequence[Claim], gazetteer: Gazetteer) -> Iterator[Dispute]:
    """Yield the figures of two sides for the same thing, which are counter-claims and no denials."""
    for index, claim in enumerate(claims):
        for other in range(index + 1, min(len(claims), index + 1 + RIVALS)):
            rival = claims[other]
            if rival.passage - claim.passage > 1:
                break
            if not _is_rival(claim, rival):
                continue
            start = passages[rival.passage].start + rival.told.quantity.start
            end = passages[rival.passage].start + rival.told.quantity.end
            words = passages[rival.passage].text[rival.told.quantity.start : rival.told.quantity.end]
            country = _country(rival.source.source, gazetteer)
            yield Dispute(
                index, rival.source.source, country, "dispute", words, start, end, passages[rival.passage].text, other
            )
            break


def _is_rival(claim: Claim, rival: Claim) -> bool:
    """Say whether two sources say how many of the same, and not the same number."""
    first, second = claim.told, rival.told
    if None in (claim.source.source, rival.source.source) or claim.source.source == rival.source.source:
        return False
    if "reported" in (claim.source.modality, rival.source.modality) or "poll" in (
        claim.source.source_kind,
        rival.source.source_kind,
    ):
        return False
    if (first.quantity.kind, first.quantity.unit) != (second.quantity.kind, second.quantity.unit):
        return False
    if first.quantity.kind in ASIDE or first.quantity.value == second.quantity.value:
        return False
    if second.aggregation in ("part", "increment") or (claim.code != rival.code and rival.code is not None):
        return False
    nations = [affiliation(each.counted.text) if each.counted is not None else None for each in (first, second)]
    if nations[0] != nations[1] and None not in nations:
        return False
    heads = [each.counted.head if each.counted is not None else None for each in (first, second)]
    if heads[1] in cue("tolls"):
        heads[1] = None
    return heads[1] is None or (heads[0] == heads[1] and claim.code is not None)
