"""What the command line prints: tables on a terminal, plain lines when piped, JSON for machines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.tree import Tree

    from flows.settings import Settings
    from tasks.extract.evaluation import Evaluation
    from tasks.extract.explain import Explanation, Word
    from tasks.extract.rows import Found
    from tasks.publish.release import Published
    from tasks.reconcile.explain import Companion

FIGURE_COLUMNS = ("number_text", "value", "bound", "unit", "counted", "event", "source", "sentence")
# On a terminal, which has less room:
FIGURES_IN_SHORT = ("number_text", "value", "unit", "counted", "event", "source", "in the text")
SIGNS = {"about": "~", "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
CONTEXT_BEFORE = 20
COUNTED_WIDTH = 14
TEXT_COLUMNS = (
    "number_text", "value", "value_low", "value_high", "bound", "hedge", "kind", "unit", "change",
    "value_si", "unit_si", "counted", "counted_class", "affiliation", "event", "event_text", "negated", "aggregation",
    "source", "source_kind", "via", "modality", "disputed_by",
    "place_text", "place_name", "place_country", "place_admin1",
    "time_text", "time_from", "time_to", "time_edtf", "additive", "confidence",
)  # fmt: skip
# On a terminal:
SHORT_COLUMNS = ("number_text", "value", "unit", "counted", "event", "source", "modality", "place", "time")
SERIES_COLUMNS = ("series_id", "label", "claims", "sources", "low", "best", "high", "contested")
COMPANION_COLUMNS = ("number_text", "published", "source", "weighs", "for", "against", "sentence")
MOST_REJECTS = 20
PROGRESS_LOGS = ("flows", "tasks.ingest.fetching", "tasks.ingest.web", "tasks.shelf")


@contextmanager
def progress(quiet: bool = False) -> Iterator[None]:
    """Show the batches as they are done: a bar on a terminal, a line each when piped, nothing when quiet."""
    if quiet:
        yield
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar, _listening(_BarHandler(bar)):
            yield
    else:
        with _listening(logging.StreamHandler(sys.stderr)):
            yield


@contextmanager
def _listening(handler: logging.Handler) -> Iterator[None]:
    """Hand the log lines that tell how far a run is to a handler for a while."""
    logs = [logging.getLogger(name) for name in PROGRESS_LOGS]
    for log in logs:
        log.setLevel(logging.INFO)
        log.addHandler(handler)
    try:
        yield
    finally:
        for log in logs:
            log.removeHandler(handler)


class _BarHandler(logging.Handler):
    """Moves a progress bar by the `done` and `total` of log records."""

    def __init__(self, bar: Progress) -> None:
        super().__init__()
        self.bar, self.task = bar, bar.add_task("reading", total=None)

    def emit(self, record: logging.LogRecord) -> None:
        if total := getattr(record, "total", None):
            what = record.__dict__["what"]
            self.bar.update(self.task, completed=record.__dict__["done"], total=total, description=what)


def show_run(result: Published, output: Path, show: int, as_json: bool) -> None:
    """Print what a run did: its counts, what it rejected, some of its figures, and where they lie."""
    from tasks.publish.report.build import REPORT

    if as_json:
        typer.echo(json.dumps({"release": result.release, "run": result.run, "rejects": result.rejects}, default=str))
        return
    for row in result.rejects[:MOST_REJECTS]:
        typer.echo(f"rejected: {row['detail']}", err=True)
    if len(result.rejects) > MOST_REJECTS:
        typer.echo(f"… and {len(result.rejects) - MOST_REJECTS} more: see {output}/current/rejects.parquet", err=True)
    if show and result.run["figures"]:
        rows = _some_figures(result, show)
        if sys.stdout.isatty():
            print_table("Figures", FIGURES_IN_SHORT, [row | {"value": _signed(row)} for row in rows])
        else:
            print_table("Figures", FIGURE_COLUMNS, rows)
    run = result.run
    copies = f", {run['documents_duplicate']} copies" if run["documents_duplicate"] else ""
    counts = {
        "documents": f"{run['documents_new']} new, {run['documents_changed']} changed,"
        f" {run['documents_unchanged']} unchanged{copies}",
        "rejected": run["rejects"],
        "figures": run["figures"],
        "seconds": f"{run['seconds']:.1f}",
        "tables": f"{output}/current",
    }
    if (Path(result.release) / REPORT).exists():
        counts["report"] = f"{output}/current/{REPORT}"
    print_table("Run", ("what", "how many"), [{"what": name, "how many": value} for name, value in counts.items()])


def show_text(found: Found, as_json: bool, refused_only: bool = False) -> None:
    """Print the figures of a text, each with its parts, and what was refused."""
    if as_json:
        typer.echo(
            json.dumps(
                {"figures": found.figures, "disputes": found.disputes, "refused": found.refused},
                ensure_ascii=False,
                default=str,
            )
        )
        return
    if refused_only:
        pass
    elif sys.stdout.isatty():
        print_table("Figures", SHORT_COLUMNS, [row | _in_short(row) for row in found.figures])
    else:
        print_table("Figures", TEXT_COLUMNS, found.figures)
    if found.disputes and not refused_only:
        print_table("Disputes", ("disputer", "stance", "cue", "sentence"), found.disputes)
    if found.refused:
        print_table("Refused", ("number_text", "reason", "rule"), found.refused)


def show_explanations(
    found: list[Explanation], as_json: bool, series: tuple[dict[str, Any], list[Companion]] | None = None
) -> None:
    """Print why figures read as they do: the sentence, its parse as a tree, a table of columns with their rules.

    `series` is that of the one figure, and its companions there.
    """
    from dataclasses import asdict

    from rich.console import Console

    if as_json:
        told = {"series": {**series[0], "companions": [asdict(each) for each in series[1]]}} if series else {}
        typer.echo(json.dumps([asdict(each) | told for each in found], ensure_ascii=False, default=str))
        return
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for each in found:
        console.print(each.sentence)
        for tree in _trees(each.words):
            console.print(tree)
        for figure in each.figures:
            rows = [
                {"column": one.column, "value": one.value, "rule": one.rule, "words": one.words, "why": one.says}
                for one in figure.because
                if one.value is not None or one.says
            ]
            print_table(figure.row["number_text"], ("column", "value", "rule", "words", "why"), rows)
    if series:
        _print_series(*series)


def _print_series(series: dict[str, Any], companions: list[Companion]) -> None:
    """Print what a figure's series is, and what speaks for and against the figure beside the others of it."""
    rows = [
        {
            "number_text": each.row["number_text"],
            "published": each.row["published_date"],
            "source": each.row["source"] or each.row["outlet"],
            "weighs": "barred" if each.weighs is None else f"{each.weighs:.1f}",
            "for": "; ".join(each.speaks_for),
            "against": "; ".join(each.speaks_against),
            "sentence": each.row["sentence"],
        }
        for each in companions
    ]
    print_table("its series", SERIES_COLUMNS, [series])
    if rows:
        print_table("beside others of it", COMPANION_COLUMNS, rows)


