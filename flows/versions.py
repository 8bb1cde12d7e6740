"""What reads an input: versions of schema, code, model, word lists and settings.

An input is read again when any of them changes.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from tasks.extract.syntax import model_files
from tasks.extract.wordlists import read_rows
from tasks.tables import SCHEMA_VERSION, identity

# Those whose work shows in the rows.
LIBRARIES = (
    *("courlan", "fastwarc", "feedparser", "ftfy", "htmldate", "lxml", "pint", "py3langid", "pypdfium2"),
    *("python-dateutil", "resiliparse", "spacy", "thinc", "trafilatura"),
)

STAGES = ("ingest", "clean", "extract", "reconcile")


def reader_versions(settings: dict[str, Any], model: str | None = None, **given_lists: Path | None) -> dict[str, Any]:
    """Return the versions; `settings` are those that change what is read.

    `model` is a spaCy pipeline, `given_lists` are word lists that a user gave, by their setting. Raises ModelError and
    WordListError.
    """
    folder = Path(str(files("tasks")))
    code = sorted(
        path for stage in ("ingest", "clean", "extract", "reconcile") for path in (folder / stage).rglob("*.py")
    )
    lists = {path.stem: path for path in sorted((folder / "extract" / "data").glob("*.csv"))}
    files_of_places = (folder / "extract" / "gazetteer").iterdir()
    gazetteer = sorted(path for path in files_of_places if path.suffix in (".csv", ".parquet"))
    for name, path in given_lists.items():
        if path is not None:
            read_rows(name.removeprefix("more_"), path)  # one that cannot be read is told as such
            lists[name] = path
    name, model_parts = model_files(model)
    return {
        "schema": SCHEMA_VERSION,
        "code": f"{version('newsfigures')}+{_digest([*sorted(folder.glob('*.py')), *code])}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "model": f"{name}+{_digest(model_parts)}" if model_parts else name,
        "gazetteer": _digest(gazetteer),
        "word_lists": {name: _digest([path]) for name, path in lists.items()},
        "series_lists": _digest(sorted((folder / "reconcile" / "data").glob("*.csv"))),
        "settings": settings,
    }


def reader_digest(versions: dict[str, Any]) -> str:
    """Return one digest of all versions."""
    return identity(json.dumps(versions, sort_keys=True))


def _digest(paths: list[Path]) -> str:
    return identity(*(sha256(path.read_bytes()).hexdigest() for path in paths))[:12]
