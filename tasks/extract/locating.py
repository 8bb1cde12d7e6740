"""Where a figure holds: the place of its own clause, else the one that its sentences before or its story tell of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.places import Place
from tasks.extract.telling import Told
from tasks.extract.triggers import dictionary_forms

COMMA, CLAUSE, ANOTHER, OWNER, BEARING = 10, 50, 25, 60, 40  # characters that count for what stands between
CLAUSES = re.compile(r";|, (?:and|but|while|as|which|who|after|with)\b|\b(?:while|but)\b")
# Where a place is: behind a preposition or a verb of what strikes it, maybe with words of its kind between.
WHERE = re.compile(
    r"(?:^|[\s(“\"‘-])(?:in|at|near|inside|outside|across|along|around|over|on|off|into|through|throughout|within|towards?|"
    r"between|of|for|to|under|against|reach\w*|enter\w*|hit\w*|struck|strik\w+|rock\w*|shook|shak\w+|left|leav\w+|ravag\w+|"
    r"batter\w*|devastat\w+|pummel\w*|invad\w+|attack\w*|shell\w*|bomb\w*|visit\w*)\s+"
    r"(?:(?:the|a|an|its|their|nearby|neighbou?ring|both|much|parts?|all|most|area|city|town|village|state|province|region|"
    r"district|county|island|suburb|port|capital|country|north\w*|south\w*|east\w*|west\w*|central|of|'s|\w+ern)[\s,]+){0,4}$",
    re.I,
)
LISTED = re.compile(r"(?:,|\band|\bor|, and)\s+(?:in |the )?$", re.I)
OFFICE = re.compile(
    r"(?:\b(?:president|senator|governor|mayor|minister|king|queen|ambassador|secretary)\w* (?:of|from|to) (?:the )?"
    r"|\b(?:lives?|living|lived|resid\w+|born|raised|outside of) (?:in )?(?:the )?)$",
    re.I,
)
STREET = re.compile(r"\s+(?:Street|Road|Avenue|Boulevard|Lane|Drive)\b")
ORIGIN = re.compile(r"\bfrom\s+(?:the\s+)?$", re.I)
FROM = re.compile(
    r"\b(?:north|south|east|west|northeast|northwest|southeast|southwest|out|miles|kilomet\w+|km)\s+(?:of|from|to)\s+(?:the\s+)?$",
    re.I,
)
PREFIX = 80  # characters before and behind a place that rules look at
MANY = 40  # figures before one that are looked at
NEXT = 8  # places to either side of a figure that are looked at
BACK = 2  # sentences between a figure and the one that it goes on with
TOGETHER = 45  # characters between two places of which one lies in the other
FINENESS = {
    "continent": 0,
    "sea": 1,
    "country": 1,
    "area": 2,
    "region": 3,
    "district": 4,
    "county": 4,
    "city": 5,
    "place": 6,
    "venue": 7,
}
CARRIED = frozenset(("count", "percent", "ratio", "other"))  # kinds that hold where the story plays
PLACELESS = frozenset(("age", "index"))
LEAD = 4  # sentences that say where a game is played


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a figure; `text` is None where only its country is known, from what stands around; `rule`: how."""

    text: str | None
    place: Place
    rule: str


def locate_figures(
    passages: Sequence[Passage], places: Sequence[Sequence[Place]], credited: Sequence[Sequence[tuple[int, int]]]
) -> list[list[Located | None]]:
    """Return the place of each figure of each passage of an article, or None.

    `places` are those of each passage, `credited` the characters on which its sources stand: a place there, or one that
    acts, is only read where there is no other.
    """
    found: list[list[Located | None]] = []
    story: Place | None = None  # the first place
    before: tuple[Place, int] | None = None  # the last place that was told, and its paragraph
    figures: list[tuple[int, Told, Place]] = []  # those so far that have a place of their own, and their sentences
    for index, (passage, every, taken) in enumerate(zip(passages, places, credited, strict=True)):
        venues = list(_venues(passage, every, before))
        named = [
            each
            for each in every
            if not _is_aside(passage, each) and not any(one.start <= each.start < one.end for one in venues)
        ]
        own = sorted([*named, *venues], key=lambda each: each.start)
        free = [each for each in own if not each.actor and not any(a <= each.start < b for a, b in taken)]
        free = _where(passage, free)
        rest = [each for each in own if each not in free]
        if story is None and index < LEAD and free:
            story = free[0]
        located = []
        for told in passage.told:
            inherited = story if _is_of_game(told) else _inherited(index, passage, told, figures)
            located.append(_place(passage, told, free, rest, inherited, before))
        found.append(located)
        figures += [
            (index, told, each.place)
            for told, each in zip(passage.told, located, strict=True)
            if each is not None and each.rule == "own"
        ]
        if countries := [each for each in free if each.country is not None]:
            before = countries[-1], passage.paragraph
    return found


