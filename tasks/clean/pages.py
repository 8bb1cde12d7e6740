"""Bytes of a page → its parsed tree, or why it is not read: what a parser could choke on is refused before it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from tasks.tables import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_BYTES = 5_000_000
MOST_TAGS = 20_000
DEEPEST = 500
SNIFFED = 4096  # bytes
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = {
    **{b"%PDF-": "PDF", b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"},
    **{b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"\x7fELF": "program", b"RIFF": "RIFF"},
    **{b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\xd0\xcf\x11\xe0": "Office", b"ID3": "MP3"},
}
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][^\s/>]*)")
_ENDS_RAW = {name: re.compile(rf"</{name}", re.I) for name in ("script", "style", "textarea", "title", "xmp")}
# Void elements, and those that their like or their parent's end closes: they do not nest.
_FLAT = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot"
        " colgroup caption option optgroup rt rp path circle rect use html head body",
    )
)
_LATIN = ("iso8859-1", "cp1252", "latin_1", "ascii")


def decode_page(raw: bytes, charset: str | None = None) -> str:
    """Decode a page by the encoding that the server named, else by what its bytes say.

    Raises InputError (unsupported, too_large).

    >>> decode_page("£1".encode("cp1252"), "windows-1252"), decode_page("£1".encode(), "iso-8859-1")
    ('£1', '£1')
    """
    if len(raw) > MOST_BYTES:
        raise InputError("too_large", f"a page of {len(raw):,} bytes: the limit is {MOST_BYTES:,}")
    if kind := _binary_kind(raw, charset):
        raise InputError("unsupported", f"not a page but {kind}: give it the name or type that it has")
    from resiliparse.parse.encoding import bytes_to_str

    return bytes_to_str(raw, _encoding(raw, charset), errors="replace")


def _binary_kind(raw: bytes, charset: str | None) -> str | None:
    """Return what the bytes are when they are no text, as their first bytes or NULs say."""
    head = raw[:SNIFFED]
    if kind := next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None):
        return kind
    is_wide = head.startswith(_BYTE_ORDER_MARKS) or (charset or "").lower().startswith(("utf-16", "utf-32", "utf16"))
    return "binary data" if b"\0" in head and not is_wide else None


def _encoding(raw: bytes, charset: str | None) -> str:
    """Return the encoding of a page: a byte order mark, the server's word, the page's own, what the bytes look like.

    Servers name Latin-1 where nobody told them better: text that is valid UTF-8 is UTF-8.
    """
    from resiliparse.parse.encoding import detect_encoding

    if raw.startswith(_BYTE_ORDER_MARKS):
        return next(name for mark, name in _MARKED.items() if raw.startswith(mark))
    try:
        named = codecs.lookup((charset or "").strip("\"' ")).name
    except (LookupError, ValueError):  # none, or a name that nobody knows
        named = None
    if named and not (named in _LATIN and _is_utf8(raw)) and _decodes_text(named):
        return named
    return "utf-8" if _is_utf8(raw) else detect_encoding(raw, from_html_meta=True) or "utf-8"


_MARKED = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decodes_text(name: str) -> bool:
    """Tell whether a codec turns bytes into text: Python knows others, such as hex and zip."""
    try:
        return isinstance(b" ".decode(name, "replace"), str)
    except (LookupError, ValueError):
        return False


def check_markup(text: str) -> None:
    """Raise InputError when a page has too many tags (too_large) or nests them too deep (too_deep).

    One pass that ends where the limit is reached; what stands in comments, scripts and styles does not count.

    >>> check_markup("<div>" * 500)
    >>> check_markup("<div>" * 501)
    Traceback (most recent call last):
    tasks.tables.InputError: elements nested deeper than 500: not read
    """
    place, tags = 0, 0
    stack: list[str] = []
    inside: dict[str, int] = {}
    while found := _TAG.search(text, place):
        place = found.end()
        name = (found[2] or "").lower()
        if not name:
            place = _after(text, "-->", place)
            continue
        if found[1]:
            _close(name, stack, inside)
            continue
        tags += 1
        if tags > MOST_TAGS:
            raise InputError("too_large", f"more than {MOST_TAGS:,} tags: not read")
        if name in _ENDS_RAW:
            ended = _ENDS_RAW[name].search(text, place)
            place = ended.end() if ended else len(text)
        elif name not in _FLAT and not _is_self_closed(text, place):
            stack.append(name)
            inside[name] = inside.get(name, 0) + 1
            if len(stack) > DEEPEST:
                raise InputError("too_deep", f"elements nested deeper than {DEEPEST}: not read")


def _close(name: str, stack: list[str], inside: dict[str, int]) -> None:
    """Close the innermost open element of a name, and those in it; an end tag without a start does nothing."""
    if not inside.get(name):
        return
    while stack:
        last = stack.pop()
        inside[last] -= 1
        if last == name:
            return


def _after(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)


def _is_self_closed(text: str, place: int) -> bool:
    """Tell whether a tag ends with "/>", as in SVG."""
    end = text.find(">", place, place + 2000)
    return end > 0 and text[end - 1] == "/"


def parse_page(raw: bytes, charset: str | None = None) -> HtmlElement | None:
    """Return the tree of a page, None where there is none; raises InputError (too_large, too_deep, unsupported)."""
    from trafilatura.utils import load_html

    text = decode_page(raw, charset)
    check_markup(text)
    return load_html(text)
