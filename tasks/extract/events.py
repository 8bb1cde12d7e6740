"""What happened to what a figure counts: predicate and argument, from a table of triggers (`data/triggers.csv`).

A trigger is words with the part that a figure plays beside them: "kill" and its object, "die" and its subject, "the
killing" and what it is of. Each rule below is one way in which a figure plays such a part; the first rule that finds
one is believed. Where none does, the answer is None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from tasks.extract.arguments import clauses_of, is_of, next_verb, ties
from tasks.extract.carrying import are_some_of_them, compares, gapped, restates, verb_before
from tasks.extract.classes import counted_class
from tasks.extract.noun_phrases import Counted, lead, leads_in, words_of_change
from tasks.extract.numbers import Quantity
from tasks.extract.numbers.cues import cue
from tasks.extract.speakers import sorts_of
from tasks.extract.syntax import SUBJECTS, is_passive, preposition, tokens
from tasks.extract.triggers import NOTHING, Said, Trigger, Triggers, said_in
from tasks.tables import PERSONS, THINGS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

OF_CLASSES = frozenset(("count", "ratio", "rate", "percent", "multiple"))  # kinds that are of what they count
HAPPENING = OF_CLASSES | {"money", "mass", "volume", "area", "energy"}  # kinds that a trigger may say anything of
HARM = ("killed", "injured", "displaced", "destroyed", "damaged")  # said of whatever is harmed
WEAK = ("counted_itself", "attributive", "among", "located", "about")  # rules that the figure before overrules
NAMED = ("killed", "casualties", "infected", "fined", "charged", "-")  # events whose nouns no verb overrules
ADJOINING = ("after_of", "after_in", "after_number", "by_parse")  # rules by which what is counted stands right behind
FARTHEST = 4  # words between a number and what it counts
NEAR_VERB = 3  # words before a participle among which a "have" is its own
NONE_BEFORE = 5  # words before a figure among which a "none" is its own
REACH = 8  # how far a trigger is looked for where the parse says nothing


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to what a figure counts: a code of `events`, the words that say so, and why they were believed.

    `rule` is one of RULES, or changed, restated, joined, part; `trigger` is the row of the table, where there is one.
    """

    code: str
    text: str | None
    negated: bool
    rule: str
    trigger: Trigger | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in its sentence: what the rules ask about."""

    number: Span
    value: float | None
    kind: str
    change: str | None
    counted: Counted | None
    counted_class: str | None
    span: Span  # the number with what it counts, where that adjoins
    top: Token  # the token of the span on which the others depend
    in_whole: bool  # it counts a part of what the next figure counts: seven in "seven of the 119 girls"
    is_whole: bool  # the figure before counts a part of it


PRICED = Trigger("priced", False, "of", frozenset(), "", (), frozenset())  # said by a rule and no words of the table

POPULATION = replace(PRICED, event="population")
VOTED = replace(PRICED, event="voted")

Rule = Callable[[_Figure, Sequence[Said]], "Said | None"]


def events_in(
    doc: Doc,
    quantities: Sequence[Quantity],
    counted: Sequence[Counted | None],
    triggers: Triggers,
    topic: Collection[str] = (),
    earlier: Event | None = None,
) -> list[Event | None]:
    """Return what happened to what each figure of a parsed sentence counts, or None.

    `topic` are words of its article, `earlier` is what happened to the persons whom the sentence before counted.

    >>> from tasks.extract.counted import counted_in
    >>> from tasks.extract.numbers import Grammar
    >>> from tasks.extract.syntax import Syntax
    >>> def read(sentence):
    ...     doc, figures = Syntax.load().nlp(sentence), Grammar.load().read(sentence).figures
    ...     found = events_in(doc, figures, counted_in(doc, figures), Triggers.load())
    ...     return [each and each.code for each in found]
    >>> read("At least 19 people were killed and 981 were injured.")
    ['killed', 'injured']
    >>> read("Rebels captured two injured soldiers and shot down 30 drones.")
    ['captured', 'intercepted']
    >>> read("Thirteen of the dead were farmers, while seven were teachers.")
    ['killed', 'killed']
    """
    found: list[Event | None] = []
    said = said_in(doc, triggers, topic)
    figures = _figures(doc, quantities, counted)
    for place, figure in enumerate(figures):
        event = _changed(figure) or _read(figure, [one for one in said if _fits(one.trigger, figure)])
        at = _before(place, figures, found)
        is_open = event is None or event.rule in WEAK or at < place - 1
        if at >= 0 and (before := found[at]) and is_open and not _is_itself(event, before):
            event = _shared(figure, figures[at], before, said) or event
            heir = _inherits(figure, figures[at], before.trigger)
            if heir == "joined" and before.rule == "part" and leads_in(figure.number) == "and":
                heir = "part"  # "21 of them children and nine women"
            event = replace(before, rule=heir) if heir is not None else event
        if event is None and place == 0 and earlier is not None and are_some_of_them(figure.number, figure.counted):
            event = replace(earlier, rule="part")
        found.append(event)
    return _apportioned(figures, found)


def _shared(figure: _Figure, last: _Figure, before: Event, said: Sequence[Said]) -> Event | None:
    """Return what the words of the figure before say of this one: "lost 1,100 troops, 12 tanks and 31 guns"."""
    words = before.trigger.words if before.trigger is not None and _is_next(figure, last) else ()
    alike = (one.trigger for one in said if one.trigger.words == words and one.trigger.part == "object")
    other = next((trigger for trigger in alike if _fits(trigger, figure)), None)
    return None if other is None else replace(before, code=other.event, rule="joined", trigger=other)


def _is_itself(event: Event | None, before: Event) -> bool:
    """Say whether a noun says what happened as the one before it did: injuries in "61 deaths and 240 injuries"."""
    return event is not None and event.rule == "counted_itself" and before.rule in ("named", "counted_itself")


def _before(place: int, figures: Sequence[_Figure], found: Sequence[Event | None]) -> int:
    """Return the place of the figure that one may go on with: the one before it, or -1.

    Some "of them" are of persons: those of "27 killed in three districts, ten of them children" are no districts.
    """
    if not place or not _is_of_them(figures[place]) or figures[place].counted_class not in PERSONS:
        return place - 1
    nearer = figures[place - 1]
    if nearer.counted_class in PERSONS or nearer.counted is None:
        return place - 1
    told = (at for at in reversed(range(place)) if found[at] is not None and figures[at].kind == "count")
    return next((at for at in told if figures[at].counted_class in {*PERSONS, None}), place - 1)


def _apportioned(figures: Sequence[_Figure], found: Sequence[Event | None]) -> list[Event | None]:
    """Return events with those of wholes given to their parts: "eleven of the 27 dead", "23 dead: 14 men, nine women".

    The latter are parts because they add up.
    """
    events = list(found)
    for place, (event, of) in enumerate(pairwise(found)):
        if event is None and of is not None and figures[place].in_whole:
            events[place] = replace(of, rule="part")
    for place, whole in enumerate(found):
        if whole is not None and whole.rule != "part" and figures[place].value:
            parts = _parts_of(place, figures, events)
            events[parts.start : parts.stop] = [replace(whole, rule="part")] * len(parts)
    return events


def _parts_of(whole: int, figures: Sequence[_Figure], events: Sequence[Event | None]) -> range:
    """Return the places of the figures right behind a whole that add up to it, two or more."""
    first = end = whole + 1
    rest = figures[whole].value or 0
    while end < len(figures) and rest > 0 and _may_be_part(figures[end], events[end], joined=end > first):
        rest -= figures[end].value or 0
        end += 1
    return range(first, end) if rest == 0 and end > first + 1 else range(0)


def _may_be_part(figure: _Figure, event: Event | None, *, joined: bool) -> bool:
    """Say whether a figure may be one of the parts of a whole: a number of persons, set off by a mark or an "and"."""
    before = figure.number.doc[max(0, lead(figure.number))].lower_
    marks = (",", "and", ";") if joined else (":", ",", "(", "–", "—")
    plain = event is None or event.rule in WEAK
    return plain and before in marks and figure.kind == "count" and figure.counted_class in PERSONS


def _read(figure: _Figure, said: Sequence[Said]) -> Event | None:
    """Return the event that the first fitting rule finds; "a 5-gallon bottle" only says of what size something is."""
    if figure.kind in ("mass", "volume", "area", "energy") and "-" in figure.number.text:
        return None
    for rule in RULES:
        if (one := rule(figure, said)) is not None:
            if one.trigger.event == NOTHING:
                return None
            negated = one.trigger.negated != _is_negated(one, figure)
            text = figure.number.doc[one.first : one.last + 1].text
            return Event(one.trigger.event, text, negated, rule.__name__, one.trigger)
    return None


def state_behind(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find what stands right behind: "19 dead", "leaving 77 people dead", "five feared missing"."""
    doc, end = figure.number.doc, figure.span.end
    if doc[end : end + 2].text.lower() == "of the":  # "13 of the dead were civilians"
        end += 2
    near = [one for one in said if one.trigger.part == "state" and end <= one.first <= end + 1]
    return next((one for one in near if one.first == end or doc[end].lower_ in cue("before_state")), None)