def _venues(passage: Passage, places: Sequence[Place], before: tuple[Place, int] | None) -> Iterator[Place]:
    """Yield the venues that a sentence names, which no gazetteer has: "at the Bardo Museum", "on Sukhumvit Road"."""
    if not passage.told:
        return
    for match in _venue().finditer(passage.text):
        start, end = match.start("name") + passage.start, match.end("name") + passage.start
        near = min(places, key=lambda each: abs(each.start - start), default=before[0] if before is not None else None)
        country, admin1 = (near.country, near.admin1) if near is not None else (None, None)
        yield Place(
            start,
            end,
            match.group("name"),
            match.group("name"),
            country,
            admin1,
            None,
            None,
            None,
            "venue",
            actor=False,
        )


@cache
def _venue() -> re.Pattern[str]:
    nouns = "|".join(sorted(cue("venues")))
    name = rf"(?:[A-Z][\w'’.-]*\s+){{1,4}}(?:{nouns})\b"
    return re.compile(rf"\b(?:at|in|near|outside|inside|on|across|along)\s+(?:the\s+)?(?P<name>{name})")


def _where(passage: Passage, places: Sequence[Place]) -> list[Place]:
    """Return the places at which something is: behind a preposition, owners, datelines, the rest of a list."""
    found: list[Place] = []
    for each in places:
        before = _before(passage, each)
        behind = passage.text[each.end - passage.start :]
        owns = behind.startswith(("'s", "’s"))
        goes_on = bool(found) and places[places.index(each) - 1] is found[-1] and LISTED.search(before) is not None
        if WHERE.search(before) or owns or goes_on or each.text.isupper():
            found.append(each)
    return found


def _place(
    passage: Passage,
    told: Told,
    own: Sequence[Place],
    rest: Sequence[Place],
    inherited: Place | None,
    before: tuple[Place, int] | None,
) -> Located | None:
    if told.quantity.kind in PLACELESS:
        return None
    if inherited is not None and (not own or _is_of_game(told)):
        return Located(inherited.text, inherited, "inherited")
    own = [each for each in own if not _is_of_other(passage, told, each)]
    for places, rule in ((own, "own"), (rest, "acting")):
        if places:
            nearest = min(_around(passage, told, places), key=lambda each: _distance(passage, told, each))
            if rule == "own":
                finest = _finest(passage, nearest, places)
                return Located(finest.text, finest, rule)
            if _holds_there(told):
                return Located(nearest.text if told.event is not None else None, nearest, rule)
            return None
    if before is not None and _holds_there(told):
        place, paragraph = before
        return Located(place.text if paragraph == passage.paragraph else None, place, "carried")
    return None


def _finest(passage: Passage, nearest: Place, places: Sequence[Place]) -> Place:
    """Return the finest of the places that stand together: Pokrovsk in "in the Donetsk region near Pokrovsk"."""
    found = nearest
    for each in places:
        first, last = sorted((nearest, each), key=lambda place: place.start)
        between = passage.text[first.end - passage.start : last.start - passage.start]
        near = (
            len(between) < TOGETHER and CLAUSES.search(between) is None and not any(mark.isdigit() for mark in between)
        )
        bears = FROM.search(_before(passage, each)) is not None or " and " in between
        same = each.country is None or each.country == nearest.country
        if near and same and not bears and FINENESS.get(each.rank, 0) > FINENESS.get(found.rank, 0):
            found = each
    return found


def _is_of_game(told: Told) -> bool:
    """Say whether a figure is told of a game: a score, points, goals; they hold where it was played."""
    return told.quantity.kind == "score" or (told.counted is not None and told.counted.head in cue("sports_counts"))


