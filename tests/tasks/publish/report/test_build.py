"""What the report holds: aggregates of all there is, the newest rows, in a file that is small and safe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.publish.report.build import report_data, write_report
from tasks.publish.report.newest import MOST_CHARACTERS, MOST_FIGURES
from tests.conftest import ROOT, Dataset
from tests.tasks.publish.report.releases import document, figure, write_release

LARGEST = 20_000_000
EMPTY = 1_500_000


class Elements(HTMLParser):
    """The elements of a page: names, attributes, and the text of the scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.within: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.within = tag

    def handle_endtag(self, tag: str) -> None:
        self.within = None

    def handle_data(self, data: str) -> None:
        if self.within == "script":
            self.scripts.append(data)


def rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dataset = Dataset(tmp_path_factory.mktemp("seeds"))
    dataset.run(ROOT / "seeds")
    return dataset.release


def test_whole_numbers_are_those_of_the_tables(seeds: Path) -> None:
    whole = report_data(seeds)["whole"]
    figures = f"'{seeds}/figures/*/*.parquet'"

    def counted(what: str, rest: str = "") -> Any:
        return duckdb.execute(f"select {what} from {figures} {rest}").fetchall()

    nulls = ", ".join(f"count({name})" for name in ("source", "place_text", "time_text", "published_date"))
    assert tuple(whole["totals"].values()) == counted(f"count(*), count_if(disputed), {nulls}")[0]
    for column in ("event", "outlet", "source", "place_country", "source_kind"):
        tallied = {name: (claims, disputed) for name, claims, disputed in whole["tallies"][column]["rows"]}
        assert tallied == {
            name: (claims, disputed)
            for name, claims, disputed in counted(f"{column}, count(*), count_if(disputed)", "group by all")
        }
        assert whole["tallies"][column]["distinct"] == counted(f"count(distinct {column})")[0][0]
    assert sum(claims for _, _, claims, _ in whole["times"]["rows"]) == counted("count(published_date)")[0][0]
    assert sum(place["claims"] for place in whole["places"]) == counted("count(latitude)")[0][0]
    assert sum(row["claims"] for row in whole["confidence"]) == counted("count(confidence)")[0][0]
    killed = next(row for row in whole["ranges"] if (row["event"], row["kind"]) == ("killed", "count"))
    assert (killed["least"], killed["most"], killed["tenths"][1]) == counted(
        "min(value), max(value), quantile_disc(value, 0.5)",
        "where event = 'killed' and kind = 'count' and unit is null",
    )[0]


def test_no_number_is_a_sum_of_values(tmp_path: Path) -> None:
    documents = [document(number) for number in range(3)]
    data = report_data(write_release(tmp_path, [figure(each, value=777.0) for each in documents], documents))
    assert "777" in json.dumps(data)
    assert not {"1554", "2331"} & set(re.findall(r"\d+", json.dumps(data)))


def test_every_shown_figure_is_at_its_place_in_its_text(seeds: Path) -> None:
    newest = report_data(seeds)["newest"]
    texts = {row["document_id"]: row["text"] for row in rows(newest["documents"])}
    for row in rows(newest["figures"]):
        assert texts[row["document_id"]][row["start_char"] : row["end_char"]] == row["number_text"]
    shown = {row["figure_id"] for row in rows(newest["figures"])}
    assert shown >= {row["figure_id"] for row in rows(newest["disputes"])} != set()


def test_the_newest_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    documents = [document(number, figures=11) for number in range(1000)]
    figures = [figure(each, occurrence=occurrence) for each in documents for occurrence in range(11)]
    data = report_data(write_release(tmp_path, figures, documents))
    newest = rows(data["newest"]["figures"])
    assert data["whole"]["totals"]["claims"] == 11_000
    assert len(newest) == MOST_FIGURES
    assert newest[0]["document_id"] == "document-00999"
    assert {row["document_id"] for row in newest} == {f"document-{number:05}" for number in range(90, 1000)}
    assert [row["document_id"] for row in rows(data["newest"]["documents"])][-1] == "document-00090"


