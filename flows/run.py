"""What every run begins with, whichever engine runs its tasks."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

from flows.settings import Settings
from flows.versions import reader_digest, reader_versions
from tasks.extract.wordlists import read_rows
from tasks.publish.dataset import seen_file
from tasks.publish.release import Run


@dataclass(frozen=True, slots=True)
class Opened:
    """A run that has begun: its identity, its folders, and what it passes to the stages beside their settings."""

    run: Run
    output: Path
    work: Path
    reader: str
    known: Path | None
    word_tables: dict[str, list[dict[str, str]]]


@contextmanager
def open_run(settings: Settings) -> Iterator[Opened]:
    """Begin a run: name it, find what earlier runs have seen, make its work folder.

    The work folder goes when the run ends, however it ends.
    """
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(2)}"
    output = settings.output.absolute()
    word_tables = {
        "events": read_rows("events"),
        "vague_numbers": read_rows("vague_numbers", settings.extract.vague_numbers),
    }
    versions = reader_versions(settings.reader(), settings.extract.vague_numbers)
    run = Run(run_id, started, version("newsfigures"), settings.model_dump_json(), json.dumps(versions, sort_keys=True))
    opened = Opened(
        run=run,
        output=output,
        work=output / "work" / run_id,
        reader=reader_digest(versions),
        known=seen_file(output),
        word_tables=word_tables,
    )
    opened.work.mkdir(parents=True)
    try:
        yield opened
    finally:
        rmtree(opened.work, ignore_errors=True)
        with suppress(OSError):  # another run is at work in it
            opened.work.parent.rmdir()
