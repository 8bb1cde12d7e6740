"""Say which place each name of a document means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log10

from tasks.extract.gazetteer.finding import Mention, inside
from tasks.extract.gazetteer.lookup import Entry, Gazetteer

# How likely a name means a place of a rank, in powers of ten of people; cities and regions by their own.
PRIOR = {"country": 9.0, "continent": 8.5, "area": 7.5, "sea": 7.5, "district": 4.5, "county": 4.2}
LARGE = 500_000  # people of a city that needs no support
WELL_KNOWN = 250_000  # … that a preposition is enough for, where no other is as large
TOWN = 100_000  # … that needs a preposition or its country in the article
SMALL = 15_000  # … below which it needs both
FAR_SMALLER = 10  # how often the people of a namesake go into those of a town that is meant all the same
CHIEF = 150_000  # people of a city that is meant by a name rather than the region around it
CHIEF_SHARE = 0.6  # of what a document says about countries, for the one in which an unknown name lies
NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a document names: where it stands and which one it is.

    start, end, text: as in the text, with the words that belong to it. rank: country, region, district, county, city,
    area, sea, continent, or place (a name that the gazetteer does not have, before the region that it lies in).
    actor: it stands for a government or an organisation, and acts or speaks.
    """

    start: int
    end: int
    text: str
    name: str | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    rank: str
    actor: bool


@dataclass(slots=True)
class _Evidence:
    """What a document says about where it plays."""

    countries: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    regions: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    own: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))  # by code and key
    persons: set[str] = field(default_factory=set)
    settled: dict[str, Entry] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    unknown: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def add(self, entry: Entry, weight: float, key: str = "") -> None:
        """Count a place as evidence for its country and region; `key`: the name that was taken for it."""
        if entry.country:
            self.countries[entry.country] += weight
            self.own[entry.country, key] += weight
        if entry.admin1:
            self.regions[entry.admin1] += weight
            self.own[entry.admin1, key] += weight

    def beyond(self, country: str | None, key: str) -> float:
        """Return what speaks for a country but the name itself."""
        return self.countries.get(country, 0.0) - self.own.get((country, key), 0.0) if country else 0.0

    def speaks_for(self, country: str | None, key: str) -> bool:
        """Say whether something but a name itself speaks for a country."""
        return self.beyond(country, key) > 0.01

    def elsewhere(self, country: str | None, key: str) -> bool:
        """Say whether something but a name itself speaks for another country."""
        return any(other != country and self.speaks_for(other, key) for other in self.countries)

    def chief(self) -> str | None:
        """Return the country where most of the document plays, when one stands out."""
        first = max(self.countries, key=lambda country: (self.countries[country], country), default=None)
        stands_out = first is not None and self.countries[first] > CHIEF_SHARE * sum(self.countries.values())
        return first if stands_out else None


def resolve(mentions: Sequence[Mention], gazetteer: Gazetteer, context: Mapping[str, float] = NOTHING) -> list[Place]:
    """Say which places the mentions of a whole document mean, in order; those that mean none are left out.

    `context` holds countries with weights beside those that the mentions speak for (see `country_of_demonyms`).

    >>> from tasks.extract.gazetteer.finding import places_in
    >>> gazetteer = Gazetteer.load()
    >>> [(p.name, p.country, p.admin1) for p in resolve(places_in("He lives in Paris, Texas.", gazetteer), gazetteer)]
    [('Paris', 'US', 'US-TX')]
    """
    keys = {key for mention in mentions for key in (mention.key, *mention.within) if key}
    entries = {key: gazetteer.entries(key) for key in keys}
    evidence = _evidence(mentions, entries, gazetteer, context)
    listed = _regions_beside(mentions, entries)
    found = []
    for mention, beside in zip(mentions, listed, strict=True):
        evidence.beside = beside
        place = None if mention.part else _place(mention, entries, evidence, gazetteer)
        if place is not None:
            found.append(place)
    return found


def _regions_beside(mentions: Sequence[Mention], entries: Mapping[str, list[Entry]]) -> list[set[str]]:
    """Return for each mention the countries whose regions stand beside it in a list: "Oregon, Idaho and Washington"."""
    beside: list[set[str]] = [set() for _ in mentions]
    for place, (mention, after) in enumerate(pairwise(mentions)):
        if after.listed:
            for one, other in ((place, after), (place + 1, mention)):
                best = max(entries.get(other.key, []), key=prior, default=None)
                if (
                    best is not None
                    and best.rank == "region"
                    and best.country
                    and not _chief_city(best, entries[other.key])
                ):
                    beside[one].add(best.country)
    return beside


