"""What sort of thing a counted phrase names, and of which country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tasks.extract.wordlists import read_rows

LONGEST = 3  # words of the longest phrase in the lists


def counted_class(phrase: str) -> str:
    """Return the class of what a phrase counts: its last words decide; "other" where the list has none of them.

    >>> counted_class("captured Ukrainian troops"), counted_class("police officers"), counted_class("Palestinians")
    ('soldiers', 'police', 'people')
    >>> counted_class("members of the army"), counted_class("opinions")
    ('people', 'other')
    """
    words = re.split(r" (?:of|for|in) ", phrase.lower())[0].split()
    for length in range(min(LONGEST, len(words)), 0, -1):
        for noun in _singulars(" ".join(words[-length:])):
            if found := _classes().get(noun):
                return found
            if _demonyms().get(noun):
                return "people"
    return "other"


def affiliation(phrase: str) -> str | None:
    """Return the country of a counted phrase (ISO 3166-1 alpha-2), or None where it names none or two.

    >>> affiliation("injured North Korean soldiers"), affiliation("Palestinians"), affiliation("Korean workers")
    ('KP', 'PS', None)
    >>> affiliation("South American teams"), affiliation("Russian and Ukrainian drones"), affiliation("US troops")
    (None, None, 'US')
    """
    words, found, place = phrase.replace("’", "'").split(), set(), 0
    while place < len(words):
        length, country = _nationality(words[place : place + LONGEST])
        found |= {country} - {""}
        place += length
    return found.pop() if len(found) == 1 else None


def _nationality(words: list[str]) -> tuple[int, str]:
    """Return how many of the first words belong together, and their country, which may be empty."""
    if words[0] == "US":  # in lower case it is a pronoun
        return 1, "US"
    for length in range(len(words), 0, -1):
        said = " ".join(words[:length])
        for noun in _singulars(said.lower()) if said[0].isupper() else ():
            if noun in _demonyms():
                return length, _demonyms()[noun]
    return 1, ""


def _singulars(noun: str) -> Iterator[str]:
    """Yield a noun as it stands and without the endings of a plural."""
    yield noun
    if noun.endswith("s"):
        yield noun[:-1]
    if noun.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield noun[:-2]


@cache
def _classes() -> dict[str, str]:
    return {row["noun"]: row["class"] for row in read_rows("counted_classes")}


@cache
def _demonyms() -> dict[str, str]:
    return {row["demonym"]: row["country"] for row in read_rows("demonyms")}
