"""PDF files → title and paragraphs, by PDFium; scans without a text layer are refused."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from tasks.clean.article import Article
from tasks.clean.brief import HEAD_LINES, PUBLISHED
from tasks.clean.metadata import read_date
from tasks.tables import InputError

MOST_PAGES = 500
EDGE_LINES = 2  # at the top and at the foot of a page, where running heads stand
REPEATED = 0.6  # of the pages
LONGEST_TITLE = 200
LONGEST_DATE = 60
_NO_TITLE = re.compile(r"microsoft word|untitled|^\s*$|\.(?:docx?|pdf|indd|pptx?|xlsx?|qxd|rtf|odt)\b|^[\w-]*$", re.I)
_PAGE_NUMBER = re.compile(r"\W*(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:of|/|von)\s*\d{1,4})?\W*", re.I)
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]$")
_BROKEN_WORD = re.compile(r"[\ufffe\x02]\s*")  # PDFium's mark for a hyphen at a line's end
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read_pdf(raw: bytes) -> Article | None:
    """Take the text out of a PDF, its pages in order; None when there is nothing in it.

    Raises InputError (unreadable, empty) for what is encrypted, broken, or a picture of text.
    """
    pages, told = _read(raw)
    pages = cut_running_lines(pages)
    paragraphs = [line for page in _joined(pages) for line in join_lines(page)]
    if not paragraphs:
        return None
    title = told.get("Title", "").strip()
    article = Article(title=title if _is_title(title) else None, body=paragraphs)
    if article.title is None and len(paragraphs) > 1 and len(paragraphs[0]) <= LONGEST_TITLE:
        article.title = article.body.pop(0)
    elif len(paragraphs) > 1 and paragraphs[0] == article.title:
        del article.body[0]
    article.author = told.get("Author", "").strip() or None
    article.published = stated_date([line for page in pages for line in page])
    if article.published is None and (created := _CREATED.match(told.get("CreationDate", ""))):
        article.published, article.published_from = "-".join(created.groups()), "meta"
    return article


def stated_date(lines: list[str]) -> str | None:
    """Return the date that one of the first lines says it was published on, or is.

    >>> stated_date(["Flood in Malby", "Published: 3 May 2024", "Six died."])
    '3 May 2024'
    """
    for line in lines[:HEAD_LINES]:
        found = PUBLISHED.fullmatch(line) if len(line) <= LONGEST_DATE else None
        stated = found["date"] if found else line
        if len(stated) <= LONGEST_DATE and read_date(stated):
            return stated
    return None


def _read(raw: bytes) -> tuple[list[list[str]], dict[str, str]]:
    """Return the lines of every page, and what the file says of itself."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("unreadable", "the PDF is encrypted: save it without a password") from error
        raise InputError("unreadable", f"no readable PDF ({error}): make or fetch it again") from error
    try:
        pages = [_lines(document, number) for number in range(min(len(document), MOST_PAGES))]
        if not any(pages) and any(_has_picture(document, number) for number in range(min(len(document), 3))):
            raise InputError("empty", "the PDF is a picture without a text layer: put it through OCR")
        return pages, document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()


def _lines(document: Any, number: int) -> list[str]:
    """Return the lines of a page that hold text; a page that is broken has none."""
    import pypdfium2

    try:
        page = document[number]
        text = str(page.get_textpage().get_text_range(errors="replace"))
    except pypdfium2.PdfiumError:
        return []
    return [line.strip() for line in _BROKEN_WORD.sub("", text).splitlines() if line.strip()]


def _has_picture(document: Any, number: int) -> bool:
    import pypdfium2
    import pypdfium2.raw  # type: ignore[import-untyped]

    try:
        return any(True for _ in document[number].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    except pypdfium2.PdfiumError:
        return False


def _is_title(title: str) -> bool:
    """Say whether a title in the metadata is one, not the name of a file or program.

    >>> _is_title("Ferry sinks off Malby"), _is_title("Microsoft Word - x.doc"), _is_title("press_release_final2")
    (True, False, False)
    """
    return len(title) <= LONGEST_TITLE and not _NO_TITLE.search(title)


def cut_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Take page numbers and the lines that repeat on most pages from the top and the foot of each.

    >>> cut_running_lines([["Daily 1", "Six died.", "1"], ["Daily 2", "Two live.", "2"], ["Daily 3", "All well.", "3"]])
    [['Six died.'], ['Two live.'], ['All well.']]
    """
    if len(pages) < 2:
        return pages
    counts = Counter(key for page in pages for key in {_running(line) for line in _edges(page)})
    often = {key for key, number in counts.items() if number >= max(2, REPEATED * len(pages))}
    return [_without_edges(page, often) for page in pages]


def _edges(page: list[str]) -> list[str]:
    return [*page[:EDGE_LINES], *page[EDGE_LINES:][-EDGE_LINES:]]


def _running(line: str) -> str:
    """Return a line with its digits alike, so that "Page 3" repeats "Page 2"."""
    return _DIGITS.sub("0", line)


def _without_edges(page: list[str], often: set[str]) -> list[str]:
    last = len(page) - EDGE_LINES
    return [
        line
        for number, line in enumerate(page)
        if EDGE_LINES <= number < last or not (_running(line) in often or _PAGE_NUMBER.fullmatch(line))
    ]


def _joined(pages: list[list[str]]) -> list[list[str]]:
    """Join a page to the one before when that ends within a sentence."""
    joined: list[list[str]] = []
    for page in pages:
        if joined and joined[-1] and page and not _SENTENCE_END.search(joined[-1][-1]):
            joined[-1] += page
        else:
            joined.append(list(page))
    return joined


def join_lines(lines: list[str]) -> list[str]:
    """Return the paragraphs of a page: a line that ends a sentence and stops short ends a paragraph.

    >>> join_lines(["A flood took six lives in the har-", "bour on Monday, said police.", "It was over.", "Two live."])
    ['A flood took six lives in the harbour on Monday, said police.', 'It was over.', 'Two live.']
    """
    width = max((len(line) for line in lines), default=0)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and _HYPHEN.search(paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = _HYPHEN.sub("", paragraphs[-1]) + line
        elif goes_on:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        is_short = len(line) < 0.85 * width
        goes_on = not (is_short and (_SENTENCE_END.search(line) or len(line) < 0.6 * width))
    return paragraphs
