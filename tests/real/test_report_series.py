"""Series in the report, in a real browser: found, drawn, told in words, and led to from a claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasks.publish.report.build import write_report
from tasks.publish.report.series import MOST_POINTS
from tasks.tables import FIGURES
from tests.real.conftest import Open
from tests.tasks.publish.report.releases import Row, document, figure, line, point, write_release

if TYPE_CHECKING:
    from playwright.sync_api import Page

EVIL = "</script><img src=x onerror='window.ran=1'>{{constructor.constructor('ran=1')()}}"
BATTLE = line(
    0,
    label="soldiers · killed · Hnylivka",
    claims=9,
    articles=7,
    sources=5,
    parties=2,
    low=29.0,
    best=140.0,
    high=310.0,
    low_without_parties=90.0,
    best_without_parties=115.0,
    high_without_parties=150.0,
    contested=True,
    place_name="Hnylivka",
    place_country="UA",
    period_from=date(2025, 2, 1),
    period_to=date(2025, 2, 3),
)
TURNOUT = line(1, label="turnout · voted", event="voted", kind="percent", unit="%", low=31.4, best=31.4, high=31.4)
DAMAGE = line(2, label="money, USD · Chile", event="lost_money", kind="money", unit="USD", low=4e6, best=4e8, high=2e10)


def said(day: int, value: float | None, source: str, **columns: Any) -> tuple[Row, Row]:
    """A figure in an article of its day, and what the point that it makes adds to it."""
    told = document(day, f"Six died, {source} said.", outlet=f"Wire {day % 3}", url=f"https://wire.example/{day}")
    row = figure(told, occurrence=len(source), source=source, value=value, value_low=value, value_high=value)
    adds = {name: columns.pop(name) for name in tuple(columns) if name not in FIGURES.names}
    return row | columns, adds


@pytest.fixture(scope="module")
def battle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of three series: one contested with parties, one that is told of no day, one over a wide range."""
    return write(
        tmp_path_factory.mktemp("series"),
        {
            0: [
                said(0, 340, "the army", party=True),
                said(1, 27, "the rebels", party=True, disputed=True, disputed_by="the army; Kyiv"),
                said(2, 131, "observers", copies=3),
                said(3, 310, "the army", party=True, previous=340.0, revision="down", bound="about"),
                said(4, 29, "the rebels", party=True, previous=27.0, revision="up", bound="at_least", value_high=None),
                said(5, None, "witnesses", bound="vague", value_low=200.0, value_high=300.0),
                said(6, 140, "observers", bound="range", value_low=130.0, value_high=150.0),
            ],
            1: [said(7, 31.4, "the commission", published_at=None, published_date=None, kind="percent", unit="%")],
            2: [
                said(8, 4e6, "the mayor", kind="money", unit="USD"),
                said(8, 2e10, "insurers", kind="money", unit="USD"),
            ],
        },
        [BATTLE, TURNOUT, DAMAGE],
    )


def write(folder: Path, told: dict[int, list[tuple[Row, Row]]], series: list[Row]) -> Path:
    """Write a release of series with their points, and its report."""
    lined = [(series[number], row, apart) for number, rows in told.items() for row, apart in rows]
    figures = [row | {"series_id": of["series_id"]} for of, row, _ in lined]
    documents = {row["document_id"]: row for row in (document(n, f"Six died, on day {n}.") for n in range(9))}
    points = [point(of, row, row["source"], **apart) for of, row, apart in lined]
    write_report(
        write_release(folder / "release", figures, list(documents.values()), series=series, points=points),
        folder / "report.html",
    )
    return folder / "report.html"


def names(page: Page) -> list[str]:
    return page.locator("#series-list .name").all_inner_texts()


def test_series_are_found_ordered_and_filtered(battle: Path, open_report: Open) -> None:
    page = open_report(battle)
    assert len(names(page)) == 3
    assert "3 series" in page.inner_text("#series-status")
    page.fill("#series-search", "hnylivka rebels")
    assert names(page) == ["soldiers · killed · Hnylivka"]
    page.fill("#series-search", "no such words")
    assert page.inner_text("#series-status") == "No series is like that."
    page.fill("#series-search", "")
    page.check("#only-contested")
    assert names(page) == ["soldiers · killed · Hnylivka"]
    page.uncheck("#only-contested")
    assert names(page)[0] == "soldiers · killed · Hnylivka"


def test_a_series_tells_who_contradicts_whom(battle: Path, open_report: Open) -> None:
    page = open_report(battle)
    page.click("#series-list a:has-text('Hnylivka')")
    told = page.inner_text(".line-told")
    assert "140 best by the policy “median”" in " ".join(told.split())
    assert "low 29, high 310" in told
    assert "130–150 (observers) against ≈ 310 (the army)." in told
    assert "Denied by the army, Kyiv: 27 (the rebels)." in told
    assert "Without what 2 parties to it say: 115; low 90, high 150." in told
    assert page.locator(".points li").count() == 7
    assert "down from 340" in page.locator(".points li").nth(3).inner_text()
    assert "in 3 articles" in page.locator(".points li").nth(2).inner_text()


