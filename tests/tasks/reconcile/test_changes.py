"""What became of the figures of an article from one version to the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconcile.changes import Version, changes_of
from tasks.tables import FIGURE_CHANGES, identity, to_arrow
from tests.tasks.reconcile.articles import figures

Told = tuple[str, float | None, float | None]
FLOOD = "The flood killed 34 people in Kolvar, officials said."
REST = "Rain fell for three days.\nSome 200 homes were destroyed.\nThe river is falling."


def read(text: str) -> Version:
    """A version as extract reads it; its title is the first line."""
    title, body = text.split("\n", 1)
    rows = [row | {"article_id": "article", "document_id": text} for row in figures(title, body)]
    return Version(text, rows, f"{title}\n\n{body}")


def told(before: str | Version, after: str | Version) -> list[Told]:
    """The changes between two versions."""
    old, new = (read(each) if isinstance(each, str) else each for each in (before, after))
    return [(row["change"], row["from_value"], row["to_value"]) for row in changes_of(old, new)]


def without(version: Version, sentences: bool = False) -> Version:
    """A version of which the text is not kept, nor, if so asked, the sentences."""
    rows = [{**row, "sentence": None} if sentences else row for row in version.figures]
    return replace(version, text=None, figures=rows)


def test_a_toll_is_corrected() -> None:
    old, new = read(f"Flood\n{FLOOD}\n{REST}"), read(f"Flood\n{FLOOD.replace('34', '38')}\n{REST}")
    (row,) = changes_of(old, new)
    assert (row["change"], row["from_value"], row["to_value"]) == ("value", 34, 38)
    assert (row["from_sentence"], row["to_sentence"]) == (FLOOD, FLOOD.replace("34", "38"))
    assert (row["from_document_id"], row["to_document_id"]) == (old.document_id, new.document_id)
    assert (row["from_figure_id"], row["to_figure_id"]) == (old.figures[0]["figure_id"], new.figures[0]["figure_id"])
    assert set(row) == set(FIGURE_CHANGES.names) - {"seen_at"}
    assert to_arrow(FIGURE_CHANGES, [row]).num_rows == 1


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("Six died. 34 were hurt.", "Six died. At least 34 were hurt.", []),  # the number is the same
        ("It killed 34 people.", "It killed 30 to 38 people.", [("value", 34, 34)]),
        ("It killed 30 to 38 people.", "It killed 34 to 38 people.", [("value", 34, 36)]),
        ("It killed dozens of people.", "It killed 38 people.", [("value", None, 38)]),
        ("Dozens of people died.", "Hundreds of people died.", [("value", None, None)]),
        ("Prices rose by 3% in May.", "Prices rose by 3.5 percent in May.", [("value", 3, 3.5)]),
        ("It covers 34 km of coast.", "It covers 34 miles of coast.", [("value", 34, 34)]),
        ("It killed 34 people and hurt 12.", "It killed 34 people and hurt 15.", [("value", 12, 15)]),
        ("It killed 12 people and hurt 34.", "It killed 34 people and hurt 34.", [("value", 12, 34)]),
        (
            "It killed 34 people and hurt 12.",
            "It killed 12 people and hurt 34.",
            [("value", 34, 12), ("value", 12, 34)],
        ),
        ("It killed thirty-four people.", "It killed 34 people.", []),
        ("It cost $3 million to build.", "It cost $3,000,000 to build.", []),
        (FLOOD, "Officials said the flood had killed 34 villagers in Kolvar.", []),
        (FLOOD, "Officials said that the flood had killed at least 38 people in Kolvar.", [("value", 34, 38)]),
        (FLOOD, "On Monday water swept through the town. Authorities count 34 dead.", []),
        (FLOOD, "The flood killed many people in Kolvar, officials said.", [("gone", 34, None)]),
        ("It killed 34 people and hurt 12.", "It killed 38 people. It hurt 12.", [("value", 34, 38)]),
        ("It hit 34 men, 34 women.", "It hit 34 men.", [("gone", 34, None)]),
        ("34 people were killed.", "34 people were wounded.", [("gone", 34, None), ("added", None, 34)]),
        ("34 people were killed.", "38 people were wounded.", [("gone", 34, None), ("added", None, 38)]),
        ("In Kolvar 34 people died.", "In Brennau 52 people died.", [("gone", 34, None), ("added", None, 52)]),
        ("Ann Lee, 34, died in Kolvar.", "Ben Roe, 52, died in Kolvar.", [("gone", 34, None), ("added", None, 52)]),
    ],
)
def test_one_sentence(before: str, after: str, change: list[Told]) -> None:
    assert told(f"Flood\n{before}\n{REST}", f"Flood\n{after}\n{REST}") == change


def test_a_paragraph_is_added_or_cut() -> None:
    short, long = f"Flood\n{FLOOD}\n{REST}", f"Flood\n{FLOOD}\nThe army sent 150 soldiers. Six came late.\n{REST}"
    assert told(short, long) == [("added", None, 150), ("added", None, 6)]
    assert told(long, short) == [("gone", 150, None), ("gone", 6, None)]


def test_a_sentence_that_moved_is_the_same() -> None:
    assert told(f"Flood\n{FLOOD}\n{REST}", f"Flood\n{REST}\n{FLOOD}") == []
    assert told(f"Flood\n{FLOOD} {REST}", f"Flood\n{REST} {FLOOD}".replace("\n", "\n\n")) == []


def test_of_sentences_told_twice_one_is_corrected_and_one_cut() -> None:
    twice = f"Flood\n{FLOOD}\n{REST}\n{FLOOD}"
    assert told(twice, f"Flood\n{FLOOD}\n{REST}\n{FLOOD.replace('34', '38')}") == [("value", 34, 38)]
    assert told(twice, f"Flood\n{FLOOD}\n{REST}") == []
    assert told(f"Flood\n{FLOOD}\n{REST}", twice) == []


def test_figures_of_a_title_count() -> None:
    one, other = f"Flood kills 34 in Kolvar\n{REST}", f"Kolvar flood toll rises to 38\n{REST}"
    assert told(one, f"Flood kills 38 in Kolvar\n{REST}") == [("value", 34, 38)]
    assert told(one, other) == [("value", 34, 38)]
    assert told(one, f"Flood hits Kolvar\n{REST}") == [("gone", 34, None)]


def test_the_same_text_read_otherwise_is_no_change() -> None:
    version = read(f"Flood\n{FLOOD}\n{REST}")
    other = [{**row, "figure_id": f"new {row['figure_id']}", "value": 1.0} for row in version.figures[1:]]
    assert told(version, replace(version, figures=other)) == []
    assert told(replace(version, figures=[]), version) == []


def test_a_number_that_stands_in_the_reworded_sentence_unread_is_no_change() -> None:
    reworded = read(f"Flood\n{FLOOD.replace('people', 'villagers')}\n{REST}")
    assert told(f"Flood\n{FLOOD}\n{REST}", replace(reworded, figures=reworded.figures[1:])) == []


def test_without_the_earlier_text() -> None:
    old, new = read(f"Flood\n{FLOOD}\n{REST}"), read(f"Flood\n{FLOOD.replace('34', '38')} Six came.\n{REST}")
    changes = [("value", 34, 38), ("added", None, 6)]
    assert told(without(old), new) == changes
    assert told(without(old), without(new)) == changes
    assert told(without(old, sentences=True), new) == changes
    assert told(without(old, sentences=True), without(new, sentences=True)) == changes


def test_without_sentences_what_is_of_the_same_is_the_same() -> None:
    old, new = read(f"Flood\n{FLOOD}\n{REST}"), read(f"Flood\nOfficials said it killed 34 people.\n{REST}")
    assert told(without(old, sentences=True), without(new, sentences=True)) == []
    two = read(f"Flood\n{FLOOD} The fire killed 12 people.\n{REST}")
    one = read(f"Flood\n{FLOOD.replace('34', '38')}\n{REST}")
    assert told(without(two, sentences=True), without(one, sentences=True)) == [
        ("gone", 34, None),
        ("gone", 12, None),
        ("added", None, 38),
    ]


def test_nothing_is_no_change() -> None:
    assert changes_of(Version("a", []), Version("b", [], "")) == []


# Versions made of a few words and numbers, of which the numbers are figures.
WORDS = ("flood", "killed", "hurt", "people", "in", "Kolvar", "homes", "the", "of")
EVENTS = {"killed": "killed", "hurt": "injured"}
SENTENCES = st.lists(st.one_of(st.sampled_from(WORDS), st.integers(1, 40).map(str)), min_size=1, max_size=8)
TEXTS = st.lists(SENTENCES.map(lambda words: "The " + " ".join(words) + "."), max_size=6)


def made(name: str, sentences: Sequence[str], keeps: str = "full", reading: str = "") -> Version:
    """A version of sentences, one a line; `keeps` says what is kept of them, `reading` names a version of the code."""
    rows: list[dict[str, Any]] = []
    start = 0
    times: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        for number in re.finditer(r"\d+", sentence):
            if reading and int(number[0]) % 3 == 0:
                continue
            times[sentence, number[0]] += 1
            rows.append(row_of(sentence, start, number, times[sentence, number[0]], reading))
        start += len(sentence) + 1
    version = Version(name, rows, "\n".join(sentences))
    return version if keeps == "full" else without(version, sentences=keeps == "none")


def row_of(sentence: str, start: int, number: re.Match[str], nth: int, reading: str) -> dict[str, Any]:
    """A number of a sentence as a row, with what is next to it."""
    event = next((word for word in sentence[: number.start()].split()[::-1] if word in EVENTS), None)
    head = next(iter(re.findall(r"^ (people|homes)", sentence[number.end() :])), None)
    value = float(number[0])
    return dict.fromkeys(("unit", "change", "negated", "place_text", "aggregation")) | {
        "figure_id": identity(sentence, number[0], str(nth), reading),
        "article_id": "article",
        "section": "body",
        "sentence": sentence,
        "sentence_start": start,
        "start_char": start + number.start(),
        "end_char": start + number.end(),
        "number_text": number[0],
        "value": value,
        "value_low": value,
        "value_high": value,
        "bound": "exact",
        "kind": "count",
        "event": event and EVENTS[event],
        "event_text": event,
        "counted": head,
        "counted_head": head,
        "counted_class": head and ("people" if head == "people" else "buildings"),
    }


KEEPS = st.sampled_from(("full", "sentence", "none"))


@given(TEXTS, KEEPS, KEEPS)
def test_a_version_does_not_differ_from_itself(sentences: list[str], keeps: str, keeps_now: str) -> None:
    assert changes_of(made("one", sentences, keeps), made("other", sentences, keeps_now)) == []


@given(TEXTS.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_neither_order_nor_reading_is_a_change(texts: tuple[list[str], list[str]]) -> None:
    assert changes_of(made("one", texts[0]), made("other", texts[1], reading="new")) == []


@given(TEXTS, TEXTS, KEEPS, KEEPS)
def test_exchanged_versions_exchange_the_changes(one: list[str], other: list[str], keeps: str, keeps_now: str) -> None:
    before, after = made("one", one, keeps), made("other", other, keeps_now)
    exchanged = {"added": "gone", "gone": "added", "value": "value"}
    there = {(row["change"], row["from_figure_id"], row["to_figure_id"]) for row in changes_of(before, after)}
    back = {(row["change"], row["to_figure_id"], row["from_figure_id"]) for row in changes_of(after, before)}
    assert there == {(exchanged[change], old, new) for change, old, new in back}


@given(TEXTS, TEXTS, KEEPS, KEEPS)
def test_each_figure_is_in_one_row_on_its_side(one: list[str], other: list[str], keeps: str, keeps_now: str) -> None:
    before, after = made("one", one, keeps), made("other", other, keeps_now)
    rows = changes_of(before, after)
    old, new = ({row["figure_id"] for row in version.figures} for version in (before, after))
    for name, side, missing in (("from_figure_id", old, "added"), ("to_figure_id", new, "gone")):
        ids = [row[name] for row in rows if row[name] is not None]
        assert len(ids) == len(set(ids))
        assert side.issuperset(ids)
        assert all((row[name] is None) == (row["change"] == missing) for row in rows)
    assert len({row["change_id"] for row in rows}) == len(rows)
    assert rows == changes_of(replace(before, figures=before.figures[::-1]), after)


@given(TEXTS, st.data())
def test_a_number_put_in_the_place_of_another_is_a_change_of_value(sentences: list[str], data: st.DataObject) -> None:
    places = [at for at, sentence in enumerate(sentences) if re.search(r"\d.*[a-z]", sentence)]
    if places:
        at = data.draw(st.sampled_from(places))
        now = [*sentences[:at], re.sub(r"\d+", "4321", sentences[at], count=1), *sentences[at + 1 :]]
        (row,) = changes_of(made("one", sentences), made("other", now))
        assert (row["change"], row["to_value"]) == ("value", 4321)


@pytest.mark.parametrize("sort", ["one", "numbers", "words", "reversed", "alike"])
def test_long_articles_take_seconds(sort: str) -> None:
    old = [f"On day {n} of the w{n * 7919 % 9973} flood the r{n} team found {n % 97} people hurt." for n in range(3000)]
    now = {
        "one": [*old[:500], "It killed 34 people.", *old[501:]],
        "numbers": [re.sub(r"\d+ people", "98 people", each) for each in old],
        "words": [" ".join(f"{word}x{at * 31 % 7}" for word in each.split()) for at, each in enumerate(old)],
        "reversed": [each.replace("hurt", "wounded") for each in old[::-1]],
        "alike": [f"It found {n % 89} people in place." for n in range(3000)],
    }
    start = perf_counter()
    changes_of(made("one", old), made("other", now[sort]))
    assert perf_counter() - start < 10
