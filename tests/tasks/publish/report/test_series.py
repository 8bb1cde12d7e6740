"""The series that the report holds: which of them, their points with the words of their figures, in little room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tasks.publish.report.build import report_data, write_report
from tasks.publish.report.series import MOST_CHARACTERS, MOST_CONTESTED, MOST_NEWEST, MOST_POINTS, MOST_TOLD
from tests.tasks.publish.report.releases import Row, document, figure, line, point, write_release
from tests.tasks.publish.report.test_build import LARGEST, rows


def held(release: Path) -> tuple[list[Row], list[Row], dict[str, int]]:
    """The series and points that the page holds, and what it says of all."""
    data = report_data(release)["series"]
    return rows(data["series"]), rows(data["points"]), data["whole"]


def write(folder: Path, series: list[Row], said: list[tuple[Row, Row]], **columns: Any) -> Path:
    """A release of series and, of each figure given, the point that it makes in a series."""
    figures = [each | {"series_id": of["series_id"]} for of, each in said]
    documents = list({each["document_id"]: document(0, document_id=each["document_id"]) for _, each in said}.values())
    return write_release(folder, figures, documents, series=series, points=[point(*each, **columns) for each in said])


def test_those_with_most_sources_the_newest_and_contested_ones_are_held(tmp_path: Path) -> None:
    times = [document(number)["published_at"] for number in range(500)]
    series = [
        line(number, sources=600 - number, contested=number % 3 == 0, last_published=times[number])
        for number in range(500)
    ]
    said = [(each, figure(document(0), occurrence=number)) for number, each in enumerate(series)]
    found, points, whole = held(write(tmp_path, series, said))
    widest, newest = set(range(MOST_TOLD)), set(range(500 - MOST_NEWEST, 500))
    contested = set(range(0, 3 * MOST_CONTESTED, 3))
    assert [row["series_id"] for row in found] == [
        f"series-{number:04}" for number in sorted(widest | newest | contested)
    ]
    assert [row["series_id"] for row in points] == [row["series_id"] for row in found]
    assert whole == {"series": 500, "told": 500, "contested": 167}


def test_what_one_source_says_in_one_article_is_no_series_to_look_at(tmp_path: Path) -> None:
    series = [
        line(0, sources=1, articles=1, contested=True),
        line(1, sources=1, articles=2),
        line(2, sources=2, articles=1),
    ]
    said = [(each, figure(document(0), occurrence=number)) for number, each in enumerate(series)]
    found, _, whole = held(write(tmp_path, series, said))
    assert {row["series_id"] for row in found} == {"series-0001", "series-0002"}
    assert whole == {"series": 3, "told": 2, "contested": 0}


def test_points_stand_in_the_order_of_time_with_the_words_of_their_figures(tmp_path: Path) -> None:
    days = [document(2), document(0), document(1, published_at=None, published_date=None)]
    said = [(line(0), figure(each, sentence=f"Six died, {each['document_id']}.")) for each in days]
    _, points, _ = held(write(tmp_path, [line(0)], said))
    assert [(row["published_at"], row["sentence"]) for row in points] == [
        ("2025-02-01T12:00:00+00:00", "Six died, document-00000."),
        ("2025-02-03T12:00:00+00:00", "Six died, document-00002."),
        (None, "Six died, document-00001."),
    ]
    assert {(row["number_text"], row["bound"], row["title"]) for row in points} == {("Six", "exact", "Six die")}


def test_what_an_article_tells_first_is_its_newest(tmp_path: Path) -> None:
    told = document(0, "Six died, Six more.")
    said = [
        (line(0), figure(told, figure_id=name, start_char=start)) for name, start in (("b", 10), ("a", 20), ("c", 0))
    ]
    _, points, _ = held(write(tmp_path, [line(0)], said))
    assert [row["figure_id"] for row in points] == ["a", "b", "c"]


def test_of_a_long_series_the_newest_points_are_held(tmp_path: Path) -> None:
    said = [(line(0), figure(document(number))) for number in range(MOST_POINTS + 20)]
    _, points, _ = held(write(tmp_path, [line(0)], said))
    assert [row["figure_id"] for row in points] == [each["figure_id"] for _, each in said[20:]]


@pytest.mark.parametrize("label", ["Killed", "<" * 5000])
def test_series_of_endless_sentences_stay_small(tmp_path: Path, label: str) -> None:
    series = [line(number, label=label, sources=600 - number) for number in range(200)]
    said = [
        (each, figure(document(number), occurrence=place, sentence="&" * 3000, url="https://a.example/" + "<" * 2000))
        for place, each in enumerate(series)
        for number in range(5)
    ]
    release = write(tmp_path / "release", series, said)
    write_report(release, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < LARGEST
    found, points, whole = held(release)
    assert whole["series"] == 200
    assert 0 < len(found) < 200
    assert {row["series_id"] for row in found} == {row["series_id"] for row in points}
    assert len(points) == 5 * len(found)
    assert {len(row["sentence"]) for row in points} == {MOST_CHARACTERS}


def test_without_sentences_there_are_points(tmp_path: Path) -> None:
    found, points, _ = held(write(tmp_path, [line(0)], [(line(0), figure(document(0, None), sentence=None))]))
    assert len(found) == len(points) == 1
    assert points[0]["sentence"] is None


def test_a_claim_leads_to_its_series(tmp_path: Path) -> None:
    data = report_data(write(tmp_path, [line(0)], [(line(0), figure(document(0)))]))
    assert [row["series_id"] for row in rows(data["newest"]["figures"])] == ["series-0000"]
