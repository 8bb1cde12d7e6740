"""Numbers that are no figures, each with its reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.extract.numbers import Grammar, Reading

REFUSED = [
    ("It opened on 5 May 2024.", ["date", "year"]),
    ("It opened on May 5, 1998.", ["date", "year"]),
    ("The fair runs Sept. 20-24.", ["date", "date"]),
    ("It opened on 2024-05-06.", ["date"]),
    ("It opened in 2019.", ["year"]),
    ("the 2015 accord", ["year"]),
    ("the 2022-23 season", ["year", "year"]),
    ("songs of the 1990s", ["year"]),
    ("nineteen eighty-four", ["year"]),
    ("It shut at 9:30 a.m.", ["clock_time"]),
    ("It shut at 9 p.m. sharp.", ["clock_time"]),
    ("She ran it in 1:36.6.", ["clock_time"]),
    ("two years ago", ["part_of_time"]),
    ("in the first half", ["ordinal", "part_of_time"]),
    ("in the third quarter", ["ordinal", "part_of_time"]),
    ("the 3rd attempt", ["ordinal"]),
    ("the twenty-first attempt", ["ordinal"]),
    ("Anyone can be No. 1.", ["rank"]),
    ("a top 10 finish", ["rank"]),
    ("the G7 and the F-16", ["name_or_code", "name_or_code"]),
    ("a Boeing 737 landed", ["name_or_code"]),
    ("Covid-19 spread", ["name_or_code"]),
    ("the S&P 500 slid", ["name_or_code"]),
    ("under Article 5 and Resolution 1701", ["name_or_code", "name_or_code"]),
    ("on Highway 101", ["name_or_code"]),
    ("the Group of Seven met", ["name_or_code"]),
    ("after World War Two", ["name_or_code"]),
    ("watch Channel 4", ["name_or_code"]),
    ("the 9/11 inquiry", ["date"]),
    ("call 800-555-0199", ["phone"]),
    ("call us on 555 0123 for help", ["phone", "phone"]),
    ("call +44 20 7946 0958", ["phone"]),
    ("at 10 Downing Street", ["address"]),
    ("see https://a.example/2024/05", ["url"]),
    ("ask desk7@paper.example", ["url"]),
    ("running version 2.1", ["version"]),
    ("at 192.168.1.2", ["version"]),
    ("1. Mix the dough", ["list_marker"]),
    ("see page 5", ["list_marker"]),
    ("open 24/7", ["idiom"]),
    ("zero tolerance for theft", ["idiom"]),
    ("a five-star hotel", ["idiom"]),
    ("One day he will return.", ["idiom"]),
    ("one of them", ["pronoun_one"]),
    ("no one came", ["pronoun_one"]),
    ("they helped one another", ["pronoun_one"]),
    ("that one is mine", ["pronoun_one"]),
    ("9" * 40, ["ambiguous"]),
    ("at COP26 and COP 27", ["name_or_code", "name_or_code"]),
    ("after the Six-Day War", ["name_or_code"]),
    ("Articles 5 and 6", ["name_or_code", "name_or_code"]),
    ("the 4x100m relay", ["name_or_code", "name_or_code"]),
    ("a six-figure sum", ["idiom"]),
]


@pytest.mark.parametrize(("sentence", "reasons"), REFUSED)
def test_refused_with_reason(read: Callable[[str], Reading], sentence: str, reasons: list[str]) -> None:
    reading = read(sentence)
    assert not reading.figures
    assert [refusal.reason for refusal in reading.refused] == reasons


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("one of the five mayors", [5]),
        ("one mayor resigned", [1]),
        ("2000 people marched", [2000]),
        ("three men and two women", [3, 2]),
        ("killing six and injuring nine others", [6, 9]),
        ("Bomb Kills 12 In Market", [12]),
        ("He said that one person died.", [1]),
        ("2000-3000 fighters", [2500]),
        ("Police said Tuesday 14 boats sank", [14]),
    ],
)
def test_not_refused(read: Callable[[str], Reading], sentence: str, values: list[float]) -> None:
    assert [figure.value for figure in read(sentence).figures] == values


def test_vague_numbers_can_be_replaced(tmp_path: Path) -> None:
    table = tmp_path / "vague.csv"
    table.write_text("words,low,high\ndozens,30,60\n", encoding="utf-8")
    (figure,) = Grammar.load(table).read("Dozens of barns and hundreds of sheds").figures[:1]
    assert (figure.value_low, figure.value_high) == (30, 60)


def test_refusal_names_its_rule(read: Callable[[str], Reading]) -> None:
    (refusal,) = read("the 3rd attempt").refused
    assert (refusal.start, refusal.end, refusal.rule) == (4, 7, "ordinal")
