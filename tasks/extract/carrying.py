"""Figures that count or measure what the one before them does: restated, compared, changed, a part, or more of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.extract.classes import counted_class
from tasks.extract.noun_phrases import Counted, lead, leads_in, name, words_of_change
from tasks.extract.numbers import Quantity
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import tokens
from tasks.tables import PERSONS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

FARTHEST_NAME = 12
WHOLE = 100


def contested(doc: Doc, numbers: Sequence[Span], place: int) -> Counted | None:
    """Return whose share a figure of a contest is: both of "found Lee leading Ortiz 50% to 43%"."""
    second = place > 0 and restates(numbers[place], numbers[place - 1])
    first = numbers[place - 1] if second else numbers[place]
    if not second and (place + 1 == len(numbers) or not restates(numbers[place + 1], first)):
        return None
    verb = next((word for word in reversed(doc[: first.start]) if word.lower_ in cue("contests")), None)
    if verb is None:
        return None
    names = [word for word in doc[verb.i + 1 : first.start] if word.pos_ == "PROPN"]
    rival = names[0] if names else None
    ahead = next(
        (word for word in reversed(doc[max(0, verb.i - FARTHEST_NAME) : verb.i]) if word.pos_ == "PROPN"), None
    )
    noun = rival if second else ahead
    return None if noun is None else name(noun)


def carries(number: Span, before: Span | None, said: Counted | None) -> str | None:
    """Say how a number counts or measures what the one before it does, or None where it does not.

    restated: the same anew ("8 miles (13 km)"); compared: at another time ("to $12bn from $13bn"); changed: how far it
    moved (", up 4%"); part: of what was said ("half of them"); carried: more of them ("killed 83 people and wounded
    170"). Before the first number stands an earlier sentence.
    """
    if before is None:
        start = number.doc[:3].text.lower().lstrip("\"“' ")
        return "carried" if said is None and start.startswith(("of these", "of those", "of them")) else None
    if restates(number, before):
        return "restated"
    if said is not None:
        return None
    if _is_change(number):
        return "changed"
    if compares(number):
        return "compared"
    if _is_of_them(number):
        return "part"
    return "carried" if _goes_on(number) or _is_bare(number) else None


def _is_change(number: Span) -> bool:
    """Say whether a number tells how far the one before it moved: ", up 46%", ", an increase of 4%", "51 more than"."""
    doc, before = number.doc, lead(number)
    behind = doc[number.end].lower_ if number.end < len(doc) else ""
    after = doc[number.end + 1].lower_ if number.end + 1 < len(doc) else ""
    if behind in ("more", "fewer", "less", "higher", "lower", "above", "below") and after == "than":
        return True
    if behind in words_of_change("noun") and doc[before].pos_ == "DET":  # "the forecast for a 164,000 rise"
        return True
    if before > 0 and doc[before].lower_ == "of" and doc[before - 1].lower_ in words_of_change("noun"):
        before -= 2
        while before > 0 and doc[before].pos_ in ("DET", "ADJ"):
            before -= 1
        return doc[before].text in (",", "(", "–", "—")
    moved = any(word.lower_ in ("up", "down") for word in doc[before : number.start])
    return moved and before > 0 and "," in (doc[before].text, doc[before - 1].text)


def _is_of_them(number: Span) -> bool:
    """Say whether a number is a part of what was counted before: "half of them", "of whom six"."""
    doc, end = number.doc, number.end
    if lead(number) > 0 and doc[lead(number) - 1 : lead(number) + 1].text.lower() in ("of whom", "of which", "of them"):
        return True
    behind = doc[end : end + 2].text.lower()
    return behind in ("of them", "of whom", "of which", "of it") or doc[end : end + 3].text.lower() == "of the total"


def name_before(number: Span) -> int:
    """Return the place right before a number and an "on" that leads to it, where the name of whose it is may stand."""
    place = lead(number)
    return place - (place > 0 and number.doc[place].lower_ in ("on", "with"))  # "one is on 31%, the other on 9.5%"


def tells_part(number: Span) -> bool:
    """Say whether a number tells who some of those before are: "21 of them children", "including six children"."""
    if leads_in(number) in cue("parts"):
        return True
    behind = [word.lower_ for word in number.doc[number.end : number.end + 3]]
    return behind[:2] in (["of", "them"], ["of", "whom"]) or behind[1:] == ["among", "them"]


def are_some_of_them(number: Span, counted: Counted | None) -> bool:
    """Say whether a bare number tells what some of those before are: "Police held 12. Seven were students."."""
    doc, end = number.doc, number.end
    if counted is None or counted_class(counted.text) not in PERSONS:
        return False
    is_told = counted.rule == "predicate" and end < len(doc) and doc[end].lower_ in ("was", "were")
    return is_told or counted.rule == "of_victims"  # "Nine of the victims are children."


def _is_bare(number: Span) -> bool:
    """Say whether a number stands without its noun: "and wounded 170.", "maiming 20 more"."""
    doc, end = number.doc, number.end
    if end < len(doc) and doc[end].lower_ in cue("more"):
        end += 1
    verb = verb_before(number)
    told = verb.pos_ == "VERB" or verb.lower_ in ("another", "further", "additional")
    return told and (end >= len(doc) or doc[end].pos_ in ("PUNCT", "ADP", "CCONJ", "SCONJ") or doc[end].text == "-")


def verb_before(number: Span) -> Token:
    """Return the word right before a number, or a verb that tells of it: "said 40", "spoke of 40", "admitted to 40"."""
    place, doc = max(0, lead(number)), number.doc
    is_told_of = place > 0 and doc[place].lower_ in ("of", "to") and doc[place - 1].lemma_ in cue("tells_of")
    return doc[place - 1] if is_told_of else doc[place]


def _goes_on(number: Span) -> bool:
    """Say whether a number goes on with what the one before it counts: "19 people died and 981 were hurt"."""
    doc, after = number.doc, number.end
    after += after < len(doc) and doc[after].lower_ in cue("more")
    follows = after < len(doc) and (doc[after].pos_ in ("AUX", "VERB") or doc[after].lower_ in cue("carried_on"))
    return follows and leads_in(number) in cue("carries_on")


def gapped(number: Span, before: Span) -> bool:
    """Say whether a number is somebody else's in a clause without its verb: "Germany sent 14 tanks, Poland 20"."""
    doc, end = number.doc, number.end
    last = place = name_before(number)
    while place >= before.end and doc[place].text[0].isupper():
        place -= 1
    named = place < last
    place -= place >= before.end and doc[place].pos_ in ("DET", "ADP")
    joins = place >= before.end and doc[place].lower_ in ("and", "but", "while", ",", ";")
    return named and joins and (end >= len(doc) or doc[end].pos_ in ("PUNCT", "CCONJ", "ADP"))


def shared_out(doc: Doc, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Return the figures of a sentence, those that go on with shares as such: "Labour won 33.7%, the Tories 23.7".

    >>> from tasks.extract.numbers import Grammar
    >>> from tasks.extract.syntax import Syntax
    >>> sentence = "Labour won 33.7%, the Tories 23.7 and Reform 14.3."
    >>> figures = shared_out(Syntax.load().nlp(sentence), Grammar.load().read(sentence).figures)
    >>> [(figure.value, figure.unit) for figure in figures]
    [(33.7, '%'), (23.7, '%'), (14.3, '%')]
    """
    found = list(quantities[:1])
    for quantity in quantities[1:]:
        before = found[-1]
        is_share = quantity.kind == "count" and before.kind == "percent" and (quantity.value or WHOLE + 1) <= WHOLE
        spans = (tokens(doc, each.start, each.end) for each in (quantity, before))
        found.append(replace(quantity, kind="percent", unit=before.unit) if is_share and gapped(*spans) else quantity)
    return found


def restates(number: Span, before: Span) -> bool:
    """Say whether a number is of the same as the one before it: "8 miles (13 km)", "$2m, or about 15 cents a share"."""
    between = [token.lower_ for token in number.doc[before.end : number.start]]
    joints = [word for word in between if word not in cue("beside_measure") or word in ("or", "to")]
    return " ".join(joints) in ("(", "or", ", or", "to", ", to", "-", "–", ";")


def compares(number: Span) -> bool:
    """Say whether a number stands beside an earlier one of the same: "fell to $12bn from $13bn", "up from 11,000"."""
    before = leads_in(number)
    place = lead(number)
    if place > 1 and number.doc[place].pos_ == "DET":
        place -= 1
    with_another = number.doc[max(0, place - 1) : place + 1].text.lower() in ("compared to", "compared with")
    return before in ("from", "than", "against", "versus") or with_another
