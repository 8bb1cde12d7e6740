"""The countries of those who speak and act: seats of power (`data/parties.csv`) and adjectives of nationality."""

from __future__ import annotations

from functools import cache, lru_cache

from tasks.extract.classes import affiliation
from tasks.extract.wordlists import read_rows


@lru_cache(maxsize=10_000)
def country_of(party: str, *, whole: bool = False) -> str | None:
    """Return the country of a party (ISO 3166-1 alpha-2), or None; `whole`: only of a seat of power itself.

    >>> country_of("Moscow"), country_of("the Israeli military"), country_of("Kyiv's air force"), country_of("Oxfam")
    ('RU', 'IL', 'UA', None)
    """
    words = party.lower().removeprefix("the ").replace("’s", "").replace("'s", "")
    if words in _seats() or whole:
        return _seats().get(words) or None
    held = next((code for name, code in _seats().items() if f" {name} " in f" {words} "), None)
    return affiliation(party) or held or None


@cache
def _seats() -> dict[str, str]:
    return {row["party"]: row["country"] for row in read_rows("parties")}
