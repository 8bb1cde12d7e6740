"""The page of number forms, README.md beside this file, made from the examples in the rules' docstrings.

`python -m tasks.extract.numbers.forms` writes it (`make forms`); a test holds it to what the rules say.
"""

import ast
import doctest
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

PAGE = Path(__file__).parent / "README.md"
MODULES = (
    "written", "spelled", "numerals", "signs", "money", "units", "scores", "ranges", "shared", "bounds", "changes",
    "kinds", "ages", "refused_times", "names", "refused_names", "refused_codes", "refusals",
)  # fmt: skip
INTRODUCTION = """# Forms of numbers

What the grammar reads and refuses, by the module whose rule does it. Made by `make forms` from the examples in the
rules' docstrings, which the tests run: the page cannot say what the code does not do.

A reading is *surface: value kind unit change*, with its ends where they say more: `20..` is at least or more than 20,
`..20` at most or fewer than 20, `5 (4..6)` a range, `24..99` a vague number. The words stand in lists:
[units](../data/units.csv), [currencies](../data/currencies.csv) and what their shared names mean
[in which country](../data/local_currencies.csv), [number words](../data/number_words.csv),
[multipliers](../data/multipliers.csv), [vague numbers](../data/vague_numbers.csv), [bounds](../data/bounds.csv),
[changes](../data/changes.csv), [idioms](../data/idioms.csv), [words of names](../data/name_words.csv).
"""
EXAMPLE = re.compile(r'\b(figures|refused)\((".*?(?<!\\)")\)')


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([INTRODUCTION, *(line for module in MODULES for line in _section(module))])


def _section(name: str) -> Iterator[str]:
    module = import_module(f"tasks.extract.numbers.{name}")
    rows = list(_rows(module))
    if rows:
        yield f"## {(module.__doc__ or name).splitlines()[0].rstrip('.')}\n"
        yield f"`{name}.py`\n"
        yield from ("| sentence | figures | refused |", "|---|---|---|")
        yield from rows
        yield ""


def _rows(module: ModuleType) -> Iterator[str]:
    """Yield a row for every sentence that a docstring of the module reads."""
    from tasks.extract.numbers.examples import figures, refused

    seen = set()
    for test in sorted(doctest.DocTestFinder().find(module), key=lambda test: test.lineno or 0):
        for example in test.examples:
            for _, literal in EXAMPLE.findall(example.source):
                sentence = str(ast.literal_eval(literal))
                if sentence not in seen:
                    seen.add(sentence)
                    cells = (sentence, _cell(figures(sentence)), _cell(refused(sentence)))
                    yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _cell(readings: list[str]) -> str:
    return "<br>".join(f"`{reading}`" for reading in readings)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