def _trees(words: Iterable[Word]) -> list[Tree]:
    """Return a parse as trees for a terminal, one for each root."""
    from rich.tree import Tree

    trees: list[Tree] = []
    above: list[Tree] = []  # the words that the next one may hang on
    for word in words:
        label = f"{word.text}  {word.tag} {word.label}"
        del above[word.depth :]
        branch = above[-1].add(label) if above else Tree(label)
        if not above:
            trees.append(branch)
        above.append(branch)
    return trees


def show_evaluation(result: Evaluation, errors: int, as_json: bool) -> None:
    """Print scores by column, the reliability of the confidence, and some of the rows that are wrong."""
    from tasks.extract.evaluation import calibration_error, reliability

    scores = [
        {
            "column": name,
            "P": round(100 * slot.precision, 1),
            "R": round(100 * slot.recall, 1),
            "F1": round(100 * slot.f1, 1),
            "annotated": slot.annotated,
        }
        for name, slot in result.slots.items()
    ]
    rows = [(confidence, right) for _, confidence, right in result.rows]
    bins = [
        {"confidence": f"{low:.1f} to {high:.1f}", "rows": n, "mean confidence": mean, "share right": share}
        for low, high, n, mean, share in reliability(rows)
    ]
    error = round(calibration_error(rows), 3)
    if as_json:
        typer.echo(json.dumps({"scores": scores, "reliability": bins, "calibration_error": error}))
        return
    print_table("Scores", ("column", "P", "R", "F1", "annotated"), scores)
    print_table(f"Reliability (calibration error {error})", tuple(bins[0]) if bins else ("confidence",), bins)
    for line in result.errors[:errors]:
        typer.echo(line)


