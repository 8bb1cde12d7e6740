"""When a figure holds: which of the times that its sentence and those before it tell is its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tasks.extract.choosing import BASE, Mention, Option, choose, heaviest, is_base, is_own_money
from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.syntax import governing_verb, tokens
from tasks.extract.telling import Told
from tasks.extract.times import Time
from tasks.weights import Weights

TIMELESS = frozenset(("age", "distance"))  # kinds that hold at all times
DAYLESS = frozenset(("clock", "vague", "clause"))  # roles of times that have no days, whatever the publication
PREFIX = 80  # characters before and behind a time that rules look at
AGO = (-8, -1, 0, 1, 7, 40, 370)  # days
BARE_YEAR = re.compile(r"(?:19|20)\d\d")
NAMED_YEAR = re.compile(r"(?:\b(?:the|its|their|his|her)|[A-Z]\w+ of)\s+$")  # "the 1973 building", "the Act of 1869"
BASE_REACH = 30  # characters between a number that another is compared with and its time
FORECAST_REACH = 2  # words between a year and the forecast that it is of ("its 2025 profit forecast")
YEAR_ALONE = re.compile(r"(?:(?:in|during|for) )?(?:19|20)\d\d(?: and (?:19|20)\d\d)?", re.I)
SUPERLATIVE = re.compile(
    r"\b(?:most|least|first|second|third|\w{3,}th|worst|best|(?:high|low|larg|bigg|small|short|long|strong|weak|dead)\w*est)"
    r"\b[^,;.]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """The time of a figure; `rule`: where it stands; `evidence`: what speaks for it."""

    time: Time
    rule: str
    evidence: tuple[str, ...]


def date_figures(
    passages: Sequence[Passage], mentions: Sequence[Sequence[Mention[Time]]], weights: Weights
) -> list[list[Dated | None]]:
    """Return the time of each figure of each passage of an article, or None; `mentions` are those of `times_told`."""
    found: list[list[Dated | None]] = [[] for _ in passages]

    def decide(index: int, number: int, options: Sequence[Option[Time]]) -> Mention[Time] | None:
        """Give a figure its likeliest time, or none."""
        none, *others = options
        passage, told = passages[index], passages[index].told[number]
        others = [each for each in others if each.mention and _may_be_its(each.mention, index, passage, told)]
        likeliest = heaviest([none, *others], weights)
        mention = likeliest.mention
        if mention is None:
            found[index].append(None)
        else:
            rule = "here" if mention.index == index else "earlier"
            found[index].append(Dated(mention.value, rule, weights.reasons(likeliest.evidence)))
        return mention

    choose(passages, mentions, TIMELESS, decide)
    return found


def _may_be_its(time: Mention[Time], index: int, passage: Passage, told: Told) -> bool:
    """Say whether a figure of a sentence (the number `index`) may have a time.

    What a bare year dates ended with its sentence, unless this one goes on with it; and a company's money has periods
    of its own, not the day of the story.
    """
    if time.index == index:
        return not (_is_of_forecast(passage, time, told) or _is_of_base(passage, time, told))
    is_year = YEAR_ALONE.fullmatch(time.value.text) is not None
    return (passage.goes_on or not is_year) and not is_own_money(passage, told)


def _is_of_forecast(passage: Passage, time: Mention[Time], told: Told) -> bool:
    """Say whether a time is of a forecast beside a figure: 2025 in "fell 5% after cutting its 2025 outlook"."""
    assert passage.doc is not None  # it has figures
    when = tokens(passage.doc, max(0, time.start), min(time.end, len(passage.text)))
    first = when.start - (when.start > 0 and passage.doc[when.start - 1].lower_ == "for")
    before, behind = passage.doc[max(0, first - 1) : first], passage.doc[when.end : when.end + FORECAST_REACH]
    near = before if passage.doc[first].lower_ == "for" else behind
    forecast = next((word for word in near if word.lower_ in cue("forecasts")), None)
    number = tokens(passage.doc, told.quantity.start, told.quantity.end)
    if forecast is None or governing_verb(forecast) == governing_verb(number.root):
        return False
    between = passage.doc[forecast.i + 1 : number.start]  # "cut its forecast for 2025 to 1%" is the forecast itself
    return not between or any(word.pos_ in ("VERB", "AUX") or word.text == "," for word in between)


def _is_of_base(passage: Passage, time: Mention[Time], told: Told) -> bool:
    """Say whether a time is of what a figure is compared with: 2021 in "rose to 68% from 61% in 2021"."""
    base = next((each for each in reversed(passage.told) if each.quantity.end <= time.start), None)
    if base is None or base.quantity.start < told.quantity.end or not is_base(passage, base):
        return False
    return base.quantity.kind == told.quantity.kind and time.start - base.quantity.end <= BASE_REACH


def times_told(
    passages: Sequence[Passage], times: Sequence[Sequence[Time]], published: date | None
) -> list[list[Mention[Time]]]:
    """Return the times of each passage as mentions that figures may be given; `times` are those of each passage."""
    return [
        [_mention(index, passage, each, published) for each in own]
        for index, (passage, own) in enumerate(zip(passages, times, strict=True))
    ]


def _mention(index: int, passage: Passage, time: Time, published: date | None) -> Mention[Time]:
    is_said, is_line = _is_of_saying(passage.text, time), len(passage.text.strip()) <= time.end - time.start + 2
    has_days = time.first is not None or time.last is not None
    is_open = not has_days and (published is not None or time.role in DAYLESS)
    before = passage.text[max(0, time.start - PREFIX) : time.start]
    is_extreme = SUPERLATIVE.search(before) is not None
    traits = [f"{time.role} after a superlative" if is_extreme else time.role]
    for trait, holds in (
        ("when it was said", is_said),
        ("a dateline", is_line),
        ("compared with", BASE.search(before) is not None),
        ("a bare year", BARE_YEAR.fullmatch(time.text) is not None),
        ("in a name", BARE_YEAR.fullmatch(time.text) is not None and NAMED_YEAR.search(before) is not None),
        ("open", is_open),
        ("half open", has_days and (time.first is None or time.last is None)),
        ("one day", time.first is not None and time.first == time.last),
    ):
        if holds:
            traits.append(trait)
    if time.first is not None and published is not None:
        ago = (published - time.first).days
        traits.append(next((f"up to {step} days ago" for step in AGO if ago <= step), "long ago"))
    tells = not is_open and not is_said and not is_line
    key = (time.first, time.last) if has_days else None
    return Mention(time, key, index, time.start, time.end, tuple(traits), tells)


def _is_of_saying(text: str, time: Time) -> bool:
    """Say whether a time tells when something was said: "said on Tuesday", "on Tuesday reported"."""
    before, behind = text[max(0, time.start - PREFIX) : time.start], text[time.end : time.end + PREFIX]
    said, saying, declared = _saying()
    led = not text[: time.start].strip() and declared.match(behind) is not None
    return led or said.search(before) is not None or saying.match(behind) is not None


@cache
def _saying() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    said, saying = ("|".join(sorted(cue(name))) for name in ("when_said", "who_said"))
    return (
        re.compile(rf"\b(?:{said})(?: \w+)?\s*$", re.I),
        re.compile(rf"\s*(?:{saying})\b", re.I),
        re.compile(rf",?\s+(?:[\w’'.-]+\s+){{1,6}}(?:{saying})\b"),
    )
