"""The extract stage as a Prefect task."""

from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.extract.figures import extract_batch, extract_with
from tasks.guarded import Guard
from tasks.lending import Lender
from tasks.tables import DISPUTES, FIGURES, REFUSED_NUMBERS, REJECTS, count_rows

LONGEST_BATCH = 3600.0  # seconds
LARGEST_BATCH = 16_000  # MB of address space, of which a fraction is used


def _make_guard(limits: tuple[float, int]) -> Guard:
    return Guard(*limits)


GUARDS = Lender(_make_guard)  # their children take two seconds to load the model


@task(name="extract", task_run_name="extract {documents.parent.name}", retries=1, cache_policy=NO_CACHE)
def extract(documents: Path, compared: Path, apart: bool = False, **reading: Any) -> Path:
    """Find the figures of a batch of documents, by the settings that `Reader.load` takes; return their folder.

    `apart` reads in a process of its own: threads share one core, as parsing is Python.
    """
    if apart:
        with GUARDS.lend((LONGEST_BATCH, LARGEST_BATCH)) as guard:
            function = f"{extract_with.__module__}:{extract_with.__name__}"
            folder: Path = guard.call(function, documents, compared, reading)
    else:
        folder = extract_batch(documents, compared, **reading)
    get_run_logger().info("%s: %s", folder.parent.name, count_rows(folder, FIGURES, DISPUTES, REFUSED_NUMBERS, REJECTS))
    return folder
