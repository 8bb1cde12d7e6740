"""Documents → figures: puts a row together from what the grammar and (later) the rules found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tasks.extract.classes import affiliation, counted_class
from tasks.extract.numbers import Quantity, Reading, Refusal, local_currencies, to_si
from tasks.extract.sentences import split_sentences
from tasks.extract.telling import Reader, Told, tell
from tasks.tables import CLEANED, FIGURES, REFUSED_NUMBERS, REJECTS, identity, read_stage, reject_row, write_stage

if TYPE_CHECKING:
    from spacy.tokens import Doc

GROUP = 100  # documents that are parsed together
TOPIC = 600  # characters of title and lead
Row = dict[str, Any]
CARRIED = ("document_id", "article_id", "published_at", "published_date", "outlet", "title", "url")


@dataclass(slots=True)
class Found:
    """What a document holds: rows of `figures` and rows of `refused_numbers`."""

    figures: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)


def extract_batch(documents: Path, **reading: Any) -> Path:
    """Find the figures of what clean wrote to the folder `documents`.

    Writes `figures`, `refused_numbers` and `rejects` and returns their folder. `reading` is what `Reader.load` takes.
    A document on which the rules fail stands in `rejects`, whole.
    """
    reader = Reader.load(**reading)
    every, rejects = Found(), []
    rows = read_stage(documents, CLEANED).to_pylist()
    for first in range(0, len(rows), GROUP):
        for document, found in _found(rows[first : first + GROUP], reader):
            if isinstance(found, Exception):
                rejects.append(_reject(document, found))
            else:
                every.figures += found.figures
                every.refused += found.refused
    folder = documents.parent / "extract"
    for table, rows in ((FIGURES, every.figures), (REFUSED_NUMBERS, every.refused), (REJECTS, rejects)):
        write_stage(folder, table, rows)
    return folder


def _found(documents: Sequence[Row], reader: Reader) -> Iterator[tuple[Row, Found | Exception]]:
    """Yield what each document holds, or the fault that reading it alone shows."""
    try:
        yield from zip(documents, read_documents(documents, reader), strict=True)
    except Exception as error:  # noqa: BLE001 - a fault in a rule must cost only the document that shows it
        if len(documents) == 1:
            yield documents[0], error
            return
        for document in documents:
            yield from _found([document], reader)


def read_document(document: Mapping[str, Any], reader: Reader) -> Found:
    """Return the figures and refused numbers of one document: its `text`, `body_start` and the carried columns.

    >>> found = read_document(text_document("Six died. At least 40 people were hurt."), Reader.load())
    >>> [(row["value"], row["bound"], row["counted"], row["sentence_index"]) for row in found.figures]
    [(6.0, 'exact', None, 0), (40.0, 'at_least', 'people', 1)]
    """
    return read_documents([document], reader)[0]


def read_documents(documents: Iterable[Mapping[str, Any]], reader: Reader) -> list[Found]:
    """Return what each document holds, as `read_document` does; many are parsed together, which is faster."""
    numbered = [_number(document, reader) for document in documents]
    docs = reader.syntax.parse(text for each in numbered for text in each.parsed)
    every = []
    for each in numbered:
        found = Found()
        found.figures += [row for row, _, _ in _rows(each, docs, reader, found.refused)]
        every.append(found)
    return every


def rows_of(document: Mapping[str, Any], reader: Reader) -> Iterator[tuple[Row, Doc, Told]]:
    """Yield the rows of `figures` of one document, each with its parsed sentence and what was read in it."""
    numbered = _number(document, reader)
    yield from _rows(numbered, reader.syntax.parse(numbered.parsed), reader, [])


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A document with its sentences (start, end, section) and the numbers of each."""

    document: Mapping[str, Any]
    sentences: Sequence[tuple[int, int, str]]
    readings: Sequence[Reading]

    @property
    def parsed(self) -> Iterator[str]:
        """The sentences to parse: those with figures."""
        for (start, end, _), reading in zip(self.sentences, self.readings, strict=True):
            if reading.figures:
                yield self.document["text"][start:end]


def _number(document: Mapping[str, Any], reader: Reader) -> _Numbered:
    text = document["text"]
    local = local_currencies(_host(document), text)
    sentences = list(_sentences(text, document["body_start"]))
    return _Numbered(document, sentences, [reader.grammar.read(text[start:end], local) for start, end, _ in sentences])


