"""Names of authors and outlets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.names import clean_authors, cut_outlet, cut_to_agreed, read_byline


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (["Ann Lee"], "Ann Lee"),
        (["By ANN LEE, AP Auto Writer"], "Ann Lee"),
        (["Ann Lee and Jo de Wit"], "Ann Lee, Jo de Wit"),
        (["Ann Lee", "ann lee", "Jo de Wit"], "Ann Lee, Jo de Wit"),
        (["Analysis by Ann Lee, Gazette Editor-at-large"], "Ann Lee"),
        (["Martin King, Jr."], "Martin King, Jr"),
        (["Ann Lee, MD"], "Ann Lee"),
        (["https://www.facebook.com/gazette", "desk@gazette.org"], None),
        (["The Gazette"], None),
        (["Gazette Staff"], "Gazette Staff"),
        (["Reuters"], "Reuters"),
        (["admin"], None),
        (["Andy Wither and Anderson Bywater"], "Andy Wither, Anderson Bywater"),
        ([], None),
    ],
)
def test_authors(names: list[str], authors: str | None) -> None:
    assert clean_authors(names, ["Gazette", None]) == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("Ann Lee November 15, 2019", "Ann Lee"),
        ("By Ann Lee and Jo Wit Updated 3 March", "Ann Lee, Jo Wit"),
        ("The Russian, Syrian defense ministries", None),
        ("", None),
    ],
)
def test_bylines(byline: str, authors: str | None) -> None:
    assert read_byline(byline) == authors


@pytest.mark.parametrize(
    ("title", "outlet", "host", "cut"),
    [
        ("Dam breaks | Gazette", "Gazette", None, "Dam breaks"),
        ("Dam breaks - The Gazette", "Gazette", None, "Dam breaks"),
        ("Dam breaks – what we know", "Gazette", None, "Dam breaks – what we know"),
        ("Gazette: Dam breaks", "Gazette", None, "Dam breaks"),
        ("Dam breaks | World news | Gazette", "Gazette", None, "Dam breaks"),
        ("Dam breaks | gazette.org", None, "gazette.org", "Dam breaks"),
        ("Half-built dam - a story", "A Story", None, "Half-built dam"),
        ("Gazette", "Gazette", None, "Gazette"),
    ],
)
def test_titles_lose_the_outlets_name(title: str, outlet: str | None, host: str | None, cut: str) -> None:
    assert cut_outlet(title, outlet, host) == cut


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_what_is_cut_is_part_of_the_title(title: str, outlet: str, host: str) -> None:
    assert cut_outlet(title, outlet, host) in title
    assert cut_to_agreed(title, [outlet, host]) in title


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_names_are_survived(names: list[str]) -> None:
    assert clean_authors(names) != ""
