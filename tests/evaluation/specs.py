"""The number and unit specs of other systems, in ../shared/specs: how many of their cases are read as they say."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Any

from tasks.extract.numbers import Grammar, Quantity
from tests.evaluation.scoring import Gold, Right, Score, same

HERE = Path(__file__).parent
BOUNDS = {"range": "range", ">": "more_than", ">=": "at_least", "<": "less_than", "<=": "at_most"}
NUMBERS = frozenset(("count", "ratio"))


def score_numbers(folder: Path, *, otherwise: bool = True) -> Score:
    """Score `spec_number`, which labels bare numbers alone: readings of measures and money are not held against us."""
    return _score(folder / "spec_number.jsonl", {"value": _value}, lambda q: q.kind in NUMBERS, otherwise)


def score_units(folder: Path, *, otherwise: bool = True) -> Score:
    """Score `spec_units`, of which each case labels one type of unit: precision means nothing."""
    names = _rows("units.csv")
    units = {row["spec"]: row for row in names}

    def scaled(figure: Gold) -> Gold:
        scale = float(units[figure["unit"]]["scale"] or 1)
        return dict(figure) | {"value": figure["value"] * scale}

    parts: dict[str, Right] = {
        "value": lambda q, figure: _value(q, figure) or _value(q, scaled(figure)),
        "value + unit": lambda q, figure: _value(q, scaled(figure)) and _unit(q, units[figure["unit"]]),
    }
    return _score(folder / "spec_units.jsonl", parts, lambda q: q.kind not in NUMBERS, otherwise)


def score_ranges(folder: Path, *, otherwise: bool = True) -> Score:
    """Score `spec_range`, which labels bounded numbers alone: readings without a bound are not held against us."""
    parts: dict[str, Right] = {"value + bound": _bounded}
    return _score(folder / "spec_range.jsonl", parts, lambda q: q.bound in BOUNDS.values(), otherwise)


def score_science(folder: Path) -> Score:
    """Score `grobid_train`: scientific texts and patents."""
    parts: dict[str, Right] = {"value": lambda q, figure: _value(q, figure) if figure["value"] else _ends(q, figure)}
    return _score(folder / "grobid_train.jsonl", parts, lambda q: True, True)


def _score(path: Path, parts: dict[str, Right], counts: Callable[[Quantity], bool], otherwise: bool) -> Score:
    """Score a file; without `otherwise` the cases of read_otherwise.csv are left out."""
    grammar, score = Grammar.load(), Score()
    left_out = set() if otherwise else {row["id"] for row in _rows("read_otherwise.csv")}
    for case in _cases(path):
        if case["id"] in left_out:
            continue
        read = grammar.read(case["text"]).figures
        labelled = [q for q in read if any(q.start < g["end"] and g["start"] < q.end for g in case["gold"])]
        extra = [q for q in read if q not in labelled and counts(q)]
        score.add(case["text"], case["gold"], labelled + extra, parts)
    return score


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(dropwhile(lambda line: line.startswith("#"), file), restval=""))


def _value(quantity: Quantity, figure: Gold) -> bool:
    return figure["value"] is not None and same(quantity.value, figure["value"])


def _ends(quantity: Quantity, figure: Gold) -> bool:
    return all(
        figure[gold] is None or same(read, figure[gold])
        for gold, read in (("low", quantity.value_low), ("high", quantity.value_high))
    )


def _unit(quantity: Quantity, row: dict[str, str]) -> bool:
    return quantity.unit in row["unit"].split("|") and (not row["kind"] or quantity.kind == row["kind"])


def _bounded(quantity: Quantity, figure: Gold) -> bool:
    ends = same(quantity.value_low, figure["low"]) and same(quantity.value_high, figure["high"])
    return ends and quantity.bound == BOUNDS[figure["approx"]]
