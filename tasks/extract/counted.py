"""What a figure counts or measures: the noun phrase and its head.

The words right behind a number say it more surely than the parse, which headlines and long sentences mislead: a run of
adjectives, participles and nouns ("nine captured Ukrainian troops"). The parse is asked for what stands elsewhere: the
subject of the verb that a measure depends on, what a toll or a total is of. Where no rule says it, the answer is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.numbers import Quantity
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import complement, governing_verb, head_noun, objects, subject, tokens
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

COUNTS = frozenset(("count", "ratio", "rate"))
SPANS = frozenset(("duration", "age", "distance", "speed"))
IN_RUN = frozenset(("ADJ", "NOUN", "PROPN", "VERB", "ADV", "PART", "NUM", "X", "CCONJ"))
MODIFIERS = frozenset(("compound", "amod", "nmod:poss", "poss", "nmod:desc", "nummod", "flat", "nn"))
FINITE = frozenset(("MD", "VBD", "VBP", "VBZ", "VB"))
BEFORE_CHANGE = frozenset(("DET", "PRON", "ADJ", "NOUN", "PROPN", "NUM"))
JOINS = frozenset("-–'’\"“”()")
LONGEST_RUN = 9
FARTHEST_VERB = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun phrase as in the text, without number, article and hedge; its head's lemma; its first and last token; the
    rule that read it, of RULES, or restated, carried (both: from the figure before) or part_of (from the one after).
    """

    text: str
    head: str
    first: int
    last: int
    rule: str = ""


Rule = Callable[["Span", str], Counted | None]  # (the number's tokens, its kind)


def counted_in(doc: Doc, quantities: Sequence[Quantity]) -> list[Counted | None]:
    """Return what each figure of a parsed sentence counts, or None.

    >>> from tasks.extract.numbers import Grammar
    >>> from tasks.extract.syntax import Syntax
    >>> def read(sentence):
    ...     found = counted_in(Syntax.load().nlp(sentence), Grammar.load().read(sentence).figures)
    ...     return [each and (each.text, each.head) for each in found]
    >>> read("At least 19 people were killed and 981 were injured.")
    [('people', 'people'), ('people', 'people')]
    >>> read("Net profit fell to $267 million, or 15 cents per share.")
    [('Net profit', 'profit'), ('Net profit', 'profit')]
    """
    found: list[Counted | None] = []
    numbers = [tokens(doc, quantity.start, quantity.end) for quantity in quantities]
    for place, (number, quantity) in enumerate(zip(numbers, quantities, strict=True)):
        near = numbers[max(0, place - 3) : place + 2]
        said = _first_said(number, quantity.kind, near)
        if place and restates(number, numbers[place - 1]):
            said = _carried(found[-1], "restated") or said
        elif place and said is None and quantity.kind == quantities[place - 1].kind and compares(number):
            said = _carried(found[-1], "restated")
        elif place and said is None and quantity.kind == quantities[place - 1].kind and _goes_on(number):
            last = found[-1]
            said = None if last is None or last.head in cue("tolls") else _carried(last, "carried")
        found.append(said)
    for place in range(len(found) - 1):  # "half of the town's 48,000 people": the part counts what the whole counts
        between = doc[numbers[place].end : numbers[place + 1].start]
        if found[place] is None and 0 < len(between) <= LONGEST_RUN // 2 and between[0].lower_ == "of":
            found[place] = _carried(found[place + 1], "part_of")
    return found


def _first_said(number: Span, kind: str, near: Sequence[Span]) -> Counted | None:
    """Return what the first rule says that holds no number near by."""
    for rule in RULES:
        said = rule(number, kind)
        if said is not None and not any(_holds(said, other) for other in near):
            return replace(said, rule=rule.__name__)
    return None


def _carried(counted: Counted | None, rule: str) -> Counted | None:
    return None if counted is None else replace(counted, rule=rule)


