"""The clean stage as a Prefect task."""

from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.clean.documents import clean_once
from tasks.shelf import Shelf
from tasks.tables import CLEANED, REJECTS, count_rows


@task(name="clean", task_run_name="clean {records.parent.name}", retries=1, cache_policy=NO_CACHE)
def clean(records: Path, shelf: Shelf, apart: bool, **cleaning: Any) -> Path:
    """Clean a batch of records into documents, by the settings that `clean_batch` takes; return their folder."""
    folder = clean_once(records, shelf, apart, **cleaning)
    get_run_logger().info("%s: %s", folder.parent.name, count_rows(folder, CLEANED, REJECTS))
    return folder
