"""What is kept of a body: anchors, numbers among their words, a hash of it all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.signatures import (
    FEWEST,
    choose_anchors,
    document_key,
    place_numbers,
    read_tokens,
    sign,
    write_signatures,
)
from tasks.tables import ANCHORS, NUMBERS, SIGNED, read_stage

STORM = (
    "The storm took the roofs off 1,200 homes in the two coastal provinces, and 30,000 people spent the night in"
    " schools, the governor said. At least 12 fishermen are missing."
)


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ("It’s “over”", "it's over"),
        ("$5.50, -3% and 80%-20%", "$5.50 -3 percent and 80 percent 20 percent"),
        ("1,200 1\u00a0200 1.200 1,5", "1200 1200 1.200 1,5"),
        ("Twenty-one of five MILLION", "20 1 of 5 million"),
        ("Mr. Li fell. Police came", "mr . li fell . police came"),
        ("at 3 p.m. on Jan. 4", "at 3 p m on jan 4"),
        ("2018–19, −5 degrees", "2018 19 -5 degrees"),
        ("", ""),
    ],
)
def test_tokens(body: str, tokens: str) -> None:
    assert " ".join(read_tokens(body)) == tokens


@pytest.mark.parametrize(
    "changed",
    [
        STORM.replace("1,200", "1,300"),
        STORM.replace("two", "three"),
        STORM.replace("12", "13"),
        STORM.replace("30,000", "3,000"),
    ],
)
def test_a_changed_number_stands_among_the_same_words(changed: str) -> None:
    before, after = sign(STORM).numbers, sign(changed).numbers
    assert [each[1:] for each in before] == [each[1:] for each in after]
    assert sum(one.number != other.number for one, other in zip(before, after, strict=True)) == 1


def test_one_number_in_several_words() -> None:
    (damage,) = place_numbers(read_tokens("Damage of 2.5 million dollars"))
    (other,) = place_numbers(read_tokens("Damage of 2.5 billion dollars"))
    assert damage.number != other.number
    assert damage[1:] == other[1:]


def test_of_the_title_only_the_numbers_are_signed() -> None:
    titled, bare = sign("Storm kills 9\n\n" + STORM, 15), sign(STORM)
    assert (titled.anchors, titled.body_hash) == (bare.anchors, bare.body_hash)
    assert titled.numbers[1:] == bare.numbers


def test_as_printed_elsewhere() -> None:
    elsewhere = STORM.upper().replace("1,200", "1200").replace("TWO", "2")
    assert sign(elsewhere).anchors == sign(STORM).anchors
    assert sign(elsewhere).body_hash == sign(STORM).body_hash


@given(st.lists(st.sampled_from("abcdefghij"), max_size=60))
def test_how_many_anchors(words: list[str]) -> None:
    runs = len({tuple(words[at : at + 5]) for at in range(len(words) - 4)})
    anchors = choose_anchors(words)
    assert len(anchors) >= min(runs, FEWEST)
    assert len(anchors) == FEWEST or runs < FEWEST or all(each % 4 == 0 for each in anchors)
    assert anchors == sorted(set(anchors))


@given(st.text(max_size=300))
def test_any_text_is_signed(text: str) -> None:
    assert sign(text) == sign(text)


def test_tables(tmp_path: Path) -> None:
    at = datetime(2025, 3, 1, tzinfo=UTC)
    row = {"document_id": "f" * 20, "article_id": "a", "published_at": at, "text": STORM, "body_start": 0}
    write_signatures(tmp_path, [row, row | {"document_id": "0" * 20, "published_at": None, "text": "…"}])
    signed = read_stage(tmp_path, SIGNED).to_pylist()
    assert [(each["document"], each["anchors"], each["published_at"]) for each in signed] == [
        (-1, len(sign(STORM).anchors), at),
        (0, 0, None),
    ]
    anchors, numbers = read_stage(tmp_path, ANCHORS), read_stage(tmp_path, NUMBERS)
    hashes = anchors["hash"].to_pylist()
    assert hashes == sorted(hashes)
    assert {each % 2**64 for each in hashes} == set(sign(STORM).anchors)
    assert numbers["position"].to_pylist() == [0, 1, 2, 3]
    assert set(numbers["document"].to_pylist()) == {document_key("f" * 20)}


def test_nothing_to_sign(tmp_path: Path) -> None:
    write_signatures(tmp_path, [])
    assert [read_stage(tmp_path, table).num_rows for table in (SIGNED, ANCHORS, NUMBERS)] == [0, 0, 0]
