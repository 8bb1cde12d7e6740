"""Times told as a happening: "since the war began", "in the early days of the siege", "when troops first landed"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from tasks.extract.times import spans
from tasks.extract.times.grammar import EDGES, PREPOSITIONS
from tasks.extract.times.spans import UNKNOWN, Days
from tasks.extract.times.words import words_of

if TYPE_CHECKING:
    from tasks.extract.times import Time

LONG_CLAUSE = 12  # words
LONG_PREPOSITION = 17  # characters of "as recently as "
Clause = tuple[int, int, Days, str]  # start, end, what it means, its sort


def clauses_in(lower: str, times: Sequence[Time], published: date | None) -> list[Clause]:
    """Return the times that are told as a happening; a date within a clause of "since" dates it.

    >>> said = "since the start of the war, 40 died; he left when the troops landed."
    >>> [(said[start:end], days.edtf, role) for start, end, days, role in clauses_in(said, [], None)]
    [('since the start of the war', None, 'since'), ('when the troops landed', None, 'clause')]
    """
    found: list[Clause] = []
    for match in _clauses().finditer(lower) if "since" in lower or "when" in lower else ():
        if not any(time.start <= match.start() < time.end for time in times):
            clause = _since if match["word"] != "when" else _when
            found += clause(lower, match, times, published)
    for match in _parts_of_events().finditer(lower):
        preposition = _preposition_before().search(lower, max(0, match.start() - LONG_PREPOSITION), match.start())
        begin, end = preposition.start() if preposition else match.start(), match.end()
        taken = [(time.start, time.end) for time in times] + [clause[:2] for clause in found]
        if not any(start < end and begin < stop for start, stop in taken):
            found.append((begin, end, UNKNOWN, "vague"))
    return found


def _since(lower: str, clause: re.Match[str], times: Iterable[Time], published: date | None) -> list[Clause]:
    """Read "since …" where something happened; in the sense of "because" it is followed by a verb in the present."""
    start, words = clause.start(), clause[0].split(" ")[clause["word"].count(" ") + 1 :]
    if any(word in words_of("present") for word in words[:6]):
        return []
    if words[0] == "then":
        return [(start, clause.end("word") + len(" then"), UNKNOWN, "since")]
    dated = next((time for time in times if start < time.start < clause.end() and time.first), None)
    if dated is not None:
        days = spans.since(Days(dated.first, dated.last, dated.edtf), published)
        return [(start, _behind_noun(lower, dated), days, "since")]
    end = start + len(_without_count(clause[0]))
    return [(start, end, UNKNOWN, "since")] if any(_happened(word) for word in words) else []


def _when(lower: str, clause: re.Match[str], times: Iterable[Time], published: date | None) -> list[Clause]:
    """Read "when …" where it is no question and holds no other time."""
    words = clause[0].split(" ")[1:]
    if len(words) < 3 or words[0] in words_of("not_when"):
        return []
    dated = any(clause.start() < time.start < clause.end() and time.first for time in times)
    return [] if dated else [(clause.start(), clause.end(), UNKNOWN, "clause")]


def _behind_noun(lower: str, dated: Time) -> int:
    """Return the end of a date, or of the noun that it belongs to: "since the 2016 election"."""
    if not re.search(r"(?:\b(?:the|its|their|his|her)|['’]s) $", lower[max(0, dated.start - 7) : dated.start]):
        return dated.end
    noun = _event_behind().match(lower, dated.end) or re.compile(r" [\w’'-]+").match(lower, dated.end)
    return noun.end() if noun else dated.end


def _without_count(clause: str) -> str:
    """Cut a clause before a number that follows what happened: "since the invasion 5 died"."""
    words = clause.split(" ")
    happened = next((place for place, word in enumerate(words) if _happened(word)), len(words))
    count = next((place for place in range(happened, len(words)) if words[place][:1].isdigit()), len(words))
    return " ".join(words[:count])


def _happened(word: str) -> bool:
    return word.strip("’'s,") in words_of("event") or word in words_of("event") or word in words_of("happened")


@cache
def _event_behind() -> re.Pattern[str]:
    return re.compile(rf"(?: [\w’'-]+){{0,3}}? (?:{'|'.join(words_of('event'))})\b")


@cache
def _clauses() -> re.Pattern[str]:
    stops = r"(?!(?:has|have|had|and|but|as|with|when|while|who|which|according|that|said|says)\b)"
    word = rf" {stops}(?:[\w’'-]|\.(?!\.))*[\w’']"
    return re.compile(rf"\b(?P<word>(?:ever )?since|when)(?:{word}){{1,{LONG_CLAUSE}}}")


@cache
def _parts_of_events() -> re.Pattern[str]:
    """Return the pattern of a part of a happening: "the early days of the war", "the height of the siege"."""
    event = "|".join(words_of("event"))
    return re.compile(rf"the(?<!\wthe) (?:very )?(?:{EDGES}) of (?:[\w’'-]+ ){{1,4}}?(?:{event})\b(?:['’]s)?")


@cache
def _preposition_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{PREPOSITIONS}) \Z")
