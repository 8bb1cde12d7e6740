"""Two versions of an article → what became of the figures: changed in value, gone or added, as `figure_changes`.

A figure is a mention in a sentence. One whose sentence stands in both versions word for word is the same, also where
it moved or was read differently by another version of the code; and so is one whose sentence was reworded around the
same number of the same thing. A number is another one when its value, its unit or the ends of its range are: "at least
34" for "34" is none, as a row would say of it that 34 became 34; "30 to 38" for "34" is one. The same number of
something else ("34 killed", "34 wounded") is one figure gone and one added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.reconcile.aligning import Alignment, Sentence, Standing, align, in_turn, plain, sentences_of
from tasks.reconcile.claims import SAME_EVENT, cue, is_telling, names_in, stems
from tasks.tables import identity

Row = Mapping[str, Any]
Key = Callable[[Row], Hashable]

WIDE = ("range", "vague")  # bounds of which both ends belong to the number
LEAST = 4  # score from which on two numbers of aligned sentences are the same place


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article: its document, its rows of `figures`, and its text where that is kept."""

    document_id: str
    figures: Sequence[Row]
    text: str | None = None


def changes_of(before: Version, after: Version) -> list[dict[str, Any]]:
    """Return the rows of `figure_changes` between two successive versions of an article, but for `seen_at`.

    Those of the earlier version's figures come first, in the order of its text, then what was added.

    >>> about = dict.fromkeys(("unit", "event", "counted_head")) | {"kind": "count", "bound": "exact"}
    >>> def version(text, number):
    ...     at, n, whole = text.index(str(number)), number, {"sentence": text, "sentence_start": 0, "article_id": "a"}
    ...     place = {"figure_id": f"id of {n}", "number_text": f"{n}", "start_char": at, "end_char": at + len(str(n))}
    ...     return Version(text, [about | whole | place | {"value": n, "value_low": n, "value_high": n}], text)
    >>> old, new = version("The flood killed 34 people.", 34), version("The flood has killed 38 people.", 38)
    >>> [(row["change"], row["from_value"], row["to_value"]) for row in changes_of(old, new)]
    [('value', 34, 38)]
    >>> changes_of(old, version("Officials said the flood killed 34 people.", 34))
    []
    """
    old, new = _Side(before), _Side(after)
    aligned = align(old.sentences, new.sentences)
    _settle(old, new, [(figure_id, figure_id) for figure_id in old.open.keys() & new.open.keys()])
    _settle_kept(old, new, aligned)
    changed = _settle_changed(old, new, aligned)
    _settle_told_elsewhere(old, new)
    _settle_read_otherwise(old, new, aligned)
    changed += _settle_without_sentences(old, new)
    to = dict(changed)
    lost = [row for figure_id, row in old.figures.items() if figure_id in old.open or figure_id in to]
    rows = [_change_row(before, after, row, new.figures.get(to.get(row["figure_id"], ""))) for row in lost]
    return rows + [_change_row(before, after, None, row) for row in new.open.values()]


