"""Places: sentences of our own."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.extract.gazetteer.names import fold, key_of, read_table
from tasks.extract.places import Gazetteer, Place, country_of_demonyms, places_in, read_places, resolve


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def named(places: list[Place]) -> list[tuple[str, str | None, str | None]]:
    return [(place.text, place.country, place.admin1) for place in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six people died in Kharkiv.", [("Kharkiv", "UA", "UA-63")]),
        ("Shells fell in the Kursk region.", [("the Kursk region", "RU", "RU-KRS")]),
        ("Shells fell in Kursk Oblast.", [("Kursk Oblast", "RU", "RU-KRS")]),
        ("Troops crossed into the Kursk border region.", [("the Kursk border region", "RU", "RU-KRS")]),
        ("Fighting went on in Donetsk oblast.", [("Donetsk oblast", "UA", "UA-14")]),
        ("A quake hit northwestern China.", [("northwestern China", "CN", None)]),
        ("A quake hit Gansu Province.", [("Gansu Province", "CN", "CN-GS")]),
        ("Families fled from the southern Gaza Strip.", [("the southern Gaza Strip", "PS", None)]),
        ("Ten died in the eastern city of Donetsk in Ukraine.", [("Donetsk", "UA", "UA-14"), ("Ukraine", "UA", None)]),
        ("The base lies near Damascus.", [("Damascus", "SY", "SY-DI")]),
        ("Ukraine said shells had hit Mykolaiv, Odesa and Kherson.", [
            ("Ukraine", "UA", None), ("Mykolaiv", "UA", "UA-48"), ("Odesa", "UA", "UA-51"), ("Kherson", "UA", "UA-65"),
        ]),
        ("Fires burned in California and in the Midwest of the United States.", [
            ("California", "US", "US-CA"), ("Midwest", "US", None), ("United States", "US", None),
        ]),
        ("Gunmen killed 40 in Nigeria's Plateau state.", [("Nigeria", "NG", None), ("Plateau state", "NG", "NG-PL")]),
        ("Strikes hit Khan Younis, Deir al-Balah and Rafah in Gaza.", [
            ("Khan Younis", "PS", None), ("Deir al-Balah", "PS", None), ("Rafah", "PS", None), ("Gaza", "PS", None),
        ]),
        ("Russians shelled Kupiansk and Izium, Ukraine said.", [
            ("Kupiansk", "UA", "UA-63"), ("Izium, Ukraine", "UA", "UA-63"),
        ]),
        ("Syrians fled from al-Bab to el-Hasakah.", [("al-Bab", "SY", "SY-HL"), ("el-Hasakah", "SY", "SY-HA")]),
        ("Six died in Homs, Syria, and two in Washington, Oregon or Idaho.", [
            ("Homs, Syria", "SY", "SY-HI"), ("Washington", "US", "US-WA"), ("Oregon", "US", "US-OR"),
            ("Idaho", "US", "US-ID"),
        ]),
        ("The ship sank in the Black Sea.", [("Black Sea", None, None)]),
        ("Famine threatens the Sahel.", [("Sahel", None, None)]),
        ("He was shot in Belfast, Northern Ireland.", [("Belfast, Northern Ireland", "GB", "GB-NIR")]),
        ("It was bought by a U.K. company in the U.S.", [("U.K.", "GB", None), ("U.S.", "US", None)]),
        ("A mine collapsed in the DRC.", [("DRC", "CD", None)]),
        ("OAKLAND, California: The home team won.", [("OAKLAND, California", "US", "US-CA")]),
        ("Drones crossed into Ukrainian territory.", [("Ukrainian territory", "UA", None)]),
        ("Belgium-based lenders hold the money.", [("Belgium-based", "BE", None)]),
    ],
)  # fmt: skip
def test_finds_places(text: str, expected: list[tuple[str, str | None, str | None]], gazetteer: Gazetteer) -> None:
    assert named(read_places(text, gazetteer)) == expected


@pytest.mark.parametrize(
    ("text", "name", "country", "admin1"),
    [
        ("She grew up in Paris, Texas.", "Paris", "US", "US-TX"),
        ("She grew up in Paris.", "Paris", "FR", "FR-IDF"),
        ("A school in Springfield, Ill., was closed.", "Springfield", "US", "US-IL"),
        ("A school in Springfield, MA was closed.", "Springfield", "US", "US-MA"),
        ("The road to Muisne, Ecuador, is open.", "Muisne", "EC", "EC-E"),
        ("A fire near Timberon, New Mexico, grew.", "Timberon", "US", "US-NM"),
        ("Ontario's premier spoke in London, Ontario.", "London", "CA", "CA-ON"),
        ("Lebanon mourned. Dozens died in Tripoli.", "Tripoli", "LB", "LB-AS"),
        ("Libya mourned. Dozens died in Tripoli.", "Tripoli", "LY", "LY-TB"),
        ("Georgia's voters chose. So did Florida's, and those of Texas in the U.S.", "Georgia", "US", "US-GA"),
        ("Tbilisi is calm, and so is the rest of Georgia.", "Georgia", "GE", None),
        ("Voters in Oregon, Idaho and Washington chose.", "Washington", "US", "US-WA"),
        ("Talks were held in Washington.", "Washington", "US", "US-DC"),
        ("Talks were held in Khan Younis.", "Khan Younis", "PS", None),
        ("Talks were held in Kiev.", "Kyiv", "UA", "UA-30"),
        ("Talks were held in Sana'a.", "Sanaa", "YE", "YE-SA"),
        ("A bomb went off in Punjab, Pakistan.", "Punjab", "PK", "PK-PB"),
        ("Germany, Spain and France agreed in Nice.", "Nice", "FR", "FR-PAC"),
        ("The hotel is in Xinjiang.", "Xinjiang", "CN", "CN-XJ"),
        ("A fire burned in Fremont County, Colorado.", "Fremont County", "US", "US-CO"),
    ],
)
def test_says_which_place(text: str, name: str, country: str, admin1: str | None, gazetteer: Gazetteer) -> None:
    found = {(place.name, place.country, place.admin1) for place in read_places(text, gazetteer)}
    assert (name, country, admin1) in found


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton sang.",
        "He read Jordan Peterson and Virginia Woolf.",
        "Chad Smith drummed while Jack London wrote.",
        "The Denver Nuggets beat Manchester United.",
        "Boston Consulting Group and Wells Fargo merged.",
        "Bank of America fell 2%.",
        "He studied at the University of Texas.",
        "She told the New York Times and the Kyiv Independent.",
        "Reading is fun. Nice people read. Most do. Police officers, too. Orange is a colour.",
        "The Syrians and the French met in March.",
        "Mr. Lincoln left; so did President Washington.",
        "It cost US$30 a day.",
        "They and us agreed, and Us Weekly wrote of it.",
        "The news agency Fars wrote of it.",
        "Manchester City beat them.",
        "A report from The Hill about it was long.",
        "They met at Howard University and at the Georgia Institute of Technology.",
        "She lives in Carmel Valley.",
        "Golden State beat them.",
        "Captain America won.",
        "Michael Jordan won. Jordan was tired.",
        "They stay in Of, and in May they go.",
    ],
)
def test_finds_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert read_places(text, gazetteer) == []


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Moscow denied the attack.", True),
        ("Kyiv has accused its neighbour.", True),
        ("Iran launched 200 missiles.", True),
        ("Drones were fired by Russia.", True),
        ("Nobody believed Moscow's claim.", True),
        ("US officials spoke.", True),
        ("Russia's defence ministry spoke.", True),
        ("The Gaza health ministry spoke.", True),
        ("The mayor of London spoke.", True),
        ("The United States District Court ruled.", True),
        ("Twelve died in Moscow.", False),
        ("The invasion of Ukraine began.", False),
        ("A quake off Ecuador's coast killed ten.", False),
        ("Attacks in Iran killed ten.", False),
        ("Iraq's Anbar province was quiet.", False),
        ("Portugal has 4,000 patients.", False),
    ],
)
def test_knows_parties(text: str, actor: bool, gazetteer: Gazetteer) -> None:
    assert [place.actor for place in read_places(text, gazetteer)][:1] == [actor]


def test_unknown_places_are_the_country_of_the_article(gazetteer: Gazetteer) -> None:
    text = "Syria buried its dead. Bombs fell in the Sayyida Zaynab area. Sayyida Zaynab is home to a shrine."
    assert [(place.text, place.rank, place.country) for place in read_places(text, gazetteer)] == [
        ("Syria", "country", "SY"),
        ("Sayyida Zaynab area", "place", "SY"),
        ("Sayyida Zaynab", "place", "SY"),
    ]


def test_small_towns_need_the_country_of_the_article(gazetteer: Gazetteer) -> None:
    assert [place.name for place in read_places("Russia said two died in Sudzha.", gazetteer)] == ["Russia", "Sudzha"]
    assert read_places("Two died in Sudzha.", gazetteer) == []


def test_what_was_said_once_holds_for_the_article(gazetteer: Gazetteer) -> None:
    places = read_places("A man from Portland, Maine, spoke. In Portland, he was known.", gazetteer)
    assert [place.admin1 for place in places] == ["US-ME", "US-ME"]


def test_context_speaks_for_a_country(gazetteer: Gazetteer) -> None:
    found = places_in("Two died in Sudzha.", gazetteer)
    assert [place.geonames_id for place in resolve(found, gazetteer, {"RU": 1.0})] == [486816]


def test_a_city_has_its_position(gazetteer: Gazetteer) -> None:
    (place,) = read_places("Two died in Aleppo.", gazetteer)
    assert (place.geonames_id, place.rank) == (170063, "city")
    assert place.latitude == pytest.approx(36.2, abs=0.1)
    assert place.longitude == pytest.approx(37.16, abs=0.1)


def test_counts_demonyms(gazetteer: Gazetteer) -> None:
    assert country_of_demonyms("Two Ukrainians, a South Korean and the Ukrainian army.", gazetteer) == {
        "UA": 2,
        "KR": 1,
    }


WORDS = [
    "Paris",
    "Texas",
    "in",
    "near",
    "the",
    "of",
    "U.S.",
    "St.",
    "Kursk",
    "region",
    "said",
    ",",
    ".",
    "\n",
    "’s",
    "-",
    "al-Bab",
    "é",
    "İ",
]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)))
def test_spans_hold_their_text(text: str) -> None:
    places = read_places(text, GAZETTEER)
    assert all(text[place.start : place.end] == place.text and place.text for place in places)
    assert all(one.end <= other.start for one, other in pairwise(places))


GAZETTEER = Gazetteer.load()


@given(st.text(max_size=30))
@example("𝘈")
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_surnames_are_no_cities(gazetteer: Gazetteer) -> None:
    places = read_places("The police said Rana Amman, 20, lived in Jordan. Amman wrote letters.", gazetteer)
    assert [place.text for place in places] == ["Jordan"]


@pytest.mark.parametrize("row", read_table("countries"), ids=lambda row: str(row["name"]))
def test_the_file_holds_the_names_of_countries(row: dict[str, str], gazetteer: Gazetteer) -> None:
    """Fails where a CSV file was changed and the gazetteer not built anew (make gazetteer)."""
    entries = gazetteer.entries(key_of(row["name"]))
    assert (row["country"], row["admin1"] or None) in {(entry.country, entry.admin1) for entry in entries}


@pytest.mark.parametrize("table", ["areas", "regions"])
def test_the_file_holds_areas_and_regions(table: str, gazetteer: Gazetteer) -> None:
    names = [name for row in read_table(table) for name in row["names"].split(";")]
    assert [name for name in names if not gazetteer.entries(key_of(name))] == []


def test_the_file_holds_exonyms(gazetteer: Gazetteer) -> None:
    rows = [(key_of(row["name"]), row["country"]) for row in read_table("exonyms")]
    assert [row for row in rows if row[1] not in {entry.country for entry in gazetteer.entries(row[0])}] == []


def test_regions_lie_in_their_countries(gazetteer: Gazetteer) -> None:
    countries, regions = gazetteer.columns["country"].to_pylist(), gazetteer.columns["admin1"].to_pylist()
    pairs = zip(countries, regions, strict=True)
    assert [pair for pair in pairs if pair[1] is not None and pair[1][:3] != f"{pair[0]}-"] == []
