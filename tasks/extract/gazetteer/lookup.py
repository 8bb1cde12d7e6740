"""The gazetteer in memory: names to places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.extract.gazetteer.names import PLACES, key_of, word_lists
from tasks.extract.wordlists import read_rows


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer: what may be meant by a name.

    rank: country, region (of ISO 3166-2), district (a small or lower region), county (of the US), city, area, sea,
    continent. spelling: found by another spelling or name than its own. seat: 2 of a country, 1 of a region, 0.
    """

    name: str
    rank: str
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    population: int
    seat: int
    spelling: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and places; about 160,000 names, read once in a fifth of a second."""

    words: dict[str, frozenset[str]]  # the lists of words.csv
    demonyms: dict[str, str]  # adjectives and nouns of nationality with their country, in lower case
    names: dict[str, str]  # of countries, by their codes
    countries: frozenset[str]  # keys of countries
    great: frozenset[str]  # keys of countries and regions
    above: frozenset[str]  # keys of all that cities lie in
    columns: dict[str, pa.Array]
    rows: dict[str, int | tuple[int, ...]]  # by key: a row of the columns, or several

    @classmethod
    def load(cls, path: Path = PLACES) -> Gazetteer:
        """Load the gazetteer that ships with the project, or another of the same columns."""
        batch = pq.ParquetFile(path).read(use_threads=False).combine_chunks().to_batches()[0]
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        keys = columns["keys"].to_pylist()
        of_rank: dict[str, set[str]] = defaultdict(set)
        names: dict[str, str] = {}
        others = columns["geonames_id"].null_count  # rows before those of the cities
        ranks, codes = (columns[name].slice(0, others).to_pylist() for name in ("rank", "country"))
        for row, (rank, code) in enumerate(zip(ranks, codes, strict=True)):
            of_rank[rank].update(keys[row].split("|"))
            if rank == "country":
                names[code] = columns["name"][row].as_py() or keys[row].partition("|")[0].title()
        great = frozenset(of_rank["country"] | of_rank["region"])
        return cls(
            words=word_lists(),
            demonyms={row["demonym"]: row["country"] for row in read_rows("demonyms")},
            names=names,
            countries=frozenset(of_rank["country"]),
            great=great,
            above=great | of_rank["district"] | of_rank["county"],
            columns=columns,
            rows=_index(keys),
        )

    def country_of(self, word: str, before: str = "") -> str | None:
        """Return the country of an adjective or noun of nationality; `before` is the word before it.

        >>> gazetteer = Gazetteer.load()
        >>> gazetteer.country_of("syrians"), gazetteer.country_of("korean", "north"), gazetteer.country_of("korean")
        ('SY', 'KP', None)
        """
        for form in (word, word[:-1] if word.endswith("s") else ""):
            for name in (f"{before} {form}", form):
                if name in self.demonyms:
                    return self.demonyms[name] or None
        return None

    def country_named(self, name: str) -> str | None:
        """Return the country that a name is of, "the" or not.

        >>> gazetteer = Gazetteer.load()
        >>> [gazetteer.country_named(name) for name in ("the Philippines", "US", "Lyon")]
        ['PH', 'US', None]
        """
        key = key_of(name.removeprefix("the ").removeprefix("The "))
        if key not in self.countries:
            return None
        return next((entry.country for entry in self.entries(key) if entry.rank == "country"), None)

    def entries(self, key: str) -> list[Entry]:
        """Return the places that a key may mean.

        >>> sorted((entry.country, entry.rank) for entry in Gazetteer.load().entries("kharkiv"))
        [('UA', 'city'), ('UA', 'region')]
        """
        found = self.rows.get(key, ())
        return [self._entry(row, key) for row in ((found,) if isinstance(found, int) else found)]

    def _entry(self, row: int, key: str) -> Entry:
        def value(column: str) -> Any:
            return self.columns[column][row].as_py()

        name = value("keys").partition("|")[0]
        latitude, longitude = value("latitude"), value("longitude")
        return Entry(
            value("name") or name.title(),
            value("rank"),
            value("country"),
            value("admin1"),
            latitude if latitude is None else round(latitude, 3),
            longitude if longitude is None else round(longitude, 3),
            value("geonames_id"),
            value("population") or 0,
            value("seat"),
            key != name,
        )


def _index(every: Iterable[str]) -> dict[str, int | tuple[int, ...]]:
    """Return the rows of each key."""
    rows: dict[str, int | tuple[int, ...]] = {}
    for row, keys in enumerate(every):
        for key in keys.split("|") if "|" in keys else (keys,):
            other = rows.setdefault(key, row)
            if other is not row:
                rows[key] = (*((other,) if isinstance(other, int) else other), row)
    return rows
