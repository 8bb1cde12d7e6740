"""Documents → figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.documents import clean_record
from tasks.extract import extract_figures
from tasks.extract.figures import extract_batch, read_document, read_documents, text_document
from tasks.extract.numbers import Grammar
from tasks.extract.telling import Reader
from tasks.tables import CLEANED, FIGURES, REFUSED_NUMBERS, REJECTS, read_stage, write_stage
from tests.tasks.clean.test_documents import record

READER = Reader.load()


def test_figures_know_their_section_sentence_and_article() -> None:
    document = clean_record(
        record(
            title="34 die in fire", text="At least 34 died.\nTwo were hurt. It began at 9:30am.", published="2025-02-25"
        )
    )
    found = read_document(document, READER)
    assert [(row["number_text"], row["section"], row["sentence_index"]) for row in found.figures] == [
        *(("34", "title", 0), ("34", "lead", 1), ("Two", "body", 2))
    ]
    assert {row["published_date"] for row in found.figures} == {date(2025, 2, 25)}
    assert [row["reason"] for row in found.refused] == ["clock_time"]


def test_ids_survive_edits_elsewhere_and_tell_repeats_apart() -> None:
    before = text_document("Six died. Two fled. Six died.")
    after = before | {"text": "It rained. Six died. Three fled. Six died."}
    first, second = ([row["figure_id"] for row in read_document(doc, READER).figures] for doc in (before, after))
    assert len(set(first)) == 3
    assert (first[0], first[2]) == (second[0], second[2])
    assert first[1] != second[1]


@settings(deadline=None)  # the first measure loads pint
@given(st.text(max_size=300))
def test_every_row_is_at_its_place_whatever_the_text(text: str) -> None:
    document = text_document(text)
    found = read_document(document, READER)
    for row in found.figures:
        assert text[row["start_char"] : row["end_char"]] == row["number_text"]
        assert text[row["sentence_start"] :].startswith(row["sentence"])
    for row in found.refused:
        assert text[row["start_char"] : row["end_char"]] == row["number_text"]


def test_a_rule_that_fails_costs_only_its_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [clean_record(record(text=text, record_key=f"a\n{text}")) for text in ("Six died.", "bad", "Two died.")]
    write_stage(tmp_path / "clean", CLEANED, rows)
    read = Grammar.read

    def fail_on_bad(grammar: Grammar, sentence: str, local: Mapping[str, str]) -> object:
        if sentence == "bad":
            raise ZeroDivisionError("a fault in a rule")
        return read(grammar, sentence, local)

    monkeypatch.setattr(Grammar, "read", fail_on_bad)
    folder = extract_batch(tmp_path / "clean")
    assert read_stage(folder, FIGURES)["value"].to_pylist() == [6, 2]
    assert read_stage(folder, REFUSED_NUMBERS).num_rows == 0
    (reject,) = read_stage(folder, REJECTS).to_pylist()
    assert reject["detail"] == "a.jsonl, line 1: ZeroDivisionError: a fault in a rule: please report the article"


def test_extract_figures_reads_a_list_of_texts() -> None:
    table = extract_figures(["About 40 people fled.", "", "It cost $3m."])
    assert table["value"].to_pylist() == [40, 3e6]
    assert table.schema.names == FIGURES.names


def test_measures_are_given_in_si_too() -> None:
    document = text_document("It rose by 2 degrees Celsius to 20 degrees Celsius over 5 miles; 40 people saw it.")
    rows = read_document(document, READER).figures
    assert [(row["value_si"], row["unit_si"]) for row in rows] == [
        (2, "kelvin"), (293.15, "kelvin"), (8046.72, "metre"), (None, None),
    ]  # fmt: skip


def test_a_bare_dollar_is_the_outlets_own() -> None:
    document = text_document("It cost $5.") | {"url": "https://www.smh.com.au/a.html"}
    assert [row["unit"] for row in read_document(document, READER).figures] == ["AUD"]
    assert [row["unit"] for row in read_document(document | {"url": None}, READER).figures] == ["USD"]


TEXTS = [
    "Six people died and 40 were hurt. Rebels freed 12 hostages.",
    "",
    "It cost $3m, or 15 cents a share. Of these, four fled.",
    "Hundreds of North Korean troops fled; at least 19 were killed on Monday.",
]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(TEXTS), max_size=8))
def test_what_a_document_holds_does_not_depend_on_those_beside_it(texts: list[str]) -> None:
    documents = [text_document(text) for text in texts]
    together = [found.figures for found in read_documents(documents, READER)]
    assert together == [read_document(document, READER).figures for document in documents]


def test_of_these_are_of_those_in_the_sentence_before() -> None:
    rows = read_document(text_document("Police held 126 marchers. Of these, 90 were released."), READER).figures
    assert [(row["counted"], row["event"]) for row in rows] == [("marchers", "detained"), ("marchers", "released")]
