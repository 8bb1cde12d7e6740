"""What an article tells of its figures beyond their own sentences: who says so, where, when, who denies it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.extract.attribution import Source, attribute
from tasks.extract.choosing import Mention
from tasks.extract.dating import Dated, date_figures, times_told
from tasks.extract.disputes import Dispute, disputes_in
from tasks.extract.locating import Located, locate_figures, places_told
from tasks.extract.parts import Adding, Fact, adding_up
from tasks.extract.passages import LEAD, Passage, quotes_in
from tasks.extract.places import Gazetteer, Place, country_of_demonyms, places_in, resolve
from tasks.extract.places import Mention as Name
from tasks.extract.sources import Credit, credits_in
from tasks.extract.targets import Claim
from tasks.extract.telling import Reader, Told
from tasks.extract.times import Time, times_in

DEFINITE = re.compile(r"\b(?:the|these|those)\s+$", re.I)
NEAR = 12  # characters before a number in which a "the" is its own
LONGEST_DATE = 40  # characters of a line that is a date
DELAY = timedelta(days=60)  # from a dateline to the publication: later, the text is an old one
BEFORE = 2  # sentences before a figure that may say where and when it holds


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a figure: the other half of its row. `disputes` are the stances that are taken on it."""

    source: Source
    located: Located | None
    dated: Dated | None
    adding: Adding
    disputes: tuple[Dispute, ...]

    @property
    def denied(self) -> list[Dispute]:
        """The stances that deny or dispute it; a rival's own figure is no denial."""
        stances = ("deny", "dispute")
        return [
            each for each in self.disputes if each.stance in stances and (each.stance == "deny" or each.counter is None)
        ]

    @property
    def disputers(self) -> list[str]:
        """Who denies or disputes it, each once."""
        return list(dict.fromkeys(each.disputer for each in self.denied if each.disputer is not None))


def beside(text: str, published: date | None, passages: Sequence[Passage], reader: Reader) -> list[list[Beside]]:
    """Return what stands beside each figure of each passage of an article."""
    if not any(passage.told for passage in passages):
        return [[] for _ in passages]
    credits = [credits_in(each.doc) if each.doc is not None else [] for each in passages]
    sources = attribute(text, passages, quotes_in(text), credits, reader.gazetteer.countries)
    days = date_figures(passages, time_mentions(passages, published), reader.times)
    places = locate_figures(passages, place_mentions(passages, credits, reader.gazetteer), reader.places)
    every = [
        (index, *each)
        for index, passage in enumerate(passages)
        for each in zip(passage.told, sources[index], places[index], days[index], strict=True)
    ]
    adding = adding_up([_fact(passages[each[0]], *each) for each in every])
    claims = [
        Claim(index, told, source, adds.part_of if adds.restates else None)
        for (index, told, source, _, _), adds in zip(every, adding, strict=True)
    ]
    disputes: defaultdict[int, list[Dispute]] = defaultdict(list)
    for dispute in disputes_in(passages, claims, reader.gazetteer):
        disputes[dispute.claim].append(dispute)
    adding = _without_rivals(adding, disputes)
    found: list[list[Beside]] = [[] for _ in passages]
    for number, ((index, told, source, located, dated), adds) in enumerate(zip(every, adding, strict=True)):
        if _is_only_denied(passages[index], told, source, disputes[number]):
            source, adds = replace(source, modality="reported"), replace(adds, additive=False)
        found[index].append(Beside(source, located, dated, adds, tuple(disputes[number])))
    return found


def _without_rivals(adding: Sequence[Adding], disputes: Mapping[int, Sequence[Dispute]]) -> list[Adding]:
    """Return how figures add up where only one of those adds up that two sides give for the same."""
    found = list(adding)
    for each in (each for own in disputes.values() for each in own):
        if each.stance == "dispute" and each.counter is not None:
            found[each.counter] = replace(found[each.counter], additive=False)
    return found


def _is_only_denied(passage: Passage, told: Told, source: Source, disputes: Sequence[Dispute]) -> bool:
    """Say whether nobody is named who claims what is denied, and the article does not say so itself.

    The 30 of "he denied that 30 had died".
    """
    at = passage.start + told.quantity.start
    behind = [each for each in disputes if each.stance == "deny" and passage.start <= each.start < each.end <= at]
    return source.source is None and source.modality == "stated" and bool(behind)


def _characters(passage: Passage, credit: Credit) -> tuple[int, int]:
    """Return the characters of the text on which a credit stands."""
    assert passage.doc is not None  # it was read
    first, last = passage.doc[credit.first], passage.doc[credit.last]
    return passage.start + first.idx, passage.start + last.idx + len(last)


def _fact(
    passage: Passage, index: int, told: Told, source: Source, located: Located | None, dated: Dated | None
) -> Fact:
    days = None if dated is None or dated.time.first is None else (dated.time.first, dated.time.last)
    place = located.text if located is not None else None
    is_definite = DEFINITE.search(passage.text[max(0, told.quantity.start - NEAR) : told.quantity.start]) is not None
    return Fact(told, index, source.source, place, is_definite, days)


def time_mentions(passages: Sequence[Passage], published: date | None) -> list[list[Mention[Time]]]:
    """Return the times of each passage that may be those of a figure, from the day of writing on."""
    wanted = _bearing(passages)
    published = _day_of_writing(passages, published)
    times = [times_in(each.text, published) if near else [] for each, near in zip(passages, wanted, strict=True)]
    return times_told(passages, times, published)


def _day_of_writing(passages: Sequence[Passage], published: date | None) -> date | None:
    """Return the day that a line of the lead is, where it is not long before the publication, else the publication."""
    for passage in passages[:LEAD]:
        line = passage.text.strip()
        times = times_in(line, None) if len(line) <= LONGEST_DATE else []
        if len(times) == 1 and times[0].text == line and times[0].first is not None:
            day = times[0].first
            if day == times[0].last and (published is None or timedelta(0) <= published - day <= DELAY):
                return day
    return published


def place_mentions(
    passages: Sequence[Passage], credits: Sequence[Sequence[Credit]], gazetteer: Gazetteer
) -> list[list[Mention[Place]]]:
    """Return the places of each passage that may be those of a figure; `credits` are those of each passage."""
    taken = [[_characters(passage, one) for one in own] for passage, own in zip(passages, credits, strict=True)]
    wanted = _bearing(passages)
    return places_told(passages, wanted, _places(passages, wanted, gazetteer), taken)


def _bearing(passages: Sequence[Passage]) -> list[bool]:
    """Say for each passage whether its places and times may be a figure's: in the lead, or not far before one."""
    return [
        index < LEAD or any(each.told for each in passages[index : index + BEFORE + 1])
        for index in range(len(passages))
    ]


def _places(passages: Sequence[Passage], wanted: Sequence[bool], gazetteer: Gazetteer) -> list[list[Place]]:
    """Return the places of each passage that is wanted; all of them together say which place a name means."""
    mentions: list[Name] = []
    nations: Counter[str] = Counter()
    for passage, is_wanted in zip(passages, wanted, strict=True):
        if is_wanted:
            nations += country_of_demonyms(passage.text, gazetteer)
            mentions += [
                replace(each, start=each.start + passage.start, end=each.end + passage.start)
                for each in places_in(passage.text, gazetteer)
            ]
    found: list[list[Place]] = [[] for _ in passages]
    starts = [each.start for each in passages]
    for each in resolve(mentions, gazetteer, {country: count / 2 for country, count in nations.items()}):
        found[bisect_right(starts, each.start) - 1].append(each)
    return found
