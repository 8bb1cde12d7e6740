"""What is known of a release: what it is called, the run that made it, its files with their bytes, hash and rows.

Most files of a release are hard links to those of the one before: what is known of them is taken over from its
`datapackage.json`, and only new files are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template

import pyarrow.parquet as pq

from tasks.publish.dataset import table_files
from tasks.publish.describe.about import About
from tasks.tables import PUBLISHED, RUNS, SCHEMA_VERSION

DATAPACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a table: its path below the release, its size, its SHA-256 as `sha256:…`, and its rows."""

    path: str
    bytes: int
    hash: str
    rows: int


Files = Mapping[str, list[FileFacts]]


@dataclass(frozen=True, slots=True)
class Facts:
    """A release, the one before it, what its publisher says, the run that made it, how many runs it holds.

    `files` are those of each table, `before` those of the release before.
    """

    folder: Path
    previous: Path | None
    about: About
    run_id: str
    ended_at: datetime
    program: str
    runs: int
    files: Files
    before: Files

    @property
    def version(self) -> str:
        """Return the version of the dataset: schema version, number of runs, 0; so a new major breaks readers."""
        return f"{SCHEMA_VERSION}.{self.runs}.0"


def gather_facts(release: Path, previous: Path | None, about: About) -> Facts:
    """Look at a release; hash and count only files that the one before does not hold."""
    known = known_files(previous) if previous else {}
    before = _files(previous, known.get) if previous else {table.name: [] for table in PUBLISHED}
    held = {file.path: file for files in before.values() for file in files}
    files = _files(release, lambda path: held.get(path) if previous and _linked(release, previous, path) else None)
    runs = pq.read_table(release / f"{RUNS.name}.parquet", columns=["run_id", "ended_at", "version"]).to_pylist()
    made_by = max(runs, key=lambda run: run["ended_at"])  # runs overlap, but are published one after the other
    ended_at, program = made_by["ended_at"], made_by["version"]
    return Facts(release, previous, about, made_by["run_id"], ended_at, program, len(runs), files, before)


def total_rows(files: Iterable[FileFacts]) -> int:
    """Return how many rows some files have."""
    return sum(file.rows for file in files)


def known_files(release: Path) -> dict[str, FileFacts]:
    """Return what a release says of its files, by path; nothing where it says nothing that can be read."""
    try:
        package = json.loads((release / DATAPACKAGE).read_bytes())
        return {file["path"]: FileFacts(**file) for resource in package["resources"] for file in resource["files"]}
    except (OSError, ValueError, KeyError, TypeError):  # it has none, or another's: then everything is hashed
        return {}


def _linked(release: Path, previous: Path, path: str) -> bool:
    """Tell whether a file is a hard link to that of the release before."""
    return (previous / path).exists() and (release / path).samefile(previous / path)


def _files(release: Path, known: Callable[[str], FileFacts | None]) -> dict[str, list[FileFacts]]:
    """Return the files of every table of a release, in order of their months; read those that are not known."""
    return {
        table.name: [
            known(path.relative_to(release).as_posix()) or _file_facts(release, path)
            for path in table_files(release, table).values()
        ]
        for table in PUBLISHED
    }


def _file_facts(release: Path, path: Path) -> FileFacts:
    name = path.relative_to(release).as_posix()
    return FileFacts(name, path.stat().st_size, sha256_of(path), pq.read_metadata(path).num_rows)


def sha256_of(path: Path) -> str:
    """Return a file's hash as `sha256:…`."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


@cache
def template(name: str) -> Template:
    """Return a text of the folder templates, with places to fill in."""
    return Template((Path(__file__).parent / "templates" / name).read_text(encoding="utf-8"))
