"""A real Prefect server on loopback, with a database of its own, for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")  # its first write raises "database is locked"
    with prefect_test_harness(server_startup_timeout=180):
        yield
