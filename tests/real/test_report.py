"""The report in a real browser: it draws itself, runs nothing but its own, and can be used by eye and by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasks.publish.report.build import write_report
from tests.conftest import ROOT, Dataset
from tests.real.conftest import Open
from tests.tasks.publish.report.releases import document, figure, write_release

if TYPE_CHECKING:
    from playwright.sync_api import Page

BRIEF = (
    "Volodymyr Zelensky said that about 4,000 North Korean troops were killed or injured in the Kursk region last"
    " August. Moscow and Pyongyang denied the figure."
)
EVIL = "</script><img src=x onerror='window.ran=1'><script>window.ran=1</script>{{constructor.constructor('ran=1')()}}"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the seeds and of an article about the 4,000."""
    dataset = Dataset(tmp_path_factory.mktemp("seeds"))
    article = {"text": BRIEF, "title": "Kursk", "published": "2025-02-25", "url": "https://a.example/kursk"}
    dataset.run(ROOT / "seeds", dataset.write("kursk.jsonl", [article]))
    write_report(dataset.release, dataset.folder / "report.html")
    return dataset.folder / "report.html"


def report(folder: Path, *rows: Any, **tables: Any) -> Path:
    write_report(write_release(folder / "release", *rows, **tables), folder / "report.html")
    return folder / "report.html"


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def status(page: Page) -> str:
    return page.inner_text("#table-status")


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#claims-table tbody td:nth-child({number})").all_inner_texts()


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_draws_itself_in_every_size_and_colour(seeds: Path, open_report: Open, width: int, colours: str) -> None:
    page = open_report(seeds, width, color_scheme=colours)
    assert overflow(page) == 0
    for chart in ("#time-chart svg rect", "#map svg path", "#confidence-chart svg rect", "#claims-list circle"):
        assert page.locator(chart).count() > 3, chart
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(22, 24, 27)") == (colours == "dark")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground


