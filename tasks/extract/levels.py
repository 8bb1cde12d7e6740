"""What a number is said of by a verb: a total that reaches it, the subject of a measure, what is brought to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.extract.classes import affiliation
from tasks.extract.noun_phrases import (
    Counted,
    behind_of,
    lead,
    leads_in,
    left_out,
    noun_phrase,
    phrase,
    verbs_of,
    words_of_change,
)
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import OBJECTS, SUBJECTS, governing_verb, is_passive, objects, subject

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

COUNTS = frozenset(("count", "ratio", "rate"))
BEFORE_CHANGE = frozenset(("DET", "PRON", "ADJ", "NOUN", "PROPN", "NUM"))
FARTHEST_VERB = 12
NEAR_VERB = 3
SHORT_LINE = 6  # words before a colon


def object_moved(number: Span, kind: str) -> Counted | None:
    """Return what is brought to a number: "brought the death toll to 92", "to increase troop numbers by 170,000"."""
    verb = governing_verb(number.root)
    before = leads_in(number)
    if (total := _total_moved(number)) is not None:
        return total
    moving = _moving()
    moves = verb is not None and verb.lower_ in moving and before in ("to", "by", "from")
    if verb is None or not (moves or (before == "at" and verb.lemma_ in cue("putting"))):
        return None
    if before in ("at", "to") and is_passive(verb) and (put := subject(verb)) is not None and _is_measured(put):
        return _totalled(put)  # "the fine was set at $500", "turnout was corrected to 61%"
    if before == "at" and (persons := _put_persons(verb, number)) is not None:
        return persons
    if before == "at" and (other := _joined(number)) is not None:  # "put deaths at 34 and injuries at 120"
        return _totalled(other)
    moved = [
        noun
        for noun in objects(verb)
        if noun.pos_ in ("NOUN", "PROPN") and noun.i not in range(number.start, number.end)
    ]
    return _totalled(moved[-1]) if moved else None


def _moving() -> frozenset[str]:
    return verbs_of("rising") | cue("taking") | cue("correcting")


def _total_moved(number: Span) -> Counted | None:
    """Return what a total that somebody brings or puts to a number is of: "lowered its tally of cases to 318".

    Words say it, as in `of_total`.
    """
    doc, end = number.doc, lead(number)
    if end < 0 or doc[end].lower_ not in ("to", "at"):
        return None
    near = range(end - 1, max(0, end - FARTHEST_VERB), -1)
    total = next(
        (place for place in near if doc[place].lower_ in cue("totals") and doc[place + 1].lower_ == "of"), None
    )
    before = doc[max(0, (total or 0) - NEAR_VERB) : total or 0]
    if total is None or not any(word.lower_ in _moving() or word.lemma_ in cue("putting") for word in before):
        return None
    return _persons_from(doc, total + 2, end) or behind_of(doc, total + 1)


def _joined(number: Span) -> Token | None:
    """Return the noun right before a number that goes on with another: "deaths rose to 34 and injuries to 120"."""
    doc, place = number.doc, lead(number)
    joined = place > 1 and doc[place - 2].lower_ in ("and", ",") and doc[place - 1].pos_ == "NOUN"
    return doc[place - 1] if joined else None


def of_total(number: Span, kind: str) -> Counted | None:
    """Return what a total that reaches a number is of: "the tally of ruined bridges in Volos is 21".

    Words say it here, as the parse often takes a total or what it is of for something else.
    """
    doc, verb, reaching = number.doc, lead(number), verbs_of("levels") | cue("passing")
    verb -= verb > 0 and doc[verb].lower_ in ("at", "to")
    if kind not in COUNTS or verb < 2 or not (doc[verb].lemma_ == "be" or doc[verb].lower_ in reaching):
        return None
    near = range(verb - 1, max(-1, verb - FARTHEST_VERB), -1)
    total = next((place for place in near if doc[place].lower_ in cue("totals")), None)
    if total is None or doc[total + 1].lower_ != "of" or any(map(_is_finite, doc[total:verb])):
        return None
    return _persons_from(doc, total + 2, verb) or behind_of(doc, total + 1)


def before_colon(number: Span, kind: str) -> Counted | None:
    """Return what a short line tells the number of: "Russian dead: 118", "Injured: 40"."""
    doc, colon = number.doc, number.start - 1
    ends = len(doc) - number.end <= 1 or doc[number.end].text in ("by", ",", ";", "(")
    alone = 0 < colon <= SHORT_LINE and doc[colon].text == ":" and ends
    if not alone or any(stops(word) for word in doc[:colon]):
        return None
    return _persons_from(doc, 0) or (noun_phrase(doc[colon - 1]) if doc[colon - 1].pos_ == "NOUN" else None)


def subject_of_measure(number: Span, kind: str) -> Counted | None:
    """Return what a measure or a total is said of: "shares were up 6.4%", "the number of refugees rose to 77"."""
    near = number.doc[max(0, number.start - FARTHEST_VERB) : number.start]
    verbs = cue("lasts") if kind in ("duration", "age") else verbs_of("levels")
    is_level = kind not in ("duration", "age")
    verb = next((word for word in reversed(near) if (is_level and word.lemma_ == "be") or word.lower_ in verbs), None)
    if verb is None:
        return _passed(number)
    act = number.root.head
    if number.root.dep_ in OBJECTS and act.tag_ == "VBG" and verb.i < act.i < number.start:
        return None  # "Train hits bus, killing at least 26"
    noun = _said_of(verb.head if verb.dep_ == "cop" else verb) or _behind_clause(verb)
    beside = verb.nbor(-1) if verb.i > 0 else verb
    if noun is not None and beside.pos_ == "PROPN" and any(word.like_num for word in number.doc[noun.i : beside.i]):
        noun = beside  # "the Hang Seng jumped 15% and the Kospi rose 3.4%", of which the parse makes one clause
    if beside.lemma_.lower() in cue("tolls") and beside.dep_ in SUBJECTS:
        noun = beside  # "with 14 more deaths the toll is 88"
    if leads_in(number) == "to" and verb.lemma_ != "be" and (other := _joined(number)) is not None:
        return _totalled(other)
    if noun is not None and kind in COUNTS and _is_named(noun):
        return None  # "the Red Crescent lowered its tally to 99"
    if noun is None or noun.i > number.start:
        return _before_change(verb) if verb.lower_ in verbs_of("changed") | cue("levels") else None
    before = leads_in(number)
    if verb.lower_ in words_of_change("by") and before not in ("by", "to", "from"):  # "it raised $5m"
        return None
    tells = before not in cue("carries_on") if noun.lemma_.lower() in cue("tolls") else before in ("to", "by", "at")
    are_many = noun.tag_ == "NNS" and before in cue("getting") and verb.i - noun.i <= NEAR_VERB  # "cases reached 488"
    return _totalled(noun) if tells or are_many or kind not in COUNTS else None


def _passed(number: Span) -> Counted | None:
    """Return what is right before a verb with which it gets to a number: "as the fire toll nears 90"."""
    doc, verb = number.doc, lead(number)
    if verb < 1 or doc[verb].lower_ not in cue("passing"):
        return None
    place = verb - 1
    while place > 0 and doc[place].pos_ in ("AUX", "ADV"):
        place -= 1
    is_toll = doc[place].lemma_.lower() in cue("tolls") or doc[place].tag_ == "NNS"  # "cases have passed 3,300"
    return noun_phrase(doc[place]) if is_toll else None


def are_persons(word: Token) -> bool:
    """Say whether a word names persons by what befell them, and is of no noun behind it: "Russian dead"."""
    return word.lower_ in cue("persons_by_state") and (word.i + 1 == len(word.doc) or word.nbor().pos_ != "NOUN")


def _is_measured(noun: Token) -> bool:
    """Say whether a noun may be put at a number; at the start of a sentence the tagger takes some for a name."""
    return noun.pos_ == "NOUN" or noun.lemma_.lower() in cue("tolls")


def _persons_from(doc: Doc, first: int, verb: int | None = None) -> Counted | None:
    """Return persons whom words from a place on name by what befell them: "Russian killed and wounded", "the dead".

    `verb` is the place of a verb, which the tagger may take for a noun that they are of.
    """
    while first < len(doc) and doc[first].pos_ == "DET":
        first += 1
    last = first + (first < len(doc) and affiliation(doc[first].text) is not None)
    states = cue("persons_by_state") | {"killed"}
    if last >= len(doc) or doc[last].lower_ not in states:
        return None
    head = doc[last]
    while last + 2 < len(doc) and doc[last + 1].lower_ == "and" and doc[last + 2].lower_ in states:
        last += 2
    named = last + 1 < len(doc) and last + 1 != verb and doc[last + 1].pos_ == "NOUN"  # "displaced people"
    return None if named else phrase(doc, first, last, head)


def _put_persons(verb: Token, number: Span) -> Counted | None:
    """Return persons whose number somebody puts: "put Russian dead in the battle at 900"."""
    said = _persons_from(number.doc, verb.i + 1)
    return said if said is not None and said.last < number.start else None


def _is_finite(token: Token) -> bool:
    return token.tag_ in ("VBZ", "VBP", "MD")


def _totalled(noun: Token) -> Counted:
    """Return a noun, or what it is the number of: refugees for "the number of refugees"."""
    if noun.lemma_.lower() not in cue("totals"):
        return noun_phrase(noun, chain=True)
    states = noun.doc[noun.i + 1 : noun.i + 3]
    if len(states) == 2 and states[0].lower_ == "of" and are_persons(states[1]):
        return phrase(noun.doc, states[1].i, states[1].i, states[1])  # "the number of dead"
    return behind_of(noun.doc, noun.i + 1) or noun_phrase(noun, chain=True)


def _is_named(noun: Token) -> bool:
    """Say whether a noun inside a sentence is somebody's name; in headlines other words are written large too."""
    totals = cue("tolls") | cue("totals")
    return noun.i > 0 and noun.text[0].isupper() and not noun.text.isupper() and noun.lemma_.lower() not in totals


