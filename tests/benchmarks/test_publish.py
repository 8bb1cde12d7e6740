"""Publishing invented figures, and what dashboards ask of them. PUBLISH_FIGURES=1000000 (then 5000000) for the marks.

The layouts that releases are held against are those that were measured before the first release was written.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq
import pytest

from flows.plain import reconcile
from flows.run import open_run
from flows.settings import Settings
from tasks.publish.dataset import ROW_GROUP, current_release, writing
from tasks.publish.release import publish_release
from tests.conftest import ROOT
from tests.synthetic import PER_DOCUMENT, Corpus, publish_corpus, write_stages

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

FIGURES = int(os.environ.get("PUBLISH_FIGURES", "100000"))
MORE = 1000  # figures that are added
MOST_MEMORY = 1500  # MB

PUBLISH = """
import resource, sys
from pathlib import Path
from flows.settings import Settings
from tests.benchmarks.test_publish import publish
publish(Path(sys.argv[1]), Settings(output=Path(sys.argv[2])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""

QUERIES = {
    "month": "select event, count(*) from {figures} where month = '2024-03' group by all",
    "event": "select published_date, count(*) from {figures} where event = 'killed' group by all",
    "source": "select source, count(*) from {figures} group by all order by 2 desc limit 10",
    "lookup": "select * from {figures} where figure_id = '{figure_id}'",
}


def publish(work: Path, settings: Settings) -> None:
    """Line up and publish what the stages before have written."""
    with open_run(settings) as opened, writing(opened.output):
        run, extracted = replace(opened, work=work), sorted(work.glob("*/extract"))
        reconcile(run, extracted, settings)
        publish_release(extracted, work, run.output, run.run, run.word_tables)


def published(stages: Path, output: Path) -> int:
    """Publish in a process of its own; return its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(stages), str(output)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return int(done.stdout)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("published") / "data"
    publish_corpus(Corpus(FIGURES // PER_DOCUMENT), Settings(output=output))
    return output


def test_publishing(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """All of a first release, with its process."""
    write_stages(Corpus(FIGURES // PER_DOCUMENT), tmp_path / "work")
    benchmark.extra_info["figures"] = FIGURES
    memory = benchmark.pedantic(published, (tmp_path / "work", tmp_path / "data"), rounds=1)
    benchmark.extra_info["MB"] = memory
    assert FIGURES > 1_000_000 or memory < MOST_MEMORY


def test_adding_to_a_month(benchmark: BenchmarkFixture, dataset: Path, tmp_path: Path) -> None:
    """New figures of one month: that is rewritten, all others are links."""
    write_stages(Corpus(MORE // PER_DOCUMENT, first=10_000_000, months=1), tmp_path / "work")
    before = current_release(dataset)
    benchmark.pedantic(publish, (tmp_path / "work", Settings(output=dataset)), rounds=1)
    now = current_release(dataset)
    assert before is not None and now is not None
    links = [path.samefile(before / path.relative_to(now)) for path in now.glob("figures/*/*")]
    assert len(links) - sum(links) <= 2  # 30 days may lie in two months


@pytest.fixture(scope="module")
def layout(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The best layout that was measured: months, sorted by event and time, zstd 3, groups of 128k rows, by pyarrow."""
    target = tmp_path_factory.mktemp("layout") / "figures"
    for path in sorted((dataset / "current" / "figures").glob("*/*.parquet")):
        copy = target / path.parent.name / path.name
        copy.parent.mkdir(parents=True)
        rows = pq.ParquetFile(path).read().sort_by([("event", "ascending"), ("published_at", "ascending")])
        pq.write_table(rows, copy, compression="zstd", compression_level=3, row_group_size=ROW_GROUP)
    return target


@pytest.mark.parametrize("where", ["release", "layout"])
@pytest.mark.parametrize("query", QUERIES)
def test_dashboard_queries(benchmark: BenchmarkFixture, dataset: Path, layout: Path, query: str, where: str) -> None:
    folder = dataset / "current" / "figures" if where == "release" else layout
    figures = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"
    with duckdb.connect(config={"threads": 2}) as database:
        ((figure_id,),) = database.sql(f"select figure_id from {figures} order by all limit 1").fetchall()
        asked = QUERIES[query].format(figures=figures, figure_id=figure_id)
        rows = benchmark.pedantic(lambda: database.execute(asked).fetchall(), rounds=15, warmup_rounds=2)
    assert rows
