"""Where a figure holds: which of the places that its sentence and those before it tell of is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tasks.extract.choosing import Mention, Option, choose, heaviest, is_own_money
from tasks.extract.classes import affiliation
from tasks.extract.gazetteer.around import DATELINE
from tasks.extract.numbers.cues import cue
from tasks.extract.passages import Passage
from tasks.extract.places import Place
from tasks.extract.syntax import OBJECTS, governing_verb, is_passive, tokens
from tasks.extract.telling import Told
from tasks.extract.triggers import dictionary_forms
from tasks.weights import Weights

LISTED = re.compile(r"(?:,|\band|\bor|, and)\s+(?:in |the )?$", re.I)
BEARING = re.compile(
    r"\b(?:north|south|east|west|northeast|northwest|southeast|southwest|out|miles|kilomet\w+|km)\s+(?:of|from|to)\s+(?:the\s+)?$",
    re.I,
)
WORLD = re.compile(
    r"\b(?:worldwide|globally|around the globe|(?:around|across|in|throughout|all over) the world)\b(?!['’])"
)
OWNERS = ("'s", "’s")
NO_WHERE = frozenset(("from", "with", "by"))  # prepositions of places where a thing is not
PREFIX = 80  # characters before and behind a place that rules look at
TOGETHER = 45  # characters between two places of which one lies in the other
FINENESS = {
    "continent": 0, "sea": 1, "country": 1, "area": 2, "region": 3, "district": 4, "county": 4, "city": 5, "place": 6,
    "venue": 7,
}  # fmt: skip
PLACELESS = frozenset(("age", "index"))  # kinds that hold nowhere
COUNTRY_ALONE = 3.0  # by how much a figure's having no place may outweigh one whose country it still has


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a figure; text: None where only its country is known; rule: where it stands; evidence: for it."""

    text: str | None
    place: Place
    rule: str
    evidence: tuple[str, ...]


def locate_figures(
    passages: Sequence[Passage], mentions: Sequence[Sequence[Mention[Place]]], weights: Weights
) -> list[list[Located | None]]:
    """Return the place of each figure of each passage of an article, or None; `mentions` are those of `places_told`."""
    found: list[list[Located | None]] = [[] for _ in passages]

    def decide(index: int, number: int, options: Sequence[Option[Place]]) -> Mention[Place] | None:
        """Give a figure its likeliest place, only the country of one that is not likely enough, or none."""
        none, *others = options
        elsewhere = _comes_from_elsewhere(passages[index].told[number])
        if elsewhere:
            acting = {each.key for each in mentions[index] if not each.tells}
            others = [each for each in others if each.mention and each.mention.tells and each.mention.key not in acting]
        if is_own_money(passages[index], passages[index].told[number]) or _is_of_the_world(passages[index].text):
            others = [each for each in others if each.mention and each.mention.index == index]
        others = _without_actors(others, passages[index], index)
        likeliest = heaviest(others or [none], weights)
        mention = likeliest.mention
        lead = weights.total(likeliest.evidence) - weights.total(none.evidence)
        if mention is None or lead < (0 if elsewhere else -COUNTRY_ALONE):
            found[index].append(None)
            return None
        # Who only acts elsewhere is no place, but tells the country.
        is_place = lead > 0 and (mention.tells or mention.index == index)
        if not is_place and _is_foreign_money(passages, index, number, mention):
            found[index].append(None)
            return None
        rule = "here" if mention.index == index else "earlier"
        text = mention.value.text if is_place else None
        found[index].append(Located(text, mention.value, rule, weights.reasons(likeliest.evidence)))
        return mention if is_place else None

    choose(passages, mentions, PLACELESS, decide)
    return found


def _without_actors(options: Sequence[Option[Place]], passage: Passage, index: int) -> list[Option[Place]]:
    """Return options without who acts on another place of the sentence: Russia in "six died as Russia shelled Lviv"."""
    here = [each.mention for each in options if each.mention is not None and each.mention.index == index]
    acting = [each for each in here if not each.tells and _acts_on(passage, each, here)]
    return [each for each in options if each.mention not in acting]


def _acts_on(passage: Passage, actor: Mention[Place], others: Sequence[Mention[Place]]) -> bool:
    """Say whether a place is the subject of a verb that tells of another one: "Russia fired 90 drones at Lviv"."""
    assert passage.doc is not None  # it has figures
    word = tokens(passage.doc, max(0, actor.start), min(actor.end, len(passage.text))).root
    verb = word.head
    if word.dep_ != "nsubj" or is_passive(verb) or not any(child.dep_ in OBJECTS for child in verb.rights):
        return False
    told = [each for each in others if each.tells and each.key != actor.key]
    return any(governing_verb(tokens(passage.doc, each.start, each.end).root) == verb for each in told)


