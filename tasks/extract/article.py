"""What an article tells of its figures beyond their own sentences: who says so, where, when, who denies it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tasks.extract.attribution import Source, attribute
from tasks.extract.dating import date_figures
from tasks.extract.disputes import Dispute, disputes_in
from tasks.extract.locating import Located, locate_figures
from tasks.extract.parts import Adding, Fact, adding_up
from tasks.extract.passages import Passage, quotes_in
from tasks.extract.places import Gazetteer, Mention, Place, country_of_demonyms, places_in, resolve
from tasks.extract.sources import Credit, credits_in
from tasks.extract.targets import Claim
from tasks.extract.telling import Told
from tasks.extract.times import Time, times_in

DEFINITE = re.compile(r"\b(?:the|these|those)\s+$", re.I)
NEAR = 12  # characters before a number in which a "the" is its own
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


def beside(text: str, published: date | None, passages: Sequence[Passage], gazetteer: Gazetteer) -> list[list[Beside]]:
    """Return what stands beside each figure of each passage of an article."""
    if not any(passage.told for passage in passages):
        return [[] for _ in passages]
    credits = [credits_in(each.doc) if each.doc is not None else [] for each in passages]
    sources = attribute(text, passages, quotes_in(text), credits, gazetteer.countries)
    times = [times_in(each.text, published) if each.told or place < LEAD else [] for place, each in enumerate(passages)]
    days = date_figures(passages, times)
    taken = [[_characters(passage, one) for one in own] for passage, own in zip(passages, credits, strict=True)]
    places = locate_figures(passages, _places(passages, gazetteer), taken)
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
    for dispute in disputes_in(passages, claims, gazetteer):
        disputes[dispute.claim].append(dispute)
    found: list[list[Beside]] = [[] for _ in passages]
    for number, ((index, _, source, located, time), adds) in enumerate(zip(every, adding, strict=True)):
        found[index].append(Beside(source, located, time, adds, tuple(disputes[number])))
    return found


def _characters(passage: Passage, credit: Credit) -> tuple[int, int]:
    """Return the characters of the text on which a credit stands."""
    assert passage.doc is not None  # it was read
    first, last = passage.doc[credit.first], passage.doc[credit.last]
    return passage.start + first.idx, passage.start + last.idx + len(last)


def _fact(passage: Passage, index: int, told: Told, source: Source, located: Located | None, time: Time | None) -> Fact:
    days = None if time is None or time.first is None else (str(time.first), str(time.last))
    place = located.text if located is not None else None
    is_definite = DEFINITE.search(passage.text[max(0, told.quantity.start - NEAR) : told.quantity.start]) is not None
    return Fact(told, index, source.source, place, is_definite, days)


def _places(passages: Sequence[Passage], gazetteer: Gazetteer) -> list[list[Place]]:
    """Return the places of each passage that may bear on a figure: the first ones, those with figures, those before."""
    wanted = [
        index < LEAD or any(each.told for each in passages[index : index + BEFORE + 1])
        for index in range(len(passages))
    ]
    mentions: list[Mention] = []
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
