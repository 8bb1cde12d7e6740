"""What happened to what figures count: sentences of our own, each with the event of every figure in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.extract.figures import read_document, text_document
from tasks.extract.numbers.cues import cue
from tasks.extract.telling import Reader
from tasks.extract.triggers import PARTS, Triggers
from tasks.extract.wordlists import WordListError, read_rows

READER = Reader.load()


def happened(text: str, reader: Reader = READER) -> list[str | None]:
    """The event of each figure of a text, with a ! before one that did not happen."""
    rows = read_document(text_document(text), reader).figures
    return [("!" if row["negated"] else "") + row["event"] if row["event"] else None for row in rows]


@pytest.mark.parametrize(
    ("sentence", "events"),
    [
        # passive, active, nominal, participial
        ("At least 19 people were killed and 981 were injured.", ["killed", "injured"]),
        ("A landslide killed 12 villagers and wounded 30.", ["killed", "injured"]),
        ("The army admitted to the killing of 12 farmers.", ["killed"]),
        ("Neighbours buried the bodies of nine miners.", ["killed"]),
        ("Medics treated injured soldiers, 14 of them captured in May.", ["captured"]),
        ("Rebels captured two injured soldiers.", ["captured"]),
        ("The clinic took in two injured children.", ["injured"]),
        ("Six men who fled the village came back.", ["displaced"]),
        # killed and injured in one number
        ("More than 80 people were killed or injured.", ["casualties"]),
        ("The claim is of killing and wounding more than 80 people.", ["casualties"]),
        ("The unit has lost 400 soldiers.", ["casualties"]),
        # states and light verbs
        ("The flood left 77 people dead and five missing.", ["killed", "missing"]),
        ("Dozens are feared dead; 112 people remain in hospital.", ["killed", "hospitalised"]),
        ("At least 40 climbers lost their lives.", ["killed"]),
        ("Two hurt, one missing after crash in Lyon", ["injured", "missing"]),
        ("Nine pupils were taken to a hospital in Leeds.", ["hospitalised"]),
        ("About 60,000 people took to the streets of the capital.", ["protested"]),
        ("Some 9 million people went to the polls on Sunday.", ["voted"]),
        # who they are is no event
        ("Thousands of recruits visit the shrine.", [None]),
        ("The army hired 300 recruits.", ["hired"]),
        # some of them, and others elsewhere
        ("Eleven of the dead were farmers, while three were teachers.", ["killed", "killed"]),
        ("Raids killed 54 people in Lagos and 14 others in Kano.", ["killed", "killed"]),
        ("A poll found Lee leading Ortiz 51% to 42% in the state.", ["voted", "voted"]),
        # tolls
        ("The death toll rose to 77.", ["killed"]),
        ("The quake brought the death toll to 92.", ["killed"]),
        ("Officials recorded 5,900 deaths and 71,000 confirmed cases.", ["killed", "infected"]),
        ("The number of people killed by the landslide has climbed to 58.", ["killed"]),
        ("The number of dead is now sixty-six, the prefect said.", ["killed"]),
        ("The governor put the dead at 40 to 45.", ["killed"]),
        ("The clinic put deaths at 15 and injuries at 230.", ["killed", "injured"]),
        ("The toll was 81 dead, 13 of them pupils.", ["killed", "killed"]),
        ("The rebels boasted of 700 Chadian dead.", ["killed"]),
        ("The army put the rebels' losses at 310.", ["casualties"]),
        ("The shop's losses came to 310.", [None]),
        ("Oslo sent 11 tanks, Madrid six and Rome about 30.", ["deployed", "deployed", "deployed"]),
        # where the parse takes a verb for a participle
        ("In Leeds two cyclists died and nine were hurt.", ["killed", "injured"]),
        ("Up to 60 sheds collapsed, among them the oldest in town.", ["destroyed"]),
        # forces and things
        ("Of that wave, 37 were shot down.", ["intercepted"]),
        ("Air defences shot down 41 drones and four missiles.", ["intercepted", "intercepted"]),
        ("Moscow launched 68 drones overnight.", ["fired"]),
        ("About 11,000 Korean troops are said to be aiding Moscow.", ["deployed"]),
        ("Paris will send 300 more troops to the border.", ["deployed"]),
        ("There are some 3,000 American troops in Iraq.", ["deployed"]),
        ("The fire destroyed 44 homes and damaged two dozen barns.", ["destroyed", "damaged"]),
        ("Police seized 200 kg of cocaine and arrested four men.", ["seized", "detained"]),
        ("The tsunami drove 4,000 families from their homes.", ["displaced"]),
        # money and output
        ("Net profit fell to $267 million from $547 million.", ["earned", "earned"]),
        ("Tokyo gave Kyiv a loan of $3 billion.", ["granted"]),
        ("The regulator fined the bank €2bn.", ["fined"]),
        ("Its shares closed at $14.47, up 6.4%.", ["priced", "raised"]),
        ("The firm sold 41,800 vans and made a loss of $3m.", ["sold", "lost_money"]),
        ("The city owes its suppliers $40 million.", ["owed"]),
        ("The airline will cut 900 jobs and hire 40 pilots.", ["laid_off", "hired"]),
        # politics
        ("The poll gave the senator a lead of 12 points among voters.", ["voted"]),
        ("The party won 45 seats in parliament.", ["elected_seats"]),
        # courts
        ("A judge jailed him for nine years.", ["sentenced"]),
        ("She got 18 months in prison.", ["sentenced"]),
        ("The count of ruined bridges is 21, and 12 men were made prisoner.", ["destroyed", "captured"]),
        ("The total of Chadian killed and wounded stood at 400.", ["casualties"]),
        ("The number of missing fell to 15; 33 people are known to have died.", ["missing", "killed"]),
        ("Some 400 people are thought to have fled, and nine men were never found.", ["displaced", "missing"]),
        ("The council puts the number of homes lost at 460.", ["destroyed"]),
        # what only looks like an event
        ("The earthquake had a magnitude of 7.3.", [None]),
        ("The survey had a margin of error of 4 percentage points.", [None]),
        ("Students make up 12% of the city.", [None]),
        ("Ann Lee, 34, lives 12 miles away.", [None, None]),
        ("In March 200 farmers met.", [None]),
        ("A further 60 drones were lost from radar.", [None]),
    ],
)
def test_what_happened(sentence: str, events: list[str | None]) -> None:
    assert happened(sentence) == events


@pytest.mark.parametrize(
    ("sentence", "events"),
    [
        ("Shelling has killed 512 residents in that time.", ["killed"]),  # which is no "kill time"
        ("At least 14 people, five of them children, drowned when a boat overturned.", ["killed", "killed"]),
        ("The storm had now claimed 16 lives, up from seven in the morning.", ["killed", "killed"]),
        ("The ship sank with the loss of 51 lives.", ["killed"]),
        ("The number of wounded has grown to 48, including six children.", ["injured", "injured"]),
        ("The Red Crescent put the injured at 94.", ["injured"]),
        ("The office put the number of displaced at 73,000.", ["displaced"]),
        ("The toll of the attack itself now stands at 21 soldiers.", ["killed"]),
        ("With 14 more deaths overnight the toll is 88.", ["killed", "killed"]),
        ("Deaths rose to 61 and injuries to 240.", ["killed", "injured"]),
        ("The country counts 61 deaths and 240 injuries.", ["killed", "injured"]),
        ("The kingdom has reported 23 deaths: 14 civilians and nine soldiers.", ["killed"] * 3),
        ("Egypt says 17 of its people died: ten civilians and eight soldiers.", ["killed", None, None]),  # 18 in all
        (
            "Thirty-one died in the four towns hit, twelve of them children and eight women.",
            ["killed", None, *["killed"] * 2],
        ),
        ("Eleven of the 27 dead were children.", ["killed", "killed"]),
        ("Among the 19 killed were four doctors.", ["killed", "killed"]),
        ("The outbreak has infected 812 people, 41 of whom have died.", ["infected", "killed"]),
        ("The kidnappers freed 11 of the 43 pupils.", ["released", None]),
        ("Police estimated that 11,000 people joined the protest; the organisers said 45,000.", ["protested"] * 2),
        ("Parliament passed it with 210 votes in favour, 181 against and nine abstentions.", ["voted"] * 3),
        ("Some 95,000 people have been moved out, against 32,000 on Monday.", ["evacuated"] * 2),
        ("Police arrested the ship's crew of four.", ["detained"]),
        ("Our forces neutralised 54 terrorists around Kandi.", ["casualties"]),
        ("Some 120 soldiers fell, and nine men are not accounted for.", ["killed", "missing"]),
        (
            "Thailand's toll stands at 14 civilians and nine soldiers killed, and 48 civilians wounded.",
            ["killed", "killed", "injured"],
        ),
        ("The mission puts the number of civilians killed by the strikes at 16.", ["killed"]),
        ("The coast guard has reduced the number of missing to 14 from 20.", ["missing", "missing"]),
        ("The ministry lowered its tally of suspected cases to 318 from 391.", ["infected", "infected"]),
        ("The official count of lives lost at the crossing stands at 121.", ["killed"]),
        ("Goods train hits bus in central India, killing at least 26", ["killed"]),
        ("Arrests: 1,130 by our count.", ["detained"]),
        ("They wrote down 34.", [None]),  # and downed none
        ("Some 1,684 were destroyed and 5,300 damaged.", ["destroyed", "damaged"]),
        ("Air defences destroyed 47 of 60 drones.", ["intercepted", None]),
        ("The bank's decision comes after two suicide bombings took place in the capital.", ["attacked"]),
        ("The virus has killed more than 1,000 people and infected tens of thousands.", ["killed", "infected"]),
        ("A man shot shoppers at a store, with the death toll rising to 22 people.", ["killed"]),
        ("Lee won 12 delegates at the election, Ortiz won eight.", ["elected_seats"] * 2),
        ("Forty people have been confirmed killed by the explosion at the plant.", ["killed"]),
        ("The camp has recorded 70 deaths, among them 23 young children.", ["killed", "killed"]),
        ("The ministry said its forces had killed up to 400 troops and destroyed nine tanks.", ["killed", "destroyed"]),
        ("They had lost 1,100 troops, 12 tanks and 31 artillery systems.", ["casualties", "destroyed", "destroyed"]),
        ("Militants fired more than 100 rockets at the town.", ["fired"]),
        ("The army attacked the city with 142 drones and five missiles.", ["fired", "fired"]),
        ("Gunmen fired at 12 farmers; two were taken alive.", ["attacked", "captured"]),
        ("The boy, 9, was pronounced dead at the scene.", [None]),
        ("Of the dead, 14 were students.", ["killed"]),
        ("The army said 19 had died, while a monitor spoke of 40.", ["killed", "killed"]),
        ("The insurgents said they had killed 60 soldiers; the army admitted to 11.", ["killed", "killed"]),
        ("The smelter produces 300,000 tonnes a year.", ["produced"]),
        ("Six prisoners escaped.", [None]),
        ("Quake dead now 62; four builders arrested", [None, "detained"]),
        ("A police chief, 51, and three of his men were shot dead.", [None, "killed"]),
    ],
)
def test_what_befell_people(sentence: str, events: list[str | None]) -> None:
    assert happened(sentence) == events


@pytest.mark.parametrize(
    ("sentence", "events"),
    [
        ("None of the 12 passengers was hurt.", ["!injured"]),
        ("The blast did not kill 20 people, as was first said.", ["!killed"]),
        ("All 30 sailors were unharmed.", ["!injured"]),
        ("Envoys failed to free 40 hostages.", ["!released"]),
        ("The army denied killing 20 farmers.", ["killed"]),  # a dispute, no negation
    ],
)
def test_what_did_not_happen(sentence: str, events: list[str]) -> None:
    assert happened(sentence) == events


def test_an_article_about_disease_has_cases_of_it() -> None:
    article = "Cholera spreads in the north. Doctors blame the river. By Friday there were 300 cases."
    assert happened(article) == ["infected"]
    assert happened("By Friday the court had heard 300 cases.") == [None]


def test_the_words_of_an_event_stand_in_its_sentence() -> None:
    (row,) = read_document(text_document("At least 40 climbers lost their lives."), READER).figures
    assert row["event_text"] == "lost their lives"


def test_triggers_are_sound() -> None:
    rows = read_rows("triggers")
    assert {row["part"] for row in rows} <= {*PARTS}
    assert all(cue(row["beside"]) for row in rows if row["beside"])
    assert all(Triggers.load().of_word((word.split()[0],)) for row in rows for word in row["words"].split(";"))


def test_a_user_adds_triggers_or_puts_others_in_place_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("event,part,of,beside,words\nother,object,persons,,knight\n")
    sentence = "The king knighted 12 poets, who killed six bards."
    assert happened(sentence) == [None, "killed"]
    assert happened(sentence, Reader.load(more_triggers=path)) == ["other", "killed"]
    assert happened(sentence, Reader.load(triggers=path)) == ["other", None]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("event,part,of,beside\nkilled,object,,\n", "no column words"),
        ("event,part,of,beside,words\nslain,object,,,kill\n", "no event 'slain' (of 'kill')"),
        ("event,part,of,beside,words\nkilled,victim,,,kill\n", "no part 'victim' (of 'kill')"),
        ("event,part,of,beside,words\nkilled,object,gods,,kill\n", "'gods' (of 'kill') is no kind, class or group"),
        ("event,part,of,beside,words\nkilled,object,,feuds,kill\n", "no list of cues 'feuds' (of 'kill')"),
        ("event,part,of,beside,words\n,object,,,kill\n", "a row without event"),
        ("event,part,of,beside,words\nkilled,object,,,\n", "'' (of '') are no words"),
        ("event,part,of,beside,words\nkilled,object,,,* zap\n", "'* zap' (of '* zap') are no words"),
        ('event,part,of,beside,words\nkilled,object,,,"zap, zonk"\n', "a comma in 'zap, zonk': put a ; between two"),
    ],
)
def test_triggers_that_cannot_be_used_are_one_line(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(WordListError) as caught:
        Triggers.load(path, more=None)
    with pytest.raises(WordListError):
        Triggers.load(more=path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Shelling killed 12 people. Seven were militiamen.", ["killed", "killed"]),
        ("Police held 12 people. Four were students, three were nurses.", ["detained"] * 3),
        ("Shelling killed 12 people. Seven schools were closed.", ["killed", None]),
        ("Shelling killed 12 people and hurt 30. Seven were militiamen.", ["killed", "injured", None]),
    ],
)
def test_some_of_those_before_share_their_fate(text: str, events: list[str | None]) -> None:
    assert [row["event"] for row in read_document(text_document(text), READER).figures] == events
