"""Look up phrases of one or more words in a text, longest first."""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from tasks.extract.numbers.scan import TOKEN, Text

SKIPPED = frozenset("-‐‑–.")  # inside a phrase a hyphen or an abbreviation's full stop may stand or be missing

P = TypeVar("P")


class Found(NamedTuple, Generic[P]):
    """A phrase found on the tokens first..last, with what the table says of it."""

    first: int
    last: int
    payload: P


class Phrases(Generic[P]):
    """A table of phrases, each with a payload; found forwards from a token or backwards to one.

    >>> table = Phrases([("more than", "more_than"), ("than", "?")])
    >>> text = Text("more than 5")
    >>> table.starting(text, 8)
    Found(first=8, last=9, payload='more_than')
    >>> table.ending(text, 9)
    Found(first=8, last=9, payload='more_than')
    """

    __slots__ = ("_exact", "_first", "_last")

    def __init__(self, rows: Iterable[tuple[str, P]], *, exact: bool = False) -> None:
        self._exact = exact
        self._first: dict[str, list[tuple[tuple[str, ...], P]]] = {}
        self._last: dict[str, list[tuple[tuple[str, ...], P]]] = {}
        keyed = [(phrase_key(form, exact=exact), payload) for form, payload in rows]
        for words, payload in sorted(keyed, key=lambda row: -len(row[0])):
            self._first.setdefault(words[0], []).append((words, payload))
            self._last.setdefault(words[-1], []).append((words[::-1], payload))

    def starting(self, text: Text, index: int) -> Found[P] | None:
        """Return the longest phrase whose first word is the token at `index`."""
        return next(self.all_starting(text, index), None)

    def all_starting(self, text: Text, index: int) -> Iterator[Found[P]]:
        """Yield the phrases whose first word is the token at `index`, longest first."""
        words = text.raw if self._exact else text.lower
        for phrase, payload in self._first.get(words[index], ()):
            last = _follow(words, index, phrase, 1)
            if last is not None and not (self._exact and _is_split(text, index, last)):
                yield Found(index, last, payload)

    def ending(self, text: Text, index: int) -> Found[P] | None:
        """Return the longest phrase whose last word is the token at `index`."""
        words = text.raw if self._exact else text.lower
        for phrase, payload in self._last.get(words[index], ()):
            first = _follow(words, index, phrase, -1)
            if first is not None:
                return Found(first, index, payload)
        return None


def phrase_key(form: str, *, exact: bool = False) -> tuple[str, ...]:
    """Return the words of a phrase as a text would hold them, without hyphens and full stops.

    >>> phrase_key("Sq. km per-day")
    ('sq', 'km', 'per', 'day')
    """
    words = TOKEN.finditer(form if exact else form.lower())
    return tuple(m.group() for m in words if m.group() not in SKIPPED)


def _is_split(text: Text, first: int, last: int) -> bool:
    """Say whether an exponent stands apart from its unit: "2 ft 2" is no "ft2"."""
    return last > first and text.kind[last] == "digits" and not text.glued[last]


def _follow(words: list[str], index: int, phrase: tuple[str, ...], step: int) -> int | None:
    for word in phrase[1:]:
        index += step
        if words[index] != word:
            if words[index] not in SKIPPED or words[index + step] != word:
                return None
            index += step
    return index