def test_figures_without_a_date_come_last(tmp_path: Path) -> None:
    documents = [document(1, published_at=None, published_date=None), document(0)]
    data = report_data(write_release(tmp_path, [figure(each) for each in documents], documents))
    assert [row["document_id"] for row in rows(data["newest"]["figures"])] == ["document-00000", "document-00001"]
    assert data["whole"]["totals"]["dated"] == 1


@pytest.mark.parametrize(
    ("text", "many"),
    [("Six died. " + "x" * 200_000, 400), ("Six died. " + "<&>" * 30_000, 300), ("Six 💥 " * 20_000, 200)],
)
def test_a_page_of_long_articles_stays_small(tmp_path: Path, text: str, many: int) -> None:
    documents = [document(number, text) for number in range(many)]
    target = tmp_path / "report.html"
    write_report(
        write_release(tmp_path / "release", [figure(each, sentence=text[:9000]) for each in documents], documents),
        target,
    )
    assert EMPTY < target.stat().st_size < LARGEST
    newest = report_data(tmp_path / "release")["newest"]
    kept = [row["text"] for row in rows(newest["documents"])]
    assert kept[0] == text[:MOST_CHARACTERS]
    assert kept[-1] is None
    assert rows(newest["documents"])[-1]["no_room"]
    assert rows(newest["documents"])[0]["characters"] == len(text)


def test_a_page_of_endless_titles_and_sentences_stays_small(tmp_path: Path) -> None:
    documents = [document(number, title="<" * 5000, url="https://a.example/" + "<" * 5000) for number in range(800)]
    figures = [figure(each, occurrence=n, sentence="&" * 3000) for each in documents for n in range(2)]
    release = write_release(tmp_path / "release", figures, documents)
    write_report(release)
    assert (release / "report.html").stat().st_size < LARGEST
    newest = report_data(release)["newest"]
    assert {row["document_id"] for row in rows(newest["figures"])} == {
        row["document_id"] for row in rows(newest["documents"])
    }


def test_an_empty_release_has_a_small_page(tmp_path: Path) -> None:
    write_report(write_release(tmp_path))
    assert (tmp_path / "report.html").stat().st_size < EMPTY


def test_texts_that_are_not_published_are_null(tmp_path: Path) -> None:
    silent = document(0, None)
    newest = report_data(write_release(tmp_path, [figure(silent)], [silent]))["newest"]
    assert rows(newest["documents"])[0]["text"] is None
    assert not rows(newest["documents"])[0]["no_room"]
    assert rows(newest["figures"])[0]["sentence"] is None


def test_numbers_that_json_has_not_are_null(tmp_path: Path) -> None:
    odd = document(0)
    figures = [figure(odd, occurrence=n, value=value) for n, value in enumerate((float("inf"), float("nan"), 1e300))]
    newest = report_data(write_release(tmp_path, figures, [odd]))["newest"]
    assert [row["value"] for row in rows(newest["figures"])] == [None, None, 1e300]


def test_no_text_gets_out_of_the_data(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!--<script>]]>\u2028\u2029 ${data} $data {{7*7}}"
    hostile = document(0, evil + " Six", title=evil, outlet=evil, url="javascript:alert(1)", author=evil)
    target = tmp_path / "report.html"
    write_report(write_release(tmp_path, [figure(hostile, source=evil, place_name=evil)], [hostile]), target)
    page = target.read_text("utf-8")
    elements = Elements(page)
    kinds = [attributes.get("type") for tag, attributes in elements.found if tag == "script"]
    assert kinds == ["application/json", "application/json", None, None, None, None]
    assert len(elements.scripts) == len(kinds)
    data = elements.scripts[0]
    assert json.loads(data)["newest"]["documents"]["rows"][0].count(evil) == 3
    assert not re.search("[<>&\u2028\u2029]", data)


def test_the_page_asks_for_nothing(tmp_path: Path) -> None:
    write_report(write_release(tmp_path))
    elements = Elements((tmp_path / "report.html").read_text("utf-8"))
    (policy,) = [each["content"] for _, each in elements.found if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert not [each for _, each in elements.found if each.get("src") or (each.get("href") or "#")[0] != "#"]
    assert not [name for _, each in elements.found for name in each if name.startswith("on")]


def test_equal_releases_give_equal_pages(seeds: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_report(seeds, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
