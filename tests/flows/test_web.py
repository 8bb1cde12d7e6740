"""Runs over a news site on loopback: what is asked for, what is read, and what is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.publish.release import Published
from tasks.tables import DOCUMENTS, FIGURES, FIGURES_DELETED, REJECTS
from tests.conftest import Dataset
from tests.news_site import Answer, NewsSite, article

DAM = article(
    "Dam breaks above the city",
    "At least 30 people died when a dam broke in the hills above the city, the governor said on Sunday evening.",
    "Rescuers looked for 12 more in the mud, and 4,000 were taken to schools and churches on higher ground.",
)
FERRY = article(
    "Ferries collide off the cape",
    "Police said that 34 passengers were pulled from the water after two ferries had collided in thick fog.",
    "The coastguard sent seven boats and a helicopter, and divers went on searching the wreck through the night.",
)
FETCH = {"allow_hosts": ("127.0.0.1",), "host_seconds": 0, "deadline_seconds": 5, "per_host": 8}


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite() as site:
        site.pages |= {"/dam": DAM, "/ferry": FERRY}
        site.feed("/feed", site.item("/dam", "Dam breaks"), site.item("/ferry"))
        yield site


@pytest.fixture
def read(dataset: Dataset, site: NewsSite) -> Any:
    """Run over what the site serves; the requests of earlier runs are forgotten."""

    def run(*paths: str, **fetch: Any) -> Published:
        site.requests.clear()
        sources = dataset.write("feeds.txt", "".join(f"{site.url}{path}\n" for path in paths))
        return dataset.run(sources, fetch=FETCH | fetch)

    return run


def test_a_list_of_feeds_gives_their_articles(dataset: Dataset, site: NewsSite, read: Any) -> None:
    result = read("/feed")
    assert (result.run["documents_new"], result.rejects) == (2, [])
    documents = dataset.table(DOCUMENTS).set_index("record_id")
    assert documents.loc["/dam", "url"] == f"{site.url}/dam"
    assert set(documents["format"]) == {"feed"}
    assert documents["retrieved_at"].notna().all()
    assert {30.0, 12.0, 4000.0, 34.0} <= set(dataset.table(FIGURES)["value"])


def test_the_second_run_asks_only_whether_something_has_changed(site: NewsSite, read: Any) -> None:
    read("/feed")
    again = read("/feed")
    assert all("if-none-match" in headers for path, headers in site.requests if path != "/robots.txt")
    assert (again.run["documents_new"], again.run["documents_changed"], again.run["documents_unchanged"]) == (0, 0, 2)


def test_what_is_new_in_a_feed_is_read_and_what_it_says_is_old_is_not_asked_for(site: NewsSite, read: Any) -> None:
    dated = "<a10:updated xmlns:a10='http://www.w3.org/2005/Atom'>2025-02-25T07:00:00Z</a10:updated>"
    site.feed("/feed", site.item("/dam", more=dated))
    read("/feed")
    site.feed("/feed", site.item("/ferry"), site.item("/dam", more=dated))
    assert read("/feed").run["documents_new"] == 1
    assert (site.asked("/dam"), site.asked("/ferry")) == (0, 1)


def test_a_changed_article_is_a_new_version_whose_figures_replace_the_old(
    dataset: Dataset, site: NewsSite, read: Any
) -> None:
    read("/feed")
    site.pages["/ferry"] = Answer(FERRY.body.replace(b"34 passengers", b"38 passengers"))
    assert read("/feed").run["documents_changed"] == 1
    values = set(dataset.table(FIGURES)["value"])
    assert 38.0 in values
    assert 34.0 not in values
    assert set(dataset.table(FIGURES_DELETED)["reason"]) == {"revised"}
    versions = dataset.table(DOCUMENTS).query("record_id == '/ferry'").sort_values("version")
    assert versions["is_current"].tolist() == [False, True]


def test_an_article_that_is_old_to_us_is_not_asked_for_again(site: NewsSite, read: Any) -> None:
    read("/feed")
    site.feed("/feed", site.item("/dam"), site.item("/ferry"), site.item("/gone"))
    read("/feed", recheck_hours=0)
    assert (site.asked("/dam"), site.asked("/ferry"), site.asked("/gone")) == (0, 0, 1)


def test_nothing_is_asked_for_twice_in_a_run(site: NewsSite, read: Any) -> None:
    site.pages["/moved"] = Answer(status=301, headers={"Location": "/dam"})
    site.feed("/other", site.item("/dam#top"), site.item("/moved"))
    read("/feed", "/other", "/dam")
    assert (site.asked("/dam"), site.asked("/robots.txt")) == (1, 1)


def test_a_sitemap_index_leads_to_the_articles(dataset: Dataset, site: NewsSite, read: Any) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url}/news.xml</loc></sitemap></sitemapindex>"
    news = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{site.url}/dam</loc><news:news>
    <news:publication><news:name>The Gazette</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2025-02-25</news:publication_date><news:title>Dam breaks</news:title></news:news></url>
    <url><loc>{site.url}/old</loc><lastmod>2020-01-01</lastmod></url></urlset>"""
    site.pages |= {"/map.xml": Answer(index.encode(), type="application/xml")}
    site.pages |= {"/news.xml": Answer(news.encode(), type="application/xml")}
    assert read("/map.xml", since=date(2025, 1, 1)).run["documents_new"] == 1
    assert set(dataset.table(DOCUMENTS)["format"]) == {"sitemap"}
    assert site.asked("/old") == 0


