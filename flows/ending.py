"""Ending in order when told to, by SIGTERM or Ctrl-C: one line, the exit code of the signal, and nothing left running.

The signal is raised in the main thread, so whatever is open is closed and Prefect learns of it. It may be held up
there, by threads that are waited for or in a library's C code: so it is sent again every two seconds, which ends one
wait after the other, and what threads are still at then is broken off.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident
from types import FrameType
from typing import NoReturn

ENDING = frozenset((signal.SIGTERM, signal.SIGINT))
AGAIN_SECONDS = 2.0  # as long as it may take to tell Prefect or to remove a work folder
MOST_TIMES = 2


class Ended(KeyboardInterrupt):
    """The process has been told to end, by the signal of this number."""


@contextmanager
def ending_in_order(tell: Callable[[str], None]) -> Iterator[None]:
    """End by SystemExit within ten seconds once a signal says so; `tell` is given one line then."""
    received, told = socket.socketpair()
    told.setblocking(False)
    ending = _Ending(received, tell)
    atexit.register(ending.leave)  # the last that is done at exit, as it is the first that is asked for
    Thread(target=ending.insist, args=(get_ident(),), daemon=True).start()
    before = {number: signal.signal(number, _raise) for number in ENDING}
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)  # told also while Prefect's handler or C code has it
    try:
        yield
    except BaseException as error:
        number = error.args[0] if isinstance(error, Ended) else ending.number
        if number is None:
            raise
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        ending.say(number)
        raise SystemExit(128 + number) from error
    signal.set_wakeup_fd(-1)
    for each, handler in before.items():
        signal.signal(each, handler)
    told.close()


class _Ending:
    """What is known of the end: the signal that asked for it, and whether it has been said."""

    def __init__(self, received: socket.socket, tell: Callable[[str], None]) -> None:
        self.received, self.tell = received, tell
        self.number: int | None = None
        self.said = Event()

    def insist(self, main: int) -> None:
        """Send a signal that has come again until the main thread has ended, and end the process if it does not."""
        numbers = iter(lambda: self.received.recv(1), b"")
        self.number = next((number[0] for number in numbers if number[0] in ENDING), None)
        if self.number is None:
            return
        for _ in range(MOST_TIMES):
            if not self.said.wait(AGAIN_SECONDS):
                signal.pthread_kill(main, self.number)
        self.said.wait(AGAIN_SECONDS)
        self.say(self.number)
        Event().wait(AGAIN_SECONDS)  # the interpreter ends by itself where no thread holds it up
        atexit._run_exitfuncs()  # among them the end of Prefect's server
        os._exit(128 + self.number)

    def say(self, number: int) -> None:
        """Say once what has happened."""
        if not self.said.is_set():
            self.number = number
            self.said.set()
            self.tell(
                f"ended by {signal.Signals(number).name}: what is published stays as it is, the next run reads the rest"
            )
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # threads that are broken off complain

    def leave(self) -> None:
        """End the process where a signal asked for it: taking the interpreter down beside live threads may abort it."""
        if self.said.is_set():
            os._exit(128 + (self.number or 0))


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    raise Ended(number)