def _evidence(
    mentions: Sequence[Mention], entries: Mapping[str, list[Entry]], gazetteer: Gazetteer, context: Mapping[str, float]
) -> _Evidence:
    evidence = _Evidence()
    uncertain = gazetteer.words["uncertain"]
    for country, weight in context.items():
        evidence.countries[country] += weight
    for mention in mentions:
        if mention.surname and (mention.key in uncertain or _is_of_city(entries[mention.key])):
            evidence.persons.add(mention.key)
        if mention.country:
            evidence.countries[mention.country] += 1
        for key in mention.within:
            for outer in _outer(entries[key]):
                evidence.add(outer, 1.0)
        meant = entries.get(mention.key, [])
        if mention.within or not meant:
            continue
        best = max(meant, key=prior)
        rival = max((prior(entry) for entry in meant if entry.country != best.country), default=0.0)
        clear = best.rank in ("country", "region", "area") or best.population >= LARGE
        if clear and prior(best) > rival + 1 and (best.rank == "country" or not mention.part):
            weight = 1.0 if prior(best) > rival + 2.5 else 0.3
            evidence.add(best, weight * (0.4 if mention.part else 1.0), mention.key)
    for mention in mentions:  # what is said once with its region holds for the whole document
        if mention.within and mention.key and mention.key not in evidence.settled:
            chosen = _inside(mention, entries)
            if chosen:
                evidence.settled[mention.key] = _chosen(chosen, mention, evidence, gazetteer)
    return evidence


def _is_of_city(entries: Sequence[Entry]) -> bool:
    """Say whether a name is a city's first of all, so that a first name before it makes it a surname."""
    best = max(entries, key=prior)
    return best.rank == "city" or (best.rank in ("region", "district") and _chief_city(best, entries) is not None)


def prior(entry: Entry) -> float:
    """Return how likely a name means a place, before anything is known of the document."""
    if entry.rank == "region":
        return min(6.7, max(5.0, log10(max(entry.population, 1)) + 0.5))
    if entry.rank != "city":
        return PRIOR[entry.rank]
    return log10(max(entry.population, 300)) + 0.5 * entry.seat - 0.7 * entry.spelling


def _outer(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.rank != "city"]


def _inside(mention: Mention, entries: Mapping[str, list[Entry]]) -> list[Entry]:
    """Return the places that a mention may mean in all of the regions or countries behind its commas."""
    found = entries.get(mention.key, [])
    for key in mention.within:
        outer = _outer(entries[key])
        found = [entry for entry in found if any(inside(entry, each) for each in outer)]
    return found


def _place(
    mention: Mention, entries: Mapping[str, list[Entry]], evidence: _Evidence, gazetteer: Gazetteer
) -> Place | None:
    if mention.country:
        return _made(mention, gazetteer.names.get(mention.country), mention.country, None, "country")
    if mention.within:
        lying = _inside(mention, entries)
        if not lying:
            outer = max(_outer(entries[mention.within[0]]), key=prior)
            evidence.unknown.setdefault(mention.name, (outer.country, outer.admin1))
            return _made(mention, mention.name, outer.country, outer.admin1, "place")
        return _of_entry(mention, _chosen(lying, mention, evidence, gazetteer))
    if not mention.key:
        where = evidence.unknown.setdefault(mention.name, (evidence.chief(), None))
        return _made(mention, mention.name, *where, "place")
    if mention.key in evidence.settled and mention.hint in ("", "city"):
        return _of_entry(mention, evidence.settled[mention.key])
    meant = entries[mention.key]
    accepted = [
        entry for entry in meant if _is_credible(entry, mention, evidence, gazetteer, _is_unrivalled(entry, meant))
    ]
    if not accepted:
        return None
    best = _chosen(accepted, mention, evidence, gazetteer)
    namesakes = [entry for entry in accepted if entry.rank == "city" and entry.country == best.country]
    if best.rank == "city" and best.population < TOWN and not _is_told_apart(best, namesakes, evidence):
        return _made(mention, best.name, best.country, None, "city")
    return _of_entry(mention, best)


def _is_told_apart(city: Entry, namesakes: Iterable[Entry], evidence: _Evidence) -> bool:
    """Say whether a town is the only one of its name in its country, or the only one in a region that is told of."""
    told = [entry.admin1 for entry in namesakes if evidence.regions.get(entry.admin1 or "", 0)]
    others = [entry for entry in namesakes if entry.population * FAR_SMALLER > city.population]
    return len(others) == 1 or told == [city.admin1]


