"""What a person corrects: seen in the tables of every run after, taken back with its line, never overwritten."""

from __future__ import annotations

import csv
from typing import Any

import pandas as pd
import pytest

from tasks.tables import DISPUTES, FIGURES, FIGURES_DELETED, REFUSED_NUMBERS, REJECTS, RUNS
from tests.conftest import Dataset

TEXT = (
    "At least 34 people died when a dam gave way, police said.\n"
    "The mayor denied that 34 people had died.\n"
    "In 2024 the company spent $3m on 12 pumps."
)
OTHER = "Six people were hurt in a fire on Monday, officials said."


@pytest.fixture
def dam(dataset: Dataset) -> Dataset:
    """A dataset of two articles, published once, with a table of corrections that is to be written."""
    rows = [
        {"url": "https://wire.example/a", "text": TEXT, "published": "2025-03-02"},
        {"url": "https://wire.example/b", "text": OTHER, "published": "2025-04-02"},
    ]
    dataset.write("a.jsonl", rows)
    dataset.run()
    dataset.settings = {"review": {"corrections": dataset.folder / "corrections.csv"}}
    return dataset


def corrected(dataset: Dataset, *lines: dict[str, str], **settings: Any) -> pd.DataFrame:
    """The figures once these corrections are made, by their number."""
    names = list(dict.fromkeys(["action", *(name for line in lines for name in line)]))
    with (dataset.folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(lines)
    dataset.run(**settings)
    return figures(dataset)


def figures(dataset: Dataset) -> pd.DataFrame:
    return dataset.table(FIGURES).drop_duplicates("number_text").set_index("number_text", drop=False)


def id_of(dataset: Dataset, number: str, place: int = 0) -> str:
    rows = dataset.table(FIGURES).query("number_text == @number").sort_values("start_char")
    return str(rows["figure_id"].iloc[place])


def rejected(dataset: Dataset) -> list[str]:
    return [detail.partition("corrections.csv, ")[2] for detail in sorted(dataset.table(REJECTS)["detail"])]


def test_accept_and_change(dam: Dataset) -> None:
    before = dam.content()
    money, pumps = id_of(dam, "$3m"), id_of(dam, "12")
    rows = corrected(
        dam,
        {"action": "accept", "figure_id": money},
        {"action": "change", "figure_id": pumps, "column": "value", "new_value": "1,200"},
        {"action": "change", "figure_id": pumps, "column": "place_country", "new_value": "UA"},
    )
    assert rows.loc["$3m", "review"] == "accepted"
    changed = rows.loc["12"]
    assert (changed["review"], changed["value"], changed["value_low"], changed["place_country"]) == (
        "changed",
        *(1200, 1200, "UA"),
    )
    assert rows.loc["Six", "review"] is pd.NA
    assert dam.table(RUNS)["documents_unchanged"].tolist() == [0, 2]
    assert len(dam.table(REJECTS)) == 0
    dam.run(reprocess=True)
    assert figures(dam)["review"].dropna().to_dict() == {"$3m": "accepted", "12": "changed"}
    corrected(dam)
    assert dam.content() == before


def test_reject(dam: Dataset) -> None:
    before = dam.content()
    gone = id_of(dam, "34")
    rows = corrected(dam, {"action": "reject", "figure_id": gone})
    assert gone not in set(rows["figure_id"])
    assert rows["part_of"].isna().all()
    tombstone = dam.table(FIGURES_DELETED).iloc[0]
    assert (tombstone["figure_id"], tombstone["reason"]) == (gone, "rejected by a person")
    refused = dam.table(REFUSED_NUMBERS).query("reason == 'rejected'")
    assert refused["number_text"].tolist() == ["34"]
    assert gone not in set(dam.table(DISPUTES)["figure_id"])
    dam.run(reprocess=True)
    assert gone not in set(dam.table(FIGURES)["figure_id"])
    corrected(dam)
    assert dam.content() == before
