"""The same stages in the same order without Prefect: `--engine none`, for one-off runs that need no server."""

from __future__ import annotations

import logging

from flows.run import open_run
from flows.settings import Settings
from tasks.clean.documents import clean_batch
from tasks.extract.figures import extract_batch
from tasks.ingest.batches import ingest_batch, plan_batches
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.inputs import gather
from tasks.ingest.spool import clear_spool
from tasks.publish.release import Published, publish_release

log = logging.getLogger(__name__)


def run_plain(sources: list[str], settings: Settings, reprocess: bool = False) -> Published:
    """Read news articles and publish the figures in them as Parquet; see `flows.figures.figures`."""
    with open_run(settings) as run:
        limit = settings.ingest.max_record_bytes
        options = FetchOptions(**settings.fetch.arguments())
        inputs = gather(sources, run.output, run.work, run.ledger, options, reprocess=reprocess)
        batches = plan_batches(inputs, **settings.ingest.arguments())
        extracted = []
        for done, batch in enumerate(batches, 1):
            records = ingest_batch(batch, run.work, run.reader, run.known, reprocess, limit)
            documents = clean_batch(records, **settings.clean.arguments())
            extracted.append(extract_batch(documents, **settings.extract.arguments()))
            log.info("%d of %d batches done", done, len(batches), extra={"done": done, "total": len(batches)})
        published = publish_release(extracted, run.output, run.run, run.word_tables, **settings.publish.arguments())
        clear_spool(run.output / "spool", inputs.spooled)
        return published
