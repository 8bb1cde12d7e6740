"""What goes wrong with a run: signals, full and read-only disks, damaged files. A clear line, and nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from prefect.settings import PREFECT_API_URL

from tasks.publish.check import check_release
from tasks.publish.dataset import current_release, read_table
from tasks.tables import PUBLISHED, REJECTS, RUNS, identity
from tests.conftest import ROOT
from tests.news_site import NewsSite
from tests.real.test_schedule import Slow, alive, descendants, environment, wait_for

NEWSFIGURES = str(Path(sys.executable).parent / "newsfigures")
STORM = "A storm killed {0} people in Leeds on Monday, police said. The mayor denied that {1} homes were hit. " * 3


def article(number: int, month: int, text: str = STORM) -> dict[str, Any]:
    url = f"https://example.org/2025/{number}"
    return {"url": url, "text": text.format(number + 3, number + 40), "published": f"2025-{month:02}-11"}


def beside_progress(said: str) -> list[str]:
    """The lines that say something else than how far a run is."""
    progress = (" batches ", " addresses ", "as a run before has left it")
    return [line for line in said.splitlines() if not any(words in line for words in progress)]


@dataclass
class Desk:
    """A folder with articles and a dataset, and the command in it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def write(self, name: str, *rows: dict[str, Any]) -> None:
        (self.folder / "in").mkdir(parents=True, exist_ok=True)
        (self.folder / "in" / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [NEWSFIGURES, "run", *(words or ["in"]), "--show", "0"],
            cwd=self.folder,
            env=environment(self.folder / "prefect") | self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def run(self, *words: str) -> tuple[int, list[str]]:
        """Run; return the exit code and what was said beside how far it is."""
        with self.begin(*words) as running:
            said = running.communicate(timeout=180)[1]
        return running.returncode, beside_progress(said)

    def released(self) -> dict[str, bytes]:
        """All files of all releases, and what is current."""
        files = {str(path): path.read_bytes() for path in self.data.glob("releases/**/*") if path.is_file()}
        return files | {"current": bytes((self.data / "current").readlink())}

    def fails(self, said: str, *words: str) -> None:
        """See a run fail with one line, and everything as it was before."""
        before = self.released()
        code, lines = self.run(*words)
        assert (code, len(lines)) == (1, 1), lines
        assert said in lines[0]
        assert self.released() == before
        self.is_tidy()
        assert len(list((self.data / "seen").iterdir())) == len(list((self.data / "releases").iterdir()))

    def is_tidy(self) -> None:
        """See nothing left of a run but finished batches, which the next one takes."""
        assert {path.name for path in self.data.iterdir()} <= {".lock", "current", "releases", "seen", "spool", "work"}
        assert {path.name for path in self.data.glob("work/*")} <= {"finished"}
        assert not list(self.data.glob("releases/.*"))

    def content(self) -> dict[str, list[str]]:
        """What the current release holds, without what differs from run to run."""
        release = current_release(self.data)
        assert release is not None
        assert check_release(release) == []
        tables = [table for table in PUBLISHED if table not in (RUNS, REJECTS)]
        frames = {table.name: read_table(release, table)[table.content] for table in tables}
        return {name: sorted(map(repr, frame.to_dict("records"))) for name, frame in frames.items()}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return make_desk(tmp_path_factory.mktemp("begun") / "desk")


@pytest.fixture
def desk(begun: Desk, tmp_path: Path) -> Desk:
    """A dataset of two runs, over three months, with a copy; there is something new to read."""
    return copy_of(begun, tmp_path / "desk")


def copy_of(desk: Desk, folder: Path) -> Desk:
    """Copy a folder with its hard links as they are."""
    subprocess.run(["cp", "-a", desk.folder, folder], check=True)
    return Desk(folder, dict(desk.env))


def make_desk(folder: Path, **env: str) -> Desk:
    made = Desk(folder, {"NEWSFIGURES_ENGINE": "none", **env})
    made.write(
        "a.jsonl",
        *(article(number, number % 3 + 1) for number in range(6)),
        article(5, 2) | {"url": "https://example.org/copy"},
    )
    assert made.run() == (0, [])
    made.write("b.jsonl", article(10, 1), article(11, 2))
    assert made.run() == (0, [])
    made.write("c.jsonl", article(20, 1), article(1, 2, "Now at least 99 people died in Leeds, police said."))
    return made


# Signals


def waiting_for_a_page(desk: Desk) -> Iterator[list[str]]:
    slow = Slow()
    with NewsSite({"/ferries": slow}) as site:
        yield [f"{site.url}/ferries"]
        slow.asked.wait(60)
        yield []
        slow.told.set()


def waiting_for_another_run(desk: Desk) -> Iterator[list[str]]:
    desk.data.mkdir(exist_ok=True)
    with (desk.data / ".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield ["in"]
        wait_for(lambda: list(desk.data.glob("work/2*/*/clean/documents.parquet")), 60)
        time.sleep(1)
        yield []


def cleaning(desk: Desk) -> Iterator[list[str]]:
    desk.write("many.jsonl", *(article(number, number % 12 + 1, STORM * 20) for number in range(100, 1600)))
    yield ["in"]
    wait_for(lambda: list(desk.data.glob("work/2*/*/ingest/records.parquet")), 60)
    yield []


def reading_in_children(desk: Desk) -> Iterator[list[str]]:
    desk.env |= {"NEWSFIGURES_INGEST__BATCH_ARTICLES": "100", "NEWSFIGURES_WORKERS": "2"}
    desk.write("many.jsonl", *(article(number, number % 12 + 1, STORM * 10) for number in range(100, 600)))
    yield ["in"]
    wait_for(lambda: list(desk.data.glob("work/2*/compared/copies.parquet")), 120)
    time.sleep(4)  # they load the model
    yield []


def publishing(desk: Desk) -> Iterator[list[str]]:
    desk.write("many.jsonl", *(article(number, number % 12 + 1) for number in range(100, 500)))
    yield ["in"]
    wait_for(lambda: list(desk.data.glob("releases/.2*/*")), 120)
    yield []


WHERE = [waiting_for_a_page, waiting_for_another_run, reading_in_children, cleaning, publishing]
LONG = [pytest.param(where, marks=pytest.mark.long) for where in WHERE[3:]]


def end(desk: Desk, where: Callable[[Desk], Iterator[list[str]]], sent: signal.Signals, group: bool = False) -> None:
    """Begin a run, send a signal once it is somewhere, and see it end in order."""
    before, place = desk.released(), where(desk)
    with desk.begin(*next(place)) as running:
        next(place)
        family = descendants(running.pid)
        (os.killpg if group else os.kill)(running.pid, sent)
        started = time.monotonic()
        said = running.communicate(timeout=60)[1]
        seconds = time.monotonic() - started
    next(place, None)
    told = f"ended by {sent.name}: what is published stays as it is, the next run reads the rest"
    assert (running.returncode, beside_progress(said)) == (128 + sent, [told])
    assert seconds < 10
    wait_for(lambda: not any(map(alive, family)), 3)
    assert desk.released() == before
    desk.is_tidy()


@pytest.mark.parametrize("sent", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
@pytest.mark.parametrize("where", [WHERE[1], *LONG, *(pytest.param(WHERE[n], marks=pytest.mark.long) for n in (0, 2))])
def test_a_run_that_is_told_to_end_does_so_in_order(desk: Desk, where: Any, sent: signal.Signals) -> None:
    end(desk, where, sent)
    (desk.folder / "in" / "many.jsonl").unlink(missing_ok=True)  # it would take minutes
    assert desk.run()[0] == 0
    desk.is_tidy()


@pytest.mark.parametrize("sent", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
@pytest.mark.parametrize("where", [*WHERE[1:3], *LONG])  # the first one: see below
def test_prefect_learns_of_the_end(prefect_server: None, desk: Desk, where: Any, sent: signal.Signals) -> None:
    desk.env |= {"NEWSFIGURES_ENGINE": "prefect", "PREFECT_API_URL": str(PREFECT_API_URL.value())}
    end(desk, where, sent)
    assert newest_state() == "CRASHED"


def newest_state() -> str:
    """The state of the flow run that began last."""
    newest = {"sort": "START_TIME_DESC", "limit": 1}
    (run,) = httpx.post(f"{PREFECT_API_URL.value()}/flow_runs/filter", json=newest).raise_for_status().json()
    return str(run["state_type"])


@pytest.mark.parametrize("where", [waiting_for_a_page, pytest.param(reading_in_children, marks=pytest.mark.long)])
def test_ctrl_c_ends_the_server_of_a_run_last(desk: Desk, where: Any) -> None:
    desk.env["NEWSFIGURES_ENGINE"] = "prefect"
    end(desk, where, signal.SIGINT, group=True)


HELD_UP = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from hashlib import pbkdf2_hmac
from flows.ending import ending_in_order
with ending_in_order(lambda line: print(line, file=sys.stderr)), ThreadPoolExecutor(1) as threads:
    print("begun", flush=True)
    {0}
"""


@pytest.mark.parametrize(
    "work",
    ["threads.submit(time.sleep, 100)", pytest.param("pbkdf2_hmac('sha256', b'', b'', 10**9)", marks=pytest.mark.long)],
    ids=["by a thread", "by a library's code"],
)
def test_what_is_held_up_ends_in_time_too(work: str) -> None:
    command = [sys.executable, "-c", HELD_UP.format(work)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "begun\n"
        time.sleep(0.5)
        running.send_signal(signal.SIGTERM)
        started = time.monotonic()
        said = running.communicate(timeout=60)[1]
    assert (running.returncode, said.count("\n")) == (143, 1), said
    assert time.monotonic() - started < 10


# Disks


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def disk(begun: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A dataset on a disk of its own."""
    folder = tmp_path_factory.mktemp("faults") / "disk"
    with small_disk(folder, "30m"):
        yield copy_of(begun, folder / "desk")


@contextmanager
def nearly_full(folder: Path, free_kb: int) -> Iterator[None]:
    ballast = folder / "ballast"
    room = shutil.disk_usage(folder).free - (free_kb << 10)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room)
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.parametrize("free_kb", [500, *(pytest.param(kb, marks=pytest.mark.long) for kb in range(0, 900, 70))])
def test_a_full_disk_is_one_line_and_the_last_release_stays(disk: Desk, free_kb: int) -> None:
    with nearly_full(disk.folder.parent, free_kb):
        disk.fails("o space left on device")


@pytest.mark.parametrize("free_kb", [20, pytest.param(400, marks=pytest.mark.long)])  # in a batch, in publishing
def test_a_full_disk_fails_the_flow(
    prefect_server: None, disk: Desk, monkeypatch: pytest.MonkeyPatch, free_kb: int
) -> None:
    monkeypatch.setitem(disk.env, "NEWSFIGURES_ENGINE", "prefect")
    monkeypatch.setitem(disk.env, "PREFECT_API_URL", str(PREFECT_API_URL.value()))
    with nearly_full(disk.folder.parent, free_kb):
        disk.fails("o space left on device")
    assert newest_state() == "FAILED"


def test_no_room_for_temporary_files_is_no_fault_of_the_articles(desk: Desk) -> None:
    with small_disk(desk.folder / "tmp", "5m"):
        desk.env["TMPDIR"] = str(desk.folder / "tmp")
        desk.fails("o space left on device")


def test_after_a_full_disk_the_next_run_reads_the_rest(disk: Desk) -> None:
    assert disk.run() == (0, [])
    assert len(disk.content()["documents"]) == 11


def test_an_output_that_cannot_be_written_to_is_one_line(disk: Desk) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk.folder.parent], check=True)
    try:
        disk.fails("ead-only file system")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk.folder.parent], check=True)


