"""Triggers: words of `data/triggers.csv` that say what happened, and where they stand in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.extract.numbers.cues import cue, has_cue
from tasks.extract.wordlists import WordListError, read_rows
from tasks.tables import COUNTED_CLASSES, EVENT_CODES, KINDS, PERSONS, THINGS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PARTS = ("object", "subject", "state", "of", "counted", "amount", "where", "about")
GROUPS: Mapping[str, frozenset[str]] = {
    "persons": PERSONS | {"other"},  # beside words that are said of persons alone
    "known_persons": PERSONS,
    "things": THINGS,
    "force": THINGS - {"buildings", "goods"} | {"soldiers", "police", "militants", "aid_workers", "workers"},
    "arms": frozenset(("drones", "missiles", "weapons")),
}
GAP = 5  # words that a * stands for at most
NOTHING = "-"  # the event of words that look like a trigger and are none


class TriggerError(ValueError):
    """What is wrong with a row of triggers."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of `triggers.csv` for one of its words."""

    event: str
    negated: bool
    part: str
    of: frozenset[str]
    beside: str
    words: tuple[str, ...]
    rest: frozenset[str]  # the words but the first


@dataclass(frozen=True, slots=True)
class Triggers:
    """The triggers by their first word, each list in the order of the table, the longer words first."""

    by_word: Mapping[str, Sequence[Trigger]]
    _of_forms: dict[tuple[str, ...], Sequence[Trigger]] = field(default_factory=dict)  # those asked for before

    def of_word(self, forms: tuple[str, ...]) -> Sequence[Trigger]:
        """Return the triggers that begin with one of the forms of a word."""
        if forms not in self._of_forms:
            self._of_forms[forms] = [trigger for form in forms for trigger in self.by_word.get(form, ())]
        return self._of_forms[forms]

    @classmethod
    def load(cls, replacement: Path | None = None, more: Path | None = None) -> Triggers:
        """Load our own triggers, or those of a file in place of them; the rows of `more` stand before them.

        Raises WordListError.
        """
        by_word: defaultdict[str, list[Trigger]] = defaultdict(list)
        for path in (more, replacement) if more is not None else (replacement,):
            try:
                for row in read_rows("triggers", path):
                    for trigger in _triggers(row):
                        by_word[trigger.words[0]].append(trigger)
            except TriggerError as error:
                raise WordListError(f"{path}: {error}") from error
        return cls({word: sorted(every, key=lambda each: -len(each.words)) for word, every in by_word.items()})


@dataclass(frozen=True, slots=True)
class Said:
    """A trigger in a sentence, on the tokens first..last; `head` is the one that its arguments depend on."""

    trigger: Trigger
    first: int
    last: int
    heads: tuple[Token, ...]


def said_in(doc: Doc, triggers: Triggers, topic: Collection[str] = ()) -> list[Said]:
    """Return the triggers that stand in a parsed sentence; `topic` are words of its article.

    Killed and injured in one breath are casualties: "killed or injured", "dead and hurt".
    """
    return _joined(doc, list(_said(doc, triggers, topic)))


def _said(doc: Doc, triggers: Triggers, topic: Collection[str]) -> Iterator[Said]:
    """Yield the triggers of a sentence."""
    words = list(doc)
    headline = _is_headline(words)
    forms = _sentence_forms(words, headline)
    held = {*chain.from_iterable(forms), *(word.lower_ for word in words)}
    for token in words:
        for trigger in triggers.of_word(forms[token.i]):
            if not trigger.rest <= held:  # most end here
                continue
            acts = trigger.part in ("object", "subject", "amount")
            if acts and len(trigger.words) == 1 and not headline and not _may_act(token):
                continue
            # "drove 4,000 families from their homes"
            gap = GAP if trigger.part == "object" and token.pos_ == "VERB" and trigger.event != NOTHING else 0
            last = last_of(forms, token.i, trigger.words, gap)
            if last is None or (last > token.i and _is_hedge(words, last)):
                continue
            if trigger.beside and held.isdisjoint(cue(trigger.beside)) and cue(trigger.beside).isdisjoint(topic):
                continue
            verbs = tuple(word for word in words[token.i : last + 1] if word.pos_ == "VERB")
            alone = len(trigger.words) == 1 and token.pos_ not in ("NOUN", "PROPN")
            is_act = token.lower_ != trigger.words[0] or (token.pos_ == "VERB" and token.tag_ != "VBG")
            if trigger.part in ("of", "counted") and alone and is_act:
                continue  # "it released 40 songs" is no release
            yield Said(trigger, token.i, last, verbs if acts and verbs else (doc[token.i : last + 1].root,))


def _joined(doc: Doc, said: Sequence[Said]) -> list[Said]:
    """Return triggers with killed and injured in one breath made casualties."""
    found = list(said)
    harm = [one for one in said if one.trigger.event in ("killed", "injured")]
    for one in harm:
        for other in harm:
            if not 0 < other.first - one.last <= GAP or one.trigger.part != other.trigger.part:
                continue
            joint = doc[one.last + 1 : other.first].text
            if joint in ("and", "or", "/", "and/or") and one.trigger.event != other.trigger.event:
                trigger = replace(one.trigger, event="casualties", of=one.trigger.of | other.trigger.of)
                found.insert(0, Said(trigger, one.first, other.last, one.heads + other.heads))
    return found


