"""Find names of places in a text, with what the words around them say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from tasks.extract.gazetteer.around import POSSESSIVES, Words, word_pattern
from tasks.extract.gazetteer.lookup import Entry, Gazetteer
from tasks.extract.gazetteer.names import fold, is_exact

LONGEST = 6  # words of a name
# How a list goes on: "in Homs, Hama and Aleppo".
LISTED = frozenset((", ", " and ", ", and ", " or ", ", or ", " and in ", " to ", " and the ", ", the "))
ABOVE = frozenset(("country", "region", "district", "county"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that may be a place: where it stands and what the words around it say.

    start, end, text: with the words that go with it ("southern", "region"). name: the name alone. key: under which the
    gazetteer has it; "" for an unknown one that a region follows ("Timberon, New Mexico") or that a word calls a place
    ("the village of Chabu"), and for a people's land ("Ukrainian territory"), whose country is then known. hint: the
    rank that a word beside it says ("region"), or "". within: keys of the names behind a comma that it lies in.
    supported: it stands behind a preposition of place. actor: it stands for a government or belongs to a body, and acts
    or speaks. part: it is a part of a longer name (of a person, a company); surname: its last. initial: it begins its
    sentence. listed: it goes on a list that the mention before stands in. bare: "the" is before it, but no noun behind.
    """

    start: int
    end: int
    text: str
    name: str
    key: str
    hint: str = ""
    within: tuple[str, ...] = ()
    country: str | None = None
    supported: bool = False
    actor: bool = False
    part: bool = False
    surname: bool = False
    initial: bool = False
    listed: bool = False
    bare: bool = False


