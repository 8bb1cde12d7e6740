"""What an article tells of its figures beyond their own sentences: who says it, where, when, who denies it, what adds up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tasks.extract.attribution import Source, attribute
from tasks.extract.dating import date_figures
from tasks.extract.disputes import Claim, Dispute, disputes_in
from tasks.extract.locating import Located, locate_figures
from tasks.extract.parts import Adding, Fact, adding_up
from tasks.extract.passages import Passage, quotes_in
from tasks.extract.places import Gazetteer, Place, country_of_demonyms, places_in, resolve
from tasks.extract.sources import credits_in
from tasks.extract.times import Time, times_in


LEAD = 4  # sentences that say where an article plays
BEFORE = 2  # sentences before a figure that may say where it holds


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a figure: the other half of its row. `disputes` are the stances that are taken on it."""

    source: Source
    located: Located | None
    time: Time | None
    adding: Adding
    disputes: tuple[Dispute, ...]

    @property
    def disputers(self) -> list[str]:
        """Who denies or disputes it, each once; a rival's own figure is no denial."""
        denied = [each for each in self.disputes if each.stance == "deny" or (each.stance == "dispute" and each.counter is None)]
        return list(dict.fromkeys(each.disputer for each in denied if each.disputer is not None))

    @property
    def is_disputed(self) -> bool:
        """Whether somebody denies or disputes it."""
        return any(each.stance == "deny" or (each.stance == "dispute" and each.counter is None) for each in self.disputes)


def beside(text: str, published: date | None, passages: Sequence[Passage], gazetteer: Gazetteer) -> list[list[Beside]]:
    """Return what stands beside each figure of each passage of an article; indexes count its figures in order."""
    if not any(passage.told for passage in passages):
        return [[] for _ in passages]
    quotes = quotes_in(text)
    credits = [credits_in(each.doc) if each.doc is not None else [] for each in passages]
    sources = attribute(text, passages, quotes, credits)
    times = date_figures(passages, [times_in(each.text, published) if each.told or not place else [] for place, each in enumerate(passages)])
    taken = [
        [(passage.start + passage.doc[one.first].idx, passage.start + passage.doc[one.last].idx + len(passage.doc[one.last])) for one in own]
        if passage.doc is not None
        else []
        for passage, own in zip(passages, credits, strict=True)
    ]
    places = locate_figures(passages, _places(text, passages, gazetteer), taken)
    every = [
        (place, told, source, located, time)
        for place, passage in enumerate(passages)
        for told, source, located, time in zip(passage.told, sources[place], places[place], times[place], strict=True)
    ]
    adding = adding_up([Fact(told, place, source.source, located and located.text, _days(time)) for place, told, source, located, time in every])
    claims = [
        Claim(place, told, source, adds.part_of if adds.restates else None)
        for (place, told, source, _, _), adds in zip(every, adding, strict=True)
    ]
    disputes = disputes_in(passages, claims)
    found: list[list[Beside]] = [[] for _ in passages]
    for index, ((place, _, source, located, time), adds) in enumerate(zip(every, adding, strict=True)):
        own = tuple(each for each in disputes if each.claim == index)
        found[place].append(Beside(source, located, time, adds, own))
    return found


def _days(time: Time | None) -> tuple[str, str] | None:
    return None if time is None or time.first is None else (str(time.first), str(time.last))


def _places(text: str, passages: Sequence[Passage], gazetteer: Gazetteer) -> list[list[Place]]:
    """Return the places of each passage that may bear on a figure: the first ones, those with figures, those before."""
    wanted = [
        place < LEAD or any(each.told for each in passages[place : place + BEFORE + 1]) for place in range(len(passages))
    ]
    mentions = [
        replace(mention, start=mention.start + passage.start, end=mention.end + passage.start)
        for passage, is_wanted in zip(passages, wanted, strict=True)
        if is_wanted
        for mention in places_in(passage.text, gazetteer)
    ]
    demonyms = country_of_demonyms(text, gazetteer)
    found: list[list[Place]] = [[] for _ in passages]
    starts = [each.start for each in passages]
    for each in resolve(mentions, gazetteer, {country: count / 2 for country, count in demonyms.items()}):
        found[bisect_right(starts, each.start) - 1].append(each)
    return found
