"""The flow: gather ▸ plan, ingest ▸ clean over batches, compare, extract over batches, reconcile, publish.

Two things that one would expect on the batch tasks are not there, as measured with Prefect 3.8.8. Tags: each tagged
task run asks the server for a concurrency slot, which costs up to two seconds; the flow run is tagged instead. A
timeout: it cannot interrupt a thread and only warns on every run; the flow's own timeout does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import Flow, State, flow, runtime
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import UnfinishedRun
from prefect.futures import PrefectFuture, as_completed

from flows.run import Opened, open_run
from flows.runners import on_runner, settle
from flows.settings import Settings
from tasks.clean.task import clean
from tasks.extract.task import extract
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.task import gather, ingest, plan
from tasks.publish.dataset import writing
from tasks.publish.release import Published
from tasks.publish.task import compare, mirror, publishing, show
from tasks.reconcile.task import changes, draw, line_up, series, stories
from tasks.tables import masked

WORTH_AN_ARTIFACT = 4  # batches


def _run_name() -> str:
    """Name a run by what it reads and when: "figures · seeds · 2025-02-25 06:00"."""
    sources = runtime.flow_run.parameters["sources"]
    what = Path(masked(sources[0])).name if len(sources) == 1 else f"{len(sources)} sources"
    return f"figures · {what} · {runtime.flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


def tag_run(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tag the flow run, beside what tags its deployment gives it."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, tags=sorted({*flow_run.tags, "newsfigures"}))


@flow(name="figures", flow_run_name=_run_name, timeout_seconds=24 * 3600, on_running=[tag_run])
def figures(sources: list[str], settings: Settings | None = None, reprocess: bool = False) -> Published:
    """Read news articles and publish the figures in them as Parquet.

    Args:
        sources: Files, folders, globs, web addresses (pages, feeds, sitemaps), s3:// and gs:// to read.
        settings: Everything else; what is left out comes from newsfigures.toml and the environment.
        reprocess: Read every input again, also those that have not changed.
    """
    settings = settings or Settings()
    with open_run(settings) as run, on_runner(settings):
        options, fetching = settings.ingest.options(), FetchOptions(**settings.fetch.arguments())
        inputs = gather(sources, run.output, run.work, run.ledger, fetching, reprocess)
        batches = plan(inputs, options, workers=settings.workers, **settings.ingest.arguments())
        ingested, cleaned = [], []
        for batch in batches:
            records = ingest.submit(batch, run.work, run.shelf.reader, options, run.known, reprocess)
            ingested.append(records)
            cleaned.append(clean.submit(records, run.shelf, run.apart(batches), **settings.clean.arguments()))
        _wait(run, "cleaned", cleaned, ingested)
        with writing(run.output):
            documents = compare(cleaned, run.output, run.work)
            how = (run.compared, run.shelf, run.apart(documents))
            extracted = [extract.submit(folder, *how, **settings.extract.anywhere()) for folder in documents]
            _wait(run, "read", extracted, extracted)
            drawn = _reconcile(run, extracted, settings)
            published: Published = publishing(run.output)(
                extracted, run.work, run.output, run.run, run.word_tables, **settings.publishing(), wait_for=drawn
            )
            show(published, return_state=True)  # where that fails, the run is published all the same
            if settings.publish.mirror:
                mirror(published, settings.publish.mirror, settings.publish.keep)
        run.clear(inputs.spooled)
        return published


def _reconcile(run: Opened, extracted: list[Any], settings: Settings) -> list[PrefectFuture[Path]]:
    """Line figures up into series: by parts of whole stories, then by pieces of whole series."""
    before, how = run.before(), settings.reconcile.arguments()
    changes(extracted, run.compared, before)
    parts = stories(extracted, run.compared, before)
    lined: list[Any] = [line_up.submit(part, run.apart(parts)) for part in parts]
    _wait(run, "lined up", lined, lined)
    pieces = series(extracted, run.compared, before, lined)
    drawn = [draw.submit(piece, **how, apart=run.apart(pieces)) for piece in pieces]
    _wait(run, "drawn", drawn, drawn)
    return drawn


def _wait(run: Opened, what: str, batches: list[PrefectFuture[Path]], begun: list[PrefectFuture[Path]]) -> None:
    """Wait for batches and tell how many are done: in the log and, where they are many, as a progress artifact.

    Raises what one failed with, or the task that it began with.
    """
    total, shown = len(batches), None
    if total >= WORTH_AN_ARTIFACT:
        shown = create_progress_artifact(0.0, f"figures-{what}", f"Batches {what}, of {total}.")
    for done, batch in enumerate(run.told(what, as_completed(batches), total), 1):
        settle(batch)
        if shown:
            update_progress_artifact(cast(UUID, shown), 100 * done / total)
    for first, batch in zip(begun, batches, strict=True):
        try:
            batch.result()  # why one failed, as it said itself
        except UnfinishedRun:  # it was not run, as what it waited for had failed
            first.result()
            raise
