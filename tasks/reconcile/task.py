"""The reconcile stage as Prefect tasks: figures into series, by parts of whole stories, then their points and sums."""

from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.reconcile.drawing import cut_series, draw_once
from tasks.reconcile.gathering import Before, cut_stories
from tasks.reconcile.lining import line_up_once
from tasks.reconcile.versions import write_changes
from tasks.tables import FIGURE_CHANGES, LINES, SERIES, SERIES_POINTS, count_rows


@task(name="changes", cache_policy=NO_CACHE)
def changes(extracted: list[Path], compared: Path, before: Before) -> Path:
    """Say which figures were changed quietly, from one version of an article to the next."""
    folder = write_changes(extracted, compared, before)
    get_run_logger().info(count_rows(folder, FIGURE_CHANGES))
    return folder


@task(name="stories", cache_policy=NO_CACHE)
def stories(extracted: list[Path], compared: Path, before: Before) -> list[Path]:
    """Cut the new figures, and the released ones of the same stories, into parts of whole stories."""
    return cut_stories(extracted, compared, before)


@task(name="line up", task_run_name="line up {part.name}", retries=1, cache_policy=NO_CACHE)
def line_up(part: Path, apart: bool) -> Path:
    """Say to which series each new figure of a part belongs; return the folder that says so."""
    folder = line_up_once(part, apart)
    get_run_logger().info("%s: %s", part.name, count_rows(folder, LINES))
    return folder


@task(name="series", cache_policy=NO_CACHE)
def series(extracted: list[Path], compared: Path, before: Before, lined: list[Path]) -> list[Path]:
    """Cut the figures of all series of which something changes into pieces of whole series."""
    return cut_series(extracted, compared, before, lined)


@task(name="draw", task_run_name="draw {piece.name}", retries=1, cache_policy=NO_CACHE)
def draw(piece: Path, policy: str, parties: tuple[str, ...], apart: bool) -> Path:
    """Draw the points of the series of a piece, and sum each up; return the folder of the rows."""
    folder = draw_once(piece, policy, parties, apart)
    get_run_logger().info("%s: %s", piece.name, count_rows(folder, SERIES, SERIES_POINTS))
    return folder
