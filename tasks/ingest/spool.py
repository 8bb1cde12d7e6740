"""The spool: what has been fetched lies there until a release holds it.

A run that is killed leaves its answers there, and the next run does not ask for them again. Each answer is a JSON
file, and a body beside it; both get their names only when they are whole.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from tasks.linking import link_file
from tasks.tables import identity

LASTING = timedelta(hours=24)  # what a killed run left longer ago is asked for again


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: a page or file with its body, a redirect (`location`), or 'not modified' (status 304)."""

    asked: str
    url: str
    status: int
    retrieved_at: str
    location: str | None = None
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    size: int = 0
    digest: str | None = None
    path: str = ""

    def read(self, size: int = -1) -> bytes:
        """Return the body, or its first bytes."""
        with Path(self.path).open("rb") as file:
            return file.read(size)


class Spool:
    """A folder of answers; `work` is where this run keeps its own links to their bodies."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.folder, self.work = folder, work
        self.used: list[str] = []
        for place in (folder, work):
            place.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():  # what killed runs left too long ago
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < (datetime.now(UTC) - LASTING).timestamp():
                    path.unlink()

    def left(self, url: str) -> Fetched | None:
        """Return the answer that a run which never published has left, or None."""
        name = identity(url)
        try:
            found = Fetched(**json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8")))
            if datetime.now(UTC) - datetime.fromisoformat(found.retrieved_at) > LASTING:
                return None
            return self._linked(found, name)
        except (OSError, ValueError, TypeError):  # none there, or not whole
            return None

    @contextmanager
    def writing(self, url: str) -> Iterator[IO[bytes]]:
        """Open a file for a body; it goes unless `keep` has named it."""
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part", delete=False) as file:
            try:
                yield file
            finally:
                with suppress(FileNotFoundError):
                    Path(file.name).unlink()

    def keep(self, answer: Fetched, part: Path) -> Fetched:
        """Give a written body and its answer their names."""
        name = identity(answer.url)
        part.replace(self.folder / f"{name}.body")
        partial = self.folder / f".{name}.json"
        partial.write_text(json.dumps(asdict(answer)), encoding="utf-8")
        partial.replace(self.folder / f"{name}.json")
        return self._linked(answer, name)

    def _linked(self, answer: Fetched, name: str) -> Fetched:
        """Link the body into the run's own folder, where no other run takes it away."""
        own = self.work / name
        own.unlink(missing_ok=True)
        link_file(self.folder / f"{name}.body", own)
        self.used.append(name)
        return replace(answer, path=str(own))


def clear_spool(folder: Path, names: Iterable[str]) -> None:
    """Remove the answers that a release now holds."""
    for name in names:
        for ending in ("json", "body"):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)
