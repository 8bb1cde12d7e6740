"""Readings in one line each, for the examples in docstrings and for the page of number forms."""

from functools import cache

from tasks.extract.numbers.grammar import Grammar
from tasks.extract.numbers.model import Quantity


def figures(sentence: str) -> list[str]:
    """Return the figures of a sentence as "surface: value kind unit", with bound and ends where they say more.

    >>> figures("At least 12 vans, worth $3-5m, burned.")
    ['12: 12.. count', '$3-5m: 4000000 (3000000..5000000) money USD']
    """
    return [f"{sentence[f.start : f.end]}: {_line(f)}" for f in _grammar().read(sentence).figures]


def refused(sentence: str) -> list[str]:
    """Return the refused numbers of a sentence as "surface: reason".

    >>> refused("On 5 May 2024 the G7 met.")
    ['5: date', '2024: year', '7: name_or_code']
    """
    return [f"{sentence[r.start : r.end]}: {r.reason}" for r in _grammar().read(sentence).refused]


@cache
def _grammar() -> Grammar:
    return Grammar.load()


def _line(figure: Quantity) -> str:
    parts = [_amount(figure), "about" if figure.bound == "about" else "", figure.kind, figure.unit, figure.change]
    return " ".join(part for part in parts if part)


def _amount(figure: Quantity) -> str:
    low, value, high = (_short(number) for number in (figure.value_low, figure.value, figure.value_high))
    if low == high == value:
        return value
    return f"{value} ({low}..{high})" if value and low and high else f"{low}..{high}"


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.12g}"
