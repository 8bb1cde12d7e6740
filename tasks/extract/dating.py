"""When a figure holds: the time of its own clause, of the figure that it goes on with, or of the article's story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.telling import Told
from tasks.extract.times import Time

TIMELESS = frozenset(("age", "distance", "area", "temperature"))  # kinds that hold at all times
COMMA, ANOTHERS = 12, 60  # characters that a comma, or the start of another clause, between a figure and a time is
PREFIX = 80  # characters before and behind a time that rules look at
LEAD = 4  # sentences that tell an article's story
NEAR = 60  # characters between a figure and what it is compared with
ADJOINING = 30  # characters between a bare year and what it is the year of: "its 2016 forecast of $3"
BACK = 2  # sentences between a figure and the one that it goes on with
BASE = r"\b(?:from|against|versus|compared (?:with|to)|(?<!more )(?<!less )(?<!fewer )(?<!other )(?<!later )than)\s+"
COMPARING = re.compile(BASE + r"(?:(?:a|an|the|about|around|some|just|over|its|their|only)\s+){0,3}[$€£]?$", re.I)
COMPARED = re.compile(BASE + r"(?:[a-z]+\s+){0,3}[$€£]?\d", re.I)
REPORTED = re.compile(
    r"\b(?:said|told|reported|released|published|announced|posted|issued|dated|updated|wrote)(?: \w+)?\s*$", re.I
)
REPORTING = re.compile(r"\s*(?:said|told|reported|announced|posted|confirmed|warned)\b", re.I)
CLAUSES = re.compile(r";|, (?:and|but|while|as|which|who|after|with)\b|\b(?:while|but)\b")
DECLARED = re.compile(r",?\s+(?:[\w’'.-]+\s+){1,6}(?:said|announced|declared|reported|confirmed|warned)\b")
NAMED_YEAR = re.compile(r"(?:\b(?:the|its|their|his|her)|[A-Z]\w+ of)\s+$")  # "the 1973 building", "the Act of 1869"
SUPERLATIVE = re.compile(
    r"\b(?:most|least|first|worst|best|(?:high|low|larg|bigg|small|short|long|strong|weak|dead)\w*est)\b"
    r"[^,;.]{0,40}$"
)
BARE_YEAR = re.compile(r"(?:19|20)\d\d")


def date_figures(passages: Sequence[Passage], times: Sequence[Sequence[Time]]) -> list[list[Time | None]]:
    """Return the time of each figure of each passage of an article, or None; `times` are those of each passage."""
    story = next(_stories(passages, times), None)
    found: list[list[Time | None]] = []
    before: list[tuple[int, Told, Time]] = []  # the dated figures so far, each with the place of its passage
    for place, (passage, own) in enumerate(zip(passages, times, strict=True)):
        dated: list[Time | None] = []
        for told in passage.told:
            time = _own(passage, told, own) or _inherited(place, told, passage, before)
            if time is None and story is not None and _is_of_story(told, story):
                time = story
            dated.append(time)
            if time is not None:
                before.append((place, told, time))
        found.append(dated)
    return found


def _stories(passages: Sequence[Passage], times: Sequence[Sequence[Time]]) -> Iterator[Time]:
    """Yield the times that an article's first sentences tell, but for datelines and when something was said."""
    for passage, own in list(zip(passages, times, strict=True))[:LEAD]:
        for time in own:
            is_line = len(passage.text.strip()) <= time.end - time.start + 2
            is_dated = time.role in ("day", "period") and (time.first is not None or time.edtf is not None)
            if is_dated and not is_line and not _is_of_saying(passage.text, time):
                yield time


def _own(passage: Passage, told: Told, times: Sequence[Time]) -> Time | None:
    """Return the time in a figure's sentence that is nearest to it, what stands between them counted."""
    if told.quantity.kind in TIMELESS:
        return None
    fitting = [each for each in times if _may_date(passage.text, told, each) and not _is_of_other(passage, told, each)]
    return min(fitting, key=lambda each: (_is_open(each), _distance(passage.text, told, each)), default=None)


