"""What speaks for and against two figures of one story being of the same quantity; what bars it altogether."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tasks.reconcile.claims import LARGE, SHARES, Claim, are_compared, are_set_against, digits, is_changed, is_telling

WEIGHTS = Path(__file__).parent / "data" / "weights.csv"
GENERIC = frozenset((None, "people", "other"))
COUNTED_A_DAY = frozenset(("fired", "intercepted"))  # events whose figures are of one day, and stay what they are
WITH_SIDES = frozenset(
    ("killed", "injured", "casualties", "captured", "detained", "missing", "released", "deployed", "displaced")
)
OF_PERIODS = frozenset(("earned", "lost_money", "sold", "produced", "exported", "imported", "bought"))
GROWING = frozenset(  # events whose totals hardly ever fall from one day to another
    (
        *("killed", "injured", "casualties", "destroyed", "damaged", "infected", "displaced", "captured", "detained"),
        *("hospitalised", "rescued", "vaccinated"),
    )
)
UNSURE = frozenset(("suspected", "probable", "possible"))  # status of what may be counted elsewhere without a word
OF_PARTS = frozenset(("of a whole, one", "part of one"))  # evidence that only one of two figures is a part
WEAK = frozenset(("priced", "raised", "fell", "participated", "other", "owed"))  # events that say little of what it is
SHARED = tuple(f"shared words {number}" for number in range(5))  # the last one: or more
TIMES = (1.1, 1.5, 2.5, 5)  # how many times one value is the other
APART = 60  # days between what two figures tell of: then they are not of the same
SHORT, LONG = 3, 30  # days: a figure of so few is none of so many
TOO_FAR = 30  # how many times one value may be the other

Sort = tuple[str, str | None, str | None, bool, bool, bool]
Bar = Callable[[Claim, Claim], bool]
Sign = Callable[[Claim, Claim], "str | None"]


def evidence(one: Claim, other: Claim) -> list[str] | None:
    """Return what speaks for or against two figures being of the same quantity, by name, what their values say last.

    None: something bars it.
    """
    return None if is_barred(one, other, BARS) else said_of(one, other)


def is_barred(one: Claim, other: Claim, bars: Sequence[Bar]) -> bool:
    """Tell whether something bars two figures from being of the same quantity."""
    for bar in bars:  # noqa: SIM110 - quicker than any(…), and most pairs end here
        if bar(one, other):
            return True
    return False


def said_of(one: Claim, other: Claim) -> list[str]:
    """Return what speaks for or against two figures that nothing bars, what their values say last."""
    return ["base", *[name for sign in SIGNS if (name := sign(one, other)) is not None]]


def bars(one: Claim, other: Claim) -> list[str]:
    """Return the names of what bars two figures from being of the same quantity."""
    return [bar.__name__ for bar in BARS if bar(one, other)]


def sort_of(claim: Claim) -> Sort:
    """Return what two claims must have in common: kind, unit, direction, and what sets them apart from all others."""
    return claim.kind, claim.unit, claim.change, claim.negated, claim.is_increment, claim.is_alone


def other_sort(one: Claim, other: Claim) -> bool:
    """Bar figures of different kinds, units, directions; increments and totals; what did happen and what did not."""
    return sort_of(one) != sort_of(other)


def difference(one: Claim, other: Claim) -> bool:
    """Bar how much more one figure is than another: "five more than the 78"."""
    return one.is_difference or other.is_difference


def part_and_whole(one: Claim, other: Claim) -> bool:
    """Bar a part and its whole."""
    return one.figure_id == other.part_of or other.figure_id == one.part_of


def one_sentence(one: Claim, other: Claim) -> bool:
    """Bar two values of one sentence that no words set against one another."""
    same = one.document_id == other.document_id and one.sentence == other.sentence
    return same and not _is_same_value(one, other) and not are_set_against(one, other)


def other_event(one: Claim, other: Claim) -> bool:
    """Bar figures of different events, but for shares, and for a guess that the value speaks against."""
    if one.event is None or other.event is None or one.event == other.event:
        return False
    return not (_is_share(one, other) or _is_guess(one, other))


def other_noun(one: Claim, other: Claim) -> bool:
    """Bar two values of other nouns, unless both are of one event: patients who went home are not the sick.

    Where nothing is known of what happened, nouns of one class may be of the same: homes and houses.
    """
    if one.head is None or other.head is None or one.head == other.head:
        return False
    if (one.event is not None and other.event is not None) or _is_same_value(one, other) or _is_share(one, other):
        return False
    is_one_class = one.class_ == other.class_ and one.class_ not in GENERIC
    return one.event is not other.event or not is_one_class


def other_class(one: Claim, other: Claim) -> bool:
    """Bar figures that count different sorts of things."""
    if one.class_ == other.class_ or one.class_ in GENERIC or other.class_ in GENERIC:
        return False
    return not (_is_share(one, other) or _is_guess(one, other))


def other_owner(one: Claim, other: Claim) -> bool:
    """Bar shares and seats of different names, but for a value that is hardly met by chance."""
    named = one.whose and other.whose and not one.whose & other.whose
    return bool(_is_share(one, other) and named) and not _is_strong(one, other)


def other_nation(one: Claim, other: Claim) -> bool:
    """Bar figures of the people of different countries."""
    return one.nation is not None and other.nation is not None and one.nation != other.nation


def other_time(one: Claim, other: Claim) -> bool:
    """Bar figures of times far apart, those of a day and of a long time, and two days of what is counted by the day."""
    if one.looks_back != other.looks_back:
        return not (_is_same_value(one, other) and (one.value or 0) >= LARGE)
    if None in (one.first_day, one.last_day, other.first_day, other.last_day):
        return False
    gap = _gap(one, other)
    lengths = sorted(each.last_day - each.first_day for each in (one, other))  # type: ignore[operator]
    of_time = "flow" in (one.adds_up, other.adds_up) or {one.event, other.event} & (OF_PERIODS | COUNTED_A_DAY)
    if gap > APART or (of_time and lengths[0] <= SHORT and lengths[1] >= LONG):
        return True
    by_day = one.event in COUNTED_A_DAY or other.event in COUNTED_A_DAY
    return by_day and (gap > 0 or (one.last_day != other.last_day and not _is_same_value(one, other)))


def bare(one: Claim, other: Claim) -> bool:
    """Bar two numbers of which nothing is known but a value that may be met by chance."""
    unknown = all(each.event is None and each.head is None and each.kind == "count" for each in (one, other))
    return unknown and one.document_id != other.document_id and not _is_strong(one, other)


def other_period(one: Claim, other: Claim) -> bool:
    """Bar two sums of what is earned or made by the quarter or year, unless both tell the same time."""
    if one.event != other.event or one.event not in OF_PERIODS or one.kind != "money" or _is_same_value(one, other):
        return False
    return one.first_day is None or (one.first_day, one.last_day) != (other.first_day, other.last_day)


def other_status(one: Claim, other: Claim) -> bool:
    """Bar confirmed, suspected and new ones of the same; the sick of whom nothing is said are the suspected ones."""
    if one.status & other.status or _is_same_value(one, other):
        return False
    are_sick = "infected" in (one.event, other.event) or "patients" in (one.class_, other.class_)
    return bool((one.status and other.status) or (are_sick and (one.status | other.status) - UNSURE))


def other_size(one: Claim, other: Claim) -> bool:
    """Bar values of which one is many times the other."""
    return _times(one, other) > TOO_FAR


def _gap(one: Claim, other: Claim) -> int:
    """Return the days between what two figures tell of; 0 and less: none."""
    return max(other.first_day - one.last_day, one.first_day - other.last_day)  # type: ignore[operator]


def _is_same_value(one: Claim, other: Claim) -> bool:
    return one.value is not None and one.value == other.value


def _is_strong(one: Claim, other: Claim) -> bool:
    """Tell whether two figures have one value that is hardly met by chance."""
    return _is_same_value(one, other) and is_telling(one.value)


def _is_guess(one: Claim, other: Claim) -> bool:
    """Tell whether the value says more than the words: of a title told below, or where what one is of is a guess."""
    repeats = one.document_id == other.document_id and one.in_title != other.in_title
    may_be = repeats or "carried" in (one.told, other.told)
    return may_be and _is_same_value(one, other) and digits(one.value) > 1


def _is_share(one: Claim, other: Claim) -> bool:
    """Tell whether it matters whose two figures are: shares, votes, seats."""
    return one.kind in ("percent", "ratio") or one.event in SHARES or other.event in SHARES


def _times(one: Claim, other: Claim) -> float:
    """Return how many times the smaller of two values the greater is; 1 where one is unknown or not above 0."""
    if not one.value or not other.value or min(one.value, other.value) <= 0:
        return 1
    return max(one.value, other.value) / min(one.value, other.value)


def what(one: Claim, other: Claim) -> str:
    """Weigh what happened to what, together: the less both say, the less it is that they agree."""
    share = "share: " if _is_share(one, other) else ""
    return f"{share}{_events(one, other)}, {_nouns(one, other)}"


def _events(one: Claim, other: Claim) -> str:
    if one.event is None and other.event is None:
        return "no event"
    if one.event is None or other.event is None:
        return "event of one"
    if one.event != other.event:
        return "other event"
    return "same weak event" if one.event in WEAK else "same event"


def _nouns(one: Claim, other: Claim) -> str:
    if one.head is not None and one.head == other.head:
        return "same noun"
    if one.class_ == other.class_ and one.class_ not in GENERIC:
        return "same class"
    if one.head is not None and other.head is not None:
        return "other noun"
    if one.head is None and other.head is None:
        return "no nouns" if one.class_ in GENERIC and other.class_ in GENERIC else "class of one"
    return "noun of one"


def modifiers(one: Claim, other: Claim) -> str | None:
    """Weigh the words before the nouns of what is counted: confirmed and suspected cases."""
    if one.modifiers and other.modifiers:
        return "same modifiers" if one.modifiers & other.modifiers else "other modifiers"
    return "modifiers of one" if one.modifiers or other.modifiers else None


def words(one: Claim, other: Claim) -> str:
    """Weigh the words around the numbers."""
    return SHARED[min(len(one.words & other.words), len(SHARED) - 1)]


def owner(one: Claim, other: Claim) -> str | None:
    """Weigh whose a share is."""
    if not _is_share(one, other):
        return None
    if one.whose and other.whose:
        return "same owner" if one.whose & other.whose else "other owner"
    return "no owner" if _is_same_value(one, other) else "no owner, other value"


def nation(one: Claim, other: Claim) -> str | None:
    """Weigh whose people are counted."""
    if one.nation is not None and other.nation is not None:
        return "same nation"
    if one.nation is None and other.nation is None:
        return None
    return "nation of one, sides" if one.event in WITH_SIDES and not _is_same_value(one, other) else "nation of one"


def where(one: Claim, other: Claim) -> str | None:
    """Weigh where it happened."""
    if one.country is not None and other.country is not None and one.country != other.country:
        return "other country" if _is_same_value(one, other) else "other country, other value"
    if one.place is not None and other.place is not None:
        if one.place == other.place:
            return "same place"
        return None if _is_same_value(one, other) else "other place"
    return "place of one" if one.place or other.place else None


def spot(one: Claim, other: Claim) -> str | None:
    """Weigh the names in or near which it is told."""
    if one.spots and other.spots:
        if one.spots & other.spots:
            return "same spot"
        return None if _is_same_value(one, other) else "other spot"
    return "spot of one" if one.spots or other.spots else None


def scope(one: Claim, other: Claim) -> str | None:
    """Weigh the sorts of places beside the numbers: the camp, the country."""
    if one.scopes and other.scopes:
        return "same scope" if one.scopes & other.scopes else "other scope"
    return "scope of one" if one.scopes or other.scopes else None


def span(one: Claim, other: Claim) -> str | None:
    """Weigh whether words make both numbers totals or those of a day."""
    if _is_same_value(one, other):
        return None
    first, second = (one.span, other.span) if one.span <= other.span else (other.span, one.span)
    return f"span {first} and {second}"


def status(one: Claim, other: Claim) -> str | None:
    """Weigh that figures are told as confirmed, suspected or new."""
    if one.status & other.status:
        return "same status"
    of_one = one.status | other.status
    return None if not of_one else "unsure ones" if of_one & UNSURE else "status of one"


def direction(one: Claim, other: Claim) -> str | None:
    """Weigh whether what only grows has grown from the earlier article to the later."""
    if one.event not in GROWING or other.event not in GROWING or one.day == other.day or _is_same_value(one, other):
        return None
    if one.value is None or other.value is None or one.day is None or other.day is None:
        return None
    return "grows" if (one.day < other.day) == (one.value < other.value) else "falls"


def whole(one: Claim, other: Claim) -> str | None:
    """Weigh that one figure is told as some of a whole: "four of the victims"."""
    return "of a whole, one" if one.is_of_whole != other.is_of_whole and not _is_same_value(one, other) else None


def when(one: Claim, other: Claim) -> str | None:
    """Weigh when it happened."""
    if None in (one.first_day, one.last_day, other.first_day, other.last_day):
        return None
    by_period = ", of periods" if {one.event, other.event} & OF_PERIODS else ""
    same = (one.first_day, one.last_day) == (other.first_day, other.last_day)
    return f"{'same days' if same else 'days meet' if _gap(one, other) <= 0 else 'other days'}{by_period}"


def adds_up(one: Claim, other: Claim) -> str | None:
    """Weigh whether both are totals, or one is of a period."""
    if one.adds_up is None or other.adds_up is None:
        return None
    totals = [each.adds_up in ("cumulative", "stock") for each in (one, other)]
    return "both totals" if all(totals) else "total and no total" if any(totals) else "no totals"


def part(one: Claim, other: Claim) -> str | None:
    """Weigh that one figure is a part of some whole and the other none."""
    generic = one.class_ in GENERIC and other.class_ in GENERIC
    uneven = (one.part_of is None) != (other.part_of is None)
    return "part of one" if uneven and generic and not _is_same_value(one, other) else None


def beside(one: Claim, other: Claim) -> str | None:
    """Weigh that both stand in one sentence, set against each other, or in one article."""
    if one.document_id != other.document_id:
        return None
    if one.in_title != other.in_title:
        return "title and text"
    by_period = ", of periods" if {one.event, other.event} & OF_PERIODS else ""
    if _is_same_value(one, other):
        return None
    if one.sentence == other.sentence:
        if is_changed(one, other):
            return "changed" if one.kind == "count" else "changed, no count"
        close = "closely " if are_compared(one, other) else ""
        return f"{close}set against{by_period}"
    two = one.source is not None and other.source is not None and one.source != other.source
    return f"one article, other value{', two sources' if two else ''}"


def value(one: Claim, other: Claim) -> str:
    """Weigh the values: the odder one that both have, the more it says."""
    if _is_same_value(one, other):
        if _is_strong(one, other):
            return "same value, hardly by chance"
        if digits(one.value) > 1:
            return "same value, odd"
        measure = one.kind in ("money", "percent") or (one.value or 0) >= LARGE
        return "same value" if measure else "same value, small"
    times, day = _times(one, other), "one day" if one.day == other.day else "other days"
    return next((f"values within {step} times, {day}" for step in TIMES if times <= step), f"far values, {day}")


BARS: tuple[Bar, ...] = (  # those that bar most come first
    other_event,
    other_noun,
    other_class,
    other_sort,
    other_size,
    other_time,
    other_nation,
    one_sentence,
    other_owner,
    other_period,
    other_status,
    bare,
    difference,
    part_and_whole,
)
BARS_OF_SORT = tuple(bar for bar in BARS if bar not in (other_sort, other_size))  # where these are known not to
SIGNS: tuple[Sign, ...] = (
    what,
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
    value,  # last: it is taken from another claim of a series than the others
)