def test_a_series_is_drawn_with_whiskers_rings_and_bands(battle: Path, open_report: Open) -> None:
    page = open_report(battle, address="#series=series-0000")
    chart = page.locator("#line-chart svg[role=img]")
    assert "Hnylivka" in (chart.get_attribute("aria-label") or "")
    drawn = {
        "points": "g[fill^='var(--source'] > *",
        "whiskers": "g[stroke^='var(--source'] > line",
        "arrows": "g[stroke-linecap][stroke-width='1.5'] > path",
        "rings": "g[stroke='var(--disputed)'] > circle",
        "bands": "g > rect",
    }
    assert {name: chart.locator(marks).count() for name, marks in drawn.items()} == {
        "points": 6,
        "whiskers": 2,
        "arrows": 1,
        "rings": 1,
        "bands": 2,
    }
    assert page.locator("#line-legend li").count() == 4 + 3  # sources; a ring, the band, the band without parties
    wide = open_report(battle, address="#series=series-0002")
    assert "10B" in wide.inner_text("#line-chart")


def test_of_a_long_series_it_is_said_that_the_newest_points_are_shown(tmp_path: Path, open_report: Open) -> None:
    told = [said(1, float(number), "police", figure_id=f"figure-{number}") for number in range(MOST_POINTS + 5)]
    page = open_report(write(tmp_path, {0: told}, [line(0)]), address="#series=series-0000")
    assert page.locator(".points li").count() == MOST_POINTS
    assert page.inner_text("#line-note") == "No more than the newest 100 points are here."


def test_without_days_a_series_is_told_and_not_drawn(battle: Path, open_report: Open) -> None:
    page = open_report(battle, address="#series=series-0001")
    assert page.locator("#line-chart svg").count() == 0
    assert "1 point without a date or number is not drawn." in page.inner_text("#line-note")
    assert "31.4%" in page.inner_text(".points")


def test_the_sentence_waits_behind_a_click_and_leads_to_the_article_and_back(battle: Path, open_report: Open) -> None:
    page = open_report(battle, address="#series=series-0000")
    first = page.locator(".points li").first
    assert not first.locator("blockquote").is_visible()
    first.locator("summary").click()
    assert first.locator("blockquote").inner_text() == "Six died, the army said."
    first.locator("a:has-text('read it where it stands')").click()
    assert "340" in page.inner_text(".figure-card .big")
    page.click(".figure-card a:has-text('Hnylivka')")
    page.wait_for_selector(".line-room")  # what is read next stood in the dialog before, with another text
    assert page.inner_text("#reader-title") == "soldiers · killed · Hnylivka"
    page.go_back()
    page.wait_for_selector(".figure-card")


def test_the_keyboard_opens_a_series_and_comes_back(battle: Path, open_report: Open) -> None:
    page = open_report(battle)
    page.focus("#series-list a")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .line-room")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.focus(".points summary")
    page.keyboard.press("Enter")
    assert page.locator(".points blockquote").first.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#series=series-0000"


def test_a_series_that_is_not_here_is_said_to_be_missing(battle: Path, open_report: Open) -> None:
    page = open_report(battle, address="#series=nowhere")
    assert not page.is_visible("dialog")
    assert "nowhere is not in this page" in page.inner_text("#series-status")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_series_fits_every_window(battle: Path, open_report: Open, width: int, colours: str) -> None:
    page = open_report(battle, width, "#series=series-0000", color_scheme=colours)
    for part in (".line-room", ".line-told", ".line-points"):
        assert page.evaluate(f"(({{scrollWidth, clientWidth}}) => scrollWidth - clientWidth)({_one(part)})") == 0, part
    chart, room = page.locator("#line-chart svg").first.bounding_box(), page.locator(".line-told").bounding_box()
    assert chart
    assert room
    assert chart["width"] <= room["width"]
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_timeout(100)
    redrawn = page.locator("#line-chart svg").first.bounding_box()
    assert redrawn
    assert abs(redrawn["width"] - chart["width"]) > 50


def _one(selector: str) -> str:
    return f"document.querySelector('{selector}')"


def test_what_series_hold_runs_nothing(tmp_path: Path, open_report: Open) -> None:
    evil: dict[str, Any] = {"label": EVIL, "place_name": EVIL, "unit": EVIL, "kind": "other", "contested": True}
    hostile = said(0, 6, EVIL, disputed=True, disputed_by=EVIL, sentence=EVIL, unit=EVIL)
    hostile[0].update(title=EVIL, outlet=EVIL, url="javascript:window.ran=1", number_text="Six")
    page = open_report(write(tmp_path, {0: [hostile]}, [line(0, **evil)]), address="#series=series-0000")
    page.click(".points summary")
    assert page.inner_text(".points blockquote") == EVIL
    assert page.locator("img, iframe, dialog a[href^='javascript'], dialog a[target]").count() == 0
    assert page.evaluate("window.ran") is None
