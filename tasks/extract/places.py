"""Places: the names of places in a text, and which place of the gazetteer each one means."""

from __future__ import annotations

from tasks.extract.gazetteer.finding import Mention, country_of_demonyms, places_in
from tasks.extract.gazetteer.lookup import Entry, Gazetteer
from tasks.extract.gazetteer.resolving import Place, resolve

__all__ = ["Entry", "Gazetteer", "Mention", "Place", "country_of_demonyms", "places_in", "read_places", "resolve"]


def read_places(text: str, gazetteer: Gazetteer) -> list[Place]:
    """Return the places that a document names, in order.

    >>> places = read_places("Shelling killed six in Kherson, Ukraine, and two in the Kursk region.", Gazetteer.load())
    >>> [(place.text, place.name, place.rank, place.country, place.admin1) for place in places]
    [('Kherson, Ukraine', 'Kherson', 'city', 'UA', 'UA-65'), ('the Kursk region', 'Kursk', 'region', 'RU', 'RU-KRS')]
    """
    demonyms = country_of_demonyms(text, gazetteer)
    return resolve(places_in(text, gazetteer), gazetteer, {country: count / 2 for country, count in demonyms.items()})
