"""Plain-text briefs: what is peeled off, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.brief import read_brief, unwrap


def test_a_brief_in_all_its_parts() -> None:
    brief = read_brief(
        "Dam gives way in the hills\n\n"
        "By Ana Lopez and Jo de Wit, Harbour Gazette\n"
        "Updated 14:05 GMT, 3 March 2025\n"
        "QUITO, March 2 (Northern Wire) — At least 30 people died.\n"
        "Photo: R. Diaz/Northern Wire\n"
        "Read more: Ten years of dams\n"
        "Rescuers – 200 of them – went on.\n"
        "Original Source: www.harbour-gazette.org\n"
    )
    assert brief.title == "Dam gives way in the hills"
    assert brief.body == ["At least 30 people died.", "Rescuers – 200 of them – went on."]
    assert (brief.author, brief.outlet) == ("Ana Lopez and Jo de Wit", "Harbour Gazette")
    assert brief.dateline == "QUITO, March 2 (Northern Wire)"
    assert brief.modified == "14:05 GMT, 3 March 2025"
    assert brief.notes == [
        "Updated 14:05 GMT, 3 March 2025",
        "Photo: R. Diaz/Northern Wire",
        "Read more: Ten years of dams",
        "Original Source: www.harbour-gazette.org",
    ]


@pytest.mark.parametrize(
    ("line", "outlet", "url"),
    [
        ("Original Source: www.example.org", "example.org", None),
        ("Source: Harbour Gazette", "Harbour Gazette", None),
        ("https://news.example.org/a/b?c=1", "news.example.org", "https://news.example.org/a/b?c=1"),
    ],
)
def test_where_it_was_taken_from(line: str, outlet: str, url: str | None) -> None:
    brief = read_brief(f"Title\n\nText of it.\n{line}")
    assert (brief.outlet, brief.url, brief.body) == (outlet, url, ["Text of it."])


@pytest.mark.parametrize(
    "line",
    [
        "By 2030 the city wants 40 ferries.",
        "Source: the river rises at 1,200 metres and runs for 300 kilometres through three countries, as maps show.",
        "Updated rules will cost $3m a year, the council said.",
        "MPs — all 40 of them — stayed away.",
    ],
)
def test_article_text_is_not_peeled(line: str) -> None:
    body = ["A first paragraph.", *["More of it."] * 8, line, *["Still more."] * 8]
    brief = read_brief("\n".join(["Title", *body]))
    assert brief.body == body


def test_one_line_is_a_document() -> None:
    brief = read_brief("Six people died on Monday.\n")
    assert (brief.title, brief.body) == (None, ["Six people died on Monday."])


def test_a_long_first_line_is_no_title() -> None:
    assert read_brief("word " * 60 + "end.\nSecond.").title is None


def test_lines_broken_to_fit_a_width_are_joined() -> None:
    wrapped = (
        "The storm that came ashore on Sunday took the roofs off more than 1,200 homes\n"
        "in the two coastal provinces, and 30,000 people spent the night in schools,\n"
        "the governor said.\n\nA second paragraph.\n"
    )
    joined = unwrap(wrapped)
    assert len(joined) == 2
    assert joined[0].endswith("spent the night in schools, the governor said.")


def test_short_paragraphs_on_lines_of_their_own_stay_apart() -> None:
    lines = ["Six died.", "Two of them were children.", "Police blamed fog."]
    assert unwrap("\n".join(lines)) == lines


@pytest.mark.parametrize("line", ["By " + "A " * 50_000, "Source: " + "a." * 50_000, "Updated " + "1" * 100_000])
def test_long_lines_are_read_in_no_time(line: str) -> None:
    assert read_brief(f"Title\n\n{line}\nText.").body[0] == line.strip()


@given(st.text(max_size=400))
def test_no_word_is_lost(text: str) -> None:
    brief = read_brief(text)
    parts = [brief.title, *brief.body, brief.author, brief.outlet, brief.dateline, *brief.notes]
    kept = "".join("".join((part or "").split()) for part in parts)
    assert all(char.lower() in kept.lower() for char in "".join(text.split()))
