"""What each part of reading figures takes, on the same articles: the share of the whole is theirs to compare."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tasks.extract.aggregation import aggregations
from tasks.extract.counted import counted_in
from tasks.extract.events import Event, events_in
from tasks.extract.figures import read_documents, text_document
from tasks.extract.noun_phrases import Counted
from tasks.extract.numbers import Quantity
from tasks.extract.places import read_places
from tasks.extract.rows import Row
from tasks.extract.sources import credits_in
from tasks.extract.telling import Reader
from tasks.extract.times import times_in
from tasks.sentences import split_sentences
from tests.conftest import ROOT, SHARED

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture
    from spacy.tokens import Doc

WORDS_OF_AN_ARTICLE = 800
PUBLISHED = date(2020, 3, 1)


@dataclass
class Parts:
    """Articles, and what each part of reading them hands to the next."""

    reader: Reader
    documents: list[Row]
    sentences: list[str]
    texts: list[str]
    docs: list[Doc]
    quantities: list[tuple[Quantity, ...]]
    counted: list[list[Counted | None]]
    events: list[list[Event | None]]


@pytest.fixture(scope="module")
def parts() -> Parts:
    wikinews = SHARED / "news" / "wikinews.jsonl"
    source = wikinews if wikinews.exists() else ROOT / "seeds" / "wire.jsonl"
    documents = [text_document(json.loads(line)["text"]) for line in source.read_text().splitlines()]
    reader = Reader.load()
    sentences = [each["text"][start:end] for each in documents for start, end in split_sentences(each["text"])]
    with_figures = [(text, figures) for text in sentences if (figures := reader.grammar.read(text).figures)]
    texts = [text for text, _ in with_figures]
    docs = list(reader.syntax.parse(texts))
    quantities = [figures for _, figures in with_figures]
    counted = [counted_in(doc, figures) for doc, figures in zip(docs, quantities, strict=True)]
    events = [
        events_in(doc, figures, what, reader.triggers)
        for doc, figures, what in zip(docs, quantities, counted, strict=True)
    ]
    gc.freeze()  # all that is held here is no part of what a run holds, and would be searched for garbage
    return Parts(reader, documents, sentences, texts, docs, quantities, counted, events)


def read_whole(parts: Parts) -> list[Any]:
    return [row for found in read_documents(parts.documents, parts.reader) for row in found.figures]


def split(parts: Parts) -> list[Any]:
    return [end for document in parts.documents for _, end in split_sentences(document["text"])]


def read_numbers(parts: Parts) -> list[Any]:
    return [figure for text in parts.sentences for figure in parts.reader.grammar.read(text).figures]


def parse(parts: Parts) -> list[Any]:
    return list(parts.reader.syntax.parse(parts.texts))


def find_counted(parts: Parts) -> list[Any]:
    return [counted_in(*each) for each in zip(parts.docs, parts.quantities, strict=True)]


def find_events(parts: Parts) -> list[Any]:
    triggers = parts.reader.triggers
    return [events_in(*each, triggers) for each in zip(parts.docs, parts.quantities, parts.counted, strict=True)]


def find_aggregation(parts: Parts) -> list[Any]:
    return [aggregations(*each) for each in zip(parts.docs, parts.quantities, parts.counted, parts.events, strict=True)]


def find_credits(parts: Parts) -> list[Any]:
    return [credit for doc in parts.docs for credit in credits_in(doc)]


def find_times(parts: Parts) -> list[Any]:
    return [time for text in parts.texts for time in times_in(text, PUBLISHED)]


def find_places(parts: Parts) -> list[Any]:
    return [place for document in parts.documents for place in read_places(document["text"], parts.reader.gazetteer)]


PARTS: list[Callable[[Parts], list[Any]]] = [
    read_whole, split, read_numbers, parse, find_counted, find_events, find_aggregation, find_credits, find_times,
    find_places,
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_part(benchmark: BenchmarkFixture, parts: Parts, part: Callable[[Parts], list[Any]]) -> None:
    words = sum(len(document["text"].split()) for document in parts.documents)
    found = benchmark.pedantic(part, (parts,), rounds=3, warmup_rounds=1)
    assert len(found) > 100
    benchmark.group = "parts of extract"
    benchmark.extra_info["articles of 800 words"] = round(words / WORDS_OF_AN_ARTICLE)
