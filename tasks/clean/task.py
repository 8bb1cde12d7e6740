"""The clean stage as a Prefect task."""

from datetime import date
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.clean.documents import clean_batch
from tasks.clean.html import Mode
from tasks.tables import CLEANED, REJECTS, count_rows


@task(name="clean", task_run_name="clean {records.parent.name}", retries=1, cache_policy=NO_CACHE)
def clean(records: Path, published: date | None, html: Mode, page_seconds: float, page_memory_mb: int) -> Path:
    """Clean a batch of records into documents; return their folder."""
    folder = clean_batch(
        records, published=published, html=html, page_seconds=page_seconds, page_memory_mb=page_memory_mb
    )
    get_run_logger().info("%s: %s", folder.parent.name, count_rows(folder, CLEANED, REJECTS))
    return folder
