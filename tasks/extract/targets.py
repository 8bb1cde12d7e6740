"""What a stance is on: what a sentence says was said, and the figures of an article that this means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.attribution import Source
from tasks.extract.classes import affiliation, counted_class
from tasks.extract.names import FINITE, phrase_after
from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.sources import CLAUSE_STARTS
from tasks.extract.stances import Cue
from tasks.extract.syntax import is_passive, subject, tokens
from tasks.extract.telling import Told
from tasks.extract.triggers import dictionary_forms
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

VERBS = ("deny", "denies")  # whatever the tagger takes them for
TOLD = frozenset(("that", "of", "by", "it", "about", "he", "she", "they"))  # behind a claim: what it says
BREAKS = frozenset(
    (";", "but", "where", "whereas", "although", "though", "despite")
)  # where something else begins behind what is denied
ENDS = BREAKS | (CLAUSE_STARTS - {","})
OWNER_BACK = 8  # sentences before a stance in which the figure of somebody whom it names is looked for
BACK = 3  # sentences before a stance in which what it is on is looked for
MANY = 40  # figures that a stance reaches at most: more alike are a table
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
class Claims:
    """The figures of an article, in order, and where to find them by their passage and by what they restate."""

    passages: Sequence[Passage]
    every: Sequence[Claim]
    by_passage: Mapping[int, Sequence[int]]
    by_root: Mapping[int, Sequence[int]]
    claimed: Mapping[str, Sequence[int]]  # those that somebody claims, by their event

    @classmethod
    def of(cls, passages: Sequence[Passage], every: Sequence[Claim]) -> Claims:
        """Put the figures of an article in order."""
        by_passage: defaultdict[int, list[int]] = defaultdict(list)
        by_root: defaultdict[int, list[int]] = defaultdict(list)
        claimed: defaultdict[str, list[int]] = defaultdict(list)
        for index, claim in enumerate(every):
            by_passage[claim.passage].append(index)
            if claim.restates is not None:
                by_root[claim.restates].append(index)
            if claim.code is not None and claim.source.modality in ("claimed", "reported"):
                claimed[claim.code].append(index)
        return cls(passages, every, dict(by_passage), dict(by_root), dict(claimed))

    def at(self, first: int, last: int | None = None) -> list[int]:
        """Return the figures of a passage, or of those from one to another."""
        passages = range(first, (first if last is None else last) + 1)
        return [index for passage in passages for index in self.by_passage.get(passage, ())]

    def doc(self, passage: int) -> Doc:
        """Return the parse of a passage that was parsed."""
        doc = self.passages[passage].doc
        assert doc is not None
        return doc


@dataclass(frozen=True, slots=True)
class Said:
    """What a stance is on: the tokens of its sentence that say so; none of them where it stands in the ones before.

    `is_clause`: it is told in a clause ("denied that six died"), not named ("denied the report").
    """

    first: int = 0
    last: int = 0
    is_clause: bool = False


BEFORE = Said()


def said_by(one: Cue, doc: Doc) -> Said | None:
    """Return what a cue is on; None: on nothing that was said.

    >>> from tasks.extract.stances import cues_in
    >>> from tasks.extract.syntax import Syntax
    >>> for text in ("The army denied the report that six died.", "They denied it.", "He denied the visa."):
    ...     doc = Syntax.load().nlp(text)
    ...     said = said_by(cues_in(doc)[0], doc)
    ...     print(said and doc[said.first : said.last])
    the report that six died.
    <BLANKLINE>
    None
    """
    if one.stance == "correct" and one.shape == "verb":
        return _corrects(one, doc)
    if one.shape == "phrase":
        return Said(0, len(doc)) if one.stance != "deny" else BEFORE
    if one.shape == "predicate":
        return _predicated(one, doc)
    if one.shape == "noun":
        return _object(doc, one.last + 1)
    first = doc[one.first]
    before = {word.lower_ for word in doc[max(0, one.first - 3) : one.first]}
    is_verb = first.tag_.startswith("VB") or first.lower_ in VERBS
    if not before.isdisjoint(cue("not")) or not is_verb or first.dep_ == "amod":
        return None
    if one.first and first.nbor(-1).lemma_.lower() in cue("claim_nouns"):  # "a claim rejected by the army"
        return Said(0, one.first)
    if is_passive(first) or (first.tag_ == "VBN" and before & {"was", "were", "been", "be", "is", "are"}):
        own = subject(first)
        if own is None or own.lemma_.lower() not in cue("claim_nouns"):
            return None
        return Said(own.left_edge.i, max(own.right_edge.i + 1, own.i + 1))
    if doc[one.last + 1 : one.last + 2].text in ("", ".", ";") or (
        one.last + 2 >= len(doc)
    ):  # "a figure the army denied", "which it denied"
        near = doc[max(0, one.first - LONG_OBJECT) : one.first]
        named = any(word.lemma_.lower() in cue("claim_nouns") or word.lower_ == "which" for word in near)
        return Said(0, one.first) if named else None
    if first.lemma_.lower() == "deny" and not cue("charges").isdisjoint(
        word.lower_ for word in doc[one.last + 1 : one.last + 4]
    ):
        return BEFORE
    return _object(doc, one.last + 1)


def _corrects(one: Cue, doc: Doc) -> Said | None:
    """Return BEFORE where a verb corrects a number that was said: no "lowered its prices"."""
    near = doc[max(0, one.first - LONG_OBJECT) : one.last + LONG_OBJECT]
    said = any(word.lemma_.lower() in cue("claim_nouns") or word.lower_ in ("this", "that", "it") for word in near)
    return BEFORE if said and doc[one.first].tag_.startswith("VB") and doc[one.first].dep_ != "amod" else None


def _object(doc: Doc, place: int) -> Said | None:
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
        return Said(place, _end(doc, place, BREAKS)) if doc[place + 1].text not in (",", ".", ";") else BEFORE
    who = phrase_after(doc, place, maker=False)
    phrase = doc[who.first : who.last + 1] if who is not None else doc[place:place]
    claim = next((each.i for each in phrase if each.lemma_.lower() in cue("claim_nouns")), None)
    if claim is not None:
        counted = any(each.like_num for each in phrase if each.i < claim)  # "rejected 300 claims"
        told = any(doc[at : at + 1].text.lower() in TOLD for at in (claim + 1, phrase.end))
        if counted and not told:
            return None
        return Said(place, _end(doc, place, BREAKS)) if told else BEFORE
    if word.lower_ in ("that", "having") or word.tag_ == "VBG":
        is_blame = any(each.lemma_.lower() in cue("blame") for each in doc[place : place + 4])
        return None if is_blame else Said(place, _end(doc, place, ENDS), is_clause=True)
    if place + 1 < len(doc) and doc[place + 1].tag_ in FINITE:  # "denied it had fired": "it" is no object
        return Said(place, _end(doc, place, ENDS), is_clause=True)
    return BEFORE if word.lower_ in ("it", "this", "them", "both") else None


def _end(doc: Doc, place: int, words: Set[str]) -> int:
    """Return the place of the next of some words behind one, or the end: what is told there is another matter."""
    return next((each.i for each in doc[place + 1 :] if each.lower_ in words), len(doc))


def _predicated(one: Cue, doc: Doc) -> Said | None:
    """Return what "baseless" and its like are said of: a noun of claims or a pronoun before, a clause behind."""
    if doc[one.last + 1 : one.last + 2].text.lower() == "that":  # "it was untrue that six died"
        return Said(one.last + 1, len(doc), is_clause=True)
    near = doc[max(0, one.first - LONG_OBJECT) : one.first]
    called = any(word.lemma_.lower() in cue("calling") or word.lemma_.lower() == "be" for word in near)
    if not called or any(word.lower_ in cue("not") for word in doc[max(0, one.first - 2) : one.first]):
        return None
    for word in reversed(near):
        if word.lemma_.lower() in cue("claim_nouns"):
            is_aside = word.i > 1 and doc[word.i - 2].text == ","  # "31,000, a figure that Moscow called absurd"
            return Said(0 if is_aside else word.left_edge.i, one.first)
        is_that = word.lower_ == "that" and word.tag_ == "DT"  # no "the claim that six died is untrue"
        if is_that or word.lower_ in ("it", "this", "they", "them", "first", "second", "latter"):
            return BEFORE
    return None


def targets(one: Cue, said: Said, place: int, claims: Claims) -> list[int]:
    """Return the figures that a stance is on: in what it names, else claimed before; and their restatements."""
    doc = claims.doc(place)
    held = [
        index
        for index in claims.at(place)
        if said.first <= _number(doc, claims.every[index]).start < said.last and _may_be_meant(claims.every[index])
    ]
    words = doc[said.first : said.last]
    if not held and (owned := _of_owner(one, place, claims)):
        held = owned
    elif not held and one.shape == "phrase" and one.stance == "deny":
        held = _of_event(doc, one.last, place, claims)
    elif not held:
        held = _claimed_before(words, said, place, claims)
        if not held and said == BEFORE:  # "has not missed a $185m payment, contradicting a report"
            at = doc[one.first].idx
            own = [(index, claims.every[index]) for index in claims.at(place)]
            held = [index for index, claim in own if claim.code is not None and claim.told.quantity.end <= at]
    return _with_restated(held, claims, event_wide=any(word.lower_ in cue("plural_claims") for word in words))


def told_of(country: str | None, said: Said, place: int, claims: Claims) -> list[int]:
    """Return the figures of a country's own that others claim behind what it denies in a sentence.

    "Russia denies aiding rebels; NATO says over 1,000 Russian troops are there".
    """
    if country is None or not said.is_clause:
        return []
    doc = claims.doc(place)
    claimed = [index for index in claims.at(place) if claims.every[index].source.source is not None]
    behind = [index for index in claimed if _number(doc, claims.every[index]).start >= said.last]
    return [index for index in behind if _nation(claims.every[index]) == country]


def corrected(one: Cue, place: int, claims: Claims) -> tuple[list[int], int | None]:
    """Return the figure that is corrected and the one that takes its place: "cut the toll to 88 from 121"."""
    doc, every = claims.doc(place), claims.every
    own = [index for index in claims.at(place) if _may_be_meant(every[index])]
    behind = [index for index in own if every[index].told.quantity.start >= doc[one.first].idx]
    if one.shape == "phrase" and not behind:
        behind = own
    if not behind:
        return [], None
    kind = every[behind[0]].told.quantity.kind
    if len(behind) > 1 and every[behind[1]].told.quantity.kind == kind:
        first, second = behind[:2]
        return ([first], second) if _is_from(doc, every[first]) else ([second], first)
    near = [index for index in claims.at(place - 1, place + 1) if every[index].told.quantity.kind == kind]
    before = [index for index in near if index < behind[0]]
    after = [index for index in near if every[index].passage > place]
    if before:
        return [before[-1]], behind[0]
    return ([behind[0]], after[0]) if after else ([], None)


def _number(doc: Doc, claim: Claim) -> Span:
    return tokens(doc, claim.told.quantity.start, claim.told.quantity.end)


def _may_be_meant(claim: Claim) -> bool:
    """Say whether a figure can be denied: no distance, and no count of claims ("one estimate, which they reject")."""
    counted = claim.told.counted
    is_of_claims = counted is not None and counted.head in cue("claim_nouns") and claim.code is None
    return claim.told.quantity.kind not in ASIDE and not is_of_claims


def _is_from(doc: Doc, claim: Claim) -> bool:
    start = _number(doc, claim).start
    return start > 0 and doc[start - 1].lower_ == "from"


def _of_event(doc: Doc, place: int, passage: int, claims: Claims) -> list[int]:
    """Return the figures before of the event that nobody had ("no one was hurt"), else all of the nearest claims."""
    words = [form for word in doc[place : place + 3] for form in dictionary_forms(word.lower_, word.lemma_.lower())]
    codes = frozenset(code for word in words for code in _codes().get(word, ()))
    before = claims.at(passage - BACK, passage - 1)
    found = [index for index in before if claims.every[index].code in codes]
    if found or doc[place].lower_ not in ("none", "thing") or not before:
        return found
    return claims.at(claims.every[before[-1]].passage)


@cache
def _codes() -> dict[str, set[str]]:
    """Return the events that each word says."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_rows("triggers"):
        for words in row["words"].split(";"):
            found[words.strip()].add(row["event"])
    return dict(found)


