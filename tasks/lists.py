"""Lists that the project ships: CSV files headed by comment lines that say their source."""

from __future__ import annotations

import csv
from itertools import dropwhile
from pathlib import Path


def read_list(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list; raises OSError, ValueError (no UTF-8, or no path) and csv.Error."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(dropwhile(lambda line: line.startswith("#") or not line.strip(), file), restval=""))
