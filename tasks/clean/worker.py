"""The page worker's side: a process that reads requests from stdin and answers on stdout, until stdin ends.

    python -m tasks.clean.worker SECONDS MEMORY_MB

It lives under a memory limit, and ends by itself when a page takes much longer than its parent would wait: nothing
is left running when the parent dies. Frames are a length (8 bytes) and a pickle; whatever else is printed goes to
stderr.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import struct
import sys
import warnings
from typing import IO, Any

from tasks.clean.pages import RecordError
from tasks.clean.reading import Request, read_content

READY = "ready"
PATIENCE = 5  # seconds beyond the parent's: it kills first
FIRST = Request(
    "page",
    b"<html><head><link rel=canonical href=/a></head><body><p>Published on 2 March 2025</p></body></html>",
    url="https://example.org/a",
)
_LENGTH = struct.Struct(">Q")


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


def answer(request: Request) -> tuple[str, Any]:
    """Return how reading a request ended and with what: article, refused (a RecordError), failed, memory, missing."""
    try:
        return "article", read_content(request)
    except RecordError as error:
        return "refused", error
    except MemoryError:
        return "memory", None
    except ImportError as error:
        return "missing", str(error)
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser, it must cost only that page
        return "failed", f"{type(error).__name__}: {error}"


def serve(requests: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answer requests until they end."""
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        signal.alarm(int(seconds) + PATIENCE)  # its default is to end the process, in the midst of C code too
        send(answers, answer(request))
        signal.alarm(0)


def main(seconds: float, memory_mb: int) -> None:
    """Take stdout for answers alone, limit the memory, load what reading needs, say so, and serve."""
    import resource

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    for name in ("trafilatura", "htmldate"):  # what they could not read, `rejects` tells
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="SOCKS support")  # of a downloader that is never used
    kind, found = answer(FIRST)  # what reading loads is loaded before the clock of the first page runs
    send(answers, READY if kind == "article" else f"{kind}: {found}")
    serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
