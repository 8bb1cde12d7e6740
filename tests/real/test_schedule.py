"""Scheduled runs as users have them: a real Prefect server on loopback, the real commands, and kill -9."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.news_site import NewsSite, article, send

BIN = Path(sys.executable).parent
FERRIES = article(
    "Two ferries collide", "At least 34 people died when two ferries collided on Monday, police said. " * 5
)


@dataclass(frozen=True)
class Prefect:
    """A server, and how processes of a test find it."""

    url: str
    env: dict[str, str]
    folder: Path

    def ask(self, path: str, **body: Any) -> Any:
        return httpx.post(f"{self.url}/{path}", json=body).raise_for_status().json()

    def command(self, *words: str) -> None:
        subprocess.run([BIN / "prefect", *words], env=self.env, cwd=ROOT, check=True, capture_output=True)

    def begin(self, source: str, output: Path, deployment: str = "nightly") -> str:
        """Have a deployment run now, and return the run's id."""
        found = httpx.get(f"{self.url}/deployments/name/figures/{deployment}").raise_for_status().json()
        parameters = {"sources": [source], "settings": {"output": str(output)}}
        run = self.ask(f"deployments/{found['id']}/create_flow_run", parameters=parameters)
        return str(run["id"])

    def state(self, run: str) -> str:
        return str(httpx.get(f"{self.url}/flow_runs/{run}").raise_for_status().json()["state_type"])

    def ends(self, run: str, state: str, within: float = 60) -> None:
        """See a run end in a state."""
        wait_for(lambda: self.state(run) not in ("SCHEDULED", "PENDING", "RUNNING"), within)
        assert self.state(run) == state

    def states(self, deployment: str) -> list[str]:
        """The states of a deployment's runs that have begun or ended, the first one first."""
        runs = self.ask("flow_runs/filter", deployments={"name": {"any_": [deployment]}})
        begun = [run for run in runs if run["state_type"] != "SCHEDULED"]
        return [run["state_type"] for run in sorted(begun, key=lambda run: str(run["expected_start_time"]))]

    def worker(self) -> Any:
        return started("prefect", "worker", "start", "--pool", "newsfigures", env=self.env, folder=self.folder)


class Slow:
    """A page that is not answered before the site is told to, or only after so many seconds."""

    def __init__(self, seconds: float = 25) -> None:  # fetch.deadline_seconds is 30
        self.asked, self.told, self.seconds = Event(), Event(), seconds

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.set()
        self.told.wait(self.seconds)
        with suppress(OSError):  # who asked may be killed meanwhile
            send(handler, FERRIES)


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has set nothing of Prefect but what a test needs."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    ours = {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    return inherited | ours | {"NEWSFIGURES_FETCH__ALLOW_HOSTS": '["127.0.0.1"]'} | more


