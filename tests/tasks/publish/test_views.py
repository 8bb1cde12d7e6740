"""figures.duckdb: its views show the tables, claim no more than they do, and find their files wherever they lie."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tasks.publish.dataset import read_table, table_files
from tasks.publish.views import DATABASE, VIEWS, views, write_views
from tasks.tables import DISPUTES, EVENTS, FIGURES, PUBLISHED, SERIES, SERIES_POINTS, to_arrow

FIRST, SECOND = date(2025, 2, 3), date(2025, 2, 20)


def figure(figure_id: str, value: float | None, **columns: Any) -> dict[str, Any]:
    """A claim that an exact number of people were killed, in an article of its own, but for the columns given."""
    about = {"figure_id": figure_id, "article_id": f"a{figure_id}", "published_date": FIRST, "bound": "exact"}
    said = {"kind": "count", "event": "killed", "negated": False, "disputed": False, "source": "police"}
    return about | said | {"value": value, "value_low": value, "value_high": value} | columns


ROWS = [
    figure("1", 5),
    figure("2", 20, bound="at_least", value_high=None, published_date=SECOND, source="the mayor", disputed=True),
    figure("3", None, bound="vague", value_low=200, value_high=999, source=None, source_kind="article"),
    figure("4", 5, article_id="a1", part_of="1", additive=False),  # the article says it again
    figure("5", 2, article_id="a1", part_of="1", aggregation="part", counted_class="children"),
    figure("6", 7000, negated=True),
    figure("7", 3000, change="up"),
    figure("8", 40, counted_class="animals"),
    figure("9", 46e6, kind="money", unit="USD", event="priced", bound="more_than", value_high=None),
    figure("10", 30e6, kind="money", unit="USD", event="priced"),
    figure("11", 9.0, kind="money", unit="EUR", event="fined", bound="at_most", value_low=None),
    figure("12", 9e9, kind="money", unit="USD", event="priced", change="down"),
]
DENIED = [
    {"dispute_id": "1", "figure_id": "2", "stance": "deny", "cue": "denied", "sentence": "Moscow denied it."},
    {"dispute_id": "2", "figure_id": "2", "stance": "confirm", "cue": "confirmed", "sentence": "Oslo confirmed it."},
]

LABELS = [{"code": code, "label": code.title(), "group": "people"} for code in ("killed", "priced", "fined")]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A release of the rows above."""
    rows = {FIGURES.name: ROWS, DISPUTES.name: DENIED, EVENTS.name: LABELS}
    for table in PUBLISHED:
        name = f"{table.name}/month=2025-02/part-0.parquet" if table.by_month else f"{table.name}.parquet"
        path = tmp_path / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(to_arrow(table, rows.get(table.name, [])), path)
    write_views(tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture
def release(seeds_release: Path, tmp_path: Path) -> Path:
    """The seeds' release, to be moved about."""
    shutil.copytree(seeds_release, tmp_path / "releases" / "r1")
    write_views(tmp_path / "releases" / "r1")
    return tmp_path / "releases" / "r1"


def rows_of(database: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database / DATABASE), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_each_table_is_a_view_with_all_its_rows_and_its_month(release: Path) -> None:
    for table in PUBLISHED:
        ((rows,),) = rows_of(release, f"SELECT count(*) FROM {table.name}")
        assert rows == len(read_table(release, table)), table.name
    months = [month for (month,) in rows_of(release, "SELECT DISTINCT month FROM figures ORDER BY month")]
    assert months == sorted(table_files(release, FIGURES))


def test_every_view_and_column_is_described(release: Path) -> None:
    described = dict(rows_of(release, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"))
    assert described == {view.name: view.description for view in views()}
    columns = rows_of(release, "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert [column for column in columns if not column[2]] == []
    assert ("figures", "value", next(c.description for c in FIGURES.columns if c.name == "value")) in columns


def test_no_description_is_of_a_column_that_is_not_there(release: Path) -> None:
    for name in VIEWS:
        known = {"month", *FIGURES.names, *SERIES.names, *SERIES_POINTS.names}
        own = set(next(view for view in views() if view.name == name).columns) - known
        assert own <= {column for column, *_ in rows_of(release, f"DESCRIBE {name}")}


def test_series_alone_are_added_up() -> None:
    for view in views():
        sums = re.search(r"\b(sum|avg|mean|total)\(", view.query, re.IGNORECASE)
        assert not sums or re.search(r"^FROM (people_series|series)$", view.query, re.MULTILINE), view.name


def test_it_holds_views_only(release: Path) -> None:
    assert rows_of(release, "SELECT count(*) FROM duckdb_tables()") == [(0,)]
    assert [path.name for path in release.iterdir() if DATABASE in path.name] == [DATABASE]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


COUNT = "SELECT count(*) FROM figures JOIN documents USING (document_id)"


def test_it_reads_the_release_beside_it_through_the_link_and_when_moved(release: Path, elsewhere: Path) -> None:
    expected = rows_of(release, COUNT)
    (elsewhere / "current").symlink_to(release)
    assert rows_of(Path("current"), COUNT) == expected
    moved = release.rename(elsewhere / "it's moved")
    assert rows_of(moved, COUNT) == rows_of(Path(moved.name), COUNT) == expected


def test_attached_it_reads_where_it_was_written_or_is_told(release: Path, elsewhere: Path) -> None:
    expected = rows_of(release, COUNT)
    query = COUNT.replace("figures", "news.figures").replace("documents", "news.documents")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{release / DATABASE}' AS news (READ_ONLY)")
        assert connection.execute(query).fetchall() == expected
    moved = release.rename(elsewhere / "moved")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{moved / DATABASE}' AS news (READ_ONLY)")
        with pytest.raises(duckdb.IOException, match=f"{release}/figures"):
            connection.execute(query)
        connection.execute(f"SET VARIABLE release_folder = '{moved}'")
        assert connection.execute(query).fetchall() == expected


def test_written_again_it_replaces_itself_and_says_the_same(release: Path) -> None:
    query = " UNION ALL ".join(f"SELECT md5(string_agg(v::VARCHAR, ' ' ORDER BY v::VARCHAR)) FROM {n} v" for n in VIEWS)
    before = rows_of(release, query)
    write_views(release)
    assert rows_of(release, query) == before


def test_a_restatement_is_no_claim_but_a_part_is(small: Path) -> None:
    assert rows_of(small, "SELECT figure_id FROM figures ANTI JOIN claims USING (figure_id)") == [("4",)]


def test_claims_are_counted_by_source(small: Path) -> None:
    columns = "source, claims, articles, negated_claims, disputed_claims, first_published, last_published"
    assert rows_of(small, f"SELECT {columns} FROM claims_by_source") == [
        ("police", 9, 8, 1, 0, FIRST, FIRST),
        ("the mayor", 1, 1, 0, 1, SECOND, SECOND),
    ]


def test_an_event_has_a_range_of_levels_in_each_unit(small: Path) -> None:
    columns = "month, event, event_label, kind, unit, claims, articles, sources, open_ended, lowest, median, highest"
    assert rows_of(small, f"SELECT {columns} FROM claims_by_event_and_month") == [
        ("2025-02", "fined", "Fined", "money", "EUR", 1, 1, 1, 0, 9.0, 9.0, 9.0),
        ("2025-02", "killed", "Killed", "count", None, 5, 4, 2, 1, 2.0, 12.5, 999.0),
        ("2025-02", "priced", "Priced", "money", "USD", 2, 2, 1, 1, 30e6, 38e6, 46e6),
    ]


def test_money_is_never_told_over_currencies(small: Path) -> None:
    columns = "currency, event, claims, articles, open_ended, lowest, median, highest"
    assert rows_of(small, f"SELECT {columns} FROM money_by_currency") == [
        ("EUR", "fined", 1, 1, 0, 9.0, 9.0, 9.0),
        ("USD", "priced", 2, 2, 1, 30e6, 38e6, 46e6),
    ]


def test_a_disputed_figure_has_the_words_of_those_who_deny_it(small: Path) -> None:
    columns = "figure_id, stances, cues, denials"
    assert rows_of(small, f"SELECT {columns} FROM disputed_figures") == [("2", "deny", "denied", "Moscow denied it.")]


def test_casualties_are_people_and_levels(small: Path) -> None:
    assert rows_of(small, "SELECT figure_id FROM casualty_claims ORDER BY 1") == [("1",), ("2",), ("3",), ("5",)]
