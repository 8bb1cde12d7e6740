"""Names in a sentence: the noun phrase of who speaks, with what belongs to it and without titles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import NOUNS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MODIFIERS = frozenset(
    (
        "det",
        "amod",
        "compound",
        "nmod:poss",
        "poss",
        "nummod",
        "flat",
        "nmod:desc",
        "nmod",
        "nn",
        "predet",
        "det:predet",
    )
)
PARTS = frozenset(("NOUN", "PROPN", "NUM", "ADJ", "DET", "PART", "X", "SYM"))
COMPLETING = frozenset(("of", "for", "in", "from", "at", "with"))  # prepositions within a name
CLAUSE_OPENERS = frozenset(("after", "before", "since", "until", "as", "than", "but", "while", "though", "by"))
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))  # tags of verbs that make a clause
APOSTROPHES = frozenset(("-", "’s", "'s", "’", "'"))
ASIDES = 3  # phrases between a name and its verb
LONGEST_ASIDE = 14
MADE_BY = 12  # words between a report and "by" whom


@dataclass(frozen=True, slots=True)
class Named:
    """A noun phrase that names somebody, on the tokens first..last; `text` has no titles, `head` is a lemma."""

    text: str
    head: str
    first: int
    last: int
    is_pronoun: bool

    @property
    def source(self) -> str | None:
        """The name; None for a pronoun, which stands for a name elsewhere."""
        return None if self.is_pronoun else self.text


def named(head: Token) -> Named:
    """Return the phrase of a noun: its modifiers before it and the "of" behind it; a name without its title.

    >>> from tasks.extract.syntax import Syntax, subject
    >>> doc = Syntax.load().nlp("Prime Minister Giorgia Meloni said six officials resigned.")
    >>> named(subject(doc[4])).text
    'Giorgia Meloni'
    """
    doc = head.doc
    apposed = next((each for each in head.rights if each.dep_ == "appos" and each.pos_ == "PROPN"), None)
    if apposed is not None and head.pos_ != "PROPN" and doc[apposed.left_edge.i - 1].text == ",":
        return named(apposed)  # "the mayor of London, Ann Lee, said"
    first = min((head.i, *(child.left_edge.i for child in head.lefts if child.dep_ in MODIFIERS)))
    last = head.i
    while last + 1 < len(doc) and doc[last + 1].pos_ == "PROPN":  # "the oil giant Aramco"
        last += 1
    return _named(doc, first, _completed(doc, last), last)


def phrase_before(doc: Doc, end: int) -> Named | None:
    """Return the noun phrase that ends right before a token, or None.

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("Air force officials in Kyiv said six drones fell.")
    >>> phrase_before(doc, 5).text
    'Air force officials in Kyiv'
    """
    while end > 0 and doc[end - 1].is_space:
        end -= 1
    if end <= 0 or doc[end - 1].pos_ not in NOUNS | {"X", "NUM", "ADJ"} or _tells_time(doc[end - 1]):
        return None
    first = place = end - 1
    if doc[place].pos_ == "PRON":
        return _named(doc, place, place, place)
    while place > 0 and not _tells_time(word := doc[place - 1]):
        is_part = word.pos_ in PARTS and (word.pos_ != "DET" or first == place)
        if not is_part and not _is_joined(doc, place) and word.text != "-":
            break
        place -= 1
        first = place if is_part else first
        owns = word.pos_ == "DET" or word.tag_ == "PRP$"  # where a phrase begins, if nothing joins it to another
        if is_part and owns and not _is_joined(doc, place):
            break
    if first and doc[first - 1].pos_ == "ADP" and doc[first - 1].lower_ not in CLAUSE_OPENERS:
        return None  # "analysts on average expected"
    return _named(doc, first, end - 1, end - 1)


def _tells_time(word: Token) -> bool:
    return any(word.lower_ in cue(times) for times in ("weekdays", "months", "before_speakers"))


def name_before_commas(doc: Doc, end: int) -> Named | None:
    """Return the name that ends before a comma, past what stands beside it: "Ann Lee, 36, a nurse in Leeds, (said)".

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("The brigade's commander, Major Tom Roe, said six men fled.")
    >>> name_before_commas(doc, 9).text
    'Tom Roe'
    """
    for _ in range(ASIDES):
        if end < 2 or doc[end - 1].text != ",":
            return None
        who = phrase_before(doc, end - 1)
        if who is not None and who.text[:1].isupper():
            return who
        back = range(end - 2, max(-1, end - LONGEST_ASIDE), -1)
        if any(doc[place].tag_ in FINITE for place in takewhile(lambda place: doc[place].text != ",", back)):
            return None
        end = next((place + 1 for place in back if doc[place].text == ","), 0)
    return None


def _is_joined(doc: Doc, place: int) -> bool:
    """Say whether an "of" or "and" joins the phrase from a token on to the noun before it."""
    if place < 2 or doc[place - 2].pos_ not in ("NOUN", "PROPN") or doc[place - 2].lower_ in cue("weekdays"):
        return False
    return doc[place - 1].lower_ in COMPLETING or doc[place - 1].lower_ in ("and", "&")


def phrase_after(doc: Doc, first: int, *, maker: bool = True) -> Named | None:
    """Return the noun phrase that begins at a token, or None; with `maker`, who made what a common noun names.

    >>> from tasks.extract.syntax import Syntax
    >>> doc = Syntax.load().nlp("It rose, according to a report released on Wednesday by the agency.")
    >>> phrase_after(doc, 5).text, phrase_after(doc, 5, maker=False).text
    ('the agency', 'a report')
    """
    last = None
    for word in doc[first:]:
        if word.pos_ == "PRON" and word.i == first and word.tag_ != "PRP$":
            return _named(doc, first, first, first)
        if last is not None and (_tells_time(word) or word.lower_ in ("last", "this")):
            break
        if word.pos_ in ("NOUN", "PROPN", "NUM"):
            last = word.i
        elif not _goes_on(word, last):
            break
    if last is None:
        return None
    is_name = any(word.pos_ == "PROPN" for word in doc[first : last + 1])  # "Labor Department data compiled by Oxfam"
    made_by = _maker(doc, last) if maker and not is_name else None
    return made_by or _named(doc, first, last, last)


def _goes_on(word: Token, last: int | None) -> bool:
    """Say whether a phrase goes on with a word that is no noun; `last` is its last noun so far."""
    if word.lower_ in ("of", "for"):
        return last is not None
    if word.lower_ in ("and", "&"):
        doc = word.doc
        return last is not None and word.i + 1 < len(doc) and doc[word.i + 1].pos_ in ("NOUN", "PROPN")
    if word.pos_ in ("VERB", "ADV"):
        return last is None  # "a recently published report"
    return word.pos_ in PARTS or word.text in APOSTROPHES


def _maker(doc: Doc, last: int) -> Named | None:
    """Return who made what a credit names: "data from Oxfam", "a report released on Wednesday by UNHCR"."""
    if last + 2 >= len(doc):
        return None
    if doc[last + 1].lower_ in ("from", "by") and doc[last].pos_ == "NOUN":
        return phrase_after(doc, last + 2)
    if doc[last + 1].tag_ != "VBN":
        return None
    for place in range(last + 2, min(len(doc) - 1, last + MADE_BY)):
        if doc[place].text in (",", ".", ";"):
            return None
        if doc[place].lower_ == "by":
            return phrase_after(doc, place + 1)
    return None


def _completed(doc: Doc, last: int) -> int:
    """Return the last token of a phrase with the nouns behind its "of" or "for": "the Observatory for Human Rights"."""
    while last + 2 < len(doc) and doc[last + 1].lower_ in COMPLETING and doc[last].pos_ in ("NOUN", "PROPN"):
        place = last + 2
        while place < len(doc) and doc[place].pos_ in PARTS and doc[place].lower_ not in cue("weekdays"):
            place += 1
        if place == last + 2 or doc[place - 1].pos_ not in ("NOUN", "PROPN"):
            break
        last = place - 1
    return last


def _named(doc: Doc, first: int, last: int, head: int) -> Named:
    if first < last and doc[first].text in APOSTROPHES:  # "Friday's report": what tells the time is left out
        first += 1
    head = next((place - 1 for place in range(first + 1, head) if doc[place].lower_ in COMPLETING), head)
    is_pronoun = first == last and doc[first].lower_ in cue("personal")
    return Named(_without_title(doc, first, last), doc[head].lemma_.lower(), first, last, is_pronoun)


def _without_title(doc: Doc, first: int, last: int) -> str:
    """Return a phrase without what stands before a name: articles, titles, "state news agency" before Xinhua.

    What follows a person's name goes too: "pollster Ann Lee of Lee Research" is Ann Lee.
    """
    of = next((place for place in range(first, last) if doc[place].lower_ in COMPLETING), None)
    end = of - 1 if of is not None and _names_person(doc, first, of - 1) else last
    joins = any(doc[place].lower_ in COMPLETING | {"and", "’s", "'s", "to"} for place in range(first, end))
    start = first
    if doc[end].text[:1].isupper() and not joins:
        start = _name_start(doc, first, end)
        titled = [place for place in range(start, end) if doc[place].lower_.strip(".") in cue("titles")]
        start = titled[-1] + 1 if titled else start
    return str(doc[start : end + 1].text)


def _name_start(doc: Doc, first: int, last: int) -> int:
    """Return where the words in capitals that end a phrase begin."""
    start = last
    while start > first and (doc[start - 1].text[:1].isupper() or doc[start - 1].text == "-"):
        start -= 1
    return start


def _names_person(doc: Doc, first: int, last: int) -> bool:
    """Say whether a phrase ends in two words in capitals behind one that is not, or behind a title."""
    start = _name_start(doc, first, last)
    title = start > first or any(doc[place].lower_.strip(".") in cue("titles") for place in range(start, last))
    is_body = any(word.lower_ in cue("bodies") for word in doc[start : last + 1])
    return doc[last].text[:1].isupper() and last > start and title and not is_body and doc[first].lower_ != "the"
