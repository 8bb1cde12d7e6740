"""What every run begins with, whichever engine runs its tasks."""

from __future__ import annotations

import atexit
import json
import logging
import secrets
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import IO, TypeVar

from flows.settings import Settings
from flows.versions import reader_digest, reader_versions
from tasks.clean.metadata import canonical_url
from tasks.corrections import read_corrections
from tasks.extract.wordlists import read_rows
from tasks.ingest.ledger import Ledger
from tasks.ingest.spool import clear_spool
from tasks.publish.compare import COMPARED
from tasks.publish.dataset import current_release, kept_file, kept_stories, newest_versions, table_files
from tasks.publish.release import Run
from tasks.publish.story_store import storied_files
from tasks.reconcile.gathering import Before
from tasks.shelf import NEW, Shelf
from tasks.tables import CORRECTIONS, DOCUMENTS, FETCHED, FIGURES, MOVED, REJECTS, SEEN, SERIES, masked, write_stage

LOCK = ".lock"
DRAWN = "drawn"  # in a run's versions, by what its series were drawn: nothing is read again where that changes
WORTH_A_PROCESS = 4  # batches: with fewer, a process for each takes longer to start than it saves
T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A run that has begun: its identity, its folders, and what it passes to the stages beside their settings."""

    run: Run
    output: Path
    work: Path
    shelf: Shelf
    known: Path | None
    ledger: Ledger
    word_tables: dict[str, list[dict[str, str]]]
    workers: int  # processes of this machine

    def apart(self, batches: Sized) -> bool:
        """Tell whether each batch is worked on in a process of its own, as many at once as there are workers."""
        return self.workers > 1 and len(batches) >= WORTH_A_PROCESS

    def clear(self, spooled: Iterable[str]) -> None:
        """Remove what was kept in case that the run had not come to its end: the release holds it."""
        self.shelf.clear(self.run.started_at.timestamp())
        clear_spool(self.output / "spool", spooled)

    def forget(self) -> None:
        """Remove all that runs which did not come to their end have left: what is withdrawn may be in it."""
        self.shelf.clear(since=0)
        spool = self.output / "spool"
        clear_spool(spool, [path.stem for path in spool.glob("*.json")])

    def before(self) -> Before:
        """Return what earlier runs have published and kept: to be asked while the output is held."""
        release = current_release(self.output)
        if release is None:
            return Before()
        versions = newest_versions(release)
        drawn = versions.pop(DRAWN, None)
        now = json.loads(self.run.versions)
        return Before(
            **{table.name: tuple(table_files(release, table).values()) for table in (FIGURES, DOCUMENTS, SERIES)},
            storied=tuple(storied_files(kept_stories(self.output))),
            moved=tuple(path for path in (kept_file(self.output, MOVED),) if path and path.exists()),
            redraws=drawn != now.pop(DRAWN),
            keeps=versions == now,
        )

    @property
    def compared(self) -> Path:
        """Return the folder in which stands what the run's documents mean for one another."""
        return self.work / COMPARED

    def told(self, what: str, batches: Iterable[T], total: int) -> Iterator[T]:
        """Yield the batches, and tell how many of them are done."""
        for done, batch in enumerate(batches, 1):
            yield batch
            how_far = {"what": f"batches {what}", "done": done, "total": total}
            log.info("%d of %d batches %s", done, total, what, extra=how_far)


@contextmanager
def open_run(settings: Settings) -> Iterator[Opened]:
    """Begin a run: name it, find what earlier runs have seen, make its work folder.

    The work folder goes when the run ends, however it ends. In it stands, for the stages, what a person corrects.
    """
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(2)}"
    output = settings.output.absolute()
    word_tables = {
        "events": read_rows("events"),
        "vague_numbers": read_rows("vague_numbers", settings.extract.vague_numbers),
    }
    versions = reader_versions(settings.reader(), **settings.extract.arguments())
    told = masked(settings.model_dump_json())
    every = versions | {DRAWN: settings.reconcile.arguments()}
    run = Run(run_id, started, version("newsfigures"), told, json.dumps(every, sort_keys=True))
    corrections, misread = read_corrections(settings.review.corrections, canonical_url)
    reader, known = reader_digest(versions), kept_file(output, SEEN)
    opened = Opened(
        run=run,
        output=output,
        work=output / "work" / run_id,
        shelf=Shelf(output / "work" / "finished", reader),
        known=known,
        ledger=Ledger(kept_file(output, FETCHED), known, reader, timedelta(hours=settings.fetch.recheck_hours)),
        word_tables=word_tables,
        workers=settings.workers if settings.runner == "local" else 1,
    )
    with _work_folder(opened.work):
        write_stage(opened.compared, CORRECTIONS, corrections)
        write_stage(opened.compared, REJECTS, misread)
        if misread:
            log.warning("%d corrections are not clear (see the table rejects): %s", len(misread), misread[0]["detail"])
        yield opened


@contextmanager
def _work_folder(work: Path) -> Iterator[None]:
    """Make a run's work folder and remove it after, and those that killed runs have left: nobody holds their lock."""
    new = work.with_name(f"{NEW}{work.name}")  # it gets its name once it is locked, and may be looked at by others
    try:
        with _make_locked(new, work):
            for left in (*work.parent.glob("[0-9]*"), *work.parent.glob(f"{NEW}*")):
                with suppress(OSError):  # held by a run that is alive, or gone meanwhile
                    _remove_left(left)
            yield
    except BaseException:
        atexit.register(rmtree, work, ignore_errors=True)  # threads that are at a batch may write there again
        raise
    finally:
        for folder in (work, new):
            rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another run is at work in it
            work.parent.rmdir()


def _make_locked(new: Path, work: Path) -> IO[str]:
    """Make a work folder, locked before it gets its name; return its lock."""
    while True:
        new.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # another run took it for what a killed one has left, before it was locked
            lock = (new / LOCK).open("w")
            flock(lock, LOCK_EX)
            new.rename(work)
            return lock


def _remove_left(work: Path) -> None:
    """Remove the work folder of another run; raises OSError where that is alive."""
    if not (work / LOCK).is_file():
        if work.name.startswith(NEW):  # killed before there was a lock, or not there yet: then rmdir may find it
            work.rmdir()
        else:  # written to while it was removed, by a thread of a run that was ended
            rmtree(work)
        return
    with (work / LOCK).open("r+") as other:
        flock(other, LOCK_EX | LOCK_NB)
        rmtree(work)