@pytest.mark.parametrize("output", ["in/a.jsonl/data", "/proc/data"])
@pytest.mark.parametrize("engine", ["none", pytest.param("prefect", marks=pytest.mark.long)])
def test_an_output_that_cannot_be_made_is_one_line(desk: Desk, output: str, engine: str) -> None:
    code, lines = desk.run("in", "--output", output, "--engine", engine)
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith("the run failed, the last release stays as it was: ")
    assert output in lines[0]


# Files

MORE = ("work", "seen", "releases", "spool")


def test_what_vanishes_after_it_was_listed_is_rejected_and_the_run_goes_on(desk: Desk) -> None:
    slow, folder = Slow(), desk.folder / "later"
    folder.mkdir()
    for name in ("gone.jsonl", "shorter.jsonl", "stays.jsonl"):
        (folder / name).write_text("".join(f"{json.dumps(article(number, 3))}\n" for number in (50, 51)))
    with NewsSite({"/ferries": slow}) as site, desk.begin("later", f"{site.url}/ferries") as running:
        slow.asked.wait(60)
        (folder / "gone.jsonl").unlink()
        (folder / "shorter.jsonl").write_text(json.dumps(article(52, 3)))
        slow.told.set()
        said = running.communicate(timeout=60)[1]
    assert (running.returncode, "Traceback" in said) == (0, False)
    assert f"rejected: {folder / 'gone.jsonl'}: No such file or directory" in said
    assert len(desk.content()["documents"]) == 9 + 4


