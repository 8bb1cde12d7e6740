"""Words beside a number that say what it is: the lists of `data/cues.csv`."""

from functools import cache

from tasks.extract.wordlists import read_rows


@cache
def cue(name: str) -> frozenset[str]:
    """Return the words of a list of cues.

    >>> "sept" in cue("months")
    True
    """
    return _lists()[name]


def has_cue(name: str) -> bool:
    """Say whether there is a list of cues of a name."""
    return name in _lists()


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row["cue"]: frozenset(row["words"].split()) for row in read_rows("cues")}
