"""Reading in a child process that is killed when it takes too long, and started anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any

from tasks.clean.article import Article
from tasks.clean.pages import RecordError
from tasks.clean.reading import Request
from tasks.clean.worker import READY, receive, send

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread would claim memory of the limit


class WorkerError(Exception):
    """The page worker does not start: no page can be read."""


class GuardedReader:
    """Reads as `read_content` does, but in a child process; to be used in a `with`, which ends the child.

    Raises RecordError (timeout, failed) for what the child did not survive; the child starts at the first request,
    and anew after each death.
    """

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self.seconds, self.memory_mb = seconds, memory_mb
        self._child: subprocess.Popen[bytes] | None = None
        self._is_late = False

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, request: Request) -> Article | None:
        """Return the article that the child reads out of a request."""
        kind, found = self._ask(self._child or self._start(), request)
        if kind == "refused":
            raise found
        if kind == "missing":
            raise ImportError(found)
        if kind == "memory":
            self._stop()  # what is left of its memory may be of no use
            raise RecordError("failed", f"reading it takes more than {self.memory_mb} MB (clean.page_memory_mb)")
        if kind == "failed":
            raise RecordError("failed", f"{found}: please report the article")
        assert found is None or isinstance(found, Article)
        return found

    def _ask(self, child: subprocess.Popen[bytes], request: Request) -> tuple[str, Any]:
        try:
            kind, found = self._within(self.seconds, child, request)
        except (EOFError, BrokenPipeError):
            ending = self._stop()
            if self._is_late:
                raise RecordError("timeout", f"not read within {self.seconds:g} s (clean.page_seconds)") from None
            raise RecordError(
                "failed", f"the page worker {ending} while reading it: please report the article"
            ) from None
        if self._is_late:  # it answered as it was killed
            self._stop()
        return kind, found

    def _within(self, seconds: float, child: subprocess.Popen[bytes], request: Request | None) -> Any:
        """Send a request, where there is one, and return the child's next message; the child is killed at the limit."""
        assert child.stdin is not None and child.stdout is not None
        self._is_late = False
        timer = Timer(seconds, self._kill, [child])
        timer.start()
        try:
            if request is not None:
                send(child.stdin, request)
            return receive(child.stdout)
        finally:
            timer.cancel()
            timer.join()

    def _kill(self, child: subprocess.Popen[bytes]) -> None:
        self._is_late = True
        child.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-P", "-m", "tasks.clean.worker", str(self.seconds), str(self.memory_mb)]
        self._child = child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
        )
        try:
            ready = self._within(START_SECONDS, child, None)
        except (EOFError, BrokenPipeError):
            ready = None
        if ready != READY:
            ending = self._stop()
            why = ready or f"{ending} before it was ready"
            raise WorkerError(f"the page worker does not start: {why}: is clean.page_memory_mb too small?")
        return child

    def _stop(self) -> str:
        """End the child, if there is one, and say how it ended."""
        child, self._child = self._child, None
        if child is None:
            return "is gone"
        exit_code = child.poll()
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                _close(stream)
        exit_code = child.wait() if exit_code is None else exit_code
        return f"was ended by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"ended with code {exit_code}"


def _close(stream: Any) -> None:
    try:
        stream.close()
    except BrokenPipeError:  # what was still to be sent is for nobody
        return
