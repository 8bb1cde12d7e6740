"""Noun phrases: what a figure counts as it stands in the text, and the words around a number that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import complement
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

IN_RUN = frozenset(("ADJ", "NOUN", "PROPN", "VERB", "ADV", "PART", "NUM", "X", "CCONJ"))
MODIFIERS = frozenset(("compound", "amod", "nmod:poss", "poss", "nmod:desc", "nummod", "flat", "nn"))
FINITE = frozenset(("MD", "VBD", "VBP", "VBZ", "VB"))
JOINS = frozenset("-–'’\"“”()")
LONGEST_RUN = 9


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun phrase as in the text, without number, article and hedge; its head's lemma; its first and last token.

    `rule` read it: one of RULES, or contested, or restated, compared, changed, part, carried (then it stands at the
    figure before) or part_of (at the one after). A phrase of another sentence is on the tokens -1.
    """

    text: str
    head: str
    first: int
    last: int
    rule: str = ""


@cache
def words_of_change(sort: str) -> frozenset[str]:
    """Return the words of change of one shape (verb, by, percent, adverb, noun) or direction (up, down)."""
    return frozenset(row["word"] for row in read_rows("changes") if sort in (row["shape"], row["direction"]))


@cache
def verbs_of(cues: str) -> frozenset[str]:
    """Return the verbs of change and the words of a list of cues."""
    changes = (row["word"] for row in read_rows("changes") if row["shape"] in ("verb", "by", "percent"))
    return cue(cues).union(changes)


def lead(number: Span) -> int:
    """Return the place of the word before a number and its hedges, or -1: of "to" in "rose to more than 77"."""
    place = number.start - 1
    doc = number.doc
    while place > 0 and (word := doc[place].lower_) in cue("beside_measure") and word != "to":
        if word == "at" and doc[place + 1].lower_ not in ("least", "most"):
            break
        place -= 1
    return place


def leads_in(number: Span) -> str:
    """Return the word before a number and its hedges, or ""."""
    place = lead(number)
    return number.doc[place].lower_ if place >= 0 else ""


def with_joined(doc: Doc, said: Counted, *, is_one: bool) -> Counted:
    """Return a phrase with the nouns joined to it, where its number shows that they share the last one.

    More than one of a noun in the singular, or one of a plural, are of what stands behind: fields in "12 oil and gas
    fields", immunization in "one measles, mumps and rubella immunization".
    """
    head = doc[said.last]
    if not _disagrees(head, is_one=is_one):
        return said
    place, joined = said.last + 1, False
    while place < len(doc) and (doc[place].text == "," or doc[place].lower_ in ("and", "or", "&")):
        while place < len(doc) and (doc[place].text == "," or doc[place].lower_ in ("and", "or", "&")):
            joined = joined or doc[place].text != ","
            place += 1
        first = place
        while place < len(doc) and doc[place].pos_ in ("NOUN", "PROPN", "ADJ") and not ends_phrase(doc[place]):
            place += 1
        last = doc[place - 1]
        if joined:
            shared = place - first > 1 and last.pos_ == "NOUN" and not _disagrees(last, is_one=is_one)
            return phrase(doc, said.first, last.i, last) if shared else said
        if place - first != 1:
            return said
    return said


def _disagrees(noun: Token, *, is_one: bool) -> bool:
    """Say whether a noun is in the plural beside one, or in the singular beside more, whatever its number is tagged."""
    is_plural = noun.tag_ in ("NNS", "NNPS") or (noun.lower_.endswith("s") and noun.lower_ not in cue("no_plurals"))
    return noun.pos_ == "NOUN" and is_plural == is_one and noun.lower_ not in cue("same_plurals")


def behind_of(doc: Doc, place: int) -> Counted | None:
    """Return the noun phrase behind an "of" that stands at a place: "of the 92 measles cases"."""
    if place >= len(doc) or doc[place].lower_ != "of":
        return None
    place += 1
    while place < len(doc) and doc[place].pos_ in ("DET", "NUM", "PRON") and doc[place].lower_ not in cue("pointing"):
        place += 1
    said = run_from(doc, place + 1 if place < len(doc) and doc[place].lower_ in cue("pointing") else place)
    if said is not None and doc[place].lower_ in cue("pointing"):  # "three of those companies", "our soldiers"
        return replace(said, text=doc[place : said.last + 1].text, first=place)
    if said is None and place < len(doc) and doc[place].tag_ == "JJ" and not ends_phrase(doc[place]):
        return phrase(doc, place, place, doc[place])  # "200 kg of cocaine", which the tagger may not know for a noun
    return said


def with_of(doc: Doc, said: Counted) -> Counted:
    """Return a phrase with the noun phrase that completes it: "groups of immune cells"."""
    place = said.last + 1
    if place + 1 >= len(doc) or doc[place].lower_ != "of":
        return said
    while place + 1 < len(doc) and doc[place + 1].pos_ == "DET":
        place += 1
    if place + 1 == len(doc):  # a sentence that was cut: "12 members of the"
        return said
    vague = doc[place + 1].lower_ in ("many", "some", "several", "all", "most")
    rest = None if vague else run_from(doc, place + 1)
    if rest is None or any(word.like_num for word in doc[place : rest.last + 1]):
        return said
    return replace(said, text=doc[said.first : rest.last + 1].text, last=rest.last)


