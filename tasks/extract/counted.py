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
    """A noun phrase as in the text, without number, article and hedge; its head's lemma; its first and last token.

    `rule` read it: one of RULES, or contested, or restated, compared, changed, part, carried (then it stands at the
    figure before) or part_of (at the one after). A phrase of another sentence is on the tokens -1.
    """

    text: str
    head: str
    first: int
    last: int
    rule: str = ""


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
        last = found[-1] if place else earlier
        if last is not None and (rule := _carries(number, numbers[place - 1] if place else None, said)):
            is_same = rule != "carried" or (quantity.kind == "count" and last.head not in cue("tolls"))
            is_same = is_same and (place == 0 or rule != "compared" or quantity.kind == quantities[place - 1].kind)
            said = replace(last, rule=rule) if is_same else said
        told = said is not None and said.rule in ("before_bracket", "after_of")
        if quantity.kind == "percent" and not told and (whose := _contested(doc, numbers, place)):
            said = replace(whose, rule="contested")
        found.append(said)
    for place in range(len(found) - 1):  # "half of the town's 48,000 people": the part counts what the whole counts
        between = doc[numbers[place].end : numbers[place + 1].start]
        if found[place] is None and 0 < len(between) <= LONGEST_RUN // 2 and between[0].lower_ == "of":
            whole = found[place + 1]
            found[place] = whole and replace(whole, rule="part_of")
    return found


def _contested(doc: Doc, numbers: Sequence[Span], place: int) -> Counted | None:
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
        (word for word in reversed(doc[max(0, verb.i - FARTHEST_VERB) : verb.i]) if word.pos_ == "PROPN"), None
    )
    noun = rival if second else ahead
    return None if noun is None else _name(noun)


def _name(noun: Token) -> Counted:
    """Return the whole of a name that a token stands in."""
    doc, first, last = noun.doc, noun.i, noun.i
    while first > 0 and doc[first - 1].pos_ == "PROPN":
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].pos_ == "PROPN":
        last += 1
    return _phrase(doc, first, last, doc[last])


def _carries(number: Span, before: Span | None, said: Counted | None) -> str | None:
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
    if behind in _changes("noun") and doc[before].pos_ == "DET":  # "the forecast for a 164,000 rise"
        return True
    if before > 0 and doc[before].lower_ == "of" and doc[before - 1].lower_ in _changes("noun"):
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


def _is_bare(number: Span) -> bool:
    """Say whether a number stands without its noun: "and wounded 170.", "maiming 20 more"."""
    doc, end = number.doc, number.end
    if end < len(doc) and doc[end].lower_ in cue("more"):
        end += 1
    verb = doc[lead(number)]
    told = verb.pos_ == "VERB" or verb.lower_ in ("another", "further", "additional")
    return told and (end >= len(doc) or doc[end].pos_ in ("PUNCT", "ADP", "CCONJ", "SCONJ") or doc[end].text == "-")


def _first_said(number: Span, kind: str, near: Sequence[Span]) -> Counted | None:
    """Return what the first rule says that holds no number near by."""
    for rule in RULES:
        said = rule(number, kind)
        if said is not None and not any(_holds(said, other) for other in near):
            return replace(said, rule=rule.__name__)
    return None