def _claimed_before(words: Span, said: Said, place: int, claims: Claims) -> list[int]:
    """Return the figures of the nearest sentence before that somebody claims and that what is denied may mean."""
    nation = affiliation(words.text)
    troops = [index for index in claims.claimed.get("deployed", ())[-MANY:] if nation == _nation(claims.every[index])]
    is_presence = any(word.lower_ in cue("presence") for word in words)
    befallen = _befallen(nation, place, claims) if nation is not None and is_presence else []
    if nation is not None and (troops or befallen):
        return sorted({*troops, *befallen})
    for back in range(place - 1, max(-1, place - BACK - 1), -1):
        near = [index for index in claims.at(back) if _is_claimed(claims.every[index])]
        if any(claims.every[index].code is not None for index in near):
            near = [index for index in near if claims.every[index].code is not None]
        elif not near and _holds_claim(claims.passages[back].text):
            return []  # the claim that is meant has no figure
        if said.is_clause:
            told = [index for index in near if _is_told_in(words, claims.every[index])]
            near = told or (near if _speaks_of(words, claims.passages[back]) else [])
        if near:
            return near
    return []


def _of_owner(one: Cue, place: int, claims: Claims) -> list[int]:
    """Return the last figures of whose claim a stance is on, where it says so: "disputed the ministry's toll"."""
    near = claims.doc(place)[one.last + 1 : one.last + 1 + LONG_OBJECT]
    claim = next((word for word in near if word.lemma_.lower() in cue("claim_nouns")), None)
    if claim is None or any(
        word.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "PUNCT") for word in near[: claim.i - near.start]
    ):
        return []
    owner = next((each for each in claim.lefts if each.dep_ in ("nmod:poss", "poss") and each.pos_ != "PRON"), None)
    if owner is None:
        return []
    own = [index for index in claims.at(place - OWNER_BACK, place - 1) if _is_from_source(claims.every[index], owner)]
    return [index for index in own if claims.every[index].passage == claims.every[own[-1]].passage]