def _rows(
    numbered: _Numbered, docs: Iterator[Doc], reader: Reader, refused: list[Row]
) -> Iterator[tuple[Row, Doc, Told]]:
    """Yield the rows of `figures`; rows of `refused_numbers` are added to `refused`."""
    document = numbered.document
    text, topic = document["text"], _topic(document["text"])
    carried = {name: document.get(name) for name in CARRIED}
    occurrences: Counter[tuple[str, str]] = Counter()
    earlier = None
    for index, ((start, end, section), reading) in enumerate(zip(numbered.sentences, numbered.readings, strict=True)):
        refused += [_refused(refusal, document, start) for refusal in reading.refused]
        if not reading.figures:
            continue
        doc = next(docs)
        every = tell(doc, reading.figures, reader, topic, earlier)
        earlier = every[-1].counted and replace(every[-1].counted, first=-1, last=-1)  # of another sentence
        for told in every:
            row = carried | _figure(told.quantity, text[start:end], start) | _told(told)
            said = (str(row["sentence"]), str(row["number_text"]))
            occurrences[said] += 1
            row["figure_id"] = identity(document["article_id"], *said, str(occurrences[said]))
            yield row | {"section": section, "sentence_index": index}, doc, told


def text_document(text: str) -> Row:
    """Return the least that `read_document` needs for a bare text, which is known by itself."""
    return {"article_id": identity("text", text), "document_id": identity(text), "text": text, "body_start": 0}


def _host(document: Mapping[str, Any]) -> str | None:
    """Return the host of a document's address, else its outlet, which in a brief is often a host."""
    return urlsplit(document.get("url") or "").hostname or document.get("outlet")


def _sentences(text: str, body_start: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, section) of every sentence; the lead is the body's first paragraph."""
    lead_end = text.find("\n", body_start) if "\n" in text[body_start:] else len(text)
    for start, end in split_sentences(text):
        yield start, end, "title" if start < body_start else "lead" if start < lead_end else "body"


def _topic(text: str) -> frozenset[str]:
    """Return the words of the title and the lead, which say what an article is about."""
    return frozenset(re.findall(r"[\w-]+", text[:TOPIC].lower()))


def _told(told: Told) -> Row:
    counted, event = told.counted, told.event
    phrase = counted and counted.text
    is_person = told.quantity.kind == "age" and counted is not None and counted.head[:1].isupper()  # "Ann Lee, 34"
    return {
        "counted": phrase,
        "counted_head": counted and counted.head,
        "counted_class": "people" if is_person else phrase and counted_class(phrase),
        "affiliation": phrase and affiliation(phrase),
        "event": event and event.code,
        "event_text": event and event.text,
        "negated": event is not None and event.negated,
        "aggregation": told.aggregation,
        "confidence": told.confidence,
    }


def _figure(quantity: Quantity, sentence: str, start: int) -> Row:
    si = to_si(quantity.value, quantity.kind, quantity.unit, is_difference=quantity.change is not None)
    return {
        "sentence_start": start,
        "sentence": sentence,
        "start_char": start + quantity.start,
        "end_char": start + quantity.end,
        "number_text": sentence[quantity.start : quantity.end],
        "value": quantity.value,
        "value_low": quantity.value_low,
        "value_high": quantity.value_high,
        "bound": quantity.bound,
        "hedge": quantity.hedge,
        "kind": quantity.kind,
        "unit": quantity.unit,
        "value_si": si and si[0],
        "unit_si": si and si[1],
        "change": quantity.change,
    }


def _refused(refusal: Refusal, document: Mapping[str, Any], start: int) -> Row:
    return {
        "document_id": document["document_id"],
        "start_char": start + refusal.start,
        "end_char": start + refusal.end,
        "number_text": document["text"][start + refusal.start : start + refusal.end],
        "reason": refusal.reason,
        "rule": refusal.rule,
    }


def _reject(document: Row, error: Exception) -> Row:
    detail = f"{document['location']}: {type(error).__name__}: {error}: please report the article"
    return reject_row(
        "extract", document["record_key"], "failed", detail, document["record_id"], document["document_id"]
    )
