"""Fetching from hostile servers on loopback: each ends in one reject, in bounded time and memory."""

from __future__ import annotations

import gzip
import ipaddress
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from flows.settings import FetchSettings
from tasks.ingest.addresses import checked_url, is_public
from tasks.ingest.feeds import Entry
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.ledger import Ledger
from tasks.ingest.spool import Spool
from tasks.ingest.web import Harvest, Wanted, fetch_all
from tasks.tables import InputError
from tests.conftest import gathered
from tests.news_site import Answer, Answering, NewsSite, article

GOOD = article("Quake", "Six people died in the quake, officials said on Monday.")
QUICK = {"host_seconds": 0, "deadline_seconds": 1.5, "attempts": 1, "robots": False, "per_host": 8}


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite({"/good": GOOD}) as site:
        yield site


@pytest.fixture
def fetch(tmp_path: Path) -> Any:
    def run(*addresses: str, **settings: Any) -> Harvest:
        chosen = FetchSettings(**({"allow_hosts": ["127.0.0.1"]} | QUICK | settings))
        spool = Spool(tmp_path / "spool", tmp_path / "web")
        ledger = Ledger(None, None, "reader", timedelta(0))
        return fetch_all([Wanted(Entry(one)) for one in addresses], FetchOptions(**chosen.arguments()), ledger, spool)

    return run


def reasons(harvest: Harvest) -> list[str]:
    return [row["reason"] for row in harvest.rejects]


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def flood(handler: BaseHTTPRequestHandler) -> None:
    """As much as the client takes."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"<p>a</p>" * 8192)
    except OSError:
        return


def silence(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n" * 20)
    handler.close_connection = True


def torn(handler: BaseHTTPRequestHandler) -> None:
    """Half of what was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<p>half")
    handler.close_connection = True


def many_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    for number in range(50_000):
        handler.send_header(f"X-{number}", "a" * 100)
    try:
        handler.end_headers()
    except OSError:
        return


BOMB = gzip.compress(gzip.compress(b"\0" * 200_000_000))
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
HOSTILE: dict[str, tuple[Answer | Answering, str]] = {
    "drip": (drip, "timeout"),
    "flood": (flood, "too_large"),
    "silence": (silence, "timeout"),
    "garbage": (garbage, "network"),
    "torn": (torn, "network"),
    "many headers": (many_headers, "network"),
    "gzip bomb": (
        Answer(gzip.compress(b"<p>a</p>" * 20_000_000, 1), headers={"Content-Encoding": "gzip"}),
        "too_large",
    ),
    "no gzip": (Answer(b"plain", headers={"Content-Encoding": "gzip"}), "network"),
    "sitemap bomb": (Answer(BOMB, type="application/gzip"), "unsupported"),
    "entities": (Answer(ENTITIES + b"]><urlset><url><loc>&j;</loc></url></urlset>", type="text/xml"), "empty"),
    "empty feed": (Answer(b"<rss><channel></channel></rss>", type="text/xml"), "empty"),
    "to a file": (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "unsupported"),
    "to loopback": (Answer(status=302, headers={"Location": "http://127.0.0.2/"}), "forbidden_address"),
    "to localhost": (Answer(status=302, headers={"Location": "http://localhost/"}), "forbidden_address"),
    "to nothing": (Answer(status=302, headers={"Location": "http://[::"}), "redirects"),
    "teapot": (Answer(status=418), "http_error"),
    "server error": (Answer(status=500), "http_error"),
    "binary": (Answer(b"\x7fELF\0\0\0", type="application/octet-stream"), "unsupported"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_one_reject_and_the_rest_is_read(site: NewsSite, fetch: Any, name: str) -> None:
    site.pages["/bad"], reason = HOSTILE[name]
    started = time.monotonic()
    found = fetch(f"{site.url}/bad", f"{site.url}/good")
    assert time.monotonic() - started < 10
    assert reasons(found) == [reason]
    assert list(found.files) == [f"{site.url}/good"]
    assert found.rejects[0]["detail"].startswith(f"{site.url}/bad: ")


def test_an_endless_chain_of_redirects_ends(site: NewsSite, fetch: Any) -> None:
    for number in range(30):
        site.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    assert reasons(fetch(f"{site.url}/0")) == ["redirects"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.2/", "forbidden_address"),
        ("http://127.1/", "forbidden_address"),
        ("http://0x7f000001/", "forbidden_address"),
        ("http://2130706433/", "forbidden_address"),
        ("http://[::1]/", "forbidden_address"),
        ("http://[::ffff:10.0.0.1]/", "forbidden_address"),
        ("http://169.254.169.254/latest/", "forbidden_address"),
        ("http://localhost:9/", "forbidden_address"),
        ("http://user:secret@example.org/", "unsupported"),
        ("file:///etc/passwd", "unsupported"),
        ("ftp://example.org/a", "unsupported"),
        ("http://", "unsupported"),
        ("http://example.org:99999/", "unsupported"),
        ("http://" + "a" * 5000, "unsupported"),
    ],
)
def test_addresses_that_may_not_be_asked(fetch: Any, address: str, reason: str) -> None:
    assert reasons(fetch(address)) == [reason]


def test_a_password_in_an_address_is_not_told() -> None:
    with pytest.raises(InputError) as error:
        checked_url("https://user:secret@example.org/", ())
    assert "secret" not in error.value.detail


def test_nothing_answers_at_a_closed_port(fetch: Any) -> None:
    assert reasons(fetch("http://127.0.0.1:9/")) == ["network"]


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1", "::", "fe80::1", "fd00::1"])
def test_addresses_of_ones_own_network_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["2002:7f00:0001::", "64:ff9b::7f00:1", "::ffff:169.254.169.254"])
def test_an_address_within_an_address_is_looked_at(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_a_site_that_cannot_tell_its_rules_is_not_read(site: NewsSite, fetch: Any) -> None:
    site.pages["/robots.txt"] = Answer(status=503)
    assert reasons(fetch(f"{site.url}/good", robots=True)) == ["http_error"]
    site.pages["/robots.txt"] = Answer(status=404)
    assert reasons(fetch(f"{site.url}/good", robots=True)) == []


def test_the_client_says_who_it_is_and_sends_no_cookies(site: NewsSite, fetch: Any) -> None:
    site.pages["/a"] = Answer(status=302, headers={"Location": "/good", "Set-Cookie": "id=1"})
    fetch(f"{site.url}/a", user_agent="figures-desk (desk@example.org)")
    assert {headers["user-agent"] for _, headers in site.requests} == {"figures-desk (desk@example.org)"}
    assert all("cookie" not in headers for _, headers in site.requests)


def test_a_host_is_asked_at_its_own_pace(site: NewsSite, fetch: Any) -> None:
    site.pages |= {f"/{number}": GOOD for number in range(5)}
    started = time.monotonic()
    found = fetch(*(f"{site.url}/{number}" for number in range(5)), host_seconds=0.2)
    assert len(found.files) == 5
    assert time.monotonic() - started >= 0.8


def test_a_crawl_delay_is_kept(site: NewsSite, fetch: Any) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.5", type="text/plain")
    site.pages |= {f"/{number}": GOOD for number in range(3)}
    started = time.monotonic()
    fetch(*(f"{site.url}/{number}" for number in range(3)), robots=True)
    assert time.monotonic() - started >= 1.0


def test_bytes_on_which_the_feed_parser_fails_are_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"\xff\xfe<\x00r\x00s\x00s\x00>\x00\xf5")
    found = gathered(tmp_path, tmp_path / "work")
    assert [row["record_id"] for row in found.rejects] == ["a.xml"]