def _is_from_source(claim: Claim, owner: Token) -> bool:
    """Say whether a figure is credited to somebody, by the last word of the name: "the health ministry"."""
    source = claim.source.source
    words = source.lower().replace("’s", "").replace("'s", "").split() if source is not None else []
    return bool(words) and owner.lower_ in (words[-1], words[0]) and claim.told.quantity.kind not in ASIDE


def _befallen(nation: str, place: int, claims: Claims) -> list[int]:
    """Return what is claimed to have befallen a country's own in the sentences before: who is not there cannot fall."""
    near = [(index, claims.every[index]) for index in claims.at(place - BACK, place - 1)]
    claimed = [(index, claim) for index, claim in near if claim.code is not None and claim.source.modality == "claimed"]
    return [index for index, claim in claimed if _nation(claim) == nation]


def _nation(claim: Claim) -> str | None:
    return affiliation(claim.told.counted.text) if claim.told.counted is not None else None


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


def _with_restated(held: Sequence[int], claims: Claims, *, event_wide: bool) -> list[int]:
    """Return figures with those that restate them or that they restate, and with other claims of the same event."""
    found: dict[int, None] = dict.fromkeys(held)
    for index in held:
        root = index if (restated := claims.every[index].restates) is None else restated
        found |= dict.fromkeys((root, *claims.by_root.get(root, ())[:MANY]))
    if event_wide:
        codes = {code: None for index in held if (code := claims.every[index].code) is not None}
        found |= dict.fromkeys(index for code in codes for index in claims.claimed.get(code, ())[:MANY])
    return sorted(found)
