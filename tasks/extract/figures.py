"""Documents → figures and disputes: puts a row together from what the grammar and the rules found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.extract.article import Beside, beside
from tasks.extract.classes import counted_class
from tasks.extract.corrected import correct_batch
from tasks.extract.document import local_signs, sentences_of
from tasks.extract.events import Event
from tasks.extract.noun_phrases import Counted
from tasks.extract.numbers import Reading
from tasks.extract.passages import Passage, spoken_beside
from tasks.extract.rows import (
    CARRIED,
    Found,
    Row,
    beside_columns,
    dispute_row,
    figure_id_of,
    number_columns,
    refused_row,
    told_columns,
)
from tasks.extract.telling import Reader, Told, tell
from tasks.guarded import call_apart
from tasks.lending import Lender
from tasks.shelf import Shelf
from tasks.tables import (
    CLEANED,
    COPIES,
    DISPUTES,
    FIGURES,
    PERSONS,
    REFUSED_NUMBERS,
    REJECTS,
    document_order,
    identity,
    read_stage,
    reject_row,
    write_stage,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

GROUP = 100  # documents that are parsed together
TOPIC = 600  # characters of title and lead
READ_LANGUAGES = (None, "en")  # null is read as English; documents of another language hold no figures
_Key = tuple[tuple[tuple[str, Any], ...], tuple[int, ...]]


def extract_once(documents: Path, compared: Path, shelf: Shelf, apart: bool = False, **reading: Any) -> Path:
    """Extract a batch without the copies that `compared` names, unless it lies on the shelf; return its folder.

    `apart` reads in a process of its own. What a person corrects is applied to what lies there, not on the shelf.
    """
    copies = _copies(documents, compared)
    call: Callable[..., Path] = partial(call_apart, extract_batch) if apart else extract_batch
    made_of: list[Path | str] = [documents / f"{CLEANED.name}.parquet", *copies, repr(reading)]
    folder = shelf.once(documents.parent / "extract", made_of, lambda: call(documents, copies, **reading))
    correct_batch(folder, documents, compared, copies, reading.get("vague_numbers"))
    return folder


def warm(**reading: Any) -> None:
    """Load what reads, by the settings that `Reader.load` takes: the first batch finds it loaded."""
    with READERS.lend(_key(reading)):
        return


def extract_batch(documents: Path, copies: Collection[str] = (), **reading: Any) -> Path:
    """Find the figures of what clean wrote to the folder `documents`, without those that are `copies`.

    Writes `figures`, `disputes`, `refused_numbers` and `rejects` and returns their folder. `reading` is what
    `Reader.load` takes. A document on which the rules fail stands in `rejects`, whole.
    """
    every, rejects = Found(), []
    rows = [
        row
        for row in _one_each(read_stage(documents, CLEANED).to_pylist())
        if row["language"] in READ_LANGUAGES and row["document_id"] not in copies
    ]
    with READERS.lend(_key(reading)) as reader:
        groups = (rows[first : first + GROUP] for first in range(0, len(rows), GROUP))
        for document, found in (each for group in groups for each in _found(group, reader)):
            if isinstance(found, Exception):
                rejects.append(_reject(document, found))
            else:
                every.figures += found.figures
                every.disputes += found.disputes
                every.refused += found.refused
    folder = documents.parent / "extract"
    tables = (FIGURES, every.figures), (DISPUTES, every.disputes), (REFUSED_NUMBERS, every.refused), (REJECTS, rejects)
    for table, rows in tables:
        write_stage(folder, table, rows)
    return folder


def _one_each(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row a document: of one that came twice, that which publish takes too."""
    every: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = every.setdefault(row["document_id"], row)
        if known is not row and document_order(row) < document_order(known):
            every[row["document_id"]] = row
    return list(every.values())


def _key(reading: Mapping[str, Any]) -> _Key:
    """Return what readers are lent by: the settings, and when the files that they name last changed."""
    files = (value for value in reading.values() if isinstance(value, Path))
    changed = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in files)
    return tuple(sorted(reading.items(), key=str)), changed


def _load(key: _Key) -> Reader:
    return Reader.load(**dict(key[0]))


READERS = Lender(_load)  # loading one takes as long as reading thirty articles; spaCy's are not for several threads


def _copies(documents: Path, compared: Path) -> list[str]:
    """Return those of a batch's documents that are copies."""
    ids = set(read_stage(documents, CLEANED, ["document_id"])["document_id"].to_pylist())
    rows = read_stage(compared, COPIES, ["document_id", "duplicate_of"]).to_pylist()
    return sorted(row["document_id"] for row in rows if row["duplicate_of"] and row["document_id"] in ids)


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
        rows = list(_rows(each, docs, reader, found.refused))
        found.figures += [one.row for one in rows]
        found.disputes += _disputes(each.document, rows)
        every.append(found)
    return every


@dataclass(frozen=True, slots=True)
class Read:
    """A figure as it was read: its row of `figures`, its parsed sentence, and all that the row was made from."""

    row: Row
    doc: Doc
    told: Told
    beside: Beside


def rows_of(document: Mapping[str, Any], reader: Reader) -> Iterator[Read]:
    """Yield the figures of one document with what their rows were made from."""
    numbered = _number(document, reader)
    yield from _rows(numbered, reader.syntax.parse(numbered.parsed), reader, [])


