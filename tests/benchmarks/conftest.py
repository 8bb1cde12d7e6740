"""One table of what was measured: what each benchmark got through in a second, and how often more than another."""

from __future__ import annotations

from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the rates of the benchmarks that say what they got through.

    Of extra_info: `n` and `of` ("articles"), `against` (the name of another benchmark), and whatever else is to show.
    """
    session: Any = getattr(config, "_benchmarksession", None)
    told = [bench for bench in session.benchmarks if "n" in bench.extra_info] if session else []
    rates = {bench.name: bench.extra_info["n"] / bench.stats.median for bench in told}
    if told:
        terminalreporter.section("rates")
    for bench in told:
        said = dict(bench.extra_info)
        rate, against = f"{rates[bench.name]:,.1f} {said.pop('of')}/s", said.pop("against", None)
        ratio = f"{rates[bench.name] / rates[against]:.2f} of {against}" if against in rates else ""
        others = ", ".join(f"{name} {value}" for name, value in said.items() if name != "n")
        terminalreporter.write_line(f"{bench.name:<44}{bench.stats.median:>9.2f} s{rate:>22}  {ratio:<36}{others}")