def last_of(forms: Sequence[Sequence[str]], first: int, words: Sequence[str], gap: int = 0) -> int | None:
    """Return the last token of words that stand from a token on, or None.

    A * stands for up to GAP tokens; `gap` is how many may stand behind the first word.
    """
    place = first
    for word in words[1:]:
        if word == "*":
            gap = GAP
            continue
        near = range(place + 1, min(len(forms), place + 2 + gap))
        at = next((each for each in near if word in forms[each]), None)
        if at is None:
            return None
        place, gap = at, 0
    return place


def _may_act(token: Token) -> bool:
    """Say whether a word may be the verb that it has the form of: no noun, no half of a compound ("eye-catching")."""
    doc = token.doc
    if "-" in (doc[max(0, token.i - 1)].text, doc[min(len(doc) - 1, token.i + 1)].text):
        return token.tag_ == "VBN"  # "war-damaged homes"
    to = token.i > 0 and doc[token.i - 1].lower_ == "to"
    return token.pos_ not in ("NOUN", "PROPN", "ADJ", "ADP", "ADV") or to or token.lower_.endswith(("ed", "ing"))


def _is_hedge(words: Sequence[Token], place: int) -> bool:
    """Say whether an "at" or "up" belongs to "at least" or "up to" and to no verb ("pick up to four")."""
    pair = [word.lower_ for word in words[place : place + 2]]
    return pair in (["at", "least"], ["at", "most"], ["up", "to"])


def _is_headline(words: Sequence[Token]) -> bool:
    """Say whether words are a headline, or as hard to tag as one: capitals, no mark that ends them, or no verb."""
    alphas = [word for word in words if word.is_alpha]
    if words[-1].text not in SENTENCE_ENDS or sum(not word.is_lower for word in alphas) * 2 > len(alphas):
        return True
    return not any(word.pos_ in ("VERB", "AUX") for word in words)


def _sentence_forms(words: Sequence[Token], headline: bool) -> list[tuple[str, ...]]:
    """Return the forms of each word; a name has none but in a headline, where every word may be written as one."""
    found = []
    for word in words:
        lower = word.lower_
        is_name = not headline and word.pos_ == "PROPN" and word.text != lower and word.i > 0
        found.append(() if is_name else dictionary_forms(lower, word.lemma_.lower()))
    return found


@cache
def _irregular() -> dict[str, str]:
    return {row["form"]: row["verb"] for row in read_rows("irregular_verbs")}


@lru_cache(maxsize=20_000)
def dictionary_forms(lower: str, lemma: str) -> tuple[str, ...]:
    """Return a word as it stands and as a dictionary may have it, whatever the tagger took it for.

    >>> dictionary_forms("stopped", "stopped"), dictionary_forms("fled", "fled")
    (('stopped', 'stopp', 'stoppe', 'stop'), ('fled', 'flee', 'fl', 'fle'))
    """
    found = [lower, lemma, _irregular().get(lower, lower)]
    for ending, others in ENDINGS:
        if lower.endswith(ending) and len(lower) > len(ending) + 1:
            stem = lower[: -len(ending)]
            found += [stem + other for other in others]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(dict.fromkeys(found))  # in order: the first that fits is taken


@cache
def inflected(verbs: frozenset[str]) -> frozenset[str]:
    """Return the forms in which verbs may stand: what `dictionary_forms` leads back to them.

    >>> sorted(inflected(frozenset(("deny", "say"))) & {"denies", "denied", "says", "said", "sad"})
    ['denied', 'denies', 'said', 'says']
    """
    found = set(verbs)
    for verb in verbs:
        stem = verb[:-1] if verb[-1] in "ey" else verb
        found |= {
            verb + "s",
            verb + "es",
            verb + "ed",
            verb + "ing",
            stem + "ed",
            stem + "ing",
            stem + "ies",
            stem + "ied",
        }
        found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return frozenset(found | {form for form, verb in _irregular().items() if verb in verbs})


SENTENCE_ENDS = frozenset(".!?\"”’'")
ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("ses", ("s",)), ("xes", ("x",)), ("zes", ("z",)), ("ches", ("ch",)),
    ("shes", ("sh",)), ("oes", ("o",)), ("s", ("",)), ("ed", ("", "e")), ("ing", ("", "e")),
)  # fmt: skip


def _triggers(row: Mapping[str, str]) -> Iterator[Trigger]:
    """Yield the triggers of a row, one for each of its words; raises TriggerError."""
    event, of, beside = row["event"].removeprefix("!"), frozenset(row["of"].split()), row["beside"]
    where = f"(of {row['words']!r})"
    if event not in (*EVENT_CODES, NOTHING):
        raise TriggerError(f"no event {event!r} {where}: see events.csv for the codes")
    if row["part"] not in PARTS:
        raise TriggerError(f"no part {row['part']!r} {where}: one of {', '.join(PARTS)}")
    if unknown := of - GROUPS.keys() - frozenset(KINDS) - frozenset(COUNTED_CLASSES):
        raise TriggerError(f"{sorted(unknown)[0]!r} {where} is no kind, class or group")
    if beside and not has_cue(beside):
        raise TriggerError(f"no list of cues {beside!r} {where}: see cues.csv")
    every = (of - GROUPS.keys()).union(*(GROUPS[name] for name in of if name in GROUPS))
    if "," in row["words"]:
        raise TriggerError(f"a comma in {row['words']!r}: put a ; between two")
    for words in row["words"].lower().split(";"):
        said = tuple(words.split())
        stars = [word for word in said if "*" in word]
        if not said or any(star != "*" for star in stars) or "*" in (said[0], said[-1]):
            raise TriggerError(f"{words.strip()!r} {where} are no words: a * stands between two")
        rest = frozenset(said[1:]) - {"*"}
        yield Trigger(event, row["event"].startswith("!"), row["part"], every, beside, said, rest)