def passages_of(document: Mapping[str, Any], reader: Reader) -> list[Passage]:
    """Return the sentences of one document with what their figures tell, as what stands around them asks about them."""
    numbered = _number(document, reader)
    return list(_passages(numbered, reader.syntax.parse(numbered.parsed), reader))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A document with its sentences (start, end, section), the numbers of each, and which are parsed."""

    document: Mapping[str, Any]
    sentences: Sequence[tuple[int, int, str]]
    readings: Sequence[Reading]
    is_parsed: Sequence[bool]

    @property
    def parsed(self) -> Iterator[str]:
        """The sentences to parse: those with figures, and those that may say whose these are."""
        for (start, end, _), wanted in zip(self.sentences, self.is_parsed, strict=True):
            if wanted:
                yield self.document["text"][start:end]


def _number(document: Mapping[str, Any], reader: Reader) -> _Numbered:
    text = document["text"]
    local = local_signs(document)
    sentences = list(sentences_of(document))
    readings = [reader.grammar.read(text[start:end], local) for start, end, _ in sentences]
    is_parsed = [bool(each.figures) for each in readings]
    for place in list(spoken_beside(text, [(start, end) for start, end, _ in sentences], is_parsed)):
        is_parsed[place] = True
    return _Numbered(document, sentences, readings, is_parsed)


def _rows(numbered: _Numbered, docs: Iterator[Doc], reader: Reader, refused: list[Row]) -> Iterator[Read]:
    """Yield the figures of a document; rows of `refused_numbers` are added to `refused`."""
    document = numbered.document
    refused += [
        refused_row(refusal, document, start)
        for (start, _, _), reading in zip(numbered.sentences, numbered.readings, strict=True)
        for refusal in reading.refused
    ]
    passages = list(_passages(numbered, docs, reader))
    around = beside(document["text"], document.get("published_date"), passages, reader)
    ids = _figure_ids(document["article_id"], passages)
    carried = {name: document.get(name) for name in CARRIED}
    flat = [each for passage in ids for each in passage]
    nations: dict[str, str | None] = {}  # by figure_id
    for index, (passage, every) in enumerate(zip(passages, around, strict=True)):
        for told, what, figure_id in zip(passage.told, every, ids[index], strict=True):
            assert passage.doc is not None  # it has figures
            row = carried | number_columns(told.quantity, passage.text, passage.start)
            row |= told_columns(told) | beside_columns(what, flat)
            row |= {"figure_id": figure_id, "section": passage.section, "sentence_index": index}
            if (
                what.adding.restates and row["affiliation"] is None
            ):  # "11,000 troops" after "11,000 North Korean troops"
                row["affiliation"] = nations[str(row["part_of"])]
            nations[figure_id] = row["affiliation"]
            yield Read(row, passage.doc, told, what)


def _passages(numbered: _Numbered, docs: Iterator[Doc], reader: Reader) -> Iterator[Passage]:
    """Yield the sentences of a document with what their figures tell."""
    text, topic = numbered.document["text"], _topic(numbered.document["text"])
    earlier: Counted | None = None
    befell: Event | None = None
    paragraph, before = 0, 0
    for place, (start, end, section) in enumerate(numbered.sentences):
        paragraph += "\n" in text[before:start]
        before = end
        doc, every = next(docs) if numbered.is_parsed[place] else None, []
        if doc is not None and (figures := numbered.readings[place].figures):
            every = tell(doc, figures, reader, topic, earlier, befell)
            earlier = _gone_on_with(every, earlier)
        befell = _befell(every)
        yield Passage(start, end, section, paragraph, text[start:end], doc, every)


def _gone_on_with(told: Sequence[Told], earlier: Counted | None) -> Counted | None:
    """Return what the sentence behind goes on with ("of these, 12 …"): what the last figure counts that is no part."""
    whole = [each for each in told if each.aggregation != "part"]
    if not whole:
        return earlier
    last = whole[-1].counted
    return last and replace(last, first=-1, last=-1)  # of another sentence


def _befell(told: Sequence[Told]) -> Event | None:
    """Return what happened to the persons whom a sentence counts, where that is one thing: "Seven were students" …"""
    counts = [each for each in told if each.quantity.kind == "count" and each.event is not None]
    persons = [each for each in counts if each.counted is None or counted_class(each.counted.text) in PERSONS]
    events = {each.event.code: each.event for each in persons if each.event is not None}
    return next(iter(events.values())) if len(events) == 1 and len(counts) == len(persons) else None


def _figure_ids(article_id: str, passages: Sequence[Passage]) -> list[list[str]]:
    """Return the ids of the figures of each passage: from the sentence, the number, and which occurrence it is."""
    occurrences: Counter[tuple[str, str]] = Counter()
    found = []
    for passage in passages:
        ids = []
        for told in passage.told:
            said = (passage.text, passage.text[told.quantity.start : told.quantity.end])
            occurrences[said] += 1
            ids.append(figure_id_of(article_id, *said, occurrences[said]))
        found.append(ids)
    return found


def text_document(text: str) -> Row:
    """Return the least that `read_document` needs for a bare text, which is known by itself."""
    return {"article_id": identity("text", text), "document_id": identity(text), "text": text, "body_start": 0}


def _topic(text: str) -> frozenset[str]:
    """Return the words of the title and the lead, which say what an article is about."""
    return frozenset(re.findall(r"[\w-]+", text[:TOPIC].lower()))


def _disputes(document: Mapping[str, Any], rows: Sequence[Read]) -> Iterator[Row]:
    """Yield the rows of `disputes` of a document's figures."""
    for each in rows:
        for dispute in each.beside.disputes:
            counter = None if dispute.counter is None else rows[dispute.counter].row["figure_id"]
            yield dispute_row(dispute, each.row["figure_id"], counter, document["document_id"], each.told.confidence)


def _reject(document: Row, error: Exception) -> Row:
    detail = f"{document['location']}: {type(error).__name__}: {error}: please report the article"
    return reject_row(
        "extract", document["record_key"], "failed", detail, document["record_id"], document["document_id"]
    )
