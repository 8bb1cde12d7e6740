"""What figures count: sentences of our own, each with what every figure in it counts."""

from __future__ import annotations

import pytest

from tasks.extract.counted import counted_in
from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()


def counted(sentence: str) -> list[str | None]:
    (doc,) = READER.syntax.nlp.pipe([sentence])
    return [None if what is None else what.text for what in counted_in(doc, READER.grammar.read(sentence).figures)]


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("At least 19 people were killed and 981 were injured.", ["people", "people"]),
        ("Rebels freed eleven wounded Sudanese soldiers on Monday.", ["wounded Sudanese soldiers"]),
        ("The blaze gutted 14 small and medium workshops.", ["small and medium workshops"]),
        ("Floods drove hundreds of farming families from their homes.", ["farming families"]),
        ("Some 40% of the city's buses stood idle.", ["city's buses"]),
        ("At least seven people were killed and between 30 and 40 wounded when a depot blew up.", ["people", "people"]),
        ("Power failed in 240,000 households, a third of the region's.", ["households", None]),
        ("Of the victims, three were paramedics.", ["paramedics"]),
        ("The death toll rose to 77 on Sunday.", ["death toll"]),
        ("The number of refugees climbed to 6.2 million.", ["refugees"]),
        ("The blast brought the death toll to 92.", ["death toll"]),
        ("Net profit fell to $267 million, or 15 cents per share.", ["Net profit", "Net profit"]),
        ("The price of copper rose 3.4%.", ["price of copper"]),
        ("It posted revenue of $12.7 billion.", ["revenue"]),
        ("The survey had a margin of error of plus or minus 4 percentage points.", ["margin of error"]),
        ("Tokyo gave $8.5 billion in budget aid.", ["budget aid"]),
        ("Sales of the cars in China dropped 4%.", ["Sales of the cars"]),
        ("A 7.3-magnitude earthquake hit a 12-year blockade.", ["earthquake", "blockade"]),
        ("The dam lies 8 miles (13 km) upstream.", ["dam", "dam"]),
        ("Men (45%) were less worried than women (58%).", ["Men", "women"]),
        ("Adults 20 or older were asked first.", ["Adults"]),
        ("A nurse, Ann Mary Lee, 34, said so.", ["Ann Mary Lee"]),
        ("Ten men and 40 tenants were saved.", ["men", "tenants"]),
        ("The 45-year-old teacher and 17 of his own pupils left.", ["teacher", "pupils"]),
        ("The total population of Hong Kong is about 7.5 million.", ["total population of Hong Kong"]),
        ("Police seized 200 kg of cocaine worth $5m.", ["cocaine", None]),
        (
            "The number of internally displaced people in the Democratic Republic of the Congo climbed to 6.2 million.",
            ["internally displaced people"],
        ),
        ("The toll is 77, and 588 were injured.", ["toll", None]),
        ("Police arrested 12 members of the", ["members"]),
        ("Two groups of immune cells were found.", ["groups of immune cells"]),
        ("The poll found Lee leading Ana Ortiz 50% to 43% in May.", ["Lee", "Ana Ortiz"]),
        ("Kyiv fired 83 drones and lost another 12.", ["drones", "drones"]),
        ("Lenders were paid $12m, up 46% from May.", [None, None]),
        ("Net profit rose to $12m from $9m, an increase of 33%.", ["Net profit", "Net profit", "Net profit"]),
        ("Sales of vans, which had slowed, fell 5%.", ["Sales of vans"]),
        ("Each pupil had one mumps, tetanus and rubella injection.", ["mumps, tetanus and rubella injection"]),
        (
            "It owns 12 oil and gas fields and hired 40 mining and steel workers.",
            ["oil and gas fields", "mining and steel workers"],
        ),
        ("Guards held 12 men, women and police officers.", ["men"]),
        ("This year's spending will be $4 million.", ["This year's spending"]),
        ("Joblessness held near a 30-year low of 3.1%.", ["low", "Joblessness"]),
        ("The death toll from raids the previous day in the city climbed to 64.", ["death toll"]),
        ("Babies get it between the ages of 10 and 14 months.", [None]),
        ("With utilities down 2.2%, traders bought the mill for $1.1m.", ["utilities", "mill"]),
        ("Cabin with stove for $45", ["Cabin with stove"]),
        ("The S&P 500 fell 5%.", ["S&P 500"]),
        ('Kyiv told of 40 "irretrievable" losses.', ['"irretrievable" losses']),
        (
            "Over the weekend the bank raised the odds of a slump from 20% to 35%.",
            ["odds of a slump", "odds of a slump"],
        ),
        ("The town buried 29 men, but the Red Cross holds to 27.", ["men", None]),
        ("It was twice as many as the 108 of the previous night.", [None, None]),
        ("The number of wounded has climbed to 30 after 700 Chadian dead.", ["wounded", "Chadian dead"]),
        ("The number of displaced people grew to 30.", ["displaced people"]),
        ("Oslo sent 11 tanks, Madrid six and Rome about 30.", ["tanks", "tanks", "tanks"]),
        ("The Reds won 30% and 41 seats, the Blues 20% and the Greens 9%.", [None, "seats", None, None]),
        ("It killed 12 people; Mr Smith, 54, was hurt.", ["people", "Mr Smith"]),
        ("Three of those firms left; half of them came back.", ["those firms", "those firms"]),
        ("The coast braces for storms as the fire toll nears 100.", ["fire toll"]),
        ("Unions rejected the count of 45 flood dead.", ["flood dead"]),
        ("Eleven of the victims are women.", ["women"]),
        ("It gave a toll of 40 dead, nine of them women, 230 injured and 11 missing.", [None, "women", None, None]),
        ("The final tally of ruined bridges in Thessaly is 21.", ["ruined bridges"]),
        ("Their running total of Chadian killed and wounded stood at 400.", ["Chadian killed and wounded"]),
        ("He put Chadian dead in the battle at 700.", ["Chadian dead"]),
        ("Chadian dead: 700.", ["Chadian dead"]),
        ("Turnout was corrected to 61.2%.", ["Turnout"]),
        ("Suspected cases reached 488 on Sunday.", ["Suspected cases"]),
        ("Arrests have topped 1,000.", ["Arrests"]),
        ("The number of injured stands at 120.", ["injured"]),
        (
            "Japan’s Topix fell 4%, while Hong Kong’s Hang Seng jumped 15% and South Korea’s Kospi rose 3%.",
            ["Japan’s Topix", "Hong Kong’s Hang Seng", "South Korea’s Kospi"],
        ),
        ("Kyiv: 90 missiles in a week, 71 shot down", ["missiles", None]),
    ],
)
def test_what_is_counted(sentence: str, phrases: list[str | None]) -> None:
    assert counted(sentence) == phrases


def test_figures_carry_the_phrase_and_its_head() -> None:
    (row,) = read_document(text_document("Hundreds of North Korean troops fled."), READER).figures
    names = ("counted", "counted_head", "counted_class", "affiliation")
    assert [row[name] for name in names] == ["North Korean troops", "troops", "soldiers", "KP"]


def test_who_is_of_an_age_is_a_person() -> None:
    (row,) = read_document(text_document("A nurse, Ann Lee, 34, said so."), READER).figures
    assert (row["counted"], row["counted_class"]) == ("Ann Lee", "people")


def test_a_number_that_goes_on_with_shares_is_one() -> None:
    rows = read_document(text_document("The Reds are on 31% and the Greens on 8.5."), READER).figures
    assert [(row["counted"], row["unit"]) for row in rows] == [("Reds", "%"), ("Greens", "%")]


def test_what_no_rule_says_is_null() -> None:
    assert counted("Police said 40.") == [None]


def test_of_these_goes_on_with_the_whole() -> None:
    text = "Guards killed 80 settlers. The dead included 15 minors. Of these, 54 were killed in Khartoum."
    found = read_document(text_document(text), READER)
    assert [row["counted"] for row in found.figures] == ["settlers", "minors", "settlers"]