def _comes_from_elsewhere(told: Told) -> bool:
    """Say whether what is told of has a country of its own, or is sent: "North Korean troops", "Iran sent 40 drones".

    Of such only a place at which something is said to be is theirs, not the country of who acts or of the story.
    """
    is_sent = told.event is not None and told.event.code in cue("sending_events")
    return is_sent or (told.counted is not None and affiliation(told.counted.text) is not None)


def _is_foreign_money(passages: Sequence[Passage], index: int, number: int, named: Mention[Place]) -> bool:
    """Say whether a figure is money of another country than the one that another paragraph names: that tells of others.

    The code of a currency begins with that of its country (ISO 4217).
    """
    quantity = passages[index].told[number].quantity
    is_own = quantity.unit is not None and quantity.unit[:2] == named.value.country
    return quantity.kind == "money" and not is_own and passages[index].paragraph != passages[named.index].paragraph


def _is_of_the_world(text: str) -> bool:
    """Say whether a sentence counts all over the world, and so at no place that was named before.

    >>> _is_of_the_world("Some 40,000 cases were counted worldwide."), _is_of_the_world("Six people died.")
    (True, False)
    >>> _is_of_the_world("It is the world's oldest bridge."), _is_of_the_world("The World Bank lent $2m.")
    (False, False)
    """
    return WORLD.search(text) is not None


def places_told(
    passages: Sequence[Passage],
    wanted: Sequence[bool],
    places: Sequence[Sequence[Place]],
    credited: Sequence[Sequence[tuple[int, int]]],
) -> list[list[Mention[Place]]]:
    """Return the places of each passage that is wanted, with its venues, as mentions that figures may be given.

    `places` are those of each passage, `credited` the characters on which its sources stand.
    """
    found = []
    before: Place | None = None  # the last place whose country is known
    for index, (passage, near, every, taken) in enumerate(zip(passages, wanted, places, credited, strict=True)):
        venues = list(_venues(passage, every, before)) if near else []
        own = [each for each in every if not any(one.start <= each.start < one.end for one in venues)]
        own = sorted([*own, *venues], key=lambda each: each.start)
        before = next((each for each in reversed(own) if each.country is not None), before)
        found.append(list(_mentions(index, passage, own, taken)))
    return found


def _mentions(
    index: int, passage: Passage, places: Sequence[Place], taken: Sequence[tuple[int, int]]
) -> Iterator[Mention[Place]]:
    """Yield the places of a passage with what speaks for and against each whatever the figure."""
    goes_on = False  # whether the place before is one at which something is
    for number, each in enumerate(places):
        before, behind = _around(passage, each)
        if _is_aside(each, before, behind):
            continue
        start, end = each.start - passage.start, each.end - passage.start
        word = _leading(before)
        owns = behind.startswith(OWNERS)
        listed = goes_on and LISTED.search(before) is not None
        goes_on = (word is not None and word not in NO_WHERE) or owns or listed or each.text.isupper()
        is_dateline = start == 0 and DATELINE.match(passage.text, end) is not None
        credit = any(first <= each.start < last for first, last in taken)
        traits = [each.rank, f"behind {word}" if word is not None else "behind no word of place"]
        for trait, holds in (
            ("owner", owns),
            ("actor", each.actor),
            ("in a credit", credit),
            ("bearing", BEARING.search(before) is not None),
            ("in capitals", each.text.isupper()),
            ("a dateline", is_dateline),
            ("named where something is", goes_on),
            *_beside(each, places[max(0, number - 2) : number + 3]),
        ):
            if holds:
                traits.append(trait)
        tells = goes_on and not each.actor and not credit and not is_dateline
        yield Mention(each, (each.name, each.rank), index, start, end, tuple(traits), tells, _nouns(each))


def _beside(place: Place, others: Sequence[Place]) -> Iterator[tuple[str, bool]]:
    """Yield whether a finer or a coarser place of its country stands together with a place."""
    ranks = [
        FINENESS.get(each.rank, 0)
        for each in others
        if each is not place
        and each.country == place.country
        and min(abs(each.start - place.end), abs(place.start - each.end)) < TOGETHER
    ]
    rank = FINENESS.get(place.rank, 0)
    yield "a finer one beside it", any(each > rank for each in ranks)
    yield "a coarser one beside it", any(each < rank for each in ranks)