def test_a_feed_that_carries_the_article_stands_in_for_a_page_that_cannot_be_had(
    dataset: Dataset, site: NewsSite, read: Any
) -> None:
    whole = (
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "&lt;p&gt;Six people died and 40 were hurt when a bus left the road near the pass, police said.&lt;/p&gt;"
        "</content:encoded>"
    )
    site.feed("/feed", site.item("/nowhere", "Bus leaves the road", whole))
    result = read("/feed")
    assert (result.run["documents_new"], result.rejects) == (1, [])
    assert dataset.table(DOCUMENTS)["title"].tolist() == ["Bus leaves the road"]
    assert {6.0, 40.0} <= set(dataset.table(FIGURES)["value"])


def test_each_failure_is_a_reject_with_its_reason(dataset: Dataset, site: NewsSite, read: Any) -> None:
    site.pages |= {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /private/", type="text/plain"),
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/busy": Answer(status=429, headers={"Retry-After": "3600"}),
        "/inside": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "/picture": Answer(b"\x89PNG\r\n\x1a\n\0\0\0", type="image/png"),
        "/paid": Answer(b"pay first", status=402),
    }
    site.feed(
        "/feed", *map(site.item, ("/dam", "/gone", "/loop", "/busy", "/inside", "/picture", "/private/a", "/paid"))
    )
    read("/feed")
    rejects = dataset.table(REJECTS)
    reasons = dict(zip(rejects["record_id"].str.removeprefix(site.url), rejects["reason"], strict=True))
    assert reasons == {
        "/gone": "http_error",
        "/loop": "redirects",
        "/busy": "http_error",
        "/inside": "forbidden_address",
        "/picture": "unsupported",
        "/private/a": "robots",
        "/paid": "http_error",
    }
    assert dataset.table(DOCUMENTS)["record_id"].tolist() == ["/dam"]


def test_a_busy_server_is_asked_again_when_it_says_so(site: NewsSite, read: Any) -> None:
    site.pages["/dam"] = [Answer(status=429, headers={"Retry-After": "1"}), DAM]
    assert read("/dam").run["documents_new"] == 1
    assert site.asked("/dam") == 2


def test_what_failed_for_now_is_read_in_the_next_run(dataset: Dataset, site: NewsSite, read: Any) -> None:
    site.pages["/dam"] = Answer(status=503)
    read("/feed", attempts=1)
    assert dataset.table(REJECTS)["reason"].tolist() == ["http_error"]
    site.pages["/dam"] = DAM
    assert read("/feed").run["documents_new"] == 1
    assert dataset.table(REJECTS).empty