def test_three_clicks_tell_who_disputes_the_4000(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    page.click("nav.bar >> text=Disputed")
    page.click(".card:has-text('4,000') a")
    card = page.inner_text(".figure-card")
    assert "Disputed by Moscow, Pyongyang" in card
    assert "Moscow and Pyongyang denied the figure." in card
    assert page.locator(".mark[aria-current]").inner_text() == "4,000"


def test_the_table_tells_it_without_a_click(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    page.fill("#search", "4000 kursk troops")
    assert column(page, 1) == ["4,000"]
    assert column(page, 6) == ["Moscow, Pyongyang"]


def test_the_table_searches_filters_and_sorts(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    everything = status(page)
    page.select_option("#filter-event", "killed")
    assert set(column(page, 4)) == {"Killed"}
    page.click("#clear")
    page.check("#only-disputed")
    assert all(column(page, 6))
    page.click("#clear")
    assert status(page) == everything
    page.select_option("#filter-kind", "percent")
    page.click("#claims-table th >> text=Value")
    assert page.get_attribute("#claims-table th[data-key=value]", "aria-sort") == "descending"
    values = [float(text.strip("≈≥≤><+−% ").split("–")[0]) for text in column(page, 2) if text.endswith("%")]
    assert values == sorted(values, reverse=True)
    page.fill("#search", "no such words anywhere")
    assert status(page).startswith("No claim")


def test_a_list_leads_to_its_claims(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    page.click("#countries-list button:has-text('Mozambique')")
    assert page.input_value("#filter-place_country") == "MZ"
    assert all("Mozambique" in text for text in column(page, 7))
    page.click("#ranges-events button:has-text('Injured')")
    assert page.inner_text("#claims-title").startswith("Injured")


def test_an_address_leads_to_its_figure(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    page.fill("#search", "23,000 homes")
    address = page.get_attribute("#claims-table tbody a", "href")
    again = open_report(seeds, address=address)
    assert again.is_visible("dialog")
    assert "23,000" in again.inner_text(".figure-card")
    again.keyboard.press("Escape")
    again.wait_for_selector("dialog", state="hidden")
    assert again.evaluate("location.hash") == ""
    lost = open_report(seeds, address="#figure=nowhere")
    assert not lost.is_visible("dialog")
    assert "nowhere is not among" in status(lost)


def test_the_keyboard_does_it_all(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)

    def focused() -> str:
        return str(page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id"))

    page.keyboard.press("Tab")
    assert focused() == "#table"
    page.focus("#search")
    page.keyboard.type("killed")
    page.focus("#claims-table tbody a")
    first = focused()
    page.keyboard.press("ArrowDown")
    assert focused() not in (first, "search")
    second = focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    assert focused() == second
    page.focus("#events-list button")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_every_figure_is_marked_where_it_stands(seeds: Path, tmp_path: Path, open_report: Open) -> None:
    text = "💥🇲🇿 Beira\n\n👩‍🚒 said Six died 💥 and 𝟜𝟚 of 𝒳 fled."
    storm = document(0, text)
    figures = [figure(storm), figure(storm, "𝟜𝟚", value=42.0)]
    page = open_report(report(tmp_path, figures, [storm]), address=f"#figure={figures[1]['figure_id']}")
    assert page.locator(".mark").all_inner_texts() == ["Six", "𝟜𝟚"]
    assert page.locator(".mark[aria-current]").inner_text() == "𝟜𝟚"
    assert "".join(page.locator(".text p").all_inner_texts()) == text.replace("\n", "")
    page = open_report(seeds)
    page.click("#articles-list a:has-text('Tamsin')")
    page.wait_for_selector(".mark")
    assert page.locator(".mark").count() == page.locator(".others li").count() > 10


def test_what_articles_hold_runs_nothing(tmp_path: Path, open_report: Open) -> None:
    hostile = document(0, EVIL + " Six", title=EVIL, outlet=EVIL, author=EVIL, url="javascript:window.ran=1")
    evil: dict[str, Any] = dict.fromkeys(
        ("source", "counted", "place_name", "place_text", "disputed_by", "time_text", "via"), EVIL
    )
    row = figure(hostile, disputed=True, outlet=EVIL, latitude=1.0, longitude=1.0, unit=EVIL, **evil)
    stance = {
        "dispute_id": "d",
        "figure_id": row["figure_id"],
        "document_id": hostile["document_id"],
        "disputer": EVIL,
        "stance": "deny",
        "cue": EVIL,
        "sentence": EVIL,
        "start_char": 0,
        "end_char": 1,
    }
    reject = {"reject_id": "r", "stage": "ingest", "record_id": EVIL, "reason": "unreadable", "detail": EVIL}
    page = open_report(report(tmp_path, [row], [hostile], disputes=[stance], rejects=[reject]))
    page.click("details.reject summary")
    page.hover("#map svg")
    page.click(".card a")
    page.click(".figure-card details summary")
    assert EVIL in page.inner_text("#rejects-list")
    assert page.inner_text(".stance blockquote") == EVIL
    assert page.locator("img, iframe, dialog a[href^='javascript'], dialog a[target]").count() == 0
    assert page.evaluate("window.ran") is None


def test_links_lead_to_the_web_alone_and_tell_nothing_of_us(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds)
    page.click("#articles-list a:has-text('Kursk')")
    link = page.locator("dialog header a")
    assert link.get_attribute("href") == "https://a.example/kursk"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_without_texts_there_are_cards(tmp_path: Path, open_report: Open) -> None:
    silent = document(0, None)
    page = open_report(report(tmp_path, [figure(silent, disputed=True)], [silent]))
    page.click("#articles-list a")
    assert "is not published" in page.inner_text(".text")
    assert page.inner_text(".figure-card .big") == "6"


def test_an_empty_release_has_a_page(tmp_path: Path, open_report: Open) -> None:
    page = open_report(report(tmp_path))
    assert page.inner_text(".tile:has-text('claims found') dd") == "0"
    assert status(page).startswith("No claim")


def test_the_measures_do_not_mix_and_bounds_are_open(tmp_path: Path, open_report: Open) -> None:
    told = document(0, figures=4)
    figures = [
        figure(told, occurrence=0, value=1000.0, value_low=1000.0, value_high=None, bound="at_least"),
        figure(told, occurrence=1, value=0.0, value_low=0.0, value_high=0.0),
        figure(told, occurrence=2, value=None, value_low=24.0, value_high=99.0, bound="vague", disputed=True),
        figure(told, occurrence=3, value=1.0, value_low=1.0, value_high=1.0),
        figure(told, occurrence=4, kind="money", unit="USD", value=5e9, value_low=5e9, value_high=5e9),
    ]
    page = open_report(report(tmp_path, figures, [told]))
    assert page.locator("#claims-list button").all_inner_texts()[0].endswith("≥ 1,000")
    assert page.locator("#claims-list .arrow").count() == 1
    assert page.locator("#claims-list button.is-disputed").count() == 1
    assert "5 billion" not in page.inner_text("#ranges")
    assert "log scale" in page.inner_text("#ranges-scale")
    page.select_option("#ranges-measure", "money|USD")
    assert page.locator("#claims-list button").count() == 1
    assert "5 billion USD" in page.inner_text("#claims-list")


def test_ten_thousand_rows_do_not_lag(tmp_path: Path, open_report: Open) -> None:
    documents = [document(number, figures=10) for number in range(1200)]
    figures = [
        figure(
            each, occurrence=n, value=float(n * 7919 % 1000), source=f"source {n}", event="killed" if n % 3 else None
        )
        for each in documents
        for n in range(10)
    ]
    page = open_report(report(tmp_path, figures, documents))
    assert "newest 10,000 of 12,000" in page.inner_text("#table-lede")
    steps = {
        "search": "set('#search', 'source 7')",
        "clear": "set('#search', '')",
        "sort": "document.querySelector('th[data-key=value] button').click()",
        "sort text": "document.querySelector('th[data-key=source] button').click()",
        "filter": "document.querySelector('#only-disputed').click()",
    }
    times = {name: float(page.evaluate(_timed(step))) for name, step in steps.items()}
    print({name: f"{time:.0f} ms" for name, time in times.items()})
    assert max(times.values()) < 2000


def _timed(step: str) -> str:
    """A step in the browser, and how many milliseconds it takes until the page is laid out anew."""
    return f"""() => {{
        const set = (where, value) => {{
            const field = document.querySelector(where);
            field.value = value;
            field.dispatchEvent(new Event('input'));
        }};
        const start = performance.now();
        {step};
        document.body.offsetHeight;
        return performance.now() - start;
    }}"""


def test_on_paper_there_is_what_can_be_read(seeds: Path, open_report: Open) -> None:
    page = open_report(seeds, color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.is_visible("nav.bar")
    assert not page.is_visible("#filters")
    assert page.is_visible("#disputed-cards")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf()) > 50_000
