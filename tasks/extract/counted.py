"""What a figure counts or measures: the noun phrase and its head.

The words right behind a number say it more surely than the parse, which headlines and long sentences mislead: a run of
adjectives, participles and nouns ("nine captured Ukrainian troops"). The parse is asked for what stands elsewhere: the
subject of the verb that a measure depends on, what a toll or a total is of. Where no rule says it, the answer is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.extract.carrying import carries, contested, gapped, name_before, tells_part
from tasks.extract.classes import affiliation, counted_class
from tasks.extract.levels import COUNTS, are_persons, before_colon, object_moved, of_total, stops, subject_of_measure
from tasks.extract.noun_phrases import (
    LONGEST_RUN,
    Counted,
    behind_of,
    ends_phrase,
    lead,
    leads_in,
    name,
    noun_phrase,
    phrase,
    run_from,
    verbs_of,
    with_joined,
    with_of,
    words_of_change,
)
from tasks.extract.numbers import Quantity
from tasks.extract.numbers.cues import cue
from tasks.extract.syntax import governing_verb, head_noun, objects, tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SPANS = frozenset(("duration", "age", "distance", "speed"))


Rule = Callable[["Span", str], Counted | None]  # (the number's tokens, its kind)


def counted_in(doc: Doc, quantities: Sequence[Quantity], earlier: Counted | None = None) -> list[Counted | None]:
    """Return what each figure of a parsed sentence counts, or None; `earlier` is what the sentence before counted last.

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
        last = _last_whole(numbers[:place], found) if place else earlier
        if last is not None and (rule := carries(number, numbers[place - 1] if place else None, said)):
            is_same = rule != "carried" or (quantity.kind == "count" and last.head not in cue("tolls"))
            is_same = is_same and (place == 0 or rule != "compared" or quantity.kind == quantities[place - 1].kind)
            said = replace(last, rule=rule) if is_same else said
        no_noun = said is None or said.rule in ("carried", "subject_of_measure")
        if place and no_noun and gapped(number, numbers[place - 1]):
            said = _of_same_kind(quantities[: place + 1], found)
            if said is not None and quantity.kind == "percent" and said.last < numbers[place - 1].start:
                said = replace(name(doc[name_before(number)]), rule="carried")  # whose it is stands before it, too
        told = said is not None and said.rule in ("before_bracket", "after_of")
        if quantity.kind == "percent" and not told and (whose := contested(doc, numbers, place)):
            said = replace(whose, rule="contested")
        found.append(said)
    for place in range(len(found) - 1):  # "half of the town's 48,000 people": the part counts what the whole counts
        between = doc[numbers[place].end : numbers[place + 1].start]
        if found[place] is None and 0 < len(between) <= LONGEST_RUN // 2 and between[0].lower_ == "of":
            whole = found[place + 1]
            found[place] = whole and replace(whole, rule="part_of")
    return found


def _last_whole(numbers: Sequence[Span], found: Sequence[Counted | None]) -> Counted | None:
    """Return what the last figure counts that tells no part: 97 in "97 dead, 21 of them children, 562 injured"."""
    whole = (said for number, said in zip(reversed(numbers), reversed(found), strict=True) if not tells_part(number))
    return next(whole, found[-1])


def _of_same_kind(quantities: Sequence[Quantity], found: Sequence[Counted | None]) -> Counted | None:
    """Return what the last figure before the last one counts that is of its kind."""
    *before, last = quantities
    same = (
        said for quantity, said in zip(reversed(before), reversed(found), strict=True) if quantity.kind == last.kind
    )
    said = next(same, None)
    return said and replace(said, rule="carried")


def _first_said(number: Span, kind: str, near: Sequence[Span]) -> Counted | None:
    """Return what the first rule says that holds no number near by."""
    for rule in RULES:
        said = rule(number, kind)
        if said is not None and not any(_holds(said, other) for other in near) and not _is_mark(said, rule, kind):
            return replace(said, rule=rule.__name__)
    return None


def _is_mark(said: Counted, rule: Rule, kind: str) -> bool:
    """Say whether a noun marks a level or a time and is not measured: "a 50-year low of 3.5%", "the ages of 5"."""
    if rule not in (before_of, subject_of_measure):
        return False
    return said.head in cue("marks") or (kind not in SPANS and said.head in cue("period_nouns"))


