"""Who is credited with a figure in its sentence: "police said", "according to the ministry", "the survey found".

A credit is words that say who says something (`data/reporting.csv`), with the part of the sentence that it covers: what
follows "police said that", what stands before ", police said", either side of a quotation's speaker. A figure has the
nearest credit that covers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from tasks.extract.names import FINITE, Named, name_before_commas, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import SUBJECTS, agent, is_passive, subject
from tasks.extract.triggers import dictionary_forms, inflected
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

QUOTES = frozenset(('"', "“", "”", "«", "»", "''", "``", "‘‘", "’’"))
MARKS = QUOTES | {",", "–", "—", "--", "-", ")", ";"}
CLAUSE_STARTS = frozenset((",", "as", "after", "when", "while", "who", "which"))
SORTS = ("clause", "strict", "object", "shows")
PUT_AT = 8  # words between a "put" and what something is put at
ADVERB_REACH = 12  # words before a "reportedly" that it is said of
HEARSAY_REACH = 3  # words between a "be" and its participle

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """Words that say who says something, on the tokens first..last of a sentence, and the tokens that they cover.

    `source` is None where they leave it open ("is believed to"); `is_pronoun`: it stands for somebody named before.
    """

    source: str | None
    first: int
    last: int
    cue: str
    modality: str
    rule: str
    covers: Ranges
    via: str | None = None
    is_pronoun: bool = False


Rule = Callable[["Doc", Sequence[str]], "Iterator[Credit]"]


@cache
def reporting(sort: str) -> dict[str, str]:
    """Return the words of a sort of `data/reporting.csv`, each with the modality that it gives."""
    rows = (row for row in read_rows("reporting") if row["sort"] == sort)
    return {word: row["modality"] for row in rows for word in row["words"].split()}


@cache
def words_of_saying() -> frozenset[str]:
    """Return every form in which a word that says who says something may stand."""
    verbs = {word for sort in SORTS for word in reporting(sort)} | {"according"}
    return inflected(verbs)


@cache
def inflected_passives() -> frozenset[str]:
    """Return every form in which a verb of hearsay may stand."""
    return inflected(reporting("passive"))


@cache
def words_that_credit() -> frozenset[str]:
    """Return the words of which every credit has one."""
    others = {"according", "per", "citing", "quoting"} | reporting("adverb").keys()
    claims = {noun + ending for noun in cue("claims") for ending in ("", "s")}
    return words_of_saying() | inflected_passives() | others | claims


def credits_in(doc: Doc) -> list[Credit]:
    """Return the credits of a parsed sentence, in order.

    >>> from tasks.extract.syntax import Syntax
    >>> nlp = Syntax.load().nlp
    >>> [(each.source, each.modality) for each in credits_in(nlp("Six people died, police said."))]
    [('police', 'claimed')]
    >>> [(each.source, each.modality) for each in credits_in(nlp("He is believed to have killed six people."))]
    [(None, 'reported')]
    """
    words = [word.lower_ for word in doc]
    if words_that_credit().isdisjoint(words):
        return []
    found = [credit for rule in RULES for credit in rule(doc, words)]
    return sorted(_apart(found), key=lambda each: each.first)


def credit_of(number: Span, credits: Sequence[Credit]) -> Credit | None:
    """Return the credit that covers a number: of several the nearest, one that names somebody before one that does not.

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("The army said 20 died, while the rebels said 35 did.")
    >>> credit_of(doc[3:4], credits_in(doc)).source, credit_of(doc[10:11], credits_in(doc)).source
    ('The army', 'the rebels')
    """
    covering = [
        each
        for each in credits
        if any(first <= number.start < last for first, last in each.covers)
        and not each.first <= number.start <= each.last
    ]
    return min(covering, key=lambda each: (_is_open(each), _distance(number, each)), default=None)


def _is_open(credit: Credit) -> bool:
    return credit.source is None and not credit.is_pronoun


def _distance(number: Span, credit: Credit) -> int:
    return min(abs(number.start - credit.last), abs(credit.first - number.start))


def _apart(credits: Sequence[Credit]) -> Iterator[Credit]:
    """Yield credits so that what one covers ends where another begins: "A said 3 died and B said 5 did"."""
    for each in credits:
        covers = []
        for first, last in each.covers:
            for other in credits:
                if other is each or _is_open(other):
                    continue
                if each.last < other.first < last and all(begin > other.first for begin, _ in other.covers):
                    last = other.first
                if first <= other.last < each.first and all(end <= other.first for _, end in other.covers):
                    first = other.last + 1
            covers.append((first, last))
        yield replace(each, covers=tuple(covers))


def according(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find "according to X", "as per X", "citing X": it covers its whole sentence."""
    for place, word in enumerate(words):
        if word == "according" and words[place + 1 : place + 2] == ["to"]:
            start = place + 2
        elif (word == "by" and _is_count(doc, place)) or word in ("citing", "quoting") or (word == "per" and words[place - 1 : place] == ["as"]):  # "by the mayor's reckoning"
            start = place + 1
        else:
            continue
        if (who := phrase_after(doc, start)) is not None:
            covers = ((0, place), (who.last + 1, len(doc)))
            source = None if who.is_pronoun else who.text
            said = doc[place:start].text
            modality = _modality_of(who, "claimed")
            yield Credit(source, place, who.last, said, modality, "according", covers, is_pronoun=who.is_pronoun)


