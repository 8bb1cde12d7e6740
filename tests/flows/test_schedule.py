"""When to run, as users say it; and that prefect.yaml and `newsfigures serve` ask for the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from flows.figures import figures
from flows.schedule import BEATING, ONE_AT_A_TIME, SOON, ScheduleError, beginning, make_schedule, next_run
from flows.settings import load_settings
from tests.conftest import ROOT

DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]


@pytest.mark.parametrize(
    ("cron", "every", "timezone", "said"),
    [
        (None, None, "UTC", "when? Say one of"),
        ("0 3 * * *", "1h", "UTC", "when? Say one of"),
        ("61 3 * * *", None, "UTC", "--cron '61 3 * * *': say minute, hour, day, month, weekday"),
        ("0 0 30 2 *", None, "UTC", "--cron '0 0 30 2 *'"),
        (None, "soon", "UTC", "--every soon: say a number of seconds, or one with s, m, h or d"),
        (None, "0", "UTC", "--every 0"),
        ("0 3 * * *", None, "Europe/Nowhere", "--timezone Europe/Nowhere: no such time zone"),
        ("0 3 * * *", None, "../UTC", "--timezone ../UTC"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_one_line(
    cron: str | None, every: str | None, timezone: str, said: str
) -> None:
    with pytest.raises(ScheduleError) as error:
        make_schedule(cron, every, timezone)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_a_cron_expression_is_meant_in_its_time_zone() -> None:
    due = next_run(make_schedule("30 3 * * *", None, "Asia/Tokyo"))
    assert f"{due:%H:%M %Z}" == "03:30 JST"
    assert datetime.now(UTC) < due <= datetime.now(UTC) + timedelta(days=1)


def test_an_interval_begins_soon() -> None:
    due = next_run(beginning(make_schedule(None, "6h", "Europe/Berlin")))
    assert timedelta(0) < due - datetime.now(UTC) <= SOON


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: str(deployment["name"]))
def test_prefect_yaml_asks_for_what_serve_asks_for(deployment: dict[str, object]) -> None:
    variables = yaml.safe_load(yaml.safe_dump(deployment["work_pool"]))["job_variables"]["env"]
    assert deployment["concurrency_limit"] == ONE_AT_A_TIME.model_dump(mode="json")
    assert {setting.name: int(variables[setting.name]) for setting in BEATING} == {
        setting.name: seconds for setting, seconds in BEATING.items()
    }


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: str(deployment["name"]))
def test_the_settings_in_prefect_yaml_are_ours(deployment: dict[str, object]) -> None:
    given = yaml.safe_load(yaml.safe_dump(deployment["parameters"]))["settings"]
    assert load_settings(**given).output == Path(given["output"])


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: str(deployment["name"]))
def test_a_clusters_workers_can_import_what_prefect_yaml_deploys(deployment: dict[str, object]) -> None:
    assert deployment["entrypoint"] == f"{figures.fn.__module__}.{figures.fn.__name__}"


def test_a_run_is_given_up_after_three_beats() -> None:
    automation = yaml.safe_load((ROOT / "flows" / "dead_runs.yaml").read_text())
    assert automation["trigger"]["within"] == 3 * max(BEATING.values())
