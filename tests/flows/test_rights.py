"""How much of the articles goes into a release, and that no secret does."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tasks.publish.check import check_release
from tasks.publish.export.exporting import export_release
from tasks.tables import DISPUTES, DOCUMENTS, FIGURES, REJECTS, RUNS
from tests.conftest import Dataset
from tests.flows.test_cli import newsfigures

SAID = "At least 34 people died in the flood, police said. The mayor denied that 34 people had died."
SECRET = "open-sesame"


def article(name: str, day: int = 2, **fields: str) -> dict[str, str]:
    return {"url": f"https://{name}.example/a", "text": SAID, "published": f"2025-03-{day:02}", **fields}


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize(("text", "sentences"), [("sentence", True), ("none", False)])
def test_texts_are_published_no_further_than_is_wished(dataset: Dataset, text: str, sentences: bool) -> None:
    dataset.write("a.jsonl", [article("wire")])
    dataset.run(publish={"text": text})
    figures, documents = dataset.table(FIGURES), dataset.table(DOCUMENTS)
    assert figures["number_text"].tolist() == ["34", "34"]
    assert figures["disputed"].tolist() == [True, True]
    assert documents[["text", "notes"]].isna().all(axis=None)
    assert figures["sentence"].notna().all() == dataset.table(DISPUTES)["sentence"].notna().all() == sentences
    told = (dataset.release / "README.md").read_text("utf-8")
    assert "`documents.notes`, `documents.text`" in told
    assert (b"The mayor denied" in bytes_of(dataset.folder / "data" / "current")) == sentences


def test_a_run_shows_what_it_found_also_without_sentences(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [article("wire")])
    (dataset.folder / "newsfigures.toml").write_text(
        'publish = {text = "none", title = "Flood <desk>"}\nengine = "none"'
    )
    done = newsfigures("run", "in", folder=dataset.folder)
    assert (done.returncode, done.stdout.splitlines()[1].split("\t")[0]) == (0, "34")
    assert "Flood &lt;desk&gt; · newsfigures" in (dataset.folder / "data/current/report.html").read_text("utf-8")


@pytest.mark.parametrize("form", ["sqlite", "parquet", "csv"])
def test_a_release_without_texts_can_be_exported(dataset: Dataset, form: str) -> None:
    dataset.write("a.jsonl", [article("wire")])
    dataset.run(publish={"text": "none"})
    assert export_release(dataset.release, dataset.folder / "out", form)


def test_a_narrower_policy_takes_what_is_there_out_of_every_release(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [article("wire"), article("other", 3, text="Six people were hurt in May in a fire.")])
    for policy in ("full", "full", "none"):
        dataset.run(publish={"text": policy})
    assert [path.name for path in (dataset.folder / "data" / "releases").iterdir()] == [dataset.release.name]
    assert dataset.table(DOCUMENTS)["text"].isna().all()
    assert len(dataset.table(FIGURES)) == 3


def test_a_wider_policy_holds_for_what_is_read_from_then_on(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [article("wire")])
    dataset.run(publish={"text": "none"})
    dataset.run(publish={"text": "full"})
    assert dataset.table(DOCUMENTS)["text"].isna().all()
    dataset.run(publish={"text": "full"}, reprocess=True)
    assert dataset.table(DOCUMENTS)["text"].tolist() == [SAID]
    assert dataset.table(FIGURES)["sentence"].notna().all()


def test_the_check_finds_texts_that_should_not_be_there(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [article("wire")])
    dataset.run()
    runs = dataset.release / "runs.parquet"
    table = pq.read_table(runs)
    settings = table["settings"][0].as_py().replace('"text":"full"', '"text":"none"')
    index = table.schema.get_field_index("settings")
    pq.write_table(table.set_column(index, table.schema.field(index), [[settings]]), runs)
    problems = check_release(dataset.release)
    assert "documents.text: 1 values where publish.text is none" in problems
    assert "figures.sentence: 2 values where publish.text is none" in problems


def test_no_secret_stands_in_the_tables(dataset: Dataset) -> None:
    address = f"https://ann:{SECRET}@paper.example/a?page=2&X-Amz-Signature={SECRET}"
    dataset.write("a.jsonl", [article("wire", url=address, id=address), article("bad", text="", id=address + "2")])
    dataset.run(fetch={"user_agent": f"desk (https://desk:{SECRET}@desk.example/?token={SECRET})"})
    assert SECRET.encode() not in bytes_of(dataset.release)
    for table in (DOCUMENTS, FIGURES, REJECTS, RUNS):
        assert SECRET not in dataset.table(table).to_csv()
    assert dataset.table(DOCUMENTS)["url"].tolist() == ["https://…@paper.example/a?page=2&X-Amz-Signature=…"]
    assert json.loads(dataset.table(RUNS)["settings"][0])["fetch"]["user_agent"].count("…") == 2