def _nouns(place: Place) -> frozenset[str]:
    """Return the nouns by which a later sentence may mean a place: "the country", "the airport"."""
    rank = {"country": ("country", "nation", "nationwide"), "region": ("state", "province", "region")}
    nouns = rank.get(place.rank, (place.rank, "town", "village") if place.rank == "city" else (place.rank,))
    return frozenset((*nouns, place.text.rpartition(" ")[2].lower()))


def _venues(passage: Passage, places: Sequence[Place], before: Place | None) -> Iterator[Place]:
    """Yield the venues that a sentence names, which no gazetteer has: "at the Bardo Museum", "on Sukhumvit Road"."""
    around = [each for each in places if not each.actor and _leading(_around(passage, each)[0]) is not None]
    for match in _venue().finditer(passage.text):
        start, end = match.start("name") + passage.start, match.end("name") + passage.start
        if any(each.start == start and each.end >= end for each in places):
            continue
        near = min(around, key=lambda each: abs(each.start - start), default=before)
        country, admin1 = (near.country, near.admin1) if near is not None else (None, None)
        name = match.group("name")
        yield Place(start, end, name, name, country, admin1, None, None, None, "venue", actor=False)


@cache
def _venue() -> re.Pattern[str]:
    nouns, plain, between = ("|".join(sorted(cue(name))) for name in ("venues", "plain_venues", "venue_words"))
    word = r"[A-Z][\w'’.&-]*\s+"
    name = rf"(?:{word}(?:(?:of|the|de|la|del|al|do|da|el)\s+)?){{1,4}}(?:{nouns})\b"
    named = rf"(?:{word}){{1,4}}(?:(?:{between})\s+)?(?:{plain})\b"
    before = "at|in|near|outside|inside|on|across|along|around|off|into|through|from|of|to|over|and"
    return re.compile(rf"\b(?:{before})\s+(?:the\s+)?(?P<name>{name}|{named})")


def _leading(before: str) -> str | None:
    """Return the word that leads to the place behind it, with the nouns of its kind between.

    >>> [_leading(each) for each in ("killed in the northern city of ", "as shells struck ", "troops from ", "an ")]
    ['in', 'a verb', 'from', None]
    """
    match = _lead().search(before)
    if match is None:
        return None
    return "a verb" if match.group("verb") else match.group("word").lower()


@cache
def _lead() -> re.Pattern[str]:
    words, between = ("|".join(sorted(words)) for words in (cue("where_words") | NO_WHERE, cue("where_between")))
    verbs = "|".join(rf"{each}\w*" for each in sorted(cue("where_verbs")))
    sides = r"north\w*|south\w*|east\w*|west\w*|\w+ern"
    start = r"(?:^|[\s(“\"‘-])"
    return re.compile(
        rf"{start}(?:(?P<word>{words})|(?P<verb>{verbs}))\s+(?:(?:{between}|{sides})[\s,]+){{0,4}}$", re.I
    )


def _is_aside(place: Place, before: str, behind: str) -> bool:
    """Say whether a place is whom somebody aids ("aiding Russia"), or of an office, a home, a road ("London-based")."""
    last = before.rsplit(None, 1)[-1:]
    word = last[0].lower() if last else ""
    is_partner = place.rank == "country" and not cue("partners").isdisjoint(dictionary_forms(word, word))
    following = behind.split(None, 1)[:1]
    title = bool(following) and following[0][:1].isupper() and following[0].lower().strip(".,") in cue("titles")
    is_road = bool(following) and following[0].strip(".,") in cue("roads")
    based = place.text.endswith("-based") or behind.startswith("-based")
    return is_partner or title or is_road or based or _office().search(before) is not None


@cache
def _office() -> re.Pattern[str]:
    offices, homes = ("|".join(rf"{each}\w*" for each in sorted(cue(name))) for name in ("office_words", "home_words"))
    return re.compile(rf"\b(?:(?:{offices}) (?:of|from|to) (?:the )?|(?:{homes}) (?:in )?(?:the )?)$", re.I)


def _around(passage: Passage, place: Place) -> tuple[str, str]:
    """Return the characters before and behind a place that rules look at."""
    start, end = place.start - passage.start, place.end - passage.start
    return passage.text[max(0, start - PREFIX) : start], passage.text[end : end + PREFIX]