def _chosen(entries: Sequence[Entry], mention: Mention, evidence: _Evidence, gazetteer: Gazetteer) -> Entry:
    """Return the likeliest of the entries that a mention may mean."""
    uncertain = mention.key in gazetteer.words["uncertain"]
    best = max(entries, key=lambda entry: (score(entry, mention, evidence, uncertain), -(entry.geonames_id or 0)))
    if best.rank in ("region", "district") and not mention.hint and best.country not in evidence.beside:
        return _chief_city(best, entries) or best
    return best


def _chief_city(region: Entry, entries: Iterable[Entry]) -> Entry | None:
    """Return the city that is meant by the name of a region around it: "in Kursk"."""
    for entry in entries:
        around = entry.country == region.country and entry.admin1 in (None, region.admin1)
        main = entry.seat or entry.population >= CHIEF or entry.population > region.population / 5
        if entry.rank == "city" and around and main:
            return entry
    return None


def score(entry: Entry, mention: Mention, evidence: _Evidence, uncertain: bool = False) -> float:
    """Return how likely a mention means a place, by the size of the place and by what the document says."""
    total = prior(entry)
    if entry.rank == "country" and uncertain:
        total -= 1.5  # Georgia, Jordan
    if mention.hint:
        alike = mention.hint == entry.rank or {mention.hint, entry.rank} == {"region", "district"}
        total += 4 if alike else -1
    if evidence.speaks_for(entry.country, mention.key):
        total += 1.0 + evidence.beyond(entry.country, mention.key) / max(evidence.countries.values())
    if entry.rank == "region" and entry.country in evidence.beside:
        total += 2.0
    if entry.admin1 and evidence.regions[entry.admin1] > evidence.own[entry.admin1, mention.key]:
        total += 0.7
    return total


def _is_unrivalled(city: Entry, meant: Iterable[Entry]) -> bool:
    """Say whether a city is well known and the places of its name in other countries are far smaller: Gdansk."""
    others = (each.population for each in meant if each.country != city.country)
    return city.population >= WELL_KNOWN and all(other * FAR_SMALLER <= city.population for other in others)


def _is_credible(
    entry: Entry, mention: Mention, evidence: _Evidence, gazetteer: Gazetteer, unrivalled: bool = False
) -> bool:
    """Say whether a mention may mean a place: a small one, or one whose name is a word, needs what speaks for it.

    `unrivalled`: no other of its name is near as large.
    """
    known = evidence.speaks_for(entry.country, mention.key)
    person = mention.key in evidence.persons and not (mention.supported and entry.population >= LARGE)
    uncertain = mention.key in gazetteer.words["uncertain"]
    if mention.key in gazetteer.words["directions"]:  # "in the South"
        return mention.supported and evidence.chief() == entry.country
    if _is_other_name(mention, entry):
        return False
    if mention.bare and entry.rank in ("city", "region", "district"):  # "at the Pool"
        return False
    if entry.rank == "country":
        return not person and (not uncertain or known or mention.supported)
    if entry.rank == "region":
        return not person and (known or mention.supported)
    if entry.rank != "city":
        return not person and (entry.rank not in ("district", "county") or (known and mention.supported))
    if person or uncertain or (mention.initial and not mention.supported and entry.population < LARGE):
        if mention.supported:
            return not person and (known or entry.population >= LARGE)
        return known and not person and not mention.initial and entry.population >= LARGE
    if entry.population >= LARGE:
        return known or mention.supported or not entry.spelling
    if entry.population >= TOWN:
        return known or (mention.supported and (unrivalled or not evidence.elsewhere(entry.country, mention.key)))
    return known and (mention.supported or (entry.population >= SMALL and evidence.regions[entry.admin1 or ""] > 0))


def _is_other_name(mention: Mention, entry: Entry) -> bool:
    """Say whether a capitalised word behind makes a city's name another: "Golden State", "Manchester City"."""
    last = mention.text.rpartition(" ")[2]
    if mention.text.endswith(mention.name) or mention.within or not last.istitle():
        return False
    if last == "City":
        return entry.country in ("GB", "US")  # a team
    return entry.rank == "city" and (last == "State" or not mention.hint)  # "Carmel Valley"


def _of_entry(mention: Mention, entry: Entry) -> Place:
    rest = (entry.latitude, entry.longitude, entry.geonames_id)
    return _made(mention, entry.name, entry.country, entry.admin1, entry.rank, *rest)


def _made(
    mention: Mention,
    name: str | None,
    country: str | None,
    admin1: str | None,
    rank: str,
    latitude: float | None = None,
    longitude: float | None = None,
    geonames_id: int | None = None,
) -> Place:
    where = (latitude, longitude, geonames_id)
    return Place(mention.start, mention.end, mention.text, name, country, admin1, *where, rank, mention.actor)
