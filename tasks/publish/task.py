"""The publish stage as a Prefect task."""

import re
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.assets import Asset, AssetProperties, materialize
from prefect.cache_policies import NO_CACHE
from prefect.tasks import MaterializingTask

from tasks.publish.compare import compare_documents
from tasks.publish.mirror import mirror_release
from tasks.publish.release import Published, Run, publish_release, told_run
from tasks.publish.report.build import REPORT
from tasks.tables import masked

LONGEST_KEY = 512  # of an asset


@task(name="compare", cache_policy=NO_CACHE)
def compare(cleaned: list[Path], output: Path, work: Path) -> list[Path]:
    """Decide which documents are copies; return the folders of documents to read."""
    return compare_documents(cleaned, output, work)


def publishing(output: Path) -> MaterializingTask[..., Published]:
    """Return the task `publish`, which materializes the dataset in a folder as an asset: what others can wait for."""
    key = re.sub("(%..)+", "_", (output / "current").as_uri())[:LONGEST_KEY]  # Prefect takes no %
    return materialize(
        Asset(key=key, properties=AssetProperties(name="newsfigures", url=key)),
        name="publish",
        retries=0,
        timeout_seconds=3600,
        cache_policy=NO_CACHE,
    )(_publish)


def _publish(
    extracted: list[Path],
    work: Path,
    output: Path,
    run: Run,
    word_tables: dict[str, list[dict[str, str]]],
    **publishing: Any,
) -> Published:
    """Merge the batches into the last release, check it and make it current, by the settings of `publish_release`."""
    published = publish_release(extracted, work, output, run, word_tables, **publishing)
    get_run_logger().info("published %d figures: %s", published.run["figures"], published.release)
    return published


@task(name="show", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
def show(published: Published) -> None:
    """Show what came of the run in Prefect: a table, and a link to the release."""
    create_table_artifact(told_run(published), "figures-run", "What the run read and found.")
    report = Path(published.release) / REPORT
    link = report if report.exists() else report.parent
    create_link_artifact(link.as_uri(), link.name, "figures-release", "The release that the run published.")


@task(name="mirror", retries=2, retry_delay_seconds=10, timeout_seconds=3600, cache_policy=NO_CACHE)
def mirror(published: Published, address: str, keep: int) -> None:
    """Copy the release to an object store, its pointer last."""
    sent = mirror_release(Path(published.release), address, keep)
    get_run_logger().info("%d files sent to %s", sent, masked(address))
