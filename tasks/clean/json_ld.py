"""JSON-LD as pages hold it → the article that it tells of. Broken JSON is read as far as it goes, never raised."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 2_000_000  # characters of a script; no article needs more
DEEPEST = 8  # levels at which an article or its author may stand
Thing = dict[str, Any]

ARTICLE_TYPE = re.compile(r"(?:https?://schema\.org/)?(?:\w*Article|\w*BlogPosting|Report|Review|\w*NewsStory)", re.I)
_WRAPPER = re.compile(
    r"\A\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?\s*)+|(?:(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?\s*)+\Z"
)
_BETWEEN = re.compile(r"[\s,;]+")
_TRAILING_COMMA = re.compile(r",\s{0,200}(?=[}\]])")


def read_scripts(scripts: list[str]) -> list[Thing]:
    """Return every thing that the scripts of a page hold, articles first, each kind in page order."""
    things = [thing for script in scripts for value in read_json(script) for thing in _things(value)]
    return sorted(things, key=lambda thing: not is_article(thing))


def read_json(script: str) -> list[Any]:
    """Return the values of a script: one as a rule, none where nothing can be read.

    >>> read_json('<!-- {"headline": "A\\tb", "author": ["x",],} -->')
    [{'headline': 'A\\tb', 'author': ['x']}]
    >>> read_json('{"a": 1}{"b": '), read_json("var x = 1")
    ([{'a': 1}], [])
    """
    text = _WRAPPER.sub("", script[:LONGEST]).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        if values := list(_values(attempt)):
            return values
    return []


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values that stand one after the other, up to the first that is broken."""
    decoder, place = json.JSONDecoder(strict=False), 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):  # broken from here on: what came before is kept
            return
        yield value
        place = _between(text, place)


def _between(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _things(value: Any, depth: int = 0) -> Iterator[Thing]:
    """Yield the objects in a value, outer ones first."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        if isinstance(each, dict | list):
            yield from _things(each, depth + 1)


def is_article(thing: Thing) -> bool:
    """Tell whether an object is an article that says something: it has a type and a headline, a date or a body.

    >>> is_article({"@type": ["NewsArticle"], "headline": "x"}), is_article({"@type": "WebPage", "headline": "x"})
    (True, False)
    """
    types = thing.get("@type")
    named = any(isinstance(each, str) and ARTICLE_TYPE.fullmatch(each) for each in _listed(types))
    return named and any(thing.get(name) for name in ("headline", "datePublished", "articleBody"))


def text_of(value: Any) -> str | None:
    """Return the text of a property: entities unescaped, single spaces; a number counts, an object's name too.

    >>> text_of("Q&amp;amp;A:  caf&#233;"), text_of([{"name": "x"}]), text_of({}), text_of(1574168486)
    ('Q&A: café', 'x', None, '1574168486')
    """
    if isinstance(value, list):
        return next((text for each in value[:20] if (text := text_of(each))), None)
    if isinstance(value, dict):
        return text_of(value["name"]) if isinstance(value.get("name"), str) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(html.unescape(html.unescape(str(value))).split()) or None


def names_of(value: Any, things: list[Thing]) -> list[str]:
    """Return the names of an author property: texts, objects, lists of them, references ({"@id": …}) to others."""
    names = []
    for each in _listed(value)[:50]:
        if isinstance(each, dict) and "name" not in each and (identity := each.get("@id")):
            each = next((thing for thing in things if thing.get("@id") == identity and thing.get("name")), each)
        given = _listed(each.get("name") if isinstance(each, dict) else each)[:20]
        names += [text for name in given if not isinstance(name, dict | list) and (text := text_of(name))]
    return names


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
