"""The data dictionary: every table and column in words, for a release's README.md and for data/README.md.

`python -m tasks.publish.describe.dictionary` writes data/README.md (make dictionary).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tasks.publish.dataset import text_policy
from tasks.publish.describe.facts import Facts, template, total_rows
from tasks.tables import PUBLISHED, UNKNOWN_MONTH, Column, Table

PAGE = Path("data") / "README.md"
MONTH = Column(
    "month",
    "string",
    f"Month of the article's publication date, YYYY-MM; '{UNKNOWN_MONTH}' where it has none.",
    required=True,
)


def render_readme(facts: Facts) -> str:
    """Return the README.md of a release."""
    about = facts.about
    return template("release.md").substitute(
        _of_release(facts),
        publisher=f"| publisher | {about.publisher} |\n" if about.publisher else "",
        licence=_licence(about.licence),
        texts=about.texts,
        reading=_reading("") + _withheld(text_policy(facts.folder)),
        sources=_text("sources.md"),
        citation=citation(facts),
        dictionary=render_dictionary({name: total_rows(files) for name, files in facts.files.items()}),
    )


def _withheld(text: str) -> str:
    """Return what a release does not hold of its articles, as a passage of its README; nothing where it holds all."""
    columns = [
        f"`{table.name}.{column.name}`" for table in PUBLISHED for column in table.columns if text in column.withheld
    ]
    told = f"What articles say in their own words is left out (publish.text is {text}): {', '.join(columns)} are null."
    return f"\n\n## Not in this release\n\n{told}" if columns else ""


def render_page() -> str:
    """Return data/README.md: the folders, and the dictionary without the numbers of a release."""
    return template("data.md").substitute(
        reading=_reading("current/"), sources=_text("sources.md"), dictionary=render_dictionary()
    )


def citation(facts: Facts) -> str:
    """Return how to cite a release, as BibTeX."""
    publisher = facts.about.publisher
    return (
        template("citation.bib")
        .substitute(
            _of_release(facts),
            publisher=f"\n  publisher = {{{publisher}}}," if publisher else "",
            year=facts.ended_at.year,
        )
        .rstrip()
    )


def render_dictionary(rows: Mapping[str, int] | None = None) -> str:
    """Return all tables and columns in Markdown; with `rows`, how many rows each table has."""
    return "\n\n".join([_overview(rows), *map(_table, PUBLISHED)])


def _of_release(facts: Facts) -> dict[str, str]:
    return {
        "title": facts.about.title,
        "run_id": facts.run_id,
        "published": f"{facts.ended_at:%Y-%m-%d %H:%M:%S} UTC",
        "version": facts.version,
        "program": facts.program,
    }


def _reading(folder: str) -> str:
    return template("reading.md").substitute(folder=folder).rstrip()


def _text(name: str) -> str:
    return template(name).template.rstrip()


def _licence(licence: str | None) -> str:
    return f"Licence: {licence}." if licence else "Its publisher states no licence: ask before you pass it on."


def _overview(rows: Mapping[str, int] | None) -> str:
    head = ["table", *(["rows"] if rows is not None else []), "what it holds"]
    lines = (
        [f"[{table.name}](#{table.name})", *([f"{rows[table.name]:,}"] if rows is not None else []), table.description]
        for table in PUBLISHED
    )
    return f"## Tables\n\n{markdown_table(head, lines)}"


def _table(table: Table) -> str:
    keys = [f"Key: {', '.join(f'`{name}`' for name in table.key)}."]
    keys += [f"`{column}` → `{other}.{_key(other)}`." for column, other in table.references]
    files = f"{table.name}/month=…/part-0.parquet" if table.by_month else f"{table.name}.parquet"
    columns = [*table.columns, MONTH] if table.by_month else table.columns
    about = f"## {table.name}\n\n{table.description} File: `{files}`. {' '.join(keys)}"
    head = ("column", "type", "unit", "meaning", "allowed values")
    return f"{about}\n\n{markdown_table(head, map(_column, columns))}"


def _column(column: Column) -> list[str]:
    kind = f"{column.type}, never null" if column.never_null else column.type
    values = ", ".join(f"`{value}`" for value in column.values)
    return [f"`{column.name}`", kind, column.unit or "", column.description, values]


def _key(name: str) -> str:
    return next(table.key[0] for table in PUBLISHED if table.name == name)


def markdown_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    names = list(head)
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in (names, ["---"] * len(names), *cells))


def main() -> None:
    """Write data/README.md below the working folder."""
    PAGE.write_text(render_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
