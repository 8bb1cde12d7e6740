"""Figures that a person adds: found in an article by a quote, the number read by the grammar, all else as given."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.corrections import find_number
from tasks.extract.document import local_signs, sentences_of
from tasks.extract.numbers import Grammar, Quantity
from tasks.extract.rows import CARRIED, Row, figure_id_of, number_columns
from tasks.tables import InputError

SIGNS = {"'": "['’‘]", "’": "['’‘]", "‘": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}  # as the person typed them
NEEDED = ("value", "kind")  # where the number itself cannot be read


def added_figure(
    correction: Mapping[str, Any], document: Row, figures: Sequence[Row], rejected: Collection[str], grammar: Grammar
) -> Row:
    """Return the figure that a correction adds to a document: one of `figures`, or a new one with its number set.

    Where one that is `rejected` stands in its way, that does no harm. Raises InputError where the quote is not in the
    text, or no figure can be made of it.
    """
    start, end = _place(correction, document["text"])
    for row in figures:
        if (row["start_char"], row["end_char"]) == (start, end):
            return row
        if row["start_char"] < end and start < row["end_char"] and row["figure_id"] not in rejected:
            raise _inapplicable(
                f"figure {row['figure_id']} stands there as {row['number_text']!r}: reject or change it"
            )
    around = [
        (index, *each) for index, each in enumerate(sentences_of(document)) if each[0] <= start and end <= each[1]
    ]
    if not around:
        raise _inapplicable("number_text goes over the end of a sentence: give less of it")
    index, first, last, section = around[0]
    sentence = document["text"][first:last]
    quantity = _quantity(correction, sentence, (start - first, end - first), local_signs(document), grammar)
    row = {name: document.get(name) for name in CARRIED} | number_columns(quantity, sentence, first)
    alike = sum((each["sentence"], each["number_text"]) == (sentence, row["number_text"]) for each in figures)
    figure_id = figure_id_of(document["article_id"], sentence, row["number_text"], alike + 1)
    unset = dict.fromkeys(("part_of", "disputed"))
    return unset | row | {"figure_id": figure_id, "section": section, "sentence_index": index}


def _inapplicable(why: str) -> InputError:
    return InputError("no_longer_applies", why)


def _place(correction: Mapping[str, Any], text: str) -> tuple[int, int]:
    """Return where the number of a quote stands in a text, in which white space and quotation marks may be others."""
    words = ("".join(SIGNS.get(sign) or re.escape(sign) for sign in word) for word in correction["quote"].split())
    places = list(re.finditer(r"\s+".join(words), text))
    if len(places) != 1:
        what = "more than once: quote more of it" if places else "not: it may have changed"
        raise _inapplicable(f"the quote stands in the article {what}")
    found = places[0]
    start, end = find_number(" ".join(correction["number_text"].split()), " ".join(correction["quote"].split()))
    return _shifted(found.group(), start) + found.start(), _shifted(found.group(), end) + found.start()


def _shifted(said: str, place: int) -> int:
    """Return where a place of a text with single spaces lies in the text as it is.

    >>> _shifted("at  least 34", 9)
    10
    """
    kept = [index for index, sign in enumerate(said) if not (sign.isspace() and said[index - 1 : index].isspace())]
    return kept[place] if place < len(kept) else len(said)


def _quantity(
    correction: Mapping[str, Any], sentence: str, span: tuple[int, int], local: Mapping[str, str], grammar: Grammar
) -> Quantity:
    """Return what a number says: as the grammar reads it in its sentence, in its quote or alone, or else as given."""
    start, end = span
    number, slots = sentence[start:end], correction["slots"]
    for text, place in ((sentence, start), (correction["quote"], correction["quote"].find(number)), (number, 0)):
        for read in grammar.read(text, local).figures:
            if (read.start, read.end) == (place, place + len(number)):
                return replace(read, start=start, end=end)
    if missing := [name for name in NEEDED if slots.get(name) is None]:
        raise _inapplicable(f"{number!r} is not read as a number: give {' and '.join(missing)}, too")
    value = slots["value"]
    return Quantity(start, end, value, value, value, "exact", None, slots["kind"], None, None)
