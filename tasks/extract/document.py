"""What figures are found in: the sentences of a document with their sections, and what currency signs mean there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tasks.extract.numbers import local_currencies
from tasks.sentences import split_sentences


def sentences_of(document: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, section) of every sentence of a document.

    Its `sections` say where captions and tables stand ("start-end section, …"); the lead is the first other paragraph.

    >>> text = "Dam\\n\\nThe dam, 2 years old.\\nSix died.\\nTen left."
    >>> [section for *_, section in sentences_of({"text": text, "body_start": 5, "sections": "5-27 caption"})]
    ['title', 'caption', 'lead', 'body']
    """
    text, body_start = document["text"], document["body_start"]
    marked = _marked(document.get("sections"))
    lead_start = body_start
    while lead_start in marked:
        lead_start = marked[lead_start][0] + 1
    lead_end = text.find("\n", lead_start) if "\n" in text[lead_start:] else len(text)
    for start, end in split_sentences(text):
        told = next((section for first, (last, section) in marked.items() if first <= start < last), None)
        yield start, end, "title" if start < body_start else told or ("lead" if start < lead_end else "body")


def _marked(sections: str | None) -> dict[int, tuple[int, str]]:
    """Return where marked paragraphs end and what they are, by where they begin."""
    spans = (span.partition(" ") for span in (sections or "").split(", ") if span)
    return {int(place.split("-")[0]): (int(place.split("-")[1]), section) for place, _, section in spans}


def local_signs(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what shared currency signs mean in a document (form → code): by its host, in a brief often its outlet."""
    host = urlsplit(document.get("url") or "").hostname or document.get("outlet")
    return local_currencies(host, document["text"])