def test_what_a_killed_run_left_half_written_is_not_read(desk: Desk) -> None:
    with NewsSite() as site:
        slow = Slow()
        site.pages = {"/ferries": slow}
        spool, work = desk.data / "spool", desk.data / "work"
        for name in ("20250101T000000000000Z-aaaa", "20250102T000000000000Z-bbbb"):
            (work / name / "batch-00001" / "clean").mkdir(parents=True)
            (work / name / "batch-00001" / "clean" / "documents.parquet").write_bytes(b"PAR1 and no more")
        (work / "20250101T000000000000Z-aaaa" / ".lock").mkdir()
        spool.mkdir()
        for name in (identity(f"{site.url}/ferries"), "other"):
            (spool / f"{name}.json").write_text('{"asked": "half')
            (spool / f"{name}.body").write_bytes(b"\0")
        slow.told.set()
        assert desk.run("in", f"{site.url}/ferries")[0] == 0
    desk.is_tidy()
    assert len(desk.content()["documents"]) == 12


@pytest.mark.parametrize("name", [".lock", *(pytest.param(name, marks=pytest.mark.long) for name in MORE)])
def test_what_stands_where_the_dataset_writes_is_one_line(desk: Desk, name: str) -> None:
    path = desk.data / name
    if path.exists():
        path.rename(desk.data.with_name("aside"))
    path.mkdir() if name == ".lock" else path.write_text("in the way")
    code, lines = desk.run("in", "http://127.0.0.1:9/page")
    assert (code, str(path) in lines[-1]) == (1, True), lines
    path.rmdir() if name == ".lock" else path.unlink()
    if (aside := desk.data.with_name("aside")).exists():
        aside.rename(path)
    assert desk.run()[0] == 0


