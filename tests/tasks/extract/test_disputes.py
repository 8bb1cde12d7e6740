"""Who denies, disputes, corrects or confirms what figures: short texts of our own."""

from __future__ import annotations

import pytest

from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()


def stances(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """Return (stance, disputer, country, number) of each dispute of a text."""
    found = read_document(text_document(text), READER)
    numbers = {row["figure_id"]: row["number_text"] for row in found.figures}
    return [
        (row["stance"], row["disputer"], row["disputer_country"], numbers[row["figure_id"]]) for row in found.disputes
    ]


CLAIM = "The rebels said they had killed 40 soldiers in the ambush"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        (f"{CLAIM}. The army denied it.", ("deny", "The army", None, "40")),
        (f"{CLAIM}. The army called the claim a lie.", ("deny", "The army", None, "40")),
        (f"{CLAIM}. The army dismissed the figure as propaganda.", ("deny", "The army", None, "40")),
        (f"{CLAIM}, a figure the army denied.", ("deny", "the army", None, "40")),
        (f"{CLAIM}, a claim rejected by the army.", ("deny", "the army", None, "40")),
        (f'{CLAIM}. "This is simply not true," said Ann Lee, a spokeswoman.', ("deny", "Ann Lee", None, "40")),
        (f"{CLAIM}. Moscow disputed the number.", ("dispute", "Moscow", "RU", "40")),
        (f"{CLAIM}. The claim could not be independently verified.", ("unverified", None, None, "40")),
        (f"{CLAIM}. The government could neither confirm nor deny it.", ("unverified", "The government", None, "40")),
        (f"{CLAIM}. The group could not confirm the number.", ("unverified", "The group", None, "40")),
        (f"{CLAIM}. Monitors said they could not verify the figure.", ("unverified", "Monitors", None, "40")),
        (f"{CLAIM}, a figure Moscow called absurd.", ("deny", "Moscow", "RU", "40")),
        ("Israel disputed the figure of 40 dead given by the ministry.", ("dispute", "Israel", "IL", "40")),
        (
            "Serbia denies arming rebels in the north; NATO says over 200 Serbian soldiers are there.",
            ("deny", "Serbia", "RS", "200"),
        ),
        (
            "A strike day costs £60m, according to one estimate, which the union rejects.",
            ("deny", "the union", None, "£60m"),
        ),
        ('A claim online that 300 had drowned was "untrue", police said.', ("deny", "police", None, "300")),
        ("The army denied killing 40 villagers; residents said 63 were buried.", ("deny", "The army", None, "40")),
        ("Beijing denied sending 3,000 soldiers to the border.", ("deny", "Beijing", "CN", "3,000")),
        ("The company denied on Monday that it would cut 200 jobs.", ("deny", "The company", None, "200")),
        ("Officials revised the death toll to 34 from 41.", ("correct", "Officials", None, "41")),
        (
            "Radio reports said 13 people died. The governor confirmed the toll.",
            ("confirm", "The governor", None, "13"),
        ),
        ("The UN says 300 men were held. Kabul said nobody was held.", ("deny", "Kabul", "AF", "300")),
    ],
)
def test_stances(text: str, stance: tuple[str, str | None, str | None, str]) -> None:
    assert stances(text) == [stance]


@pytest.mark.parametrize(
    "text",
    [
        "A bomb killed 14 people. The group denied responsibility.",
        "The group denied involvement in the blast that killed 14 people.",
        "The consulate denied visas to 34 athletes.",
        "The owner dismissed 300 workers.",
        "The court rejected 12 appeals and dismissed a claim for $3m.",
        "Troops numbering 2,000 moved into the disputed territory.",
        "The party contested 40 seats.",
        "The premier denied that he had resigned after his party lost nine seats.",
        "She denied reports that Acme would close its plant in Graz, where 2,100 people work.",
        "Nine people were killed in Kharkiv, officials said; Moscow denied it had fired the missile.",
        "The mayor denied that anyone was beaten, but doctors at two hospitals said they treated 17 people.",
        "An audit found a gap of $140m. The mayor, without denying the figure, blamed a supplier.",
    ],
)
def test_no_stance_on_a_figure(text: str) -> None:
    assert [row["number_text"] for row in read_document(text_document(text), READER).figures if row["disputed"]] == []


def test_a_denial_reaches_restatements_and_is_a_row_for_each_party() -> None:
    text = (
        "About 11,000 North Korean troops are reportedly in the region.\n\n"
        "Reports say North Korea has sent 11,000 troops. "
        "Both Moscow and Pyongyang have refuted claims of North Korean involvement."
    )
    parties = [("deny", "Moscow", "RU", "11,000"), ("deny", "Pyongyang", "KP", "11,000")]
    assert sorted(stances(text)) == sorted(parties * 2)


@pytest.mark.parametrize("number", ["34", "six"])
def test_a_number_disputes_nothing(number: str) -> None:
    found = stances(f"The union denied that {number} had died, calling it a lie.")
    assert {party for _, party, _, _ in found} == {"The union"}


def test_who_is_said_not_to_be_there_cannot_have_fallen_there() -> None:
    text = (
        "Reports say some 11,000 North Korean troops are in the region. The Ukrainian president, Volodymyr Zelensky, "
        "said that about 4,000 North Koreans had been killed or injured, and 90 Russians. Two houses burned down. "
        "Moscow denied that any North Korean unit had taken part."
    )
    assert {number for _, _, _, number in stances(text)} == {"11,000", "4,000"}


def test_a_rival_figure_is_a_counter_claim_and_no_denial() -> None:
    found = read_document(text_document("Police said 20,000 people marched. The unions said 90,000 marched."), READER)
    assert [row["disputed"] for row in found.figures] == [False, False]
    (row,) = found.disputes
    assert (row["stance"], row["disputer"]) == ("dispute", "The unions")
    assert (row["figure_id"], row["counter_figure_id"]) == tuple(each["figure_id"] for each in found.figures)


def test_the_cue_lies_where_it_says() -> None:
    text = f"{CLAIM}. The army denied it."
    (row,) = read_document(text_document(text), READER).disputes
    assert text[row["start_char"] : row["end_char"]] == row["cue"] == "denied"


def test_a_stance_is_on_the_figure_of_whom_it_names() -> None:
    found = stances("The ministry said 40 men died. Rebels said 60 men died. Doctors disputed the ministry's toll.")
    assert ("dispute", "Doctors", None, "40") in found
    assert ("dispute", "Doctors", None, "60") not in found
