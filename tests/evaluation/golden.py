"""Sentences of our own, annotated by hand before the grammar saw them: business, events, dense, wire."""

from __future__ import annotations

import json
from pathlib import Path

from tasks.extract.numbers import Grammar, Quantity, local_currencies
from tests.evaluation.scoring import Gold, Right, Score, same

HERE = Path(__file__).parent


def score_golden(name: str) -> Score:
    """Score golden_<name>.jsonl: value, low and high, bound, kind, unit and span of what is found."""
    grammar, score = Grammar.load(), Score()
    for line in (HERE / f"golden_{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        read = grammar.read(case["text"], local_currencies(None, case["text"])).figures
        score.add(case["text"], case["figures"], read, PARTS)
    return score


def _ends(quantity: Quantity, figure: Gold) -> bool:
    return same(quantity.value_low, figure["low"]) and same(quantity.value_high, figure["high"])


PARTS: dict[str, Right] = {
    "value": lambda q, figure: same(q.value, figure["value"]),
    "low and high": _ends,
    "bound": lambda q, figure: q.bound == figure["bound"],
    "kind": lambda q, figure: q.kind == figure["kind"],
    "unit": lambda q, figure: q.unit == figure["unit"],
    "span": lambda q, figure: (q.start, q.end) == (figure["start"], figure["end"]),
    "value + unit": lambda q, figure: same(q.value, figure["value"]) and q.unit == figure["unit"],
    "value + bound": lambda q, figure: same(q.value, figure["value"]) and q.bound == figure["bound"],
}
