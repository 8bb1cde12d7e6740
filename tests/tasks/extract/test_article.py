"""When and where figures hold, and what adds up: sentences and short texts of our own, and the brief of ../shared."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.extract.figures import read_document, text_document
from tasks.extract.rows import Row
from tasks.extract.telling import Reader
from tests.conftest import SHARED

READER = Reader.load()
PUBLISHED = date(2025, 2, 25)  # a Tuesday


def rows(text: str, published: date | None = PUBLISHED) -> list[Row]:
    return read_document(text_document(text) | {"published_date": published}, READER).figures


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Six people died on Monday.", [("on Monday", "2025-02-24")]),
        ("On December 3 a bomb killed eight people, and in January a second killed 12.", [
            ("On December 3", "2024-12-03"), ("in January", "2025-01"),
        ]),
        ("Profit rose to $5m in 2024 from $3m a year earlier.", [("in 2024", "2024"), ("a year earlier", "2023")]),
        ("Turnout was 68%, up from 61% in 2021.", [(None, None), ("in 2021", "2021")]),
        ("Six people died on Monday. Another four were hurt.", [("on Monday", "2025-02-24")] * 2),
        ("A bomb went off on Monday.\n\nPeople ran.\n\nAt least six were killed.", [("on Monday", "2025-02-24")]),
        ("The ship, built in 1980, is 90 metres long.", [(None, None)]),
        ("Ann Lee, 36, arrived on Monday.", [(None, None)]),
        ("The town has 4,000 inhabitants.", [(None, None)]),
        ("Acme, which lowered its outlook for 2026, fell 13 percent.", [(None, None)]),
        ("Acme fell 13 percent after slashing its 2026 profit outlook.", [(None, None)]),
        ("Its forecast for 2026 is a profit of $3m.", [("for 2026", "2026")]),
        ("In May the state cut the growth forecast for 2026 to 1.1%.", [("for 2026", "2026")]),
        ("Floods killed two people in 2016. Six were hurt in a blast.", [("in 2016", "2016"), (None, None)]),
        ("Rebels raided a depot on Monday. Acme Oil posted a net profit of $3m.", [(None, None)]),
    ],
)  # fmt: skip
def test_when_figures_hold(text: str, times: list[tuple[str | None, str | None]]) -> None:
    assert [(row["time_text"], row["time_edtf"]) for row in rows(text)] == times


def test_without_a_publication_date_a_month_has_no_year() -> None:
    (row,) = rows("Six people died last August.", None)
    assert (row["time_text"], row["time_from"], row["time_edtf"]) == ("last August", None, "XXXX-08")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Six people died in Kherson, Ukraine.", [("Kherson, Ukraine", "UA")]),
        (
            "Shelling killed six in the Kursk region and two in Kharkiv.",
            [("the Kursk region", "RU"), ("Kharkiv", "UA")],
        ),
        ("Six people died in Nepal.\n\nNobody came.\n\nAnother 40 were hurt.", [("Nepal", "NP"), ("Nepal", "NP")]),
        ("North Korean troops numbering 11,000 are aiding Russia.", [(None, None)]),
        ("A London-based firm hired 30 people in Nairobi.", [("Nairobi", "KE")]),
        ("Six students from Norway won prizes in Rome.", [("Rome", "IT")]),
        ("A bomb killed six people at the Grand Palace Hotel in Colombo.", [("Grand Palace Hotel", "LK")]),
        ("The fee is $30.", [(None, None)]),
        ("Rebels raided a depot in Lagos. Acme Oil posted a net profit of $3m.", [(None, None)]),
        ("A fire closed a mill in Lagos. The company spent $2m on drilling.", [(None, None)]),
        ("Six men died when Peru fired 18 shells at Chile.", [("Chile", "CL"), ("Chile", "CL")]),
        ("It broke out in Uganda. Some 12,000 cases were counted worldwide.", [(None, None)]),
        ("Nigeria protested.\n\nThe fee rose to 30 naira in May.", [(None, "NG")]),
        ("Nigeria protested.\n\nThe fee rose to $30 in May.", [(None, None)]),
        ("KATHMANDU (Reuters) — A quake in western Nepal killed 58 people.", [("western Nepal", "NP")]),
        (
            "France closes 12 schools.\n\nA firm cut 350 jobs at its plant in Gdansk.",
            [("France", "FR"), ("Gdansk", "PL")],
        ),
    ],
)
def test_where_figures_hold(text: str, places: list[tuple[str | None, str | None]]) -> None:
    assert [(row["place_text"], row["place_country"]) for row in rows(text)] == places


@pytest.mark.parametrize(
    ("text", "parts", "additive"),
    [
        (
            "Storms killed 90 people.\n\nThe storms killed 90 people in three days.",
            [None, 0, None],
            [True, False, False],
        ),
        ("37 dead as dam bursts\n\nAt least 37 people drowned on Tuesday.", [None, 0], [True, False]),
        ("Six hurt in Lyon blast\n\nSix people were injured in Lyon.", [None, 0], [True, False]),
        ("Six died in Lyon.\n\nSix people died in Paris.", [None, None], [True, True]),
        ("The blast killed 90 people, including 12 children.", [None, 0], [True, False]),
        ("The raid killed three men and two women.", [None, None], [True, True]),
        ("The flood killed 30 people. Another 12 people were killed.", [None, None], [True, True]),
        ("The flood killed 30 people.\n\nThe flood killed 41 people, a later count says.", [None, None], [True, False]),
        ("A raid killed 30 people in Aleppo.\n\nA bomb killed 12 people in Beirut.", [None, None], [True, True]),
        ("The crash brought the death toll to 92.", [None], [False]),
        ("The plant employs 640 people and sold 300 cars.", [None, None], [False, True]),
        ("Shares rose 5%.", [None], [False]),
        ("Police held 12 people. Four were students, three were nurses.", [None, 0, 0], [True, False, False]),
        (
            "The ministry said 40 people died in Kabul. The rebels said 60 people died in Kabul province.",
            [None, None],
            [True, False],
        ),
        ("He denied that 30 had died.", [None], [False]),
        ("Nineteen people died, up from 12 on Monday.", [None, None], [True, False]),
        ("The kingdom reported 23 deaths: 14 civilians and nine soldiers.", [None, 0, 0], [True, False, False]),
        ("The blast wounded 17, two seriously.", [None, 0], [True, False]),
        ("Rebels captured two soldiers, and one soldier asked to stay.", [None, 0], [True, False]),
    ],
)
def test_what_adds_up(text: str, parts: list[int | None], additive: list[bool]) -> None:
    found = rows(text)
    ids = [row["figure_id"] for row in found]
    assert [None if row["part_of"] is None else ids.index(row["part_of"]) for row in found] == parts
    assert [row["additive"] for row in found] == additive


@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared: the brief that the project starts from lies there")
@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_the_worked_example(published: date | None) -> None:
    (brief,) = (SHARED / "seeds").glob("*.txt")
    summary, body, hurt, two, one = rows(brief.read_text(encoding="utf-8"), published)
    for row in (summary, body):
        assert (row["value"], row["bound"], row["event"]) == (11_000, "about", "deployed")
        assert (row["affiliation"], row["modality"], row["time_text"]) == ("KP", "reported", None)
    for row in (summary, body, hurt):
        assert (row["disputed"], row["disputed_by"]) == (True, "Moscow; Pyongyang")
    assert (summary["source"], summary["place_text"], summary["part_of"]) == (None, None, None)
    assert (summary["place_country"], body["place_country"]) == (None, None)  # whose the troops are is no place
    assert (body["source"], body["part_of"], body["additive"]) == ("Reports", summary["figure_id"], False)
    assert (hurt["event"], hurt["source"], hurt["modality"]) == ("casualties", "Volodymyr Zelensky", "claimed")
    assert (hurt["place_text"], hurt["place_country"], hurt["place_admin1"]) == ("the Kursk region", "RU", "RU-KRS")
    assert (hurt["time_text"], hurt["affiliation"]) == ("last August", "KP")
    assert (two["counted"], two["event"], two["affiliation"]) == ("injured North Korean soldiers", "captured", "KP")
    assert (two["source"], two["place_text"], two["time_text"]) == ("Volodymyr Zelensky", None, "Earlier this year")
    assert (one["counted"], one["event"], one["part_of"]) == ("soldier", None, two["figure_id"])
    assert (one["additive"], one["time_text"]) == (False, None)
    if published is None:
        assert (hurt["time_from"], hurt["time_edtf"], two["time_from"]) == (None, "XXXX-08", None)
    else:
        assert (hurt["time_from"], hurt["time_to"]) == (date(2024, 8, 1), date(2024, 8, 31))
        assert (two["time_from"], two["time_to"]) == (date(2025, 1, 1), PUBLISHED)


def test_a_country_alone_has_no_point_on_the_map() -> None:
    (row,) = rows("Kharkiv police spoke. There were 40 trees.")
    assert row["place_text"] is None and row["place_name"] is row["latitude"] is row["geonames_id"] is None
