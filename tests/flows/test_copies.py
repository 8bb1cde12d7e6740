"""Copies, revisions, other languages and withdrawn articles, over runs."""

from __future__ import annotations

from typing import Any

import pytest

from flows.plain import run_withdraw
from flows.settings import load_settings
from tasks.publish.check import check_release
from tasks.tables import DOCUMENTS, FIGURES, FIGURES_DELETED, REJECTS, ContractError
from tests.conftest import Dataset

FLOOD = (
    "At least 30 people died when the dam above the mining town gave way late on Sunday, officials said.\n"
    "The water carried off 140 houses and the only bridge over the river, and cut the road to the capital.\n"
    "Rescuers with dogs went on looking for the missing through the night, though rain kept helicopters away.\n"
    "The company that owns the dam said that it had been inspected in May and that nothing wrong was found."
)
LOCAL = "\nTwo families from our own valley, who had moved there for work, are safe, their relatives told this paper."


def line(name: str, text: str, day: int, **fields: Any) -> dict[str, Any]:
    return {"url": f"https://{name}.example/a", "text": text, "published": f"2025-03-{day:02}", **fields}


def state(dataset: Dataset) -> dict[str, tuple[str | None, int]]:
    """Of each article, whose copy it is and how many figures it publishes."""
    rows = [row for row in dataset.table(DOCUMENTS).to_dict("records") if row["is_current"]]
    names = {row["document_id"]: row["url"].split("/")[2].removesuffix(".example") for row in rows}
    return {names[row["document_id"]]: (names.get(row["duplicate_of"]), row["figures"]) for row in rows}


def test_a_copy_publishes_no_figures(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [line("wire", FLOOD, 2), line("local", FLOOD + LOCAL, 3)])
    dataset.run()
    assert state(dataset) == {"wire": (None, 2), "local": ("wire", 0)}
    copy = dataset.table(DOCUMENTS).query("duplicate_of.notna()").iloc[0]
    assert 0.5 < copy["similarity"] < 1


def test_a_copy_whose_numbers_changed_is_a_revision(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [line("wire", FLOOD, 2), line("late", FLOOD.replace("30 people", "34 people"), 3)])
    dataset.run()
    assert state(dataset) == {"wire": (None, 2), "late": (None, 2)}


def test_an_earlier_print_found_later_is_the_original(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [line("local", FLOOD + LOCAL, 3)])
    dataset.run()
    dataset.write("b.jsonl", [line("wire", FLOOD, 2)])
    dataset.run()
    assert state(dataset) == {"wire": (None, 2), "local": ("wire", 0)}
    assert set(dataset.table(FIGURES_DELETED)["reason"]) == {"now a copy"}


def test_a_copy_takes_over_when_its_original_changes_into_something_else(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [line("wire", FLOOD, 2), line("local", FLOOD + LOCAL, 3)])
    dataset.run()
    dataset.write("a.jsonl", [line("wire", "This article was taken down.", 2), line("local", FLOOD + LOCAL, 3)])
    dataset.run()
    assert state(dataset) == {"wire": (None, 0), "local": (None, 3)}


def test_two_runs_say_what_one_says(dataset: Dataset, new_dataset: Any) -> None:
    rows = [line("wire", FLOOD, 2), line("local", FLOOD + LOCAL, 3), line("early", FLOOD[:-50], 1)]
    whole = new_dataset("whole")
    whole.write("a.jsonl", rows)
    whole.run()
    for number, row in enumerate(rows):
        dataset.write(f"{number}.jsonl", [row])
        dataset.run()
    assert state(dataset) == state(whole)
    assert set(dataset.table(FIGURES)["figure_id"]) == set(whole.table(FIGURES)["figure_id"])


def test_an_article_in_another_language_is_kept_without_figures(dataset: Dataset) -> None:
    german = (
        "Bei einem Dammbruch sind am Sonntag mindestens 30 Menschen ums Leben gekommen, wie die Behörden mitteilten. "
    )
    dataset.write("a.jsonl", [line("wire", german * 2, 2)])
    dataset.run()
    assert dataset.table(DOCUMENTS)["language"].tolist() == ["de"]
    assert dataset.table(FIGURES).empty


@pytest.fixture
def withdraw(dataset: Dataset) -> Any:
    def run(name: str) -> None:
        article = dataset.table(DOCUMENTS).query(f"url == 'https://{name}.example/a'")["article_id"].iloc[0]
        run_withdraw([article], load_settings(output=dataset.folder / "data"))
        assert check_release(dataset.release) == []

    return run


def test_a_withdrawn_article_is_gone_for_good(dataset: Dataset, withdraw: Any) -> None:
    rows = [line("wire", FLOOD, 2), line("other", "Six people died.", 2)]
    dataset.write("a.jsonl", rows)
    dataset.run()
    left = [dataset.folder / "data/work/finished/key-digest/documents.parquet", dataset.folder / "data/spool/a.json"]
    for path in left:  # by runs that were killed
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The article is in here.")
    withdraw("wire")
    assert not any(path.exists() for path in left)
    assert state(dataset) == {"other": (None, 1)}
    assert set(dataset.table(FIGURES_DELETED)["reason"]) == {"document withdrawn"}
    assert [path.name for path in dataset.release.parent.iterdir()] == [dataset.release.name]
    dataset.write("a.jsonl", [line("wire", FLOOD + LOCAL, 2), rows[1]])
    dataset.run()
    assert state(dataset) == {"other": (None, 1)}
    assert dataset.table(REJECTS)["reason"].tolist() == ["withdrawn"]


def test_a_copy_of_a_withdrawn_article_stands_for_itself(dataset: Dataset, withdraw: Any) -> None:
    dataset.write("a.jsonl", [line("wire", FLOOD, 2), line("local", FLOOD + LOCAL, 3)])
    dataset.run()
    withdraw("wire")
    assert state(dataset) == {"local": (None, 3)}


def test_what_was_withdrawn_is_not_forgotten_when_its_list_is_damaged(dataset: Dataset, withdraw: Any) -> None:
    dataset.write("a.jsonl", [line("wire", FLOOD, 2), line("other", "Six people died.", 2)])
    dataset.run()
    withdraw("wire")
    path = dataset.folder / "data" / "seen" / dataset.release.name / "withdrawn.parquet"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ContractError, match="cannot be read"):
        dataset.run(reprocess=True)
