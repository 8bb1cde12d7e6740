"""Calling a function in a child process that is killed when it takes too long or too much, and started anew.

What comes from outside (pages, mails, PDFs, feeds) is parsed so: a parser that hangs, swells or dies costs one input.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import finalize

from tasks.lending import Lender
from tasks.tables import InputError
from tasks.worker import Call, receive, send

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
START_SECONDS = 120
BATCH_LIMITS = 3600.0, 16_000  # seconds, and MB of address space, of which a fraction is used
TOO_SMALL = "is clean.page_memory_mb too small?"
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread would claim memory of the limit


class WorkerError(Exception):
    """The worker does not start: nothing can be read."""


class Guard:
    """Calls functions in a child process; a `with` ends the child, and so does whoever drops the guard.

    The child starts at the first call, or at `start` already, with the call `warm` that no limit is on, and anew after
    each death. Raises InputError (timeout, failed) for what the child did not survive.
    """

    def __init__(self, seconds: float, memory_mb: int, warm: Call | None = None) -> None:
        self.seconds, self.memory_mb, self.warm = seconds, memory_mb, warm
        self._child: subprocess.Popen[bytes] | None = None
        self._is_ready = self._is_late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def call(self, function: str, *arguments: Any, **named: Any) -> Any:
        """Return what "module:function" gives in the child; raises the InputError that it raises."""
        kind, found = self._ask(self._ready(), (function, arguments, named))
        if kind == "refused":
            raise found
        if kind == "missing":
            raise ImportError(found)
        if kind == "memory":
            self._stop()  # what is left of its memory may be of no use
            raise InputError("failed", f"reading it takes more than {self.memory_mb} MB: leave it out")
        if kind == "failed":
            raise InputError("failed", f"{found}: please report it")
        return found

    def _ask(self, child: subprocess.Popen[bytes], call: Any) -> tuple[str, Any]:
        try:
            kind, found = self._within(self.seconds, child, call)
        except (EOFError, BrokenPipeError):
            ending = self._stop()
            if self._is_late:
                raise InputError("timeout", f"not read within {self.seconds:g} s: leave it out") from None
            raise InputError("failed", f"the worker {ending} while reading it: please report it") from None
        if self._is_late:  # it answered as it was killed
            self._stop()
        return kind, found

    def _within(self, seconds: float, child: subprocess.Popen[bytes], call: Any) -> Any:
        """Send a call, where there is one, and return the child's next message; the child is killed at the limit."""
        assert child.stdin is not None and child.stdout is not None
        self._is_late = False
        timer = Timer(seconds, self._kill, [child])
        timer.start()
        try:
            if call is not None:
                send(child.stdin, call)
            return receive(child.stdout)
        finally:
            timer.cancel()
            timer.join()

    def _kill(self, child: subprocess.Popen[bytes]) -> None:
        self._is_late = True
        child.kill()

    def start(self) -> None:
        """Start the child, if it is not running; the first call waits until it is warm."""
        if self._child is not None:
            return
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-P", "-m", "tasks.worker", str(self.seconds), str(self.memory_mb)]
        self._child = child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
            process_group=0,  # Ctrl-C is for us: we decide when it ends
        )
        finalize(self, _end, child)  # also when the interpreter ends, before what ending takes is gone
        self._is_ready = False
        if self.warm:
            assert child.stdin is not None
            with suppress(BrokenPipeError):  # it is gone, as who waits for it will find
                send(child.stdin, self.warm)

    def _ready(self) -> subprocess.Popen[bytes]:
        """Return the child once it is warm; raises WorkerError, and the InputError or SettingError of `warm`."""
        self.start()
        child = self._child
        assert child is not None
        if self._is_ready:
            return child
        try:
            told = self._within(START_SECONDS, child, None)
            kind, found = self._within(START_SECONDS, child, None) if self.warm else ("value", told)
        except (EOFError, BrokenPipeError):
            kind, found = "memory", None
        if kind == "refused":
            self._stop()  # the next call begins anew
            raise found
        if kind != "value":
            raise WorkerError(
                f"the worker {self._stop()} before it was ready: {', '.join(filter(None, (found, TOO_SMALL)))}"
            )
        self._is_ready = True
        return child

    def _stop(self) -> str:
        """End the child, if there is one, and say how it ended."""
        child, self._child = self._child, None
        if child is None:
            return "is gone"
        exit_code = _end(child)
        return f"was ended by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"ended with code {exit_code}"


def _for_batches(limits: tuple[float, int]) -> Guard:
    return Guard(*limits)


BATCH_GUARDS = Lender(_for_batches)  # their children take two seconds to load the model


def start_apart(function: str, **named: Any) -> None:
    """Start one of the processes of `call_apart`, which then calls "module:function", what loads, before all else."""
    with BATCH_GUARDS.lend(BATCH_LIMITS) as guard:
        guard.warm = (function, (), named)
        guard.start()


def call_apart(function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """Call a function of a module in a process of its own, one of those that are idle: threads share one core."""
    with BATCH_GUARDS.lend(BATCH_LIMITS) as guard:
        found: T = guard.call(f"{function.__module__}:{function.__name__}", *arguments, **named)
        return found


def _end(child: subprocess.Popen[bytes]) -> int:
    """End a child, if it has not ended, and return its exit code."""
    exit_code = child.poll()
    child.kill()
    for stream in (child.stdin, child.stdout):
        with suppress(BrokenPipeError):  # what was still to be sent is for nobody
            if stream is not None:
                stream.close()
    return child.wait() if exit_code is None else exit_code
