"""Who denies or disputes a figure, corrects or confirms it, or could not verify it: rows of the table `disputes`.

A cue (`data/disputes.csv`) says that somebody takes a stance on what was said: "denied the report that six died", "the
claims are baseless", "could not be verified". What was said is in the same sentence, or in the ones before. A stance on
a figure reaches where it is said again; one on claims of what happened reaches all that is claimed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.extract.attribution import Source, source_kind
from tasks.extract.classes import affiliation, counted_class
from tasks.extract.names import Named, name_before_commas, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.parties import country_of
from tasks.extract.passages import Passage
from tasks.extract.sources import CLAUSE_STARTS, credits_in
from tasks.extract.stances import Cue, cues_in
from tasks.extract.syntax import agent, is_passive, subject, tokens
from tasks.extract.telling import Told
from tasks.extract.triggers import dictionary_forms
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

BACK = 3  # sentences before a stance in which what it is on is looked for
SHARED = 2  # words of weight that a clause shares with the sentence that it speaks of
ASIDE = frozenset(("age", "duration", "distance", "index", "temperature", "speed"))  # kinds that stances are seldom on
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
        """The code of its event."""
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
    said = _corrects(one, doc) if one.stance == "correct" and one.shape == "verb" else _said(one, doc)
    parties = _parties(one, doc)
    if said is None or any(source_kind(each) == "court" for each in parties):  # a judge dismisses a suit
        return
    counter = None
    if one.stance == "correct":
        targets, counter = _corrected(one, place, passages, claims)
    else:
        targets = _targets(one, said, place, passages, claims)
    start = passage.start + doc[one.first].idx
    end = passage.start + doc[one.last].idx + len(doc[one.last])
    named: Sequence[str | None] = parties or [None]
    for target in targets:
        for party in named:
            own = party is not None and party == claims[target].source.source
            if own and one.stance in ("deny", "dispute") and not said.is_clause:
                continue
            words = doc[one.first : one.last + 1].text
            yield Dispute(
                target, party, party and country_of(party), one.stance, words, start, end, passage.text, counter
            )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a stance is on: the tokens of its sentence that say so; none of them where it stands in the ones before.

    `is_clause`: it is told in a clause ("denied that six died"), not named ("denied the report").
    """

    first: int = 0
    last: int = 0
    is_clause: bool = False


BEFORE = _Said()


def _said(one: Cue, doc: Doc) -> _Said | None:
    """Return what a cue is on; None: on nothing that was said."""
    if one.shape == "phrase":
        return _Said(0, len(doc)) if one.stance != "deny" else BEFORE
    if one.shape == "predicate":
        return _predicated(one, doc)
    if one.shape == "noun":
        return _object(doc, one.last + 1)
    first = doc[one.first]
    before = {word.lower_ for word in doc[max(0, one.first - 3) : one.first]}
    if not before.isdisjoint(cue("not")) or not first.tag_.startswith("VB") or first.dep_ == "amod":
        return None
    if one.first and first.nbor(-1).lemma_.lower() in cue("claim_nouns"):  # "a claim rejected by the army"
        return _Said(0, one.first)
    if is_passive(first) or (first.tag_ == "VBN" and before & {"was", "were", "been", "be", "is", "are"}):
        own = subject(first)
        if own is None or own.lemma_.lower() not in cue("claim_nouns"):
            return None
        return _Said(own.left_edge.i, max(own.right_edge.i + 1, own.i + 1))
    if doc[one.last + 1 : one.last + 2].text in ("", ".", ";") or (
        one.last + 2 >= len(doc)
    ):  # "a figure the army denied", "which it denied"
        near = doc[max(0, one.first - LONG_OBJECT) : one.first]
        named = any(word.lemma_.lower() in cue("claim_nouns") or word.lower_ == "which" for word in near)
        return _Said(0, one.first) if named else None
    if first.lemma_.lower() == "deny" and not cue("charges").isdisjoint(
        word.lower_ for word in doc[one.last + 1 : one.last + 4]
    ):
        return BEFORE
    return _object(doc, one.last + 1)


def _corrects(one: Cue, doc: Doc) -> _Said | None:
    """Return BEFORE where a verb corrects a number that was said: no "lowered its prices"."""
    near = doc[max(0, one.first - LONG_OBJECT) : one.last + LONG_OBJECT]
    said = any(word.lemma_.lower() in cue("claim_nouns") or word.lower_ in ("this", "that", "it") for word in near)
    return BEFORE if said and doc[one.first].tag_.startswith("VB") and doc[one.first].dep_ != "amod" else None


