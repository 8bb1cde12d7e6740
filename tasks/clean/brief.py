"""Plain-text briefs: lines that are no article text are peeled off into fields; nothing is lost.

Where a line stands decides: a byline or "Updated …" in the first eight lines, a source in the first eight or the
last six, credits and "Read more" anywhere when short, a dateline before one of the first three paragraphs.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tasks.clean.article import Article
from tasks.clean.metadata import read_date

HEAD_LINES = 8
TAIL_LINES = 6
DATELINE_PARAGRAPHS = 3
LONGEST_TITLE = 200
LONGEST_PEELED = 300  # a longer line is article text; this also bounds the patterns
WIDEST_WRAP = 100

_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|and|&))*"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
SOURCE = re.compile(r"(?:original source|source|via|url|link)\s*:\s*(?P<source>\S.*)|(?P<link>https?://\S+)", re.I)
BYLINE = re.compile(rf"(?:By|BY|Words by|Story by|Written by) (?P<author>{_NAME})(?:,? (?:for )?(?P<outlet>{_NAME}))?")
PUBLISHED = re.compile(r"(?:first )?(?:published|posted|date)\b\s*(?:on\b|at\b|:)?\s*(?P<date>.*\d.*)", re.I)
UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b\s*(?:on\b|at\b|:)?\s*(?P<date>.*\d.*)", re.I)
CREDIT = re.compile(
    r"\(?(?:photo(?:graph)?s?|image|picture|graphic|video|(?:additional )?reporting|editing|writing)"
    r"(?: credit)?(?: by\b|:).*|(?:read more|see also|also read|related|more on this story)\b\s*[:→>].*",
    re.I,
)
DATELINE = re.compile(
    r"(?P<dateline>(?:[A-Z][A-Z.'’/ -]{2,40}(?:, [A-Z][\w.]+){0,2}"
    rf"(?:,? {_MONTH} \d{{1,2}})?(?: \([A-Z][^()]{{1,40}}\))?"
    r"|\([A-Z][\w .’'-]{1,30}\)))\s*(?:[—–]|--| - )\s*(?=\S)"
)
BARE_HOST = re.compile(r"(?:www\.)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})/?", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+/\S+", re.I)


def read_brief(text: str) -> Article:
    """Take a plain-text article apart.

    >>> brief = read_brief("Quake hits coast\\nBy Ann Lee\\n\\nLIMA (Wire) — Six died.\\nSource: www.wire.org")
    >>> brief.title, brief.body, brief.author, brief.dateline, brief.outlet
    ('Quake hits coast', ['Six died.'], 'Ann Lee', 'LIMA (Wire)', 'wire.org')
    """
    article = Article()
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    filled = [number for number, line in enumerate(lines) if line]
    for place, number in enumerate(filled):
        if _peel(article, lines[number], place, len(filled)):
            lines[number] = ""
    article.body = unwrap("\n".join(lines))
    if len(article.body) > 1 and len(article.body[0]) <= LONGEST_TITLE:
        article.title = article.body.pop(0)
    _peel_dateline(article)
    return article


def unwrap(text: str) -> list[str]:
    """Return the paragraphs: lines, but lines that were broken to fit a width are joined again.

    A line was broken when the next one's first word would have passed the width of the widest line.

    >>> unwrap("A title\\n\\nThe dam that broke on Monday\\nhad been patched before.\\n\\nOne line.")
    ['A title', 'The dam that broke on Monday had been patched before.', 'One line.']
    """
    blocks = [[line for line in block.split("\n") if line.strip()] for block in re.split(r"\n\s*\n", text)]
    width = max((len(line) for block in blocks for line in block), default=0)
    return [line for block in blocks for line in _joined(block, width)]


def _joined(block: list[str], width: int) -> list[str]:
    broken = all(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(block))
    return [" ".join(block)] if broken and width <= WIDEST_WRAP and len(block) > 1 else block


def _peel(article: Article, line: str, number: int, total: int) -> bool:
    """Put a line that is no article text where it belongs; return whether it was one."""
    if len(line) > LONGEST_PEELED:
        return False
    head, tail = number < HEAD_LINES, number >= total - TAIL_LINES
    if (head or tail) and (found := SOURCE.fullmatch(line)):
        _set_source(article, found["source"] or found["link"])
    elif head and (found := BYLINE.fullmatch(line)):
        article.author, article.outlet = found["author"], found["outlet"] or article.outlet
        return True
    elif head and (found := PUBLISHED.fullmatch(line)) and read_date(found["date"]):
        article.published = found["date"]
    elif head and (found := UPDATED.fullmatch(line)):
        article.modified = found["date"]
    elif not CREDIT.fullmatch(line):
        return False
    article.notes.append(line)
    return True


def _set_source(article: Article, source: str) -> None:
    """Keep where a brief was taken from: a bare host or a name is the outlet, a full address the URL as well."""
    address = _ADDRESS.search(source)
    host = BARE_HOST.search(source)
    if address:
        article.url = address[0] if "://" in address[0] else f"https://{address[0]}"
    article.outlet = article.outlet or (host["host"].lower() if host else source)


def _peel_dateline(article: Article) -> None:
    for number, paragraph in enumerate(article.body[:DATELINE_PARAGRAPHS]):
        if found := DATELINE.match(paragraph):
            article.dateline = found["dateline"]
            article.body[number] = paragraph[found.end() :]
            return
