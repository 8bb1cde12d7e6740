"""Series as a person corrects them: figures that leave into a series of their own, and series that are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.tables import identity

NO_SERIES = "no series {0}, nor a figure of one: it has come to another one, or is gone: correct or remove the line"
ONE_SERIES = "{0} and {1} are of one series already, or by a line before: remove the line"
NO_FIGURE = "no figure {0} in a series: its article was changed, is a copy now or withdrawn: correct or remove the line"
Corrections = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Moves:
    """What a person moves: figures that leave into a series, then series that go into others, to the end of the way.

    `problems` says, by correction_id, why some corrections do not apply.
    """

    left: dict[str, str] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def series_of(self, figure_id: str, series_id: str) -> str:
        """Return the series of a figure once it is corrected, from the one in which it was lined up."""
        series_id = self.left.get(figure_id, series_id)
        return self.into.get(series_id, series_id)


def named_in(corrections: Corrections) -> set[str]:
    """Return all names of figures and of series in merges and splits: which is which, only the tables tell."""
    rows = [row for row in corrections if row["action"] in ("merge", "split")]
    names = {row[name] for row in rows for name in ("figure_id", "series_id")}
    return (names | {row["into"] for row in rows if row["action"] == "merge"}) - {None}


def moves(corrections: Sequence[Mapping[str, Any]], lines: Mapping[str, str], series: Collection[str]) -> Moves:
    """Return what the merges and splits among some corrections, rows of CORRECTIONS, move.

    `lines` are the named figures (`named_in`) with the series in which they were lined up, `series` those of the named
    series that there are. Figures leave first; then series go into others, in the order of the corrections, each with
    all that has come to it before. A series may be named by any of its figures.

    >>> rows = [{"correction_id": "1", "action": "merge", "series_id": "S", "figure_id": None, "into": "d"},
    ...         {"correction_id": "2", "action": "split", "series_id": None, "figure_id": "c", "into": "later"}]
    >>> found = moves(rows, {"c": "S", "d": "T"}, {"S"})
    >>> found.series_of("a", "S"), found.series_of("c", "S") == split_id("later"), found.problems
    ('T', True, {})
    """
    splits = [row for row in corrections if row["action"] == "split"]
    left = {row["figure_id"]: split_id(row["into"]) for row in splits if row["figure_id"] in lines}
    problems = {
        row["correction_id"]: NO_FIGURE.format(row["figure_id"]) for row in splits if row["figure_id"] not in lines
    }
    going = _Going({**lines, **left}, {*lines.values(), *left.values(), *series})
    for row in corrections:
        if row["action"] == "merge":
            one, other = (row["series_id"] or row["figure_id"], row["into"])
            if unknown := [name for name in (one, other) if going.series_of(name) is None]:
                problems[row["correction_id"]] = NO_SERIES.format(unknown[0])
            elif not going.merge(one, other):
                problems[row["correction_id"]] = ONE_SERIES.format(one, other)
    return Moves(left, {series_id: going.end_of(series_id) for series_id in going.into}, problems)


def split_id(name: str) -> str:
    """Return the id of the series of figures that leave under a name: the same whichever of them are there."""
    return identity("split", name)


class _Going:
    """Where series go: each is followed to its end, so that they never go in a circle."""

    def __init__(self, lines: Mapping[str, str], series: Collection[str]) -> None:
        self.lines, self.series = lines, series
        self.into: dict[str, str] = {}

    def series_of(self, name: str) -> str | None:
        """Return the series that a name stands for, its own id or that of a figure of it; None where there is none."""
        series_id = self.lines.get(name, name)
        return self.end_of(series_id) if series_id in self.series else None

    def end_of(self, series_id: str) -> str:
        """Return the series that one has come to."""
        while series_id in self.into:
            series_id = self.into[series_id]
        return series_id

    def merge(self, one: str, other: str) -> bool:
        """Let the series of one name go into that of the other, both known; return whether they were two."""
        first, second = self.series_of(one), self.series_of(other)
        if first is None or second is None or first == second:
            return False
        self.into[first] = second
        return True
