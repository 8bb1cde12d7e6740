"""Who is credited with each figure of an article, and how it is said: `source`, `source_kind`, `via`, `modality`.

A figure has the credit of its own sentence; in a quotation, whoever speaks it, be it sentences away; in a sentence that
goes on with what was credited before, the source of that. Pronouns and short names are told by the fullest name before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tasks.extract.modality import modality
from tasks.extract.numbers.cues import cue
from tasks.extract.parties import country_of
from tasks.extract.passages import Passage, Quote
from tasks.extract.sources import Credit, credit_of
from tasks.extract.syntax import tokens
from tasks.extract.telling import Told
from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Span

POLL = re.compile(
    r"\b(?:an?|the|th[ai]t|this|one|(?:last|this) \w+['’]s) "
    r"(?:(?!(?:in|of|on|from|for|to|and|same)\b)[\w./&’-]+ ){0,6}?(?:poll|survey)\b(?! of polls)",
    re.I,
)
PAST_VOTE = re.compile(r"\b[Ii]n (?:19|20)\d\d\b")
ANSWER_REACH = 8  # words behind a share in which they who are asked answer
ASIDE = 12  # words around a share in which its election is named
NAME = re.compile(r"\b(?:(?:[A-Z][\w’'-]+|[A-Z]\.)[ ]){1,3}[A-Z][\w’'-]+")
NAMED_BEFORE = 3  # sentences back in which somebody is named whom a "she" means
REACH = 8  # sentences back in which whom a pronoun means is looked for
NEUTER = frozenset(("it", "they", "them", "we"))


@dataclass(frozen=True, slots=True)
class Source:
    """Who is credited with a figure: the columns of the same names; `rule` found it, `text` says so."""

    source: str | None
    source_kind: str
    via: str | None
    modality: str
    rule: str
    text: str | None


def attribute(
    text: str,
    passages: Sequence[Passage],
    quotes: Sequence[Quote],
    credits: Sequence[Sequence[Credit]],
    states: Container[str] = (),
) -> list[list[Source]]:
    """Return the source of each figure of each passage of an article, in order.

    `passages` are its sentences, those that may bear on a figure parsed; `credits` are those of each; `quotes` are the
    article's quotations; `states` are names of countries in lower case, which stand for their governments.
    """
    reader = _Reader(text, passages, quotes, credits, [each.start for each in passages], _names(text), states, {})
    return [[reader.source(place, told) for told in passage.told] for place, passage in enumerate(passages)]


@dataclass(frozen=True, slots=True)
class _Reader:
    """An article with the credits of its sentences."""

    text: str
    passages: Sequence[Passage]
    quotes: Sequence[Quote]
    credits: Sequence[Sequence[Credit]]
    starts: Sequence[int]  # of the passages
    names: Mapping[str, str]  # by their last word
    states: Container[str]
    polls: dict[int, str | None]  # the last poll that was named, by the place of a passage, as far as it was asked for

    def source(self, place: int, told: Told) -> Source:
        """Return the source of a figure of the sentence at a place."""
        passage = self.passages[place]
        assert passage.doc is not None  # it has figures
        number = tokens(passage.doc, told.quantity.start, told.quantity.end)
        credit, rule = self._credit(place, told, number)
        how = modality(number, told, credit.modality if credit else None)
        if credit is None or credit.source is None:
            return Source(None, "article", None, how, rule, credit.cue if credit is not None else None)
        name = self._full_name(credit.source)
        is_state = name.lower().removeprefix("the ") in self.states or country_of(name, whole=True) is not None
        kind = "government" if is_state else source_kind(name)
        via = credit.via if credit.via and source_kind(credit.via) == "media" else None
        return Source(name, kind, via, how, rule, credit.cue)

    def _credit(self, place: int, told: Told, number: Span) -> tuple[Credit | None, str]:
        """Return the credit of a figure and the rule that found it."""
        if _is_aside(number, told):
            return None, "narrated"
        own = credit_of(number, [each for each in self.credits[place] if not _is_result(each, told)])
        if own is not None and (own.source is not None or own.is_pronoun):
            return self._resolved(own, place), own.rule
        quote = self._quote(self.passages[place].start + told.quantity.start)
        if quote is not None and (spoken := self._speaker(quote)) is not None:
            return spoken, "quoted"
        if own is None and (poll := self._poll(place, told, number)) is not None:
            return poll, "polled"
        if own is None and (before := self._continued(place, told)) is not None:
            return before, "continued"
        return own, own.rule if own else "narrated"

    def _resolved(self, credit: Credit, place: int) -> Credit:
        """Return a credit with its pronoun replaced by whom it means, where somebody fits."""
        if not credit.is_pronoun:
            return credit
        doc = self.passages[place].doc
        assert doc is not None
        wanted = _pronoun(credit, place, self.passages)
        for back in range(place, max(-1, place - REACH), -1):
            for each in reversed(self.credits[back]):
                if each.source is None or (back == place and each.first >= credit.first):
                    continue
                is_person = source_kind(self._full_name(each.source)) == "person"
                if is_person != (wanted in NEUTER):
                    return replace(credit, source=each.source, modality=credit.modality)
        return credit if wanted in NEUTER else replace(credit, source=self._last_person(place))

    def _last_person(self, place: int) -> str | None:
        """Return the full name of the last person whom the sentences before name, or None."""
        for back in range(place, max(-1, place - NAMED_BEFORE), -1):
            for match in reversed(list(NAME.finditer(self.passages[back].text))):
                words = match.group().split()
                name = " ".join([*_untitled(words[:-1]), words[-1]])
                if " " in name and source_kind(name) == "person":
                    return name
        return None

    def _speaker(self, quote: Quote) -> Credit | None:
        """Return who speaks a quotation: the credit beside it, or of the one before it in its paragraph."""
        opens, closes = bisect_right(self.starts, quote.start) - 1, bisect_left(self.starts, quote.end) - 1
        for place in dict.fromkeys((closes, opens)):
            beside = [each for each in self.credits[place] if not self._is_quoted(place, each)]
            spoken = [each for each in beside if each.source is not None or each.is_pronoun]
            if spoken:
                return self._resolved(spoken[-1], place)
        before = opens - 1
        led = self.text[max(0, quote.start - 3) : quote.start].rstrip().endswith(":")
        if before >= 0 and (led or self._adjoins(before, opens)):
            spoken = [each for each in self.credits[before] if each.source is not None or each.is_pronoun]
            if spoken:
                return self._resolved(spoken[-1], before)
        return None

    def _adjoins(self, before: int, place: int) -> bool:
        """Say whether a quotation goes on with one of the sentence before: '"A," she said. "B."'."""
        first, second = self.passages[before], self.passages[place]
        at = bisect_left(self.quotes, first.end, key=lambda each: each.start) - 1
        return first.paragraph == second.paragraph and at >= 0 and self.quotes[at].end > first.start

    def _poll(self, place: int, told: Told, number: Span) -> Credit | None:
        """Return the poll that a share of voters is of: one in its sentence, else the last one before."""
        if told.quantity.kind not in ("percent", "ratio"):
            return None
        voted = told.event is not None and told.event.code == "voted"
        of_poll = voted or _is_answered(number)
        said = self._last_poll(place) if of_poll else next(iter(POLL.findall(self.passages[place].text)[-1:]), None)
        return None if said is None else Credit(said, 0, 0, said, "estimated", "polled", ())

    def _last_poll(self, place: int) -> str | None:
        """Return the last poll that the passages up to one name."""
        known = next((back for back in range(place, -1, -1) if back in self.polls), -1)
        last = self.polls.get(known)
        for at in range(known + 1, place + 1):
            last = next(iter(POLL.findall(self.passages[at].text)[-1:]), last)
            self.polls[at] = last
        return last

    def _continued(self, place: int, told: Told) -> Credit | None:
        """Return the credit of the sentence before in the paragraph, where this one goes on with it.

        It does where it says so ("Of these …", "Another six …") and where the credit is one that is told at length: a
        study, a poll, the police.
        """
        passage = self.passages[place]
        if place == 0 or self.passages[place - 1].paragraph != passage.paragraph:
            return None
        spoken = [each for each in self.credits[place - 1] if each.source is not None]
        if not spoken:
            return None
        last = spoken[-1]
        at_length = source_kind(str(last.source)) in ("study", "poll", "police", "medical", "court")
        goes_on = passage.goes_on or told.aggregation == "increment"
        is_told = last.modality in ("claimed", "estimated")
        return last if is_told and (goes_on or at_length) else None

    def _full_name(self, name: str) -> str:
        """Return the fullest form in which an article names somebody: "Ann Lee" for "Lee"."""
        return self.names.get(name, name) if name[:1].isupper() and not name.isupper() else name

    def _quote(self, at: int) -> Quote | None:
        """Return the quotation that holds a character, or None."""
        place = bisect_right(self.quotes, at, key=lambda each: each.start) - 1
        return self.quotes[place] if place >= 0 and at < self.quotes[place].end else None

    def _is_quoted(self, place: int, credit: Credit) -> bool:
        passage = self.passages[place]
        assert passage.doc is not None  # it has a credit
        return self._quote(passage.start + passage.doc[credit.first].idx) is not None


def _is_answered(number: Span) -> bool:
    """Say whether a share is of those who answer: "52 percent — say they would", "half of voters disapprove"."""
    behind = number.doc[number.end : number.end + ANSWER_REACH]
    return any(word.lower_ in cue("answers") and word.tag_ in ("VBP", "VBZ", "VBD", "VB", "VBG") for word in behind)


def _names(text: str) -> dict[str, str]:
    """Return the fullest name that a text has for each last word of names: {"Lee": "Ann Lee"}."""
    found: dict[str, str] = {}
    for match in NAME.finditer(text):
        words = match.group().split()
        name = " ".join([*_untitled(words[:-1]), words[-1]])
        if len(name) > len(found.get(words[-1], words[-1])):
            found[words[-1]] = name
    return found


def _is_aside(number: Span, told: Told) -> bool:
    """Say whether a figure is told by the way: how far a place lies, a margin of error, how an election ended."""
    before = [word.lemma_.lower() for word in number.doc[max(0, number.start - 6) : number.start]]
    if told.quantity.kind == "distance":
        return any(word in ("which", "located") for word in before)
    if told.quantity.kind != "percent":
        return False
    around = number.doc[max(0, number.start - ASIDE) : number.end + ASIDE].text
    voted = told.event is not None and told.event.code == "voted"
    return "error" in before or (voted and PAST_VOTE.search(around) is not None)


def _is_result(credit: Credit, told: Told) -> bool:
    """Say whether a company reports its own results, which the article tells as its own: "Acme reported profits"."""
    earned = told.event is not None and told.event.code in ("earned", "lost_money")
    results = earned or (told.quantity.kind == "money" and source_kind(credit.source or "") == "company")
    return results and credit.cue in ("reported", "posted", "announced", "reports")


def _untitled(words: Sequence[str]) -> list[str]:
    """Return the first names of a name that a title or another word in capitals precedes."""
    kept: list[str] = []
    for word in reversed(words):
        if word.lower().strip(".") in cue("titles") or word.lower() in cue("no_first_names"):
            break
        kept.insert(0, word)
    return kept[-2:]


def _pronoun(credit: Credit, place: int, passages: Sequence[Passage]) -> str:
    doc = passages[place].doc
    assert doc is not None
    return next((word.lower_ for word in doc[credit.first : credit.last + 1] if word.lower_ in cue("personal")), "it")


@cache
def _kinds() -> list[tuple[str, tuple[str, ...]]]:
    return [(row["kind"], tuple(word.strip() for word in row["words"].split(";"))) for row in read_rows("source_kinds")]


@lru_cache(maxsize=10_000)
def source_kind(name: str) -> str:
    """Return what sort of source a name is: a value of `figures.source_kind`.

    >>> source_kind("the health ministry"), source_kind("Ann Lee"), source_kind("police")
    ('government', 'person', 'police')
    """
    words = [word.strip(".,()") for word in name.lower().replace("’s", " ").replace("'s", " ").split()]
    padded, last = f" {' '.join(words)} ", words[-1] if words else ""
    held = [
        (len(each.split()), each == last, kind) for kind, every in _kinds() for each in every if f" {each} " in padded
    ]
    if held:  # the longest words, of these the last of the name, of these the first of the list
        return max(held, key=lambda each: each[:2])[2]
    if name[:1].isupper() and not name.isupper() and words[:1] != ["the"]:
        return "person"
    return "other"