def _is_count(doc: Doc, place: int) -> bool:
    """Say whether a "by" or "in" brings somebody's count: "by police estimates", "in Moscow's telling"."""
    who = phrase_after(doc, place + 1)
    return who is not None and doc[who.last].lemma_.lower() in cue("counts")


def said(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find a verb of saying with who says it: "X said that", "…, X said", "…, said X", "X reported 20 deaths"."""
    for place, word in enumerate(words):
        if word not in words_of_saying() or not (sorts := _sorts(doc[place])) or not _says(doc[place]):
            continue
        verb = doc[place]
        who = _maker_of(doc, _speaker(verb, sorts))
        if who is None or not who.text.strip() or doc[who.last].pos_ == "NUM" or who.head in cue("respondents"):
            continue
        if set(sorts) == {"shows"} and not _may_show(verb, who):
            continue
        covers = _covers(verb, who, sorts)
        if covers:
            first, last = min(who.first, verb.i), max(who.last, verb.i)
            modality = _modality_of(who, next(iter(sorts.values())))
            via = _hearer(verb) if verb.lower_ in ("told", "tells", "tell") else None
            source = None if who.is_pronoun else who.text
            yield Credit(source, first, last, verb.text, modality, "said", covers, via, who.is_pronoun)


def hearsay(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find a passive that leaves open who says it: "is reported to have killed", "were believed missing"."""
    for place, word in enumerate(words):
        if word in inflected_passives() and doc[place].tag_ == "VBN" and _is_hearsay(doc[place]):
            verb = doc[place]
            by = agent(verb)
            who = named(by) if by is not None else None
            first = min((each.left_edge.i for each in verb.children if each.dep_ in SUBJECTS), default=verb.i)
            modality = next(reporting("passive")[form] for form in _forms(verb) if form in reporting("passive"))
            covers = ((min(first, verb.i), len(doc)),)
            yield Credit(who and who.text, verb.i, verb.i, verb.text, modality, "hearsay", covers)


def adverb(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find "reportedly" and its like: nobody is named."""
    for place, word in enumerate(words):
        if word in reporting("adverb"):
            covers = ((max(0, place - ADVERB_REACH), len(doc)),)
            yield Credit(None, place, place, doc[place].text, "reported", "adverb", covers)


def claim_that(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find a noun with what it says: "reports that 16 were shot", "the minister's claim that"."""
    for place, word in enumerate(words[:-2]):
        if word not in words_that_credit():
            continue
        token, following = doc[place], words[place + 1]
        is_report = token.lower_ == "reports" and following == "of"
        if token.lemma_.lower() not in cue("claims") or token.pos_ != "NOUN" or not (following == "that" or is_report):
            continue
        covers = ((token.i + 2, len(doc)),)
        owner = next((each for each in token.lefts if each.dep_ in ("nmod:poss", "poss")), None)
        if owner is None:
            yield Credit(token.text, token.i, token.i, token.text, "reported", "claim_that", covers)
        else:
            who = named(owner)
            source = None if who.is_pronoun else who.text
            yield Credit(source, who.first, token.i, token.text, "claimed", "claim_that", covers, None, who.is_pronoun)


RULES: tuple[Rule, ...] = (according, said, hearsay, adverb, claim_that)


def _forms(token: Token) -> tuple[str, ...]:
    return dictionary_forms(token.lower_, token.lemma_.lower())


def _sorts(verb: Token) -> dict[str, str]:
    """Return the sorts of verbs of saying that a word is, each with its modality."""
    forms = _forms(verb)
    return {sort: reporting(sort)[form] for sort in SORTS for form in forms if form in reporting(sort)}


def _says(verb: Token) -> bool:
    """Say whether a word is a verb that says something: no "confirmed cases", no "forecast of", no "claimed credit"."""
    following = [word.lower_ for word in verb.doc[verb.i + 1 : verb.i + 5]]
    ends = verb.i > 2 and verb.lower_.endswith("s") and following in ([], ["."])  # ", the agency estimates."
    is_verb = verb.tag_.startswith("VB") or ends or verb.lower_ in ("say", "says", "said")
    was = any(word.lemma_.lower() in ("be", "get") for word in verb.doc[max(0, verb.i - 2) : verb.i])
    if not is_verb or verb.dep_ == "amod" or (verb.tag_ == "VBN" and was):  # "have been confirmed killed"
        return False
    if following[:1] == ["of"]:  # no "forecast of", but "spoke of 30 dead"
        return verb.lower_ in ("spoke", "speak", "speaks", "talked", "warned")
    if verb.lower_ in ("put", "puts", "gave", "give", "gives"):  # "put the toll at 12", "gave the number as 757"
        at = any(verb.doc[place].lower_ == "at" for place in range(verb.i + 1, min(len(verb.doc), verb.i + PUT_AT)))
        return (at and verb.lower_.startswith("put")) or not cue("put_nouns").isdisjoint(following)
    if not cue("claimed").isdisjoint(following) and "claim" in _forms(verb):  # "claimed 20 lives"
        return False
    return not _is_hearsay(verb) and not _is_denied(verb)


def _may_show(verb: Token, who: Named) -> bool:
    """Say whether a source that shows or finds says so: a document, or a name with what it found done by others."""
    behind = verb.doc[verb.i + 1 :]
    found = any(word.tag_ in FINITE or word.tag_ == "VBG" for word in behind)
    finds = not cue("finds").isdisjoint(_forms(verb))
    is_expert = who.head in cue("experts")
    return _is_document(who) or (finds and (is_expert or (found and verb.doc[who.last].text[:1].isupper())))


def _is_document(who: Named) -> bool:
    return who.head in reporting("document")


def _modality_of(who: Named, modality: str) -> str:
    """Return the modality that a source gives: a poll's is estimated, whoever says so, "news reports" only report."""
    rest = who.text[1:]  # a sentence may begin with it
    if modality != "claimed" or rest.isupper() or rest.rpartition(" ")[2][:1].isupper():
        return modality  # "the Geological Survey" is a name
    if rest.endswith("eports") and not any(letter.isupper() for letter in rest):
        return "reported"
    return reporting("document").get(who.head, modality)


def _is_hearsay(verb: Token) -> bool:
    """Say whether a verb is a passive of saying or believing: "is reported to", "are believed dead"."""
    if verb.tag_ not in ("VBN", "VBD") or not any(form in reporting("passive") for form in _forms(verb)):
        return False
    be = any(word.lemma_.lower() in ("be", "get") for word in verb.doc[max(0, verb.i - HEARSAY_REACH) : verb.i])
    return be and (is_passive(verb) or verb.tag_ == "VBN")


def _is_denied(verb: Token) -> bool:
    """Say whether nobody says it: "did not say", "declined to say"."""
    before = {word.lower_ for word in verb.doc[max(0, verb.i - 2) : verb.i]}
    return not before.isdisjoint(cue("not")) or not before.isdisjoint(("declined", "refused", "failed", "declines"))


def _speaker(verb: Token, sorts: dict[str, str]) -> Named | None:
    """Return who speaks: the phrase before the verb, the one behind it (", said X"), or the subject of the parse."""
    doc, place = verb.doc, verb.i
    while place > 0 and (doc[place - 1].pos_ in ("ADV", "AUX") or doc[place - 1].lower_ in ("has", "have", "had")):
        place -= 1
    before = doc[place - 1] if place else None
    after = phrase_after(doc, verb.i + 1)
    if before is not None and before.text in QUOTES and after is not None and not _is_time(doc, after):
        return after
    own = subject(verb)
    if before is not None and before.lower_ in ("who", "which", "that") and before.pos_ != "NOUN":
        end = before.i - 1 if before.i and doc[before.i - 1].text == "," else before.i
        return phrase_before(doc, end)
    if before is not None and before.text not in MARKS and (who := phrase_before(doc, place)) is not None:
        return who
    past = _past_time(doc, place)
    if past < place and (who := phrase_before(doc, past)) is not None:
        return who
    is_closed = after is not None and (after.last + 1 >= len(doc) or doc[after.last + 1].text in (",", "."))
    if verb.tag_ == "VBG" and before is not None and before.text == ",":  # "…, Ann Lee said, adding that …"
        return _main_speaker(verb)
    if before is not None and before.text == "," and is_closed and verb.lower_ not in ("told", "tells"):
        return None if after is None or _is_time(doc, after) else after
    if (who := name_before_commas(doc, _past_time(doc, place))) is not None:
        return who
    if own is not None and own.i < verb.i and own.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "X", "NUM"):
        return named(own)
    if "shows" in sorts and (document := _document_before(verb)) is not None:
        return document
    if before is not None and before.text in MARKS and after is not None and not _is_time(doc, after):
        if verb.lower_ in ("told", "tells"):
            return None
        return after if "clause" in sorts or "strict" in sorts else None
    return None


def _maker_of(doc: Doc, who: Named | None) -> Named | None:
    """Return whose a document is, where its phrase says so: INSEE for "data from INSEE"."""
    if who is None or not _is_document(who):
        return who
    place = next((place for place in range(who.first, who.last) if doc[place].lower_ in ("from", "by")), None)
    maker = phrase_after(doc, place + 1) if place is not None else None
    return who if maker is None or maker.is_pronoun else maker


def _main_speaker(verb: Token) -> Named | None:
    """Return who speaks the clause that a participle goes on with, or None."""
    for before in reversed(verb.doc[: verb.i]):
        if before.tag_ in FINITE and (sorts := _sorts(before)):
            return _speaker(before, sorts)
    own = subject(verb)
    return named(own) if own is not None and own.i < verb.i else None


def _past_time(doc: Doc, place: int) -> int:
    """Return the place before a time or a bracket between a speaker and the verb: "Ann Lee, on Friday said"."""
    while place > 0 and (doc[place - 1].lower_ in cue("weekdays") or doc[place - 1].lower_ == "on"):
        place -= 1
    if place > 0 and doc[place - 1].text == ")":  # "Acme Corp. (ACM) said"
        place = next((before for before in range(place - 1, 0, -1) if doc[before].text == "("), place)
    return place


def _document_before(verb: Token) -> Named | None:
    """Return the nearest document before a verb: "that survey of 563 voters conducted from May 3 found"."""
    documents = (word for word in reversed(verb.doc[: verb.i]) if word.lemma_.lower() in reporting("document"))
    noun = next(documents, None)
    return None if noun is None or noun.pos_ != "NOUN" else named(noun)


def _is_time(doc: Doc, who: Named) -> bool:
    return any(word.lower_ in cue("weekdays") or word.lower_ in cue("months") for word in doc[who.first : who.last + 1])


def _covers(verb: Token, who: Named, sorts: dict[str, str]) -> Ranges:
    """Return the token ranges of what is said: behind the verb, before the speaker, or both in a quotation."""
    doc = verb.doc
    begin, end = min(who.first, verb.i), max(who.last, verb.i) + 1
    behind, before = doc[end:], doc[:begin]
    following = behind[0].text if len(behind) else ""
    is_quoted = any(word.text in QUOTES for word in behind)
    is_clause = any(word.tag_ in FINITE or word.tag_ == "VBN" for word in behind) or any(
        word.lower_ == "that" for word in behind[:3]
    )
    has_content = any(word.tag_ in FINITE or word.text in QUOTES for word in before)
    if before and before[-1].text in MARKS and _ends(behind) and (has_content or not _weighs(behind)):
        return ((0, begin), (end, len(doc))) if is_quoted else ((0, begin),)
    if begin and before[-1].tag_ in ("WDT", "WP"):  # "which officials said was over, destroyed 44 homes"
        comma = next((word.i for word in behind if word.text == ","), len(doc))
        return ((end, comma),)
    is_strict = following in (":", ",") or is_quoted or any(word.lower_ == "that" for word in behind[:4])
    if (
        is_strict
        or ("clause" in sorts and is_clause)
        or "object" in sorts
        or ("shows" in sorts and _may_show(verb, who))
    ):
        return ((end, len(doc)),)
    return ()


def _ends(behind: Span) -> bool:
    """Say whether nothing of weight follows a speaker before the sentence ends or a quotation begins."""
    words = list(takewhile(lambda word: word.text not in QUOTES, behind))
    clause = list(takewhile(lambda word: word.lower_ not in CLAUSE_STARTS, words))
    return not any(word.tag_ in FINITE or word.lower_ == "that" for word in clause)


def _weighs(words: Span) -> bool:
    """Say whether words hold more than when and where something was said."""
    return any(word.pos_ in ("VERB", "AUX", "NUM") or word.text in QUOTES for word in words)


def _hearer(verb: Token) -> str | None:
    """Return whom a verb tells: AFP in "officials told AFP"."""
    who = phrase_after(verb.doc, verb.i + 1)
    return None if who is None or who.is_pronoun else who.text