def after_of(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase behind "of": "hundreds of homes", "12 percent of the 92 measles cases"."""
    place = _behind_bracket(number)
    half = number.doc[number.end - 1].lower_ == "half"
    if half and place < len(number.doc) and number.doc[place].pos_ in ("DET", "PRON"):
        return _run(number.doc, place + 1)  # "half the funds"
    said = _behind_of(number.doc, place)
    bases = cue("bases") | ({"total"} if said is not None and said.text == "total" else set())
    is_base = kind == "percent" and said is not None and not bases.isdisjoint(said.text.lower().split())
    return None if is_base else said  # "debt swelled to 109% of GDP"


def after_in(number: Span, kind: str) -> Counted | None:
    """Return what money comes in: "$8.5 billion in budget aid", "€280m ($318m) in frozen assets"."""
    doc, place = number.doc, _behind_bracket(number)
    if kind != "money" or place + 1 >= len(doc) or _leads_in(number) == "at":
        return None
    if doc[place].lower_ not in ("in", "worth"):
        return None
    said = _run(doc, place + 2 if doc[place + 1].lower_ == "of" else place + 1)
    return said if said is not None and said.text[-1].islower() and not said.text.istitle() else None


def after_number(number: Span, kind: str) -> Counted | None:
    """Return the noun phrase right behind the number: "19 people", "a 7.3-magnitude earthquake", "a $5m fine".

    Times and ways are measured of what stands there only where a hyphen ties it: "a 12-year blockade".
    """
    doc, first = number.doc, number.end
    if doc[first : first + 2].text.lower() in ("or more", "or so", "or fewer", "or less"):
        first += 2
    said = _run(doc, first) if kind not in SPANS or "-" in number.text else None
    if said is None or (said.head in _changes("noun") | cue("measures") and " " not in said.text):
        return None
    return _with_of(doc, said)


def before_age(number: Span, kind: str) -> Counted | None:
    """Return who is of an age: "adults 20 or older", "children aged 5 to 9", "Ann Lee, 34, said"."""
    doc, place = number.doc, number.start - 1
    if kind != "age":
        return None
    while place > 0 and (doc[place].pos_ == "PUNCT" or doc[place].lower_ in cue("beside_age")):
        place -= 1
    if place < 0 or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    return _name(doc[place]) if doc[place].pos_ == "PROPN" else _noun_phrase(doc[place])


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
    bare = noun.lemma_.lower() in _verbs("bare_measures") and (place < 2 or noun.nbor(-1).pos_ != "NOUN")
    if noun.lower_ in cue("forecasts") and place > 1 and noun.nbor(-1).pos_ == "NOUN":  # "a profit forecast of $2m"
        return _noun_phrase(noun.nbor(-1))
    if noun.pos_ not in ("NOUN", "PROPN") or bare:  # an interest rate is none
        return None
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
    moves = verb is not None and verb.lower_ in _verbs("rising") | cue("taking") and before in ("to", "by", "from")
    if verb is None or not (moves or (before == "at" and verb.lemma_ in cue("putting"))):
        return None
    moved = [
        noun
        for noun in objects(verb)
        if noun.pos_ in ("NOUN", "PROPN") and noun.i not in range(number.start, number.end)
    ]
    return _totalled(moved[-1]) if moved else None


def subject_of_measure(number: Span, kind: str) -> Counted | None:
    """Return what a measure or a total is said of: "shares were up 6.4%", "the number of refugees rose to 77"."""
    near = number.doc[max(0, number.start - FARTHEST_VERB) : number.start]
    verbs = cue("lasts") if kind in ("duration", "age") else _verbs("levels")
    is_level = kind not in ("duration", "age")
    verb = next((word for word in reversed(near) if (is_level and word.lemma_ == "be") or word.lower_ in verbs), None)
    if verb is None:
        return None
    noun = _said_of(verb.head if verb.dep_ == "cop" else verb) or _behind_clause(verb)
    if noun is None or noun.i > number.start:
        return _before_change(verb) if verb.lower_ in _verbs("changed") | cue("levels") else None
    before = _leads_in(number)
    if verb.lower_ in _changes("by") and before not in ("by", "to", "from"):  # "it raised $5m"
        return None
    tells = before not in cue("carries_on") if noun.lemma_.lower() in cue("tolls") else before in ("to", "by", "at")
    return _totalled(noun) if tells or kind not in COUNTS else None


def before_bracket(number: Span, kind: str) -> Counted | None:
    """Return the noun before a share in brackets: "men (45%) and women (43%)"."""
    doc, place = number.doc, number.start - 2
    if kind != "percent" or place < 0 or doc[place + 1].text != "(" or doc[place].pos_ not in ("NOUN", "PROPN"):
        return None
    return _noun_phrase(doc[place])


def before_distance(number: Span, kind: str) -> Counted | None:
    """Return what a way or weight is said of right behind it: "an epicenter 16 miles south", "waves up to 3 feet"."""
    doc, place = number.doc, lead(number)
    if kind not in ("distance", "mass", "area", "speed") or place < 0:
        return None
    if place > 1 and doc[place - 1 : place + 1].text.lower() == "up to":
        place -= 2
    while place > 0 and doc[place].lower_ in cue("beside_distance"):
        place -= 1
    return _noun_phrase(doc[place]) if doc[place].pos_ in ("NOUN", "PROPN") else None


def before_up(number: Span, kind: str) -> Counted | None:
    """Return what is up or down: "with utilities down 2.2%"."""
    doc, place = number.doc, lead(number)
    if kind != "percent" or place < 1 or doc[place].lower_ not in ("up", "down", "off"):
        return None
    return _noun_phrase(doc[place - 1]) if doc[place - 1].pos_ in ("NOUN", "PROPN") else None


def sold_for(number: Span, kind: str) -> Counted | None:
    """Return what a price is paid for: "bought the mill for $1.1m", "A speaker for $45", "quoted tenders worth $3m"."""
    doc, place = number.doc, lead(number)
    if kind != "money" or place < 1 or doc[place].lower_ not in ("for", "worth"):
        return None
    verb = governing_verb(number.root)
    bought = [] if verb is None or doc[place].lower_ == "worth" else [noun for noun in objects(verb) if noun.i < place]
    noun = bought[-1] if bought else doc[place - 1]
    if verb is None and doc[0].text[0].isupper() and place <= LONGEST_RUN and not any(map(_stops, doc[:place])):
        return _phrase(doc, 0, place - 1, noun)  # a line that only names: "Speaker with clock for $45"
    return _noun_phrase(noun) if noun.pos_ == "NOUN" or (noun.pos_ == "PROPN" and verb is None) else None


def _stops(token: Token) -> bool:
    """Say whether a word is no part of a line that only names something."""
    return token.pos_ in ("VERB", "AUX", "PRON") or token.text in (":", ";", ",")


def _totalled(noun: Token) -> Counted:
    """Return a noun, or what it is the number of: refugees for "the number of refugees"."""
    total = _behind_of(noun.doc, noun.i + 1) if noun.lemma_.lower() in cue("totals") else None
    return total or _noun_phrase(noun, chain=True)


def _behind_of(doc: Doc, place: int) -> Counted | None:
    """Return the noun phrase behind an "of" that stands at a place: "of the 92 measles cases"."""
    if place >= len(doc) or doc[place].lower_ != "of":
        return None
    place += 1
    while place < len(doc) and doc[place].pos_ in ("DET", "NUM", "PRON") and doc[place].lower_ not in cue("pointing"):
        place += 1
    said = _run(doc, place + 1 if place < len(doc) and doc[place].lower_ in cue("pointing") else place)
    if said is not None and doc[place].lower_ in cue("pointing"):  # "three of those companies", "our soldiers"
        return replace(said, text=doc[place : said.last + 1].text, first=place)
    if said is None and place < len(doc) and doc[place].tag_ == "JJ" and not _ends(doc[place]):
        return _phrase(doc, place, place, doc[place])  # "200 kg of cocaine", which the tagger may not know for a noun
    return said


def lead(number: Span) -> int:
    """Return the place of the word before a number and its hedges, or -1: of "to" in "rose to more than 77"."""
    place = number.start - 1
    doc = number.doc
    while place > 0 and (word := doc[place].lower_) in cue("beside_measure") and word != "to":
        if word == "at" and doc[place + 1].lower_ not in ("least", "most"):
            break
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
    while first < verb.i and doc[first].pos_ in ("DET", "PRON"):
        first += 1
    joints = [token.i for token in doc[first : verb.i] if token.pos_ == "ADP"]
    end = joints[0] if joints else verb.i
    if end <= first or doc[end - 1].pos_ not in ("NOUN", "PROPN"):
        return None
    if joints and doc[end - 1].lemma_.lower() in cue("totals"):
        return _behind_of(doc, end)
    return _phrase(doc, first, verb.i - 1, doc[end - 1])


def _with_of(doc: Doc, said: Counted) -> Counted:
    """Return a phrase with the noun phrase that completes it: "groups of immune cells"."""
    place = said.last + 1
    if place + 1 >= len(doc) or doc[place].lower_ != "of":
        return said
    while place + 1 < len(doc) and doc[place + 1].pos_ == "DET":
        place += 1
    if place + 1 == len(doc):  # a sentence that was cut: "12 members of the"
        return said
    vague = doc[place + 1].lower_ in ("many", "some", "several", "all", "most")
    rest = None if vague else _run(doc, place + 1)
    if rest is None or any(word.like_num for word in doc[place : rest.last + 1]):
        return said
    return replace(said, text=doc[said.first : rest.last + 1].text, last=rest.last)


@cache
def _changes(shape: str) -> frozenset[str]:
    """Return the words of change of one shape."""
    return frozenset(row["word"] for row in read_rows("changes") if row["shape"] == shape)


@cache
def _verbs(cues: str) -> frozenset[str]:
    """Return the verbs of change and the words of a list of cues."""
    changes = (row["word"] for row in read_rows("changes") if row["shape"] in ("verb", "by", "percent"))
    return cue(cues).union(changes)


def _holds(phrase: Counted, number: Span) -> bool:
    """Say whether a phrase holds a number, which a wrong parse may take for a subject: then it is none.

    A length tied to its noun is no such number: "61 new 52-week highs".
    """
    return phrase.first < number.end and number.start <= phrase.last and "-" not in number.text


def _goes_on(number: Span) -> bool:
    """Say whether a number goes on with what the one before it counts: "19 people died and 981 were hurt"."""
    doc, after = number.doc, number.end
    after += after < len(doc) and doc[after].lower_ in cue("more")
    follows = after < len(doc) and (doc[after].pos_ in ("AUX", "VERB") or doc[after].lower_ in cue("carried_on"))
    return follows and _leads_in(number) in cue("carries_on")


def restates(number: Span, before: Span) -> bool:
    """Say whether a number is of the same as the one before it: "8 miles (13 km)", "$2m, or about 15 cents a share"."""
    between = [token.lower_ for token in number.doc[before.end : number.start]]
    joints = [word for word in between if word not in cue("beside_measure") or word in ("or", "to")]
    return " ".join(joints) in ("(", "or", ", or", "to", ", to", "-", "–", ";")


def compares(number: Span) -> bool:
    """Say whether a number stands beside an earlier one of the same: "fell to $12bn from $13bn", "up from 11,000"."""
    before = _leads_in(number)
    place = lead(number)
    if place > 1 and number.doc[place].pos_ == "DET":
        place -= 1
    with_another = number.doc[max(0, place - 1) : place + 1].text.lower() in ("compared to", "compared with")
    return before in ("from", "than", "against", "versus") or with_another


def _run(doc: Doc, first: int) -> Counted | None:
    """Return the noun phrase that begins at a token: its last noun before anything else is the head."""
    last = None
    if first < len(doc) and doc[first].text in ("(", ")"):
        return None
    for token in doc[first : first + LONGEST_RUN]:
        if token.i > first and token.nbor(-1).text == "-" and not token.is_punct:
            last = token if token.pos_ in ("NOUN", "PROPN") else last  # the half of a word: "eye-catching lights"
            continue
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
    if token.lower_ in ("old", "long", "wide", "tall", "high", "deep"):
        return token.i > 0 and (token.nbor(-1).text == "-" or token.nbor(-1).like_num)
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
    while first > 1 and noun.doc[first].pos_ == "PROPN" and noun.doc[first - 1].pos_ == "PROPN":
        first -= 1
    joints = [word.i for word in noun.doc[first : noun.i] if word.pos_ in ("NUM", "SYM", "CCONJ") or word.text == "%"]
    first = max([first, *(place + 1 for place in joints)])
    while first < noun.i and (noun.doc[first].pos_ in ("DET", "PUNCT") or noun.doc[first].lower_ == "whose"):
        first += 1
    of = complement(noun, ("of", "for")) if chain else None
    end = of if of is not None and of.pos_ in ("NOUN", "PROPN") else until or noun
    last = end.i
    is_name = end.pos_ == "PROPN" or (end.i > 0 and end.text[0].isupper())
    while is_name and last + 1 < len(noun.doc) and _names_on(noun.doc[last + 1]):
        last += 1
    return _phrase(noun.doc, first, last, noun)


def _names_on(token: Token) -> bool:
    """Say whether a word goes on with a name: "Hong Kong", "the S&P 500"."""
    return token.pos_ == "PROPN" or (token.pos_ == "NUM" and token.text.isdigit() and token.nbor(-1).whitespace_ != "")


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
    before_up,
    before_distance,
    sold_for,
    object_moved,
    subject_of_measure,
)