def _is_of_other(passage: Passage, told: Told, time: Time) -> bool:
    """Say whether a time is of an earlier clause and figure, and nothing happens in this: "…, and one soldier said"."""
    if told.event is not None or time.end > told.quantity.start or CLAUSES.search(passage.text, time.end) is None:
        return False
    between = [each for each in passage.told if time.end <= each.quantity.start < told.quantity.start]
    return bool(between) and CLAUSES.search(passage.text, between[-1].quantity.end, told.quantity.start) is not None


def _is_open(time: Time) -> bool:
    """Say whether a time tells no day: "when the war began" is only a figure's time where no other is."""
    return time.first is None and time.last is None and time.edtf is None


def _may_date(text: str, told: Told, time: Time) -> bool:
    """Say whether a time may be a figure's: that of "from $3m a year earlier" is only of the three millions."""
    start, end = told.quantity.start, told.quantity.end
    if time.start <= start < time.end:
        return True  # "over the past six days" is a duration, too
    if time.role == "clock":
        return False
    if COMPARING.search(_before(text, start)) is not None:
        return 0 <= time.start - end < NEAR and COMPARED.search(text, end, time.start) is None
    if time.role == "compared" or (time.start >= end and COMPARED.search(text, end, time.start)):
        return False
    if BARE_YEAR.fullmatch(time.text) and (start > time.end or NAMED_YEAR.search(_before(text, time.start))):
        dated = _before(text, time.start).rstrip().endswith(",")  # "on May 3, 2024"
        return dated or 0 < start - time.end < ADJOINING
    if time.role == "since" and SUPERLATIVE.search(_before(text, time.start)):  # "the most since 1988"
        return False
    is_result = told.event is not None and told.event.code in cue("results")
    return not (is_result and _is_of_saying(text, time))


def _before(text: str, at: int) -> str:
    """Return the characters before a place that rules look at."""
    return text[max(0, at - PREFIX) : at]


@lru_cache(maxsize=1_000)
def _is_of_saying(text: str, time: Time) -> bool:
    """Say whether a time tells when something was said: "said on Tuesday", "on Tuesday reported"."""
    before, behind = _before(text, time.start), text[time.end : time.end + PREFIX]
    led = not text[: time.start].strip() and DECLARED.match(behind) is not None
    return led or REPORTED.search(before) is not None or REPORTING.match(behind) is not None


def _distance(text: str, told: Told, time: Time) -> int:
    start, end = told.quantity.start, told.quantity.end
    said = ANOTHERS if _is_of_saying(text, time) else 0
    if time.start >= end:
        between = text[end : time.start]
        return len(between) + COMMA * between.count(",") + ANOTHERS * len(CLAUSES.findall(between)) + said
    between = text[time.end : start]
    return len(between) + ANOTHERS * len(CLAUSES.findall(between)) + said


def _inherited(place: int, told: Told, passage: Passage, before: Sequence[tuple[int, Told, Time]]) -> Time | None:
    """Return the time of the figure before, where this one is a part of it or tells the same sort of thing."""
    if not before or told.quantity.kind in TIMELESS:
        return None
    at, other, time = before[-1]
    if place - at > BACK or time.role == "compared":
        return None
    if passage.goes_on or told.aggregation in ("part", "increment"):
        return time
    code, others = (each.event.code if each.event is not None else None for each in (told, other))
    if code is None:
        return None
    same = code == others or {code, str(others)} <= cue("results")
    return time if same and time.role in ("day", "period", "since") else None


def _is_of_story(told: Told, story: Time) -> bool:
    """Say whether what is told happened once, when the article's story did."""
    if told.event is not None and told.event.code in cue("results"):
        return True
    if story.role != "day":
        return False
    if told.quantity.unit == "magnitude" or told.quantity.kind == "score":
        return True
    if told.counted is not None and told.counted.head in cue("sports_counts"):
        return True
    return told.event is not None and told.event.code in cue("story_events")