def test_what_a_killed_run_had_fetched_is_not_asked_for_again(
    dataset: Dataset, site: NewsSite, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("flows.plain.ingest_batch", killed)
        read("/feed")
    result = read("/feed")
    assert result.run["documents_new"] == 2
    assert (site.asked("/dam"), site.asked("/ferry")) == (0, 0)
    assert list((dataset.folder / "data" / "spool").iterdir()) == []


def test_another_reader_reads_everything_again(site: NewsSite, read: Any, dataset: Dataset) -> None:
    read("/feed")
    dataset.settings = {"clean": {"html": "precision"}}
    read("/feed")
    assert (site.asked("/feed"), site.asked("/dam"), site.asked("/ferry")) == (1, 1, 1)
    assert all("if-none-match" not in headers for _, headers in site.requests)


def test_no_more_pages_than_a_run_may_take(site: NewsSite, read: Any, dataset: Dataset) -> None:
    first = read("/feed", max_pages=2)  # the feed is one of them
    assert first.run["documents_new"] == 1
    assert [row["reason"] for row in first.rejects] == ["postponed"]
    assert read("/feed", max_pages=3).run["documents_new"] == 1
    assert dataset.table(REJECTS).empty


def rows(*ids: int) -> Answer:
    lines = "".join(f'{{"id": {n}, "url": "https://e.org/{n}", "text": "{n} people died."}}\n' for n in ids)
    return Answer(lines.encode(), type="application/jsonl")


def test_the_records_of_a_fetched_table_speak_for_themselves(dataset: Dataset, site: NewsSite, read: Any) -> None:
    site.pages["/rows.jsonl"] = rows(2, 3, 4)
    assert read("/rows.jsonl").run["documents_new"] == 3
    assert sorted(dataset.table(DOCUMENTS)["url"]) == [f"https://e.org/{n}" for n in (2, 3, 4)]
    assert read("/rows.jsonl").run["documents_unchanged"] == 3


def test_an_answer_that_nobody_asked_for_is_a_reject(site: NewsSite, read: Any) -> None:
    site.pages["/odd"] = Answer(status=304)
    result = read("/odd", "/dam")
    assert (result.run["documents_new"], [row["reason"] for row in result.rejects]) == (1, ["http_error"])


def test_an_address_that_leads_to_a_known_one_is_read(site: NewsSite, read: Any) -> None:
    read("/dam")
    site.pages["/dam-of-sunday"] = Answer(status=301, headers={"Location": "/dam"})
    assert read("/dam", "/dam-of-sunday").rejects == []


def test_headers_that_are_no_text_are_left_out(site: NewsSite, read: Any) -> None:
    site.pages["/dam"] = Answer(DAM.body, headers={"ETag": "\xff\xfe"})
    assert read("/dam").run["documents_new"] == 1


def test_a_sitemap_with_bare_ampersands_is_read_whole(site: NewsSite, read: Any) -> None:
    site.pages |= {f"/dam?x=1&y={n}": DAM for n in range(3)}
    places = "".join(f"<url><loc>{site.url}/dam?x=1&y={n}</loc></url>" for n in range(3))
    site.pages["/map.xml"] = Answer(f"<urlset>{places}</urlset>".encode(), type="text/xml")
    read("/map.xml")
    assert [site.asked(f"/dam?x=1&y={n}") for n in range(3)] == [1, 1, 1]


def test_what_is_postponed_comes_in_the_next_runs(dataset: Dataset, site: NewsSite, read: Any) -> None:
    paths = [f"/story-number-{n}" for n in range(6)]
    site.pages |= {path: article(f"Story {path}", f"{n} people died in it.") for n, path in enumerate(paths, 2)}
    site.feed("/feed", *map(site.item, paths))
    found = [read("/feed", max_pages=3).run["documents_new"] for _ in range(3)]
    assert found == [2, 2, 2]


def test_a_line_of_a_list_that_is_no_address_is_a_reject(site: NewsSite, read: Any, dataset: Dataset) -> None:
    sources = dataset.write("feeds.txt", f"{site.url}/dam\n{site.url}/ferry\nwww.example.org/feed\nhttp://[::1\n")
    result = dataset.run(sources, fetch=FETCH)
    assert result.run["documents_new"] == 2
    assert [row["reason"] for row in result.rejects] == ["unsupported", "unsupported"]


def test_pages_that_all_claim_one_address_stay_apart(dataset: Dataset, site: NewsSite, read: Any) -> None:
    extra = '<link rel="canonical" href="/news">'
    paths = ["/news/flood-in-the-north", "/news/strike-at-the-port"]
    site.pages |= {path: article(f"Story {path}", "Six people died in it.", extra=extra) for path in paths}
    read(*paths)
    assert sorted(dataset.table(DOCUMENTS)["url"]) == [site.url + path for path in paths]


def test_a_page_that_fails_for_now_does_not_give_way_to_its_feed(dataset: Dataset, site: NewsSite, read: Any) -> None:
    whole = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>Six died.</content:encoded>"
    site.feed("/feed", site.item("/dam", "Dam breaks", whole))
    read("/feed")
    before = dataset.content()
    site.pages["/dam"] = Answer(status=503)
    site.feed("/feed", site.item("/dam", "Dam breaks", whole), site.item("/ferry"))
    assert [row["reason"] for row in read("/feed", attempts=1).rejects] == ["http_error"]
    kept = [row for row in dataset.content()["figures"] if row in before["figures"]]
    assert kept == before["figures"]


def test_a_dead_link_that_leads_to_the_front_page_is_no_article(site: NewsSite, read: Any) -> None:
    site.pages |= {"/old-story-of-2019": Answer(status=302, headers={"Location": "/"}), "/": DAM}
    site.pages["/lost"] = article("Page not found", "Sorry, there are 404 reasons why this page is not here today.")
    result = read("/old-story-of-2019", "/lost", "/ferry")
    assert sorted(row["reason"] for row in result.rejects) == ["empty", "redirects"]


def test_the_order_of_feeds_does_not_matter(new_dataset: Any, site: NewsSite) -> None:
    site.feed("/one", f"<link>{site.url}/dam</link><guid>1</guid>")
    site.feed("/two", f"<link>{site.url}/dam</link><guid>2</guid>")
    contents = []
    for order in (("/one", "/two"), ("/two", "/one")):
        dataset = new_dataset(order[0][1:])
        dataset.run(dataset.write("feeds.txt", "".join(f"{site.url}{path}\n" for path in order)), fetch=FETCH)
        contents.append(dataset.content())
    assert contents[0] == contents[1]


def test_a_server_that_asks_for_a_day_of_rest_is_left_alone(site: NewsSite, read: Any) -> None:
    site.pages["/busy"] = Answer(status=429, headers={"Retry-After": "86400"})
    result = read("/busy", "/dam", "/ferry", per_host=1, attempts=1)
    assert {row["reason"] for row in result.rejects} == {"http_error"}
    assert result.run["seconds"] < 20


def test_a_password_in_an_address_stays_out_of_the_tables(dataset: Dataset, site: NewsSite, read: Any) -> None:
    sources = dataset.write("feeds.txt", "https://user:secret@example.org/feed\n")
    dataset.run(sources, fetch=FETCH)
    assert "secret" not in str(dataset.table(REJECTS).to_dict("records"))


def test_rules_with_a_byte_order_mark_are_rules(site: NewsSite, read: Any) -> None:
    site.pages["/robots.txt"] = Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /dam", type="text/plain")
    assert [row["reason"] for row in read("/dam").rejects] == ["robots"]


def test_a_listing_that_is_mended_leaves_rejects(dataset: Dataset, site: NewsSite) -> None:
    path = dataset.write("map.xml", "<urlset></urlset>")
    assert [row["reason"] for row in dataset.run(path, fetch=FETCH).rejects] == ["empty"]
    path.write_text(f"<urlset><url><loc>{site.url}/dam</loc></url></urlset>")
    dataset.run(path, fetch=FETCH)
    assert dataset.table(REJECTS).empty
