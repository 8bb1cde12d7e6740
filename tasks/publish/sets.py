"""What later runs look up, kept as a store: a folder of sets, one a run, the older never rewritten.

A set is a folder of files; its name counts up. A new store links the sets of the one before and adds one of its own;
when there would be more than sixteen, the newest become one. So a set is written again a few times in its life, and
what a run said last is in the last set that has it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tasks.linking import link_file

MOST_SETS = 16
MERGED_SETS = 8  # of the sets before, how many become one with the new one when there are too many


def kept_sets(store: Path | None) -> list[Path]:
    """Return the sets of a store, the oldest first."""
    return sorted(store.iterdir()) if store and store.exists() else []


def keep_sets(
    target: Path, previous: Path | None, new: list[Path], write: Callable[[Path, list[Path]], None], anew: bool = False
) -> None:
    """Make the store `target` of the store before and the folders of a run, which become one set.

    `write` writes several sets, the older first, as one into a folder that is there. `anew`: all of them become one.
    """
    target.mkdir(parents=True, exist_ok=True)
    before = kept_sets(previous)
    is_full = bool(new) and len(before) >= MOST_SETS
    merged = before if anew else before[-MERGED_SETS:] if is_full else []
    for each in before[: len(before) - len(merged)]:
        _link(each, target / each.name)
    if new or merged:
        number = int(before[-1].name) + 1 if before else 1
        (target / f"{number:06}").mkdir()
        write(target / f"{number:06}", merged + sorted(new))


def _link(source: Path, target: Path) -> None:
    """Link a set's files."""
    target.mkdir()
    for path in source.iterdir():
        link_file(path, target / path.name)
