"""How well figures are read, measured on texts that people have annotated.

An annotated text is an object with `text`, perhaps `title`, and `figures`: each with `start` and `end` in the text and
any of value, low, high, bound, kind, unit, counted, event, negated, aggregation as columns of `figures`. What an
annotation leaves out is not measured; a figure that is `optional` counts neither for nor against.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt, ValidationError, model_validator

from tasks.extract.figures import rows_of, text_document
from tasks.extract.rows import Row
from tasks.extract.telling import Reader
from tasks.tables import AGGREGATIONS, BOUNDS, EVENT_CODES, KINDS, MODALITIES

BINS = 5
ARTICLES = frozenset(("the", "a", "an", "of", "its", "their", "his", "her"))
NO_EVENT = (None, "other")


class AnnotationError(ValueError):
    """Annotated texts that cannot be used: one line that says what, where, and what to do."""


@dataclass(slots=True)
class Slot:
    """Precision and recall of a column that may be empty: of the figures found, those annotated, filled and right."""

    annotated: int = 0
    filled: int = 0
    right: int = 0

    def add(self, annotated: bool, filled: bool, right: bool) -> None:
        """Count one figure."""
        self.annotated += annotated
        self.filled += filled
        self.right += annotated and filled and right

    @property
    def precision(self) -> float:
        """Of those filled, the share that is right."""
        return self.right / max(1, self.filled)

    @property
    def recall(self) -> float:
        """Of those annotated, the share that is right."""
        return self.right / max(1, self.annotated)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.filled + self.annotated)


@dataclass(slots=True)
class Evaluation:
    """Scores by column, and for every figure read its evidence, its confidence and whether its row is right."""

    slots: dict[str, Slot] = field(default_factory=lambda: defaultdict(Slot))
    rows: list[tuple[frozenset[str], float, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


ALLOWED = {"bound": BOUNDS, "kind": KINDS, "event": EVENT_CODES, "aggregation": AGGREGATIONS, "modality": MODALITIES}


class AnnotatedFigure(BaseModel):
    """A figure as annotated: where it stands, and any of the columns that can be measured."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    start: NonNegativeInt
    end: PositiveInt
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str | None = None
    kind: str | None = None
    unit: str | None = None
    counted: str | None = None
    event: str | None = None
    negated: bool = False
    aggregation: str | None = None
    source: str | None = None
    modality: str | None = None
    denied_by: list[str] = []
    place: str | None = None
    place_country: str | None = None
    time_from: str | None = None
    time_to: str | None = None
    optional: bool = False


class AnnotatedText(BaseModel):
    """A text with its figures, and the day on which it was published, where its times are annotated."""

    model_config = ConfigDict(strict=True)

    text: str
    published: str | None = None
    figures: list[AnnotatedFigure]

    @model_validator(mode="after")
    def _spans_lie_in_the_text(self) -> AnnotatedText:
        for figure in self.figures:
            if not figure.start < figure.end <= len(self.text):
                raise ValueError(f"the figure {figure.start}..{figure.end} lies outside the text")
            for name, allowed in ALLOWED.items():
                value = getattr(figure, name)
                if value is not None and value not in allowed:
                    raise ValueError(f"{value!r} is no {name}")
        return self


