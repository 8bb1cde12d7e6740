"""How well figures are read: the measures themselves, on texts whose scores are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tasks.extract.confidence import confidence
from tasks.extract.evaluation import AnnotationError, calibration_error, evaluate, read_annotated
from tasks.extract.telling import Reader
from tasks.extract.wordlists import DATA
from tasks.weights import Weights
from tests.evaluation.confidence import fit

READER = Reader.load()
TEXT = "A flood killed 12 farmers and hurt six."


def figure(number: str, **columns: Any) -> dict[str, Any]:
    start = TEXT.index(number)
    return {"start": start, "end": start + len(number), **columns}


def test_a_right_annotation_scores_full_and_a_wrong_one_does_not() -> None:
    right = figure("12", value=12, counted="farmers", event="killed", negated=False)
    both = {"text": TEXT, "figures": [right, figure("six", value=6, counted="farmers", event="injured")]}
    assert {slot.f1 for slot in evaluate([both], READER).slots.values()} == {1.0}
    wrong = {"text": TEXT, "figures": [right, figure("six", value=7, counted="goats", event="killed")]}
    result = evaluate([wrong], READER)
    assert {name: slot.f1 for name, slot in result.slots.items() if slot.f1 < 1} == {
        "value": 0.5,
        "counted (partial)": 0.5,
        "counted (exact)": 0.5,
        "event": 0.5,
        "whole row": 0.5,
    }
    assert [right for _, _, right in result.rows] == [True, False]
    assert result.errors == [f"value, counted, event: 'six' in {TEXT!r}"]


def test_false_and_missed_and_optional_figures_count_where_they_should() -> None:
    false = evaluate([{"text": TEXT, "figures": [figure("12")]}], READER).slots["found"]
    assert (false.precision, false.recall) == (0.5, 1.0)
    missed = evaluate([{"text": TEXT, "figures": [figure("12"), figure("six"), figure("flood")]}], READER)
    assert missed.slots["found"].recall == pytest.approx(2 / 3)
    optional = evaluate([{"text": TEXT, "figures": [figure("12"), figure("six", optional=True)]}], READER)
    assert optional.slots["found"].annotated == 1
    assert optional.slots["found"].precision == 1.0


def test_weights_find_what_tells() -> None:
    rows = [(frozenset(("good",)), True)] * 90 + [(frozenset(("good",)), False)] * 10
    rows += [(frozenset(("bad",)), False)] * 80 + [(frozenset(("bad",)), True)] * 20
    weights = fit(rows)
    assert confidence(weights, frozenset(("good",))) == pytest.approx(0.9, abs=0.05)
    assert confidence(weights, frozenset(("bad",))) == pytest.approx(0.2, abs=0.05)
    held = [(confidence(weights, why), right) for why, right in rows]
    assert calibration_error(held) < 0.05


def test_our_weights_are_between_0_and_1_whatever_the_evidence() -> None:
    weights = Weights.load(DATA / "confidence.csv")
    assert 0 < confidence(weights, frozenset()) < 1
    assert 0 <= confidence(weights, frozenset(weights.weights)) <= 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{broken", "line 2: not an annotated text: Invalid JSON"),
        ('{"text": "Six died."}', "line 2: not an annotated text: figures: Field required"),
        ('{"figures": []}', "line 2: not an annotated text: text: Field required"),
        ('{"text": 5, "figures": []}', "text: Input should be a valid string"),
        ('{"text": "Six died.", "figures": [{"start": 0}]}', "figures.0.end: Field required"),
        ('{"text": "Six died.", "figures": [{"start": 0, "end": 99}]}', "the figure 0..99 lies outside the text"),
        ('{"text": "Six died.", "figures": [{"start": "0", "end": 3}]}', "figures.0.start: Input should be"),
        ('{"text": "Six died.", "figures": [{"start": 0, "end": 3, "event": "slain"}]}', "'slain' is no event"),
        ('{"text": "Six died.", "figures": [{"start": 0, "end": 3, "counted": 5}]}', "counted: Input should be"),
        ('{"text": "Six died.", "figures": [{"start": 0, "end": 3, "value": 1e999}]}', "value: Input should be"),
        ('{"text": "\\ud800", "figures": []}', "line 2: not an annotated text"),
        ("[" * 100_000, "line 2: not an annotated text"),
    ],
)
def test_annotations_that_cannot_be_used_are_one_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"text": "None.", "figures": []}) + "\n" + line + "\n")
    with pytest.raises(AnnotationError) as caught:
        list(read_annotated(path))
    assert problem in str(caught.value)


def test_no_annotations_at_all(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="not readable"):
        list(read_annotated(tmp_path / "none.jsonl"))
