"""What the stages hand to publish, for as many articles as are asked for: invented, and the same every time.

`python -m tests.synthetic FOLDER FIGURES` publishes a dataset of so many figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.plain import reconcile
from flows.run import open_run
from flows.settings import Settings
from tasks.publish.compare import COMPARED
from tasks.publish.dataset import writing
from tasks.publish.release import Published, publish_release
from tasks.tables import (
    CLEANED,
    COPIES,
    CORRECTED,
    CORRECTIONS,
    DISPUTES,
    FETCHED,
    FIGURES,
    NAMED,
    REFUSED_NUMBERS,
    REJECTS,
    SEEN,
    STANDING,
    WITHDRAWN,
    Table,
    arrow_schema,
    identity,
)

PER_DOCUMENT = 8
DISPUTED_ONE_IN = 16  # articles: of 91,157 figures of an archive somebody took a stance on 595
FIRST_DAY = date(2023, 1, 1)
PLACES = (
    ("Kharkiv", "UA", "UA-63", 49.98, 36.25, 706483),
    ("Gaza", "PS", None, 31.50, 34.47, 281133),
    ("Khartoum", "SD", "SD-KH", 15.55, 32.53, 379252),
    ("Manila", "PH", "PH-00", 14.60, 120.98, 1701668),
    ("Lyon", "FR", "FR-ARA", 45.75, 4.85, 2996944),
    (None, None, None, None, None, None),
)
COUNTED = (
    ("killed", "people", "people", "were killed"),
    ("injured", "soldiers", "soldiers", "were wounded"),
    ("displaced", "families", "households", "fled"),
    ("destroyed", "houses", "buildings", "were destroyed"),
    ("fired", "drones", "drones", "were launched"),
    (None, "shops", "companies", "stood in the street"),
)
SOURCES = (
    ("the mayor", "government"),
    ("police", "police"),
    ("the health ministry", "government"),
    ("the United Nations", "international"),
    ("residents", "witness"),
    (None, "article"),
)
BOUNDS = (("exact", ""), ("about", "About "), ("at_least", "At least "), ("at_most", "Up to "))
WORDS = [
    "river",
    "market",
    "winter",
    "convoy",
    "signal",
    "harbour",
    "letter",
    "bridge",
    "season",
    "village",
    "record",
    "engine",
    "winter",
    "mountain",
]


@dataclass(frozen=True, slots=True)
class Corpus:
    """So many invented articles, from the number `first` on, spread over months."""

    documents: int
    first: int = 0
    months: int = 24

    def batches(self, size: int = 500) -> Iterator[Corpus]:
        """Cut it as a run cuts its inputs."""
        for first in range(self.first, self.first + self.documents, size):
            yield replace(self, documents=min(size, self.first + self.documents - first), first=first)


def write_stages(corpus: Corpus, work: Path) -> list[Path]:
    """Write what ingest, clean, compare and extract would; return the folders of extract."""
    extracted, standing = [], []
    for number, batch in enumerate(corpus.batches()):
        folder = work / f"{number:06}"
        articles = [_article(each, corpus.months) for each in range(batch.first, batch.first + batch.documents)]
        documents = [document for document, _ in articles]
        _write(folder / "ingest", SEEN, [_seen(document) for document in documents])
        for table in (FETCHED, NAMED, REJECTS):
            _write(folder / "ingest", table, [])
        _write(folder / "clean", CLEANED, documents)
        _write(folder / "clean", REJECTS, [])
        _write(folder / "extract", FIGURES, [figure for _, figures in articles for figure in figures])
        _write(folder / "extract", DISPUTES, [_dispute(figures[0]) for _, figures in articles[::DISPUTED_ONE_IN]])
        _write(folder / "extract", REFUSED_NUMBERS, [_refused(document) for document in documents])
        _write(folder / "extract", REJECTS, [])
        _write(folder / "extract", CORRECTED, [])
        standing += [{"batch": str(folder), "publishes": True, **_about(document)} for document in documents]
        extracted.append(folder / "extract")
    for table in (COPIES, CORRECTED, CORRECTIONS, REJECTS, WITHDRAWN):
        _write(work / COMPARED, table, [])
    _write(work / COMPARED, STANDING, standing)
    return extracted


def publish_corpus(corpus: Corpus, settings: Settings) -> Published:
    """Publish the articles into the output of the settings, as a run would."""
    with open_run(settings) as run:
        extracted = write_stages(corpus, run.work)
        with writing(run.output):
            reconcile(run, extracted, settings)
            return publish_release(extracted, run.work, run.output, run.run, run.word_tables, **settings.publishing())


def _article(number: int, months: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an article's document and its figures: one a sentence, after one number that is no figure."""
    chance = Random(number)
    day = FIRST_DAY + timedelta(days=chance.randrange(30 * months))
    article_id, url = identity("synthetic", str(number)), f"https://outlet-{number % 40}.example/{number}"
    title = f"{chance.choice(WORDS).title()} and {chance.choice(WORDS)}: what is known"
    about = {
        "article_id": article_id,
        "published_at": datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=UTC),
        "published_date": day,
        "outlet": f"Outlet {number % 40}",
        "title": title,
        "url": url,
    }
    text, figures = f"{title}\n\nIt began in {day.year}.", []
    for place in range(PER_DOCUMENT):
        start = len(text) + 1
        sentence, columns = _sentence(chance)
        text += " " + sentence
        offset = columns.pop("offset")
        figures.append(
            about
            | columns
            | {
                "figure_id": identity(article_id, sentence, str(place)),
                "sentence_index": place + 2,
                "sentence_start": start,
                "sentence": sentence,
                "start_char": start + offset,
                "end_char": start + offset + len(columns["number_text"]),
            }
        )
    content_hash = identity(text)
    document_id = identity(article_id, content_hash)
    document = about | {
        "document_id": document_id,
        "record_id": url,
        "record_key": url,
        "location": url,
        "version": 1,
        "is_current": True,
        "known": False,
        "published_precision": "second",
        "published_from": "json_ld",
        "language": "en",
        "words": len(text.split()),
        "text": text,
        "body_start": len(title) + 2,
        "content_hash": content_hash,
        "format": "html",
        "figures": 0,
    }
    return document, [figure | {"document_id": document_id} for figure in figures]