def places_in(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Find the names of a sentence or text that may be places, in order; which one is meant is left to `resolve`.

    >>> found = places_in("Moscow said 12 died in the Kursk region and near Timberon, New Mexico.", Gazetteer.load())
    >>> [(mention.text, mention.hint, mention.actor) for mention in found]
    [('Moscow', '', True), ('the Kursk region', 'region', False), ('Timberon, New Mexico', '', False)]
    """
    return _Finder(text, gazetteer).mentions()


def country_of_demonyms(text: str, gazetteer: Gazetteer) -> Counter[str]:
    """Count the countries of the adjectives and nouns of nationality in a text.

    >>> country_of_demonyms("Syrian and North Korean troops met two Syrians.", Gazetteer.load())
    Counter({'SY': 2, 'KP': 1})
    """
    found: Counter[str] = Counter()
    before, end = "", -1
    for match in word_pattern().finditer(text):
        word = match[0].lower()
        if match[0][0].isupper() and (
            country := gazetteer.country_of(word, before if match.start() == end + 1 else "")
        ):
            found[country] += 1
        before, end = word, match.end()
    return found


class _Finder:
    """A text while names are looked for in it."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.known = gazetteer.rows
        self.lists = gazetteer.words
        self.gazetteer = gazetteer
        self.words = Words(text, gazetteer)
        self.spans = self.words.spans
        self.entries: dict[str, list[Entry]] = {}  # of the keys asked for so far
        self.found: list[Mention] = []
        self.unknown: set[str] = set()  # names that words called places

    def mentions(self) -> list[Mention]:
        """Return what is found, each name once, the longest first."""
        place = 0
        while place < len(self.spans):
            mention = None
            stop = place + 1
            if _is_name(self.words.texts[place]):
                stop, mention = self._name_at(place)
            if mention is not None:
                self.found.append(mention)
            place = stop
        return self.found

    def _name_at(self, first: int) -> tuple[int, Mention | None]:
        """Return the name that begins with a word, and the number of the word behind all that belongs to it."""
        for last in self._ends(first):
            key = self._key(first, last)
            if key is not None:
                return self._mention(first, last, key)
        return self._land(first) or self._unknown(first)

    def _ends(self, first: int) -> list[int]:
        """Return with which words a name may end that begins with `first`, the farthest first."""
        ends, last = [first], first
        while last + 1 < len(self.spans) and last + 1 - first < LONGEST and self.words.joints[last + 1]:
            last += 1
            word = self.words.word(last)
            if _is_name(word):
                ends.append(last)
            elif word not in self.lists["connectors"]:
                break
        return ends[::-1]

    def _key(self, first: int, last: int) -> str | None:
        start, end = self.spans[first][0], self.spans[last][1]
        name = self.text[start:end]
        if name.endswith("-based"):
            name = name[:-6]
        if is_exact(name):
            if name in self.known:
                return name if self.text[end : end + 1] not in ("-", "$") else None  # "U.S.-led", "US$5"
            if len(name) < 4:
                return None
        key = fold(name)
        if key not in self.known and key[:3] in ("al ", "el ", "as ", "ar "):
            key = key[3:]
        if key not in self.known or self.text[end : end + 1] == "$":  # "US$86,000"
            return None
        return None if first == last and self._is_word(first, key) else key

    def _is_word(self, place: int, key: str) -> bool:
        """Say whether a name is a word: a month, an adjective of nationality, "Central"; but "the South" is a place."""
        if key in self.lists["never"]:
            region = self.words.kind_behind(place)[0] == "region" and key in self.gazetteer.great  # "Plateau state"
            return not region and (key not in self.lists["directions"] or self.words.before(place) != "the")
        return key in self.lists["dates"] or key in self.gazetteer.demonyms

    def _mention(self, first: int, last: int, key: str) -> tuple[int, Mention]:
        """Return a mention with the words that belong to it, and the word behind them."""
        words, start = self.words, self.spans[first][0]
        hint, stop = words.kind_behind(last)
        if key in self.gazetteer.countries and hint in ("district", "county", "city"):  # "United States District Court"
            hint, stop = "", last + 1
        before = first - (words.before(first) in self.lists["directions"])
        if (stop > last + 1 or before < first) and words.before(before) == "the":
            before -= 1
        name = self.text[start : self.spans[last][1]]
        begin, end = self.spans[before][0], self.spans[stop - 1][1]
        mention = Mention(begin, end, self.text[begin:end], name, key, hint or words.kind_before(before))
        if stop == last + 1:
            stop, mention = self._with_parent(last, mention)
        return stop, self._judged(mention, before, stop - 1)

    def _judged(self, mention: Mention, first: int, last: int) -> Mention:
        """Return the mention with what the words around it say of its part in the sentence."""
        words, uncertain = self.words, self.lists["uncertain"]
        body = words.belongs_to_body(first, last)
        supported = bool(mention.hint) or mention.name.endswith("-based") or words.is_dateline(first, last)
        supported = supported or words.has_preposition(first, targets=mention.key not in uncertain)
        listed = bool(self.found) and self.text[self.found[-1].end : mention.start] in LISTED
        supported = supported or (listed and self.found[-1].supported and not self.found[-1].actor)
        certain = mention.key in self.gazetteer.countries and mention.key not in uncertain
        follows = words.follows_name(first, certain)
        goes_on = not mention.within and not mention.name.endswith("-based") and words.goes_on(last)
        return replace(
            mention,
            supported=supported,
            part=follows or (goes_on and not certain and not body),  # "U.S. Treasury", "Kabul Police" act
            actor=body or (goes_on and certain) or (not supported and words.acts(first, last)),
            surname=follows and not goes_on and words.follows_first_name(first),
            initial=words.is_initial(first),
            listed=listed,
            bare=words.before(first) == "the" and (mention.key in uncertain or words.stands_alone(last)),
        )

    def _entries(self, key: str) -> list[Entry]:
        if key not in self.entries:
            self.entries[key] = self.gazetteer.entries(key)
        return self.entries[key]

    def _with_parent(self, last: int, mention: Mention) -> tuple[int, Mention]:
        """Return the mention with the region or country behind its comma, and the word behind it: "Paris, Texas"."""
        within: list[str] = []
        while len(within) < 2 and self.words.gap(last) == ", ":
            key, stop = self._parent_at(last + 1)
            if not key or not self._is_parent(key, stop, mention):
                break
            within.append(key)
            last = stop - 1
        if not within:
            return last + 1, mention
        end = self.spans[last][1] + (within[-1].endswith(".") and self.text[self.spans[last][1] - 1] != ".")
        return last + 1, replace(mention, end=end, text=self.text[mention.start : end], within=tuple(within))

    def _is_parent(self, key: str, stop: int, mention: Mention) -> bool:
        """Say whether the name behind a comma is of what a place lies in; it is not in "Paris, Germany and Spain"."""
        end, behind = self.spans[stop - 1][1], self.words.behind(stop - 1)
        noun = (
            is_exact(key)
            and key[0] != ","
            and behind.islower()
            and behind not in (self.lists["places"] | self.lists["connectors"])
        )
        if noun or self.text[end : end + 2] in POSSESSIVES:
            return False
        if not mention.key:
            return True
        rest = self.text[end : end + 12]
        listed = any(rest.startswith(gap) and rest[len(gap) : len(gap) + 1].isupper() for gap in LISTED)
        if self._stands_beside(mention.key, key):
            return key == mention.key or (not listed and self._lies_in(mention.key, key))
        unknown = (not listed or rest[:2] == ", ") and all(
            entry.rank == "region" for entry in self._entries(key) if entry.rank in ABOVE
        )
        return unknown or self._lies_in(mention.key, key, surely=listed)

    def _stands_beside(self, key: str, parent: str) -> bool:
        """Say whether a name may be of a country or region outside the other: "Washington, Oregon and Idaho"."""
        if key not in self.gazetteer.great:
            return False
        parents = [entry for entry in self._entries(parent) if entry.rank in ABOVE]
        great = [entry for entry in self._entries(key) if entry.rank in ("country", "region")]
        return not all(any(inside(entry, outer) for outer in parents) for entry in great)

    def _parent_at(self, first: int) -> tuple[str, int]:
        """Return the key of the region or country that begins with a word, or "", and the word behind it."""
        word, end = self.words.word(first), self.spans[first][1]
        stop = "." if self.text[end : end + 1] == "." else ""
        for short in (f", {word}{stop}", f", {word}"):
            if short in self.known:
                return short, first + 1
        for last in self._ends(first):
            key = self._key(first, last)
            if key is not None and key in self.gazetteer.above:
                return key, last + 1
        return "", first + 1

    def _lies_in(self, key: str, parent: str, surely: bool = False) -> bool:
        """Say whether a place of one name may, or surely does, lie in a region or country of the other."""
        if not key:
            return True
        parents = [entry for entry in self._entries(parent) if entry.rank in ABOVE]
        pairs = [(entry, outer) for entry in self._entries(key) for outer in parents if inside(entry, outer)]
        return any(not surely or outer.admin1 in (None, entry.admin1) for entry, outer in pairs)

    def _land(self, first: int) -> tuple[int, Mention] | None:
        """Return a people's land: "Ukrainian territory", "the Russian border region"; but no "Syrian city of Homs"."""
        words, last = self.words, first + (self.words.behind(first) == "border")
        if words.behind(last) not in self.lists["lands"]:
            return None
        last += 1
        after = words.behind(last)
        country = self.gazetteer.country_of(words.word(first).lower(), words.before(first))
        if country is None or after == "of" or after[:1].isupper():
            return None
        start, end = self.spans[first][0], self.spans[last][1]
        mention = Mention(start, end, self.text[start:end], words.word(first), "", country=country)
        supported = words.has_preposition(first)
        return last + 1, replace(mention, supported=supported, actor=not supported and words.acts(first, last))

    def _unknown(self, first: int) -> tuple[int, Mention | None]:
        """Return an unknown name that a region follows or that a word calls a place, now or before."""
        words, last = self.words, first
        side = words.before(first) == "of" and words.before(first - 1) in self.lists["directions"]
        behind = side or words.has_preposition(first, self.lists["unknowns"])
        if not behind and not self.unknown:
            return first + 1, None
        while last < first + 3 and words.behind(last)[:1].isupper():
            last += 1
        start, end = self.spans[first][0], self.spans[last][1]
        name = self.text[start:end]
        mention = Mention(start, end, name, name, "", words.kind_before(first), supported=True)
        if name in self.unknown:
            return last + 1, replace(mention, supported=words.has_preposition(first), initial=words.is_initial(first))
        if not behind or is_exact(name) or not self.lists["buildings"].isdisjoint(name.lower().split()):
            return first + 1, None
        stop, mention = self._with_parent(last, mention)
        if mention.within:
            self.unknown.add(name)
            return stop, mention
        hint, stop = words.kind_behind(last)
        if (
            not mention.hint
            and not side
            and (stop == last + 1 or self.gazetteer.country_of(name.lower()) or words.before(first) == "of")
        ):
            return first + 1, None
        self.unknown.add(name)
        end = self.spans[stop - 1][1]
        return stop, replace(mention, hint=hint or mention.hint, end=end, text=self.text[start:end])


def _is_name(word: str) -> bool:
    """Say whether a word may be of a name: "Homs", "al-Bab"."""
    return word[0].isupper() or (word[2:3] == "-" and word[3:4].isupper())


def inside(entry: Entry, outer: Entry) -> bool:
    """Say whether a place lies in a region or country, as far as is known."""
    if entry.country != outer.country or entry.rank == "country" or entry.rank == outer.rank:
        return False
    unknown = (entry.admin1 is None and entry.rank == "city") or (entry.rank, outer.rank) == ("district", "region")
    return outer.admin1 in (None, entry.admin1) or unknown
