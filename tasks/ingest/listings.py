"""What bytes are that came from the web, and the entries of those that list articles."""

from __future__ import annotations

import codecs
import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urljoin

from tasks.ingest.feeds import Entry, read_feed, read_json_feed
from tasks.ingest.formats import format_of
from tasks.ingest.sitemaps import expand, read_sitemap
from tasks.tables import InputError

Kind = Literal["feed", "json_feed", "sitemap", "list"]
LISTING_ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json", ".xml.gz")
HEAD = 65536
_ROOT = re.compile(rb"(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*)?>)*+<(?:\w+:)?(\w+)", re.S | re.I)
_ROOTS: dict[bytes, Kind] = {
    b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap",
}  # fmt: skip
_TYPES: dict[str, Kind] = {"application/feed+json": "json_feed"}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.I)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def listing_kind(head: bytes, media_type: str | None = None) -> Kind | None:
    """Say by its first bytes whether something lists articles: a feed, a sitemap, a list of addresses, or none.

    >>> [listing_kind(text) for text in (b"<?xml version='1.0'?><rss>", b"<!-- a --><urlset>", b"<!doctype html><b>")]
    ['feed', 'sitemap', None]
    >>> listing_kind(b"# mine\\nhttps://e.org/feed\\n"), listing_kind(b"Quake\\nhttps://e.org/a\\n")
    ('list', None)
    """
    if head.startswith(_WIDE):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith(b"\x1f\x8b"):
        return _gzipped(head)
    if found := _ROOT.match(head):
        return _ROOTS.get(found[1].lower())
    if head.startswith(b"{"):
        return "json_feed" if b"jsonfeed.org/version" in head else _TYPES.get(media_type or "")
    return "list" if read_addresses(head, whole=len(head) < HEAD) else None


def _gzipped(head: bytes) -> Kind | None:
    """Look into a gzipped sitemap; other gzipped things are known by their endings."""
    import zlib

    try:
        inner = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return None
    return "sitemap" if listing_kind(inner.removeprefix(b"\x1f\x8b")) == "sitemap" else None


def read_listing(kind: Kind, data: bytes, base: str = "") -> list[Entry]:
    """Return the entries of a listing; raises InputError when it cannot be read."""
    if kind == "list":
        return [Entry(url) for url in read_addresses(data)]
    if kind == "sitemap":
        return list(read_sitemap(data))
    return list((read_feed if kind == "feed" else read_json_feed)(expand(data), base))


def read_addresses(data: bytes, whole: bool = True) -> list[str]:
    """Return the lines of a list of addresses, without comments (#); other text gives none.

    A list begins with an address, and most of its lines are addresses; the others are for the reader to correct.

    >>> read_addresses(b"https://e.org/feed\\n\\n# the others\\ns3://bucket/news/*.jsonl\\nwww.e.org\\n")
    ['https://e.org/feed', 's3://bucket/news/*.jsonl', 'www.e.org']
    >>> read_addresses(b"Quake hits coast\\nhttps://e.org/a")
    []
    """
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if not whole:
        lines = lines[:-1]  # cut
    lines = [text for line in lines if (text := line.strip()) and not text.startswith("#")]
    addresses = [line for line in lines if _ADDRESS.fullmatch(line)]
    return lines if addresses[:1] == lines[:1] and 2 * len(addresses) > len(lines) else []


def directory_of(address: str) -> tuple[str | None, str]:
    """Return the folder of a web server and the pattern of names in it that an address stands for, or None.

    >>> directory_of("https://e.org/wire/*.jsonl"), directory_of("https://e.org/a?b=*")
    (('https://e.org/wire/', '*.jsonl'), (None, ''))
    """
    folder, _, names = address.rpartition("/")
    return (f"{folder}/", names) if "*" in names and "?" not in address and "*" not in folder else (None, "")


def read_directory(page: bytes, address: str, names: str) -> list[Entry]:
    """Return the files that a web server's listing of a folder names; raises InputError where none fits."""
    from lxml import html

    folder = address.rpartition("/")[0] + "/"
    links = (urljoin(address, link) for link in html.fromstring(page or b" ").xpath("//a/@href"))
    files = {link for link in links if link.startswith(folder) and fnmatchcase(link.removeprefix(folder), names)}
    if not files:
        raise InputError("empty", "it lists no such file: check the address")
    return [Entry(url) for url in sorted(files)]


def file_format(url: str, media_type: str | None, head: bytes) -> str:
    """Return the format of something fetched that is no listing; raises InputError when it is none that is read."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    by_ending = url_format(url)
    if by_ending and by_ending != "html":
        return by_ending
    if b"\0" in head[:HEAD] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("unsupported", f"no text but {media_type or 'binary'}: leave it out")
    if media_type == "text/plain":
        return "txt"
    if media_type in (None, "application/octet-stream") or "html" in media_type or head.lstrip()[:1] == b"<":
        return "html"
    raise InputError("unsupported", f"no reader for {media_type}: leave it out")


def url_format(url: str) -> str | None:
    """Return the format that an address ends in, or None.

    >>> url_format("https://e.org/a/day.warc.gz?x=1"), url_format("https://e.org/a")
    ('warc', None)
    """
    from pathlib import Path
    from urllib.parse import urlsplit

    return format_of(Path(PurePosixPath(urlsplit(url).path).name or "x"))
