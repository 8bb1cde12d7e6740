"""One file under two names: what is handed on costs no copy, and whoever removes his own name takes nothing away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def link_file(source: Path, target: Path) -> None:
    """Link a file to another name, which must not be there yet; copy it where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
