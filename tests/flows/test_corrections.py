"""What a person corrects: seen in the tables of every run after, taken back with its line, never overwritten."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.plain import run_withdraw
from flows.settings import load_settings
from tasks.publish.check import check_release
from tasks.tables import (
    DISPUTES,
    DOCUMENTS,
    FIGURES,
    FIGURES_DELETED,
    REFUSED_NUMBERS,
    REJECTS,
    RUNS,
    ContractError,
    SettingError,
)
from tests.conftest import Dataset
from tests.flows import test_copies
from tests.flows.test_cli import newsfigures

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
    dataset.settings = {"publish": {"report": False}}
    dataset.run()
    dataset.settings |= {"review": {"corrections": dataset.folder / "corrections.csv"}}
    return dataset


def write(dataset: Dataset, *lines: dict[str, str]) -> None:
    names = list(dict.fromkeys(["action", *(name for line in lines for name in line)]))
    with (dataset.folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(lines)


def corrected(dataset: Dataset, *lines: dict[str, str], **settings: Any) -> pd.DataFrame:
    """The figures once these corrections are made, by their number."""
    write(dataset, *lines)
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


ADD_YEAR = {
    "action": "add",
    "article": "http://wire.example/a/?utm_source=feed",
    "quote": "In 2024 the  company",
    "number_text": "2024",
    "kind": "count",
    "value": "2024",
    "counted": "North Korean troops",
}


def test_add(dam: Dataset) -> None:
    before = dam.content()
    rows = corrected(dam, ADD_YEAR)
    added = rows.loc["2024"].to_dict()
    assert (added["review"], added["value"], added["counted_class"], added["affiliation"]) == (
        "added",
        *(2024, "soldiers", "KP"),
    )
    assert added["sentence"] == "In 2024 the company spent $3m on 12 pumps."
    assert (added["section"], added["sentence_index"]) == ("body", 2)
    assert dam.table(REFUSED_NUMBERS).empty
    rows = corrected(
        dam, ADD_YEAR, {"action": "change", "figure_id": added["figure_id"], "column": "source", "new_value": "Lee"}
    )
    assert (rows.loc["2024", "review"], rows.loc["2024", "source"]) == ("added", "Lee")
    dam.run(reprocess=True)
    assert figures(dam).loc["2024", "source"] == "Lee"
    corrected(dam)
    now = dam.content()
    assert [row["reason"] for row in now["figures_deleted"]] == ["taken back by a person"]
    tombstones = ("figures_deleted", "series_deleted")
    assert now == before | {name: now[name] for name in tombstones}


def test_an_added_figure_is_read_by_the_grammar_where_it_can_be(dam: Dataset) -> None:
    """The number alone is read where the sentence does not let it be a figure; one that is there is taken as it is."""
    line = {"action": "add", "article": "https://wire.example/a", "quote": "$3m on 12 pumps", "event": "bought"}
    rows = corrected(dam, {**line, "number_text": "$3m"})
    assert [rows.loc["$3m", name] for name in ("review", "event", "value", "unit")] == ["added", "bought", 3e6, "USD"]
    before = dam.content()
    rows = corrected(dam, {**line, "number_text": "12 pumps"})
    assert rejected(dam) == [f"line 2: figure {id_of(dam, '12')} stands there as '12': reject or change it"]
    assert before != dam.content()


def test_a_rejected_figure_makes_room_for_another(dam: Dataset) -> None:
    line = {"action": "add", "article": "https://wire.example/a", "quote": "12 pumps", "number_text": "12 pumps"}
    given = {"value": "12", "kind": "count"}
    rows = corrected(dam, {"action": "reject", "figure_id": id_of(dam, "12")}, line | given)
    assert rows.loc["12 pumps", "review"] == "added"
    assert dam.table(REFUSED_NUMBERS)["number_text"].tolist() == ["2024"]


def test_the_last_line_about_a_figure_holds(dam: Dataset) -> None:
    pumps = {"figure_id": id_of(dam, "12")}
    change = pumps | {"action": "change", "column": "event"}
    lines = [change | {"new_value": "sold"}, pumps | {"action": "reject"}, change | {"new_value": "bought"}]
    assert corrected(dam, *lines).loc["12", "event"] == "bought"
    assert "12" not in corrected(dam, *lines[::-1][:2]).index
    assert corrected(dam, *lines[::-1]).loc["12", "event"] == "sold"


def test_a_dispute_that_a_person_denies(dam: Dataset) -> None:
    assert dam.table(FIGURES)["disputed"].sum() == 2
    lines = [
        {"action": "change", "figure_id": id_of(dam, "34", place), "column": "disputed", "new_value": "no"}
        for place in (0, 1)
    ]
    corrected(dam, *lines)
    assert dam.table(FIGURES)["disputed"].sum() == 0
    assert dam.table(FIGURES)["disputed_by"].isna().all()
    assert dam.table(DISPUTES).empty


def test_bad_lines_cost_themselves_and_are_told(dam: Dataset) -> None:
    pumps = {"figure_id": id_of(dam, "12")}
    change = pumps | {"action": "change"}
    lines = [
        pumps | {"action": "acept"},
        {"action": "reject", "figure_id": "12"},
        change | {"column": "figure_id", "new_value": "x"},
        change | {"column": "value"},
        change | {"column": "value", "new_value": "many"},
        change | {"column": "bound", "new_value": "null"},
        change | {"column": "place_country", "new_value": "Ukraine"},
        ADD_YEAR | {"quote": "the company spent"},
        ADD_YEAR | {"article": ""},
        ADD_YEAR | {"value": "12,3"},
        {"action": "merge", "series_id": "1" * 20, "into": "1" * 20},
        {"action": "", "figure_id": "passed over"},
        pumps | {"action": "Accept"},
    ]
    assert corrected(dam, *lines).loc["12", "review"] == "accepted"
    told = dam.table(REJECTS)
    assert set(told["stage"]) == {"review"}
    details = sorted(rejected(dam), key=lambda line: int(line.split(":")[0].split()[1]))
    assert [line.split(":")[0] for line in details] == [f"line {number}" for number in range(2, 13)]
    assert details[0] == "line 2: no action 'acept': write one of accept, reject, change, add, merge, split"
    assert details[1] == "line 3: figure_id is '12': write the figure_id of the tables, 20 digits and letters"
    assert details[2].startswith("line 4: column 'figure_id' cannot be changed: write one of value, value_low, ")
    assert details[3] == "line 5: new_value is empty: write what value is to be, or null"
    assert details[4] == "line 6: value cannot be 'many': write a number, as in 11000 or 2.5"
    assert details[5].startswith("line 7: bound cannot be 'null': write one of exact, about")
    assert details[7] == "line 9: number_text '2024' stands not in the quote: quote the words around it"
    assert dam.table(RUNS)["rejects"].tolist() == [0, 0]
    assert corrected(dam, pumps | {"action": "accept"}).loc["12", "review"] == "accepted"
    assert dam.table(REJECTS).empty


def test_what_no_longer_applies_is_told_until_the_line_goes(dam: Dataset) -> None:
    pumps, six = id_of(dam, "12"), id_of(dam, "Six")
    lines = [
        {"action": "accept", "figure_id": pumps},
        ADD_YEAR | {"quote": "year 2024"},
        {"action": "accept", "figure_id": "0" * 20},
        ADD_YEAR | {"article": "https://wire.example/nowhere"},
        {"action": "accept", "figure_id": six},
    ]
    corrected(dam, *lines)
    first = [
        "line 3: the quote stands in the article not: it may have changed",
        f"line 4: no figure {'0' * 20} in the dataset: its sentence was changed, or its article is a copy now or"
        " withdrawn: correct or remove the line",
        "line 5: no article https://wire.example/nowhere in the dataset, or it is a copy now or withdrawn: correct or"
        " remove the line",
    ]
    assert rejected(dam) == first
    dam.run()
    assert rejected(dam) == first
    dam.write("a.jsonl", [{"url": "https://wire.example/a", "text": TEXT.replace("12 pumps", "14 pumps")}])
    dam.run()
    assert rejected(dam)[0].startswith(f"line 2: no figure {pumps} in the dataset")
    assert rejected(dam)[1:] == first
    run_withdraw([dam.table(FIGURES).query("figure_id == @six")["article_id"].iloc[0]], settings_of(dam))
    assert check_release(dam.release) == []
    assert rejected(dam)[-1].startswith(f"line 6: no figure {six} in the dataset")
    dam.write("a.jsonl", [{"url": "https://wire.example/a", "text": TEXT}])
    dam.run()
    assert figures(dam).loc["12", "review"] == "accepted"
    assert [line[:6] for line in rejected(dam)] == ["line 3", "line 4", "line 5", "line 6"]


def settings_of(dataset: Dataset) -> Any:
    return load_settings(output=dataset.folder / "data", **dataset.settings)


def figures_of(dataset: Dataset) -> Any:
    """The figures without their series: these keep the name of the figure that began them, also once that is gone."""
    return dataset.table(FIGURES, content_only=True).drop(columns="series_id").to_dict("records")


def test_a_correction_holds_from_the_first_run_on(dam: Dataset, new_dataset: Any) -> None:
    """The same tables come of one run with corrections, and of a run without and one with; but for tombstones."""
    lines = [
        {"action": "reject", "figure_id": id_of(dam, "34")},
        {"action": "change", "figure_id": id_of(dam, "12"), "column": "event", "new_value": "bought"},
        ADD_YEAR,
    ]
    corrected(dam, *lines)
    once = new_dataset("once")
    once.write("a.jsonl", (dam.inputs / "a.jsonl").read_text())
    once.settings = dam.settings | {"review": {"corrections": once.folder / "corrections.csv"}}
    corrected(once, *lines)
    assert figures_of(once) == figures_of(dam)
    for table in ("disputes", "refused_numbers", "documents"):
        assert once.content()[table] == dam.content()[table]
    corrected(once, *lines[1:])  # it was never released: what is kept tells of which article it is
    corrected(dam, *lines[1:])
    assert figures_of(once) == figures_of(dam)
    assert id_of(once, "34") == id_of(dam, "34")


def test_what_has_not_changed_is_not_read_again(dam: Dataset) -> None:
    line = {"action": "accept", "figure_id": id_of(dam, "12")}
    corrected(dam, line)
    run = dam.release.name
    dam.run()
    assert set(dam.table(FIGURES)["run_id"]) == set(dam.table(RUNS).sort_values("ended_at")["run_id"][:2])
    assert run in set(dam.table(FIGURES)["run_id"])
    paths = sorted(dam.release.glob("figures/*/*"))
    assert all(path.stat().st_nlink > 1 for path in paths)


def test_where_no_texts_are_kept(dam: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing can be read again, and that is told; when the articles are read, it is made good."""
    dam.settings["publish"] = {"report": False, "text": "none"}
    lines = [{"action": "accept", "figure_id": id_of(dam, "12")}]
    dam.run(review={})
    assert corrected(dam, *lines)["review"].isna().all()
    told = ["line 2: its article's text is not kept (publish.text): run with --reprocess"]
    assert rejected(dam) == told
    dam.run()
    assert rejected(dam) == told
    dam.run(reprocess=True)
    assert figures(dam).loc["12", "review"] == "accepted"
    assert rejected(dam) == []
    dam.run()
    assert (figures(dam).loc["12", "review"], rejected(dam)) == ("accepted", [])
    for _ in range(2):
        caplog.clear()
        assert corrected(dam).loc["12", "review"] == "accepted"
        assert [record.getMessage() for record in caplog.records] == [
            "1 corrections are taken back",
            "1 corrected articles cannot be read again, as their texts are not kept: run with --reprocess",
        ]
    dam.run(reprocess=True)
    assert figures(dam)["review"].isna().all()
    caplog.clear()
    dam.run()
    assert not caplog.records


