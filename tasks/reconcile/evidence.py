"""What speaks for and against two figures of one story being of the same quantity; what bars it altogether.

Each rule is asked of many pairs at once: claims come as columns, one a pair on either side.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import and_
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tasks.reconcile.claims import Claim, are_compared, are_set_against, is_changed
from tasks.reconcile.columns import NONE, SPANS, Claims, Flags, Floats, Ints, Places, Sets
from tasks.weights import Weights

WEIGHTS = Path(__file__).parent / "data" / "weights.csv"
AGAINST_ALL = frozenset(  # evidence against one claim of a series that speaks against all of them
    ("of a whole, one", "part of one", "falls", "other spot", "other place", "other scope")
)
SHARED = tuple(f"shared words {number}" for number in range(9))  # the last one: or more
TIMES = (1.03, 1.1, 1.25, 1.5, 2, 2.5, 5)  # how many times one value is the other
STEPS, FAR = range(1, 5), range(4)  # figures and sentences from one value to another, the last one: or more
SIZES = range(5)  # powers of ten
APART = 60  # days between what two figures tell of: then they are not of the same
SHORT, LONG = 3, 30  # days: a figure of so few is none of so many
TOO_FAR = 30  # how many times one value may be the other

Said = NDArray[np.int16]  # numbers of NAMES
Bar = Callable[[Claims, Claims], Flags]
Sign = Callable[[Claims, Claims], Said]

NAMES = [""]  # of the evidence, as far as it was said: the first one is none
_NUMBERS: dict[str, int] = {"": 0}
_NAMING = Lock()  # parts may be lined up in several threads
MOST_NAMES = 512  # more than there are
MANY = 0.3  # the share of barred pairs from which on it is quicker to go on with the others


def evidence(one: Claims, other: Claims) -> list[list[str] | None]:
    """Return what speaks for or against each two figures being of the same quantity, what their values say last.

    None: something bars it.
    """
    found: list[list[str] | None] = [None] * len(one)
    places = unbarred(one, other)
    one, other = one.at(places), other.at(places)
    said = [sign(one, other).tolist() for sign in SIGNS]
    for place, each in zip(places.tolist(), zip(*said, strict=True), strict=True):
        found[place] = ["base", *(NAMES[number] for number in each if number)]
    return found


def bars(one: Claims, other: Claims) -> list[list[str]]:
    """Return the names of what bars each two figures from being of the same quantity."""
    barred = [(bar.__name__, bar(one, other).tolist()) for bar in BARS]
    return [[name for name, each in barred if each[place]] for place in range(len(one))]


def unbarred(one: Claims, other: Claims) -> Places:
    """Return the places of the pairs that nothing bars from being of the same quantity."""
    places = np.arange(len(one))
    barred = np.zeros(len(one), np.bool_)
    for bar in BARS:
        barred |= bar(one, other)
        if bar is BARS[-1] or np.count_nonzero(barred) > len(barred) * MANY:
            left = np.flatnonzero(~barred)
            places, barred, one, other = places[left], barred[left], one.at(left), other.at(left)
    return places


def weigh(one: Claims, other: Claims, weights: Weights) -> tuple[Floats, Floats, Floats]:
    """Return how much speaks for pairs that nothing bars: their words, what is told as a part of it, and their values.

    Weights are added in the order of the signs: sums of fractions depend on it.
    """
    said = [sign(one, other) for sign in SIGNS]
    weight = np.array([weights.weights.get(name, 0.0) for name in NAMES])
    against = np.where([name in AGAINST_ALL for name in NAMES], weight, 0.0)
    words = np.full(len(one), weights.weights.get("base", 0.0))
    parts = np.zeros(len(one))
    for each in said[:-1]:
        words += weight[each]
        parts += against[each]
    return words, parts, weight[said[-1]]


def _say(one: Claims, *cases: tuple[Flags, str]) -> Said:
    """Return of each pair what the first case says that holds of it."""
    said = np.zeros(len(one), np.int16)
    for flags, name in reversed(cases):
        said[flags] = _number_of(name)
    return said


def _number_of(name: str) -> int:
    if name not in _NUMBERS:
        with _NAMING:
            if name not in _NUMBERS:
                NAMES.append(name)
                _NUMBERS[name] = len(NAMES) - 1
    return _NUMBERS[name]


def _join(form: str, one: Said, other: Said) -> Said:
    """Return of each pair what two things say together in a form of words; nothing where the first says nothing."""
    joined = _joined(form)
    said = joined[one, other]
    new = (said == 0) & (one > 0)
    if new.any():
        for first, second in set(zip(one[new].tolist(), other[new].tolist(), strict=True)):
            joined[first, second] = _number_of(form.format(NAMES[first], NAMES[second]))
        said = joined[one, other]
    return said


@cache
def _joined(form: str) -> Said:
    """Return a table of what two numbers say together in a form of words, 0 where it was not asked for yet."""
    return np.zeros((MOST_NAMES, MOST_NAMES), np.int16)


def _meet(one: Sets, other: Sets, asked: Flags) -> Flags:
    """Tell of the pairs that are asked for whether their sets have something in common."""
    met = np.zeros(len(asked), np.bool_)
    met[asked] = [not apart for apart in map(frozenset.isdisjoint, one[asked].tolist(), other[asked].tolist())]
    return met


def _hold(holds: Callable[[Claim, Claim], bool], one: Claims, other: Claims, asked: Flags) -> Flags:
    """Tell of the pairs that are asked for whether their texts hold something."""
    held = np.zeros(len(asked), np.bool_)
    if asked.any():
        places = np.flatnonzero(asked)
        held[places] = list(map(holds, one.at(places).each(), other.at(places).each()))
    return held


def other_sort(one: Claims, other: Claims) -> Flags:
    """Bar figures of different kinds, units, directions; increments and totals; what did happen and what did not."""
    return one.sort != other.sort


def difference(one: Claims, other: Claims) -> Flags:
    """Bar how much more one figure is than another: "five more than the 78"."""
    return one.is_difference | other.is_difference


def part_and_whole(one: Claims, other: Claims) -> Flags:
    """Bar a part and its whole."""
    return (one.figure == other.part_of) | (other.figure == one.part_of)


def one_sentence(one: Claims, other: Claims) -> Flags:
    """Bar two values of one sentence that no words set against one another."""
    same = _are_beside(one, other) & ~_is_same_value(one, other)
    return same & ~_hold(are_set_against, one, other, same)


def other_event(one: Claims, other: Claims) -> Flags:
    """Bar figures of different events, but for shares, and for a guess that the value speaks against."""
    differ = _differ(one.event, other.event)
    return differ & ~(_is_share(one, other) | _is_guess(one, other))


def other_class(one: Claims, other: Claims) -> Flags:
    """Bar figures that count different sorts of things, or persons and what is none."""
    differ = (one.class_ != other.class_) & ~(one.is_generic | other.is_generic)
    differ |= (one.is_of_persons & other.is_of_others) | (one.is_of_others & other.is_of_persons)
    return differ & ~(_is_share(one, other) | _is_guess(one, other))


def other_owner(one: Claims, other: Claims) -> Flags:
    """Bar shares and seats of different names, but for a value that is hardly met by chance."""
    named = one.has_owner & other.has_owner & _is_share(one, other) & ~_is_strong(one, other)
    return named & ~_meet(one.whose, other.whose, named)


def other_nation(one: Claims, other: Claims) -> Flags:
    """Bar figures of the people of different countries."""
    return _differ(one.nation, other.nation)


def other_time(one: Claims, other: Claims) -> Flags:
    """Bar figures of times far apart, those of a day and of a long time, and two days of what is counted by the day."""
    same_value, gap = _is_same_value(one, other), _gap(one, other)
    lengths = one.last_day - one.first_day, other.last_day - other.first_day
    by_day = one.is_of_day | other.is_of_day
    of_time = one.is_flow | other.is_flow | one.is_of_period | other.is_of_period | by_day
    uneven = of_time & (np.minimum(*lengths) <= SHORT) & (np.maximum(*lengths) >= LONG)
    other_day = by_day & ((gap > 0) | ((one.last_day != other.last_day) & ~same_value))
    far = one.has_days & other.has_days & ((gap > APART) | uneven | other_day)
    return np.where(one.looks_back != other.looks_back, ~(same_value & one.is_large), far)


def by_chance(one: Claims, other: Claims) -> Flags:
    """Bar two values of different texts that are the same by chance.

    Such are round ones of which nothing is known, half of this and half of that, and shares that are not of one owner.
    """
    same_noun = (one.head != NONE) & (one.head == other.head)
    unknown = (one.event == NONE) & (other.event == NONE) & ~same_noun & (one.digits <= 1)
    alike = _is_same_value(one, other) & ~_is_strong(one, other) & (one.document != other.document)
    share = alike & one.is_ratio & one.is_of_shares & other.is_of_shares
    return alike & (unknown | (share & ~_meet(one.whose, other.whose, share)))


def other_period(one: Claims, other: Claims) -> Flags:
    """Bar two sums of what is earned or made by the quarter or year, unless both tell the same time."""
    earned = (one.event == other.event) & one.is_of_period & one.is_money & ~_is_same_value(one, other)
    return earned & ((one.first_day == NONE) | ~_are_same_days(one, other))


def other_status(one: Claims, other: Claims) -> Flags:
    """Bar confirmed, suspected and new ones of the same; the sick of whom nothing is said are the suspected ones."""
    both = (one.status != 0) & (other.status != 0)
    of_sick = (one.is_of_sick | other.is_of_sick) & (one.is_sure | other.is_sure)
    return (both | of_sick) & ((one.status & other.status) == 0) & ~_is_same_value(one, other)


def other_size(one: Claims, other: Claims) -> Flags:
    """Bar values of which one is many times the other."""
    least = np.minimum(one.value, other.value)
    return (least > 0) & (np.maximum(one.value, other.value) > TOO_FAR * least)


def _differ(one: Ints, other: Ints) -> Flags:
    """Tell whether both are known and not the same."""
    return (one != NONE) & (other != NONE) & (one != other)


def _gap(one: Claims, other: Claims) -> Ints:
    """Return the days between what two figures tell of; 0 and less: none."""
    return np.maximum(other.first_day - one.last_day, one.first_day - other.last_day)


def _are_same_days(one: Claims, other: Claims) -> Flags:
    return (one.first_day == other.first_day) & (one.last_day == other.last_day)


def _are_beside(one: Claims, other: Claims) -> Flags:
    """Tell whether two figures stand in one sentence."""
    return (one.document == other.document) & (one.sentence == other.sentence)


def _is_same_value(one: Claims, other: Claims) -> Flags:
    return one.value == other.value


def _is_strong(one: Claims, other: Claims) -> Flags:
    """Tell whether two figures have one value that is hardly met by chance."""
    return _is_same_value(one, other) & one.is_telling


def _is_guess(one: Claims, other: Claims) -> Flags:
    """Tell whether the value says more than the words: of a title told below, or where what one is of is a guess."""
    repeats = (one.document == other.document) & (one.in_title != other.in_title)
    return (repeats | one.is_carried | other.is_carried) & _is_same_value(one, other) & (one.digits > 1)


def _is_share(one: Claims, other: Claims) -> Flags:
    """Tell whether it matters whose two figures are: shares, votes, seats."""
    return one.is_ratio | one.is_of_shares | other.is_of_shares


def _times(one: Claims, other: Claims) -> Floats:
    """Return how many times the smaller of two values the greater is; 1 where one is unknown or not above 0."""
    least, most = np.minimum(one.value, other.value), np.maximum(one.value, other.value)
    return np.divide(most, least, out=np.ones(len(one)), where=least > 0)


def what(one: Claims, other: Claims) -> Said:
    """Weigh what happened to what, together: the less both say, the less it is that they agree."""
    plain = _join("{}, {}", _events(one, other), _nouns(one, other))
    return _join("{1}{0}", plain, _say(one, (_is_share(one, other), "share: ")))


def _events(one: Claims, other: Claims) -> Said:
    first, second = one.event != NONE, other.event != NONE
    return _say(
        one,
        (~(first | second), "no event"),
        (~(first & second), "event of one"),
        (one.event != other.event, "other event"),
        (one.is_weak, "same weak event"),
        (first, "same event"),
    )


def _nouns(one: Claims, other: Claims) -> Said:
    first, second = one.head != NONE, other.head != NONE
    return _say(
        one,
        (first & (one.head == other.head), "same noun"),
        ((one.class_ == other.class_) & ~one.is_generic, "same class"),
        (first & second, "other noun"),
        (first | second, "noun of one"),
        (one.is_generic & other.is_generic, "no nouns"),
        (~first, "class of one"),
    )


def unknown(one: Claims, other: Claims) -> Said:
    """Weigh that nothing is known of two numbers of different texts but values that may be met by chance."""
    apart = one.is_unknown & other.is_unknown & (one.document != other.document)
    return _say(one, (apart & ~_is_strong(one, other), "both unknown"))


def modifiers(one: Claims, other: Claims) -> Said:
    """Weigh the words before the nouns of what is counted: confirmed and suspected cases."""
    both = one.has_modifiers & other.has_modifiers
    return _say(
        one,
        (_meet(one.modifiers, other.modifiers, both), "same modifiers"),
        (both, "other modifiers"),
        (one.has_modifiers | other.has_modifiers, "modifiers of one"),
    )


def words(one: Claims, other: Claims) -> Said:
    """Weigh the words around the numbers."""
    shared = np.fromiter(map(len, map(and_, one.plain_words.tolist(), other.plain_words.tolist())), np.intp, len(one))
    names = np.array([_number_of(name) for name in SHARED], np.int16)
    return names[np.minimum(shared, len(SHARED) - 1)]


def owner(one: Claims, other: Claims) -> Said:
    """Weigh whose a share is."""
    share = _is_share(one, other)
    both = share & one.has_owner & other.has_owner
    return _say(
        one,
        (_meet(one.whose, other.whose, both), "same owner"),
        (both, "other owner"),
        (share & _is_same_value(one, other), "no owner"),
        (share, "no owner, other value"),
    )


def nation(one: Claims, other: Claims) -> Said:
    """Weigh whose people are counted."""
    first, second = one.nation != NONE, other.nation != NONE
    return _say(
        one,
        (first & second, "same nation"),
        ((first | second) & one.has_sides & ~_is_same_value(one, other), "nation of one, sides"),
        (first | second, "nation of one"),
    )


def where(one: Claims, other: Claims) -> Said:
    """Weigh where it happened."""
    same_value, elsewhere = _is_same_value(one, other), _differ(one.country, other.country)
    first, second = one.place != NONE, other.place != NONE
    return _say(
        one,
        (elsewhere & same_value, "other country"),
        (elsewhere, "other country, other value"),
        (first & (one.place == other.place), "same place"),
        (first & second & same_value, ""),
        (first & second, "other place"),
        (first | second, "place of one"),
    )


def spot(one: Claims, other: Claims) -> Said:
    """Weigh the names in or near which it is told."""
    both = one.has_spots & other.has_spots
    return _say(
        one,
        (_meet(one.spots, other.spots, both), "same spot"),
        (both & _is_same_value(one, other), ""),
        (both, "other spot"),
        (one.has_spots | other.has_spots, "spot of one"),
    )


def scope(one: Claims, other: Claims) -> Said:
    """Weigh the sorts of places beside the numbers: the camp, the country."""
    first, second = one.scopes != 0, other.scopes != 0
    return _say(
        one,
        ((one.scopes & other.scopes) != 0, "same scope"),
        (first & second, "other scope"),
        (first | second, "scope of one"),
    )


def span(one: Claims, other: Claims) -> Said:
    """Weigh whether words make both numbers totals or those of a day."""
    two = np.minimum(one.span, other.span), np.maximum(one.span, other.span)
    names = np.array([_number_of(name) for name in SPANS], np.int16)
    said = _join("span {} and {}", *(names[each] for each in two))
    return np.where(_is_same_value(one, other), 0, said).astype(np.int16)


def status(one: Claims, other: Claims) -> Said:
    """Weigh that figures are told as confirmed, suspected or new."""
    return _say(
        one,
        ((one.status & other.status) != 0, "same status"),
        (one.is_unsure | other.is_unsure, "unsure ones"),
        ((one.status | other.status) != 0, "status of one"),
    )


def direction(one: Claims, other: Claims) -> Said:
    """Weigh whether what only grows has grown from the earlier article to the later."""
    known = (one.day != NONE) & (other.day != NONE) & ~(np.isnan(one.value) | np.isnan(other.value))
    growing = known & one.is_growing & other.is_growing
    told = growing & (one.day != other.day) & ~_is_same_value(one, other)
    return _say(one, (told & ((one.day < other.day) == (one.value < other.value)), "grows"), (told, "falls"))


def whole(one: Claims, other: Claims) -> Said:
    """Weigh that one figure is told as some of a whole: "four of the victims"."""
    return _say(one, ((one.is_of_whole != other.is_of_whole) & ~_is_same_value(one, other), "of a whole, one"))


def when(one: Claims, other: Claims) -> Said:
    """Weigh when it happened."""
    known = one.has_days & other.has_days
    days = _say(
        one,
        (known & _are_same_days(one, other), "same days"),
        (known & (_gap(one, other) <= 0), "days meet"),
        (known, "other days"),
    )
    return _join("{}{}", days, _of_periods(one, other))


def adds_up(one: Claims, other: Claims) -> Said:
    """Weigh whether both are totals, or one is of a period."""
    known = (one.adds_up != NONE) & (other.adds_up != NONE)
    return _say(
        one,
        (known & one.is_total & other.is_total, "both totals"),
        (known & (one.is_total | other.is_total), "total and no total"),
        (known, "no totals"),
    )


def part(one: Claims, other: Claims) -> Said:
    """Weigh that one figure is a part of some whole and the other none."""
    uneven = (one.is_part != other.is_part) & ~_is_same_value(one, other)
    return _say(one, (uneven & one.is_generic & other.is_generic, "part of one"))


def beside(one: Claims, other: Claims) -> Said:
    """Weigh that both stand in one sentence, set against each other, or in one article."""
    inside = one.document == other.document
    of_text = inside & (one.in_title == other.in_title) & ~_is_same_value(one, other)
    against = of_text & (one.sentence == other.sentence)
    changed = _hold(is_changed, one, other, against)
    compared = _hold(are_compared, one, other, against & ~changed)
    set_against = _say(one, (compared, "closely set against"), (against & ~changed, "set against"))
    said = _say(
        one,
        (inside & (one.in_title != other.in_title), "title and text"),
        (changed & one.is_count, "changed"),
        (changed, "changed, no count"),
        (against, ""),
        (of_text & _differ(one.source, other.source), "one article, other value, two sources"),
        (of_text, "one article, other value"),
    )
    return said + _join("{}{}", set_against, _of_periods(one, other))


def near(one: Claims, other: Claims) -> Said:
    """Weigh how near two values of one text stand: how many figures and sentences the later one comes behind."""
    figures, sentences = np.abs(one.figure - other.figure), np.abs(one.sentence - other.sentence)
    names = np.array(
        [[_number_of(f"near: {step} figures, {far} sentences") for far in FAR] for step in STEPS], np.int16
    )
    found = names[np.minimum(figures, len(STEPS)) - 1, np.minimum(sentences, len(FAR) - 1)]
    return np.where(_are_of_text(one, other), found, 0).astype(np.int16)


def goes_on(one: Claims, other: Claims) -> Said:
    """Weigh whether the later of two values of one text is a bare number, as one that goes on with another is."""
    is_later = one.position < other.position
    event, head = np.where(is_later, other.event, one.event), np.where(is_later, other.head, one.head)
    at_end, telling = np.where(is_later, other.at_end, one.at_end), np.where(is_later, other.is_told, one.is_told)
    of_text, bare = _are_of_text(one, other), (event == NONE) & (head == NONE)
    said = _say(
        one,
        (of_text & bare, "later: bare"),
        (of_text & (event == NONE), "later: no event"),
        (of_text & (head == NONE), "later: no noun"),
        (of_text, "later: full"),
    )
    ends, told = _say(one, (at_end, ", at an end")), _say(one, (telling, ", told"))
    return _join("{}{}", _join("{}{}", said, ends), told)


def size(one: Claims, other: Claims) -> Said:
    """Weigh how large two values are that are not the same: small ones are of many things."""
    least = np.fmax(np.fmin(one.value, other.value), 1)
    names = np.array([_number_of(f"size {number}") for number in SIZES], np.int16)
    said = names[np.minimum(np.log10(least).astype(np.int64), SIZES[-1])]
    return np.where(_is_same_value(one, other), 0, said).astype(np.int16)


def _are_of_text(one: Claims, other: Claims) -> Flags:
    """Tell whether two figures are other values of one text or title."""
    inside = (one.document == other.document) & (one.in_title == other.in_title)
    return inside & ~_is_same_value(one, other) & (one.figure != other.figure)


def value(one: Claims, other: Claims) -> Said:
    """Weigh the values: the odder one that both have, the more it says."""
    same = _is_same_value(one, other)
    steps = np.array([_number_of(name) for name in (*(f"values within {step} times" for step in TIMES), "far values")])
    times = steps[np.searchsorted(TIMES, _times(one, other))].astype(np.int16)
    day = one.day == other.day
    said = _join("{}, {}", times, _say(one, (day, "one day"), (~day, "other days")))
    odd = _say(
        one,
        (same & one.is_telling, "same value, hardly by chance"),
        (same & (one.digits > 1), "same value, odd"),
        (same & (one.is_measure | one.is_large), "same value"),
        (same, "same value, small"),
    )
    return np.where(same, odd, said)


def _of_periods(one: Claims, other: Claims) -> Said:
    return _say(one, (one.is_of_period | other.is_of_period, ", of periods"))


BARS: tuple[Bar, ...] = (  # those that bar most come first
    other_event,
    other_class,
    other_sort,
    other_size,
    other_time,
    other_nation,
    one_sentence,
    other_owner,
    other_period,
    other_status,
    by_chance,
    difference,
    part_and_whole,
)
SIGNS: tuple[Sign, ...] = (
    what,
    unknown,
    modifiers,
    words,
    owner,
    nation,
    where,
    spot,
    scope,
    span,
    status,
    direction,
    whole,
    when,
    adds_up,
    part,
    beside,
    near,
    goes_on,
    size,
    value,  # last: it is taken from another claim of a series than the others
)
