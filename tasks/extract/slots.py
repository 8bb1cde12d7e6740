"""Slots of a figure as a person wants them, with what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.extract.classes import affiliation, counted_class
from tasks.extract.numbers import to_si
from tasks.extract.rows import Row

# What was read from a slot, and is not known once that is another one.
FOLLOWING = {
    "counted": ("counted_head",),
    "event": ("event_text",),
    "place_country": ("place_name", "place_admin1", "latitude", "longitude", "geonames_id"),
    "place_name": ("place_admin1", "latitude", "longitude", "geonames_id"),
    "time_from": ("time_edtf",),
    "time_to": ("time_edtf",),
    "disputed": ("disputed_by",),
}
BOUNDED = {  # whether value_low and value_high are the value
    "exact": (True, True),
    "about": (True, True),
    "at_least": (True, False),
    "more_than": (True, False),
    "at_most": (False, True),
    "less_than": (False, True),
}


ORDERED = (("value_low", "value"), ("value", "value_high"), ("value_low", "value_high"), ("time_from", "time_to"))


def with_slots(row: Row, slots: Mapping[str, Any]) -> Row:
    """Return a figure with slots as a person gave them.

    What follows from them and is not given itself is read from them, or null where that cannot be.

    >>> row = {"value": 34.0, "value_low": 34.0, "value_high": None, "bound": "at_least", "kind": "count", "unit": None,
    ...        "change": None, "counted": "people"}
    >>> changed = with_slots(row, {"value": 43.0, "counted": "Ukrainian troops"})
    >>> changed["value_low"], changed["value_high"], changed["counted_class"], changed["affiliation"]
    (43.0, None, 'soldiers', 'UA')
    """
    given = dict(slots)
    unknown: Row = dict.fromkeys(name for slot in given for name in FOLLOWING.get(slot, ()))
    return row | unknown | _counted(given) | _bounds(row | given, given) | given | _si(row | given)


def crossed(row: Row) -> str | None:
    """Return in words which bounds of a figure have their ends the wrong way round, or None.

    >>> crossed({"value_low": 50.0, "value": 34.0, "value_high": None, "time_from": None, "time_to": None})
    'value_low would be 50.0 and value 34.0: change both'
    """
    for low, high in ORDERED:
        least, most = row.get(low), row.get(high)
        if least is not None and most is not None and least > most:
            return f"{low} would be {least} and {high} {most}: change both"
    return None


def _counted(slots: Mapping[str, Any]) -> Row:
    if "counted" not in slots:
        return {}
    phrase = slots["counted"]
    return {"counted_class": phrase and counted_class(phrase), "affiliation": phrase and affiliation(phrase)}


def _bounds(row: Row, slots: Mapping[str, Any]) -> Row:
    """Return the bounds of a value that is another one, or is bound in another way; of a range they stay."""
    sides = BOUNDED.get(row["bound"])
    if sides is None or not {"value", "bound"} & slots.keys():
        return {}
    low, high = (row["value"] if is_value else None for is_value in sides)
    return {"value_low": low, "value_high": high}


def _si(row: Row) -> Row:
    si = to_si(row["value"], row["kind"], row["unit"], is_difference=row["change"] is not None)
    return {"value_si": si and si[0], "unit_si": si and si[1]}
