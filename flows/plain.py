"""The same stages in the same order without Prefect: `--engine none`, for one-off runs that need no server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from flows.run import Opened, open_run
from flows.settings import GatesSettings, Settings
from tasks.clean.documents import clean_once
from tasks.extract.figures import extract_once
from tasks.ingest.batches import Batch, ingest_batch, plan_batches
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.inputs import gather
from tasks.publish.compare import compare_documents
from tasks.publish.dataset import writing
from tasks.publish.mirror import mirror_release
from tasks.publish.release import Published, publish_release
from tasks.reconcile.drawing import cut_series, draw_once
from tasks.reconcile.gathering import cut_stories
from tasks.reconcile.lining import line_up_once
from tasks.reconcile.versions import write_changes

T = TypeVar("T")


def run_plain(sources: list[str], settings: Settings, reprocess: bool = False) -> Published:
    """Read news articles and publish the figures in them as Parquet; see `flows.figures.figures`."""
    with open_run(settings) as run:
        reading, fetching = settings.ingest.options(), FetchOptions(**settings.fetch.arguments())
        inputs = gather(sources, run.output, run.work, run.ledger, fetching, reprocess=reprocess)
        batches = plan_batches(inputs, reading, workers=settings.workers, **settings.ingest.arguments())

        def clean(batch: Batch) -> Path:
            records = ingest_batch(batch, run.work, run.shelf.reader, reading, run.known, reprocess)
            return clean_once(records, run.shelf, run.apart(batches), **settings.clean.arguments())

        published = _publish(run, _each(run, "cleaned", batches, clean), settings)
        run.clear(inputs.spooled)
        return published


def run_withdraw(article_ids: list[str], settings: Settings) -> Published:
    """Take articles out of the dataset for good, with all that was read in them, and out of earlier releases."""
    publish = settings.publish.model_copy(update={"keep": 1})
    alone = settings.model_copy(update={"publish": publish, "gates": GatesSettings()})
    with open_run(alone) as run:
        published = _publish(run, [], alone, article_ids)
        run.forget()
        return published


def _publish(run: Opened, cleaned: list[Path], settings: Settings, withdraw: Sequence[str] = ()) -> Published:
    """Read the documents that are no copies, and publish."""
    with writing(run.output):
        documents = compare_documents(cleaned, run.output, run.work, withdraw)
        apart = run.workers > 1  # few batches, too: who began the run may have started the process (`start_apart`)

        def extract(folder: Path) -> Path:
            return extract_once(folder, run.compared, run.shelf, apart, **settings.extract.arguments())

        extracted = _each(run, "read", documents, extract)
        reconcile(run, extracted, settings)
        published = publish_release(extracted, run.work, run.output, run.run, run.word_tables, **settings.publishing())
        if settings.publish.mirror:
            mirror_release(Path(published.release), settings.publish.mirror, settings.publish.keep)
        return published


def reconcile(run: Opened, extracted: list[Path], settings: Settings) -> None:
    """Line figures up into series."""
    before, how = run.before(), settings.reconcile.arguments()
    write_changes(extracted, run.compared, before)
    parts = cut_stories(extracted, run.compared, before)
    lined = _each(run, "lined up", parts, partial(line_up_once, apart=run.apart(parts)))
    pieces = cut_series(extracted, run.compared, before, lined)
    _each(run, "drawn", pieces, partial(draw_once, **how, apart=run.apart(pieces)))


def _each(run: Opened, what: str, batches: Sequence[T], work: Callable[[T], Path]) -> list[Path]:
    """Work on every batch, on several at once where each has a process of its own; return their folders in order."""
    if not run.apart(batches):
        return [work(batch) for batch in run.told(what, batches, len(batches))]
    threads = ThreadPoolExecutor(run.workers)
    try:
        return list(run.told(what, threads.map(work, batches), len(batches)))
    finally:
        threads.shutdown(cancel_futures=True)  # at the first that fails, no other is begun
