"""Figures as they are held against one another: what each is of, from the rows of `figures`.

A row says what its own sentence says. What a reader takes from the sentences around it is added here: a bare number
goes on with the figure before it ("its own figure is 78"), the one of a title is told in full below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from tasks.lists import read_list
from tasks.tables import PERSONS

Row = Mapping[str, Any]
Known = Callable[["Claim"], "Claim | None"]
Number = tuple[float | None, str, str | None]  # value, kind, unit

READ = (  # columns of a row that claims are made of
    *("figure_id", "article_id", "document_id", "published_date", "section", "sentence_index", "sentence_start"),
    *("sentence", "start_char", "number_text", "value", "kind", "unit", "change", "negated", "event", "counted"),
    *("counted_head", "counted_class", "affiliation", "place_country", "place_name", "place_admin1", "time_from"),
    *("time_to", "aggregation", "part_of", "source"),
)
SHARES = frozenset(("voted", "elected_seats"))  # events of which it matters whose a figure is
SAME_EVENT = {"captured": "detained"}
FIGHTERS = frozenset(("soldiers", "militants", "police"))
PARTS_OF_ALL = frozenset(("children", "women"))  # classes that tell a part of the persons counted before
MANY_DIGITS = 3  # of a value that is telling whatever its size
LARGE = 1000  # a round number of things from here on says something
COMPARED_BACK = 4  # words before a number among which one compares it with another
LATE = 60  # days between what a figure tells of and its article: then it looks back
AROUND = 60  # characters before and behind a number in which words are near it
BREAKS = re.compile(r"; |\. | while | but | whereas ")  # where another clause begins
BEGINNING = 6  # letters of a word that are held against others: "Ukraine", "Ukrainian"
SHORT = 3  # letters of words that are not
NAMED_BY = (  # events that words by a number name
    *("killed", "injured", "missing", "infected", "detained", "displaced", "rescued", "aboard", "evacuated"),
)
BESIDE_NOUN = 7  # words behind a number and its noun among which one may
BESIDE = 3  # words behind a number among which one may name what happened
CLAUSE = re.compile(r"(?:^|[;:.]\s)([^;:.\d]*)$")  # what stands before a number back to another or the clause's begin
PLAIN = re.compile(r"[a-z]+")
BEFORE_SPAN, BEHIND_SPAN, BEHIND_STATUS = re.compile(r"[;\d]"), re.compile(r"[;,\d]"), re.compile(r"[.,;]")
BEHIND_EVENT, SENTENCE_PART = re.compile(r"[.,;:]|\d"), re.compile(r"[.;:]")
NEXT = 70  # characters behind a number in which words are of its noun
WORD = re.compile(r"[a-z]{2,}")
BEFORE = 80  # characters before a number in which a place that it is of may be told: "in the camp"
BEHIND = 45  # characters behind a number in which "alone" is its own
NAME = re.compile(r"[A-Z][\w-]*(?:['’]s(?= [A-Z]))?(?: (?:of )?[A-Z][\w-]*(?:['’]s(?= [A-Z]))?)*(?:['’]s?)?")
ENDING = re.compile(r"(?:['’]s?|s)$")
OF_WHOLE = re.compile(r"\s+of\s+(?:the|its|their|his|her|our|those|these|them|whom|which)\b")
DIFFERENCE = re.compile(r"\s+(?:\w+\s+)?(?:more|fewer|less) than\b")
CHANGED = re.compile(r"\b(?:up|down|rose|risen|increased|fell) (?:to|from)(?: \w+){0,2}\s*$")
TO, FROM = (re.compile(rf"\b{word}(?: \w+){{0,2}}\s*$") for word in ("to", "from"))
OWNED_BEHIND = re.compile(rf"\s+\w+\s+(?:for|of)\s+(?:the\s+)?({NAME.pattern})")


class Claim(NamedTuple):
    """A figure with what it is of.

    `start` and `end` are its place in `text`, its sentence, the `sentence`th of its document; `told` says how its event
    is known: own, value (of the same value elsewhere in its article or story), part (from its whole), carried (from the
    figure before) or None. Days are ordinals. `whose` are the words of the name to which it belongs.
    """

    figure_id: str
    article_id: str
    document_id: str
    day: int | None
    in_title: bool
    sentence: int
    text: str
    start: int
    end: int
    value: float | None
    kind: str
    unit: str | None
    change: str | None
    negated: bool
    event: str | None
    told: str | None
    class_: str | None
    head: str | None
    nation: str | None
    country: str | None
    place: str | None  # where it is finer than a country
    first_day: int | None
    last_day: int | None
    looks_back: bool
    is_increment: bool
    is_difference: bool
    is_alone: bool
    part_of: str | None  # of which greater figure it is a part
    whose: frozenset[str]
    spots: frozenset[str]  # words of the names in its clause, but for those of who says it
    status: frozenset[str]  # confirmed, suspected, new, …
    scopes: frozenset[str]  # sorts of places beside it: camp, city, country
    span: str  # whether words beside it make it a total or of a day
    is_of_whole: bool  # "four of the victims"
    source: str | None
    adds_up: str | None  # aggregation
    words: frozenset[str]  # beginnings of the words of its clause
    modifiers: frozenset[str]  # … and of those before the head of what is counted


@cache
def cue(name: str) -> frozenset[str]:
    """Return the words of a list of `data/cues.csv`."""
    return _cues()[name]


@cache
def _cues() -> dict[str, frozenset[str]]:
    path = Path(__file__).parent / "data" / "cues.csv"
    cues = {row["cue"]: frozenset(row["words"].split()) for row in read_list(path)}
    return {**cues, "of_span": cues["of_total"] | cues["of_day"]}


def claims_of(rows: Sequence[Row], known: Known = lambda claim: None) -> list[Claim]:
    """Return the figures of one document, given in their order, as claims.

    `known` returns what an earlier claim of the same story says of the value of one, or None.
    """
    by_id = {row["figure_id"]: row for row in rows}
    sentences = {text: _Sentence.read(text) for text in {row["sentence"] or "": None for row in rows}}
    claims = [_named(_claim(row, by_id.get(row["part_of"]), sentences[row["sentence"] or ""])) for row in rows]
    claims = _without_first_increments(_with_kinds(claims))
    told: dict[Number, list[Claim]] = {}  # those whose event is known, by their number
    for claim in claims:
        if claim.event is not None:
            told.setdefault(number_of(claim), []).append(claim)
    claims = [_told_elsewhere(claim, told.get(number_of(claim), ())) for claim in claims]
    done: dict[str, Claim] = {}
    for place, claim in enumerate(claims):
        known_of = claim
        if claim.event is None:
            known_of = _told_before(_of_whole(claim, done.get(claim.part_of or "")), known)
        claims[place] = done[claim.figure_id] = _gone_on(known_of, claims, place)
    return claims


def _claim(row: Row, whole: Row | None, sentence: _Sentence) -> Claim:
    """Return a row as a claim that knows no more than its own sentence."""
    at, head = row["start_char"] - row["sentence_start"], (row["counted_head"] or "").lower()
    end, text, published = at + len(row["number_text"]), sentence.text, row["published_date"]
    first, last = sentence.clause(at, end)
    is_name = row["kind"] == "count" and (row["counted_head"] or "")[:1].isupper()  # "1,150 Russians"
    is_named = bool(head) and head not in cue("tallies") and not is_name
    is_part = row["aggregation"] == "part" and whole is not None and _is_less(row["value"], whole["value"])
    of_toll = head == "toll"  # "the Kyrgyz quake toll" are no Kyrgyz
    last_day = _ordinal(row["time_to"])
    may_be_share = row["kind"] in ("percent", "ratio") or row["event"] is None or row["event"] in SHARES
    class_ = row["counted_class"] if is_named or row["counted_class"] != "other" else None
    return Claim(
        figure_id=row["figure_id"],
        article_id=row["article_id"],
        document_id=row["document_id"],
        day=_ordinal(published),
        in_title=row["section"] == "title",
        sentence=row["sentence_index"],
        text=text,
        start=at,
        end=end,
        value=row["value"],
        kind="age" if row["kind"] == "count" and _is_age(text, at, head) else row["kind"],
        unit=row["unit"],
        change=row["change"],
        negated=row["negated"],
        event=_event(row["event"], head if is_named else "", text, at),
        told="own" if row["event"] or (is_named and class_ != "people") else None,
        class_=class_,
        head=head if is_named else None,
        nation=None if of_toll else row["affiliation"],
        country=row["place_country"],
        place=row["place_name"] if row["place_admin1"] else None,
        first_day=_ordinal(row["time_from"]),
        last_day=last_day,
        looks_back=published is not None and last_day is not None and published.toordinal() - last_day > LATE,
        is_increment=row["aggregation"] == "increment",
        is_difference=DIFFERENCE.match(text, end) is not None,
        is_alone=_is_alone(text[end : end + BEHIND]) or _last_word(text[:at]) in cue("of_a_part"),
        part_of=row["part_of"] if is_part else None,
        whose=whose(text, at, end, sentence.names) if may_be_share else frozenset(),
        spots=_spots(sentence.names, first, last, row["source"]),
        status=_status((row["counted"] or "") + " " + BEHIND_STATUS.split(text[end : end + BEHIND], 1)[0]),
        scopes=_scopes(text, at, end),
        span=span(text, at, end),
        is_of_whole=OF_WHOLE.match(text, end) is not None,
        source=row["source"],
        adds_up=row["aggregation"],
        words=_beginnings(WORD.findall(f"{text[first:at]} {text[end:last]}".lower())),
        modifiers=_beginnings((row["counted"] or "").lower().split(" of ")[0].split()[:-1]),
    )


def _event(event: str | None, head: str, text: str, start: int) -> str | None:
    """Return the event of a row, unless its noun or a verb right before the number says better what happened.

    >>> _event("injured", "arrest", "It spoke of 640 injuries and 1,150 arrests.", 29)
    'detained'
    >>> _event("missing", "", "They brought out 31 trapped men.", 17)
    'rescued'
    >>> _event("missing", "", "Boats have rescued 121 people; 36 are missing.", 31)
    'missing'
    """
    if event is not None and head in _event_words():
        return _event_words()[head]
    if event == "missing" and not cue("rescuing").isdisjoint(_clause_before(text, start)[-BESIDE:]):
        return "rescued"
    return SAME_EVENT.get(event, event) if event else event


def _is_age(text: str, start: int, head: str) -> bool:
    """Tell whether a number is an age: "six of them children under 10", "four of those killed were under 18"."""
    return _last_word(text[:start]) in cue("aged") and head in ("", *cue("persons"))


def _last_word(before: str, but: str = "") -> str:
    """Return the last word of a text but for one, in lower case, or nothing.

    >>> _last_word("It fell To the", "the"), _last_word(" ")
    ('to', '')
    """
    *rest, last = before.rsplit(None, 1) or [""]
    word = last.lower()
    return _last_word(rest[0], but) if rest and word == but else word if word != but else ""


def _named(claim: Claim) -> Claim:
    """Return a count with what words beside it say that happened: "the number of injured has climbed to 97"."""
    if claim.event == "laid_off" and claim.class_ in FIGHTERS:  # "the loss of four fighters"
        return claim._replace(event="killed")
    if claim.kind != "count" or claim.event is not None:
        return claim
    if claim.told is None and claim.head is None:
        event = happening(claim.text, claim.start, claim.end)
        return claim if event is None else claim._replace(event=event, class_=None, told="named")
    is_of_persons = claim.class_ in PERSONS or claim.head in cue("persons")
    event = happened_behind(claim.text, claim.end) if is_of_persons else None
    return claim if event is None else claim._replace(event=event, told=claim.told or "named")


def happening(text: str, start: int, end: int) -> str | None:
    """Return the event that words right behind a number name, or the last of its clause before it.

    >>> happening("The number of injured has climbed to 97.", 37, 39)
    'injured'
    >>> happening("It gave 6 dead and 12 others still missing.", 19, 21)
    'missing'
    >>> happening("The toll was 12; he was 15.", 24, 26)
    """
    behind = PLAIN.findall(BEHIND_EVENT.split(text[end : end + BEHIND], 1)[0])[:BESIDE]
    events = _event_words()
    before = reversed(_clause_before(text, start))
    return next((events[word] for word in (*behind, *before) if word in events), None)


def _clause_before(text: str, start: int) -> list[str]:
    """Return the words before a number, back to another or to where their clause begins."""
    clause = CLAUSE.search(text[:start].lower())
    return PLAIN.findall(clause[1]) if clause else []


def happened_behind(text: str, end: int) -> str | None:
    """Return the event that words name a little behind the number of some persons.

    >>> happened_behind("By now 25 people have been confirmed killed.", 9)
    'killed'
    >>> happened_behind("He counted 151 people who had been rescued.", 14), happened_behind("He met 12 men.", 9)
    ('rescued', None)
    """
    events = _event_words()
    behind = PLAIN.findall(SENTENCE_PART.split(text[end : end + NEXT].lower(), 1)[0])[:BESIDE_NOUN]
    return next((events[word] for word in behind if word in events), None)


@cache
def _event_words() -> dict[str, str]:
    return {word: event for event in NAMED_BY for word in cue(event)}


def _status(words: str) -> frozenset[str]:
    return cue("status") & set(words.lower().split())


def _scopes(text: str, start: int, end: int) -> frozenset[str]:
    """Return the sorts of places that are told of beside a number: "the dead in the camp", "the national toll"."""
    near = text[max(0, start - BEFORE) : start].split(";")[-1] + " " + text[end : end + AROUND].split(";")[0]
    places = _scope_words()
    return frozenset([places[word] for word in PLAIN.findall(near.lower()) if word in places])


@cache
def _scope_words() -> dict[str, str]:
    return {**{word: word for word in cue("scopes")}, **dict.fromkeys(cue("of_country"), "country")}


def span(text: str, start: int, end: int) -> str:
    """Tell whether words beside a number make it a total, or one of a day.

    >>> span("The toll has risen to 61.", 22, 24), span("Shells killed 12 on Sunday.", 14, 16)
    ('total', 'day')
    >>> span("Floods killed 12.", 14, 16)
    'plain'
    """
    before, behind = text[max(0, start - AROUND) : start], text[end : end + BEHIND]
    near = BEFORE_SPAN.split(before)[-1] + " " + BEHIND_SPAN.split(behind, 1)[0]
    words = PLAIN.findall(near.lower())
    return "plain" if cue("of_span").isdisjoint(words) else "day" if cue("of_total").isdisjoint(words) else "total"


def _spots(names: Iterable[Name], first: int, last: int, source: str | None) -> frozenset[str]:
    """Return the words of the names in the clause of a number, but for those of who says it: what it may be of."""
    source_words = stems(source.split()) if source else frozenset()
    inside = [name for name in names if name.start >= first and name.end <= last]
    return frozenset([word for name in inside for word in stems(name.words)]) - source_words


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    return frozenset([word[:BEGINNING] for word in words])


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _is_less(value: float | None, whole: float | None) -> bool:
    return value is not None and whole is not None and value < whole


def _is_alone(behind: str) -> bool:
    """Tell whether a number is of one place only: "59 in his district alone"."""
    return not cue("alone").isdisjoint(BEHIND_STATUS.split(behind, 1)[0].split())


def whose(text: str, start: int, end: int, names: Iterable[Name]) -> frozenset[str]:
    """Return the words of the name to which a number belongs: of the last before it that is no place and no owner.

    >>> union, brennau, greens = (
    ...     "The Civic Union won with 38.5%.",
    ...     "In Brennau it was 44%.",
    ...     "It took 61 seats for the Greens.",
    ... )
    >>> sorted(whose(union, 25, 30, names_in(union)))
    ['civic', 'union']
    >>> whose(brennau, 18, 21, names_in(brennau)), sorted(whose(greens, 8, 10, names_in(greens)))
    (frozenset(), ['green'])
    """
    if behind := OWNED_BEHIND.match(text, end):
        return stems(behind[1].split()) - cue("titles")
    found: Sequence[str] = ()
    for name in takewhile(lambda name: name.end <= start, names):
        is_owner = name.words[-1].endswith(("'", "’", "'s", "’s"))
        adjoins = name.end + 1 == start  # "60 to the Front's 56"
        if (is_owner and adjoins) or not (is_owner or name.behind in cue("leading")):
            found = name.words
    return stems(found) - cue("titles")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what its claims have in common: its names, and where its clauses end and begin."""

    text: str
    names: Sequence[Name]
    breaks: Sequence[tuple[int, int]]

    @classmethod
    def read(cls, text: str) -> _Sentence:
        """Read a sentence."""
        return cls(text, list(names_in(text)), [found.span() for found in BREAKS.finditer(text)])

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return from where to where the clause of a number reaches."""
        first = max((last for _, last in self.breaks if last <= start), default=0)
        return first, min((begin for begin, _ in self.breaks if begin >= end), default=len(self.text))


class Name(NamedTuple):
    """A name in a text: its words, where it is, and the last of the words written large before it that are no name."""

    text: str
    words: Sequence[str]
    start: int
    end: int
    dropped: str

    @property
    def behind(self) -> str:
        """Return the word that it stands behind, articles left out."""
        return self.dropped or _last_word(self.text[: self.start], "the")


def names_in(text: str) -> Iterator[Name]:
    """Yield the names of a text; a sentence begins with words that are written large, too.

    >>> [(name.words, name.behind) for name in names_in("In Brennau the Red Crescent was on Monday.")]
    [(['Brennau'], 'in'), (['Red', 'Crescent'], 'brennau')]
    """
    calendar, no_names = cue("calendar"), cue("no_names")
    for found in NAME.finditer(text):
        words, start, dropped = found[0].split(), found.start(), ""
        before = text[max(0, start - 2) : start].rstrip()  # two characters: a mark and a space
        begins = not before or before[-1] in '"“.:'
        while words and ((word := words[0].lower()) in calendar or (begins and word.partition("-")[0] in no_names)):
            dropped = words.pop(0).lower()
        words = [word for word in words if word.lower() not in calendar]
        if words:
            yield Name(text, words, start, found.end(), dropped)


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return words in lower case without the endings of owners and plurals."""
    return frozenset([ENDING.sub("", word.lower()) if word[-1] in "sS'’" else word.lower() for word in words])


