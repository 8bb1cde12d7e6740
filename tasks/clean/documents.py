"""Records → documents: one batch at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tasks.clean.article import Article
from tasks.clean.brief import read_brief
from tasks.clean.html import Mode
from tasks.clean.language import language_of
from tasks.clean.metadata import canonical_url, read_date
from tasks.clean.reading import COSTLY, READERS, Reader, Request, read_content
from tasks.clean.signatures import write_signatures
from tasks.guarded import WorkerError, call_apart
from tasks.shelf import Shelf, content_of
from tasks.tables import (
    CLEANED,
    KEY_SEPARATOR,
    RECORDS,
    REJECTS,
    InputError,
    identity,
    is_of_disk,
    masked,
    printable,
    read_stage,
    reject_row,
    write_stage,
)

Row = dict[str, Any]
CONTROLS = dict.fromkeys({*range(32)} - {*b"\t\n\r"}, " ")  # ftfy would drop them and glue what they part
HINTS = ("feed", "sitemap")  # formats whose records say less of an article than its own page


def clean_once(records: Path, shelf: Shelf, apart: bool = False, **cleaning: Any) -> Path:
    """Clean a batch by the settings that `clean_batch` takes, unless it lies on the shelf; return its folder.

    `apart` cleans in a process of its own.
    """
    call: Callable[..., Path] = partial(call_apart, clean_batch) if apart else clean_batch
    lasting = [name for name in RECORDS.names if name != "retrieved_at"]  # a run's own time makes no other batch
    made_of = [content_of(read_stage(records, RECORDS, lasting)), repr(cleaning)]
    return shelf.once(records.parent / "clean", made_of, lambda: call(records, **cleaning))


def clean_batch(
    records: Path,
    *,
    published: date | None = None,
    html: Mode = "fast",
    page_seconds: float = 10,
    page_memory_mb: int = 2048,
) -> Path:
    """Clean what ingest wrote to the folder `records`; write `documents` and `rejects` and return their folder.

    `published` is the publication date of articles that carry none. Pages, mails and PDFs are read in a process of
    their own, which is killed after `page_seconds` and may take `page_memory_mb` MiB.
    """
    documents, rejects = [], []
    with READERS.lend((page_seconds, page_memory_mb)) as reader:
        for record in read_stage(records, RECORDS).to_pylist():
            try:
                documents.append(clean_record(record, published, html, reader))
            except InputError as error:
                rejects.append(_reject(record, error.reason, str(error)))
            except (ImportError, WorkerError):  # not the page's fault: no page could be read
                raise
            except Exception as error:  # whatever a record does to us, it must cost only that record
                if is_of_disk(error):
                    raise
                rejects.append(_reject(record, "failed", f"{type(error).__name__}: {error}: please report the article"))
    folder = records.parent / "clean"
    write_stage(folder, CLEANED, documents)
    write_stage(folder, REJECTS, rejects)
    write_signatures(folder, documents)
    return folder


def clean_record(record: Row, published: date | None = None, html: Mode = "fast", reader: Reader = read_content) -> Row:
    """Return the document of a row of `records`; what publishing decides stays null.

    `reader` reads pages, mails and PDFs. Raises InputError where there is no document in it.
    """
    article = _read_article(record, html, reader)
    title = _field(_told(record, article, "title"))
    body, sections = _body(article)
    if not body:
        raise InputError("empty", "no article text in it")
    text = f"{title}\n\n{body}" if title else body
    if record["published"] and read_date(record["published"]) is None:
        article.notes.append(f"published: {record['published']}")
    url = article.url or record["url"] if record["content"] == "page" else record["url"] or article.url
    url = url and masked(url)
    article_id, content_hash = _article_id(record, url), identity(text)
    return {
        "article_id": article_id,
        "document_id": identity(article_id, content_hash),
        "record_id": masked(record["record_id"]),
        "record_key": record["record_key"],
        "location": record["location"],
        "known": record["known"],
        "url": url,
        "outlet": _field(_told(record, article, "outlet")),
        "title": title,
        "author": _field(_told(record, article, "author")),
        "dateline": _field(article.dateline),
        "notes": "\n".join(_lines("\n".join(article.notes))) or None,
        "language": language_of(text, article.language),
        "words": len(text.split()),
        "text": text,
        "body_start": len(text) - len(body),
        "sections": _spans(sections, len(text) - len(body)),
        "content_hash": content_hash,
        "format": record["format"],
        "retrieved_at": record["retrieved_at"],
        **_dates(record, article, published),
    }


def _told(record: Row, article: Article, name: str) -> str | None:
    """Return a field as the record has it, else as the article; a hint gives way to what a page states of itself."""
    given: str | None = record[name]
    read: str | None = getattr(article, name)
    is_stated = record["format"] in HINTS and name not in article.guessed
    return (read or given) if is_stated else (given or read)


def _body(article: Article) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the cleaned body, a paragraph a line, and where in it stand captions and tables."""
    lines: list[str] = []
    sections, place = [], 0
    for number, paragraph in enumerate(article.body):
        for line in _lines(paragraph):
            if number in article.sections:
                sections.append((place, place + len(line), article.sections[number]))
            lines.append(line)
            place += len(line) + 1
    return "\n".join(lines), sections


