"""The flow on a real Prefect server: its graph, its names, its parameters, and the same bytes as without it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from prefect import State
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
from prefect.client.schemas.objects import FlowRun

from flows.figures import figures
from flows.settings import load_settings
from tasks.publish.task import publishing
from tasks.tables import FIGURES
from tests.conftest import ROOT, Dataset

pytestmark = pytest.mark.usefixtures("prefect_server")
SEEDS = str(ROOT / "seeds")


def run_flow(dataset: Dataset, *sources: str, **settings: Any) -> tuple[State[Any], FlowRun, SyncPrefectClient]:
    chosen = load_settings(output=dataset.folder / "data", **settings)
    state = figures(list(sources), chosen, return_state=True)
    client = get_client(sync_client=True)
    assert state.state_details.flow_run_id is not None
    return state, client.read_flow_run(state.state_details.flow_run_id), client


def read_graph(client: SyncPrefectClient, run: FlowRun, size: int) -> dict[str, list[str]]:
    """The graph as the API tells it: each task run's name with the names of those that it waited for.

    The server learns of task runs by events, so it is asked until it knows of `size` of them, ended.
    """
    nodes: dict[str, Any] = {}
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        nodes = dict(client._client.get(f"/flow_runs/{run.id}/graph-v2").raise_for_status().json()["nodes"])
        if len(nodes) == size and all(node["state_type"] == "COMPLETED" for node in nodes.values()):
            break
        time.sleep(0.2)
    return {node["label"]: sorted({nodes[p["id"]]["label"] for p in node["parents"]}) for node in nodes.values()}


STEPS = ("changes-", "stories-", "series-")  # of reconcile


def test_every_batch_goes_through_its_stages_in_order(dataset: Dataset) -> None:
    _, run, client = run_flow(dataset, SEEDS, ingest={"batch_articles": 4})
    batches = range(1, 6)
    graph = read_graph(client, run, size=10 + 3 * len(batches))
    (planned,) = (name for name in graph if name.startswith("plan"))
    (gathered,) = (name for name in graph if name.startswith("gather"))
    (compared,) = (name for name in graph if name.startswith("compare"))
    (published,) = (name for name in graph if name.startswith("publish"))
    assert (graph[gathered], graph[planned]) == ([], [gathered])
    for number in batches:
        assert graph[f"ingest batch-{number:05}"] == [gathered, planned]
        assert graph[f"clean batch-{number:05}"] == [f"ingest batch-{number:05}"]
        assert compared in graph[f"extract batch-{number:05}"]
    assert graph[compared] == [f"clean batch-{number:05}" for number in batches]
    (shown,) = (name for name in graph if name.startswith("show"))
    assert graph[shown] == [published]
    read = [f"extract batch-{number:05}" for number in batches]
    assert graph[published] == ["draw piece=0", *read]
    (changed, told, lined) = (next(name for name in graph if name.startswith(each)) for each in STEPS)
    assert set(read) <= set(graph[changed]) & set(graph[told])
    assert {*read, "line up part=0"} <= set(graph[lined])
    assert told in graph["line up part=0"]
    assert lined in graph["draw piece=0"]
    assert len(graph) == 10 + 3 * len(batches)


def test_a_run_is_named_and_tagged_and_its_parameters_are_described(dataset: Dataset) -> None:
    state, run, _ = run_flow(dataset, SEEDS)
    assert state.is_completed()
    assert run.name.startswith("figures · seeds · ")
    assert run.tags == ["newsfigures"]
    parameters = figures.parameters.properties
    assert all(about["description"] for about in parameters.values())
    assert set(parameters) == {"sources", "settings", "reprocess"}


def test_the_logs_of_a_run_say_what_each_stage_did(dataset: Dataset) -> None:
    _, run, client = run_flow(dataset, SEEDS)
    wanted = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id]))
    said, deadline = "", time.monotonic() + 30
    while "published" not in said and time.monotonic() < deadline:  # logs are sent from a thread
        said = "\n".join(log.message for log in client.read_logs(wanted, limit=200))
        time.sleep(0.2)
    assert "20 records" in said
    assert "20 documents" in said
    assert "published" in said


def test_the_flow_and_the_plain_chain_publish_the_same(dataset: Dataset, tmp_path: Any) -> None:
    run_flow(dataset, SEEDS, ingest={"batch_articles": 3}, workers=2)
    plain = Dataset(tmp_path / "plain")
    plain.run(ROOT / "seeds")
    assert dataset.content() == plain.content()


def test_a_run_that_fails_leaves_the_last_release(dataset: Dataset) -> None:
    dataset.run(ROOT / "seeds")
    before = dataset.release
    state, _, _ = run_flow(dataset, SEEDS, extract={"vague_numbers": dataset.folder / "nope.csv"})
    assert state.is_failed()
    assert "nope.csv" in str(state.message)
    assert dataset.release == before


def test_a_run_shows_what_it_found_and_where_it_lies(dataset: Dataset) -> None:
    dataset.write("empty.txt", "")
    _, run, client = run_flow(dataset, SEEDS, str(dataset.inputs), ingest={"batch_articles": 4})
    wanted = {"artifacts": {"flow_run_id": {"any_": [str(run.id)]}}}
    found = client._client.post("/artifacts/filter", json=wanted).raise_for_status().json()
    shown = {artifact["key"]: artifact["data"] for artifact in found}
    table = {row["what"]: row["how many"] for row in json.loads(shown["figures-run"])}
    assert table["documents_new"] == 20
    assert table["figures"] == len(dataset.table(FIGURES))
    assert table["rejected in ingest: empty"] == table["rejects"] == 1
    assert (shown["figures-cleaned"], shown["figures-read"]) == (100, 100)
    assert f"({(dataset.release / 'report.html').as_uri()})" in shown["figures-release"]


def test_a_release_is_an_asset_that_others_can_wait_for(dataset: Dataset) -> None:
    _, _, client = run_flow(dataset, SEEDS)
    wanted = {"filter": {"event": {"name": ["prefect.asset.materialization.succeeded"]}}}
    key, resources, deadline = (dataset.folder / "data" / "current").as_uri(), "", time.monotonic() + 30
    while key not in resources and time.monotonic() < deadline:  # events are sent from a thread
        found = client._client.post("/events/filter", json=wanted).raise_for_status().json()
        resources = json.dumps([event["resource"] for event in found["events"]])
        time.sleep(0.2)
    assert key in resources


def test_any_folder_can_be_an_asset(tmp_path: Path) -> None:
    (asset,) = publishing(tmp_path / "Zahlen für 50%" / ("x" * 600)).assets
    assert "/Zahlen_f_r_50_/xxx" in asset.key


def test_a_closed_gate_is_the_reason_of_a_failed_run(dataset: Dataset) -> None:
    state, _, _ = run_flow(dataset, SEEDS, gates={"min_documents": 21})
    assert state.is_failed()
    assert "20 documents could be read, gates.min_documents asks for 21" in str(state.message)
    assert not (dataset.folder / "data" / "current").exists()