def read_annotated(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the annotated texts of a JSONL file; raises AnnotationError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise AnnotationError(f"{path}: not readable ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = AnnotatedText.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = "".join(f"{part}." for part in first["loc"])[:-1]
            message = f"{path}, line {number}: not an annotated text: {where}{': ' if where else ''}{first['msg']}"
            raise AnnotationError(message) from error
        yield article.model_dump(exclude_unset=True)


def evaluate(articles: Iterable[Mapping[str, Any]], reader: Reader) -> Evaluation:
    """Read annotated texts and compare.

    >>> text = {"text": "Six men fled.", "figures": [{"start": 0, "end": 3, "event": "displaced", "counted": "men"}]}
    >>> {name: slot.f1 for name, slot in evaluate([text], Reader.load()).slots.items()}
    {'found': 1.0, 'counted (partial)': 1.0, 'counted (exact)': 1.0, 'event': 1.0, 'whole row': 1.0}
    """
    result = Evaluation()
    for article in articles:
        document = text_document(article["text"]) | {"published_date": as_day(article.get("published"))}
        free = [(each.row, each.told) for each in rows_of(document, reader)]
        for figure in article["figures"]:
            hits = [
                each for each in free if each[0]["start_char"] < figure["end"] and figure["start"] < each[0]["end_char"]
            ]
            optional = bool(figure.get("optional"))
            if not optional:
                result.slots["found"].add(True, bool(hits), True)
            if not hits:
                continue
            row, told = hits[0]
            free.remove(hits[0])
            if optional:
                continue
            wrong = _compare(row, figure, result.slots)
            result.rows.append((told.evidence, told.confidence, not wrong))
            if wrong:
                result.errors.append(f"{', '.join(wrong)}: {row['number_text']!r} in {row['sentence']!r}")
        for row, told in free:
            result.slots["found"].add(False, True, False)
            result.rows.append((told.evidence, told.confidence, False))
            result.errors.append(f"false: {row['number_text']!r} in {row['sentence']!r}")
    return result


def reliability(rows: Iterable[tuple[float, bool]]) -> list[tuple[float, float, int, float, float]]:
    """Return for each fifth of the confidences (from, to, rows, their mean confidence, their share that is right).

    >>> reliability([(0.9, True), (0.86, False), (0.1, False)])
    [(0.0, 0.2, 1, 0.1, 0.0), (0.8, 1.0, 2, 0.88, 0.5)]
    """
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in rows:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    found = []
    for place, each in sorted(bins.items()):
        mean = sum(confidence for confidence, _ in each) / len(each)
        share = sum(right for _, right in each) / len(each)
        found.append((place / BINS, (place + 1) / BINS, len(each), round(mean, 3), round(share, 3)))
    return found


def calibration_error(rows: Iterable[tuple[float, bool]]) -> float:
    """Return how far confidence and share lie apart, weighted over the bins (expected calibration error)."""
    bins = reliability(rows)
    return sum(n * abs(mean - share) for _, _, n, mean, share in bins) / max(1, sum(n for _, _, n, _, _ in bins))


def _compare(row: Row, figure: Mapping[str, Any], slots: Mapping[str, Slot]) -> list[str]:
    """Count each annotated column of a figure; return what of its row is wrong."""
    wrong = []
    for name, same in PLAIN.items():
        if name in figure:
            right = same(figure[name], row[COLUMNS.get(name, name)])
            slots[name].add(True, True, right)
            wrong += [name] if not right and name in ROW else []
    if "counted" in figure and (figure["counted"] or row["kind"] == "count"):
        alike = likeness(figure["counted"], row["counted"])
        for name, least in (("counted (partial)", 0.5), ("counted (exact)", 1.0)):
            slots[name].add(bool(figure["counted"]), bool(row["counted"]), alike >= least)
        wrong += ["counted"] if alike < 0.5 else []
    if "event" in figure:
        annotated, read = (None if each in NO_EVENT else each for each in (figure["event"], row["event"]))
        slots["event"].add(annotated is not None, read is not None, annotated == read)
        wrong += ["event"] if annotated != read else []
    for name, column in (("aggregation", "aggregation"), ("country", "place_country")):
        if (key := "place_country" if name == "country" else name) in figure:
            slots[name].add(figure[key] is not None, row[column] is not None, figure[key] == row[column])
    for name, column in (("source", "source"), ("place", "place_text")):
        if name in figure:
            alike = likeness(figure[name], row[column])
            slots[name].add(figure[name] is not None, row[column] is not None, alike >= 0.5)
    if "time_from" in figure:
        annotated = (figure["time_from"], figure.get("time_to"))
        read = tuple(each and str(each) for each in (row["time_from"], row["time_to"]))
        slots["time"].add(annotated[0] is not None, read[0] is not None, annotated == read)
    if "denied_by" in figure:
        slots["disputed"].add(bool(figure["denied_by"]), row["disputed"], True)
    slots["whole row"].add(True, True, not wrong)
    return wrong


def as_day(text: str | None) -> date | None:
    """Return the day of a date or a time in ISO 8601, or None."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def likeness(one: str | None, other: str | None) -> float:
    """Return the F1 of the words of two phrases, but articles; 1 where both are empty."""
    words, others = (set(re.findall(r"\w+", (each or "").lower())) - ARTICLES for each in (one, other))
    if not words and not others:
        return 1.0
    return 2 * len(words & others) / (len(words) + len(others))


def _same(one: float | None, other: float | None) -> bool:
    """Say whether two values are equal within a thousandth, or both missing."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-3 * max(abs(one), abs(other), 1e-30)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "value": _same, "low": _same, "high": _same, "bound": _equal, "kind": _equal, "unit": _equal, "negated": _equal,
    "modality": _equal,
}  # fmt: skip
COLUMNS = {"low": "value_low", "high": "value_high"}
ROW = ("value", "low", "high", "kind")  # with counted and event: what must be right for a row to be
