"""The whole pipeline without Prefect: what a second run does, and what nothing may change."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.plain import reconcile
from flows.run import LOCK, open_run
from flows.settings import load_settings
from tasks.clean.documents import clean_batch
from tasks.extract.figures import extract_once
from tasks.extract.numbers import Grammar
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.publish.compare import compare_documents
from tasks.publish.dataset import table_files
from tasks.publish.release import publish_release
from tasks.tables import (
    DOCUMENTS,
    EVENTS,
    FIGURES,
    FIGURES_DELETED,
    FORMATS,
    REFUSED_NUMBERS,
    REJECTS,
    RUNS,
    ContractError,
)
from tests.conftest import ROOT, Dataset, on_disk

Content = dict[str, list[dict[str, Any]]]

SEEDS = ROOT / "seeds"


def counts(dataset: Dataset) -> tuple[int, int, int]:
    row = dataset.table(RUNS).iloc[-1]
    return row["documents_new"], row["documents_changed"], row["documents_unchanged"]


def test_the_seeds_become_figures_in_every_format(dataset: Dataset) -> None:
    result = dataset.run(SEEDS)
    documents = dataset.table(DOCUMENTS)
    assert set(documents["format"]) == set(FORMATS) - {"sitemap"}
    assert len(documents) == 20
    assert not result.rejects
    assert len(dataset.table(FIGURES)) >= 100
    assert len(dataset.table(REFUSED_NUMBERS)) >= 20
    assert len(dataset.table(EVENTS)) == 47


def test_the_first_release_is_also_what_an_empty_input_gives(dataset: Dataset) -> None:
    dataset.write("empty.txt", "")
    dataset.run()
    assert dataset.table(FIGURES).empty
    assert list(table_files(dataset.release, FIGURES)) == ["unknown"]
    assert dataset.table(REJECTS)["reason"].tolist() == ["empty"]
    dataset.write("full.jsonl", [{"text": "Six died.", "published": "2025-02-25"}])
    dataset.run()
    assert list(table_files(dataset.release, FIGURES)) == ["2025-02"]


def test_a_second_run_publishes_the_same_bytes(dataset: Dataset) -> None:
    dataset.run(SEEDS)
    first = {path: path.read_bytes() for path in sorted(dataset.release.rglob("*.parquet"))}
    names = {path.relative_to(dataset.release): data for path, data in first.items()}
    dataset.run(SEEDS)
    again = {
        path.relative_to(dataset.release): path.read_bytes() for path in sorted(dataset.release.rglob("*.parquet"))
    }
    assert counts(dataset) == (0, 0, 20)
    assert {name for name in names if names[name] != again[name]} == {Path("runs.parquet")}


def test_reading_all_again_changes_no_byte(dataset: Dataset) -> None:
    dataset.run(SEEDS)
    first = {path.relative_to(dataset.release): path.read_bytes() for path in dataset.release.rglob("*.parquet")}
    dataset.run(SEEDS, reprocess=True)
    again = {path.relative_to(dataset.release): path.read_bytes() for path in dataset.release.rglob("*.parquet")}
    assert counts(dataset) == (0, 0, 20)
    assert {name for name in first if first[name] != again[name]} == {Path("runs.parquet")}


def test_neither_order_nor_batches_nor_earlier_runs_change_the_rows(new_dataset: Callable[[str], Dataset]) -> None:
    whole = new_dataset("whole")
    whole.run(SEEDS)
    files = sorted(SEEDS.iterdir())
    random.Random(1).shuffle(files)
    shuffled = new_dataset("shuffled")
    shuffled.run(*files, ingest={"batch_articles": 1})
    assert shuffled.content() == whole.content()
    grown = new_dataset("grown")
    for file in files:
        grown.run(file)
    assert named_by_figures(grown.content()) == named_by_figures(whole.content())


def named_by_figures(content: Content) -> Content:
    """Return tables whose series have the least of their figures for a name: theirs is the one that was read first."""
    names: dict[str, str] = {}
    for row in content["figures"]:
        names[row["series_id"]] = min(names.get(row["series_id"], row["figure_id"]), row["figure_id"])
    of_series = {
        table: sorted(({**row, "series_id": names[row["series_id"]]} for row in content[table]), key=str)
        for table in ("figures", "series", "series_points")
    }
    return content | of_series


def test_one_text_from_two_inputs_is_one_document_in_any_order(new_dataset: Callable[[str], Dataset]) -> None:
    url = "https://example.org/a"
    contents = []
    for name, order in (("one", ("a", "b")), ("other", ("b", "a"))):
        dataset = new_dataset(name)
        for outlet, file in zip(("Post", "Times"), order, strict=True):
            dataset.write(f"{file}.jsonl", [{"id": outlet, "outlet": outlet, "url": url, "text": "Six died."}])
        dataset.run(ingest={"batch_articles": 1})
        contents.append(dataset.content())
    assert contents[0] == contents[1]
    assert [len(contents[0][name]) for name in ("documents", "figures")] == [1, 1]
    assert contents[0]["figures"][0]["outlet"] == contents[0]["documents"][0]["outlet"] == "Post"


def test_more_input_adds(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    before = dataset.table(FIGURES).to_dict("records")
    dataset.write("b.txt", "Two were hurt.")
    dataset.run()
    after = dataset.table(FIGURES).to_dict("records")
    assert counts(dataset) == (1, 0, 1)
    assert [row for row in after if row in before] == before
    assert len(after) == 2


def test_a_changed_input_is_a_new_version_and_its_figures_replace_the_old(dataset: Dataset) -> None:
    dataset.write("a.txt", "At least 34 died. Two ships sank.")
    dataset.run()
    old = dataset.table(FIGURES)
    dataset.write("a.txt", "At least 38 died. Two ships sank.")
    dataset.run()
    documents, figures = dataset.table(DOCUMENTS), dataset.table(FIGURES)
    assert counts(dataset) == (0, 1, 0)
    assert documents[["version", "is_current", "figures"]].to_numpy().tolist() == [[1, False, 0], [2, True, 2]]
    ids = dict(zip(figures["value"], figures["figure_id"], strict=True))
    before = dict(zip(old["value"], old["figure_id"], strict=True))
    assert set(ids) == {38, 2}
    assert ids[2] == before[2], "an id survives edits elsewhere"
    deleted = dataset.table(FIGURES_DELETED)
    assert deleted[["figure_id", "reason"]].to_numpy().tolist() == [[before[34], "revised"]]


def test_a_text_that_comes_back_is_the_document_it_was(dataset: Dataset) -> None:
    for number in (34, 38, 34):
        dataset.write("a.txt", f"At least {number} died.")
        dataset.run()
    documents = dataset.table(DOCUMENTS)
    assert counts(dataset) == (0, 1, 0)
    assert documents[["version", "is_current"]].to_numpy().tolist() == [[1, True], [2, False]]
    assert dataset.table(FIGURES)["value"].tolist() == [34]
    assert len(dataset.table(FIGURES_DELETED)) == 1


def test_versions_in_one_run_come_in_order_of_their_dates(dataset: Dataset) -> None:
    url = "https://example.org/toll"
    rows = [
        {"id": "b", "url": url, "text": "38 died.", "published": "2025-02-02"},
        {"id": "a", "url": url + "?utm_source=x", "text": "34 died.", "published": "2025-02-01"},
    ]
    dataset.write("a.jsonl", rows)
    dataset.run()
    documents = dataset.table(DOCUMENTS).sort_values("version")
    assert documents["record_id"].tolist() == ["a", "b"]
    assert dataset.table(FIGURES)["value"].tolist() == [38]


def test_a_date_that_changes_moves_the_rows_to_their_month(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [{"id": 1, "text": "Six died.", "published": "2025-02-25"}])
    dataset.run()
    dataset.write("a.jsonl", [{"id": 1, "text": "Six died.", "published": "2025-03-01"}])
    dataset.run()
    assert list(table_files(dataset.release, FIGURES)) == ["2025-03"]
    assert len(dataset.table(FIGURES)) == 1
    assert dataset.table(FIGURES_DELETED).empty


def test_a_changed_setting_reads_again(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    dataset.run(clean={"published": "2025-02-25"})
    assert dataset.table(FIGURES)["published_date"].astype(str).tolist() == ["2025-02-25"]


def test_a_changed_word_list_reads_again(dataset: Dataset) -> None:
    dataset.write("a.txt", "Dozens died.")
    dataset.run()
    before = dataset.table(FIGURES)
    words = dataset.folder / "vague.csv"
    words.write_text("# ours\nwords,low,high\ndozens,20,80\n")
    dataset.run(extract={"vague_numbers": words})
    after = dataset.table(FIGURES)
    assert (before["value_low"].iloc[0], after["value_low"].iloc[0]) == (24, 20)
    assert before["figure_id"].tolist() == after["figure_id"].tolist()


def test_changed_code_reads_again(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    copy = dataset.folder / "tasks"
    shutil.copytree(ROOT / "tasks", copy)
    (copy / "sentences.py").write_text("# another splitter\n")
    monkeypatch.setattr("flows.versions.files", lambda package: copy)
    dataset.run()
    versions = dataset.table(RUNS)["versions"]
    assert versions.iloc[0] != versions.iloc[1]
    assert counts(dataset) == (0, 0, 1)


def test_rejects_stay_until_the_input_is_read_well(dataset: Dataset) -> None:
    path = dataset.write("a.jsonl", '{"text": "Six died."}\n{broken\n')
    dataset.write("b.txt", "")
    dataset.run()
    assert sorted(dataset.table(REJECTS)["reason"]) == ["empty", "not_json"]
    dataset.run(path)
    assert sorted(dataset.table(REJECTS)["reason"]) == ["empty", "not_json"]
    dataset.write("a.jsonl", '{"text": "Six died."}\n{"text": "Two died."}\n')
    dataset.run(path)
    assert dataset.table(REJECTS)["reason"].tolist() == ["empty"]
    dataset.write("b.txt", "One died.")
    dataset.run()
    assert dataset.table(REJECTS).empty


def test_a_document_on_which_a_rule_fails_stays_as_it_was(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    dataset.write("a.txt", "Seven died.")
    with monkeypatch.context() as broken:
        broken.setattr(Grammar, "read", lambda grammar, sentence: 1 // 0)
        dataset.run(workers=1)  # in this process, which is the one that is broken
    assert dataset.table(FIGURES)["value"].tolist() == [6]
    assert dataset.table(REJECTS)["reason"].tolist() == ["failed"]
    dataset.run()
    assert dataset.table(FIGURES)["value"].tolist() == [7]
    assert dataset.table(REJECTS).empty


def test_an_article_of_one_sentence_is_a_document(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [{"id": "x1", "text": "Six died."}])
    dataset.run()
    assert dataset.table(DOCUMENTS)["record_id"].tolist() == ["x1"]
    assert dataset.table(FIGURES)["section"].tolist() == ["lead"]


def test_reading_again_brings_no_old_version_back(dataset: Dataset) -> None:
    url = "https://example.org/a"
    first = dataset.write("1.jsonl", [{"id": 1, "url": url, "text": "34 died.", "published": "2025-02-02"}])
    dataset.run(first)
    second = dataset.write("2.jsonl", [{"id": 1, "url": url, "text": "38 died.", "published": "2025-02-01"}])
    dataset.run(second)
    for sources in ((first, second), (first,), (second,)):
        dataset.run(*sources, reprocess=True)
        assert dataset.table(FIGURES)["value"].tolist() == [38]
        assert dataset.table(DOCUMENTS).sort_values("version")["is_current"].tolist() == [False, True]
    assert dataset.table(FIGURES_DELETED)["reason"].tolist() == ["revised"]


def test_a_slow_run_keeps_its_release_when_quick_ones_overtook_it(dataset: Dataset) -> None:
    slow = dataset.write("slow.txt", "Six died.")
    quick = dataset.write("quick.txt", "Two died.")
    settings = load_settings(output=dataset.folder / "data", publish={"keep": 1})
    with open_run(settings) as begun:
        for _ in range(3):
            dataset.run(quick, publish={"keep": 1})
        (batch,) = plan_batches(on_disk(slow), settings.ingest.options(), **settings.ingest.arguments())
        cleaned = clean_batch(
            ingest_batch(batch, begun.work, begun.shelf.reader, settings.ingest.options(), begun.known)
        )
        documents = compare_documents([cleaned], begun.output, begun.work)
        extracted = [extract_once(folder, begun.compared, begun.shelf) for folder in documents]
        reconcile(begun, extracted, settings)
        publish_release(extracted, begun.work, begun.output, begun.run, begun.word_tables, keep=1)
    assert dataset.release.name == begun.run.run_id
    assert sorted(dataset.table(FIGURES)["value"]) == [2, 6]


@pytest.mark.parametrize("file", ["documents/month=unknown/part-0.parquet", "runs.parquet"])
def test_a_damaged_release_is_one_clear_line(dataset: Dataset, file: str) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    damaged = dataset.release / file
    damaged.write_bytes(damaged.read_bytes()[:100])
    dataset.write("a.txt", "Seven died.")
    with pytest.raises(ContractError, match="point `current` to an older release"):
        dataset.run()
    assert dataset.release == damaged.parents[file.count("/")]
    shutil.rmtree(dataset.release)
    with pytest.raises(ContractError, match="points to nothing"):
        dataset.run()


def test_three_releases_are_kept_and_no_work_is_left(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    for _ in range(5):
        dataset.run()
    data = dataset.folder / "data"
    assert len(list((data / "releases").iterdir())) == 3
    assert len(list((data / "seen").iterdir())) == 3
    assert len(dataset.table(RUNS)) == 5
    assert sorted(path.name for path in data.iterdir()) == [".lock", "current", "releases", "seen"]


def test_what_a_run_left_that_was_killed_as_it_began_goes(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    work = dataset.folder / "data" / "work"
    empty, unlocked, held = (work / f"new-2026010{day}" for day in (1, 2, 3))
    for folder in (empty, unlocked, held):
        folder.mkdir(parents=True)
    (unlocked / LOCK).touch()
    with (held / LOCK).open("w") as lock:
        flock(lock, LOCK_EX)
        dataset.run()
        assert [path.name for path in work.iterdir()] == [held.name]  # it is about to begin
    dataset.run()
    assert not work.exists()


def test_columns_of_later_stages_are_there_and_null(dataset: Dataset) -> None:
    dataset.run(SEEDS)
    figures = dataset.table(FIGURES)
    empty = {name for name in figures if figures[name].isna().all()}
    assert "review" in empty
    assert isinstance(figures["published_at"].dtype, pd.ArrowDtype)


@pytest.mark.parametrize("batch", [1, 500])
def test_a_text_with_two_dates_is_read_with_one_in_any_order(new_dataset: Callable[[str], Dataset], batch: int) -> None:
    text = "Six people died on Tuesday, police said in 2024."
    lines = [{"url": "https://example.org/a", "text": text, "published": f"2025-02-{day}"} for day in (27, 20)]
    contents = []
    for name, order in (("one", lines), ("other", lines[::-1])):
        dataset = new_dataset(name)
        dataset.write("a.jsonl", [{"id": 1} | line for line in order])
        dataset.run(ingest={"batch_articles": batch})
        contents.append(dataset.content())
        (figure,) = dataset.table(FIGURES).to_dict("records")
        assert (str(figure["published_date"]), str(figure["time_from"])) == ("2025-02-20", "2025-02-18")
        assert len(dataset.table(REFUSED_NUMBERS)) == 1
    assert repr(contents[0]) == repr(contents[1])


def test_a_closed_gate_leaves_the_last_release_and_says_why(dataset: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    dataset.write("a.txt", "Six people died in the storm.")
    dataset.run()
    before = dataset.release
    for name in ("b.txt", "c.txt"):
        dataset.write(name, "")
    gates = {"max_failed_share": 0.5}
    with pytest.raises(ContractError, match=r"2 of 3 inputs failed, gates\.max_failed_share allows 0\.5 of them"):
        dataset.run(gates=gates)
    assert dataset.release == before
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert told == [f"rejected: {dataset.inputs}/{name}: nothing in it" for name in ("b.txt", "c.txt")]
    dataset.run(gates={"max_failed_share": 0.7, "min_documents": 1})  # what has not changed counts as read
    assert dataset.release != before


def test_a_jump_only_warns(dataset: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    rows = [{"id": n, "text": f"A storm killed {n + 2} people and hurt {n + 70}."} for n in range(60)]
    dataset.write("a.jsonl", rows[:10])
    dataset.run()
    assert "factor" not in caplog.text
    dataset.write("b.jsonl", rows[10:])
    dataset.run()
    assert "after 20: more than a factor of 3 (gates.surprising_factor)" in caplog.text
