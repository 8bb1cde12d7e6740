"""RSS, Atom and JSON Feed → entries. Reads bytes that we hold: feedparser is never handed an address."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from tasks.tables import InputError, printable

LONGEST_FIELD = 2000
MOST_ENTRIES = 50_000  # as in a sitemap; of more, one more is handed on, to be told


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed or sitemap lists; `stated` is when it says the article last changed.

    `html` is the whole article where a feed carries it; `listing` tells a sitemap within a sitemap.
    """

    url: str | None
    id: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    outlet: str | None = None
    stated: str | None = None
    html: str | None = None
    listing: bool = False


def read_feed(data: bytes, base: str = "") -> Iterator[Entry]:
    """Yield the entries of an RSS or Atom feed; raises InputError when it is none.

    `base` is the feed's own address, from which its relative links are told.

    >>> rss = b"<rss><channel><item><link>/a</link><title>Six die</title></item></channel></rss>"
    >>> [(entry.url, entry.title) for entry in read_feed(rss, "https://e.org/feed")]
    [('https://e.org/a', 'Six die')]
    """
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and not found.version:
        raise InputError("broken_file", f"no feed ({found.get('bozo_exception', 'not XML')}): check the address")
    outlet = _text(found.feed.get("title"))
    for entry in found.entries[: MOST_ENTRIES + 1]:
        yield _feed_entry(entry, outlet, base)


def _feed_entry(entry: Mapping[str, Any], outlet: str | None, base: str) -> Entry:
    own = dict(entry)  # a FeedParserDict answers for `updated` with what stands in `published`
    return Entry(
        url=_link(own.get("link"), base),
        id=_text(own.get("id")),
        title=_text(own.get("title")),
        published=_text(own.get("published") or own.get("updated")),
        author=_text(own.get("author")),
        outlet=outlet,
        stated=_text(own.get("updated")),
        html=next((part["value"] for part in own.get("content", ()) if part.get("value")), None),
    )


def read_json_feed(data: bytes, base: str = "") -> Iterator[Entry]:
    """Yield the entries of a JSON Feed; raises InputError when it is none.

    >>> feed = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://e.org/a"}]}'
    >>> [(entry.url, entry.id) for entry in read_json_feed(feed)]
    [('https://e.org/a', '1')]
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("not_json", f"no JSON Feed ({error}): check the address") from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise InputError("broken_file", "no JSON Feed: it holds no items")
    for item in items[: MOST_ENTRIES + 1]:
        if isinstance(item, dict):
            yield _json_entry(item, _text(found.get("title")), base)


def _json_entry(item: Mapping[str, Any], outlet: str | None, base: str) -> Entry:
    authors = item.get("authors") or [item.get("author")]
    names = [_text(one.get("name")) for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
    html = item.get("content_html") or item.get("content_text")
    return Entry(
        url=_link(item.get("url"), base),
        id=_text(item.get("id")),
        title=_text(item.get("title")),
        published=_text(item.get("date_published")),
        author=", ".join(name for name in names if name) or None,
        outlet=outlet,
        stated=_text(item.get("date_modified")),
        html=html if isinstance(html, str) else None,
    )


def _link(value: object, base: str) -> str | None:
    text = _text(value)
    try:
        return text and urljoin(base, text)
    except ValueError:  # "http://[" is no address: fetching it says so
        return text


def _text(value: object) -> str | None:
    """Return a field as one line of text, or None where it holds none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return " ".join((printable(str(value)) or "").replace("\0", " ").split())[:LONGEST_FIELD] or None