# A damaged release: what stands in its place is the release before, or the same rows as without the damage


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def none(data: bytes) -> bytes:
    return b""


def garbage(data: bytes, at: float) -> bytes:
    place = int(len(data) * at)
    return data[:place] + Random(5).randbytes(min(32, len(data) - place)) + data[place + 32 :]


DAMAGES: dict[str, Callable[[bytes], bytes] | None] = {
    "half": half,
    "none": none,
    "first pages": partial(garbage, at=0.05),
    "middle": partial(garbage, at=0.5),
    "gone": None,
}
HEALED = ("seen.parquet", "fetched.parquet", "datapackage.json", "CHANGES.md", "README.md", "croissant.json")
FEW = [
    ("documents/month=2025-01/part-0.parquet", "half"),
    ("figures/month=2025-03/part-0.parquet", "gone"),
    ("seen.parquet", "first pages"),
    ("withdrawn.parquet", "gone"),
]


def damaged_files(desk: Desk) -> list[Path]:
    """All files that the next run may look at: of the current release, and of what is kept beside it."""
    current = (desk.data / "current").readlink()
    places = [desk.data / current, desk.data / "seen" / current.name]
    return sorted(path for place in places for path in place.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def sound(begun: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, list[str]]]:
    """A dataset, and what the next run makes of it."""
    after = copy_of(begun, tmp_path_factory.mktemp("sound") / "desk")
    assert after.run() == (0, [])
    return begun, after.content()


def see_damage(sound: tuple[Desk, dict[str, list[str]]], tmp_path: Path, wanted: str, how: str) -> None:
    """Damage the files of a name, one after the other: the run fails with one line, or makes what it should."""
    begun, right = sound
    for number, path in enumerate(path for path in damaged_files(begun) if str(path).endswith(wanted)):
        desk = copy_of(begun, tmp_path / str(number))
        victim = desk.folder / path.relative_to(begun.folder)
        data, damage = victim.read_bytes(), DAMAGES[how]
        victim.unlink() if damage is None else victim.write_bytes(damage(data))
        before = desk.released()
        code, lines = desk.run()
        now = desk.data / "current" / Path(*path.relative_to(begun.data).parts[2:])
        if code == 0 and now.exists() and victim.exists() and now.samefile(victim):  # a month that was not read
            checked = subprocess.run([NEWSFIGURES, "check", desk.data], capture_output=True, text=True)
            assert (checked.returncode, f"{now.parent.name}/{now.name}: not as" in checked.stderr) == (1, True)
        elif code == 0:
            assert desk.content() == right, (victim, how)
            assert len(lines) <= 1, lines
        else:
            assert (code, len(lines)) == (1, 1), lines
            assert victim.name not in HEALED, lines
            assert (desk.data / "current").readlink().name in lines[0]
            assert desk.released() == before
            desk.is_tidy()
            victim.write_bytes(data)
            assert desk.run() == (0, [])
            assert desk.content() == right


@pytest.mark.parametrize(("wanted", "how"), FEW)
def test_a_damaged_file_stops_the_run_or_costs_only_time(sound: Any, tmp_path: Path, wanted: str, how: str) -> None:
    see_damage(sound, tmp_path, wanted, how)


@pytest.mark.long
@pytest.mark.parametrize("how", DAMAGES)
def test_every_file_of_a_dataset_may_be_damaged(sound: Any, tmp_path: Path, how: str) -> None:
    see_damage(sound, tmp_path, "", how)
