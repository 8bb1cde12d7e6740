"""Claims as columns of numbers: what one rule asks of many pairs of claims is asked at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.reconcile.claims import LARGE, PLAIN, SHARES, SHORT, Claim, cue, digits, is_telling
from tasks.tables import COUNTED_CLASSES, PERSONS

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Places = NDArray[np.intp]
Sets = NDArray[np.object_]  # of sets of words
Sort = tuple[str, str | None, str | None, bool, bool, bool]

NONE = -1  # the code of what is not known
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
ENDS = frozenset(".,;)")
LONGEST = 1_000_000  # characters of a sentence
SPANS = ("day", "plain", "total")
WEAK = frozenset(("priced", "raised", "fell", "participated", "other", "owed"))  # events that say little of what it is


class Claims:
    """Claims as columns, each of which is made when it is first asked for.

    Texts are told by numbers, NONE where there is none; a value that is not known is not equal to itself. `at` takes
    some of them, or the same ones several times.
    """

    value: Floats
    digits: Ints  # of the value
    is_large: Flags  # its value
    is_telling: Flags  # … which is hardly met by chance
    figure: Ints
    document: Ints
    sentence: Ints
    position: Ints  # in its document
    day: Ints
    first_day: Ints
    last_day: Ints
    has_days: Flags  # first and last one
    sort: Ints
    event: Ints
    is_weak: Flags  # its event, as in the next ones
    is_of_period: Flags
    is_of_day: Flags
    has_sides: Flags
    is_growing: Flags
    is_of_shares: Flags
    class_: Ints
    is_generic: Flags  # its class
    is_of_persons: Flags  # …
    is_of_others: Flags  # … that says of what else
    is_of_sick: Flags
    head: Ints
    nation: Ints
    country: Ints
    place: Ints
    source: Ints
    is_ratio: Flags  # percent and the like
    is_count: Flags
    is_money: Flags
    is_measure: Flags  # money and percent
    is_unknown: Flags  # a bare count
    is_carried: Flags
    is_flow: Flags
    is_total: Flags
    adds_up: Ints
    in_title: Flags
    looks_back: Flags
    at_end: Flags  # its number, of a clause
    is_told: Flags  # words of its sentence say that somebody counts
    is_difference: Flags
    is_of_whole: Flags
    is_part: Flags
    part_of: Ints
    span: Ints
    status: Ints  # a bit a word
    is_unsure: Flags  # its status
    is_sure: Flags
    scopes: Ints  # a bit a sort of place
    words: Sets
    plain_words: Sets  # of those the long ones
    modifiers: Sets
    spots: Sets
    whose: Sets
    has_modifiers: Flags
    has_spots: Flags
    has_owner: Flags

    def __init__(self, claims: Sequence[Claim], table: Claims | None = None, places: Places | None = None) -> None:
        self.claims = claims
        self._table = table
        self._places = np.arange(len(claims)) if places is None else places

    def __len__(self) -> int:
        return len(self._places)

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Make a column, and keep it."""
        if name not in COLUMNS:
            raise AttributeError(name)
        column = COLUMNS[name](self.claims) if self._table is None else getattr(self._table, name).take(self._places)
        setattr(self, name, column)
        return column

    def at(self, places: Places) -> Claims:
        """Return the claims at some places."""
        return Claims(self.claims, self._table or self, self._places[places])

    def each(self) -> list[Claim]:
        """Return the claims one by one."""
        return [self.claims[place] for place in self._places.tolist()]


Maker = Callable[[Sequence[Claim]], NDArray[Any]]


def sort_of(claim: Claim) -> Sort:
    """Return what two claims must have in common: kind, unit, direction, and what sets them apart from all others."""
    return claim.kind, claim.unit, claim.change, claim.negated, claim.is_increment, claim.is_alone


def codes(values: Iterable[Hashable]) -> list[int]:
    """Return a number for each value, the same for the same.

    >>> codes(["killed", None, "injured", "killed"])
    [0, -1, 1, 0]
    """
    known: dict[Hashable, int] = {None: NONE}
    return [known.setdefault(value, len(known) - 1) for value in values]


def _coded(of: Callable[[Claim], Hashable]) -> Maker:
    return lambda claims: np.array(codes(map(of, claims)), np.int64)


def _ints(of: Callable[[Claim], int | None]) -> Maker:
    return lambda claims: np.array([NONE if (number := of(claim)) is None else number for claim in claims], np.int64)


def _flags(of: Callable[[Claim], object]) -> Maker:
    return lambda claims: np.array([bool(of(claim)) for claim in claims], np.bool_)


