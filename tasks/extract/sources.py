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

from tasks.extract.names import FINITE, Named, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.speakers import MARKS, QUOTES, SORTS, forms_of, is_document, reporting, sorts_of, speaker
from tasks.extract.syntax import OBJECTS, SUBJECTS, agent, is_passive, subject
from tasks.extract.triggers import inflected

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

CLAUSE_STARTS = frozenset((",", "as", "after", "when", "while", "who", "which"))
CLAUSE_ENDS = frozenset((";", "after", "while", "but"))
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
def words_of_saying() -> frozenset[str]:
    """Return every form in which a word that says who says something may stand."""
    return inflected(frozenset(("according", *(word for sort in SORTS for word in reporting(sort)))))


@cache
def inflected_passives() -> frozenset[str]:
    """Return every form in which a verb of hearsay may stand."""
    return inflected(frozenset(reporting("passive")))


@cache
def words_that_credit() -> frozenset[str]:
    """Return the words of which every credit has one."""
    others = {"according", "per", "citing", "quoting"} | reporting("adverb").keys()
    claims = {noun + ending for noun in cue("claims") for ending in ("", "s")}
    return words_of_saying() | inflected_passives() | others | claims | cue("forecasts")


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
    nearest = min(covering, key=lambda each: (_is_open(each), _distance(number, each)), default=None)
    if (
        nearest is not None
        and nearest.modality == "claimed"
        and any(_is_open(each) and each.modality == "estimated" for each in covering)
    ):
        return replace(nearest, modality="estimated")  # "it is estimated that six died, an official said"
    return nearest


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
        is_as_per = word == "per" and (place == 0 or words[place - 1] == "as")
        if word == "according" and words[place + 1 : place + 2] == ["to"]:
            start = place + 2
        elif word in ("citing", "quoting") or is_as_per or (word == "by" and _is_count(doc, place)):
            start = place + 1
        else:
            continue
        if (who := phrase_after(doc, start)) is not None:
            covers = ((0, place), (who.last + 1, len(doc)))
            words_said = doc[place:start].text
            modality = _modality_of(who, "claimed")
            yield Credit(
                who.source, place, who.last, words_said, modality, "according", covers, is_pronoun=who.is_pronoun
            )


def _is_count(doc: Doc, place: int) -> bool:
    """Say whether a "by" or "in" brings somebody's count: "by police estimates", "in Moscow's telling"."""
    who = phrase_after(doc, place + 1)
    return who is not None and doc[who.last].lemma_.lower() in cue("counts")


