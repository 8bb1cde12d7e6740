"""The command line: `newsfigures run | serve | withdraw | review | text | explain | evaluate | check | …`.

Each command imports only what it needs.
"""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.engines import check_runner, run_flow, set_prefect_defaults
from flows.errors import DONE, FAILED, clear_errors, fail, release_in, settings_of, tell

if TYPE_CHECKING:
    pass

EXPLAINED = (
    "value",
    "bound",
    "kind",
    "unit",
    "counted",
    "counted_class",
    "event",
    "negated",
    "aggregation",
    "source",
    "modality",
    "place_text",
    "place_country",
    "time_text",
    "time_edtf",
    "disputed_by",
    "additive",
    "confidence",
)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class Engine(StrEnum):
    """Who runs the tasks."""

    prefect = "prefect"
    none = "none"


class Form(StrEnum):
    """What a release is exported as."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    sqlite = "sqlite"
    delta = "delta"
    superset = "superset"


Published_ = Annotated[
    datetime | None,
    typer.Option("--published", formats=["%Y-%m-%d"], help="Publication date of articles that carry none."),
]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave out what feeds and sitemaps say is older.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="How many batches Prefect works on at once.")]
Json = Annotated[bool, typer.Option("--json", help="JSON for machines.")]


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("newsfigures"))
        raise typer.Exit(DONE)


@app.callback()
def newsfigures(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """News articles in, figures out: who says how many of what, where, when, and who denies it."""


@app.command()
def run(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, globs, web addresses (pages, feeds, sitemaps), s3:// gs://")
    ],
    output: Annotated[Path | None, typer.Option(help="Folder of the dataset (data).")] = None,
    published: Published_ = None,
    since: Since = None,
    workers: Workers = None,
    engine: Annotated[Engine | None, typer.Option(help="none: the same tasks without any server.")] = None,
    reprocess: Annotated[bool, typer.Option(help="Read again what has not changed.")] = False,
    show: Annotated[int, typer.Option(min=0, help="Print this many of the figures.")] = 10,
    as_json: Json = False,
) -> None:
    """Read articles and publish their figures as Parquet.

    Exit codes: 0 done (single inputs may be rejected), 1 nothing could be read or published, 2 wrong usage, 130 and
    143 ended by Ctrl-C or SIGTERM.
    """
    from flows import display
    from flows.ending import ending_in_order

    engine_name = engine and engine.value
    clean, fetch = _clean(published), _fetch(since)
    settings = settings_of(output=output, workers=workers, engine=engine_name, clean=clean, fetch=fetch)
    with ending_in_order(tell), display.progress(quiet=as_json), clear_errors():
        result = run_flow(sources, settings, reprocess)
    display.show_run(result, settings.output, show, as_json)
    read = sum(result.run[name] for name in ("documents_new", "documents_changed", "documents_unchanged"))
    raise typer.Exit(DONE if read or not result.run["rejects"] else FAILED)


@app.command()
def serve(
    sources: Annotated[list[str], typer.Argument(help="What to read each time, as with run.")],
    cron: Annotated[str | None, typer.Option(help='When: minute, hour, day, month, weekday ("0 3 * * *").')] = None,
    every: Annotated[str | None, typer.Option(help="Or how often, from now on: 90 (seconds), 30m, 6h, 1d.")] = None,
    timezone: Annotated[str, typer.Option(help="The time zone of the schedule (Europe/Berlin).")] = "UTC",
    name: Annotated[str, typer.Option(help="The name of the deployment; another one for each schedule.")] = "served",
    output: Annotated[Path | None, typer.Option(help="Folder of the dataset (data).")] = None,
    published: Published_ = None,
    since: Since = None,
    workers: Workers = None,
) -> None:
    """Run by a schedule until SIGTERM or Ctrl-C, on Prefect's server where one is configured, else with one of its own.

    Exit codes: 0 ended as asked, 1 no server answers, 2 wrong usage.
    """
    given: dict[str, Any] = {"workers": workers, "clean": _clean(published), "fetch": _fetch(since)}
    settings = settings_of(output=output, **given)
    set_prefect_defaults()
    from flows.schedule import ScheduleError, make_schedule, serve_figures
    from flows.server import ServerError

    given = {"output": str(settings.output.absolute())} | {key: value for key, value in given.items() if value}
    try:
        schedule = make_schedule(cron, every, timezone)
        check_runner(settings)
        serve_figures(name, schedule, {"sources": sources, "settings": given}, typer.echo)
    except ScheduleError as error:
        fail(str(error))
    except ServerError as error:
        fail(str(error), FAILED)


@app.command()
def withdraw(
    articles: Annotated[list[str], typer.Argument(help="Addresses of articles, or values of article_id.")],
    output: Annotated[Path | None, typer.Option(help="Folder of the dataset (data).")] = None,
    as_json: Json = False,
) -> None:
    """Take articles out for good: from the tables, from earlier releases, and from what later runs read.

    Exit codes: 0 taken out, 1 the new release could not be published, 2 no such article (then none is taken out).
    """
    from flows import display
    from flows.ending import ending_in_order
    from flows.plain import run_withdraw
    from tasks.clean.metadata import canonical_url
    from tasks.publish.dataset import current_release, find_article
    from tasks.tables import masked

    settings = settings_of(output=output)
    with ending_in_order(tell), clear_errors():
        release = current_release(settings.output.absolute())
        found = {one: release and find_article(release, masked(one), canonical_url(masked(one))) for one in articles}
        if unknown := [one for one, article_id in found.items() if article_id is None]:
            fail(f"{', '.join(unknown)}: no such article in {settings.output}/current: see url and article_id there")
        result = run_withdraw(sorted({article_id for article_id in found.values() if article_id}), settings)
    display.show_run(result, settings.output, 0, as_json)


@app.command()
def text(
    sentence: Annotated[str, typer.Argument(help="A sentence or a whole text; - reads standard input.")],
    published: Published_ = None,
    why: Annotated[bool, typer.Option("--explain", help="Show the parse, and the rule behind each column.")] = False,
    as_json: Json = False,
) -> None:
    """Show the figures of a text at once, and what was refused and why."""
    from flows import display
    from tasks.extract.explain import explain as explained
    from tasks.extract.figures import read_document, text_document
    from tasks.extract.telling import Reader

    settings = settings_of(clean=_clean(published))
    try:
        said = sys.stdin.read() if sentence == "-" else sentence
        said.encode()  # bytes that are no UTF-8 come as surrogates
    except UnicodeError as error:
        fail(f"the text is not UTF-8 ({error}): save it as UTF-8")
    document = text_document(said)
    document["published_date"] = settings.clean.published
    with clear_errors(""):
        reader = Reader.load(**settings.extract.arguments())
        if why:
            display.show_explanations(list(explained(document, reader)), as_json)
        if not (why and as_json):
            display.show_text(read_document(document, reader), as_json, refused_only=why)


@app.command()
def explain(
    figure_id: Annotated[str, typer.Argument(help="A figure_id of the table figures.")],
    output: Annotated[Path | None, typer.Option(help="Folder of the dataset (data).")] = None,
    as_json: Json = False,
) -> None:
    """Show why a published figure reads as it does: its sentence, the parse, the rule and words behind each column.

    Then its series, and what speaks for and against it beside the other figures of that.

    Exit codes: 0 shown, 1 it would be read otherwise today (unless a person has changed it), 2 no such figure.
    """
    from flows import display
    from tasks.extract.explain import explain as explained
    from tasks.extract.telling import Reader
    from tasks.publish.dataset import current_release, find_figure, find_series
    from tasks.reconcile.explain import companions

    settings = settings_of(output=output)
    with clear_errors(""):
        release = current_release(settings.output.absolute())
        if release is None:
            fail(f"{settings.output}: no release here: name the folder given to --output")
        published = find_figure(release, figure_id)
        if published is None:
            fail(f"{figure_id}: no such figure in {settings.output}/current: see the column figure_id of figures")
        document, row = published
        if document["text"] is None:
            fail(f"{figure_id}: its article's text is not published (publish.text), so it cannot be read again")
        found = list(explained(document, Reader.load(**settings.extract.arguments()), figure_id))
        lined = find_series(release, row["series_id"])
    display.show_explanations(found, as_json, lined and (lined[0], companions(lined[1], figure_id)))
    if row["review"] in ("changed", "added"):
        tell(f"{figure_id} is published as a person has {row['review']} it: see review.corrections")
        return
    today = found[0].figures[0].row if found else {}
    if otherwise := [name for name in EXPLAINED if not found or row[name] != today[name]]:
        told = ", ".join(f"{name} {row[name]!r}" for name in otherwise)
        fail(f"{figure_id} was published with {told}: today it reads otherwise, run its article again", FAILED)


@app.command()
def review(
    output: Annotated[Path | None, typer.Option(help="Folder of the dataset (data).")] = None,
    least: Annotated[int, typer.Option(min=1, help="So many figures, the least certain ones first.")] = 50,
    target: Annotated[
        Path | None, typer.Option("--to", help="The file (review.corrections, else corrections.csv).")
    ] = None,
) -> None:
    """Write the least certain figures that nobody has reviewed to a table, to be corrected; what stands there stays.

    Exit codes: 0 written, 1 it could not be, 2 no release there, or no table that lines can be added to.
    """
    from tasks.publish.skeleton import write_skeleton

    settings = settings_of(output=output)
    chosen = target or settings.review.corrections or "corrections.csv"
    if "://" in str(chosen):
        fail(f"review.corrections is no file on this machine: name one with --to ({chosen})")
    with clear_errors(""):
        count = write_skeleton(release_in(settings.output).resolve(), Path(chosen), least)
    typer.echo(f"{chosen}: {count} figures to look at")
    if settings.review.corrections is None:
        tell("for the corrections to be applied, name the table in the setting review.corrections")


@app.command()
def evaluate(
    annotated: Annotated[Path, typer.Argument(help="JSONL: an annotated text a line (see the README).")],
    errors: Annotated[int, typer.Option(min=0, help="Print this many of the wrong rows.")] = 0,
    as_json: Json = False,
) -> None:
    """Measure how well figures are read on texts that you annotated, and how far their confidence can be trusted."""
    from flows import display
    from tasks.extract.evaluation import AnnotationError, evaluate, read_annotated
    from tasks.extract.telling import Reader

    settings = settings_of()
    try:
        articles = list(read_annotated(annotated))
    except AnnotationError as error:
        fail(str(error))
    with clear_errors(""):
        result = evaluate(articles, Reader.load(**settings.extract.arguments()))
    display.show_evaluation(result, errors, as_json)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A dataset folder, or one of its releases.")] = Path("data"),
) -> None:
    """Check a release against its contract: schema, offsets, keys, allowed values, strays.

    Exit codes: 0 clean, 1 something is wrong, 2 no release there.
    """
    from tasks.publish.check import check_release
    from tasks.publish.intact import changed_files

    release = release_in(folder)
    problems = [f"{name}: not as it was published" for name in changed_files(release)]
    problems += check_release(release.resolve())
    for line in problems or [f"{release}: clean"]:
        typer.echo(line, err=bool(problems))
    raise typer.Exit(FAILED if problems else DONE)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A dataset folder, or one of its releases.")] = Path("data"),
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    target: Annotated[Path | None, typer.Option("--to", help="Make it anew, in this file.")] = None,
) -> None:
    """Say where the report of a release is: one file to look at in a browser, made when the release was published.

    Exit codes: 0 there, 1 it could not be made, 2 no release there, or no report in it.
    """
    from tasks.publish.report.build import REPORT, write_report

    release = release_in(folder)
    path = target or release / REPORT
    if target:
        with clear_errors(""):
            write_report(release.resolve(), target, settings_of().publish.title)
    if not path.exists():
        fail(f"{path}: no report there: make one with --to FILE")
    typer.echo(path)
    if show:
        typer.launch(str(path))


@app.command()
def export(
    form: Annotated[
        Form,
        typer.Option("--format", help="parquet, csv, jsonl, delta: a folder; xlsx, sqlite, superset (zip): a file."),
    ],
    target: Annotated[Path, typer.Option("--to", help="What to write; it must not be there yet.")],
    folder: Annotated[Path, typer.Argument(help="A dataset folder, or one of its releases.")] = Path("data"),
) -> None:
    """Write all tables of a release in another format; open xlsx in spreadsheets, where CSV's text may be a formula.

    Exit codes: 0 written, 1 it could not be read or written, 2 no release there, or the target is, or a package is not.
    """
    from tasks.publish.export.exporting import ExportError, export_release

    release = release_in(folder)
    try:
        with clear_errors(""):
            written = export_release(release.resolve(), target, form.value)
    except ExportError as error:
        fail(str(error))
    for path in written:
        typer.echo(path)


@app.command("settings")
def show_settings(as_json: Json = False) -> None:
    """Show every setting, its value and what it does."""
    from flows import display

    display.show_settings(settings_of(), as_json)


def main() -> None:
    """Run the command line."""
    app()


def _clean(published: datetime | None) -> dict[str, Any] | None:
    return {"published": published.date()} if published else None


def _fetch(since: datetime | None) -> dict[str, Any] | None:
    return {"since": since.date()} if since else None
