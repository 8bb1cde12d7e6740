from collections.abc import Callable

import pytest

from tasks.extract.numbers import Grammar, Reading

Reader = Callable[[str], Reading]


@pytest.fixture(scope="session")
def read() -> Reader:
    return Grammar.load().read
