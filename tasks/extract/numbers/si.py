"""Measures in SI units, through pint."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tasks.extract.wordlists import read_rows

if TYPE_CHECKING:
    from pint import UnitRegistry

# The published name of the SI unit of a dimension, and pint's; the first that fits a unit is its own.
TARGETS = {
    "metre": "metre",
    "kilogram": "kilogram",
    "second": "second",
    "square metre": "metre ** 2",
    "cubic metre": "metre ** 3",
    "kelvin": "kelvin",
    "metre per second": "metre / second",
    "joule": "joule",
    "watt": "watt",
    "cubic metre per second": "metre ** 3 / second",
    "kilogram per second": "kilogram / second",
    "volt": "volt",
    "ampere": "ampere",
    "hertz": "hertz",
    "pascal": "pascal",
    "newton": "newton",
    "tesla": "tesla",
    "sievert": "sievert",
}
NOT_MEASURES = frozenset(("count", "money", "percent", "age", "score", "index", "ratio", "multiple"))
DIGITS = 12  # significant digits of a converted value: beyond them is the dust of binary fractions


class Linear(NamedTuple):
    """How a unit becomes its SI unit: value × factor + offset."""

    factor: float
    offset: float
    unit: str


def to_si(value: float | None, kind: str, unit: str | None, *, is_difference: bool = False) -> tuple[float, str] | None:
    """Return a measure's value and name in SI, or None where it has none; `is_difference`: no offset ("rose by 2°C").

    >>> to_si(5, "distance", "mile"), to_si(40, "temperature", "degree Celsius"), to_si(3, "count", None)
    ((8046.72, 'metre'), (313.15, 'kelvin'), None)
    >>> to_si(2, "temperature", "degree Celsius", is_difference=True), to_si(62, "rate", "barrel per day")
    ((2.0, 'kelvin'), (0.000114088105157, 'cubic metre per second'))
    """
    linear = None if value is None or unit is None or kind in NOT_MEASURES else _linear(unit)
    if value is None or linear is None:
        return None
    converted = value * linear.factor + (0.0 if is_difference else linear.offset)
    return float(f"{converted:.{DIGITS}g}"), linear.unit


@cache
def _linear(unit: str) -> Linear | None:
    expression = _names().get(unit)
    if expression is None:
        top, per, bottom = unit.partition(" per ")
        if not per or top not in _names() or bottom not in _names():
            return None
        expression = f"({_names()[top]}) / ({_names()[bottom]})"
    registry = _registry()
    one = registry.parse_expression(expression)
    for name, target in TARGETS.items():
        units = registry.parse_units(target)
        if one.units.dimensionality == units.dimensionality:
            zero = registry.Quantity(0 * one.magnitude, one.units).to(units).magnitude
            return Linear(float(one.to(units).magnitude - zero), float(zero), name)
    return None


@cache
def _names() -> dict[str, str]:
    """Return pint's name of every unit that has one."""
    rows = ((row["unit"], row["pint"]) for row in read_rows("units"))
    return {unit: pint or unit.replace(" ", "_").replace("_per_", " / ") for unit, pint in rows if pint != "-"}


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    return UnitRegistry(autoconvert_offset_to_baseunit=True)