def _spans(sections: list[tuple[int, int, str]], body_start: int) -> str | None:
    return ", ".join(f"{body_start + start}-{body_start + end} {name}" for start, end, name in sections) or None


def clean_text(text: str) -> str:
    """Mend what encodings broke, keep the text as printed: NFC, quotation marks and dashes as they are.

    >>> clean_text("It\\u2019s â€œover” 20\\u00a0km²\\r\\nnext")
    'It’s “over” 20\\xa0km²\\nnext'
    """
    from ftfy import fix_text

    return fix_text((printable(text) or "").translate(CONTROLS), normalization="NFC", uncurl_quotes=False)


def _lines(text: str) -> list[str]:
    """Return the cleaned lines that hold text, with single spaces; no-break spaces stay, they group digits."""
    lines = (_SPACES.sub(" ", line).strip() for line in clean_text(text).split("\n"))
    return [line for line in lines if line]


def _field(value: str | None) -> str | None:
    return " ".join(_lines(value or "")) or None


_SPACES = re.compile(r"[ \t\v\f\x1c-\x1f\x85\u2028\u2029]+")


def _read_article(record: Row, html: Mode, reader: Reader) -> Article:
    """Take the record's article apart."""
    content = record["content"]
    if content in COSTLY:
        article = reader(Request(content, record["raw"] or b"", record["charset"], html, record["url"]))
        if article is None:
            raise InputError("empty", f"no article text found in the {content}")
        return article
    return read_brief(clean_text(record["text"])) if content == "brief" else Article(body=[record["text"] or ""])


def _dates(record: Row, article: Article, default: date | None) -> Row:
    """Return the date columns: the record's own date, else the article's, else the default; of a hint, see `_told`."""
    read = (article.published, article.published_from or ("page" if record["content"] == "page" else "text"))
    given: tuple[str | None, str] = (record["published"], "record")
    if record["format"] in HINTS:
        given = (record["published"], record["format"])
    if record["format"] in HINTS and "published" not in article.guessed:
        given, read = read, given
    setting = (default.isoformat() if default else None, "setting")
    dated = ((read_date(text), origin) for text, origin in (given, read, setting))
    moment, origin = next(((moment, origin) for moment, origin in dated if moment), (None, None))
    modified = read_date(article.modified)
    return {
        "published_at": moment and moment.at,
        "published_date": moment and moment.date,
        "published_precision": moment and moment.precision,
        "published_from": origin,
        "modified_at": modified and modified.at,
    }


def _article_id(record: Row, url: str | None) -> str:
    """Return what the article is known by: its address, else its record, else its path.

    A brief's "Original Source" is the address of another article, so a brief is known by its path.
    """
    address = None if record["content"] == "brief" else canonical_url(url)
    if address:
        return identity("url", address)
    return identity("record" if KEY_SEPARATOR in record["record_key"] else "path", record["record_key"])


def _reject(record: Row, reason: str, detail: str) -> Row:
    detail = f"{record['location']}: {detail}"
    return reject_row("clean", record["record_key"], reason, detail, record_id=record["record_id"])
