"""Records → documents: one batch at a time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from tasks.clean.article import Article
from tasks.clean.brief import read_brief
from tasks.clean.html import Mode, read_page
from tasks.clean.metadata import canonical_url, read_date
from tasks.tables import (
    CLEANED,
    KEY_SEPARATOR,
    RECORDS,
    REJECTS,
    identity,
    printable,
    read_stage,
    reject_row,
    write_stage,
)

Row = dict[str, Any]
CONTROLS = dict.fromkeys({*range(32)} - {*b"\t\n\r"}, " ")  # ftfy would drop them and glue what they part


class EmptyRecordError(Exception):
    """A record in which there is no text to read."""


def clean_batch(records: Path, *, published: date | None = None, html: Mode = "fast") -> Path:
    """Clean what ingest wrote to the folder `records`; write `documents` and `rejects` and return their folder.

    `published` is the publication date of articles that carry none.
    """
    documents, rejects = [], []
    for record in read_stage(records, RECORDS).to_pylist():
        try:
            documents.append(clean_record(record, published, html))
        except EmptyRecordError as error:
            rejects.append(_reject(record, "empty", str(error)))
        except ImportError:  # not the page's fault: no page could be read
            raise
        except Exception as error:  # noqa: BLE001 - whatever a page does to a parser, it must cost only that page
            rejects.append(_reject(record, "failed", f"{type(error).__name__}: {error}: please report the article"))
    folder = records.parent / "clean"
    write_stage(folder, CLEANED, documents)
    write_stage(folder, REJECTS, rejects)
    return folder


def clean_record(record: Row, published: date | None = None, html: Mode = "fast") -> Row:
    """Return the document of a row of `records`; what publishing decides stays null."""
    article = _read_article(record, html)
    title = _field(record["title"] or article.title)
    body = "\n".join(_lines("\n".join(article.body)))
    if not body:
        raise EmptyRecordError("no article text in it")
    text = f"{title}\n\n{body}" if title else body
    if record["published"] and read_date(record["published"]) is None:
        article.notes.append(f"published: {record['published']}")
    article_id, content_hash = _article_id(record, article), identity(text)
    return {
        "article_id": article_id,
        "document_id": identity(article_id, content_hash),
        "record_id": record["record_id"],
        "record_key": record["record_key"],
        "location": record["location"],
        "known": record["known"],
        "url": record["url"] or article.url,
        "outlet": _field(record["outlet"] or article.outlet),
        "title": title,
        "author": _field(record["author"] or article.author),
        "dateline": _field(article.dateline),
        "notes": "\n".join(_lines("\n".join(article.notes))) or None,
        "words": len(text.split()),
        "text": text,
        "body_start": len(text) - len(body),
        "content_hash": content_hash,
        "format": record["format"],
        "retrieved_at": record["retrieved_at"],
        **_dates(record, article, published),
    }


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


def _read_article(record: Row, html: Mode) -> Article:
    """Take the record's article apart."""
    if record["content"] == "page":
        page = read_page(record["raw"], html)
        if page is None:
            raise EmptyRecordError("no article text found in the page")
        return page
    return read_brief(clean_text(record["text"])) if record["content"] == "brief" else Article(body=[record["text"]])


def _dates(record: Row, article: Article, default: date | None) -> Row:
    """Return the date columns: the record's own date, else the article's, else the default."""
    given = [(record["published"], "record"), (article.published, "page" if record["content"] == "page" else "text")]
    if default:
        given.append((default.isoformat(), "setting"))
    moment, origin = next(((m, o) for text, o in given if (m := read_date(text))), (None, None))
    modified = read_date(article.modified)
    return {
        "published_at": moment and moment.at,
        "published_date": moment and moment.date,
        "published_precision": moment and moment.precision,
        "published_from": origin,
        "modified_at": modified and modified.at,
    }


def _article_id(record: Row, article: Article) -> str:
    """Return what the article is known by: its address, else its record, else its path.

    A brief's "Original Source" is the address of another article, so a brief is known by its path.
    """
    url = None if record["content"] == "brief" else canonical_url(record["url"]) or canonical_url(article.url)
    if url:
        return identity("url", url)
    return identity("record" if KEY_SEPARATOR in record["record_key"] else "path", record["record_key"])


def _reject(record: Row, reason: str, detail: str) -> Row:
    detail = f"{record['location']}: {detail}"
    return reject_row("clean", record["record_key"], reason, detail, record_id=record["record_id"])
