"""The worker's side of `tasks.guarded`: a process that calls functions and answers with what they gave.

    python -m tasks.worker SECONDS MEMORY_MB

It reads requests from stdin and answers on stdout, until stdin ends. It lives under a memory limit, and ends by itself
within a second of work after its parent's end, or when a call takes much longer than its parent would wait. Frames are
a length (8 bytes) and a pickle; whatever else is printed goes to stderr.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from importlib import import_module
from types import FrameType
from typing import IO, Any

from tasks.tables import InputError, SettingError, is_of_disk

READY = "ready"
PATIENCE = 5  # seconds beyond the parent's: it kills first
_LENGTH = struct.Struct(">Q")
Call = tuple[str, tuple[Any, ...], dict[str, Any]]  # "module:function" and its arguments


def send(stream: IO[bytes], message: Any) -> None:
    """Write a message as one frame."""
    data = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read the message of one frame; raises EOFError where the stream ends."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def answer(call: Call) -> tuple[str, Any]:
    """Return how a call ended and with what: value, refused (an error to raise), failed, memory, missing.

    >>> answer(("tasks.tables:identity", ("a",), {}))
    ('value', 'eb1fc979bd34e716e325')
    """
    where, arguments, named = call
    module, _, name = where.partition(":")
    try:
        return "value", getattr(import_module(module), name)(*arguments, **named)
    except (InputError, SettingError) as error:
        return "refused", error
    except MemoryError:
        return "memory", None
    except ImportError as error:
        return "missing", str(error)
    except Exception as error:  # noqa: BLE001 - whatever an input does to a parser, it must cost only that input
        if is_of_disk(error):
            return "refused", error
        return "failed", f"{type(error).__name__}: {error}"


def serve(calls: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answer calls until they end."""
    while True:
        try:
            call = receive(calls)
        except EOFError:
            return
        signal.alarm(int(seconds) + PATIENCE)  # its default is to end the process, in the midst of C code too
        send(answers, answer(call))
        signal.alarm(0)


def _end_with(parent: int) -> None:
    """Look after each second of work whether the parent is gone, and end then; an idle worker sees its stdin end.

    By a timer, as a thread would take a hundred MB of the limit for itself.
    """

    def look(signal_number: int, frame: FrameType | None) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGVTALRM, look)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1, 1)


def main(seconds: float, memory_mb: int) -> None:
    """Take stdout for answers alone, limit the memory, say so, and serve."""
    import resource

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    _end_with(os.getppid())
    send(answers, READY)
    serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
