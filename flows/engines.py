"""Who runs the tasks: Prefect, with a server, or the plain chain of `flows.plain`; loaded as late as can be."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from flows.errors import FAILED, fail, tell

if TYPE_CHECKING:
    from flows.settings import Settings
    from tasks.publish.release import Published

# What Prefect needs to run well beside a one-off run; what the user has set stays.
PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # its start-up writes raise "database is locked"
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,tasks",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # our log lines of a run that goes on without a server
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",  # its log lines go to the server; ours to the terminal
}


def run_flow(sources: list[str], settings: Settings, reprocess: bool) -> Published:
    """Run the flow, or the plain chain where that is asked for or no Prefect server can be had."""
    if settings.engine == "prefect":
        set_prefect_defaults()
        from flows.server import ServerError, server_for_a_run

        check_runner(settings)
        try:
            wait = server_for_a_run()
            from flows.figures import figures  # what takes long to load is loaded while the server starts
            from tasks.extract.figures import warm

            _keep_to_the_server("prefect.flow_runs", "prefect.task_runs", "EventsWorker", "APILogWorker")
            if settings.runner == "local":
                warm(**settings.extract.arguments())
            wait()
            return figures(sources, settings, reprocess)
        except ServerError as error:
            said = f"Prefect's server does not answer ({error})"
        if settings.runner == "dask":
            fail(f"{said}, and runner dask needs it", FAILED)
        tell(f"{said}: running without it, as with --engine none")
    if settings.workers > 1:
        from tasks.guarded import start_apart

        # A process of its own loads what reads, while we load the rest.
        start_apart("tasks.extract.figures:warm", **settings.extract.arguments())
    from flows.plain import run_plain

    return run_plain(sources, settings, reprocess)


def check_runner(settings: Settings) -> None:
    """End with one line where the cluster that batches are to be worked on cannot be had."""
    if settings.runner == "local":
        return
    from flows.runners import RunnerError, count_workers

    try:
        count_workers(settings)
    except RunnerError as error:
        fail(str(error), FAILED)


def set_prefect_defaults() -> None:
    """Set what Prefect is to be like, before it is imported."""
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)


def _keep_to_the_server(*names: str) -> None:
    """Keep from the terminal what Prefect logs of runs, tracebacks among it: it stands on its server."""
    for name in names:
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(logging.NullHandler())  # not to Python's last resort either
