"""Whether the last release is as it was published: asked before anything of it is taken over into the next."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Set
from pathlib import Path

from tasks.publish.dataset import table_files, unreadable
from tasks.publish.describe.facts import DATAPACKAGE, known_files, sha256_of
from tasks.tables import PUBLISHED

log = logging.getLogger(__name__)


def require_whole(release: Path | None) -> None:
    """Raise ContractError where a file of a release is missing or has another size than the release says."""
    if release is None:
        return
    known = known_files(release)
    if not known:
        log.warning("%s cannot be read: the files beside it are taken for whole", release / DATAPACKAGE)
    for file in known.values():
        path = release / file.path
        size = path.stat().st_size if path.exists() else None
        if size != file.bytes:
            found = "is missing" if size is None else f"has {size} bytes of {file.bytes}"
            raise unreadable(release, f"{file.path} {found}")


def require_unchanged(release: Path | None, months: Set[str]) -> None:
    """Raise ContractError where a file is not what it was that is read for the next release: one of these months.

    All others are taken over as they are: reading them would take as long as writing them anew.
    """
    for name in changed_files(release, months) if release else ():
        raise unreadable(release, f"{name} is not as it was published")


def changed_files(release: Path, months: Set[str] | None = None) -> Iterator[str]:
    """Yield the names of files that are not as they were published, of all months or of some."""
    known = known_files(release)
    for table in PUBLISHED:
        for month, path in table_files(release, table).items():
            file = known.get(path.relative_to(release).as_posix())
            is_asked = months is None or month in months or not table.by_month
            if file and is_asked and sha256_of(path) != file.hash:
                yield file.path
