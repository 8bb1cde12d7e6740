"""Which place or time of an article a figure is given: what is weighed, and how weights are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite

import pytest

from tasks.extract.article import time_mentions
from tasks.extract.choosing import OTHERS, Mention, Option, choose, heaviest
from tasks.extract.explain import explain
from tasks.extract.figures import passages_of, read_document, text_document
from tasks.extract.telling import Reader
from tasks.extract.times import Time
from tasks.extract.wordlists import DATA
from tasks.weights import Weights
from tests.evaluation.choosing import Choice, fit

READER = Reader.load()
PUBLISHED = date(2025, 2, 25)


def options_of(text: str) -> list[Sequence[Option[Time]]]:
    """Return what each figure of a text may be given for its time; each is given the first that there is."""
    passages = passages_of(text_document(text), READER)
    found: list[Sequence[Option[Time]]] = []

    def decide(index: int, number: int, options: Sequence[Option[Time]]) -> Mention[Time] | None:
        found.append(options)
        return options[-1].mention

    choose(passages, time_mentions(passages, PUBLISHED), frozenset(("age",)), decide)
    return found


def words(options: Sequence[Option[Time]]) -> list[str | None]:
    return [None if each.mention is None else each.mention.value.text for each in options]


def only(evidence: str) -> Option[Time]:
    return Option(None, (evidence,))


def test_weighed_are_none_the_times_of_the_sentence_and_those_before_each_once_the_last_first() -> None:
    text = (
        "On Monday rain fell. On Tuesday six died. On Monday, in May 2024 and on Tuesday it rained. Then 40 were hurt."
    )
    assert [words(each) for each in options_of(text)] == [
        [None, "On Tuesday", "On Monday"],
        [None, "on Tuesday", "in May 2024", "On Monday"],
    ]


def test_figures_of_kinds_that_hold_at_all_times_are_only_given_none() -> None:
    assert [words(each) for each in options_of("Ann Lee, 36, died on Monday.")] == [[None]]


def test_a_time_without_days_is_carried_to_no_other_sentence() -> None:
    assert [words(each) for each in options_of("It began at around 7 a.m. and went on. Six people died.")][-1] == [None]


def test_so_many_are_carried_and_no_more() -> None:
    text = " ".join(f"In {year} it rained." for year in range(1990, 2020)) + " Six people died."
    assert len(options_of(text)[-1]) <= 1 + OTHERS


def test_the_evidence_says_how_a_time_stands_to_its_figure() -> None:
    (options,) = options_of("On Monday, as it rained, 6 people died, and on Tuesday the river fell.")
    monday, tuesday = (frozenset(each.evidence) for each in options[1:])
    assert {"here, before", "here, before, a comma between", "here, next before", "here, harm"} <= monday
    assert {"here, behind", "here, behind, another clause", "here, next behind"} <= tuesday


def test_what_the_figure_before_was_given_speaks_for_it() -> None:
    first, second = options_of("On Monday six people died. Another 40 were hurt.")
    assert "earlier, as before, both harm" in second[-1].evidence
    assert not any("as before" in each for option in first for each in option.evidence)


def test_a_fit_finds_what_speaks_for_an_option() -> None:
    near, far, none = only("near"), only("far"), only("none")
    chosen = [Choice([none, far, near], [False, False, True])] * 30 + [Choice([none, far], [True, False])] * 30
    weights = fit(chosen)
    assert weights.weights["near"] > weights.weights["none"] > weights.weights["far"]
    assert heaviest([none, far, near], weights) is near and heaviest([none, far], weights) is none


@pytest.mark.parametrize("name", ["place_weights", "time_weights", "confidence"])
def test_weights_are_numbers_of_evidence_that_is_named_once(name: str) -> None:
    weights = Weights.load(DATA / f"{name}.csv").weights
    assert len(weights) > 20 and all(isfinite(each) and abs(each) < 10 for each in weights.values())


def test_a_dateline_is_the_day_from_which_times_are_told() -> None:
    text = "Wednesday, February 13, 2019\n\nSix people died yesterday."
    for published in (None, date(2019, 2, 14)):
        (row,) = read_document(text_document(text) | {"published_date": published}, READER).figures
        assert row["time_from"] == date(2019, 2, 12)
    (row,) = read_document(text_document(text) | {"published_date": date(2021, 2, 14)}, READER).figures
    assert row["time_from"] == date(2021, 2, 13)  # an old date is none of writing


def test_explain_says_what_speaks_for_a_place() -> None:
    (found,) = explain(text_document("Six people died in Nepal."), READER)
    (place,) = [each for each in found.figures[0].because if each.column == "place_text"]
    assert (place.value, place.rule) == ("Nepal", "here") and "here, same verb" in place.says.split("; ")
