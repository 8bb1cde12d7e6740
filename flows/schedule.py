"""Scheduled runs on one machine: `newsfigures serve`. With workers, prefect.yaml does the same.

One run at a time: a run that would overlap is cancelled before it starts. A run whose process was killed would keep
that slot for itself until somebody says that it crashed. With a server of our own, which dies with us, we do so when we
begin again; elsewhere runs beat, and an automation on the server (dead_runs.yaml) says so of one that beats no more.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.events.schemas.automations import AutomationCore
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.server.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.figures import figures
from flows.server import ServerError, server_for_a_schedule

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SOON = timedelta(seconds=10)  # the server plans every five seconds; what is due before it does, it leaves out
BEATING = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: 30}  # seconds; Prefect takes no less
ONE_AT_A_TIME = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW, grace_period_seconds=60
)


class ScheduleError(ValueError):
    """A time, a time zone or an interval that cannot be read."""


def make_schedule(cron: str | None, every: str | None, timezone: str) -> Schedule:
    """Return the schedule that a cron expression or an interval gives; one of the two.

    >>> make_schedule("0 3 * * *", None, "Europe/Berlin").cron
    '0 3 * * *'
    >>> make_schedule(None, "1h", "UTC").interval
    datetime.timedelta(seconds=3600)
    """
    try:
        ZoneInfo(timezone)
    except (ValueError, OSError, LookupError):
        raise ScheduleError(f"--timezone {timezone}: no such time zone, say one like Europe/Berlin") from None
    if (cron is None) == (every is None):
        raise ScheduleError('when? Say one of --cron "0 3 * * *" and --every 1h')
    if every is not None:
        return Interval(read_interval(every), timezone=timezone)
    try:
        schedule = Cron(str(cron), timezone=timezone)
        next_run(schedule)
    except ValueError:
        raise ScheduleError(f'--cron {cron!r}: say minute, hour, day, month, weekday, as in "0 3 * * *"') from None
    return schedule


def read_interval(text: str) -> timedelta:
    """Read a number of seconds, minutes, hours or days.

    >>> [str(read_interval(text)) for text in ("90", "30m", "6h", "1d")]
    ['0:01:30', '0:30:00', '6:00:00', '1 day, 0:00:00']
    """
    found = re.fullmatch(r"([1-9]\d{0,8})([smhd]?)", text)
    if found is None:
        raise ScheduleError(f"--every {text}: say a number of seconds, or one with s, m, h or d, as in 30m")
    return timedelta(seconds=int(found[1]) * UNITS[found[2] or "s"])


def beginning(schedule: Schedule) -> Schedule:
    """Return the schedule as of now: an interval begins at once."""
    return replace(schedule, anchor_date=datetime.now(UTC) + SOON) if schedule.interval else schedule


def next_run(schedule: Schedule) -> datetime:
    """Return when the server will have it run next."""
    zone = str(schedule.timezone)
    if schedule.cron is None:
        return schedule.anchor_date.astimezone(ZoneInfo(zone))
    return asyncio.run(CronSchedule(cron=schedule.cron, timezone=zone).get_dates(1))[0]


def serve_figures(name: str, schedule: Schedule, parameters: dict[str, Any], tell: Callable[[str], None]) -> None:
    """Run the flow by a schedule until SIGTERM or Ctrl-C, and tell what is served where.

    Raises ServerError when the server that is configured does not answer, or ours does not start.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the runner takes it over
    with suppress(KeyboardInterrupt), server_for_a_schedule() as (page, ours), temporary_settings(BEATING):
        schedule = beginning(schedule)
        runner = Runner(name=name)
        deployment: Any = runner.add_flow(
            figures,
            name=name,
            schedule=schedule,
            paused=False,  # stopping pauses it
            parameters=parameters,
            tags=["newsfigures"],
            concurrency_limit=ONE_AT_A_TIME,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        asyncio.run(end_left_runs(deployment) if ours else watch_for_dead_runs())
        tell(f"figures/{name}: next run {next_run(schedule):%Y-%m-%d %H:%M:%S %Z}; look at it on {page}")
        asyncio.run(_run(runner))


async def _run(runner: Runner) -> None:
    """Run until SIGTERM or Ctrl-C, which cancel a run under way and pause the schedule.

    The signals are ours because the runner's own way to end (of 3.8.8) leaves runs alone and the schedule on.
    """
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # it has set its own handler by now
    told = asyncio.Event()
    for sent in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sent, told.set)
    await asyncio.wait({running, asyncio.create_task(told.wait())}, return_when=asyncio.FIRST_COMPLETED)
    while not (runner.started or running.done()):  # told before it had begun
        await asyncio.sleep(0.1)
    if not running.done():
        await runner.astop()
    while not running.done():  # a run may just have been on its way
        await runner.cancel_all()
        await asyncio.wait({running}, timeout=1)
    try:
        await running
    except RuntimeError as error:  # what asks for runs to cancel has given up, as the server was away for long
        if not told.is_set():
            raise ServerError(f"Prefect's server does not answer any more ({error}): serve again") from error


async def watch_for_dead_runs() -> None:
    """Have the server say of runs that beat no more that they crashed; an automation that is there stays as it is."""
    async with get_client() as client:
        wanted = AutomationCore.model_validate(yaml.safe_load(files("flows").joinpath("dead_runs.yaml").read_text()))
        if not await client.read_automations_by_name(wanted.name):
            await client.create_automation(wanted)


async def end_left_runs(deployment: UUID) -> None:
    """Say of runs that a deployment has left that they crashed: the server that they ran with is gone too."""
    states = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    left = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=left):
            await client.set_flow_run_state(run.id, Crashed(message="newsfigures serve was killed."))
