"""The command line as its users meet it: each command in a process of its own, without a server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tasks.tables import DOCUMENTS, FIGURES
from tests.conftest import ROOT, Dataset

NEWSFIGURES = str(Path(sys.executable).parent / "newsfigures")


def newsfigures(
    *words: str, folder: Path = ROOT, text: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NEWSFIGURES, *words],
        cwd=folder,
        input=text,
        env={**os.environ, "NEWSFIGURES_ENGINE": "none", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_says_which_version_it_is() -> None:
    done = newsfigures("--version")
    assert (done.returncode, done.stdout) == (0, f"{version('newsfigures')}\n")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_model_that_cannot_be_loaded_is_one_line(dataset: Dataset, workers: str) -> None:
    """Whether it is loaded here or, meanwhile, in another process."""
    dataset.write("a.txt", "Six died.")
    done = newsfigures("run", "in", "--workers", workers, folder=dataset.folder, NEWSFIGURES_EXTRACT__MODEL="pytest")
    lines = [line for line in done.stderr.splitlines() if "batches" not in line]
    assert (done.returncode, len(lines)) == (2, 1)
    assert lines[0].startswith("model 'pytest': spaCy cannot load it")


def test_run_prints_plain_lines_when_piped(dataset: Dataset) -> None:
    dataset.write("a.txt", "At least 34 people died, police said.")
    done = newsfigures("run", "in", folder=dataset.folder)
    told = [f"1 of 1 batches {what}" for what in ("cleaned", "read", "lined up", "drawn")]
    assert (done.returncode, done.stderr.splitlines()) == (0, told)
    assert done.stdout.splitlines() == [
        "number_text\tvalue\tbound\tunit\tcounted\tevent\tsource\tsentence",
        "34\t34\tat_least\t\tpeople\tkilled\tpolice\tAt least 34 people died, police said.",
        "what\thow many",
        "documents\t1 new, 0 changed, 0 unchanged",
        "rejected\t0",
        "figures\t1",
        done.stdout.splitlines()[6],
        "tables\tdata/current",
        "report\tdata/current/report.html",
    ]
    assert pq.read_table(dataset.folder / "data/current/runs.parquet").num_rows == 1


def test_run_on_a_terminal_draws_a_line_for_each_figure(dataset: Dataset) -> None:
    dataset.write("a.txt", "At least 34 [b]people died in a fire that burned for three days and nights in the city.")
    lines = on_a_terminal(dataset.folder, "run", "in")
    assert lines[0].startswith("│ 34")
    assert "[b]" in lines[0]
    assert lines[1].startswith("│ three days")


def test_the_readme_shows_what_a_run_prints(dataset: Dataset) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [line for line in readme.splitlines() if line.startswith("│")]
    brief = str(ROOT / "seeds" / "overnight-strikes.txt")
    assert len(shown) >= 5
    assert set(shown) <= set(on_a_terminal(dataset.folder, "run", brief, "--show", "19"))


def on_a_terminal(folder: Path, *words: str) -> list[str]:
    """Run the command on a terminal of 116 columns; return the lines of the tables it drew."""
    screen, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "116", "NEWSFIGURES_ENGINE": "none"}
    folder.mkdir(exist_ok=True)
    command = [NEWSFIGURES, *words]
    with subprocess.Popen(command, cwd=folder, stdout=terminal, stderr=terminal, env=environment) as running:
        os.close(terminal)
        said = b""
        while chunk := _read(screen):  # while it runs: a terminal holds few lines that nobody reads
            said += chunk
    assert running.returncode == 0
    lines = [line.strip() for line in said.decode().splitlines() if line.startswith("│")]
    assert all(len(line) <= 116 for line in lines)
    return lines


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the other end is closed
        return b""


def test_run_as_json_is_one_object(dataset: Dataset) -> None:
    dataset.write("a.jsonl", '{"text": "Six died."}\n{broken\n')
    done = newsfigures("run", "in", "--json", folder=dataset.folder)
    found = json.loads(done.stdout)
    assert found["run"]["figures"] == 1
    assert [row["reason"] for row in found["rejects"]] == ["not_json"]
    assert Path(found["release"]).is_dir()
    assert done.stderr == ""


def test_every_bad_input_is_one_clear_line_and_the_run_goes_on(dataset: Dataset) -> None:
    dataset.write("good.txt", "Six died.")
    dataset.write("empty.txt", "")
    dataset.write("lines.jsonl", '{"text": "Two died."}\n{broken\n' + '{"text": "' + "x" * 30_000_000 + '"}\n')
    (dataset.inputs / "latin.txt").write_bytes("Café".encode("latin-1"))
    (dataset.inputs / "torn.parquet").write_bytes(b"PAR1")
    done = newsfigures("run", "in", "nope", folder=dataset.folder)
    assert done.returncode == 0
    lines = [line.removeprefix("rejected: ") for line in done.stderr.splitlines() if line.startswith("rejected")]
    here = str(dataset.inputs)
    expected = [
        (f"{dataset.folder}/nope: ", "no such file or folder: check the path"),
        (f"{here}/torn.parquet: ", "not readable as Parquet"),
        (f"{here}/empty.txt: ", "nothing in it"),
        (f"{here}/latin.txt: ", "not UTF-8 (byte 0xe9 at 3): save it as UTF-8"),
        (f"{here}/lines.jsonl, line 2: ", "not JSON (Expecting property name"),
        (f"{here}/lines.jsonl, line 3: ", "30,000,013 bytes, over ingest.max_record_bytes = 10,000,000"),
    ]
    assert len(lines) == len(expected)
    assert all(any(line.startswith(where + what) for line in lines) for where, what in expected), lines
    rejects = pq.read_table(dataset.folder / "data/current/rejects.parquet")["detail"].to_pylist()
    assert sorted(rejects) == sorted(lines)
    assert "figures\t2" in done.stdout


def test_exit_codes(dataset: Dataset) -> None:
    dataset.inputs.mkdir()
    run = ("run", "in/nope.txt", "--output", "out")
    assert newsfigures(*run, folder=dataset.folder).returncode == 1
    dataset.write("a.txt", "Six died.")
    assert newsfigures("run", "in", "--output", "out", folder=dataset.folder).returncode == 0
    assert newsfigures("run", "in", "--output", "out", folder=dataset.folder).returncode == 0, "unchanged is no failure"
    assert newsfigures("check", "out", folder=dataset.folder).returncode == 0
    done = newsfigures("run", "in/nope.txt", "--output", "out", folder=dataset.folder)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), "nothing read, but a dataset is there"
    for words in (
        ("run",),
        ("run", "in", "--workers", "0"),
        ("run", "in", "--published", "soon"),
        ("check", "in"),
        ("bad",),
    ):
        assert newsfigures(*words, folder=dataset.folder).returncode == 2, words


def test_an_output_that_cannot_be_written_is_one_line(dataset: Dataset) -> None:
    path = dataset.write("a.txt", "Six died.")
    done = newsfigures("run", "in", "--output", str(path), "--json", folder=dataset.folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "the last release stays as it was" in done.stderr


def test_a_killed_run_leaves_the_release_and_the_next_one_tidies_up(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    newsfigures("run", "in", folder=dataset.folder)
    before, work = dataset.release, dataset.folder / "data" / "work"
    dataset.write("b.jsonl", [{"id": number, "text": f"{number} died. " * 20} for number in range(500)])
    running = subprocess.Popen([NEWSFIGURES, "run", "in", "--engine", "none"], cwd=dataset.folder)
    while not _has_batch(work):
        time.sleep(0.01)
    running.kill()
    running.wait()
    assert dataset.release == before
    assert list(work.iterdir())
    assert newsfigures("run", "in", folder=dataset.folder).returncode == 0
    assert not work.exists()
    assert len(dataset.table(DOCUMENTS)) == 501


def _has_batch(work: Path) -> bool:
    """Say whether a run has written a batch; os.walk, for a glob fails where the run renames a folder meanwhile."""
    return any(name.startswith("batch-") for _, folders, files in os.walk(work) for name in [*folders, *files])


def test_two_runs_at_once_lose_nothing(dataset: Dataset) -> None:
    for name in ("a", "b", "c"):
        dataset.write(f"{name}.txt", f"{name} saw six people die.")
    words = [[NEWSFIGURES, "run", f"in/{name}.txt", "--engine", "none"] for name in ("a", "b", "c")]
    running = [subprocess.Popen(each, cwd=dataset.folder, stdout=subprocess.DEVNULL) for each in words]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    assert len(dataset.table(FIGURES)) == 3
    assert newsfigures("check", "data", folder=dataset.folder).returncode == 0


def test_a_rerun_shows_the_figures_of_what_was_named(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.write("b.txt", "Seven died.")
    newsfigures("run", "in", folder=dataset.folder)
    done = newsfigures("run", "in/b.txt", folder=dataset.folder)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()][:3] == ["number_text", "Seven", "what"]


def test_a_dataset_in_the_folder_that_is_read_is_not_read(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    for _ in range(3):
        newsfigures("run", ".", folder=dataset.inputs)
    documents = pq.read_table(dataset.inputs / "data/current/documents")
    assert documents["record_id"].to_pylist() == ["a.txt"]


def test_check_says_what_is_wrong(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    dataset.run()
    (dataset.release / "notes.txt").write_text("x")
    done = newsfigures("check", "data", folder=dataset.folder)
    assert (done.returncode, done.stderr) == (1, "notes.txt: a stray file: no table of the contract\n")


def test_text_shows_figures_and_refusals() -> None:
    done = newsfigures("text", "About 40 people died on 3 May 2024.")
    assert done.returncode == 0
    assert "40\t40\t40\t40\tabout\tAbout\tcount" in done.stdout
    assert "date" in done.stdout


def test_text_on_a_terminal_fits_and_shows_what_it_was_read_as(dataset: Dataset) -> None:
    lines = on_a_terminal(dataset.folder, "text", "Up to 3-4 million fled 5 km; dozens died on 9/11.")
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]
    assert ["3-4 million", "3,000,000..4,000,000", "", "", "displaced", "", "stated", "", ""] in cells
    assert ["5 km", "5", "kilometre", "", "", "", "stated", "", ""] in cells
    assert ["dozens", "24..99", "", "", "killed", "", "stated", "", ""] in cells
    assert ["9/11", "date", "idiom"] in cells


def test_text_of_a_day_says_who_where_and_when(dataset: Dataset) -> None:
    text = "Six people died in Lyon on Tuesday, police said. The mayor denied it."
    lines = on_a_terminal(dataset.folder, "text", text, "--published", "2025-03-07")
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]
    assert ["Six", "6", "", "people", "killed", "police", "claimed", "Lyon, FR-ARA", "2025-03-04"] in cells
    assert ["The mayor", "deny", "denied", "The mayor denied it."] in cells


def test_text_reads_standard_input_and_speaks_json() -> None:
    done = newsfigures("text", "-", "--json", text="It cost $3m.\n\nOr more.")
    (figure,) = json.loads(done.stdout)["figures"]
    assert (figure["number_text"], figure["value"], figure["unit"]) == ("$3m", 3e6, "USD")


def test_text_loads_neither_prefect_nor_pandas() -> None:
    code = (
        "import sys; from flows.cli import app; app(['text', 'Six died.'], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"prefect", "pandas"} & set(done.stdout.split())


def test_without_prefect_means_without_prefect(dataset: Dataset) -> None:
    dataset.write("a.txt", "Six died.")
    words = ["run", str(dataset.inputs), "--engine", "none", "--output", str(dataset.folder / "data")]
    code = (
        f"import sys; from flows.cli import app; app({words}, standalone_mode=False); print('prefect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("environment", "toml", "line"),
    [
        ({"NEWSFIGURES_CLEAN__PUBLISHED": "soon"}, "", "setting clean.published: Input should be a valid date"),
        ({}, "[clean]\nhtml = 'slow'\n", "setting clean.html: Input should be 'fast' or 'precision' (got 'slow')"),
        ({}, "colour = 1\n", "setting colour: Extra inputs are not permitted (got 1)"),
        ({}, "= 1\n", "newsfigures.toml: not TOML"),
        ({"NEWSFIGURES_INGEST": "notjson"}, "", "the environment or newsfigures.toml: error parsing"),
        (
            {"NEWSFIGURES_INGEST__MAX_RECORD_BYTES": "9" * 20},
            "",
            "setting ingest.max_record_bytes: Input should be less",
        ),
        ({"NEWSFIGURES_EXTRACT__VAGUE_NUMBERS": "nope.csv"}, "", "nope.csv: not readable as a word list"),
        ({"NEWSFIGURES_RUNNER": "dask"}, "", "setting runner: engine none has no runners: set engine to prefect, or"),
        (
            {"NEWSFIGURES_RUNNER": "dask", "NEWSFIGURES_ENGINE": "prefect"},
            "",
            "setting address: runner dask needs a scheduler's, as in tcp://10.0.0.5:8786 (got None)",
        ),
        (
            {"NEWSFIGURES_ENGINE": "prefect"},
            'runner = "dask"\naddress = "10.0.0.5"',
            "setting address: runner dask needs a scheduler's, as in tcp://10.0.0.5:8786 (got '10.0.0.5')",
        ),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, environment: dict[str, str], toml: str, line: str) -> None:
    if toml:
        (tmp_path / "newsfigures.toml").write_text(toml)
    done = newsfigures("text", "Dozens died.", folder=tmp_path, **environment)
    assert done.returncode == 2
    assert done.stderr.startswith(line)
    assert len(done.stderr.splitlines()) == 1


def test_settings_come_from_file_environment_and_command_line_in_that_order(tmp_path: Path) -> None:
    (tmp_path / "newsfigures.toml").write_text("workers = 3\n[ingest]\nbatch_articles = 10\nbatch_bytes = 1000\n")

    def shown(**environment: str) -> Any:
        return json.loads(newsfigures("settings", "--json", folder=tmp_path, **environment).stdout)

    assert (shown()["workers"], shown()["ingest"]["batch_articles"]) == (3, 10)
    changed = shown(NEWSFIGURES_WORKERS="5", NEWSFIGURES_INGEST__BATCH_BYTES="2000")
    assert (changed["workers"], changed["ingest"]["batch_articles"], changed["ingest"]["batch_bytes"]) == (5, 10, 2000)
    (tmp_path / "a.txt").write_text("Six died.")
    newsfigures("run", "a.txt", "--workers", "1", folder=tmp_path)
    settings = json.loads(pq.read_table(tmp_path / "data/current/runs.parquet")["settings"][0].as_py())
    assert settings["workers"] == 1


def test_settings_are_shown_with_what_they_do() -> None:
    lines = newsfigures("settings").stdout.splitlines()
    assert "clean.published\tNone\tPublication date of articles that carry none (YYYY-MM-DD)." in lines
    assert all(line.split("\t")[2] for line in lines)


def test_a_published_figure_is_explained(dataset: Dataset) -> None:
    dataset.write("a.txt", "Floods hit Beira.\n\nAt least 14 people were killed. Two ships sank.")
    newsfigures("run", "in", "--output", "out", folder=dataset.folder)
    figures = pd.read_parquet(dataset.folder / "out/current/figures")
    (figure_id,) = figures.loc[figures["value"] == 14, "figure_id"]
    done = newsfigures("explain", figure_id, "--output", "out", folder=dataset.folder)
    assert done.returncode == 0
    assert "At least 14 people were killed." in done.stdout
    assert "├── people  NNS nsubj:pass" in done.stdout
    assert any(line.startswith("event\tkilled\tgoverned\tkilled\t") for line in done.stdout.splitlines())
    assert "Two ships" not in done.stdout
    (found,) = json.loads(newsfigures("explain", figure_id, "--output", "out", "--json", folder=dataset.folder).stdout)
    assert [figure["row"]["figure_id"] for figure in found["figures"]] == [figure_id]
    shown = on_a_terminal(dataset.folder, "explain", figure_id, "--output", "out")
    assert any("governed" in line for line in shown)


def test_it_is_explained_why_a_figure_belongs_to_its_series(dataset: Dataset) -> None:
    rise = "The toll in Kolvar rose to 61 from 34, Ana Sorin said."
    articles = [
        ("Flood hits Kolvar", "Floods killed 34 people in Kolvar, Ana Sorin said."),
        ("Kolvar toll rises", rise),
    ]
    lines = [{"title": title, "text": text, "published": "2025-03-03"} for title, text in articles]
    dataset.write("a.jsonl", lines)
    newsfigures("run", "in", "--output", "out", folder=dataset.folder)
    figures = pd.read_parquet(dataset.folder / "out/current/figures")
    first, again = figures[figures["value"] == 34].sort_values("title").to_dict("records")
    done = newsfigures("explain", first["figure_id"], "--output", "out", folder=dataset.folder).stdout.splitlines()
    (series,) = (line.split("\t") for line in done if line.startswith(first["series_id"]))
    assert "killed" in series[1]
    (beside,) = (line.split("\t") for line in done if line.endswith("\t" + rise) and line.startswith("34\t"))
    assert "same value" in beside[4]
    told = newsfigures("explain", first["figure_id"], "--output", "out", "--json", folder=dataset.folder).stdout
    (found,) = json.loads(told)
    assert again["figure_id"] in [each["row"]["figure_id"] for each in found["series"]["companions"]]


def test_a_figure_that_is_not_there_or_reads_otherwise_today(dataset: Dataset) -> None:
    done = newsfigures("explain", "nothing", folder=dataset.folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "data: no release here" in done.stderr
    dataset.write("a.txt", "Dozens died.")
    newsfigures("run", "in", folder=dataset.folder)
    assert "no such figure in data/current" in newsfigures("explain", "nothing", folder=dataset.folder).stderr
    (figure_id,) = pd.read_parquet(dataset.folder / "data/current/figures")["figure_id"]
    (dataset.folder / "newsfigures.toml").write_text('[extract]\nvague_numbers = "mine.csv"\n')
    (dataset.folder / "mine.csv").write_text("words,low,high\nscores,40,99\n")
    done = newsfigures("explain", figure_id, folder=dataset.folder)
    assert done.returncode == 1
    assert "was published with value None" in done.stderr
    (dataset.folder / "newsfigures.toml").write_text('[extract]\nmore_triggers = "more.csv"\n')
    (dataset.folder / "more.csv").write_text("event,part,of,beside,words\nother,subject,persons,,die\n")
    done = newsfigures("explain", figure_id, folder=dataset.folder)
    assert done.returncode == 1
    assert "was published with event 'killed', additive True: today it reads otherwise" in done.stderr


def test_a_damaged_release_is_explained_in_one_line(dataset: Dataset) -> None:
    dataset.write("a.txt", "Dozens died.")
    newsfigures("run", "in", folder=dataset.folder)
    (figure_id,) = pd.read_parquet(dataset.folder / "data/current/figures")["figure_id"]
    for path in (dataset.folder / "data/current/documents").rglob("*.parquet"):
        path.write_bytes(b"PAR1")
    done = newsfigures("explain", figure_id, folder=dataset.folder)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "see newsfigures check" in done.stderr


def test_a_text_is_explained(tmp_path: Path) -> None:
    done = newsfigures("text", "--explain", "Police arrested 12 men.", folder=tmp_path)
    assert done.stdout.startswith("Police arrested 12 men.\narrested  VBD ROOT\n├── Police")
    assert "event\tdetained\tdoing\tarrested" in done.stdout
    assert newsfigures("text", "--explain", "Nothing here.", folder=tmp_path).stdout == ""
    assert "date" in newsfigures("text", "--explain", "12 men :100: died on 3 May 2024.", folder=tmp_path).stdout
    assert ":100:" in newsfigures("text", "--explain", "12 men :100: died.", folder=tmp_path).stdout


def test_a_text_that_is_no_text(tmp_path: Path) -> None:
    done = newsfigures("text", os.fsdecode(b"12 men \xff"), folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the text is not UTF-8" in done.stderr


def test_annotated_texts_are_evaluated(tmp_path: Path) -> None:
    text = "A flood killed 12 farmers."
    figure = {"start": 15, "end": 17, "value": 12, "counted": "farmers", "event": "killed"}
    (tmp_path / "mine.jsonl").write_text(json.dumps({"text": text, "figures": [figure]}))
    done = newsfigures("evaluate", "mine.jsonl", folder=tmp_path)
    assert "event\t100\t100\t100\t1" in done.stdout
    found = json.loads(newsfigures("evaluate", "mine.jsonl", "--json", folder=tmp_path).stdout)
    assert [each["rows"] for each in found["reliability"]] == [1]
    figure["event"] = "injured"
    (tmp_path / "mine.jsonl").write_text(json.dumps({"text": text, "figures": [figure]}))
    done = newsfigures("evaluate", "mine.jsonl", "--errors", "5", folder=tmp_path)
    assert done.stdout.splitlines()[-1] == "event: '12' in 'A flood killed 12 farmers.'"
    done = newsfigures("evaluate", "none.jsonl", folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_triggers_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("event,part,of,beside,words\nother,object,persons,,knight\n")
    (tmp_path / "newsfigures.toml").write_text('[extract]\nmore_triggers = "mine.csv"\n')
    found = json.loads(newsfigures("text", "--json", "The king knighted 12 poets.", folder=tmp_path).stdout)
    assert found["figures"][0]["event"] == "other"
    (tmp_path / "mine.csv").write_text("event,part,of,beside,words\nslain,object,persons,,knight\n")
    done = newsfigures("text", "The king knighted 12 poets.", folder=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "mine.csv: no event 'slain' (of 'knight'): see events.csv for the codes\n",
    )


def test_withdraw_takes_an_article_by_its_address(dataset: Dataset) -> None:
    dataset.write("a.jsonl", [{"url": f"https://e.org/{name}", "text": f"Six people died in {name}."} for name in "ab"])
    newsfigures("run", "in", folder=dataset.folder)
    unknown = newsfigures("withdraw", "https://e.org/c", "http://e.org/a/", folder=dataset.folder)
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("https://e.org/c: no such article in ")
    taken = newsfigures("withdraw", "http://e.org/a/?utm_source=feed", "--json", folder=dataset.folder)
    assert taken.returncode == 0
    assert json.loads(taken.stdout)["run"]["figures"] == 1
