"""Where the batches of a run are worked on: in threads of its own process, or on a Dask cluster.

Only the batches: what lists the inputs, compares and publishes runs in the flow's own process. On a cluster a worker's
process reads one batch for each of its threads, and what stages hand on lies in the output folder, so every worker must
see that and the inputs under the same paths.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from prefect import get_run_logger
from prefect.context import FlowRunContext
from prefect.futures import PrefectConcurrentFuture, PrefectFuture, PrefectWrappedFuture
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.asyncutils import run_coro_as_sync

from flows.settings import Settings

CONNECT_SECONDS = 5
TOLD = 200  # characters of what Dask says, at length, of an error


class RunnerError(ConnectionError):
    """The cluster that the settings name cannot be had."""


@contextmanager
def on_runner(settings: Settings) -> Iterator[None]:
    """Have tasks that the flow run under way submits run where its settings say.

    Prefect takes a flow's runner before the run's parameters are known, so it is put in its place here: whoever runs
    the flow (the command, `newsfigures serve`, a worker) need not know of it. Raises RunnerError.
    """
    if count_workers(settings) == 0:
        get_run_logger().warning("%s has no worker yet: the run waits for one", settings.address)
    context = FlowRunContext.get()
    assert context is not None, "to be called in a flow"
    server = {PREFECT_API_URL: str(context.client.api_url)}  # a cluster's workers take our settings: one server for all
    with temporary_settings(server), _runner(settings) as runner, context.model_copy(update={"task_runner": runner}):
        yield


def _runner(settings: Settings) -> TaskRunner[Any]:
    if settings.runner == "local":
        return ThreadPoolTaskRunner(max_workers=settings.workers)
    from prefect_dask.task_runners import DaskTaskRunner

    return DaskTaskRunner(address=settings.address, client_kwargs={"timeout": CONNECT_SECONDS})


def settle(future: PrefectFuture[Any]) -> None:
    """Take what became of a task into this process.

    On a cluster a task's result lies with its worker, and with the worker's death a task that has long been done is
    done again, unless it was taken and released. Raises RunnerError where the cluster could not do the task.
    """
    if not isinstance(future, PrefectWrappedFuture) or isinstance(future, PrefectConcurrentFuture):
        return
    try:
        future.result(raise_on_failure=False)
    except Exception as error:  # whatever a worker failed with before it came to the task
        told = " ".join(f"{type(error).__name__}: {error}".split())[:TOLD]
        raise RunnerError(f"the Dask cluster could not do a batch ({told}): see the logs of its workers") from error
    future.wrapped_future.release()


def count_workers(settings: Settings) -> int:
    """Return how many batches can be worked on at once as of now.

    Raises RunnerError when the cluster does not answer, or its workers could not know of Prefect's server.
    """
    if settings.runner == "local":
        return settings.workers
    try:
        import prefect_dask  # noqa: F401 - an extra
        from distributed.core import rpc
    except ImportError:
        raise RunnerError("runner dask needs prefect-dask: pip install 'newsfigures[dask]'") from None

    async def ask() -> int:
        async with asyncio.timeout(CONNECT_SECONDS + 1), rpc(settings.address, timeout=CONNECT_SECONDS) as scheduler:
            workers = (await scheduler.identity())["workers"].values()
        return sum(worker["nthreads"] for worker in workers)

    try:
        found = run_coro_as_sync(ask())
    except (OSError, ValueError, MemoryError) as error:  # of memory, where the first bytes are taken for a length
        told = (str(error) or "no Dask there").splitlines()[0]
        raise RunnerError(
            f"the Dask scheduler at {settings.address} does not answer ({told}): start it there with: dask scheduler"
        ) from None
    if not (_is_here(str(settings.address)) or PREFECT_API_URL.value()):
        raise RunnerError(
            f"workers of {settings.address} may be on other machines, which do not reach a Prefect server that a run "
            "starts for itself: set PREFECT_API_URL to one that they reach"
        )
    return found


def _is_here(address: str) -> bool:
    """Return whether an address is meant for this machine alone.

    >>> [_is_here(f"tcp://{host}:8786") for host in ("127.0.0.1", "[::1]", "localhost", "10.0.0.5", "scheduler")]
    [True, True, True, False, False]
    """
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name
        return False
