"""Web pages: the text of the article, all of it and nothing else."""

import gzip
import json
import re
from collections import Counter
from typing import Any

import pytest

from tasks.clean.article import Article
from tasks.clean.html import read_page
from tests.conftest import needs_shared

LEAD = "At least 30 people died when a dam broke in the hills above the city, the governor said on Sunday evening."
MORE = "Rescuers looked for 12 more in the mud, and 4,000 were taken to schools and churches on higher ground."
LAST = "The dam had been inspected in March, when engineers found two cracks and asked for repairs, records show."


def page(*parts: str, head: str = "") -> bytes:
    article = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return (
        f"<!doctype html><html lang='en'><head><title>Dam breaks | Gazette</title>{head}</head><body><nav>Home</nav>"
        f"<article><h1>Dam breaks</h1>{article}</article><footer>© 2025 Gazette</footer></body></html>"
    ).encode()


def read(raw: bytes, **given: Any) -> Article:
    article = read_page(raw, **given)
    assert article is not None
    return article


def test_the_text_is_the_paragraphs_without_title_byline_and_furniture() -> None:
    parts = ("By Ann Lee", LEAD, "Read more: Ten years of dams", MORE, LAST, "Photo: R. Diaz/Northern Wire")
    article = read(page(*parts, "Sign up for our newsletter."))
    assert article.body == [LEAD, MORE, LAST]
    assert article.notes == ["By Ann Lee", "Read more: Ten years of dams", parts[-1], "Sign up for our newsletter."]


def test_what_is_called_related_or_is_all_link_is_left_out() -> None:
    related = (
        "<div class='related-stories'><p>Ten years of dams, and why they break so often in this country.</p></div>"
    )
    pointer = "<p><a href='/x'>Floods leave thousands without a roof in the north</a></p>"
    links = "<ul>" + "".join(f"<li><a href='/{n}'>Story {n} of the flood</a></li>" for n in range(4)) + "</ul>"
    assert read(page(LEAD, related, MORE, pointer, LAST, links)).body == [LEAD, MORE, LAST]


def test_a_body_cut_up_by_advertisements_is_whole() -> None:
    chunks = "".join(
        f"<div class='article__body'><p>{text}</p></div><div class='ad'>Buy</div>" for text in (LEAD, MORE, LAST)
    )
    assert read(page(f"<section>{chunks}</section>")).body == [LEAD, MORE, LAST]


def test_table_rows_and_telling_captions_are_marked() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>{}<span class='credit'>R. Diaz</span></figcaption></figure>"
    told = "Some 400 families lost their homes in the flood."
    table = "<table><tr><th>Town</th><th>Dead</th></tr><tr><td>Alta</td><td>12</td></tr></table>"
    article = read(page(LEAD, figure.format(told), MORE, table, figure.format("The hills. Photo: R. Diaz"), LAST))
    assert article.body == [LEAD, told, MORE, "Town | Dead", "Alta | 12", LAST]
    assert article.sections == {1: "caption", 3: "table", 4: "table"}


def test_a_table_that_only_lays_out_the_page_is_text() -> None:
    raw = f"<html><body><table><tr><td><p>{LEAD}</p><p>{MORE}</p></td></tr></table></body></html>".encode()
    assert read(raw).sections == {}


@pytest.mark.parametrize(
    ("encoding", "charset", "meta"),
    [
        ("utf-8", None, ""),
        ("utf-8", "iso-8859-1", ""),
        ("cp1252", "windows-1252", ""),
        ("cp1252", None, "<meta charset='windows-1252'>"),
        ("utf-16", None, ""),
        ("shift_jis", "shift_jis", ""),
        ("utf-8", "no-such-encoding", ""),
        ("utf-8", "hex", ""),
    ],
)
def test_encodings(encoding: str, charset: str | None, meta: str) -> None:
    text = "被害は甚大だ。" * 20 if encoding == "shift_jis" else f"The café “Sol” lost £3m. {LEAD}"
    raw = page(text, MORE, LAST, head=meta).decode().replace("©", "").encode(encoding)
    assert read(raw, charset=charset).body[0] == text


def test_json_ld_gives_the_text_where_the_page_hides_it() -> None:
    body = " ".join([LEAD, MORE, LAST] * 4)
    told = json.dumps({"@type": "NewsArticle", "headline": "Dam breaks", "articleBody": f"{body}\n{LAST}"})
    raw = page("Only a teaser of the article stands here.", head=f"<script type='application/ld+json'>{told}</script>")
    assert read(raw).body == [body, LAST]


@pytest.mark.parametrize("raw", [b"", b"<html></html>", b"<p>" * 50, b"no markup at all"])
def test_what_holds_no_article_is_none(raw: bytes) -> None:
    assert read_page(raw) is None


def test_pages_read_alike_however_often() -> None:
    raw = page(LEAD, MORE, LAST)
    assert len({repr(read(raw)) for _ in range(5)}) == 1


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def test_181_real_pages() -> None:
    folder = needs_shared("pages")
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    shares = []
    for key, told in gold.items():
        article = read_page(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), url=told["url"])
        wanted, got = shingles(told["articleBody"]), shingles("\n".join(article.body) if article else "")
        right, every = (wanted & got).total(), (wanted | got).total()
        shares.append((right / every, (got - wanted).total() / every, (wanted - got).total() / every))
    right, wrong, missed = (sum(column) for column in zip(*shares, strict=True))
    assert 2 * right / (2 * right + wrong + missed) >= 0.97  # plain trafilatura: 0.963


def test_a_page_behind_a_paywall_says_so() -> None:
    told = '{"@type": "NewsArticle", "headline": "Bridge falls", "isAccessibleForFree": "False"}'
    head = f'<head><script type="application/ld+json">{told}</script></head>'
    text = "Six people died when a bridge fell on Monday, police said."
    article = read_page(f"<html>{head}<body><p>{text}</p></body></html>".encode())
    assert article is not None
    assert "not free: the page may show only the beginning of the article" in article.notes
