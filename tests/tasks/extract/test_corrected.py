"""Corrections of one document: whatever a person asks for, its rows keep the contract."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.extract.corrected import Asked, correct
from tasks.extract.figures import read_document, text_document
from tasks.extract.numbers import Grammar
from tasks.extract.rows import Found
from tasks.extract.telling import Reader
from tasks.tables import CORRECTED, DISPUTES, FIGURES, REFUSED_NUMBERS, to_arrow

TEXT = (
    "At least 34 people died, police said. The mayor denied that 34 people had died. Of the 34, 12 were children."
    " In 2024 the company spent $3m on “12 pumps”, and 1,200 houses burned."
)
DOCUMENT: dict[str, Any] = text_document(TEXT) | {"url": None, "language": "en"}
SPANS = ("34 people died", "In 2024 the", "$3m on", '"12 pumps"', "and 1,200 houses", "Of the 34, 12", "12 were")
NUMBERS = ("34", "2024", "$3m", "12", "12 pumps", "1,200", "200", "34, 12")


@cache
def found() -> Found:
    return read_document(DOCUMENT, Reader.load())


@cache
def grammar() -> Grammar:
    return Grammar.load()


def correction(action: str, place: int, quote: str, number: str, slots: dict[str, str | None]) -> dict[str, Any]:
    figures = found().figures
    row = {"figure_id": None, "article": None, "article_id": None, "quote": quote, "number_text": number}
    if action == "add":
        row |= {"article": DOCUMENT["article_id"], "article_id": DOCUMENT["article_id"]}
    else:
        row["figure_id"] = figures[place % len(figures)]["figure_id"]
    return row | {"action": action, "slots": json.dumps(slots if action in ("change", "add") else {})}


SLOTS = st.fixed_dictionaries(
    {},
    optional={
        "value": st.sampled_from(("7", None)),
        "kind": st.just("count"),
        "bound": st.sampled_from(("at_least", "range")),
        "counted": st.sampled_from(("Ukrainian troops", None)),
        "disputed": st.sampled_from(("no", None)),
        "time_from": st.just("2025-03-01"),
    },
)
CORRECTIONS = st.lists(
    st.builds(
        correction,
        st.sampled_from(("accept", "reject", "change", "add")),
        st.integers(0, 9),
        st.sampled_from(SPANS),
        st.sampled_from(NUMBERS),
        SLOTS,
    ),
    max_size=6,
)


@given(CORRECTIONS)
@settings(deadline=None)
def test_rows_keep_the_contract(corrections: list[dict[str, Any]]) -> None:
    corrections = [
        row | {"correction_id": str(place)}
        for place, row in enumerate(corrections)
        if row["action"] != "add" or row["quote"].count(row["number_text"]) == 1
    ]
    before = json.dumps([found().figures, found().disputes, found().refused], default=str)
    now, done = correct(DOCUMENT, found(), Asked(corrections), grammar)
    assert json.dumps([found().figures, found().disputes, found().refused], default=str) == before
    for table, rows in (
        (FIGURES, now.figures),
        (DISPUTES, now.disputes),
        (REFUSED_NUMBERS, now.refused),
        (CORRECTED, done),
    ):
        assert to_arrow(table, rows).num_rows == len(rows)
    ids = [row["figure_id"] for row in now.figures]
    assert len(set(ids)) == len(ids)
    assert {row["part_of"] for row in now.figures} <= {None, *ids}
    assert {row["figure_id"] for row in now.disputes} <= set(ids)
    assert {row["counter_figure_id"] for row in now.disputes} <= {None, *ids}
    places = sorted((row["start_char"], row["end_char"]) for row in (*now.figures, *now.refused))
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    for row in (*now.figures, *now.refused):
        assert TEXT[row["start_char"] : row["end_char"]] == row["number_text"]
    for row in now.figures:
        assert all(row[column.name] is not None for column in FIGURES.columns if column.required)
        assert row["sentence"] == TEXT[row["sentence_start"] : row["sentence_start"] + len(row["sentence"])]
    assert {row["correction_id"] for row in done} == {row["correction_id"] for row in corrections}
    last = {row["figure_id"]: row["action"] for row in corrections if row["action"] != "add"}
    added = {row.get("figure_id") for row in done if corrections_of(corrections, row)["action"] == "add"}
    for figure_id, action in last.items():
        if figure_id not in added:
            assert (figure_id in ids) == (action != "reject")


def corrections_of(corrections: list[dict[str, Any]], row: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in corrections if each["correction_id"] == row["correction_id"])


def test_bounds_the_wrong_way_round_are_told_and_change_nothing() -> None:
    figure = next(row for row in found().figures if row["value_high"] is not None)
    low: dict[str, str | None] = {"value_low": str(figure["value_high"] + 1)}
    rows = [correction("change", 0, "", "", low), correction("accept", 0, "", "", {})]
    own = [row | {"figure_id": figure["figure_id"], "correction_id": str(place)} for place, row in enumerate(rows)]
    now, done = correct(DOCUMENT, found(), Asked(own[:1]), grammar)
    same = next(row for row in now.figures if row["figure_id"] == figure["figure_id"])
    assert same == figure | {"review": None}
    assert done[0]["problem"].startswith("value_low would be")
    now, done = correct(DOCUMENT, found(), Asked(own), grammar)
    assert next(row for row in now.figures if row["figure_id"] == figure["figure_id"])["review"] == "accepted"
    assert [row["problem"] is None for row in done] == [False, True]


def test_parts_of_what_is_rejected_stand_alone() -> None:
    whole = next(row["part_of"] for row in found().figures if row["part_of"])
    asked = Asked([correction("reject", 0, "", "", {}) | {"figure_id": whole, "correction_id": "1"}])
    now, _ = correct(DOCUMENT, found(), asked, grammar)
    parts = [row["figure_id"] for row in found().figures if row["part_of"] == whole]
    assert [(row["part_of"], row["additive"]) for row in now.figures if row["figure_id"] in parts] == [
        (None, None) for _ in parts
    ]


def test_a_quote_is_found_as_a_person_types_it() -> None:
    asked = Asked([correction("add", 0, '$3m  on "12 pumps"', "12", {"event": "bought"}) | {"correction_id": "1"}])
    now, (done,) = correct(DOCUMENT, found(), asked, grammar)
    assert done.get("problem") is None
    row = next(row for row in now.figures if row.get("review") == "added")
    assert (row["number_text"], row["event"], TEXT[row["start_char"] - 1]) == ("12", "bought", "“")
