"""Sentences that were annotated before the grammar saw them, and the specs of other systems."""

from __future__ import annotations

import pytest

from tests.conftest import needs_shared
from tests.evaluation import specs
from tests.evaluation.golden import score_golden


@pytest.mark.parametrize("name", ["business", "events", "dense", "wire"])
def test_golden_sentences(name: str) -> None:
    score = score_golden(name)
    assert score.f1("value") >= 98.5
    assert score.f1("value + unit") >= 96
    assert score.f1("value + bound") >= 96
    assert score.accuracy("kind") >= 97


def test_number_specs() -> None:
    folder = needs_shared("specs")
    assert specs.score_numbers(folder).f1("value") >= 83
    assert specs.score_numbers(folder, otherwise=False).f1("value") >= 99


def test_unit_specs() -> None:
    score = specs.score_units(needs_shared("specs"))
    assert score.recall("value") >= 93
    assert score.recall("value + unit") >= 83


def test_range_specs() -> None:
    folder = needs_shared("specs")
    assert specs.score_ranges(folder).f1("value + bound") >= 82
    assert specs.score_ranges(folder, otherwise=False).f1("value + bound") >= 92