def _is_of_other(passage: Passage, told: Told, place: Place) -> bool:
    """Say whether a place stands in a later clause, behind another figure: "took two captive, and one … in Ukraine"."""
    end, first = told.quantity.end, place.start - passage.start
    if first < end or CLAUSES.search(passage.text, end, first) is None:
        return False
    return any(end <= each.quantity.start < first for each in passage.told)


def _inherited(index: int, passage: Passage, told: Told, figures: Sequence[tuple[int, Told, Place]]) -> Place | None:
    """Return the place of the figure before with which a figure goes on: a part of it, or what happened there, too."""
    if not figures:
        return None
    at, other, place = figures[-1]
    if (passage.goes_on or told.aggregation in ("part", "increment")) and index - at <= BACK:
        return place
    if told.event is None or told.quantity.kind not in CARRIED:
        return None
    code = told.event.code
    if index - at <= 1:
        return place
    if code in cue("harm_events"):
        near = (
            each for _, one, each in reversed(figures[-MANY:]) if one.event and one.event.code in cue("harm_events")
        )
        return next(near, None)
    same = other.event is not None and other.event.code == code
    return place if same and index - at <= BACK else None


def _holds_there(told: Told) -> bool:
    """Say whether a figure with no place of its own is told of the country of the story."""
    code = told.event.code if told.event is not None else None
    return code not in cue("placeless_events") and told.quantity.kind in CARRIED


def _is_aside(passage: Passage, place: Place) -> bool:
    """Say whether a place is whom somebody aids ("aiding Russia"), or where somebody sits ("London-based")."""
    text, base = passage.text, passage.start
    behind = text[place.end - base : place.end - base + PREFIX]
    before = _before(passage, place).rsplit(None, 1)[-1:]
    word = before[0].lower() if before else ""
    if _is_of_office(_before(passage, place), behind) or STREET.match(behind):
        return True
    if ORIGIN.search(_before(passage, place)) and not any(
        told.event is not None and told.event.code in cue("leaving_events") for told in passage.told
    ):
        return True
    is_partner = place.rank == "country" and not cue("partners").isdisjoint(dictionary_forms(word, word))
    return is_partner or place.text.endswith("-based") or behind.startswith("-based")


def _around(passage: Passage, told: Told, places: Sequence[Place]) -> Sequence[Place]:
    """Return the places next to a figure, on either side."""
    at = bisect_left(places, passage.start + told.quantity.start, key=lambda each: each.start)
    return places[max(0, at - NEXT) : at + NEXT]


def _before(passage: Passage, place: Place) -> str:
    """Return the characters before a place that rules look at."""
    at = place.start - passage.start
    return passage.text[max(0, at - PREFIX) : at]


def _is_of_office(before: str, behind: str) -> bool:
    """Say whether a place belongs to an office or a home: "the mayor of Rome", "who lives in Leeds"."""
    following = behind.split(None, 1)[:1]
    title = bool(following) and following[0][:1].isupper() and following[0].lower().strip(".,") in cue("titles")
    return title or OFFICE.search(before) is not None


def _distance(passage: Passage, told: Told, place: Place) -> int:
    """Return how far a place is from a figure: in characters, with what stands between them counted for more."""
    base = passage.start
    start, end = told.quantity.start, told.quantity.end
    first, last = place.start - base, place.end - base
    at = passage.told.index(told)
    others = [each.quantity.start for each in passage.told[max(0, at - NEXT) : at + NEXT]]
    owns = passage.text[last : last + 2] in ("'s", "’s")
    bearing = BEARING if FROM.search(_before(passage, place)) else 0
    if first >= end:
        between = passage.text[end:first]
        apart = ANOTHER * sum(end <= each < first for each in others) + OWNER * owns
    else:
        between = passage.text[last:start]
        is_of_other = not owns and any(each < first for each in others)
        apart = ANOTHER * sum(last <= each < start for each in others) * is_of_other + ANOTHER * is_of_other
    return (
        len(between)
        + COMMA * between.count(",") * (first >= end)
        + CLAUSE * len(CLAUSES.findall(between))
        + apart
        + bearing
    )
