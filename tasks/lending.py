"""Lending what takes long to make, a loaded model or a process: to one borrower at a time, and kept for the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Lender(Generic[K, T]):
    """Lends things by what they are made from; with another key, what was made from the one before is dropped.

    Prefect gives each task a thread of its own, so nothing can be kept by the thread.

    >>> lender = Lender(list)
    >>> with lender.lend("ab") as first:
    ...     pass
    >>> with lender.lend("ab") as second:
    ...     second is first
    True
    """

    def __init__(self, make: Callable[[K], T]) -> None:
        self.make = make
        self.idle: dict[K, list[T]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process, in which a task is to run, with nothing to lend yet."""
        return type(self), (self.make,)

    @contextmanager
    def lend(self, key: K) -> Iterator[T]:
        """Lend what is idle, or make another; what its borrower failed with is not lent again."""
        self.idle = {key: self.idle.get(key, [])}
        try:
            thing = self.idle[key].pop()
        except IndexError:
            thing = self.make(key)
        yield thing
        self.idle.setdefault(key, []).append(thing)
