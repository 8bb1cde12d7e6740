"""Who speaks: the words of saying (`data/reporting.csv`), and who a verb of saying has for its speaker.

Word order comes first and the parse after it: in news, who says something stands right before the verb, or right behind
it after a comma or a quotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.names import FINITE, Named, name_before_commas, named, phrase_after, phrase_before
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import subject
from tasks.extract.triggers import dictionary_forms
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

QUOTES = frozenset(('"', "“", "”", "«", "»", "''", "``", "‘‘", "’’"))
MARKS = QUOTES | {",", "–", "—", "--", "-", ")", ";"}
SORTS = ("clause", "strict", "object", "shows")


@cache
def reporting(sort: str) -> dict[str, str]:
    """Return the words of a sort of `data/reporting.csv`, each with the modality that it gives."""
    rows = (row for row in read_rows("reporting") if row["sort"] == sort)
    return {word: row["modality"] for row in rows for word in row["words"].split()}


def sorts_of(verb: Token) -> dict[str, str]:
    """Return the sorts of verbs of saying that a word is, each with its modality."""
    forms = forms_of(verb)
    return {sort: reporting(sort)[form] for sort in SORTS for form in forms if form in reporting(sort)}


def forms_of(token: Token) -> tuple[str, ...]:
    """Return the forms in which a dictionary may have a word."""
    return dictionary_forms(token.lower_, token.lemma_.lower())


def is_document(who: Named) -> bool:
    """Say whether a source is a document and nobody: a report, a survey, data."""
    return who.head in reporting("document")


def speaker(verb: Token, sorts: Mapping[str, str]) -> Named | None:
    """Return who a verb of saying says it: somebody, or whose the document is; None where nobody is found.

    `sorts` are the verb's, as `sorts_of` returns them.

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("Six died, said Ann Lee, a nurse, while Tom Roe, the mayor, said nine did.")
    >>> [speaker(doc[place], sorts_of(doc[place])).text for place in (3, 17)]
    ['Ann Lee', 'Tom Roe']
    """
    who = _speaker(verb, sorts)
    return who if who is None or not is_document(who) else _maker_of(verb.doc, who)


def _speaker(verb: Token, sorts: Mapping[str, str]) -> Named | None:
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


def _maker_of(doc: Doc, who: Named) -> Named:
    """Return whose a document is, where its phrase says so: INSEE for "data from INSEE"."""
    place = next((place for place in range(who.first, who.last) if doc[place].lower_ in ("from", "by")), None)
    maker = phrase_after(doc, place + 1) if place is not None else None
    return who if maker is None or maker.is_pronoun else maker


def _main_speaker(verb: Token) -> Named | None:
    """Return who speaks the clause that a participle goes on with, or None."""
    for before in reversed(verb.doc[: verb.i]):
        if before.tag_ in FINITE and (sorts := sorts_of(before)):
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
