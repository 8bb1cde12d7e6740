"""The same stages in the same order without Prefect: `--engine none`, for one-off runs that need no server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.run import Opened, open_run
from flows.settings import GatesSettings, Settings
from tasks.clean.documents import clean_batch
from tasks.extract.figures import extract_batch
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.inputs import gather
from tasks.ingest.spool import clear_spool
from tasks.publish.compare import compare_documents
from tasks.publish.dataset import writing
from tasks.publish.mirror import mirror_release
from tasks.publish.release import Published, publish_release


def run_plain(sources: list[str], settings: Settings, reprocess: bool = False) -> Published:
    """Read news articles and publish the figures in them as Parquet; see `flows.figures.figures`."""
    with open_run(settings) as run:
        reading, fetching = settings.ingest.options(), FetchOptions(**settings.fetch.arguments())
        inputs = gather(sources, run.output, run.work, run.ledger, fetching, reprocess=reprocess)
        batches = plan_batches(inputs, reading, **settings.ingest.arguments())
        cleaned = []
        for batch in run.told("cleaned", batches, len(batches)):
            records = ingest_batch(batch, run.work, run.reader, reading, run.known, reprocess)
            cleaned.append(clean_batch(records, **settings.clean.arguments()))
        published = _publish(run, cleaned, settings)
        clear_spool(run.output / "spool", inputs.spooled)
        return published


def run_withdraw(article_ids: list[str], settings: Settings) -> Published:
    """Take articles out of the dataset for good, with all that was read in them, and out of earlier releases."""
    publish = settings.publish.model_copy(update={"keep": 1})
    alone = settings.model_copy(update={"publish": publish, "gates": GatesSettings()})
    with open_run(alone) as run:
        return _publish(run, [], alone, article_ids)


def _publish(run: Opened, cleaned: list[Path], settings: Settings, withdraw: Sequence[str] = ()) -> Published:
    """Read the documents that are no copies, and publish."""
    with writing(run.output):
        documents = compare_documents(cleaned, run.output, run.work, withdraw)
        reading = settings.extract.arguments()
        told = run.told("read", documents, len(documents))
        extracted = [extract_batch(folder, run.compared, **reading) for folder in told]
        published = publish_release(
            extracted,
            run.work,
            run.output,
            run.run,
            run.word_tables,
            gates=settings.gates.gates(),
            **settings.publish.arguments(),
        )
        if settings.publish.mirror:
            mirror_release(Path(published.release), settings.publish.mirror, settings.publish.keep)
        return published