def _among(of: str, values: frozenset[Any]) -> Maker:
    get = attrgetter(of)
    return lambda claims: np.array([get(claim) in values for claim in claims], np.bool_)


def _bits(of: Callable[[Claim], frozenset[str]], known: Callable[[], Iterable[str]]) -> Maker:
    """Make a column of sets of a few words, a bit a word."""

    def made(claims: Sequence[Claim]) -> Ints:
        bit = {word: 1 << place for place, word in enumerate(sorted(known()))}
        return np.array([sum(bit[word] for word in of(claim)) for claim in claims], np.int64)

    return made


def _sets(of: Callable[[Claim], frozenset[str]]) -> Maker:
    def made(claims: Sequence[Claim]) -> Sets:
        column = np.empty(len(claims), np.object_)
        column[:] = [of(claim) for claim in claims]
        return column

    return made


def _values(claims: Sequence[Claim]) -> Floats:
    return np.array([np.nan if claim.value is None else claim.value for claim in claims], np.float64)


def _parts_of(claims: Sequence[Claim]) -> Ints:
    """Return the numbers in the column `figure` of what the claims are parts of."""
    known = dict(zip((claim.figure_id for claim in claims), codes(claim.figure_id for claim in claims), strict=True))
    return np.array([known.get(claim.part_of or "", NONE) for claim in claims], np.int64)


def _bare(claim: Claim) -> bool:
    return claim.event is None and claim.head is None and claim.kind == "count"


COLUMNS: Mapping[str, Maker] = {
    "value": _values,
    "digits": _ints(lambda claim: digits(claim.value)),
    "is_large": _flags(lambda claim: (claim.value or 0) >= LARGE),
    "is_telling": _flags(lambda claim: is_telling(claim.value)),
    "figure": _coded(attrgetter("figure_id")),
    "document": _coded(attrgetter("document_id")),
    "sort": _coded(sort_of),
    **{name: _ints(attrgetter(name)) for name in ("sentence", "day", "first_day", "last_day")},
    **{
        name: _coded(attrgetter(name))
        for name in ("event", "class_", "head", "nation", "country", "place", "source", "adds_up")
    },
    **{name: _flags(attrgetter(name)) for name in ("in_title", "looks_back", "is_difference", "is_of_whole")},
    "position": _ints(lambda claim: claim.sentence * LONGEST + claim.start),
    "at_end": _flags(lambda claim: claim.text[claim.end : claim.end + 1] in ENDS),
    "is_told": _flags(lambda claim: not cue("telling").isdisjoint(PLAIN.findall(claim.text.lower()))),
    "span": _ints(lambda claim: SPANS.index(claim.span)),
    "has_days": _flags(lambda claim: claim.first_day is not None and claim.last_day is not None),
    "is_weak": _among("event", WEAK),
    "is_of_period": _among("event", OF_PERIODS),
    "is_of_day": _among("event", COUNTED_A_DAY),
    "has_sides": _among("event", WITH_SIDES),
    "is_growing": _among("event", GROWING),
    "is_of_shares": _among("event", SHARES),
    "is_generic": _among("class_", GENERIC),
    "is_of_persons": _among("class_", PERSONS),
    "is_of_others": _among("class_", frozenset(COUNTED_CLASSES) - PERSONS - {"other", "attacks"}),
    "is_of_sick": _flags(lambda claim: claim.event == "infected" or claim.class_ == "patients"),
    "is_ratio": _among("kind", frozenset(("percent", "ratio"))),
    "is_count": _among("kind", frozenset(("count",))),
    "is_money": _among("kind", frozenset(("money",))),
    "is_measure": _among("kind", frozenset(("money", "percent"))),
    "is_unknown": _flags(_bare),
    "is_carried": _among("told", frozenset(("carried",))),
    "is_flow": _among("adds_up", frozenset(("flow",))),
    "is_total": _among("adds_up", frozenset(("cumulative", "stock"))),
    "is_part": _flags(lambda claim: claim.part_of is not None),
    "part_of": _parts_of,
    "status": _bits(attrgetter("status"), lambda: cue("status")),
    "is_unsure": _flags(lambda claim: claim.status & UNSURE),
    "is_sure": _flags(lambda claim: claim.status - UNSURE),
    "scopes": _bits(attrgetter("scopes"), lambda: cue("scopes")),
    **{name: _sets(attrgetter(name)) for name in ("words", "modifiers", "spots", "whose")},
    "plain_words": _sets(lambda claim: frozenset([w for w in claim.words if len(w) > SHORT]) - cue("no_names")),
    "has_modifiers": _flags(attrgetter("modifiers")),
    "has_spots": _flags(attrgetter("spots")),
    "has_owner": _flags(attrgetter("whose")),
}
