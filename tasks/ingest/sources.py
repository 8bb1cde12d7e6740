"""Files, folders and globs → the files to read, each with the name that it is known by."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.ingest.formats import format_of
from tasks.tables import reject_row


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """A file to read. Its name is the path below the source's root, so it does not change with the working folder."""

    name: str
    path: str
    format: str


def list_files(sources: Iterable[str]) -> tuple[list[InputFile], list[dict[str, Any]]]:
    """Return the files of all sources, sorted by name, and a reject for each source or file that cannot be read.

    A folder gives every file below it but hidden ones; a file given twice is read once. Two files of one name
    would be one article to every later run, so the second is rejected.
    """
    names: dict[Path, str] = {}
    for name, path in sorted(found for source in sources for found in _expand(source)):
        names[path] = max(names.get(path, ""), name, key=len)
    named: dict[str, InputFile] = {}
    rejects = []
    for path, name in sorted(names.items(), key=lambda item: (item[1], item[0])):
        kind = format_of(path)
        twin = named.get(name)
        if "://" in name:
            advice = "web addresses are not read yet: save the page and name the file"
            rejects.append(_reject(name, "unsupported", f"{name}: {advice}"))
        elif not path.exists():
            rejects.append(_reject(name, "not_found", f"{path}: no such file or folder: check the path"))
        elif kind is None:
            rejects.append(_reject(name, "unsupported", f"{path}: {_no_format(path)}"))
        elif twin is not None:
            advice = "name the folder above both as the source"
            rejects.append(
                _reject(str(path), "same_identity", f"{path}: also called {name!r}, as is {twin.path}: {advice}")
            )
        else:
            named[name] = InputFile(name, str(path), kind)
    return sorted(named.values()), rejects


def _expand(source: str) -> Iterator[tuple[str, Path]]:
    """Yield (name, absolute path) of every file a source stands for; a source that matches nothing yields itself."""
    if "://" in source:
        yield source, Path(source)
        return
    path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100 - resolve() would follow links to other names
    root, found = path.parent, [path]
    if path.is_dir():
        root, found = path, _files_below(path)
    elif not path.exists() and glob.has_magic(source):
        root = _fixed_part(path)
        matches = root.glob(path.relative_to(root).as_posix())
        found = [file for match in matches for file in (_files_below(match) if match.is_dir() else [match])] or [path]
    for file in found:
        yield file.relative_to(root).as_posix() or file.name, file


def _files_below(folder: Path) -> list[Path]:
    """Return the files below a folder, without hidden files and folders."""
    below = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in below if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def _fixed_part(path: Path) -> Path:
    """Return the part of a glob before its first wildcard: /a/b/*.txt → /a/b."""
    while glob.has_magic(str(path)):
        path = path.parent
    return path


def _no_format(path: Path) -> str:
    return f"no reader for {path.suffix or 'a file without an ending'}: give .txt, .html, .jsonl, .csv or .parquet"


def _reject(name: str, reason: str, detail: str) -> dict[str, Any]:
    return reject_row("ingest", name, reason, detail, record_id=name)
