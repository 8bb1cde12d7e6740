"""Mails (.eml): newsletters, press releases, forwarded articles → title, text, sender and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING

from tasks.clean.article import Article
from tasks.tables import InputError

if TYPE_CHECKING:
    from tasks.clean.html import Mode

DEEPEST_PARTS = 20
MOST_HEADERS = 100_000  # bytes; the standard library takes gigabytes for some of half a million
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_LIST_NAME = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<id>[^<>]+)>")
_REPLY = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg|tr)\s*:\s*)+", re.I)
_FORWARDED = re.compile(r"^-{2,} ?(?:forwarded message|original message) ?-{2,}$", re.I)
_HEADER = re.compile(r"(?P<name>from|date|sent|subject|to|cc)\s*:\s*(?P<value>.*)", re.I)


def read_mail(raw: bytes, mode: Mode = "fast") -> Article | None:
    """Take the article out of a mail; None when it holds no text.

    The plain text is read, else the page, else a PDF that is attached; `mode` is the page reader's.

    >>> mail = read_mail(b"From: Ann Lee <ann@wire.org>\\nSubject: Fwd: Quake\\n\\nSix died.\\n\\n-- \\nAnn")
    >>> mail.title, mail.author, mail.outlet, mail.body
    ('Quake', 'Ann Lee', 'wire.org', ['Six died.'])
    """
    from email import message_from_bytes, policy

    if len(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) > MOST_HEADERS:
        raise InputError("too_large", f"headers of over {MOST_HEADERS:,} bytes: leave it out")
    message = message_from_bytes(raw, policy=policy.default)
    found = _plain(message) or _page(message, mode) or _inner(message, mode) or _attached_pdf(message)
    if found is None:
        return None
    found.title = _REPLY.sub("", _header(message, "Subject") or "") or found.title
    found.author = found.author or parseaddr(_header(message, "From") or "")[0] or None
    found.outlet = _outlet(message) or found.outlet
    found.published = found.published or _header(message, "Date")
    return found


def _plain(message: EmailMessage) -> Article | None:
    """Return the article of the plain-text part; what stands above a forwarded message is its note."""
    part = next((part for part in _parts(message) if part.get_content_type() == "text/plain"), None)
    text = _text(part) if part is not None else ""
    if part is not None and part.get_param("format") == "flowed":
        text = unflow(text, delete_space=part.get_param("delsp") == "yes")
    lines = _SIGNATURE.split(text.replace("\r\n", "\n"), maxsplit=1)[0].split("\n")
    article = Article()
    begin = next((number for number, line in enumerate(lines) if _FORWARDED.match(line.strip())), None)
    if begin is not None:
        article.notes = [line.strip() for line in lines[:begin] if line.strip()]
        lines = _read_forwarded(article, lines[begin + 1 :])
    article.body = _paragraphs(lines)
    return article if article.body else None


def _read_forwarded(article: Article, lines: list[str]) -> list[str]:
    """Take sender and date from the head of a forwarded message; return the lines behind it."""
    for number, line in enumerate(lines):
        found = _HEADER.match(line.strip())
        if line.strip() and not found:
            return lines[number:]
        if found and found["name"].lower() in ("date", "sent"):
            article.published = found["value"]
        elif found and found["name"].lower() == "from":
            article.author = parseaddr(found["value"])[0] or None
        elif not line.strip() and number and not _HEADER.match(lines[number - 1].strip()):
            continue
    return []


def _paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs of a plain text: lines broken to fit a width are joined; quoted replies are left out."""
    from tasks.clean.brief import unwrap

    return unwrap("\n".join(line.rstrip() for line in lines if not line.startswith(">")))


def unflow(text: str, delete_space: bool = False) -> str:
    """Undo format=flowed (RFC 3676): a line that ends with a space goes on in the next.

    >>> unflow("Six died when \\nthe dam broke.\\nTwo live.")
    'Six died when the dam broke.\\nTwo live.'
    """
    flowed = []
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.removeprefix(" ")  # space-stuffing
        goes_on = line.endswith(" ") and line != "-- "
        flowed.append((line[:-1] if delete_space else line) if goes_on else line + "\n")
    return "".join(flowed).removesuffix("\n")


def _page(message: EmailMessage, mode: Mode) -> Article | None:
    """Return the article of the HTML part, read as the page that it is."""
    from tasks.clean.html import read_page

    part = next((part for part in _parts(message) if part.get_content_type() == "text/html"), None)
    text = _text(part) if part is not None else ""
    page = read_page(text.encode(), mode, "utf-8") if text.strip() else None
    if page is not None:
        page.published = page.published_from = None  # a mail is as old as its Date
    return page


def _inner(message: EmailMessage, mode: Mode) -> Article | None:
    """Return the article of a mail that is attached to this one, with the sender and date of that."""
    from email import policy

    for depth, part in enumerate(message.walk()):
        if depth > DEEPEST_PARTS:
            return None
        if depth and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            return read_mail(first.as_bytes(policy=policy.default), mode) if isinstance(first, EmailMessage) else None
    return None


def _attached_pdf(message: EmailMessage) -> Article | None:
    """Return the article of an attached PDF."""
    from tasks.clean.pdf import read_pdf

    for part in message.walk():
        if part.get_content_type() == "application/pdf" and isinstance(data := part.get_payload(decode=True), bytes):
            return read_pdf(data)
    return None


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that are shown: no attachments, and nothing of mails within the mail."""
    if message.get_content_type() == "message/rfc822" or message.get_content_disposition() == "attachment":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, EmailMessage):
            yield from _parts(part)


def _text(part: EmailMessage) -> str:
    """Return a part's text; bytes that its charset does not know are replaced."""
    try:
        return str(part.get_content(errors="replace"))
    except (LookupError, MessageError, ValueError):  # an unknown charset, or a transfer encoding that is none
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header decoded; one that the standard library cannot parse is taken for missing."""
    try:
        value = message.get(name)
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):  # bugs of email's header parser
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _outlet(message: EmailMessage) -> str | None:
    """Return who sent it out: the name of the list, else the sender's domain."""
    named = _LIST_NAME.match(_header(message, "List-Id") or "")
    if named and named["name"].strip('" '):
        return named["name"].strip('" ')
    if named:
        return named["id"]
    return parseaddr(_header(message, "From") or "")[1].rpartition("@")[2].lower() or None
