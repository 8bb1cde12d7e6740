"""Series as a person corrects them: figures that leave into a series of their own, and series that are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.tables import identity

NO_SERIES = "no series {0}, nor a figure of one: it has come to another one, or is gone: correct or remove the line"
NO_FIGURE = "no figure {0} in a series: its article was changed, is a copy now or withdrawn: correct or remove the line"


def correct_lines(
    lines: Mapping[str, str], corrections: Sequence[Mapping[str, Any]], became: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return figures with their series once it is corrected, and the problems of corrections that do not apply.

    `lines` is figure_id → series_id, `corrections` are rows of CORRECTIONS, of which merge and split count, `became`
    says of series that are gone what their figures came to. Problems are by correction_id. Figures leave first, then
    series go into others, each with all that has come to it before; one may be named by any of its figures.

    >>> rows = [{"correction_id": "1", "action": "split", "figure_id": "c", "into": "later"},
    ...         {"correction_id": "2", "action": "merge", "series_id": "S", "figure_id": None, "into": "d"}]
    >>> lines, problems = correct_lines({"a": "S", "b": "S", "c": "S", "d": "T"}, rows)
    >>> lines["a"], lines["b"], lines["c"] == split_id("later"), lines["d"], problems
    ('T', 'T', True, 'T', {})
    """
    found, problems = dict(lines), {}
    for row in corrections:
        if row["action"] == "split":
            if row["figure_id"] in found:
                found[row["figure_id"]] = split_id(row["into"])
            else:
                problems[row["correction_id"]] = NO_FIGURE.format(row["figure_id"])
    going = _Going(found, became or {})
    for row in corrections:
        if row["action"] == "merge":
            names = row["series_id"] or row["figure_id"], row["into"]
            if unknown := [name for name in names if going.series_of(name) is None]:
                problems[row["correction_id"]] = NO_SERIES.format(unknown[0])
            else:
                going.merge(*names)
    return {figure_id: going.end_of(series_id) for figure_id, series_id in found.items()}, problems


def split_id(name: str) -> str:
    """Return the id of the series of figures that leave under a name: the same whichever of them are there."""
    return identity("split", name)


class _Going:
    """Where series go: each is followed to its end, so that they never go in a circle."""

    def __init__(self, lines: Mapping[str, str], became: Mapping[str, str]) -> None:
        self.lines, self.became = lines, became
        self.known = set(lines.values())
        self.into: dict[str, str] = {}

    def series_of(self, name: str) -> str | None:
        """Return the series that a name stands for, its own id or that of a figure of it; None where there is none."""
        seen = set()
        while name not in self.known and name not in self.lines and name in self.became and name not in seen:
            seen.add(name)
            name = self.became[name]
        series_id = self.lines.get(name, name)
        return self.end_of(series_id) if series_id in self.known else None

    def end_of(self, series_id: str) -> str:
        """Return the series that one has come to."""
        while series_id in self.into:
            series_id = self.into[series_id]
        return series_id

    def merge(self, one: str, other: str) -> None:
        """Let the series of one name go into that of the other, both known."""
        first, second = self.series_of(one), self.series_of(other)
        if first is not None and second is not None and first != second:
            self.into[first] = second
