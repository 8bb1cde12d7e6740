"""Prefect's server for what runs here: the one that is configured, or one of our own that ends with us."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

from httpx import HTTPError
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
    PREFECT_UI_URL,
    get_current_settings,
    temporary_settings,
)

STARTUP_SECONDS, STOP_SECONDS = 120, 10  # a fresh home takes up to 25 s to migrate
USUAL_PORT = 4200
# The server takes the shell's place, and is told to stop when its standard input closes: it does not outlive us, not
# even when we are killed.
WATCHED = 'exec 3<&0; (read -r _ <&3; kill $$ 2>/dev/null) & exec "$@"'
# As Prefect starts the server of a run that has none, which it does only once that server's code is loaded here too.
EPHEMERAL = ("uvicorn", "--factory", "prefect.server.api.server:create_app", "--log-level", "error", "--lifespan", "on")
EPHEMERAL_ENVIRONMENT = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
SCHEDULING = ("prefect", "server", "start")  # an ephemeral one plans no runs


class ServerError(RuntimeError):
    """No Prefect server could be had."""


def server_problem() -> str | None:
    """Return why the server that is configured does not answer, or None."""
    from prefect.client.orchestration import get_client

    try:
        with get_client(sync_client=True) as client:
            error = client.api_healthcheck()
    except (RuntimeError, HTTPError) as failure:
        error = failure
    return None if error is None else f"{type(error).__name__}: {error}".splitlines()[0]


def server_for_a_run() -> Callable[[], None]:
    """Start a server where none is configured, and return what waits until it answers, or raises ServerError.

    It is ended at the exit of this process, after what Prefect still has to tell it then.
    """
    if PREFECT_API_URL.value() or not PREFECT_SERVER_ALLOW_EPHEMERAL_MODE.value():
        return _ask
    settings = get_current_settings().to_environment_variables(exclude_unset=True)
    open_server = ExitStack()
    atexit.register(open_server.close)
    _, wait = open_server.enter_context(own_server(EPHEMERAL, _free_port(0), settings | EPHEMERAL_ENVIRONMENT))
    return wait


@contextmanager
def server_for_a_schedule() -> Iterator[tuple[str, bool]]:
    """Yield the page of the server that is configured, or of one of ours that lives no longer than this, and which.

    Raises ServerError.
    """
    if url := PREFECT_API_URL.value():
        try:
            _ask()
        except ServerError as error:
            told = f"Prefect's server at {url} does not answer ({error}): start it, or unset PREFECT_API_URL"
            raise ServerError(told) from None
        yield str(PREFECT_UI_URL.value()), False
        return
    with own_server(SCHEDULING, _free_port(USUAL_PORT, 0)) as (page, wait):
        wait()
        yield page, True


@contextmanager
def own_server(
    module: tuple[str, ...], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Start a server by a module; yield its page, and what waits until it answers. Afterwards it is ended."""
    page = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", *module, "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        ["sh", "-c", WATCHED, "sh", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,  # Ctrl-C is for us
    )
    try:
        with temporary_settings({PREFECT_API_URL: f"{page}/api", PREFECT_UI_URL: page}):
            yield page, lambda: _wait_for(server)
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
        server.communicate()


def _ask() -> None:
    if problem := server_problem():
        raise ServerError(problem)


def _wait_for(server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while problem := server_problem():
        if server.poll() is not None:
            raise ServerError(f"Prefect's server did not start (exit code {server.returncode}), see above")
        if time.monotonic() > deadline:
            raise ServerError(f"Prefect's server did not start within {STARTUP_SECONDS} s ({problem})")
        time.sleep(0.1)


def _free_port(*wanted: int) -> int:
    """Return the first of some ports that is free; 0 is any."""
    for port in wanted:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as held:
            return int(held.getsockname()[1])
    raise ServerError("no free port on 127.0.0.1 for Prefect's server")
