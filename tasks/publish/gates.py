"""What a run must have read to be published: where it falls short, the last release stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

READ = ("documents_new", "documents_changed", "documents_unchanged")
WORTH_A_WARNING = 100  # figures: fewer jump easily


@dataclass(frozen=True, slots=True)
class Gates:
    """The least documents of a run, the largest share of its inputs that may fail, and what growth is a surprise."""

    min_documents: int = 0
    max_failed_share: float | None = None
    surprising_factor: float = 3.0


def closed_gates(gates: Gates, run: dict[str, Any]) -> list[str]:
    """Return why a run is not to be published, by its row of `runs`; an empty list where it is.

    >>> run = dict.fromkeys(READ, 0) | {"inputs": 4, "rejects": 3, "documents_new": 1}
    >>> closed_gates(Gates(), run)
    []
    >>> closed_gates(Gates(min_documents=2), run)
    ['1 documents could be read, gates.min_documents asks for 2: look at the sources']
    >>> closed_gates(Gates(max_failed_share=0.5), run)
    ['3 of 4 inputs failed, gates.max_failed_share allows 0.5 of them: look at the sources']
    """
    problems = []
    read = sum(run[name] for name in READ)
    if read < gates.min_documents:
        problems.append(f"{read} documents could be read, gates.min_documents asks for {gates.min_documents}")
    if gates.max_failed_share is not None and run["rejects"] > gates.max_failed_share * run["inputs"]:
        allowed = f"gates.max_failed_share allows {gates.max_failed_share:g} of them"
        problems.append(f"{run['rejects']} of {run['inputs']} inputs failed, {allowed}")
    return [f"{problem}: look at the sources" for problem in problems]


def surprise(gates: Gates, figures: Sequence[int]) -> str | None:
    """Return what is to be warned of when a dataset has many more or fewer figures than the run before left in it.

    `figures` are how many there were after each run, in order of time.

    >>> surprise(Gates(), [200, 500])
    >>> surprise(Gates(), [2000, 500])
    '500 figures after 2000: more than a factor of 3 (gates.surprising_factor)'
    """
    before, now = [0, *figures][-2:]
    less, more = sorted((before, now))
    if not before or more < WORTH_A_WARNING or more <= gates.surprising_factor * less:
        return None
    return f"{now} figures after {before}: more than a factor of {gates.surprising_factor:g} (gates.surprising_factor)"