def show_settings(settings: Settings, as_json: bool) -> None:
    """Print every setting with its value and description."""
    if as_json:
        typer.echo(settings.model_dump_json())
        return
    rows = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        parts = type(value).model_fields if hasattr(type(value), "model_fields") else {"": field}
        for part, about in parts.items():
            shown = getattr(value, part) if part else value
            rows.append(
                {"setting": f"{name}.{part}".strip("."), "value": str(shown), "what it does": about.description}
            )
    print_table("Settings", ("setting", "value", "what it does"), rows)


def print_table(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Print rows as a table on a terminal, as tab-separated lines when piped."""
    cells = [[_shown(row.get(name)) for name in columns] for row in rows]
    if not sys.stdout.isatty():
        for line in [list(columns), *cells]:
            typer.echo("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    one_line = columns[-1] == "in the text"  # then the last column alone gives way
    for name in columns:
        most = COUNTED_WIDTH if one_line and name in ("counted", "source") else None
        table.add_column(name, no_wrap=one_line and name != columns[-1], overflow="fold", max_width=most)
    for line in cells:
        overflow: Literal["ellipsis", "fold"] = "ellipsis" if one_line else "fold"
        table.add_row(*(Text(cell, no_wrap=one_line, overflow=overflow) for cell in line))  # Text: [b] is no markup
    Console().print(table)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        small = 0 < abs(value) < 0.001
        return f"{value:.4g}" if small else f"{value:,.4f}".rstrip("0").rstrip(".")
    return "" if value is None else " ".join(str(value).split())


def _in_short(row: dict[str, Any]) -> dict[str, str | None]:
    """Return a figure's value with its bound, its event with its negation, its place and its time, a cell each."""
    place = ", ".join(part for part in (row["place_name"], row["place_admin1"] or row["place_country"]) if part)
    return {"value": _signed(row), "event": _event(row), "place": place, "time": row["time_edtf"] or row["time_text"]}


def _signed(row: dict[str, Any]) -> str:
    """Return a figure's value with the sign of its bound, or its ends: "≥ 40", "30..40"."""
    low, value, high = (_shown(row[name]) for name in ("value_low", "value", "value_high"))
    if row["bound"] in ("range", "vague"):
        return f"{low}..{high}" if low or high else ""
    sign = SIGNS.get(row["bound"])
    return f"{sign} {value}" if sign and value else value


def _event(row: dict[str, Any]) -> str | None:
    """Return what happened, with a "not" where it is said not to have."""
    event: str | None = row["event"]
    return f"not {event}" if row["negated"] else event


def _some_figures(result: Published, show: int) -> list[dict[str, Any]]:
    """Return the first figures of the inputs that a run read, in the order of the release's files."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    from tasks.publish.dataset import table_files
    from tasks.tables import DOCUMENTS, FIGURES, Table

    def months(table: Table) -> ds.Dataset:
        return ds.dataset([str(path) for path in table_files(Path(result.release), table).values()])

    named = pa.array(result.record_ids, pa.string())
    read = ds.field("record_id").isin(named) | ds.field("url").isin(named)
    documents = months(DOCUMENTS).to_table(columns=["document_id"], filter=read)["document_id"].combine_chunks()
    columns = [*FIGURE_COLUMNS, "value_low", "value_high", "negated", "sentence_start", "start_char"]
    found = months(FIGURES).head(show, columns=columns, filter=ds.field("document_id").isin(documents))
    rows: list[dict[str, Any]] = found.to_pylist()
    for row in rows:
        begin = row["start_char"] - row["sentence_start"] - CONTEXT_BEFORE
        row["event"] = _event(row)
        said = row["sentence"] or ""  # null where publish.text is none
        row["in the text"] = said if begin <= 0 else "…" + said[begin:]
    return rows
