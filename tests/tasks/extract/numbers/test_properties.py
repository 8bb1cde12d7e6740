"""What holds for any text at all."""

import re
import sys
from itertools import pairwise
from math import isfinite

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.extract.numbers import Grammar, Reading
from tasks.extract.numbers.lexicon import Lexicon

GRAMMAR = Grammar.load()
NUMBER_WORDS = sorted(Lexicon.load().words)
CONTEXT = (
    "0 1 7 12 34 2024 1,200 1,20,000 3.5 .5 ½ 2/3 9/11 10:30 2024-05-06 $ € US$ £ % - – — to and or of in between from "
    "about more than at least up an a the million bn m k dozen hundred thousands tens dozens scores per cents dollars "
    "km years old year-old percent points people May Boeing G No . , ( ) \" ' minus Smith, one pair double in ft "
    "another less ± : [3] (1) x10^5 ×10⁻⁶ 1e5 0,5 MUSD cup kg/m3 game annum ¥ call 911 787 -9 ; Blues 3, Lions 2: over"
)
PIECES = [*NUMBER_WORDS, *CONTEXT.split(" ")]
sentences = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda words: st.lists(st.sampled_from(["", " ", " ", " ", "-"]), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(w + g for w, g in zip(words, gaps, strict=True))
    )
)


def spans(reading: Reading) -> list[tuple[int, int]]:
    figures = [(figure.start, figure.end) for figure in reading.figures]
    return sorted(figures + [(refusal.start, refusal.end) for refusal in reading.refused])


def assert_every_number_is_accounted_for(text: str) -> None:
    reading = GRAMMAR.read(text)
    found = spans(reading)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert list(reading.figures) == sorted(reading.figures, key=lambda figure: figure.start)
    assert list(reading.refused) == sorted(reading.refused, key=lambda refusal: refusal.start)
    for figure in reading.figures:
        ends = [end for end in (figure.value_low, figure.value, figure.value_high) if end is not None]
        assert all(isfinite(end) for end in ends), text
        assert ends == sorted(ends), (figure, text)
    for match in re.finditer(r"\d+", text):
        assert any(s <= match.start() and match.end() <= e for s, e in found), (match.group(), text)
    for match in re.finditer(r"[^\W\d_]+", text):
        if match.group().lower() in NUMBER_WORDS and not _inside_word(text, match):
            assert any(s <= match.start() and match.end() <= e for s, e in found), (match.group(), text)


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """An apostrophe or a web address makes the word a part of another ("one's")."""
    return bool(re.search(r"['’]", text)) or "www." in text or "://" in text


@settings(max_examples=400, deadline=None)
@given(sentences)
@example("5 $ 10")
@example("_ONE")
@example("half a")
@example("two and a half")
@example("9" * 5000)
@example("3-5,,,,,")
@example("0^-1")
@example("999999999999999^30")
@example("999999999999999^20 trillion")
@example("5 ft 2 in half")
@example("10 ± -3")
@example("1e-12 to 2e-12")
@example("1e-12 ± 2e-12")
@example("0.1234567891 to 0.1234567892")
@example("1.2.3999999999999999")
@example("+1 555 123 4567 12345678")
@example("half an hour or two")
@example("a hen or two thousand")
def test_every_number_is_a_figure_or_refused_and_spans_never_overlap(text: str) -> None:
    assert_every_number_is_accounted_for(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
@example("٣٤ شخصا")
@example("𝟘𝟙")
@example("²³ 1²")
@example("\x00 5\x00")
def test_any_unicode_is_read_without_an_exception(text: str) -> None:
    assert_every_number_is_accounted_for(text)


@settings(max_examples=100, deadline=None)
@given(sentences)
def test_two_readings_are_equal(text: str) -> None:
    assert GRAMMAR.read(text) == Grammar.load().read(text)


REPEATED = (
    "9|9 |1,|1.1.|1,111|11,|(|(1|-|9-|$|one |one hundred |a |a-1 |1/2|12:30|million |hundred thousand |5 to |Aa-|"
    "half a |+1 |2-1 |between 5 and |zero point five |several |https://|"
    "123 |1,|hundred thousand |5 ft 2 in |aged 4 and 6, |5 km (5 km) |more than 1 and less than 2 |(1) |[3]|1-1-1-|"
    "1x10^5 |3:1 |one x after another |5 kg per |an hour or two |1 1 1 |$(5) |A 3, B 2: |1 ± 1 |"
    "12 months instead of 5 |one in 5 or |call 911 |4-4-2 |787-9 |0,5 |up to 5 or more |"
    ", one is|G7 and one is|111.|½|5 ± "
)


@pytest.mark.parametrize("piece", REPEATED.split("|"))
def test_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    """Count the function calls for a text and for its double: at most 2.2 times as many."""
    small, large = (_calls(piece * count) for count in (800, 1_600))
    assert large <= 2.2 * small + 500


def _calls(text: str) -> int:
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        GRAMMAR.read(text)
    finally:
        sys.setprofile(None)
    return calls


def test_long_runs_are_read_to_their_end() -> None:
    assert not GRAMMAR.read("9" * 100_000).figures
    assert len(GRAMMAR.read("7 men, " * 10_000).figures) == 10_000