def _without_first_increments(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims, no increments those before which nothing is of their event: "another 70 are missing"."""
    events: set[str | None] = {None}
    found = []
    for claim in claims:
        found.append(claim._replace(is_increment=False) if claim.event not in events else claim)
        events.add(claim.event)
    return found


def _with_kinds(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield claims, a bare fraction of the kind of the fraction before it: "it stood at 31.8% and Labour at 29.2"."""
    before: Claim | None = None  # the last one with a kind of its own
    for claim in claims:
        is_bare = claim.kind == "count" and claim.head is None and claim.event is None
        if claim.kind not in ("count", "age"):
            before = claim
        elif is_bare and _is_fraction(claim) and before and claim.sentence - before.sentence <= 1:
            claim = claim._replace(kind=before.kind, unit=before.unit) if _is_fraction(before) else claim
        yield claim


def _is_fraction(claim: Claim) -> bool:
    return claim.value is not None and claim.value % 1 != 0


def _told_elsewhere(claim: Claim, same: Sequence[Claim]) -> Claim:
    """Return a claim with what its article says of the same number elsewhere: that of a title is told below."""
    if claim.event is not None or claim.head is not None or claim.value is None or not same:
        return claim
    is_met_by_chance = digits(claim.value) <= 1 and not (claim.in_title or same[0].in_title)
    return claim if is_met_by_chance else _like(claim, same[0], "value")


def _of_whole(claim: Claim, whole: Claim | None) -> Claim:
    """Return a part with what happened to its whole: "the number of dead is 83, and 17 of them are children"."""
    return claim if whole is None or whole.event is None else claim._replace(event=whole.event, told="part")


def _told_before(claim: Claim, known: Known) -> Claim:
    """Return a bare claim with what its story said of its value before: "twice the 108 of the previous night"."""
    if not is_telling(claim.value) or (other := known(claim)) is None:
        return claim
    return claim if claim.head not in (None, other.head) else _like(claim, other, "value")


def number_of(claim: Claim) -> Number:
    """Return what two claims of the same number have in common."""
    return claim.value, claim.kind, claim.unit


def _like(claim: Claim, other: Claim, told: str) -> Claim:
    """Return a claim that is of what another is of."""
    return claim._replace(
        event=other.event, class_=other.class_, head=other.head, nation=claim.nation or other.nation, told=told
    )


def _gone_on(claim: Claim, claims: Sequence[Claim], place: int) -> Claim:
    """Return a bare count with what the figure before it is of: "its own figure is 78"."""
    if claim.told is not None or claim.kind != "count" or claim.class_ is not None:
        return claim
    recent = takewhile(
        lambda each: claim.sentence - each.sentence <= 1, (claims[at] for at in range(place - 1, -1, -1))
    )
    near = [each for each in recent if _may_go_on(each)]
    here = [each for each in near if each.sentence == claim.sentence]
    if here:
        near = [each for each in here if are_set_against(each, claim)]
    elif cue("telling").isdisjoint(PLAIN.findall(claim.text.lower())):
        return claim
    return _like(claim, near[0], "carried") if near else claim


def _may_go_on(before: Claim) -> bool:
    """Tell whether a figure may be what a bare count behind it goes on with: a whole of the text."""
    is_whole = before.part_of is None and before.class_ not in PARTS_OF_ALL
    return before.kind == "count" and before.told is not None and is_whole and not before.in_title


def are_set_against(one: Claim, other: Claim) -> bool:
    """Tell whether words of their sentence set one number against another: "up from 34", "34, not 60"."""
    first, between = _between(one, other)
    words = between.split()
    rises = first.text[: first.start].lower().split()[-1:] == ["from"] and "to" in words
    return rises or ";" in between or not cue("against").isdisjoint(words)


def are_compared(one: Claim, other: Claim) -> bool:
    """Tell whether the second of two numbers of a sentence follows a word that compares it: "up from about 34"."""
    _, between = _between(one, other)
    return not cue("comparing").isdisjoint(between.split()[-COMPARED_BACK:])


def is_changed(one: Claim, other: Claim) -> bool:
    """Tell whether one of two numbers of a sentence is what the other rose or fell from: "61, up from 34"."""
    first, between = _between(one, other)
    before = first.text[: first.start].lower().split()[-1:]
    return (
        CHANGED.search(between) is not None
        or (before == ["from"] and TO.search(between) is not None)
        or (before == ["to"] and FROM.search(between) is not None)
    )


def _between(one: Claim, other: Claim) -> tuple[Claim, str]:
    """Return the first of two numbers of a sentence, and the words between them."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    return first, first.text[first.end : second.start].lower()


def digits(value: float | None) -> int:
    """Return how many digits a value has but for the zeros at its end; a fraction, as two thirds, has one.

    >>> [digits(value) for value in (None, 0, 2 / 3, 8000, 340, 38.5, 970_600)]
    [0, 0, 1, 1, 2, 3, 4]
    """
    return 0 if not value else 1 if abs(value) < 1 else len(f"{abs(value):.6f}".replace(".", "").strip("0"))


def is_telling(value: float | None) -> bool:
    """Tell whether two articles of one story hardly have a value by chance: 215, 38.5, 11,000, but not 34 or 8,000."""
    return digits(value) >= MANY_DIGITS or (digits(value) == MANY_DIGITS - 1 and (value or 0) >= LARGE)
