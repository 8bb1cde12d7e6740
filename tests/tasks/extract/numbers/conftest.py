from collections.abc import Callable, Mapping

import pytest

from tasks.extract.numbers import Grammar, Reading

Reader = Callable[[str], Reading]


@pytest.fixture(scope="session")
def read() -> Reader:
    return Grammar.load().read


@pytest.fixture(scope="session")
def read_at() -> Callable[[str, Mapping[str, str]], Reading]:
    return Grammar.load().read