class _Side:
    """One of two versions: its figures, in the order of the text, and those of which it is open what became of them."""

    def __init__(self, version: Version) -> None:
        ordered = sorted(version.figures, key=lambda row: (row["start_char"], row["figure_id"]))
        self.figures: dict[str, Row] = {row["figure_id"]: row for row in ordered}
        self.open = dict(self.figures)
        self.sentences = sentences_of(version.text, self.figures.values())
        self.standing = Standing(version.text, self.sentences)
        self.sentence_of = {row["figure_id"]: each for each in self.sentences for row in each.figures}

    def keyed(self, key: Key) -> list[tuple[Hashable, str]]:
        """Return the open figures by a key."""
        return [(key(row), figure_id) for figure_id, row in self.open.items()]

    def open_of(self, sentence: Sentence) -> list[_Mention]:
        """Return the open figures of a sentence, each with its place."""
        last = len(sentence.figures) - 1
        return [
            _Mention(row, sentence, place, nth, last - nth)
            for nth, (row, place) in enumerate(zip(sentence.figures, sentence.places, strict=True))
            if row["figure_id"] in self.open
        ]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A figure in its sentence: which of the words it is, and how many figures stand before and behind it."""

    row: Row
    sentence: Sentence
    place: int
    before: int
    behind: int

    def word(self, step: int) -> str | None:
        """Return the word on the left (-1) or on the right (1)."""
        at = self.place + step
        return self.sentence.words[at] if 0 <= at < len(self.sentence.words) else None


def _settle(old: _Side, new: _Side, pairs: Iterable[tuple[str | None, str | None]]) -> None:
    """Take figures out of those that are open."""
    for one, other in pairs:
        old.open.pop(one or "", None)
        new.open.pop(other or "", None)


def _settle_kept(old: _Side, new: _Side, aligned: Alignment) -> None:
    """Settle what stands in sentences that both versions have, whatever was read in them."""
    for one, other in aligned.kept.items():
        _settle(old, new, ((row["figure_id"], None) for row in old.sentences[one].figures))
        _settle(old, new, ((None, row["figure_id"]) for row in new.sentences[other].figures))


def _settle_changed(old: _Side, new: _Side, aligned: Alignment) -> list[tuple[str, str]]:
    """Settle the figures of reworded sentences that have a counterpart there; return those whose number changed."""
    changed = []
    for one, other in aligned.reworded.items():
        for mention, counterpart in _counterparts(old.open_of(old.sentences[one]), new.open_of(new.sentences[other])):
            pair = mention.row["figure_id"], counterpart.row["figure_id"]
            _settle(old, new, [pair])
            if not _is_same_number(mention.row, counterpart.row):
                changed.append(pair)
    return changed


def _counterparts(ones: Sequence[_Mention], others: Sequence[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """Yield the figures of a sentence with those that stand for them in the reworded one, the surest first."""
    scored = [
        (-affinity, abs(one.before - other.before), one.before + other.before, place, one, other)
        for place, (one, other) in enumerate((one, other) for one in ones for other in others)
        if (affinity := _affinity(one, other)) >= LEAST
    ]
    taken: set[tuple[int, int]] = set()
    for *_, one, other in sorted(scored, key=lambda each: each[:4]):
        if not taken & {(0, one.place), (1, other.place)}:
            taken |= {(0, one.place), (1, other.place)}
            yield one, other


def _affinity(one: _Mention, other: _Mention) -> int:
    """Return how sure it is that two figures of aligned sentences stand for one another."""
    if one.sentence.words == other.sentence.words and one.place == other.place:
        return 100
    if _are_of_others(one, other):
        return 0
    agreeing = _agreement(_event(one.row), _event(other.row)) + _agreement(_head(one.row), _head(other.row))
    around = sum(one.word(step) == other.word(step) for step in (-1, 1))
    placed = (one.before == other.before) + (one.behind == other.behind)
    kind = 1 if one.row["kind"] == other.row["kind"] else -1
    return 4 * _is_same_number(one.row, other.row) + agreeing + around + placed + kind


def _agreement(one: str | None, other: str | None) -> int:
    return 0 if one is None or other is None else 3 if one == other else -2


def _are_of_others(one: _Mention, other: _Mention) -> bool:
    """Tell whether two figures are of events or places that differ: what says so stands in one sentence only."""
    events, spots = (_event(one.row), _event(other.row)), (_spots(one.sentence.text), _spots(other.sentence.text))
    if None not in events and events[0] != events[1]:
        said, now_said = one.row["event_text"], other.row["event_text"]
        if not (_stands(now_said, one.sentence.text) or _stands(said, other.sentence.text)):
            return True
    return all(spots) and spots[0].isdisjoint(spots[1])


def _spots(text: str) -> frozenset[str]:
    """Return the words of the names that "in" or its like lead to."""
    names = [name for name in names_in(text) if name.behind in cue("within")]
    return frozenset(word for name in names for word in stems(name.words))


def _stands(words: str | None, text: str) -> int:
    """Return how often words stand in a text, not within other ones.

    >>> _stands("34", "34 of 340 are 34."), _stands("$3", "It cost $3.5m."), _stands("", "a")
    (2, 0, 0)
    """
    if not words:
        return 0
    return len(re.findall(rf"(?<![\w])(?<!\d[.,]){re.escape(plain(words))}(?!\w)(?![.,]\d)", text, re.IGNORECASE))


def _settle_told_elsewhere(old: _Side, new: _Side) -> None:
    """Settle what both versions tell of the same thing, in sentences however different."""
    for same in (_what, _event_and_class):
        _settle(old, new, list(in_turn(old.keyed(same), new.keyed(same))))
    for key, is_loose in LOOSELY:
        for loose, now_loose in ((True, True), (True, False), (False, True)):
            ones = [(key(row) if is_loose(row) == loose else None, at) for at, row in old.open.items()]
            others = [(key(row) if is_loose(row) == now_loose else None, at) for at, row in new.open.items()]
            _settle(old, new, list(in_turn(ones, others)))


def _settle_read_otherwise(old: _Side, new: _Side, aligned: Alignment) -> None:
    """Settle the figures whose words the other version has, too, though no figure was read in them there."""
    one_of = {at: old.sentences[one] for one, at in aligned.reworded.items()}
    other_of = {one: new.sentences[at] for one, at in aligned.reworded.items()}
    known = [each for at, sentence in enumerate(old.sentences) for each in _known(old, sentence, new, other_of.get(at))]
    now_known = [
        each for at, sentence in enumerate(new.sentences) for each in _known(new, sentence, old, one_of.get(at))
    ]
    _settle(old, new, ((figure_id, None) for figure_id in known))
    _settle(old, new, ((None, figure_id) for figure_id in now_known))


def _known(side: _Side, sentence: Sentence, opposite: _Side, counterpart: Sentence | None) -> Iterator[str]:
    """Yield the open figures of a sentence whose words stand in the opposite version, in no figure that is open."""
    mentions = side.open_of(sentence)
    if mentions and sentence in opposite.standing:
        yield from (mention.row["figure_id"] for mention in mentions)
    elif mentions and counterpart is not None:
        read = [other.row for other in opposite.open_of(counterpart)]
        for row in (mention.row for mention in mentions):
            is_there = _stands(row["number_text"], counterpart.text) >= _stands(row["number_text"], sentence.text) > 0
            if is_there and not any(_is_same_number(row, each) for each in read):
                yield row["figure_id"]


def _settle_without_sentences(old: _Side, new: _Side) -> list[tuple[str, str]]:
    """Settle and return figures that alone in both versions are of their thing, where a sentence is not known."""
    often, now_often = Counter(map(_thing, old.figures.values())), Counter(map(_thing, new.figures.values()))
    alone = {thing for thing, count in often.items() if thing is not None and count == now_often[thing] == 1}
    pairs = [
        (one, other)
        for one, other in in_turn(old.keyed(_thing), new.keyed(_thing))
        if _thing(old.figures[one]) in alone and not (one in old.sentence_of and other in new.sentence_of)
    ]
    _settle(old, new, pairs)
    return pairs


def _is_same_number(one: Row, other: Row) -> bool:
    """Tell whether two figures are the same number, or are written as the same."""
    return _number(one) == _number(other) or plain(one["number_text"]).lower() == plain(other["number_text"]).lower()


def _number(row: Row) -> tuple[Any, ...]:
    ends = (row["value_low"], row["value_high"]) if row["bound"] in WIDE else None
    return row["unit"], row["value"], ends


def _event(row: Row) -> str | None:
    return SAME_EVENT.get(row["event"], row["event"])


def _head(row: Row) -> str | None:
    return (row["counted_head"] or "").lower() or None


def _what(row: Row) -> Hashable:
    """Return the number and what it is of, where that is said; a telling number needs no more."""
    event, head = _event(row), _head(row)
    return (_number(row), event, head) if event or head or is_telling(row["value"]) else None


def _event_and_class(row: Row) -> Hashable:
    return (_number(row), _event(row), row["counted_class"]) if _event(row) else None


def _number_and_event(row: Row) -> Hashable:
    return (_number(row), _event(row)) if _event(row) else None


def _number_and_head(row: Row) -> Hashable:
    return (_number(row), _head(row)) if _head(row) else None


def _telling_number(row: Row) -> Hashable:
    return _number(row) if is_telling(row["value"]) else None


# Keys that two figures may share of which at least one says no more.
LOOSELY: tuple[tuple[Key, Callable[[Row], bool]], ...] = (
    (_number_and_event, lambda row: row["counted_class"] in (None, "people", "other")),
    (_number_and_head, lambda row: _event(row) is None),
    (_telling_number, lambda row: _event(row) is None and _head(row) is None),
)


def _thing(row: Row) -> Hashable:
    """Return all that a figure is of, but for its number; None where too little is said."""
    if not (row["event"] and row["counted"]):
        return None
    names = ("kind", "unit", "change", "negated", "event", "counted", "place_text", "aggregation")
    return row["section"] == "title", *(row[name] for name in names)


def _change_row(before: Version, after: Version, old: Row | None, new: Row | None) -> dict[str, Any]:
    """Return the row of a figure that is gone, added or, with both, changed in value."""
    one, other = old or {}, new or {}
    from_id, to_id = one.get("figure_id"), other.get("figure_id")
    return {
        "change_id": identity(before.document_id, after.document_id, from_id or "", to_id or ""),
        "article_id": (old or other)["article_id"],
        "from_document_id": before.document_id,
        "to_document_id": after.document_id,
        "change": "gone" if new is None else "added" if old is None else "value",
        "from_figure_id": from_id,
        "to_figure_id": to_id,
        "from_sentence": one.get("sentence"),
        "to_sentence": other.get("sentence"),
        "from_value": one.get("value"),
        "to_value": other.get("value"),
    }
