"""What a person corrects, applied to what was read: the last step of extract, on every run, for every document in it.

Of several lines about one figure the last says whether it stays, and each slot is what the last line about it says. The
number of a figure that is rejected stands among the refused ones.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tasks.corrections import slot_value
from tasks.extract.added import added_figure
from tasks.extract.numbers import Grammar
from tasks.extract.rows import Found, Row
from tasks.extract.slots import crossed, with_slots
from tasks.tables import (
    CLEANED,
    CORRECTED,
    CORRECTIONS,
    DISPUTES,
    FIGURES,
    REFUSED_NUMBERS,
    REJECTS,
    InputError,
    Table,
    read_stage,
    write_stage,
)

REVIEWS = {"accept": "accepted", "change": "changed", "add": "added"}  # the later says more
WORDS_OF_REFUSAL = {"reason": "rejected", "rule": "review.corrections"}


class Asked:
    """The corrections of figures, in their order: those of a figure by its id, and what is added by its article.

    `slots` of each are values, and `line` says which it is.
    """

    def __init__(self, corrections: Sequence[Row]) -> None:
        self.of_figure: defaultdict[str, list[Row]] = defaultdict(list)
        self.of_article: defaultdict[str, list[Row]] = defaultdict(list)
        for line, row in enumerate(corrections):
            slots = {name: slot_value(name, text) for name, text in json.loads(row["slots"] or "{}").items()}
            correction = row | {"slots": slots, "line": line}
            if row["action"] == "add":
                for name in {row["article"], row["article_id"]}:
                    self.of_article[name].append(correction)
            elif row["action"] in ("accept", "reject", "change"):
                self.of_figure[row["figure_id"]].append(correction)

    def added_to(self, document: Mapping[str, Any]) -> list[Row]:
        """Return what is to be added to a document: it is called by one of its ids, or by its address."""
        names = {document["document_id"], document["article_id"], document["url"]}
        found = {each["line"]: each for name in names for each in self.of_article.get(name, ())}
        return [found[line] for line in sorted(found)]

    @property
    def rejected(self) -> set[str]:
        """The figures that go."""
        return {figure_id for figure_id, own in self.of_figure.items() if own[-1]["action"] == "reject"}


def correct_batch(
    folder: Path, documents: Path, compared: Path, copies: Collection[str] = (), vague_numbers: Path | None = None
) -> None:
    """Apply the corrections in the folder `compared` to what extract wrote to `folder`, in files of their own.

    `documents` is the folder of the documents that were read, but for the `copies`; `vague_numbers` are the words by
    which the numbers of added figures are read. Writes `corrected`: which corrections are of these documents, and why
    some of them do not apply.
    """
    asked = Asked(read_stage(compared, CORRECTIONS).to_pylist())
    concerned = _concerned(asked, folder, documents, copies)
    done: list[Row] = []
    if concerned:
        every = {table: _by_document(folder, table) for table in (FIGURES, DISPUTES, REFUSED_NUMBERS)}
        grammar = cache(lambda: Grammar.load(vague_numbers))
        for row in read_stage(documents, CLEANED).to_pylist():
            name = row["document_id"]
            if name in concerned:
                concerned.remove(name)  # it may have come twice
                found = Found(*(rows[name] for rows in every.values()))
                found, own = correct(row, found, asked, grammar)
                done += own
                every[FIGURES][name], every[DISPUTES][name] = found.figures, found.disputes
                every[REFUSED_NUMBERS][name] = found.refused
        for table, rows in every.items():
            write_stage(folder, table, (row for own in rows.values() for row in own))
    write_stage(folder, CORRECTED, done)


def _by_document(folder: Path, table: Table) -> defaultdict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read_stage(folder, table).to_pylist():
        rows[row["document_id"]].append(row)
    return rows


def _concerned(asked: Asked, folder: Path, documents: Path, copies: Collection[str]) -> set[str]:
    """Return the documents of a batch that corrections are of, without those that were not read."""
    figures = read_stage(folder, FIGURES, ["figure_id", "document_id"]).to_pylist() if asked.of_figure else []
    cleaned = (
        read_stage(documents, CLEANED, ["document_id", "article_id", "url"]).to_pylist() if asked.of_article else []
    )
    failed = set(read_stage(folder, REJECTS, ["document_id"])["document_id"].to_pylist())
    found = {row["document_id"] for row in figures if row["figure_id"] in asked.of_figure}
    return (found | {row["document_id"] for row in cleaned if asked.added_to(row)}) - {*copies, *failed}


def correct(document: Row, found: Found, asked: Asked, grammar: Callable[[], Grammar]) -> tuple[Found, list[Row]]:
    """Return what a document holds once it is corrected, and rows of CORRECTED for all corrections of it."""
    figures = {row["figure_id"]: row for row in found.figures}
    lines = {figure_id: list(asked.of_figure[figure_id]) for figure_id in figures if figure_id in asked.of_figure}
    done, added = [], []
    where = {name: document[name] for name in ("document_id", "article_id")}
    for correction in asked.added_to(document):
        try:
            row = added_figure(correction, document, list(figures.values()), asked.rejected, grammar())
            if (problem := crossed(with_slots(row, correction["slots"]))) is not None:
                raise InputError("bad_field", problem)
        except InputError as error:
            done.append(where | {"correction_id": correction["correction_id"], "problem": str(error)})
            continue
        figure_id = row["figure_id"]
        if figure_id not in figures:
            figures[figure_id] = row
            added.append(row)
        lines.setdefault(figure_id, list(asked.of_figure.get(figure_id, ()))).append(correction)
    lines = {figure_id: sorted(own, key=lambda each: each["line"]) for figure_id, own in lines.items()}
    for figure_id, own in lines.items():
        if (problem := crossed(with_slots(figures[figure_id], _slots(own)))) is None:
            told = dict.fromkeys(each["correction_id"] for each in own)
        else:  # nothing is changed then; that a line wants to keep the figure holds
            told = {each["correction_id"]: problem if each["slots"] else None for each in own}
            lines[figure_id] = [each | {"action": None, "slots": {}} if each["slots"] else each for each in own]
        done += [where | {"figure_id": figure_id, "correction_id": key, "problem": told[key]} for key in told]
    gone = {figure_id for figure_id, own in lines.items() if own[-1]["action"] == "reject"}
    corrected = Found(
        [
            _judged(_whole(row, gone), lines.get(row["figure_id"], ()))
            for row in figures.values()
            if row["figure_id"] not in gone
        ]
    )
    undisputed = {row["figure_id"] for row in corrected.figures if row["figure_id"] in lines and not row["disputed"]}
    corrected.disputes = [row for row in found.disputes if not _falls(row, gone, undisputed)]
    corrected.refused = list(_refused(found.refused, [figures[each] for each in sorted(gone)], added))
    return corrected, done


def _whole(row: Row, gone: Collection[str]) -> Row:
    """Return a figure that is no part of what is gone; whether it adds up is not known then."""
    return row | {"part_of": None, "additive": None} if row["part_of"] in gone else row


def _judged(row: Row, own: Sequence[Row]) -> Row:
    """Return a figure as the corrections of it, in their order, want it."""
    if not own:
        return row
    actions = {each["action"] for each in own}
    review = next((said for action, said in reversed(REVIEWS.items()) if action in actions), None)
    return with_slots(row, _slots(own)) | {"review": review}


def _slots(own: Sequence[Row]) -> Row:
    """Return what the slots of a figure are to be: each what the last of its corrections says."""
    return {name: value for each in own for name, value in each["slots"].items()}


def _falls(dispute: Row, gone: Collection[str], undisputed: Collection[str]) -> bool:
    """Tell whether a stance is on a figure that is gone, gives one in its place, or is one that a person denies."""
    if dispute["figure_id"] in gone or dispute["counter_figure_id"] in gone:
        return True
    denies = dispute["stance"] == "deny" or (dispute["stance"] == "dispute" and dispute["counter_figure_id"] is None)
    return denies and dispute["figure_id"] in undisputed


def _refused(refused: Sequence[Row], gone: Sequence[Row], added: Sequence[Row]) -> Iterator[Row]:
    """Yield the numbers that are no figures: without those that are figures now, and with those of rejected ones."""
    taken = [(row["start_char"], row["end_char"]) for row in added if row not in gone]
    more = [row for row in gone if row not in added]  # a figure that was added was among the refused before
    rejected = [{name: row.get(name) for name in REFUSED_NUMBERS.names} | WORDS_OF_REFUSAL for row in more]
    for row in (*refused, *rejected):
        if not any(row["start_char"] < end and start < row["end_char"] for start, end in taken):
            yield row