@pytest.mark.parametrize("name", ["c.jsonl", "c.parquet", "c;.csv"])
def test_a_table_of_another_sort(dam: Dataset, name: str) -> None:
    rows = [
        {"action": "change", "figure_id": id_of(dam, "12"), "column": "negated", "new_value": "true"},
        ADD_YEAR | {"value": 2024.0},
    ]
    path = dam.folder / name
    if name.endswith("jsonl"):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{\n[]\n")
    elif name.endswith("parquet"):
        pd.DataFrame(rows).to_parquet(path)
    else:
        pd.DataFrame(rows).to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    dam.run(review={"corrections": str(path)})
    assert figures(dam).loc[["12", "2024"], "review"].tolist() == ["changed", "added"]
    assert bool(figures(dam).loc["12", "negated"])
    assert len(dam.table(REJECTS)) == (2 if name.endswith("jsonl") else 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file: see review.corrections"),
        (b"figure_id,column\n1,2\n", "no column action in its first line"),
        (b"action,quote\naccept,\xe9t\xe9\n", "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_ends_the_run(dam: Dataset, content: bytes | None, said: str) -> None:
    if content is not None:
        Path(dam.settings["review"]["corrections"]).write_bytes(content)
    before = dam.release
    with pytest.raises(SettingError, match=said):
        dam.run()
    assert dam.release == before


def test_a_copy_that_stands_for_itself_is_corrected(dam: Dataset) -> None:
    """A copy publishes no figures, so nothing is added to it before it stands for itself."""
    text = test_copies.FLOOD
    rows = [
        {"url": f"https://{name}.example/a", "text": text, "published": f"2025-03-0{day}"}
        for day, name in enumerate(("wire", "local"), 2)
    ]
    dam.write("b.jsonl", rows)
    add = ADD_YEAR | {
        "article": "https://local.example/a",
        "quote": "30 people",
        "number_text": "30",
        "event": "injured",
    }
    corrected(dam, add)
    assert rejected(dam)[0].startswith("line 2: no article https://local.example/a in the dataset, or it is a copy")
    first = dam.table(DOCUMENTS).query("url == 'https://wire.example/a' and text == @text")["article_id"].iloc[0]
    run_withdraw([first], settings_of(dam))
    assert check_release(dam.release) == []
    assert dam.table(FIGURES).query("number_text == '30'")["event"].tolist() == ["injured"]
    assert rejected(dam) == []


def test_batches_do_not_matter(dam: Dataset, new_dataset: Any) -> None:
    six, gone = id_of(dam, "Six"), id_of(dam, "34", 1)
    lines = [ADD_YEAR, {"action": "reject", "figure_id": gone}, {"action": "accept", "figure_id": six}]
    corrected(dam, *lines)
    apart = new_dataset("apart")
    apart.write("a.jsonl", (dam.inputs / "a.jsonl").read_text().splitlines()[1] + "\n")
    apart.write("b.jsonl", (dam.inputs / "a.jsonl").read_text().splitlines()[0] + "\n")
    apart.settings = dam.settings | {"ingest": {"batch_articles": 1}}
    apart.run()
    assert figures_of(apart) == figures_of(dam)
    assert apart.content()["refused_numbers"] == dam.content()["refused_numbers"]


def test_a_changed_figure_is_explained_as_such(dam: Dataset) -> None:
    figure_id = id_of(dam, "12")
    corrected(dam, {"action": "change", "figure_id": figure_id, "column": "value", "new_value": "13"})
    done = newsfigures("explain", figure_id, folder=dam.folder)
    assert (done.returncode, done.stderr) == (
        0,
        f"{figure_id} is published as a person has changed it: see review.corrections\n",
    )


def test_what_an_unfinished_run_has_left_is_not_corrected(dam: Dataset) -> None:
    """What lies on the shelf is as it was read: a run that takes it applies its own corrections to it."""
    pumps, money = ({"action": "accept", "figure_id": id_of(dam, number)} for number in ("12", "$3m"))
    write(dam, pumps)
    with pytest.raises(ContractError, match="min_documents"):
        dam.run(reprocess=True, gates={"min_documents": 100})
    assert list((dam.folder / "data" / "work" / "finished").glob("*-*"))
    write(dam, money)
    dam.run(reprocess=True)
    assert figures(dam)["review"].dropna().to_dict() == {"$3m": "accepted"}
