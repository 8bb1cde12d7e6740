"""Batches on a Dask cluster: a real scheduler and real workers, one of them killed, and the same figures as without."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from flows.figures import figures
from flows.runners import RunnerError
from flows.settings import load_settings
from tests.conftest import ROOT, Dataset
from tests.real.test_schedule import BIN, environment, free_port, kill, wait_for

SENTENCES = ROOT / "tests" / "evaluation" / "golden_wire.jsonl"
BATCHES: dict[str, Any] = {"ingest": {"batch_articles": 3}}


@dataclass
class Cluster:
    """A scheduler and its workers, each a process of its own; `folder` is theirs, no other's."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, name: str, *words: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [BIN / "dask", *words], env=environment(self.folder), cwd=self.folder, stdout=log, stderr=log
            )

    def work(self, *names: str) -> None:
        for name in names:
            words = ["--name", name, "--nworkers", "1", "--nthreads", "1", "--no-dashboard"]
            self.start(name, "worker", self.address, *words)
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(names), timeout=60)

    def kill_at_work(self, name: str, stage: str) -> None:
        """kill -9 a worker, with its nanny, as soon as it is at work on a batch of a stage."""
        with Client(self.address, set_as_default=False) as client:

            def at_work() -> bool:
                names = {address: worker["name"] for address, worker in client.scheduler_info()["workers"].items()}
                keys = [
                    key for address, keys in client.processing().items() if names.get(address) == name for key in keys
                ]
                return any(key.startswith(stage) for key in keys)

            wait_for(at_work, 60)
            kill(self.processes[name])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    cluster.start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(cluster.port), "--no-dashboard")
    yield cluster
    for process in cluster.processes.values():
        kill(process)


@pytest.fixture
def articles(dataset: Dataset) -> Path:
    """Thirty articles, of seven sentences each."""
    texts = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()[:210]]
    return dataset.write("a.jsonl", [{"id": str(n), "text": " ".join(texts[n::30])} for n in range(30)])


@pytest.mark.usefixtures("prefect_server")
def test_a_run_goes_on_without_a_worker_that_is_killed(
    cluster: Cluster, dataset: Dataset, articles: Path, tmp_path: Path
) -> None:
    settings = load_settings(output=dataset.folder / "data", runner="dask", address=cluster.address, **BATCHES)
    cluster.work("doomed", "other")
    with ThreadPoolExecutor() as pool:
        killed = pool.submit(cluster.kill_at_work, "doomed", "extract")
        figures([str(articles)], settings)
        killed.result()
    plain = Dataset(tmp_path / "plain")
    plain.run(articles, **BATCHES)
    assert len(plain.content()["figures"]) > 150
    assert dataset.content() == plain.content()
    assert "handle-worker-cleanup" in (cluster.folder / "scheduler.log").read_text()
    assert not (dataset.folder / "data" / "work").exists()


@pytest.mark.usefixtures("prefect_server")
def test_a_run_whose_scheduler_dies_fails_and_the_last_release_stays(
    cluster: Cluster, dataset: Dataset, articles: Path
) -> None:
    dataset.run(ROOT / "seeds")
    before = dataset.release
    settings = load_settings(output=dataset.folder / "data", runner="dask", address=cluster.address, **BATCHES)
    cluster.work("only")
    with ThreadPoolExecutor() as pool:
        killed = pool.submit(cluster.kill_at_work, "only", "clean")
        killed.add_done_callback(lambda _: kill(cluster.processes["scheduler"]))
        with pytest.raises(RunnerError, match="the Dask cluster could not do a batch") as error:
            figures([str(articles)], settings)
        killed.result()
    assert "\n" not in str(error.value)
    assert dataset.release == before


def test_a_scheduler_that_does_not_answer_is_one_line(dataset: Dataset) -> None:
    dataset.inputs.mkdir()
    env = environment(dataset.folder, NEWSFIGURES_RUNNER="dask", NEWSFIGURES_ADDRESS=f"tcp://127.0.0.1:{free_port()}")
    for words in (["run", "in"], ["serve", "in", "--every", "1h"]):
        done = subprocess.run(
            [BIN / "newsfigures", *words], cwd=dataset.folder, env=env, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
        assert done.stderr.startswith(f"the Dask scheduler at {env['NEWSFIGURES_ADDRESS']} does not answer")
    assert not (dataset.folder / "data").exists()
