"""The extract stage as a Prefect task."""

from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.extract.figures import extract_once
from tasks.shelf import Shelf
from tasks.tables import DISPUTES, FIGURES, REFUSED_NUMBERS, REJECTS, count_rows


@task(name="extract", task_run_name="extract {documents.parent.name}", retries=1, cache_policy=NO_CACHE)
def extract(documents: Path, compared: Path, shelf: Shelf, apart: bool, **reading: Any) -> Path:
    """Find the figures of a batch of documents, by the settings that `Reader.load` takes; return their folder."""
    folder = extract_once(documents, compared, shelf, apart, **reading)
    get_run_logger().info("%s: %s", folder.parent.name, count_rows(folder, FIGURES, DISPUTES, REFUSED_NUMBERS, REJECTS))
    return folder