def _sentence(chance: Random) -> tuple[str, dict[str, Any]]:
    """Return a sentence and what is read in it."""
    event, counted, counted_class, happened = chance.choice(COUNTED)
    source, source_kind = chance.choice(SOURCES)
    bound, hedge = chance.choice(BOUNDS)
    place, country, admin1, latitude, longitude, geonames_id = chance.choice(PLACES)
    value = float(chance.choice((chance.randrange(2, 100), chance.randrange(100, 100_000))))
    number = f"{value:,.0f}"
    filler = " ".join(chance.choices(WORDS, k=6))
    sentence = f"{hedge}{number} {counted} {happened}{f' in {place}' if place else ''} near the {filler}"
    sentence += f", {source} said." if source else "."
    return sentence, {
        "offset": len(hedge),
        "number_text": number,
        "section": "body",
        "value": value,
        "value_low": None if bound == "at_most" else value,
        "value_high": None if bound == "at_least" else value,
        "bound": bound,
        "hedge": hedge.strip() or None,
        "kind": "count",
        "counted": counted,
        "counted_head": counted.removesuffix("s"),
        "counted_class": counted_class,
        "event": event,
        "event_text": happened if event else None,
        "negated": False,
        "source": source,
        "source_kind": source_kind,
        "modality": "claimed" if source else "stated",
        "disputed": False,
        "place_text": place,
        "place_name": place,
        "place_country": country,
        "place_admin1": admin1,
        "latitude": latitude,
        "longitude": longitude,
        "geonames_id": geonames_id,
        "additive": True,
        "confidence": round(chance.random(), 3),
    }


def _about(document: dict[str, Any]) -> dict[str, Any]:
    names = ("document_id", "article_id", "published_at", "published_date", "outlet", "title")
    return {name: document[name] for name in names}


def _seen(document: dict[str, Any]) -> dict[str, Any]:
    return {"record_key": document["record_key"], "digest": document["content_hash"], "reader": "r", "unchanged": False}


def _dispute(figure: dict[str, Any]) -> dict[str, Any]:
    return {
        "dispute_id": identity("dispute", figure["figure_id"]),
        "figure_id": figure["figure_id"],
        "document_id": figure["document_id"],
        "disputer": "the ministry",
        "stance": "confirm",
        "cue": figure["number_text"],
        "sentence": figure["sentence"],
        "start_char": figure["start_char"],
        "end_char": figure["end_char"],
    }


def _refused(document: dict[str, Any]) -> dict[str, Any]:
    start = document["text"].index("It began in ") + len("It began in ")
    return {
        "document_id": document["document_id"],
        "start_char": start,
        "end_char": start + 4,
        "number_text": document["text"][start : start + 4],
        "reason": "year",
        "rule": "year",
    }


def _write(folder: Path, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows that all have the same keys; columns that they lack are null."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = arrow_schema(table)
    named = rows[0].keys() if rows else ()
    columns = [
        pa.array([row[field.name] for row in rows], field.type)
        if field.name in named
        else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    pq.write_table(pa.table(columns, schema=schema), folder / f"{table.name}.parquet", compression="zstd")


if __name__ == "__main__":
    wanted = Corpus(int(sys.argv[2]) // PER_DOCUMENT)
    print(publish_corpus(wanted, Settings(output=Path(sys.argv[1]))).run)