def after_of(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase behind "of": "hundreds of homes", "12 percent of the 92 measles cases"."""
    place = _behind_bracket(number)
    if kind == "count" and leads_in(number) == "the" and _is_time(number.doc, place):
        return None  # "twice as many as the 108 of the previous night"
    half = number.doc[number.end - 1].lower_ == "half"
    if half and place < len(number.doc) and number.doc[place].pos_ in ("DET", "PRON"):
        return run_from(number.doc, place + 1)  # "half the funds"
    said = behind_of(number.doc, place)
    bases = cue("bases") | ({"total"} if said is not None and said.text == "total" else set())
    is_base = kind == "percent" and said is not None and not bases.isdisjoint(said.text.lower().split())
    return None if is_base else said  # "debt swelled to 109% of GDP"


def after_in(number: Span, kind: str) -> Counted | None:
    """Return what money comes in: "$8.5 billion in budget aid", "€280m ($318m) in frozen assets"."""
    doc, place = number.doc, _behind_bracket(number)
    if kind != "money" or place + 1 >= len(doc) or leads_in(number) == "at":
        return None
    if doc[place].lower_ not in ("in", "worth"):
        return None
    said = run_from(doc, place + 2 if doc[place + 1].lower_ == "of" else place + 1)
    return said if said is not None and said.text[-1].islower() and not said.text.istitle() else None


def after_number(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase right behind the number: "19 people", "a 7.3-magnitude earthquake", "a $5m fine".

    Times and ways are measured of what stands there only where a hyphen ties it: "a 12-year blockade".
    """
    doc, first = number.doc, number.end
    if doc[first : first + 2].text.lower() in ("or more", "or so", "or fewer", "or less"):
        first += 2
    if kind == "count" and first + 1 < len(doc) and are_persons(doc[first + 1]) and _tells_whose(doc[first]):
        return phrase(doc, first, first + 1, doc[first + 1])  # "3,400 Russian dead", "102 quake dead"
    said = run_from(doc, first) if kind not in SPANS or "-" in number.text else None
    is_sum = said is not None and kind == "money" and said.head in cue("sums")  # "a $48m loss"
    if said is None or (not is_sum and said.head in words_of_change("noun") | cue("measures") and " " not in said.text):
        return None
    if kind == "count" and doc[number.end].text != "-":  # "two-handed play and song" are not two
        said = with_joined(doc, said, is_one=number.text.lower() in ("one", "1"))
    return with_of(doc, said)


def before_age(number: Span, kind: str) -> Counted | None:
    """Return who is of an age: "adults 20 or older", "children aged 5 to 9", "Ann Lee, 34, said"."""
    doc, place = number.doc, number.start - 1
    if kind != "age":
        return None
    while place > 0 and (doc[place].pos_ == "PUNCT" or doc[place].lower_ in cue("beside_age")):
        place -= 1
    if place < 0 or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    return name(doc[place]) if doc[place].pos_ == "PROPN" else noun_phrase(doc[place])


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
    bare = noun.lemma_.lower() in verbs_of("bare_measures") and (place < 2 or noun.nbor(-1).pos_ != "NOUN")
    if noun.lower_ in cue("forecasts") and place > 1 and noun.nbor(-1).pos_ == "NOUN":  # "a profit forecast of $2m"
        return noun_phrase(noun.nbor(-1))
    if noun.pos_ not in ("NOUN", "PROPN") or bare:  # an interest rate is none
        return None
    whole = noun.nbor(-2) if place > 3 and noun.nbor(-1).lower_ == "of" else noun  # "a margin of error of 4 points"
    return noun_phrase(whole, until=noun)


def by_parse(number: Span, kind: str) -> Counted | None:
    """Return the noun that the parse gives to a count: "the execution of nine captured Ukrainian troops"."""
    noun = head_noun(number) if kind in COUNTS else None
    between = () if noun is None else number.doc[number.end + 1 : noun.i + 1]
    if noun is None or noun.i == number.end or number.doc[number.end].pos_ != "VERB" or any(map(ends_phrase, between)):
        return None
    return phrase(number.doc, number.end, noun.i, noun)


def of_victims(number: Span, kind: str) -> Counted | None:
    """Return who some of those whom something befell are: "fourteen of the victims are children"."""
    doc, end = number.doc, number.end
    told = kind in COUNTS and doc[end : end + 2].text.lower() == "of the" and end + 3 < len(doc)
    return predicate(number, kind) if told and doc[end + 2].lower_ in cue("victims") else None


def predicate(number: Span, kind: str) -> Counted | None:
    """Return what a count is said to be: "thirteen of the dead were civilians", "seven were police officers"."""
    doc = number.doc
    verb = next((word for word in doc[number.end : number.end + 4] if word.lemma_ == "be"), None)
    adjoins = verb is not None and (verb.i == number.end or doc[number.end].lower_ == "of")
    return run_from(doc, verb.i + 1) if verb is not None and adjoins and kind in COUNTS else None


def before_bracket(number: Span, kind: str) -> Counted | None:
    """Return the noun before a share in brackets: "men (45%) and women (43%)"."""
    doc, place = number.doc, number.start - 2
    if kind != "percent" or place < 0 or doc[place + 1].text != "(" or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    return noun_phrase(doc[place])


def before_distance(number: Span, kind: str) -> Counted | None:
    """Return what a way or weight is said of right behind it: "an epicenter 16 miles south", "waves up to 3 feet"."""
    doc, place = number.doc, lead(number)
    if kind not in ("distance", "mass", "area", "speed") or place < 0:
        return None
    if place > 1 and doc[place - 1 : place + 1].text.lower() == "up to":
        place -= 2
    while place > 0 and doc[place].lower_ in cue("beside_distance"):
        place -= 1
    return noun_phrase(doc[place]) if doc[place].pos_ in ("NOUN", "PROPN") else None


def before_up(number: Span, kind: str) -> Counted | None:
    """Return what is up or down: "with utilities down 2.2%"."""
    doc, place = number.doc, lead(number)
    if kind != "percent" or place < 1 or doc[place].lower_ not in ("up", "down", "off"):
        return None
    return noun_phrase(doc[place - 1]) if doc[place - 1].pos_ in ("NOUN", "PROPN") else None


def sold_for(number: Span, kind: str) -> Counted | None:
    """Return what a price is paid for: "bought the mill for $1.1m", "A speaker for $45", "quoted tenders worth $3m"."""
    doc, place = number.doc, lead(number)
    if kind != "money" or place < 1 or doc[place].lower_ not in ("for", "worth"):
        return None
    verb = governing_verb(number.root)
    bought = [] if verb is None or doc[place].lower_ == "worth" else [noun for noun in objects(verb) if noun.i < place]
    noun = bought[-1] if bought else doc[place - 1]
    if verb is None and doc[0].text[0].isupper() and place <= LONGEST_RUN and not any(map(stops, doc[:place])):
        return phrase(doc, 0, place - 1, noun)  # a line that only names: "Speaker with clock for $45"
    return noun_phrase(noun) if noun.pos_ == "NOUN" or (noun.pos_ == "PROPN" and verb is None) else None


def _is_time(doc: Doc, place: int) -> bool:
    """Say whether an "of" at a place leads to a time: "of the previous night", "of Tuesday"."""
    said = behind_of(doc, place)
    return said is not None and said.head in cue("period_nouns") | cue("weekdays") | {"night"}


def _tells_whose(word: Token) -> bool:
    """Say whether a word before "dead" says whose they are, or what of: "Russian dead", "quake dead"."""
    is_cause = word.tag_ == "NN" and word.nbor().lower_ == "dead" and counted_class(word.text) == "other"
    return affiliation(word.text) is not None or is_cause


def _behind_bracket(number: Span) -> int:
    """Return the token behind a number, and behind the bracket that says it anew: of in "€191m ($217m) of funds"."""
    doc, place = number.doc, number.end
    if place < len(doc) and doc[place].text == "(":
        return next((token.i + 1 for token in doc[place : place + LONGEST_RUN] if token.text == ")"), place)
    return place


def _holds(phrase: Counted, number: Span) -> bool:
    """Say whether a phrase holds a number, which a wrong parse may take for a subject: then it is none.

    A length tied to its noun is no such number: "61 new 52-week highs".
    """
    return phrase.first < number.end and number.start <= phrase.last and "-" not in number.text


RULES: tuple[Rule, ...] = (
    of_victims,
    after_of,
    after_in,
    before_age,
    after_number,
    by_parse,
    predicate,
    before_of,
    before_bracket,
    before_up,
    before_distance,
    sold_for,
    before_colon,
    object_moved,
    of_total,
    subject_of_measure,
)
