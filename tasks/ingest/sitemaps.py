"""Sitemaps, news sitemaps and sitemap indexes → entries, within bounds.

Source: sitemaps.org, and Google's news extension. lxml's parser reads no entities, no DTD and nothing from the
network; what it has read is dropped at once, so a sitemap of any size takes the memory of one entry.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from tasks.ingest.feeds import MOST_ENTRIES, Entry
from tasks.tables import InputError

LARGEST_SITEMAP = 50_000_000  # bytes once expanded: the limit of sitemaps.org
_BARE = re.compile(rb"&(?!#?\w{1,10};)")  # an address with a bare "&": the commonest fault of sitemaps
FIELDS = {"loc": "url", "lastmod": "stated", "publication_date": "published", "title": "title", "name": "outlet"}


def read_sitemap(data: bytes) -> Iterator[Entry]:
    """Yield the entries of a sitemap or an index of sitemaps, plain or gzipped; raises InputError when it is none.

    >>> xml = b"<urlset><url><loc> https://e.org/a </loc><lastmod>2025-02-03</lastmod></url></urlset>"
    >>> [(entry.url, entry.stated) for entry in read_sitemap(xml)]
    [('https://e.org/a', '2025-02-03')]
    """
    from lxml import etree

    found = 0
    mended = _BARE.sub(b"&amp;", expand(data))
    reading = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    try:
        for _, element in etree.iterparse(BytesIO(mended), events=("end",), **reading):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in ("url", "sitemap"):
                yield _entry(element, name == "sitemap")
                found += 1
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            if found > MOST_ENTRIES:
                return
    except etree.XMLSyntaxError as error:
        raise InputError("broken_file", f"no sitemap ({error.msg}): check the address") from error


def _entry(element, listing: bool) -> Entry:  # type: ignore[no-untyped-def]
    """Return the entry of a <url> or <sitemap>: the first of each field, in whatever namespace."""
    from lxml import etree

    found: dict[str, str] = {}
    for part in element.iter():
        if isinstance(part.tag, str) and (field := FIELDS.get(etree.QName(part).localname)):
            text = " ".join("".join(part.itertext()).split())
            if text and field not in found:
                found[field] = text
    return Entry(**{"url": None, "listing": listing, **found})  # type: ignore[arg-type]


def expand(data: bytes) -> bytes:
    """Return gzipped bytes expanded, others as they are; raises InputError where they expand beyond any sitemap.

    >>> import gzip
    >>> expand(gzip.compress(b"<urlset/>")), expand(b"<urlset/>")
    (b'<urlset/>', b'<urlset/>')
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        expander = zlib.decompressobj(wbits=31)
        expanded = expander.decompress(data, LARGEST_SITEMAP)
    except zlib.error as error:
        raise InputError("broken_file", f"not gzip ({error}): check the address") from error
    if expander.unconsumed_tail:
        raise InputError("too_large", f"over {LARGEST_SITEMAP:,} bytes once expanded: no sitemap is that large")
    return expanded