def after_of(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase behind "of": "hundreds of homes", "12 percent of the 92 measles cases"."""
    place = _behind_bracket(number)
    if (
        number.doc[number.end - 1].lower_ == "half"
        and place < len(number.doc)
        and number.doc[place].pos_ in ("DET", "PRON")
    ):
        return _run(number.doc, place + 1)  # "half the funds"
    said = _behind_of(number.doc, place)
    is_base = kind == "percent" and said is not None and not cue("bases").isdisjoint(said.text.lower().split())
    return None if is_base else said  # "debt swelled to 109% of GDP"


def after_in(number: Span, kind: str) -> Counted | None:
    """Return what money comes in: "$8.5 billion in budget aid", "€280m ($318m) in frozen assets"."""
    doc, place = number.doc, _behind_bracket(number)
    if (
        kind != "money"
        or place + 1 >= len(doc)
        or doc[place].lower_ not in ("in", "worth")
        or _leads_in(number) == "at"
    ):
        return None
    said = _run(doc, place + 2 if doc[place + 1].lower_ == "of" else place + 1)
    return said if said is not None and said.text[-1].islower() and not said.text.istitle() else None


def after_number(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase right behind the number: "19 people", "a 7.3-magnitude earthquake", "a $5m fine".

    Times and ways are measured of what stands there only where a hyphen ties it: "a 12-year blockade".
    """
    tied = kind not in SPANS or "-" in number.text
    return _run(number.doc, number.end) if tied else None


def before_age(number: Span, kind: str) -> Counted | None:
    """Return who is of an age: "adults 20 or older", "children aged 5 to 9", "Ann Lee, 34, said"."""
    doc, place = number.doc, number.start - 1
    if kind != "age":
        return None
    while place > 0 and (doc[place].pos_ == "PUNCT" or doc[place].lower_ in cue("beside_age")):
        place -= 1
    if place < 0 or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    first = place
    while first > 0 and doc[place].pos_ == doc[first - 1].pos_ == "PROPN":  # the whole of a name
        first -= 1
    return _noun_phrase(doc[place]) if first == place else _phrase(doc, first, place, doc[place])


def before_of(number: Span, kind: str) -> Counted | None:
    """Return the noun that a measure completes: "revenue of $12 billion", "a margin of error of 4 points"."""
    if kind in COUNTS:
        return None
    doc, place = number.doc, number.start - 1
    while place > 0 and doc[place].lower_ in cue("beside_measure"):
        place -= 1
    if place < 1 or doc[place].lower_ not in ("of", "at"):
        return None
    noun = doc[place - 1]
    if noun.pos_ not in ("NOUN", "PROPN") or noun.lemma_.lower() in _verbs("bare_measures"):
        return None
    if noun.lemma_.lower() in cue("forecasts") and noun.nbor(-1).pos_ == "NOUN":  # "a profit forecast of $2m"
        return _noun_phrase(noun.nbor(-1))
    whole = noun.nbor(-2) if place > 3 and noun.nbor(-1).lower_ == "of" else noun  # "a margin of error of 4 points"
    return _noun_phrase(whole, until=noun)


def by_parse(number: Span, kind: str) -> Counted | None:
    """Return the noun that the parse gives to a count: "the execution of nine captured Ukrainian troops"."""
    noun = head_noun(number) if kind in COUNTS else None
    between = () if noun is None else number.doc[number.end + 1 : noun.i + 1]
    if noun is None or noun.i == number.end or number.doc[number.end].pos_ != "VERB" or any(map(_ends, between)):
        return None
    return _phrase(number.doc, number.end, noun.i, noun)


def predicate(number: Span, kind: str) -> Counted | None:
    """Return what a count is said to be: "thirteen of the dead were civilians", "seven were police officers"."""
    doc = number.doc
    verb = next((word for word in doc[number.end : number.end + 4] if word.lemma_ == "be"), None)
    adjoins = verb is not None and (verb.i == number.end or doc[number.end].lower_ == "of")
    return _run(doc, verb.i + 1) if verb is not None and adjoins and kind in COUNTS else None


def object_moved(number: Span, kind: str) -> Counted | None:
    """Return what is brought to a number: "brought the death toll to 92", "to increase troop numbers by 170,000"."""
    verb = governing_verb(number.root)
    before = _leads_in(number)
    moves = verb is not None and verb.lower_ in _verbs("rising") and before in ("to", "by")
    if verb is None or not (moves or (before == "at" and verb.lemma_ in cue("putting"))):
        return None
    moved = [noun for noun in objects(verb) if noun.i < number.start]
    return _totalled(moved[-1]) if moved else None


def subject_of_measure(number: Span, kind: str) -> Counted | None:
    """Return what a measure or a total is said of: "shares were up 6.4%", "the number of refugees rose to 77"."""
    near = number.doc[max(0, number.start - FARTHEST_VERB) : number.start]
    verbs = _verbs("levels")
    verb = next((word for word in reversed(near) if word.lemma_ == "be" or word.lower_ in verbs), None)
    if kind in ("duration", "age") or verb is None:
        return None
    noun = _said_of(verb.head if verb.dep_ == "cop" else verb)
    if noun is None or noun.i > number.start:
        return _before_change(verb) if verb.lower_ in _verbs("changed") | cue("levels") else None
    before = _leads_in(number)
    tells = before not in cue("carries_on") if noun.lemma_.lower() in cue("tolls") else before in ("to", "by", "at")
    return _totalled(noun) if tells or kind not in COUNTS else None


def before_bracket(number: Span, kind: str) -> Counted | None:
    """Return the noun before a share in brackets: "men (45%) and women (43%)"."""
    doc, place = number.doc, number.start - 2
    if kind != "percent" or place < 0 or doc[place + 1].text != "(" or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    return _noun_phrase(doc[place])


def _totalled(noun: Token) -> Counted:
    """Return a noun, or what it is the number of: refugees for "the number of refugees"."""
    total = _behind_of(noun.doc, noun.i + 1) if noun.lemma_.lower() in cue("totals") else None
    return total or _noun_phrase(noun, chain=True)


def _behind_of(doc: Doc, place: int) -> Counted | None:
    """Return the noun phrase behind an "of" that stands at a place: "of the 92 measles cases"."""
    if place >= len(doc) or doc[place].lower_ != "of":
        return None
    place += 1
    while place < len(doc) and doc[place].pos_ in ("DET", "NUM", "PRON"):
        place += 1
    said = _run(doc, place)
    if said is None and place < len(doc) and doc[place].tag_ == "JJ" and not _ends(doc[place]):
        return _phrase(doc, place, place, doc[place])  # "200 kg of cocaine", which the tagger may not know for a noun
    return said


def lead(number: Span) -> int:
    """Return the place of the word before a number and its hedges, or -1: of "to" in "rose to more than 77"."""
    place = number.start - 1
    while place > 0 and (word := number.doc[place].lower_) in cue("beside_measure") and word != "to":
        place -= 1
    return place


def _leads_in(number: Span) -> str:
    place = lead(number)
    return number.doc[place].lower_ if place >= 0 else ""


def _behind_bracket(number: Span) -> int:
    """Return the token behind a number, and behind the bracket that says it anew: of in "€191m ($217m) of funds"."""
    doc, place = number.doc, number.end
    if place < len(doc) and doc[place].text == "(":
        return next((token.i + 1 for token in doc[place : place + LONGEST_RUN] if token.text == ")"), place)
    return place


def _said_of(verb: Token) -> Token | None:
    """Return the noun that a verb is said of; for "which gained 2%" what "which" stands for; for "it" nothing."""
    noun = subject(verb)
    if noun is not None and noun.pos_ == "PRON" and verb.dep_ in ("acl:relcl", "relcl"):
        noun = verb.head
    return noun if noun is not None and noun.pos_ in ("NOUN", "PROPN") else None


def _before_change(verb: Token) -> Counted | None:
    """Return the noun phrase before a verb of change, which the parse often takes for a noun: "the death toll rose"."""
    doc, first = verb.doc, verb.i
    while first > 0 and (doc[first - 1].pos_ in BEFORE_CHANGE or doc[first - 1].lower_ in ("of", "in", "for", "'s")):
        first -= 1
    while first < verb.i and doc[first].pos_ in ("DET", "PRON"):
        first += 1
    joints = [token.i for token in doc[first : verb.i] if token.pos_ == "ADP"]
    end = joints[0] if joints else verb.i
    if end <= first or doc[end - 1].pos_ not in ("NOUN", "PROPN"):
        return None
    if joints and doc[end - 1].lemma_.lower() in cue("totals"):
        return _behind_of(doc, end)
    return _phrase(doc, first, verb.i - 1, doc[end - 1])


@cache
def _verbs(cues: str) -> frozenset[str]:
    """Return the verbs of change and the words of a list of cues."""
    changes = (row["word"] for row in read_rows("changes") if row["shape"] in ("verb", "by", "percent"))
    return cue(cues).union(changes)


def _holds(phrase: Counted, number: Span) -> bool:
    """Say whether a phrase holds a number, which a wrong parse may take for a subject: then it is none."""
    return phrase.first < number.end and number.start <= phrase.last


def _goes_on(number: Span) -> bool:
    """Say whether a number goes on with what the one before it counts: "19 people died and 981 were hurt"."""
    doc, after = number.doc, number.end
    follows = after < len(doc) and (doc[after].pos_ in ("AUX", "VERB") or doc[after].lower_ in cue("carried_on"))
    return follows and _leads_in(number) in cue("carries_on")


def restates(number: Span, before: Span) -> bool:
    """Say whether a number is of the same as the one before it: "8 miles (13 km)", "$2m, or about 15 cents a share"."""
    between = [token.lower_ for token in number.doc[before.end : number.start]]
    joints = [word for word in between if word not in cue("beside_measure") or word in ("or", "to")]
    return " ".join(joints) in ("(", "or", ", or", "to", ", to", "-", "–")


def compares(number: Span) -> bool:
    """Say whether a number stands beside an earlier one of the same: "fell to $12bn from $13bn", "up from 11,000"."""
    before = _leads_in(number)
    return before in ("from", "than", "against", "versus") or number.doc[
        max(0, number.start - 2) : number.start
    ].text.lower() in ("compared to", "compared with")


def _run(doc: Doc, first: int) -> Counted | None:
    """Return the noun phrase that begins at a token: its last noun before anything else is the head."""
    last = None
    if first < len(doc) and doc[first].text in ("(", ")"):
        return None
    for token in doc[first : first + LONGEST_RUN]:
        if _ends(token) or (last is not None and token.pos_ in ("VERB", "ADV")):
            break
        if token.pos_ in ("NOUN", "PROPN"):
            last = token
    if last is None or (last.i + 1 < len(doc) and doc[last.i + 1].tag_ == "POS"):  # "a third of the region's"
        return None
    while first < last.i and _is_no_part(doc[first]):
        first += 1
    return _phrase(doc, first, last.i, last)


def _is_no_part(token: Token) -> bool:
    """Say whether a word before a noun is no part of its phrase: "40 more homes", "its own", "34-year-old"."""
    if token.lower_ == "old":
        return token.i > 0 and token.nbor(-1).text == "-"
    if token.pos_ == "ADV" and token.lower_ not in cue("further"):
        return token.nbor().pos_ not in ("ADJ", "VERB")  # "internally displaced people" is whole
    return token.pos_ in ("PUNCT", "NUM") or token.lower_ in cue("further")


def _ends(token: Token) -> bool:
    """Say whether a word ends the phrase: a verb, a preposition, a time ("killed 12 people Thursday")."""
    if token.pos_ == "PUNCT":
        return token.text not in JOINS
    if token.pos_ == "CCONJ":  # "22 small and medium firms", not "12 men and women"
        return token.i == 0 or token.nbor(-1).pos_ != "ADJ"
    if token.pos_ not in IN_RUN or token.tag_ in FINITE or token.tag_.startswith("W"):
        return True
    return any(token.lower_ in cue(times) for times in ("weekdays", "months", "phrase_ends"))


def _noun_phrase(noun: Token, *, until: Token | None = None, chain: bool = False) -> Counted:
    """Return a noun with what stands before it, up to another word or (chain) the noun after its "of" or "for"."""
    first = min((noun.i, *(child.left_edge.i for child in noun.lefts if child.dep_ in MODIFIERS)))
    while first < noun.i and noun.doc[first].pos_ in ("DET", "PUNCT"):
        first += 1
    of = complement(noun, ("of", "for")) if chain else None
    end = of if of is not None and of.pos_ in ("NOUN", "PROPN") else until or noun
    last = end.i
    while end.pos_ == "PROPN" and last + 1 < len(noun.doc) and noun.doc[last + 1].pos_ == "PROPN":  # "Hong Kong"
        last += 1
    return _phrase(noun.doc, first, last, noun)


def _phrase(doc: Doc, first: int, last: int, head: Token) -> Counted:
    lemma = head.lemma_ if head.pos_ == "PROPN" else head.lemma_.lower()
    return Counted(doc[first : last + 1].text, lemma, first, last)


RULES: tuple[Rule, ...] = (
    after_of,
    after_in,
    before_age,
    after_number,
    by_parse,
    predicate,
    before_of,
    before_bracket,
    object_moved,
    subject_of_measure,
)
