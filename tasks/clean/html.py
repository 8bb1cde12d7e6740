"""Web pages → title, main text and metadata: the text by trafilatura, with what its pages need before and after."""

from __future__ import annotations

import html
import re
from itertools import count
from typing import TYPE_CHECKING, Literal

from tasks.clean.article import Article
from tasks.clean.furniture import split_furniture
from tasks.clean.metadata import canonical_url
from tasks.clean.names import squeezed
from tasks.clean.page_metadata import PageMetadata, read_metadata
from tasks.clean.pages import parse_page
from tasks.clean.pruning import prepare
from tasks.tables import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Mode = Literal["fast", "precision"]
CACHED_PAGES = 500  # pages after which trafilatura's caches, which grow, are emptied
SHORT = 0.5  # of JSON-LD's articleBody: a shorter extraction has lost the article
NOT_FOUND = ("pagenotfound", "404", "404notfound", "404pagenotfound", "notfound", "error404", "articlenotfound")
PAYWALL = "not free: the page may show only the beginning of the article"
LONGEST_CELL = 300  # a longer one holds paragraphs
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_BREAKS = re.compile(r"</p>|<br ?/?>|</h\d>|</li>", re.I)
_pages = count(1)


def read_page(raw: bytes, mode: Mode = "fast", charset: str | None = None, url: str | None = None) -> Article | None:
    """Take the article out of a page; None when it holds no text.

    `charset` is the encoding that the server named, `url` the address it was found at. Raises InputError for what
    is not read: too_large, too_deep, unsupported.
    """
    tree = parse_page(raw, charset)
    _empty_caches()
    if tree is None:
        return None
    told = read_metadata(tree, url if canonical_url(url) else None)
    if squeezed(told.title or "") in NOT_FOUND:
        raise InputError("empty", f"the page says {told.title!r}: leave it out")
    captions = prepare(tree)
    lines = longer_text(main_text(tree, mode, url), told.body)
    return _article(told, lines, captions) if lines else None


def _empty_caches() -> None:
    if next(_pages) % CACHED_PAGES == 0:
        from trafilatura.meta import reset_caches

        reset_caches()


def main_text(tree: HtmlElement, mode: Mode, url: str | None = None) -> list[str]:
    """Return the lines of the main text that trafilatura finds in a tree."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    is_fast = mode == "fast"
    found = bare_extraction(tree, url=url, fast=is_fast, favor_precision=not is_fast, include_comments=False)
    text = str(found.text) if isinstance(found, Document) else ""
    return [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("|---")]


def longer_text(lines: list[str], told: str | None) -> list[str]:
    """Return the lines of the text, or those of JSON-LD's articleBody where the text is far shorter.

    A text of one line may be that very articleBody: trafilatura takes to it too, but leaves its paragraphs out.

    >>> longer_text(["Six died."], "<p>Six died.</p><p>Forty people were hurt, police said, and ten are missing.")
    ['Six died.', 'Forty people were hurt, police said, and ten are missing.']
    """
    least = 1 if len(lines) == 1 else SHORT
    length = sum(map(len, lines))
    if not told or length > least * len(told):
        return lines
    text = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", told)))
    body = [line.strip() for line in text.split("\n") if line.strip()]
    return body if length <= least * len("\n".join(body)) else lines


def _article(told: PageMetadata, lines: list[str], captions: set[str]) -> Article:
    """Put an article together from what the page tells of it and the lines of its text."""
    kept, peeled = split_furniture(lines, told.titles, told.author)
    article = Article(
        title=told.title,
        author=told.author,
        outlet=told.outlet,
        url=told.url,
        published=told.published,
        published_from=told.published_from,
        modified=told.modified,
        language=told.language,
        guessed=told.guessed,
        notes=list(dict.fromkeys(lines[number] for number in peeled if lines[number] not in told.titles)),
    )
    if not told.is_free:
        article.notes.append(PAYWALL)
    for number in kept:
        _add_line(article, lines[number], captions)
    return article


def _add_line(article: Article, line: str, captions: set[str]) -> None:
    """Add a line to the body: table rows without their frame, list items without their dash."""
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 1 or max(map(len, cells)) > LONGEST_CELL:  # a table that only lays out the page
            article.body += filter(None, cells)
            return
        line = " | ".join(cells)
        article.sections[len(article.body)] = "table"
    elif line in captions:
        article.sections[len(article.body)] = "caption"
    article.body.append(line.removeprefix("- "))
