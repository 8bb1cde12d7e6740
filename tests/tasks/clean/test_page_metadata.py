"""What pages say of their articles, along the chain JSON-LD, meta tags, the page itself."""

import json
from typing import Any

import pytest

from tasks.clean.page_metadata import PageMetadata, read_metadata

URL = "https://www.gazette.example.org/2025/dam?utm_source=x"


def read(head: str = "", body: str = "", url: str | None = URL, lang: str = "") -> PageMetadata:
    from lxml.html import document_fromstring

    return read_metadata(
        document_fromstring(f"<html{lang}><head>{head}</head><body>{body}<p>Text</p></body></html>"), url
    )


def json_ld(value: Any) -> str:
    return f"<script type='application/ld+json'>{value if isinstance(value, str) else json.dumps(value)}</script>"


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_json_ld_goes_before_meta_and_meta_before_the_page() -> None:
    told = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "Home"},
            {"@type": "Person", "@id": "#lee", "name": "Ann Lee"},
            {
                "@type": ["NewsArticle"],
                "headline": "Dam breaks &amp; floods town",
                "author": [{"@id": "#lee"}, {"@type": "Person", "name": "Jo de Wit"}],
                "publisher": {"@type": "Organization", "name": "The Gazette"},
                "datePublished": "2025-03-02T23:30:00-05:00",
                "dateModified": "2025-03-03T08:00:00Z",
                "inLanguage": "en-GB",
            },
        ],
    }
    page = read(json_ld(told) + meta("article:published_time", "2024-01-01") + meta("author", "Nobody Else"))
    assert page.title == "Dam breaks & floods town"
    assert page.author == "Ann Lee, Jo de Wit"
    assert page.outlet == "The Gazette"
    assert (page.published, page.published_from) == ("2025-03-02T23:30:00-05:00", "json_ld")
    assert page.modified == "2025-03-03T08:00:00Z"
    assert page.language == "en"
    assert page.guessed == ()


def test_meta_tags_alone() -> None:
    head = meta("og:title", "Dam breaks - Gazette") + meta("og:site_name", "Gazette") + meta("author", "By Ann Lee")
    page = read(head + meta("article:published_time", "2025-03-02T08:00:00Z"))
    assert (page.title, page.author, page.outlet) == ("Dam breaks", "Ann Lee", "Gazette")
    assert (page.published, page.published_from) == ("2025-03-02T08:00:00Z", "meta")


def test_the_page_itself() -> None:
    body = "<h1>Dam breaks</h1><p class='byline'>By Ann Lee</p>"
    body += "<time itemprop='datePublished' datetime='2025-03-02'>x</time>"
    page = read("<title>Dam breaks | World | Gazette</title>", body, lang=" lang='en-US'")
    assert (page.title, page.author, page.outlet) == ("Dam breaks", "Ann Lee", "gazette.example.org")
    assert (page.published, page.published_from, page.language) == ("2025-03-02", "page", "en")
    assert set(page.guessed) == {"title", "author", "outlet", "published"}


@pytest.mark.parametrize(
    ("headline", "shared", "heading", "named", "title"),
    [
        ("Dam breaks", "Dam breaks | Gazette", "Dam breaks", "Dam breaks | Gazette", "Dam breaks"),
        ("Dam news: breaks", "Dam breaks", "Dam breaks", "Dam breaks - Gazette", "Dam breaks"),
        ("Dam news", "Why it broke", "Dam breaks", "Old dams", "Dam news"),
        ("Seo dam title", "Dam breaks", "Dam breaks", "Seo dam title", "Dam breaks"),
        ("Gazette", "Gazette", "Dam breaks", "Gazette", "Dam breaks"),
        ("", "Opinion | Dams must go", "Dams must go", "Opinion | Dams must go - The Gazette", "Dams must go"),
    ],
)
def test_the_title_that_most_agree_on(headline: str, shared: str, heading: str, named: str, title: str) -> None:
    told = json_ld({"@type": "NewsArticle", "headline": headline, "datePublished": "2025-03-02"})
    head = told + meta("og:title", shared) + meta("og:site_name", "Gazette") + f"<title>{named}</title>"
    assert read(head, f"<h1>{heading}</h1>").title == title


def test_of_several_articles_the_one_that_names_the_page() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Other", "url": "https://www.gazette.example.org/other"}
    own = {"@type": "NewsArticle", "headline": "Dam breaks", "mainEntityOfPage": {"@id": URL}}
    assert read(json_ld([teaser, own])).title == "Dam breaks"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://gazette.example.org/2025/dam", "https://gazette.example.org/2025/dam"),
        ("/2025/dam", "https://www.gazette.example.org/2025/dam"),
        ("https://other.org/dam", None),
        ("https://www.gazette.example.org/", None),
        ("javascript:alert(1)", None),
        ("https://[bad", None),
    ],
)
def test_the_canonical_address_is_absolute_and_of_the_site(canonical: str, url: str | None) -> None:
    assert read(f"<link rel='canonical' href='{canonical}'>").url == url


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "[" * 50_000,
        '{"@type": "NewsArticle", "headline": {"a": []}, "author": 7, "datePublished": ["x", {}], "publisher": "x"}',
        '{"@type": "NewsArticle", "headline": null, "datePublished": true, "url": {"@id": 3}, "author": [[["x"]]]}',
        '{"@type": {"a": 1}, "@id": [], "mainEntityOfPage": [1]}',
    ],
)
def test_json_ld_of_any_shape_is_survived(script: str) -> None:
    assert read(json_ld(script), "<h1>Dam breaks</h1>").title in ("Dam breaks", None)


def test_broken_json_ld_is_read_as_far_as_it_goes() -> None:
    script = '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Dam\tbreaks", "datePublished": "2025-03-02",}\n//]]>'
    page = read(json_ld(script))
    assert (page.title, page.published) == ("Dam breaks", "2025-03-02")