def done_to(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the participle right behind, which no object follows: "nine soldiers killed, and 61 wounded"."""
    doc, end = figure.number.doc, figure.span.end
    if figure.in_whole:
        return None
    near = [one for one in said if one.first == end and one.trigger.part == "object" and one.trigger.event != NOTHING]
    if not near or doc[end].tag_ not in ("VBN", "VBD"):
        return None
    last = max(one.last for one in near)
    may_act = any(one.first == end and one.trigger.part == "subject" for one in said)
    ends = last + 1 == len(doc) or doc[last + 1].pos_ in ("PUNCT", "CCONJ", "ADP")
    return near[0] if ends and not may_act else None


def doing(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the verb right before, whatever the parse makes of it: "killed 12 and infected tens of thousands"."""
    place, doc = lead(figure.number), figure.number.doc
    if place > 1 and doc[place - 1 : place + 1].text.lower() == "up to":  # "killed up to 400"
        place -= 2
    if place < 0 or figure.is_whole or is_passive(doc[place]):
        return None
    has_done = doc[place].tag_ == "VBN" and any(
        word.lemma_ == "have" for word in doc[max(0, place - NEAR_VERB) : place]
    )
    if not has_done and doc[place].tag_ not in ("VB", "VBD", "VBG", "VBP", "VBZ"):
        return None
    acts = [one for one in said if one.trigger.part == "object" and doc[place] in one.heads]
    return next((one for one in acts if len(one.trigger.words) > 1), acts[0] if acts else None)


def governed(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the verb whose argument a figure is: "killed 12", "12 were killed", "12 people who fled", "sold for $3m"."""
    last = figure.span[-1]
    tops = (figure.top,) if last == figure.top else (figure.top, last)
    clauses = () if figure.in_whole else chain(_of_whom(figure.number), *map(clauses_of, tops))
    found = None
    for part, head in chain(clauses, *(() if figure.is_whole else map(ties, tops))):
        if found is not None and found.heads[0] != head:
            break
        for one in said:
            if head in one.heads and one.trigger.part == part:
                if len(one.trigger.words) > 1:
                    return one
                found = found or one
    return found


def _of_whom(number: Span) -> Iterator[tuple[str, Token]]:
    """Yield what is said of some: died in "3,300 people, 151 of whom have died"."""
    behind = number.doc[number.end : number.end + 2]
    if len(behind) == 2 and behind.text.lower() in ("of whom", "of which"):
        verbs = (word for word in behind[1].rights if word.dep_ in ("acl:relcl", "relcl"))
        yield from (("object" if is_passive(verb) else "subject", verb) for verb in verbs)


def totalled(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find what befell those of whom the number is told: "the number of people killed has risen to 34"."""
    phrase = figure.counted
    if phrase is None or phrase.rule not in ("subject_of_measure", "object_moved", "of_total"):
        return None
    noun = figure.number.doc[phrase.last]
    said_of_it = list(clauses_of(noun))
    behind = figure.number.doc[phrase.last + 1 : phrase.last + 2]
    said_of_it += [("object", word) for word in behind if word.tag_ == "VBN"]  # "the number of homes lost"
    said_of_it += [("state", noun), ("object", noun)] if noun.tag_ in ("VBN", "JJ") else []  # "put the injured at 94"
    for one in said:
        is_name = one.trigger.part == "counted" and one.first == noun.i < one.last  # "the count of lives lost"
        if is_name or any((one.trigger.part, head) in said_of_it for head in one.heads):
            return one
    return None


def nominal(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the noun that a figure completes: "the killing of 12", "a toll of at least 40", "worth $5m"."""
    place = figure.number.start - 1
    doc, passed = figure.number.doc, cue("beside_measure") | cue("before_figure")
    while place > 0 and (doc[place].lower_ in passed or doc[place].pos_ == "DET"):
        place -= 1
    for one in said:
        bare = one.last == figure.number.start - 1 and one.trigger.event != "priced"  # "worth $5m", but "Cloud City 12"
        if (
            one.trigger.part == "of"
            and not bare
            and (place <= one.last < figure.number.start or is_of(figure.top, one.heads[-1]))
        ):
            return one
    return None


def reached(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the noun whose measure some persons are: "the toll of the raid stands at 21 soldiers"."""
    if figure.counted_class not in PERSONS or preposition(figure.top) not in ("at", "to"):
        return None
    verbs = [head for part, head in ties(figure.top) if part == "amount"]
    nouns = [child for verb in verbs for child in verb.children if child.dep_ in SUBJECTS]
    nouns += [verb.head for verb in verbs if verb.dep_ == "acl"]  # "with the toll rising to 22 people"
    return next((one for one in said if one.trigger.part == "of" and any(noun in one.heads for noun in nouns)), None)


def named(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the words in what is counted that no other words overrule: "52 deaths were put down to it", "900 cases"."""
    one = counted_itself(figure, said)
    return one if one is not None and one.trigger.event in NAMED else None


def taken(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find words that begin before a number and end in what is counted: "claimed 14 lives", "a loss of 51 lives"."""
    first, last = figure.number.start, figure.span.end - 1
    spans = (one for one in said if one.trigger.part == "counted" and one.first < first)
    return next((one for one in spans if one.last == last and last >= figure.number.end), None)


def counted_itself(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the words in what is counted: "net profit of $3m", "12 hostages", "the death toll rose to 40"."""
    phrase = figure.counted
    if phrase is None or phrase.rule == "carried":
        return None
    are_known = figure.counted_class in PERSONS and _acts(figure.top)
    for one in said:
        if are_known and one.trigger.event in cue("roles"):
            continue
        inside = one.trigger.part == "counted" and phrase.first <= one.first <= one.last <= phrase.last
        if inside and any(head.lemma_.lower() == phrase.head.lower() for head in one.heads):
            return one
    return None


def _acts(noun: Token) -> bool:
    """Say whether somebody does something: then what they are called is no event ("300 recruits visit the shrine")."""
    verb = noun.head
    return noun.dep_ == "nsubj" and verb.pos_ == "VERB" and not is_passive(verb) and verb.tag_ != "VBN"


def attributive(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the participle before what is counted: "two injured soldiers", "300 displaced families"."""
    phrase = figure.counted
    if phrase is None or phrase.rule == "carried" or (figure.kind != "count" and figure.counted_class == "other"):
        return None
    known = figure.counted_class != "other"
    for one in said:
        if (
            (known or one.trigger.event in HARM)
            and one.trigger.part in ("object", "state")
            and phrase.first <= one.first
            and one.last < phrase.last
        ):
            return one
    return None


def near_by(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find the next verb of the clause where the parse ties none to the figure: headlines and broken sentences."""
    if figure.is_whole:  # no more than 11 were freed of "11 of the 43 pupils"
        return None
    doc = figure.number.doc
    acts = [one for one in said if one.trigger.part in ("object", "subject", "state")]
    may_be = {one.heads[0].i for one in acts if one.trigger.part != "state"}
    placed = preposition(figure.top) not in (None, "of", "to", "at", "by")  # "in 36 states most people who died"
    behind = next_verb(doc, range(figure.span.end, min(len(doc), figure.span.end + REACH)), may_be)
    adjoins = behind is not None and all(word.pos_ == "ADV" for word in doc[figure.span.end : behind.i])
    if behind is not None and (adjoins or not placed):  # "with 300 people fleeing", "people forcibly uprooted"
        passive = behind.tag_ in ("VBN", "JJ") or behind.nbor(-1).lemma_ == "be"
        parts = ("object", "state") if passive else ("subject",)
        if found := next((one for one in acts if behind in one.heads and one.trigger.part in parts), None):
            return found
    start = lead(figure.number)
    for one in acts:  # "shot at one person", "set upon 12 men"
        if one.trigger.part == "object" and len(one.trigger.words) > 1 and one.last in (start, figure.number.start - 1):
            return one
    if start >= 0 and doc[start].lower_ in ("from", "by", "at", "in", "to") and doc[start - 1].lower_ != "up":
        return None
    while start > 0 and doc[start].lower_ in ("up", "to", "as", "much", "many", "at", "least", "more"):
        start -= 1
    before = next_verb(doc, range(start, max(-1, start - REACH), -1), may_be)
    if before is None or is_passive(before):
        return None
    return next((one for one in acts if before in one.heads and one.trigger.part == "object"), None)


def among(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find what befell those with whom a sentence begins: "Among the 19 killed were four doctors", "Of the dead"."""
    doc, first = figure.number.doc, figure.number.start
    if doc[0].lower_ not in ("among", "of") or figure.counted_class not in PERSONS:
        return None
    end = next((word.i for word in doc[:first] if word.lower_ in (",", "was", "were", "is", "are")), 0)
    if doc[0].lower_ == "of" and any(word.like_num for word in doc[:end]):  # "Of the 90 held, 36 were fined"
        return None
    return next((one for one in said if one.last < end and one.trigger.part != "counted"), None)


def located(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find where troops are: "there are 3,000 American troops in Iraq", "1,000 soldiers are now on its soil"."""
    doc, end = figure.number.doc, figure.span.end
    while end < len(doc) and (doc[end].pos_ in ("AUX", "ADV") or doc[end].lower_ in cue("before_state")):
        end += 1
    return next((one for one in said if one.trigger.part == "where" and one.first == end), None)


def priced_per(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find a price by what it is paid for: "10,000 pounds a loaf", "$70 per barrel"."""
    doc, end = figure.number.doc, figure.number.end
    per = end + 1 < len(doc) and doc[end].lower_ in ("a", "an", "per") and doc[end + 1].pos_ == "NOUN"
    if figure.kind != "money" or not per or doc[end + 1].lower_ in cue("per_times"):
        return None
    return Said(PRICED, end, end + 1, (doc[end + 1],))


def priced_for(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find a price that no verb governs: "Two tickets for $45", "from £12 each"."""
    before = lead(figure.number)
    if figure.kind != "money" or before < 0 or figure.number.doc[before].lower_ not in ("for", "from", "at"):
        return None
    if any(word.pos_ == "VERB" for word in figure.number.root.ancestors):
        return None
    if any(word.lower_ in cue("bailed") for word in figure.number.doc[max(0, before - 4) : before]):
        return None
    word = figure.number.doc[before]
    return Said(PRICED, before, before, (word,))


def people_of(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find a population by whose it is: "the nation's 5.5 million people", "its 2,000 inhabitants"."""
    doc, before = figure.number.doc, lead(figure.number)
    is_people = figure.counted is not None and figure.counted.text.lower() in cue("a_population")
    if not is_people or before < 1 or doc[before].tag_ != "POS":
        return None
    owner = doc[before - 1]
    is_place = owner.pos_ == "PROPN" or owner.lower_ in cue("a_place")
    return Said(POPULATION, before - 1, before, (owner,)) if is_place else None


def contested(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find that a share is of a contest, by how what it counts was found: "found Lee leading Ortiz 50% to 43%"."""
    phrase = figure.counted
    if phrase is None or phrase.rule != "contested" or figure.kind != "percent":
        return None
    return Said(VOTED, phrase.first, phrase.last, (figure.number.doc[phrase.last],))


def about(figure: _Figure, said: Sequence[Said]) -> Said | None:
    """Find what a sentence is about: shares in a poll."""
    return next((one for one in said if one.trigger.part == "about"), None)


RULES: tuple[Rule, ...] = (
    state_behind,
    named,
    taken,
    contested,
    done_to,
    totalled,
    doing,
    governed,
    nominal,
    reached,
    near_by,
    counted_itself,
    attributive,
    among,
    located,
    priced_per,
    priced_for,
    people_of,
    about,
)


def _changed(figure: _Figure) -> Event | None:
    """Return raised or fell for a change: "rose 5%", "down 12 points"."""
    whole = figure.counted_class in PERSONS | THINGS  # "lost 87% of its tanks"
    if figure.change is None or (whole and figure.span.end > figure.number.end):
        return None
    near = figure.number.doc[max(0, figure.number.start - REACH) : figure.number.end + 3]
    words = [word for word in near if word.lower_ in words_of_change(figure.change)]
    said = min(words, key=lambda word: abs(word.i - figure.number.start), default=None)
    return Event("raised" if figure.change == "up" else "fell", said.text if said else None, False, "changed", None)


def _inherits(figure: _Figure, before: _Figure, trigger: Trigger | None) -> str | None:
    """Say how a figure goes on with the one before it: "$2m, or 15 cents a share", "900 cases, including 79 today"."""
    if before.change is not None or figure.kind not in HAPPENING or figure.is_whole:
        return None
    if figure.counted is not None and figure.counted.head in cue("totals"):
        return "restated"  # "captured 12, bringing the total to 40"
    same = figure.counted is None or before.counted is None or figure.counted.head == before.counted.head
    if restates(figure.number, before.number):
        return "restated"
    if same and figure.kind == before.kind and compares(figure.number):
        return "restated"
    if same and figure.kind == before.kind and gapped(figure.number, before.number):
        return "joined"
    between = {token.lower_ for token in figure.number.doc[before.span.end : figure.number.start]}
    if not between.isdisjoint(cue("parts")) or {"among", "them"} <= between:
        return "part"
    if (
        _is_next(figure, before)
        and trigger is not None
        and trigger.words
        and (_fits(trigger, figure) or figure.counted_class == "other")
    ):
        return "joined"
    if before.counted_class in PERSONS and are_some_of_them(figure.number, figure.counted):
        return "part"
    if _is_of_them(figure) and (before.counted_class in PERSONS or (trigger is not None and trigger.of >= PERSONS)):
        return "part"
    behind = figure.number.doc[figure.span.end : figure.span.end + 1].text.lower()
    nothing_told = figure.counted is None and before.counted is None
    are_more = nothing_told or (
        figure.counted is not None and (figure.counted.rule == "carried" or figure.counted.head == "other")
    )
    if are_more and behind in cue("carried_at"):  # "254 were killed in Gaza and 34 in the West Bank", "181 against"
        return "joined"
    return "joined" if are_more and (_is_what_another_says(figure.number) or _does_alike(figure, before)) else None


def _does_alike(figure: _Figure, before: _Figure) -> bool:
    """Say whether a verb stands before two numbers: "Lee earned 12 delegates, Ortiz earned eight"."""
    one, other = (each.number.doc[max(0, lead(each.number))] for each in (before, figure))
    return one.pos_ == other.pos_ == "VERB" and one.lemma_ == other.lemma_


def _is_next(figure: _Figure, before: _Figure) -> bool:
    """Say whether nothing but joints stands between two figures: "185 drones and at least nine missiles"."""
    between = {token.lower_ for token in figure.number.doc[before.span.end : figure.number.start]}
    return not figure.is_whole and between <= {"and", ",", "or", "plus"} | cue("beside_measure")


def _is_what_another_says(number: Span) -> bool:
    """Say whether a number alone is what somebody says: "11,000 joined the march; its organisers said 45,000"."""
    doc, verb = number.doc, verb_before(number)
    ends = number.end == len(doc) or doc[number.end].pos_ == "PUNCT"
    sorts = sorts_of(verb) if verb.pos_ == "VERB" else {}
    return ends and ("clause" in sorts or "object" in sorts)


def _is_of_them(figure: _Figure) -> bool:
    """Say whether a figure tells what some of those before are: "97 dead, 21 of them children"."""
    doc, end = figure.number.doc, figure.number.end
    behind = doc[end : end + 3]
    return (
        len(behind) == 3 and behind[:2].text.lower() in ("of them", "of whom") and behind[2].pos_ not in ("VERB", "AUX")
    )


def _figures(doc: Doc, quantities: Sequence[Quantity], counted: Sequence[Counted | None]) -> list[_Figure]:
    """Return the figures of a sentence as the rules ask about them."""
    numbers = [tokens(doc, quantity.start, quantity.end) for quantity in quantities]
    parts = [_is_part_of(doc, one, other) for one, other in pairwise(numbers)]
    found = []
    for place, (number, quantity, phrase) in enumerate(zip(numbers, quantities, counted, strict=True)):
        adjoins = phrase is not None and phrase.rule in ADJOINING and phrase.first - number.end <= FARTHEST
        span = doc[number.start : max(number.end, phrase.last + 1)] if adjoins and phrase else number
        what = counted_class(phrase.text) if phrase else None
        in_whole, is_whole = place < len(parts) and parts[place], place > 0 and parts[place - 1]
        about = quantity.value, quantity.kind, quantity.change, phrase, what
        found.append(_Figure(number, *about, span, span.root, in_whole, is_whole))
    return found


def _is_part_of(doc: Doc, number: Span, whole: Span) -> bool:
    """Say whether a figure is a part of the next one: "seven of the 119 girls"."""
    between = doc[number.end : whole.start]
    is_of = 0 < len(between) <= FARTHEST and between[0].lower_ == "of"
    return is_of and all(word.pos_ not in ("VERB", "CCONJ", "PUNCT") for word in between)


def _fits(trigger: Trigger, figure: _Figure) -> bool:
    """Say whether a trigger may be said of a figure: by its kind, and for counts and shares by what they count."""
    if trigger.event == "voted" and figure.counted is not None and _is_no_share(figure.counted):
        return False
    if not trigger.of:
        return figure.kind in HAPPENING
    if figure.kind in OF_CLASSES and figure.kind not in trigger.of:
        if figure.kind == "rate" and figure.counted is None:  # "makes 300,000 tonnes a year"
            return not trigger.of.isdisjoint(("mass", "volume", "energy"))
        is_share = figure.kind != "count" and figure.span.end == figure.number.end  # of what, stands elsewhere
        if is_share and figure.counted_class not in PERSONS:
            return False
        if figure.counted_class is None:  # "killed 12 and wounded six", "88 were shot down", "1,684 were destroyed"
            is_of_anybody = trigger.of >= PERSONS and "jobs" not in trigger.of
            is_downed = trigger.event == "intercepted" and "aircraft" in trigger.of
            is_of_anything = trigger.event in ("destroyed", "damaged") and trigger.of >= {*THINGS, "other"}
            return figure.kind == "count" and (is_of_anybody or is_downed or is_of_anything)
        return figure.counted_class in trigger.of
    return figure.kind in trigger.of and figure.kind != "other"  # which is a class as well


def _is_no_share(phrase: Counted) -> bool:
    """Say whether a poll has a phrase beside its shares: its margin of error."""
    return any(word in cue("no_shares") for word in phrase.text.lower().split())


def _is_negated(one: Said, figure: _Figure) -> bool:
    """Say whether a trigger is denied: "did not kill", "none of the 12 was hurt", "failed to free 30"."""
    doc = figure.number.doc
    if any(word.lower_ in cue("none") for word in doc[max(0, figure.number.start - NONE_BEFORE) : figure.number.start]):
        return True
    head = one.heads[0]
    if head.i > 1 and doc[head.i - 1].lower_ == "to" and doc[head.i - 2].lemma_.lower() in cue("failing"):
        return True
    for verb in (head, head.head if head.dep_ in ("xcomp", "acl", "advcl", "ccomp") else head):
        if any(child.lower_ in cue("not") for child in verb.lefts):
            return True
        if verb != head and verb.lemma_.lower() in cue("failing"):
            return True
    return False
