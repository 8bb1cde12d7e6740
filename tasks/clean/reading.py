"""One record's content → an article: which reader takes which content."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tasks.clean.article import Article
from tasks.clean.html import Mode, read_page

COSTLY = ("page", "mail", "pdf")  # contents on which a parser can hang, swell or die


class Request(NamedTuple):
    """What a reader needs of a record: its content's kind, its bytes, the server's word on them, where it was found."""

    content: str
    raw: bytes
    charset: str | None = None
    mode: Mode = "fast"
    url: str | None = None


Reader = Callable[[Request], Article | None]


def read_content(request: Request) -> Article | None:
    """Take the article out of a page, a mail or a PDF in this process; None when it holds no text.

    Raises RecordError for what is not read, and whatever a parser raises.
    """
    if request.content == "page":
        return read_page(request.raw, request.mode, request.charset, request.url)
    if request.content == "mail":
        from tasks.clean.mail import read_mail

        return read_mail(request.raw, request.mode)
    from tasks.clean.pdf import read_pdf

    return read_pdf(request.raw)