def _object(doc: Doc, place: int) -> _Said | None:
    """Return what is denied behind a verb: a clause, a noun of what was said, or a pronoun; None for anything else."""
    while place < len(doc) and (doc[place].pos_ == "ADV" or doc[place].lower_ in ("as", "of", "outright", ",", "all")):
        place += 1
    after = next((each.i for each in doc[place:] if each.lower_ not in cue("said_when") and not each.like_num), place)
    if doc[after : after + 1].text.lower() == "that":  # "denied on Wednesday that it had sold"
        place = after
    if place >= len(doc):
        return None
    word = doc[place]
    if word.lower_ in cue("plural_claims") and place + 1 < len(doc):  # whatever the tagger takes "reports" for
        return _Said(place, len(doc)) if doc[place + 1].text not in (",", ".", ";") else BEFORE
    who = phrase_after(doc, place, maker=False)
    if who is not None and any(each.lemma_.lower() in cue("claim_nouns") for each in doc[who.first : who.last + 1]):
        counted = any(each.like_num for each in doc[who.first : who.last + 1])  # "rejected 300 claims"
        told = doc[who.last + 1 : who.last + 2].text.lower() in ("that", "of", "by", "it", "about", "he", "she", "they")
        if counted and not told:
            return None
        return _Said(place, len(doc)) if told else BEFORE
    if word.lower_ in ("that", "having") or word.tag_ == "VBG":
        is_blame = any(each.lemma_.lower() in cue("blame") for each in doc[place : place + 4])
        end = next(
            (each.i for each in doc[place + 1 :] if each.lower_ in CLAUSE_STARTS and each.lower_ != ","), len(doc)
        )
        return None if is_blame else _Said(place, end, is_clause=True)
    return BEFORE if word.lower_ in ("it", "this", "them", "both") else None


def _predicated(one: Cue, doc: Doc) -> _Said | None:
    """Return what "baseless" and its like are said of: a noun of claims or a pronoun before, a clause behind."""
    if doc[one.last + 1 : one.last + 2].text.lower() == "that":  # "it was untrue that six died"
        return _Said(one.last + 1, len(doc), is_clause=True)
    near = doc[max(0, one.first - LONG_OBJECT) : one.first]
    called = any(word.lemma_.lower() in cue("calling") or word.lemma_.lower() == "be" for word in near)
    if not called or any(word.lower_ in cue("not") for word in doc[max(0, one.first - 2) : one.first]):
        return None
    for word in reversed(near):
        if word.lemma_.lower() in cue("claim_nouns"):
            return _Said(word.left_edge.i, one.first)
        if word.lower_ in ("it", "that", "this", "they", "them", "first", "second", "latter"):
            return BEFORE
    return None


def _parties(one: Cue, doc: Doc) -> list[str]:
    """Return who takes a stance, each party by itself: "both Moscow and Pyongyang have refuted"."""
    verb = doc[one.first]
    if one.shape == "noun":
        owner = next((each for each in verb.lefts if each.dep_ in ("nmod:poss", "poss")), None)
        return [] if owner is None or owner.tag_ == "PRP$" else _apart(named(owner), doc)
    if one.shape == "phrase":
        who = phrase_before(doc, one.first) if one.stance == "unverified" else None
        spoken = [each.source for each in credits_in(doc) if each.source is not None]
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
    place = one.first
    while place > 0 and (
        doc[place - 1].pos_ in ("ADV", "AUX", "PART") or doc[place - 1].lower_ in ("has", "have", "had")
    ):
        place -= 1
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


def _apart(who: Named, doc: Doc) -> list[str]:
    """Return the names that "and" joins in a phrase."""
    words = doc[who.first : who.last + 1]
    joint = next((word.i for word in words if word.lower_ == "and"), None)
    if joint is None or not (doc[joint - 1].text[:1].isupper() and doc[joint + 1].text[:1].isupper()):
        return [who.text.removeprefix("both ").removeprefix("Both ")]
    first = doc[who.first : joint].text.removeprefix("both ").removeprefix("Both ")
    return [first, doc[joint + 1 : who.last + 1].text]


def _targets(one: Cue, said: _Said, place: int, passages: Sequence[Passage], claims: Sequence[Claim]) -> list[int]:
    """Return the figures that a stance is on: in what it names, else claimed before; and their restatements."""
    doc = passages[place].doc
    assert doc is not None
    held = [
        index
        for index, claim in enumerate(claims)
        if claim.passage == place
        and said.first <= tokens(doc, claim.told.quantity.start, claim.told.quantity.end).start < said.last
        and claim.told.quantity.kind not in ASIDE
    ]
    words = doc[said.first : said.last]
    if not held and one.shape == "phrase" and one.stance == "deny":
        held = _of_event(doc, one.last, place, claims)
    elif not held:
        own = [index for index, claim in enumerate(claims) if claim.passage == place and claim.code is not None]
        at = doc[one.first].idx
        held = _claimed_before(words, said, place, passages, claims) or [
            index for index in own if said == BEFORE and claims[index].told.quantity.end <= at
        ]
    return _with_restated(held, claims, event_wide=any(word.lower_ in cue("plural_claims") for word in words))


def _of_event(doc: Doc, place: int, passage: int, claims: Sequence[Claim]) -> list[int]:
    """Return the figures before of the event that nobody had ("no one was hurt"), else all of the nearest claims."""
    words = {form for word in doc[place : place + 3] for form in dictionary_forms(word.lower_, word.lemma_.lower())}
    codes = {row["event"] for row in read_rows("triggers") if not words.isdisjoint(row["words"].split("; "))}
    before = [index for index, claim in enumerate(claims) if passage - BACK <= claim.passage < passage]
    found = [index for index in before if claims[index].code in codes]
    last = max((claims[index].passage for index in before), default=None)
    return found or (
        [index for index in before if claims[index].passage == last] if doc[place].lower_ in ("none", "thing") else []
    )


