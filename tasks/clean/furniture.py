"""Lines of a page's main text that are none of it: told by what they say, where they stand, and what the page tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.clean import furniture_lines as says
from tasks.clean.names import squeezed

LONGEST_PEELED = 400  # a longer line is article text; this also bounds the patterns
LONGEST_CUE = 200
LONGEST_BYLINE = 120
HEAD_LINES = 6
TAIL_LINES = 8


def split_furniture(
    lines: Sequence[str], titles: Iterable[str] = (), authors: str | None = None
) -> tuple[list[int], list[int]]:
    """Return which lines of a page's main text are article text and which are peeled off, by number.

    >>> lines = ["Dam breaks", "By Ann Lee", "Six died.", "Read more: Ten dams", "Sign up for our newsletter."]
    >>> split_furniture(lines, ["Dam Breaks"])
    ([2], [0, 1, 3, 4])
    """
    known = {squeezed(title) for title in titles}
    names = [name.casefold() for name in (authors or "").split(", ") if " " in name]
    last = len(lines) - TAIL_LINES
    peeled = [
        number
        for number, line in enumerate(lines)
        if is_furniture(line)
        or (number < HEAD_LINES and _is_head(line, known, names))
        or (number >= max(last, 2) and _is_tail(line, names))
    ]
    kept = sorted(set(range(len(lines))) - set(peeled))
    return (kept, peeled) if kept else (list(range(len(lines))), [])


def is_furniture(line: str) -> bool:
    """Tell whether a line is furniture wherever it stands.

    >>> [is_furniture(line) for line in ("RELATED: Ten dams", "___", "© 2025 Gazette", "Related parties lost $3m.")]
    [True, True, True, False]
    """
    if len(line) > LONGEST_PEELED:
        return False
    if not any(char.isalnum() for char in line):
        return True
    if len(line) <= LONGEST_CUE and any(
        pattern.fullmatch(line) for pattern in (says.LABEL, says.POINTER, says.LINK_LINE)
    ):
        return True
    return any(pattern.fullmatch(line) for pattern in (says.PLEA, says.FOLLOWING, says.RIGHT))


def _is_head(line: str, titles: set[str], authors: Sequence[str]) -> bool:
    """Tell whether a line at the head repeats title, authors or date."""
    if len(line) > LONGEST_PEELED:
        return False
    if squeezed(line) in titles or (len(line) <= LONGEST_BYLINE and says.DATE.fullmatch(line)):
        return True
    if len(line) > LONGEST_BYLINE or line[-1] in '.!?”"':
        return False
    word, _, rest = line.partition(" ")
    named = (rest if word.casefold() == "by" else line).casefold()
    return (word.casefold() == "by" and rest[:1].isupper()) or any(named.startswith(name) for name in authors)


def _is_tail(line: str, authors: Sequence[str]) -> bool:
    """Tell whether a line at the end says who wrote, who helped, or who can be written to."""
    if len(line) > LONGEST_PEELED:
        return False
    if any(pattern.fullmatch(line) for pattern in (says.CREDIT, says.CONTACT, says.DATE)):
        return True
    plain = line.casefold().removeprefix("by ")
    return any(plain.startswith(name) and says.ABOUT_AUTHOR.fullmatch(plain[len(name) :]) for name in authors)