def said(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find a verb of saying with who says it: "X said that", "…, X said", "…, said X", "X reported 20 deaths"."""
    for place, word in enumerate(words):
        if word not in words_of_saying() or not (sorts := sorts_of(doc[place])) or not _says(doc[place]):
            continue
        verb = doc[place]
        who = _past_shares(doc, speaker(verb, sorts))
        if who is None or not who.text.strip() or doc[who.last].pos_ == "NUM" or _never_speaks(doc, who):
            continue
        if set(sorts) == {"shows"} and not _may_show(verb, who):
            continue
        covers = _covers(verb, who, sorts)
        if covers:
            first, last = min(who.first, verb.i), max(who.last, verb.i)
            modality = _modality_of(who, next(iter(sorts.values())))
            via = _hearer(verb) if verb.lower_ in ("told", "tells", "tell") else None
            yield Credit(who.source, first, last, verb.text, modality, "said", covers, via, who.is_pronoun)


def hearsay(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find a passive that leaves open who says it: "is reported to have killed", "were believed missing"."""
    for place, word in enumerate(words):
        if word in inflected_passives() and doc[place].tag_ == "VBN" and _is_hearsay(doc[place]):
            verb = doc[place]
            by = agent(verb)
            who = named(by).source if by is not None else None
            first = min((each.left_edge.i for each in verb.children if each.dep_ in SUBJECTS), default=verb.i)
            modality = next(reporting("passive")[form] for form in forms_of(verb) if form in reporting("passive"))
            covers = ((min(first, verb.i), len(doc)),)
            yield Credit(who, verb.i, verb.i, verb.text, modality, "hearsay", covers)


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
        who = phrase_before(doc, place) if _is_after_name(token) and following == "that" else None
        if who is not None:  # "Agence France-Presse reports that", whatever the tagger takes it for
            yield Credit(who.source, who.first, token.i, token.text, "claimed", "claim_that", covers)
            continue
        owner = next((each for each in token.lefts if each.dep_ in ("nmod:poss", "poss")), None)
        if owner is None:
            yield Credit(token.text, token.i, token.i, token.text, "reported", "claim_that", covers)
        else:
            who = named(owner)
            first, is_pronoun = who.first, who.is_pronoun
            yield Credit(who.source, first, token.i, token.text, "claimed", "claim_that", covers, None, is_pronoun)


def _is_after_name(token: Token) -> bool:
    """Say whether a word that may be a verb stands behind a name: "Reuters reports", no "Reuters report"."""
    if token.i == 0 or token.tag_ not in ("NNS", "VBZ"):
        return False
    return token.nbor(-1).pos_ == "PROPN" and token.nbor(-1).lower_ not in cue("before_reports")


def forecast(doc: Doc, words: Sequence[str]) -> Iterator[Credit]:
    """Find whose forecast is changed or kept: "Acme cut its forecast to $2m", "it maintained its outlook of 5%"."""
    for place, word in enumerate(words):
        if word not in cue("forecasts") or doc[place].pos_ != "NOUN":
            continue
        verb = doc[place].head
        owns = any(child.tag_ == "PRP$" for child in doc[place].lefts)
        if not owns or verb.pos_ != "VERB" or doc[place].dep_ not in OBJECTS or not _revises(verb):
            continue
        own = subject(verb)
        if own is not None and own.i < verb.i and own.pos_ in ("NOUN", "PROPN", "PRON"):
            who = named(own)
            end = next((each.i for each in doc[place:] if each.text in CLAUSE_ENDS), len(doc))
            covers = ((place + 1, end),)
            yield Credit(
                who.source, who.first, place, verb.text, "projected", "forecast", covers, is_pronoun=who.is_pronoun
            )


def _revises(verb: Token) -> bool:
    """Say whether a verb changes or keeps a forecast."""
    return not cue("revising").isdisjoint(forms_of(verb)) or verb.lower_ in cue("revising")


RULES: tuple[Rule, ...] = (according, said, hearsay, adverb, claim_that, forecast)


def _says(verb: Token) -> bool:
    """Say whether a word is a verb that says something: no "confirmed cases", no "forecast of", no "claimed credit"."""
    following = [word.lower_ for word in verb.doc[verb.i + 1 : verb.i + 5]]
    ends = verb.i > 2 and verb.lower_.endswith("s") and following in ([], ["."])  # ", the agency estimates."
    is_verb = verb.tag_.startswith("VB") or ends or verb.lower_ in ("say", "says", "said")
    was = any(word.lemma_.lower() in ("be", "get") for word in verb.doc[max(0, verb.i - 2) : verb.i])
    if (
        not is_verb or verb.dep_ == "amod" or (verb.tag_ == "VBN" and was) or _is_owned(verb)
    ):  # "have been confirmed killed"
        return False
    if following[:1] == ["of"]:  # no "forecast of", but "spoke of 30 dead"
        return verb.lower_ in ("spoke", "speak", "speaks", "talked", "warned")
    if verb.lower_ in ("put", "puts", "gave", "give", "gives"):  # "put the toll at 12", "gave the number as 757"
        at = any(verb.doc[place].lower_ == "at" for place in range(verb.i + 1, min(len(verb.doc), verb.i + PUT_AT)))
        return (at and verb.lower_.startswith("put")) or not cue("put_nouns").isdisjoint(following)
    if not cue("claimed").isdisjoint(following) and "claim" in forms_of(verb):  # "claimed 20 lives"
        return False
    return not _is_hearsay(verb) and not _is_denied(verb)


def _never_speaks(doc: Doc, who: Named) -> bool:
    """Say whether a phrase is no speaker: who answers in a poll, how many times."""
    return who.head in cue("respondents") or doc[who.last].text == "times"


def _past_shares(doc: Doc, who: Named | None) -> Named | None:
    """Return who speaks, past how often that was shared: a post of "a post shared 300 times says"."""
    if who is None or doc[who.last].text != "times" or who.first < 2 or doc[who.first - 1].pos_ != "VERB":
        return who
    return phrase_before(doc, who.first - 1)


def _is_owned(verb: Token) -> bool:
    """Say whether a word is a noun that somebody owns, whatever its tag: "its profit forecast"."""
    place = verb.i - 1
    while place > 0 and verb.doc[place].pos_ in ("NOUN", "ADJ", "NUM"):
        place -= 1
    return place >= 0 and verb.lower_ in cue("forecasts") and verb.doc[place].tag_ == "PRP$"


def _may_show(verb: Token, who: Named) -> bool:
    """Say whether a source that shows or finds says so: a document, or a name with what it found done by others."""
    behind = verb.doc[verb.i + 1 :]
    found = any(word.tag_ in FINITE or word.tag_ == "VBG" for word in behind)
    finds = not cue("finds").isdisjoint(forms_of(verb))
    is_expert = who.head in cue("experts")
    return is_document(who) or (finds and (is_expert or (found and verb.doc[who.last].text[:1].isupper())))


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
    forms = forms_of(verb)
    if verb.tag_ not in ("VBN", "VBD") or not any(form in reporting("passive") for form in forms):
        return False
    if "know" in forms and verb.doc[verb.i + 1 : verb.i + 2].text.lower() not in ("to", "that"):
        return False  # "known for its plans"
    be = any(word.lemma_.lower() in ("be", "get") for word in verb.doc[max(0, verb.i - HEARSAY_REACH) : verb.i])
    return be and (is_passive(verb) or verb.tag_ == "VBN")


def _is_denied(verb: Token) -> bool:
    """Say whether nobody says it: "did not say", "declined to say"."""
    before = {word.lower_ for word in verb.doc[max(0, verb.i - 2) : verb.i]}
    return not before.isdisjoint(cue("not")) or not before.isdisjoint(("declined", "refused", "failed", "declines"))


def _covers(verb: Token, who: Named, sorts: dict[str, str]) -> Ranges:
    """Return the token ranges of what is said: behind the verb, before the speaker, or both in a quotation."""
    doc = verb.doc
    begin, end = min(who.first, verb.i), max(who.last, verb.i) + 1
    stop = next((word.i for word in doc[end:] if word.text == ";"), len(doc))
    behind, before, clause = doc[end:], doc[:begin], doc[end:stop]
    following = behind[0].text if len(behind) else ""
    is_quoted = any(word.text in QUOTES for word in behind)
    is_clause = any(word.tag_ in FINITE or word.tag_ == "VBN" for word in behind) or any(
        word.lower_ == "that" for word in behind[:3]
    )
    has_content = any(word.tag_ in FINITE or word.text in QUOTES for word in before)
    if before and before[-1].text in MARKS and _ends(clause) and (has_content or not _weighs(clause)):
        goes_on = not any(word.tag_ in FINITE for word in clause)  # ", police said, two of them here"
        return ((0, begin), (end, len(doc) if is_quoted else stop)) if is_quoted or goes_on else ((0, begin),)
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
