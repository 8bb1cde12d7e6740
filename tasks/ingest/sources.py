"""Files, folders and globs → the files to read, each with the name that it is known by."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.ingest.formats import ENDINGS, format_of
from tasks.ingest.listings import HEAD, LISTING_ENDINGS, listing_kind
from tasks.ingest.reading import rejected
from tasks.tables import KEY_SEPARATOR, InputError

OWN_FOLDERS = ("current", "releases", "seen", "spool", "work")  # what a run writes below its output is never read
LISTING = "listing"  # a file that names what is to be read, and is not read itself


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """A file to read. Its name is the path below the source's root, so it does not change with the working folder.

    What came from the web or a store is named by its address; `given` are fields of its record that are known already.
    """

    name: str
    path: str
    format: str
    given: Mapping[str, Any] = field(default_factory=dict, compare=False)


def list_files(sources: Iterable[str], output: Path | None = None) -> tuple[list[InputFile], list[dict[str, Any]]]:
    """Return the files of all sources, sorted by name, and a reject for each source or file that cannot be read.

    A folder gives every file below it but hidden ones and what runs wrote to `output`; a file given twice is read
    once. Two files of one name would be one article to every later run, so the second is rejected.
    """
    skipped = {(output / name).absolute() for name in OWN_FOLDERS} if output else set()
    names: dict[Path, str] = {}
    rejects = []
    for source in sorted(set(sources)):
        try:
            for name, path in _expand(source, skipped):
                names[path] = max(names.get(path, ""), name, key=len)
        except InputError as error:
            rejects.append(rejected(source, error))
        except (OSError, RuntimeError, ValueError) as error:  # a name too long, no such user, a glob that is none
            rejects.append(rejected(source, InputError("not_found", f"{error}: check the path")))
    named: dict[str, InputFile] = {}
    for path, name in sorted(names.items(), key=lambda item: (item[1], item[0])):
        try:
            named[name] = _input_file(name, path, named.get(name))
        except InputError as error:
            key = f"{name}{KEY_SEPARATOR}{path}" if error.reason == "same_identity" else name
            rejects.append(rejected(str(path), error, key, name))
    return sorted(named.values()), rejects


def _input_file(name: str, path: Path, twin: InputFile | None) -> InputFile:
    """Return the file as an input; raises InputError when it cannot be one."""
    kind = _format(path)
    if any(char < " " or "\ud800" <= char <= "\udfff" for char in name):
        raise InputError("unsupported", "its name holds characters that cannot be printed: rename it")
    if not path.exists():
        what = "a link to nothing" if path.is_symlink() else "no such file or folder"
        raise InputError("not_found", f"{what}: check the path")
    if not path.is_file():
        raise InputError("unreadable", "a linked folder or no plain file: name the folder or file itself as a source")
    if kind is None:
        raise InputError("unsupported", f"no reader for {path.suffix or 'a file without an ending'}: give {ENDINGS}")
    if twin is not None:
        advice = "name the folder above both as the source"
        raise InputError("same_identity", f"also called {name!r}, as is {twin.path}: {advice}")
    return InputFile(name, str(path), kind)


def _format(path: Path) -> str | None:
    """Return the format of a file: by its ending, but a feed, sitemap or list of addresses by how it begins."""
    kind = format_of(path)
    if (kind == "txt" or path.name.lower().endswith(LISTING_ENDINGS)) and path.is_file():
        with path.open("rb") as file:
            return LISTING if listing_kind(file.read(HEAD)) else kind
    return kind


def _expand(source: str, skipped: set[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (name, absolute path) of every file a source stands for; one that matches nothing yields itself."""
    if not source.strip():
        raise InputError("not_found", "an empty name: give a file, a folder or a glob")
    path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - resolve() would follow links to other names
    root, found = path.parent, iter([path])
    if path.is_dir():
        root, found = path, _files_below(path, skipped)
    elif not path.exists() and glob.has_magic(source):
        root = _fixed_part(path)
        matches = sorted(root.glob(path.relative_to(root).as_posix())) or [path]
        found = (file for match in matches for file in (_files_below(match, skipped) if match.is_dir() else [match]))
    empty = True
    for file in found:
        empty = False
        yield file.relative_to(root).as_posix(), file
    if empty:
        raise InputError("empty", "no files in it")


def _files_below(folder: Path, skipped: set[Path]) -> Iterator[Path]:
    """Yield the files below a folder without hidden ones; links to folders come as they are, and are rejected."""

    def fail(error: OSError) -> None:
        raise InputError("unreadable", f"{error.filename}: {error.strerror}: check its permissions") from error

    for place, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if name[0] != "." and Path(place, name) not in skipped)
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name) for name in sorted([*files, *links]) if name[0] != ".")


def _fixed_part(path: Path) -> Path:
    """Return the part of a glob before its first wildcard: /a/b/*.txt → /a/b."""
    while glob.has_magic(str(path)):
        path = path.parent
    return path
