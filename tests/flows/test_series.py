"""Series over whole runs: what joins them later, what leaves them, what is summed up, what was changed quietly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.plain import run_withdraw
from flows.settings import load_settings
from tasks.publish.dataset import kept_stories, to_rows
from tasks.publish.story_store import storied_files
from tasks.tables import FIGURE_CHANGES, FIGURES, REJECTS, RUNS, SERIES, SERIES_DELETED, SERIES_POINTS, Table
from tests.conftest import Dataset

Row = dict[str, Any]


def article(number: int, title: str, text: str, outlet: str = "Wire", **more: Any) -> Row:
    """An article of the n-th day of March 2025."""
    url = f"https://{outlet.lower()}.example/{number}"
    return {"url": url, "title": title, "text": text, "published": f"2025-03-{number:02}", "outlet": outlet} | more


FIRST = article(3, "Flood hits Kolvar", "Floods killed 34 people in Kolvar on Monday, the Red Crescent said.")
SECOND = article(4, "Kolvar flood toll rises", "The toll in Kolvar rose to 61 from 34, Ana Sorin said.")
THIRD = article(6, "Kolvar counts its dead", "Floods in Kolvar killed 66 people, Ana Sorin said.")
FERRY = article(5, "Ferry sinks off Maro", "A ferry sank and 34 people were killed off Maro, the coast guard said.")


def rows(dataset: Dataset, table: Table) -> list[Row]:
    return to_rows(dataset.table(table))


def series_of(dataset: Dataset) -> dict[str, list[str]]:
    """The numbers of each series of several figures, in the order of the dataset, by its id."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows(dataset, FIGURES), key=lambda row: (row["published_at"], row["url"], row["start_char"])):
        found.setdefault(row["series_id"], []).append(row["number_text"])
    return {name: numbers for name, numbers in found.items() if len(numbers) > 1}


def test_a_series_keeps_its_id_as_it_grows(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [FIRST])
    dataset.run()
    (begun,) = rows(dataset, SERIES)
    dataset.write("b.jsonl", [SECOND, FERRY])
    dataset.run()
    dataset.write("c.jsonl", [THIRD])
    dataset.run()
    assert series_of(dataset) == {begun["series_id"]: ["34", "61", "34", "66"]}
    toll, ferry = sorted(rows(dataset, SERIES), key=lambda row: row["claims"], reverse=True)
    assert (toll["claims"], toll["articles"], toll["best"], toll["event"]) == (4, 3, 66, "killed")
    assert (ferry["claims"], ferry["best"]) == (1, 34)
    points = [(row["source"], row["value"], row["revision"]) for row in rows(dataset, SERIES_POINTS)]
    assert ("Ana Sorin", 66, "up") in points


def test_what_comes_late_joins_what_is_there(dataset: Dataset) -> None:
    dataset.write("b.jsonl", [SECOND, THIRD])
    dataset.run()
    (name,) = series_of(dataset)
    dataset.write("a.jsonl", [FIRST])
    dataset.run()
    assert series_of(dataset) == {name: ["34", "61", "34", "66"]}


@pytest.mark.parametrize("text", ["full", "sentence", "none"])
def test_runs_one_after_the_other_give_what_one_gives(new_dataset: Callable[[str], Dataset], text: str) -> None:
    """Not where no sentence is kept: what is near a number is then known of new articles only."""
    one, other = new_dataset("one"), new_dataset("other")
    publish = {"text": text}
    one.write("all.jsonl", [THIRD, FERRY, SECOND, FIRST])
    one.run(publish=publish, ingest={"batch_articles": 1}, workers=2)
    for number, each in enumerate((FIRST, FERRY, SECOND, THIRD)):
        other.write(f"{number}.jsonl", [each])
        other.run(publish=publish)
    for table in (SERIES, SERIES_POINTS):
        told = [{key: row[key] for key in table.content} for row in rows(one, table)]
        assert told == [{key: row[key] for key in table.content} for row in rows(other, table)] or text == "none"


def test_read_again_by_the_same_rules_nothing_changes(dataset: Dataset) -> None:
    dataset.write("all.jsonl", [FIRST, SECOND, THIRD, FERRY])
    dataset.run()
    before = dataset.content()
    dataset.run(reprocess=True)
    assert dataset.content() == before


def test_copies_are_counted_and_say_nothing_of_their_own(dataset: Dataset) -> None:
    text = FIRST["text"] + " The river had risen by two metres in a night, and boats took families from their roofs."
    dataset.write("a.jsonl", [FIRST | {"text": text}])
    dataset.run()
    dataset.write("b.jsonl", [article(4, FIRST["title"], text, "Herald")])
    dataset.run()
    toll = next(row for row in rows(dataset, SERIES) if row["event"] == "killed")
    (point,) = (row for row in rows(dataset, SERIES_POINTS) if row["series_id"] == toll["series_id"])
    assert (toll["claims"], toll["articles"], point["copies"]) == (1, 2, 2)


