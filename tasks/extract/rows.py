"""The rows of a document's tables, column by column, from what the grammar and the rules found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.extract.article import Beside
from tasks.extract.classes import affiliation, counted_class
from tasks.extract.disputes import Dispute
from tasks.extract.numbers import Quantity, Refusal, to_si
from tasks.extract.telling import Told
from tasks.tables import identity

Row = dict[str, Any]
CARRIED = ("document_id", "article_id", "published_at", "published_date", "outlet", "title", "url")


@dataclass(slots=True)
class Found:
    """What a document holds: rows of `figures`, `disputes` and `refused_numbers`."""

    figures: list[Row] = field(default_factory=list)
    disputes: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)


def figure_id_of(article_id: str, sentence: str, number_text: str, occurrence: int) -> str:
    """Return the id of a figure: `occurrence` tells which it is, from 1, of those that say the same so."""
    return identity(article_id, sentence, number_text, str(occurrence))


def number_columns(quantity: Quantity, sentence: str, start: int) -> Row:
    """Return what the number itself says, and its sentence, which begins at `start` of the text."""
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


def told_columns(told: Told) -> Row:
    """Return what the sentence tells of a figure."""
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


def beside_columns(what: Beside, figure_ids: Sequence[str]) -> Row:
    """Return what the article tells of a figure; `figure_ids` are those of all its figures."""
    source, located, adding = what.source, what.located, what.adding
    time = what.dated and what.dated.time
    country = located.place.country if located is not None else None
    place = located.place if located is not None and located.text is not None else None
    return {
        "source": source.source,
        "source_kind": source.source_kind,
        "via": source.via,
        "modality": source.modality,
        "disputed": bool(what.denied),
        "disputed_by": "; ".join(what.disputers) or None,
        "place_text": located and located.text,
        "place_name": place and place.name,
        "place_country": country,
        "place_admin1": place and place.admin1,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "geonames_id": place and place.geonames_id,
        "time_text": time and time.text,
        "time_from": time and time.first,
        "time_to": time and time.last,
        "time_edtf": time and time.edtf,
        "part_of": None if adding.part_of is None else figure_ids[adding.part_of],
        "additive": adding.additive,
    }


def dispute_row(
    dispute: Dispute, figure_id: str, counter_figure_id: str | None, document_id: str, confidence: float
) -> Row:
    """Return the row of a stance on a figure, which is sure as far as the figure is."""
    return {
        "dispute_id": identity(figure_id, dispute.disputer or "", dispute.stance, dispute.cue, str(dispute.start)),
        "figure_id": figure_id,
        "document_id": document_id,
        "disputer": dispute.disputer,
        "disputer_country": dispute.country,
        "stance": dispute.stance,
        "cue": dispute.cue,
        "sentence": dispute.sentence,
        "start_char": dispute.start,
        "end_char": dispute.end,
        "counter_figure_id": counter_figure_id,
        "confidence": confidence,
    }


def refused_row(refusal: Refusal, document: Mapping[str, Any], start: int) -> Row:
    """Return the row of a number that is no figure, in a sentence that begins at `start` of the text."""
    return {
        "document_id": document["document_id"],
        "start_char": start + refusal.start,
        "end_char": start + refusal.end,
        "number_text": document["text"][start + refusal.start : start + refusal.end],
        "reason": refusal.reason,
        "rule": refusal.rule,
    }
