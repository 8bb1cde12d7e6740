"""A release that describes itself: datapackage.json, croissant.json, README.md, CHANGES.md, made from its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.publish.describe.about import About
from tasks.publish.describe.changes import CHANGES, render_changes
from tasks.publish.describe.croissant import croissant
from tasks.publish.describe.datapackage import data_package
from tasks.publish.describe.dictionary import render_readme
from tasks.publish.describe.facts import DATAPACKAGE, gather_facts

CROISSANT, README = "croissant.json", "README.md"
DESCRIPTIONS = (DATAPACKAGE, CROISSANT, README, CHANGES)


def describe_release(release: Path, previous: Path | None, about: About) -> None:
    """Write the descriptions of a release whose tables are complete.

    `previous` is the release before: of files that are hard links to its files, what it says is taken over, and its
    CHANGES.md is continued. Equal tables, run ids and times give equal bytes.
    """
    facts = gather_facts(release, previous, about)
    _write(release / DATAPACKAGE, _json(data_package(facts)))
    _write(release / CROISSANT, _json(croissant(facts)))
    _write(release / README, render_readme(facts))
    _write(release / CHANGES, render_changes(facts))


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