def _claimed_before(
    words: Span, said: _Said, place: int, passages: Sequence[Passage], claims: Sequence[Claim]
) -> list[int]:
    """Return the figures of the nearest sentence before that somebody claims and that what is denied may mean."""
    nation = affiliation(words.text)
    if nation is not None:
        of_nation = [
            index
            for index, claim in enumerate(claims)
            if claim.passage <= place
            and claim.code == "deployed"
            and claim.told.counted is not None
            and affiliation(claim.told.counted.text) == nation
        ]
        if of_nation:
            return of_nation
    for back in range(place - 1, max(-1, place - BACK - 1), -1):
        near = [index for index, claim in enumerate(claims) if claim.passage == back and _is_claimed(claim)]
        if any(claims[index].code is not None for index in near):
            near = [index for index in near if claims[index].code is not None]
        elif not near and _holds_claim(passages[back].text):
            return []  # the claim that is meant has no figure
        if said.is_clause:
            told = [index for index in near if _is_told_in(words, claims[index])]
            near = told or (near if _speaks_of(words, passages[back]) else [])
        if near:
            return near
    return []


def _holds_claim(text: str) -> bool:
    """Say whether a sentence tells of a claim."""
    return not {word + ending for word in cue("claims") for ending in ("", "s")}.isdisjoint(text.lower().split())


def _is_claimed(claim: Claim) -> bool:
    """Say whether somebody says what a figure tells, and something happened in it."""
    told = claim.source.source is not None or claim.source.modality != "stated"
    return claim.told.quantity.kind not in ASIDE and (told or claim.code is not None)


def _is_told_in(words: Span, claim: Claim) -> bool:
    """Say whether a clause tells the event of a figure: "denied that anyone had been arrested"."""
    event = claim.told.event.text if claim.told.event is not None else None
    forms = {form for word in words for form in dictionary_forms(word.lower_, word.lemma_.lower())}
    return event is not None and any(
        not forms.isdisjoint(dictionary_forms(word, word)) for word in event.lower().split() if len(word) > SHARED + 1
    )


def _speaks_of(words: Span, passage: Passage) -> bool:
    """Say whether a clause speaks of what a sentence tells: it shares words of weight with it."""
    doc = passage.doc
    if doc is None:
        return False
    classes = {counted_class(word.text) for word in words if word.pos_ == "NOUN"} - {"other", None}
    if any(told.counted is not None and counted_class(told.counted.text) in classes for told in passage.told):
        return True
    weighty, others = (
        {word.lemma_.lower() for word in each if word.pos_ in ("NOUN", "VERB", "PROPN")} for each in (words, doc)
    )
    return len(weighty & others) >= SHARED


def _with_restated(held: Sequence[int], claims: Sequence[Claim], *, event_wide: bool) -> list[int]:
    """Return figures with those that restate them or that they restate, and with other claims of the same event."""
    roots = {index if (root := claims[index].restates) is None else root for index in held}
    found = set(held) | roots | {index for index, claim in enumerate(claims) if claim.restates in roots}
    if event_wide:
        codes = {claims[index].code for index in held} - {None}
        found |= {
            index
            for index, claim in enumerate(claims)
            if claim.code in codes and claim.source.modality in ("claimed", "reported")
        }
    return sorted(found)


def _corrected(
    one: Cue, place: int, passages: Sequence[Passage], claims: Sequence[Claim]
) -> tuple[list[int], int | None]:
    """Return the figure that is corrected and the one that takes its place: "cut the toll to 88 from 121"."""
    own = [
        index for index, claim in enumerate(claims) if claim.passage == place and claim.told.quantity.kind not in ASIDE
    ]
    doc = passages[place].doc
    assert doc is not None
    behind = [index for index in own if claims[index].told.quantity.start >= doc[one.first].idx]
    if one.shape == "phrase" and not behind:
        behind = own
    if len(behind) >= 2 and claims[behind[0]].told.quantity.kind == claims[behind[1]].told.quantity.kind:
        first, second = behind[:2]
        return ([first], second) if _leads(doc, claims[first], "from") else ([second], first)
    near = [
        index for index, claim in enumerate(claims) if place - 1 <= claim.passage <= place + 1 and index not in behind
    ]
    if behind:
        kind = claims[behind[0]].told.quantity.kind
        near = [index for index in near if claims[index].told.quantity.kind == kind]
        before = [index for index in near if claims[index].passage <= place and index < behind[0]]
        after = [index for index in near if claims[index].passage == place + 1]
        if before:
            return [before[-1]], behind[0]
        return ([behind[0]], after[0]) if after else ([], None)
    return [], None


def _leads(doc: Doc, claim: Claim, word: str) -> bool:
    number = tokens(doc, claim.told.quantity.start, claim.told.quantity.end)
    return number.start > 0 and doc[number.start - 1].lower_ == word


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
            country = country_of(str(rival.source.source))
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