def _said_of(verb: Token) -> Token | None:
    """Return the noun that a verb is said of; for "which gained 2%" what "which" stands for; for "it" nothing."""
    noun = subject(verb)
    if noun is not None and noun.pos_ == "PRON" and verb.dep_ in ("acl:relcl", "relcl"):
        noun = verb.head
    return noun if noun is not None and noun.pos_ in ("NOUN", "PROPN") else None


def _behind_clause(verb: Token) -> Token | None:
    """Return the noun before a clause between commas and a verb: yield of "the yield, which mirrors prices, fell"."""
    doc = verb.doc
    if verb.i < 4 or doc[verb.i - 1].text != ",":
        return None
    for place in range(verb.i - 2, 0, -1):
        if doc[place].text == "," and doc[place + 1].tag_ in ("WDT", "WP"):
            noun = doc[place - 1]
            while noun.dep_ in ("nmod", "pobj", "case", "prep") and noun.head.i < noun.i:
                noun = noun.head
            return noun if noun.pos_ in ("NOUN", "PROPN") else None
    return None


def _before_change(verb: Token) -> Counted | None:
    """Return the noun phrase before a verb of change, which the parse often takes for a noun: "the death toll rose"."""
    doc, first = verb.doc, verb.i
    while first > 0 and (doc[first - 1].pos_ in BEFORE_CHANGE or doc[first - 1].lower_ in ("of", "in", "for", "'s")):
        first -= 1
    while first < verb.i and (doc[first].pos_ == "PRON" or left_out(doc[first])):
        first += 1
    joints = [token.i for token in doc[first : verb.i] if token.pos_ == "ADP"]
    end = joints[0] if joints else verb.i
    if end <= first or doc[end - 1].pos_ not in ("NOUN", "PROPN"):
        return None
    if joints and doc[end - 1].lemma_.lower() in cue("totals"):
        return behind_of(doc, end)
    return phrase(doc, first, verb.i - 1, doc[end - 1])


def stops(token: Token) -> bool:
    """Say whether a word is no part of a line that only names something."""
    return token.pos_ in ("VERB", "AUX", "PRON") or token.text in (":", ";", ",")
