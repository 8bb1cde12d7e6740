"""Records → documents."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.article import Article
from tasks.clean.documents import clean_batch, clean_record
from tasks.clean.reading import Request
from tasks.tables import CLEANED, RECORDS, REJECTS, InputError, read_stage, write_stage

PAGE = """<!doctype html><html><head><title>Dam breaks | Gazette</title>
<link rel="canonical" href="https://gazette.example.org/2025/dam">
<meta property="og:site_name" content="Gazette"><meta property="article:published_time" content="2025-03-02T08:00:00Z">
</head><body><nav>Home News Sport</nav><article><h1>Dam breaks</h1>
<p>At least 30 people died when a dam broke in the hills above the city, the governor said on Sunday evening.</p>
<p>Rescuers looked for 12 more in the mud, and 4,000 were taken to schools and churches on higher ground.</p>
</article><footer>© 2025 Gazette</footer></body></html>"""


def record(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(RECORDS.names)
    return empty | {
        "record_key": "a.jsonl\n1",
        "record_id": "1",
        "location": "a.jsonl, line 1",
        "digest": "d",
        "format": "jsonl",
        "content": "text",
        **fields,
    }


def test_text_is_title_blank_line_body() -> None:
    document = clean_record(record(title="Six  die", text="First.\r\n\r\n\r\n  Second one. \n"))
    assert document["text"] == "Six die\n\nFirst.\nSecond one."
    assert document["text"][document["body_start"] :] == "First.\nSecond one."
    assert document["words"] == 5


def test_without_a_title_the_body_is_all() -> None:
    document = clean_record(record(text="Six died."))
    assert (document["title"], document["body_start"], document["text"]) == (None, 0, "Six died.")


def test_signs_that_mean_something_stay_as_printed() -> None:
    text = "“½ of 20\u00a0km²” – 940\u202f000 people…"
    assert clean_record(record(text=text))["text"] == text


def test_control_characters_part_what_they_stand_between() -> None:
    assert clean_record(record(text="40\x0b50\x0060"))["text"] == "40 50 60"


def test_an_article_is_known_by_its_address_else_its_record_else_its_path() -> None:
    by_url = clean_record(record(text="x", url="https://e.org/a?utm_medium=rss"))
    assert (
        by_url["article_id"]
        == clean_record(record(record_key="b.csv\n9", text="y", url="http://e.org/a/"))["article_id"]
    )
    assert clean_record(record(text="x"))["article_id"] != by_url["article_id"]
    brief = {"format": "txt", "record_key": "a.txt", "text": "T\n\nx\nSource: https://e.org/a"}
    assert clean_record(record(**brief))["article_id"] != by_url["article_id"]


def test_a_new_text_is_a_new_version_and_an_old_one_the_same_document() -> None:
    first, second, again = (clean_record(record(text=text))["document_id"] for text in ("a", "b", "a"))
    assert first == again != second


@pytest.mark.parametrize(
    ("given_date", "default", "expected", "origin"),
    [
        ("2025-02-25", date(2020, 1, 1), date(2025, 2, 25), "record"),
        (None, date(2020, 1, 1), date(2020, 1, 1), "setting"),
        ("one of these days", None, None, None),
    ],
)
def test_where_the_date_comes_from(
    given_date: str | None, default: date | None, expected: date | None, origin: str | None
) -> None:
    document = clean_record(record(text="x", published=given_date), default)
    assert (document["published_date"], document["published_from"]) == (expected, origin)


def test_a_date_nobody_can_read_is_kept_as_a_note() -> None:
    assert clean_record(record(text="x", published="one of these days"))["notes"] == "published: one of these days"


def test_a_page_gives_its_article() -> None:
    document = clean_record(record(format="html", content="page", record_key="a.html", raw=PAGE.encode()))
    assert document["title"] == "Dam breaks"
    assert document["outlet"] == "Gazette"
    assert document["published_date"] == date(2025, 3, 2)
    assert "30 people" in document["text"]
    assert "Home News" not in document["text"]
    assert "© 2025" not in document["text"]


@pytest.mark.parametrize("raw", [b"<html></html>", b"", b"<p>" * 50])
def test_a_page_without_text_is_empty(raw: bytes) -> None:
    with pytest.raises(InputError):
        clean_record(record(format="html", content="page", raw=raw))


HINT = {"content": "page", "title": "Feed title", "author": "Feed Author", "published": "2025-03-01", "outlet": "Feed"}


@pytest.mark.parametrize(
    ("format_name", "expected"),
    [
        ("feed", ("Dam breaks", "Feed Author", "Gazette", "meta", date(2025, 3, 2))),
        ("sitemap", ("Dam breaks", "Feed Author", "Gazette", "meta", date(2025, 3, 2))),
        ("jsonl", ("Feed title", "Feed Author", "Feed", "record", date(2025, 3, 1))),
    ],
)
def test_hints_give_way_to_what_the_page_states_and_records_do_not(
    format_name: str, expected: tuple[str, str, str, str, date]
) -> None:
    page = PAGE.replace("</h1>", "</h1><p class='byline'>By Ann Lee</p>")
    page = page.replace("<title>", "<meta property='og:title' content='Dam breaks'><title>")
    document = clean_record(record(format=format_name, raw=page.encode(), **HINT))
    names = ("title", "author", "outlet", "published_from", "published_date")
    assert tuple(document[name] for name in names) == expected


def test_a_hint_goes_before_what_a_page_only_shows() -> None:
    page = PAGE.replace("article:published_time", "x").replace(
        "</h1>", "</h1><time pubdate datetime='2025-03-09'>x</time>"
    )
    document = clean_record(record(format="feed", raw=page.encode(), **HINT))
    assert (document["published_from"], document["published_date"]) == ("feed", date(2025, 3, 1))


def test_a_page_is_known_by_the_address_it_gives_itself() -> None:
    found = {"format": "html", "content": "page", "raw": PAGE.encode()}
    first = clean_record(record(**found, url="https://gazette.example.org/2025/dam?utm_source=feed"))
    second = clean_record(record(**found, record_key="b.html", url="https://gazette.example.org/amp/dam"))
    assert first["url"] == "https://gazette.example.org/2025/dam"
    assert first["article_id"] == second["article_id"]


def test_captions_and_tables_are_marked_where_they_stand() -> None:
    def read(request: Request) -> Article:
        return Article(
            body=["First  one.", "Caption\nof two lines.", " ", "a | b", "Last."], sections={1: "caption", 3: "table"}
        )

    document = clean_record(record(content="page", raw=b"x", title="Six die"), reader=read)
    spans = [span.split(" ") for span in document["sections"].split(", ")]
    marked = [(document["text"][slice(*map(int, place.split("-")))], section) for place, section in spans]
    assert marked == [("Caption", "caption"), ("of two lines.", "caption"), ("a | b", "table")]


def test_the_language_is_told_and_other_languages_stay() -> None:
    german = "Mindestens 30 Menschen starben, als über der Stadt ein Damm brach, sagte der Gouverneur am Sonntag. "
    assert clean_record(record(text=german * 2))["language"] == "de"
    assert clean_record(record(text="Six died."))["language"] is None


def test_every_record_is_a_document_or_a_reject(tmp_path: Path) -> None:
    rows = [
        record(text="Six died."),
        record(format="html", content="page", raw=b"<html></html>", record_key="b.html", record_id="b.html"),
    ]
    write_stage(tmp_path / "ingest", RECORDS, rows)
    folder = clean_batch(tmp_path / "ingest")
    assert read_stage(folder, CLEANED)["record_id"].to_pylist() == ["1"]
    (reject,) = read_stage(folder, REJECTS).to_pylist()
    assert (reject["record_id"], reject["reason"], reject["stage"]) == ("b.html", "empty", "clean")


@given(st.text(min_size=1, max_size=200))
def test_any_text_becomes_a_document_or_is_empty(text: str) -> None:
    try:
        document = clean_record(record(text=text))
    except InputError:
        return
    assert document["text"].encode("utf-8")
    assert all(line == line.strip() != "" for line in document["text"].split("\n"))
