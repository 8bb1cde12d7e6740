"""Web pages → title, main text and metadata, by trafilatura."""

from __future__ import annotations

from typing import Literal

from tasks.clean.article import Article

Mode = Literal["fast", "precision"]


def read_page(raw: bytes, mode: Mode = "fast") -> Article | None:
    """Take the article out of a page; None when it holds no text. The page names its own encoding."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        raw, fast=mode == "fast", favor_precision=mode == "precision", include_comments=False, with_metadata=True
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        return None
    body = [line.strip() for line in str(found.text).split("\n") if line.strip()]
    if body[0] == found.title and len(body) > 1:
        del body[0]
    return Article(
        title=found.title, body=body, author=found.author, outlet=found.sitename, url=found.url, published=found.date
    )
