"""The ingest stage as Prefect tasks."""

from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.ingest.batches import Batch, ingest_batch, plan_batches
from tasks.tables import count_rows


@task(name="plan", retries=2, retry_delay_seconds=[1, 5], timeout_seconds=3600, cache_policy=NO_CACHE)
def plan(sources: list[str], output: Path, batch_bytes: int, batch_articles: int, max_record_bytes: int) -> list[Batch]:
    """List the inputs and cut them into batches."""
    batches = plan_batches(
        sources, output, batch_bytes=batch_bytes, batch_articles=batch_articles, max_record_bytes=max_record_bytes
    )
    get_run_logger().info("%d sources give %d batches", len(sources), len(batches))
    return batches


@task(name="ingest", task_run_name="ingest {batch.name}", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
def ingest(batch: Batch, work: Path, reader: str, known: Path | None, reprocess: bool, max_record_bytes: int) -> Path:
    """Read a batch of inputs into records; return their folder."""
    folder = ingest_batch(batch, work, reader, known, reprocess, max_record_bytes)
    get_run_logger().info("%s: %s", batch.name, count_rows(folder))
    return folder
