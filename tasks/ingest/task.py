"""The ingest stage as Prefect tasks."""

from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.ingest.batches import Batch, ingest_batch, plan_batches
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.formats import ReadOptions
from tasks.ingest.inputs import Inputs
from tasks.ingest.inputs import gather as gather_inputs
from tasks.ingest.ledger import Ledger
from tasks.tables import RECORDS, REJECTS, count_rows


@task(name="gather", timeout_seconds=24 * 3600, cache_policy=NO_CACHE)
def gather(
    sources: list[str], output: Path, work: Path, ledger: Ledger, options: FetchOptions, reprocess: bool
) -> Inputs:
    """List the sources and fetch what is not on disk."""
    inputs = gather_inputs(sources, output, work, ledger, options, reprocess=reprocess)
    get_run_logger().info("%d sources give %d files, %d rejects", len(sources), len(inputs.files), len(inputs.rejects))
    return inputs


@task(name="plan", retries=2, retry_delay_seconds=[1, 5], timeout_seconds=3600, cache_policy=NO_CACHE)
def plan(inputs: Inputs, options: ReadOptions, **limits: int) -> list[Batch]:
    """Cut the inputs into batches, by the limits that `plan_batches` takes."""
    batches = plan_batches(inputs, options, **limits)
    get_run_logger().info("%d files give %d batches", len(inputs.files), len(batches))
    return batches


@task(name="ingest", task_run_name="ingest {batch.name}", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
def ingest(batch: Batch, work: Path, reader: str, options: ReadOptions, known: Path | None, reprocess: bool) -> Path:
    """Read a batch of inputs into records; return their folder."""
    folder = ingest_batch(batch, work, reader, options, known, reprocess)
    get_run_logger().info("%s: %s", batch.name, count_rows(folder, RECORDS, REJECTS))
    return folder
