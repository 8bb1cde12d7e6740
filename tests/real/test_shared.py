"""On real articles: the annotated set and the brief that the project starts from, where ../shared is there."""

from __future__ import annotations

import json
import subprocess
import sys

from tasks.tables import DOCUMENTS, FIGURES
from tests.conftest import Dataset, needs_shared


def test_annotated_articles_are_found_with_their_values(dataset: Dataset) -> None:
    gold, scorer = needs_shared("gold/dev.jsonl"), needs_shared("gold/score.py")
    dataset.run(gold)
    words = [sys.executable, str(scorer), str(gold), str(dataset.release), "--json"]
    scores = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert scores["sentences not found"] == 0
    assert scores["found with value f1"] >= 95
    assert scores["accuracy over found"]["bound"] >= 95
    assert scores["accuracy over found"]["kind"] >= 95


def test_the_brief_gives_its_five_figures(dataset: Dataset) -> None:
    (brief,) = needs_shared("seeds").glob("*.txt")
    dataset.run(brief)
    document = dataset.table(DOCUMENTS).iloc[0]
    assert document["outlet"] == "independent.co.uk"
    assert document["notes"].startswith("Original Source: ")
    figures = dataset.table(FIGURES).sort_values("start_char")
    assert figures[["number_text", "value", "bound", "section"]].to_numpy().tolist() == [
        ["11,000", 11000, "about", "lead"],
        ["11,000", 11000, "about", "body"],
        ["4,000", 4000, "about", "body"],
        ["two", 2, "exact", "body"],
        ["one", 1, "exact", "body"],
    ]


def test_real_articles_keep_the_contract_in_any_batch_size(dataset: Dataset) -> None:
    articles = needs_shared("news/wikinews.jsonl")
    dataset.run(articles)
    whole = dataset.content()
    again = Dataset(dataset.folder / "again")
    again.run(articles, ingest={"batch_articles": 7})
    assert again.content() == whole