def test_what_is_withdrawn_leaves_its_series(dataset: Dataset) -> None:
    dataset.write("all.jsonl", [FIRST, SECOND, FERRY])
    dataset.run()
    gone = next(row for row in rows(dataset, SERIES) if row["claims"] == 1)
    articles = [row["article_id"] for row in rows(dataset, FIGURES) if row["url"] in (FERRY["url"], FIRST["url"])]
    run_withdraw(articles, load_settings(output=dataset.folder / "data"))
    (toll,) = rows(dataset, SERIES)
    assert (toll["claims"], toll["articles"]) == (2, 1)
    (buried,) = rows(dataset, SERIES_DELETED)
    assert (buried["series_id"], buried["reason"]) == (gone["series_id"], "no claims")
    for file in storied_files(kept_stories(dataset.folder / "data")):
        assert b"maro" not in file.read_bytes()


def test_another_policy_sums_up_anew_and_reads_nothing(dataset: Dataset) -> None:
    dataset.write("all.jsonl", [FIRST, SECOND, THIRD])
    dataset.run()
    dataset.write("parties.csv", "party\nRed Crescent\n")
    policy = {"policy": "conservative", "parties": dataset.inputs / "parties.csv"}
    dataset.run(dataset.inputs / "all.jsonl", reconcile=policy)
    assert dataset.table(RUNS)["documents_unchanged"].tolist() == [0, 3]
    (toll,) = rows(dataset, SERIES)
    assert (toll["best_basis"], toll["low"], toll["high"], toll["parties"]) == ("conservative", 34, 66, 1)
    assert (toll["low_without_parties"], toll["high_without_parties"]) == (66, 66)


def test_what_is_changed_quietly_is_told(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [FIRST])
    dataset.run()
    dataset.write("a.jsonl", [FIRST | {"text": FIRST["text"].replace("34", "38") + " Some 200 are missing."}])
    dataset.run()
    told = [(row["change"], row["from_value"], row["to_value"]) for row in rows(dataset, FIGURE_CHANGES)]
    assert sorted(told, key=str) == [("added", None, 200), ("value", 34, 38)]
    assert all(row["seen_at"] for row in rows(dataset, FIGURE_CHANGES))
    dataset.write("a.jsonl", [FIRST])
    dataset.run()
    assert len(rows(dataset, FIGURE_CHANGES)) == 4


def test_parties_that_cannot_be_read_are_told(dataset: Dataset) -> None:
    dataset.write("parties.csv", "name\nArmy\n")
    dataset.write("a.jsonl", [FIRST])
    with pytest.raises(ValueError, match="has no column party"):
        dataset.run(dataset.inputs / "a.jsonl", reconcile={"parties": dataset.inputs / "parties.csv"})


def test_series_are_merged_and_split_by_a_person_until_that_is_taken_back(dataset: Dataset) -> None:
    dataset.write("all.jsonl", [FIRST, SECOND, THIRD, FERRY])
    dataset.run()
    before, lined = series_of(dataset), {row["url"]: row["series_id"] for row in rows(dataset, FIGURES)}
    by_number = {(row["url"], row["number_text"]): row["figure_id"] for row in rows(dataset, FIGURES)}
    out, ferry = by_number[THIRD["url"], "66"], by_number[FERRY["url"], "34"]
    table = dataset.folder / "c.csv"
    table.write_text(f"action,figure_id,into\nmerge,{ferry},{by_number[FIRST['url'], '34']}\nsplit,{out},mine\n")
    corrected = {"corrections": table}
    dataset.run(dataset.inputs / "all.jsonl", review=corrected)
    (toll,) = series_of(dataset).values()
    assert sorted(toll) == ["34", "34", "34", "61"]
    assert {row["figure_id"] for row in rows(dataset, FIGURES) if row["review"] == "changed"} == {ferry, out}
    (buried,) = rows(dataset, SERIES_DELETED)
    merged = lined[FERRY["url"]], lined[FIRST["url"]], "merged"
    assert (buried["series_id"], buried["into_series_id"], buried["reason"]) == merged
    dataset.write("d.jsonl", [article(7, "Maro ferry", "The ferry that sank off Maro killed 34 people, police said.")])
    dataset.run(dataset.inputs, review=corrected)
    assert dataset.table(REJECTS)["record_id"].tolist() == []
    dataset.run(dataset.inputs / "all.jsonl", review=corrected, reprocess=True)
    assert sorted(next(iter(series_of(dataset).values())))[:4] == ["34", "34", "34", "34"]
    table.write_text("action,figure_id,into\nmerge,00000000000000000000,11111111111111111111\n")
    dataset.run(dataset.inputs / "all.jsonl", review=corrected)
    (reject,) = rows(dataset, REJECTS)
    assert (reject["stage"], reject["reason"]) == ("review", "no_longer_applies")
    assert not any(row["review"] for row in rows(dataset, FIGURES))
    came_meanwhile = ["34"]  # to both as one: it stays
    assert series_of(dataset)[lined[FIRST["url"]]] == before[lined[FIRST["url"]]] + came_meanwhile
