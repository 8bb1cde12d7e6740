import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.sentences import abbreviations, split_sentences

# Each case is a list of the sentences that the paragraph, joined by spaces, must be split into.
GOLDEN = [
    ["At least 3.5 million people fled.", "Most went by road."],
    ["Mr. Ito met Gen. Okoye and Sen. Ruiz on Jan. 5.", "No. 10 was silent."],
    ["J. K. Rowling and George R. R. Martin signed.", "So did W. H. Auden's heirs."],
    ["It was built in the U.S.", "The cost was $1.2bn.", "The U.S. Navy paid."],
    ["Polls close at 8 p.m. Monday.", "They opened at 7 a.m.", "By noon, 40% had voted."],
    ["Harbour Inc. shares fell 4%.", "Quay Ltd. and Pier Co. Chairman Lee resigned."],
    ["“We lost 12 men.”", "He wept."],
    ['"We lost 12 men."', '"They lost two."'],
    ["“How many?” Ms. Adeyemi asked.", "“Three.”"],
    ["“How many died?”", "The minister did not say."],
    ["“Stop!” shouted one of the two guards.", "Nobody stopped."],
    ["(The figure could not be verified.)", "Kyiv says 300."],
    ["He paused ... and went on.", "Then he stopped…", "Silence."],
    ["“They were many ...", "We were few,” she said."],
    ["Yahoo! said it would cut 1,600 jobs.", "Yahoo! Inc. fell 2%."],
    ["The raid killed 30.", "al-Shabab denied it.", "von der Leyen called it grave."],
    ["Sales rose.", "iPhone revenue was flat."],
    ["THE ARMY SAID NO. 3 GATE WAS HIT.", "GEN. SMITH DENIED IT.", "MR. JONES DID NOT."],
    ["Is it 5?", "Or 6?!", "It is 7!!"],
    ["The law (Art. 5, para. 2) sets a limit of 1.5 mg.", "It is strict."],
    ["Team A won 2-1.", "2,000 people watched.", "$5m was raised.", "€3m was lost."],
    ["1. Boil the water for two minutes.", "2. Wait."],
    ["He was born in the 1970s.", "Friends recall him."],
    ["The wind reached 130 mph.", "Hurricanes do that."],
    ["Lt.-Gen. Dube took St. Mary's in Feb. 2025.", "He lost it in March."],
    ["Approx. 40 people, e.g. Dr. Hill, fled, etc.", "Others stayed."],
    ["Flood bulletin no. 4 is out.", "The mayor said no.", "Nobody left."],
    ["It ended in Washington, D.C.", "He flew home."],
    ["Was it Mr. X?", "– No.", "– Yes."],
    ["It has two wings.[3]", "One burned. [4] [12]", "[Laughs] One stands."],
    ["the figure is wrong.", "nobody checked it."],
    ["See www.example.org or write to a.b@example.org.", "Version 2.0.1 is out."],
]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("expected", GOLDEN)
def test_splits_a_paragraph_as_a_reader_would(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n\n", " \n \n ", "\r", "\u2028", "\x85"])
def test_a_line_break_always_ends_a_sentence(line_break: str) -> None:
    assert sentences(f"Quake kills 12{line_break}at least 30 hurt by Mr.{line_break}Lee") == [
        "Quake kills 12",
        "at least 30 hurt by Mr.",
        "Lee",
    ]


def test_a_missing_space_before_a_typical_first_word_is_forgiven() -> None:
    assert sentences("Two were killed.The rest fled.”He did not.") == [
        "Two were killed.",
        "The rest fled.”",
        "He did not.",
    ]
    assert sentences("Node.Js 3.5 at www.example.The") == ["Node.Js 3.5 at www.example.The"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \r\n"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@given(st.one_of(st.text(), st.text(alphabet="Aab1.!? \n\"'”)(…U.S-")))
def test_spans_tile_everything_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert all(len(text[start:end].splitlines()) == 1 for start, end in spans)


@given(st.text(alphabet="Ab. \n”"), st.text(alphabet="Ab. \n”"))
@example("", "b.A ")
def test_lines_are_split_on_their_own(first: str, second: str) -> None:
    assert sentences(f"{first}\n{second}") == sentences(first) + sentences(second)


@pytest.mark.parametrize(
    "piece",
    [".", ". ", "word ", "x", " ", "\n", '."', '?" A', "a. B. ", ".- - - ", "!?", ".\u2009(", '?" Aa b c d e f '],
)
def test_time_is_linear_in_the_length(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    spans = split_sentences(text)  # in quadratic time this would take hours
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_white_space_before_many_initials_is_read_once() -> None:
    spans = split_sentences(" " * 500_000 + "J. Roe " * 50_000)  # in quadratic time this would take hours
    assert (spans[0][0], spans[-1][1]) == (500_000, 849_999)


def test_every_abbreviation_has_a_known_rule() -> None:
    assert set(abbreviations().values()) == {"never", "starter", "unless_digit", "capital"}
    assert all(form[-1] in ".!" and len(form) <= 12 for form in abbreviations())


@pytest.mark.parametrize("text", ["9" * 5000, "12 goals " * 1000, "one, " * 400 + "end."])
def test_what_is_too_long_for_a_sentence_is_cut_and_nothing_is_lost(text: str) -> None:
    spans = split_sentences(text)
    assert all(end - start <= 2000 for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert not any(text[start:end].endswith("goal") for start, end in spans)