def run_from(doc: Doc, first: int) -> Counted | None:
    """Return the noun phrase that begins at a token: its last noun before anything else is the head."""
    last = None
    if first < len(doc) and doc[first].text in ("(", ")"):
        return None
    for token in doc[first : first + LONGEST_RUN]:
        if token.i > first and token.nbor(-1).text == "-" and not token.is_punct:
            last = token if token.pos_ in ("NOUN", "PROPN") else last  # the half of a word: "eye-catching lights"
            continue
        if ends_phrase(token) or (last is not None and token.pos_ in ("VERB", "ADV")):
            break
        if token.tag_ == "NN" and token.i + 1 < len(doc) and token.nbor().tag_ == "RP":
            break  # a verb that the tagger takes for a noun: "71 shot down"
        if token.pos_ in ("NOUN", "PROPN"):
            last = token
    if last is None or (last.i + 1 < len(doc) and doc[last.i + 1].tag_ == "POS"):  # "a third of the region's"
        return None
    while first < last.i and _is_no_part(doc[first]):
        first += 1
    return phrase(doc, first, last.i, last)


def _is_no_part(token: Token) -> bool:
    """Say whether a word before a noun is no part of its phrase: "40 more homes", "its own", "34-year-old"."""
    if token.lower_ in ("old", "long", "wide", "tall", "high", "deep"):
        return token.i > 0 and (token.nbor(-1).text == "-" or token.nbor(-1).like_num)
    if token.pos_ == "ADV" and token.lower_ not in cue("further"):
        return token.nbor().pos_ not in ("ADJ", "VERB")  # "internally displaced people" is whole
    return token.pos_ in ("PUNCT", "NUM") or token.lower_ in cue("further")


def ends_phrase(token: Token) -> bool:
    """Say whether a word ends the phrase: a verb, a preposition, a time ("killed 12 people Thursday")."""
    if token.pos_ == "PUNCT":
        return token.text not in JOINS
    if token.pos_ == "CCONJ":  # "22 small and medium firms", not "12 men and women"
        return token.i == 0 or token.nbor(-1).pos_ != "ADJ"
    if token.pos_ not in IN_RUN or token.tag_ in FINITE or token.tag_.startswith("W"):
        return True
    return any(token.lower_ in cue(times) for times in ("weekdays", "months", "phrase_ends"))


def noun_phrase(noun: Token, *, until: Token | None = None, chain: bool = False) -> Counted:
    """Return a noun with what stands before it, up to another word or (chain) the noun after its "of" or "for"."""
    first = min((noun.i, *(child.left_edge.i for child in noun.lefts if child.dep_ in MODIFIERS)))
    while first > 1 and noun.doc[first].pos_ == "PROPN" and noun.doc[first - 1].pos_ == "PROPN":
        first -= 1
    joints = [word.i for word in noun.doc[first : noun.i] if word.pos_ in ("NUM", "SYM", "CCONJ") or word.text == "%"]
    first = max([first, *(place + 1 for place in joints)])
    while first < noun.i and left_out(noun.doc[first]):
        first += 1
    of = complement(noun, ("of", "for")) if chain else None
    end = of if of is not None and of.pos_ in ("NOUN", "PROPN") else until or noun
    last = end.i
    is_name = end.pos_ == "PROPN" or (end.i > 0 and end.text[0].isupper())
    while is_name and last + 1 < len(noun.doc) and _names_on(noun.doc[last + 1]):
        last += 1
    return phrase(noun.doc, first, last, noun)


def left_out(token: Token) -> bool:
    """Say whether a word is left out before a noun: an article, but no "this" of an owner ("this year's spending")."""
    is_of_owner = token.lower_ in cue("pointers") and token.i + 2 < len(token.doc) and token.nbor(2).tag_ == "POS"
    return (token.pos_ in ("DET", "PUNCT") and not is_of_owner) or token.lower_ in ("whose", "of")


def _names_on(token: Token) -> bool:
    """Say whether a word goes on with a name: "Hong Kong", "the S&P 500"."""
    return token.pos_ == "PROPN" or (token.pos_ == "NUM" and token.text.isdigit() and token.nbor(-1).whitespace_ != "")


def name(noun: Token) -> Counted:
    """Return the whole of a name that a token stands in."""
    doc, first, last = noun.doc, noun.i, noun.i
    while first > 0 and doc[first - 1].pos_ == "PROPN":
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].pos_ == "PROPN":
        last += 1
    return phrase(doc, first, last, doc[last])


def phrase(doc: Doc, first: int, last: int, head: Token) -> Counted:
    """Return the tokens first..last as a phrase with its head, and the quotation mark that opens before it."""
    if first > 0 and doc[first - 1].text == '"' and doc[first : last + 1].text.count('"') == 1:
        first -= 1
    lemma = head.lemma_ if head.pos_ == "PROPN" else head.lemma_.lower()
    return Counted(doc[first : last + 1].text, lemma, first, last)