@contextmanager
def started(*words: str, env: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours or of Prefect; whatever of it is left in the end is killed."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([BIN / words[0], *words[1:]], env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 a process and all below it, itself first: it tells nobody of the others' end."""
    for pid in descendants(process.pid) if process.poll() is None else []:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [[int(word) for word in line.split()] for line in listed.splitlines()]
    found = [pid]
    for one in found:
        found += [child for child, parent in pairs if parent == one]
    return found


def wait_for(what: Callable[[], Any], within: float) -> None:
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, f"not within {within} s"
        time.sleep(0.2)


def alive(pid: int) -> bool:
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def runs(output: Path) -> list[tuple[int, int]]:
    """How many documents each run of a dataset found new, and unchanged."""
    path = output / "current" / "runs.parquet"
    rows = pq.read_table(path).to_pylist() if path.exists() else []
    return [(row["documents_new"], row["documents_unchanged"]) for row in rows]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """A server with what prefect.yaml deploys, as the README says it."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    url = f"http://127.0.0.1:{port}/api"
    server = Prefect(url, environment(folder, PREFECT_API_URL=url), folder)
    with started("prefect", "server", "start", "--port", str(port), env=environment(folder), folder=folder):
        wait_for(lambda: answers(url), 120)
        server.command("work-pool", "create", "newsfigures", "--type", "process")
        server.command("--no-prompt", "deploy", "--all")
        yield server


def answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/health").is_success
    return False


def test_serve_reads_what_is_new_each_time_and_ends_when_told(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "data"
    source.mkdir()
    (source / "a.txt").write_text("At least 34 people died when two ferries collided.")
    words = ["newsfigures", "serve", str(source), "--every", "10s", "--output", str(output)]
    with started(*words, env=environment(tmp_path), folder=tmp_path) as served:
        wait_for(lambda: runs(output) == [(1, 0)], 90)
        (source / "b.txt").write_text("Three people were hurt when a bridge fell.")
        wait_for(lambda: (1, 1) in runs(output), 60)
        family = descendants(served.pid)
        served.send_signal(signal.SIGTERM)
        assert served.wait(15) == 0
        wait_for(lambda: not any(map(alive, family)), 5)
    said = (tmp_path / "log").read_text()
    assert "figures/served: next run 20" in said
    assert "http://127.0.0.1:" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("when", "code", "said"),
    [
        (["--cron", "61 3 * * *"], 2, "--cron '61 3 * * *': say minute, hour, day, month, weekday"),
        (["--every", "1h", "--timezone", "Europe/Nowhere"], 2, "--timezone Europe/Nowhere: no such time zone"),
        (["--every", "1h"], 1, "Prefect's server at http://127.0.0.1:9/api does not answer"),
    ],
)
def test_what_cannot_be_served_is_one_line(tmp_path: Path, when: list[str], code: int, said: str) -> None:
    env = environment(tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    done = subprocess.run([BIN / "newsfigures", "serve", "in", *when], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (code, 1, "")
    assert done.stderr.startswith(said)


def test_a_run_that_overlaps_is_refused_and_serve_cancels_its_run_when_told_to_end(
    prefect: Prefect, tmp_path: Path
) -> None:
    slow = Slow(100)  # the run that is refused may be long in coming on a busy machine
    env = prefect.env | {"NEWSFIGURES_FETCH__DEADLINE_SECONDS": "120"}
    with NewsSite({"/ferries": slow}) as site:
        words = ["newsfigures", "serve", f"{site.url}/ferries", "--every", "12s", "--output", str(tmp_path / "data")]
        with started(*words, env=env, folder=tmp_path) as served:
            wait_for(slow.asked.is_set, 60)
            wait_for(lambda: {"RUNNING", "CANCELLED"} <= set(prefect.states("served")), 80)
            served.send_signal(signal.SIGTERM)
            assert served.wait(30) == 0
    assert set(prefect.states("served")) == {"CANCELLED"}
    assert runs(tmp_path / "data") == []


def test_what_prefect_yaml_deploys_runs_on_a_worker_one_at_a_time(prefect: Prefect, tmp_path: Path) -> None:
    slow = Slow()
    with NewsSite({"/ferries": slow}) as site, prefect.worker() as worker:
        first = prefect.begin(f"{site.url}/ferries", tmp_path)
        wait_for(slow.asked.is_set, 60)
        prefect.ends(prefect.begin(f"{site.url}/ferries", tmp_path), "CANCELLED")
        slow.told.set()
        prefect.ends(first, "COMPLETED")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert runs(tmp_path) == [(1, 0)]


@pytest.mark.parametrize("seconds", [35, pytest.param(90, marks=pytest.mark.long)])
def test_a_worker_that_is_killed_does_not_block_the_schedule(prefect: Prefect, tmp_path: Path, seconds: int) -> None:
    automation = tmp_path / "dead_runs.yaml"
    said = (ROOT / "flows" / "dead_runs.yaml").read_text()
    automation.write_text(said.replace("within: 90", f"within: {seconds}").replace("-dead-runs", f"-{seconds}"))
    prefect.command("automation", "create", "--from-file", str(automation))
    slow = Slow()
    with NewsSite({"/ferries": slow}) as site:
        with prefect.worker() as worker:
            dead = prefect.begin(f"{site.url}/ferries", tmp_path)
            wait_for(slow.asked.is_set, 60)
            kill(worker)
        slow.told.set()
        assert runs(tmp_path) == []
        with prefect.worker():
            prefect.ends(prefect.begin(f"{site.url}/ferries", tmp_path), "CANCELLED")
            assert prefect.state(dead) == "RUNNING"
            prefect.ends(dead, "CRASHED", within=seconds + 15)
            prefect.ends(prefect.begin(f"{site.url}/ferries", tmp_path), "COMPLETED")
    assert runs(tmp_path) == [(1, 0)]
    prefect.command("automation", "delete", f"newsfigures-{seconds}")


@pytest.mark.long
def test_serve_goes_on_when_its_server_has_been_away(tmp_path: Path) -> None:
    source, output, port = tmp_path / "in", tmp_path / "data", free_port()
    source.mkdir()
    (source / "a.txt").write_text("At least 34 people died when two ferries collided.")
    url = f"http://127.0.0.1:{port}/api"
    server, own = ("prefect", "server", "start", "--port", str(port)), environment(tmp_path)
    words = ["newsfigures", "serve", str(source), "--every", "10s", "--output", str(output)]
    with started(*server, env=own, folder=tmp_path) as first:
        wait_for(lambda: answers(url), 120)
        with started(*words, env=own | {"PREFECT_API_URL": url}, folder=tmp_path) as served:
            wait_for(lambda: runs(output), 60)
            kill(first)
            time.sleep(45)  # what asks for runs to cancel gives up after half a minute
            before = len(runs(output))
            with started(*server, env=own, folder=tmp_path):
                wait_for(lambda: len(runs(output)) > before + 1, 120)
                served.send_signal(signal.SIGTERM)
                assert served.wait(15) == 0


@pytest.mark.long
def test_serve_goes_on_after_a_power_cut(tmp_path: Path) -> None:
    slow, output = Slow(), tmp_path / "data"
    with NewsSite({"/ferries": slow}) as site:
        words = ["newsfigures", "serve", f"{site.url}/ferries", "--every", "15s", "--output", str(output)]
        with started(*words, env=environment(tmp_path), folder=tmp_path) as served:
            wait_for(slow.asked.is_set, 90)
            kill(served)
        slow.told.set()
        with started(*words, env=environment(tmp_path), folder=tmp_path):
            wait_for(lambda: runs(output) == [(1, 0)], 90)
            page = re.findall(r"http://127.0.0.1:\d+", (tmp_path / "log").read_text())[-1]
            server = Prefect(f"{page}/api", {}, tmp_path)
            wait_for(lambda: server.states("served")[:2] == ["CRASHED", "COMPLETED"], 20)
