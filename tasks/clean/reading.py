"""One record's content → an article: which reader takes which content."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import NamedTuple

from tasks.clean.article import Article
from tasks.clean.html import Mode, read_page
from tasks.guarded import Guard
from tasks.lending import Lender

COSTLY = ("page", "mail", "pdf")  # contents on which a parser can hang, swell or die


class Request(NamedTuple):
    """What a reader needs of a record: its content's kind, its bytes, the server's word on them, where it was found."""

    content: str
    raw: bytes
    charset: str | None = None
    mode: Mode = "fast"
    url: str | None = None


FIRST = Request(
    "page",
    b"<html><head><link rel=canonical href=/a></head><body><p>Published on 2 March 2025</p></body></html>",
    url="https://example.org/a",
)
Reader = Callable[[Request], Article | None]


def read_content(request: Request) -> Article | None:
    """Take the article out of a page, a mail or a PDF in this process; None when it holds no text.

    Raises InputError for what is not read, and whatever a parser raises.
    """
    if request.content == "page":
        return read_page(request.raw, request.mode, request.charset, request.url)
    if request.content == "mail":
        from tasks.clean.mail import read_mail

        return read_mail(request.raw, request.mode)
    from tasks.clean.pdf import read_pdf

    return read_pdf(request.raw)


def warm_up() -> None:
    """Load what reading pages loads, before the clock of the first page runs."""
    for name in ("trafilatura", "htmldate"):  # what they could not read, `rejects` tells
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="SOCKS support")  # of a downloader that is never used
    read_content(FIRST)


class GuardedReader(Guard):
    """Reads as `read_content` does, in a child process."""

    def __init__(self, seconds: float, memory_mb: int) -> None:
        super().__init__(seconds, memory_mb, warm=(f"{__name__}:{warm_up.__name__}", (), {}))

    def __call__(self, request: Request) -> Article | None:
        """Return the article that the child reads out of a request; raises InputError."""
        found = self.call(f"{__name__}:{read_content.__name__}", request)
        assert found is None or isinstance(found, Article)
        return found


def _make_reader(limits: tuple[float, int]) -> GuardedReader:
    return GuardedReader(*limits)


READERS = Lender(_make_reader)  # by seconds and MB: their children take a second to load
