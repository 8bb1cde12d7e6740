"""Who is credited with figures and how they are said: sentences and short texts of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.attribution import source_kind
from tasks.extract.figures import read_document, text_document
from tasks.extract.passages import quotes_in
from tasks.extract.rows import Row
from tasks.extract.telling import Reader

READER = Reader.load()


def rows(text: str) -> list[Row]:
    return read_document(text_document(text), READER).figures


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Police said six people died.", [("Police", "police", "claimed")]),
        ("Six people died, the coast guard said on Monday.", [("the coast guard", "police", "claimed")]),
        ('"We lost six men," said Ann Lee, the mayor of Ostend.', [("Ann Lee", "person", "claimed")]),
        ("Prime Minister Giorgia Meloni said 40 ships had left.", [("Giorgia Meloni", "person", "claimed")]),
        ("According to the interior ministry, 40 homes burned.", [("the interior ministry", "government", "claimed")]),
        ("Forty homes burned, according to data compiled by Oxfam.", [("Oxfam", "ngo", "claimed")]),
        ("As per the treasury, the deficit is $3bn.", [("the treasury", "government", "claimed")]),
        ("The army said 20 died, while the rebels said 35 did.", [
            ("The army", "military", "claimed"), ("the rebels", "military", "claimed"),
        ]),
        ("The minister's claim that 90 ships sank was not discussed.", [("The minister", "person", "claimed")]),
        ("Reports that 16 men were shot spread quickly.", [("Reports", "media", "reported")]),
        ("About 900 people are believed to have fled.", [(None, "article", "reported")]),
        ("Twelve men were reportedly held.", [(None, "article", "reported")]),
        ("An estimated 300 people fled.", [(None, "article", "estimated")]),
        ("The UN estimates that 5,000 people have fled.", [("The UN", "international", "estimated")]),
        ("A survey found 52 percent of voters back the bill.", [("A survey", "poll", "estimated")]),
        ("Analysts expect a loss of $3m.", [("Analysts", "study", "projected")]),
        ("The company will hire 300 people.", [(None, "article", "projected")]),
        ("The airline plans to cut 300 jobs.", [(None, "article", "projected")]),
        ("The bank pledged a loan of $3bn.", [(None, "article", "projected")]),
        ("The flood could displace 3,000 families.", [(None, "article", "conditional")]),
        ("Six people died on Monday.", [(None, "article", "stated")]),
        ("Nobody would say how many died, but six graves were dug.", [(None, "article", "stated")]),
        ("The storm claimed 20 lives.", [(None, "article", "stated")]),
        ("The port has 60 confirmed cases.", [(None, "article", "stated")]),
        ("Ann Lee, 36, a nurse in Leeds, said four wards had closed.", [
            (None, "article", "stated"), ("Ann Lee", "person", "claimed"),
        ]),
        ("Acme Corp. (ACM) on Tuesday said it would close two plants.", [("Acme Corp.", "company", "projected")]),
        ("By the mayor's reckoning 1,200 homes burned.", [("the mayor", "person", "estimated")]),
        ("The union put turnout at 12,000.", [("The union", "ngo", "claimed")]),
        ("Friday's report showed that 40 people had been hired.", [("report", "study", "claimed")]),
        ("Acme Corp. maintained its outlook of 5% growth.", [("Acme Corp.", "company", "projected")]),
        ("Acme Corp. posted net income of $3m, against reported losses of $2m.", [
            (None, "article", "stated"), (None, "article", "reported"),
        ]),
        ("A post shared 30,000 times says that 500 people died.", [
            (None, "article", "stated"), ("A post", "media", "claimed"),
        ]),
        ("The New York Times said 40 people died.", [("The New York Times", "media", "claimed")]),
        ("Agence Radio-Express reports that 16 men were shot.", [("Agence Radio-Express", "person", "claimed")]),
        ("The pair claimed bronze as they beat two others in 30 minutes.", [(None, "article", "stated")] * 2),
    ],
)  # fmt: skip
def test_source_in_its_sentence(text: str, said: list[tuple[str | None, str, str]]) -> None:
    found = [(row["source"], row["source_kind"], row["modality"]) for row in rows(text)]
    assert found == said


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ('Ann Lee spoke first. "Six ships sank," she said. "Nine men drowned."', ["Ann Lee", "Ann Lee"]),
        ("Mayor Tom Roe visited the site. Roe said six ships sank. He said nine men drowned.", ["Tom Roe", "Tom Roe"]),
        ("Six men fled, police said. Another three hid in a barn.", ["police", "police"]),
        ("The rail operator apologised.\n\nSix trains were late.", [None]),
        ('The governor told reporters: "We have lost 40 homes."', ["The governor"]),
        ("A new Gazette poll came out. It shows Lee ahead.\n\nAmong women, 52 percent of voters back her.", [
            "A new Gazette poll",
        ]),
        ("A Gazette poll came out. What is more, 52 percent say they would quit.", ["A Gazette poll"]),
        ("The firm's margin of error was 3 percent, according to the poll.", [None]),
    ],
)  # fmt: skip
def test_source_in_other_sentences(text: str, sources: list[str | None]) -> None:
    assert [row["source"] for row in rows(text)] == sources


def test_what_is_only_denied_is_no_statement_of_the_article() -> None:
    (row,) = read_document(text_document("He denied that 30 had died."), READER).figures
    assert (row["source"], row["modality"], row["disputed"]) == (None, "reported", True)


def test_through_whom_it_came() -> None:
    (row,) = rows("Officials told Reuters that 40 tanks had crossed the river.")
    assert (row["source"], row["via"]) == ("Officials", "Reuters")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("the health ministry", "government"),
        ("Human Rights Watch", "ngo"),
        ("the World Health Organization", "international"),
        ("Xinhua", "media"),
        ("doctors", "medical"),
        ("residents", "witness"),
        ("Goldman Sachs", "company"),
        ("Ipsos", "poll"),
        ("prosecutors", "court"),
        ("Giorgia Meloni", "person"),
        ("the tribe", "other"),
    ],
)
def test_kinds_of_sources(name: str, kind: str) -> None:
    assert source_kind(name) == kind


@given(st.text(alphabet="ab .\n\"“”'’", max_size=60))
def test_quotations_lie_in_order_in_the_text(text: str) -> None:
    quotes = quotes_in(text)
    ends = [at for quote in quotes for at in (quote.start, quote.end)]
    assert ends == sorted(ends)
    assert all(0 <= quote.start < quote.end <= len(text) for quote in quotes)
