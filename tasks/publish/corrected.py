"""Which released articles are read again as corrections of them came or went, and what became of each correction.

What a correction did is kept beside the data (CORRECTED, without its words): by it the next run sees what has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tasks.corrections import misfit
from tasks.publish.dataset import kept_file, read_kept, read_table, to_rows
from tasks.tables import CORRECTED, DOCUMENTS, FIGURES, FIGURES_DELETED

Row = dict[str, Any]
log = logging.getLogger(__name__)
NAMES = ["article_id", "document_id", "url"]  # by which a person calls an article
UNKEPT = "its article's text is not kept (publish.text): run with --reprocess"
NO_FIGURE = (
    "no figure {figure_id} in the dataset: its sentence was changed, or its article is a copy now or withdrawn: correct"
    " or remove the line"
)
NO_ARTICLE = "no article {article} in the dataset, or it is a copy now or withdrawn: correct or remove the line"


def on_figures(corrections: Sequence[Row]) -> list[Row]:
    """Return the corrections of figures; those of series are reconcile's."""
    return [row for row in corrections if row["action"] not in ("merge", "split")]


def read_kept_corrections(output: Path) -> pd.DataFrame:
    """Return what became of the corrections of the run before; raises ContractError where that cannot be read."""
    path = kept_file(output, CORRECTED)  # runs before there were corrections kept none
    return read_kept(output, CORRECTED, strict=path is not None and path.exists())


def read_again(
    previous: Path | None, output: Path, corrections: Sequence[Row], leave: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """Return the released documents to be read again, as corrections of them are new or gone, but those to `leave`.

    And rows of CORRECTED: what cannot be corrected, or taken back, now, as the texts are not kept.
    """
    kept = read_kept_corrections(output)
    told = set(kept["correction_id"])
    new = _articles(previous, kept, [row for row in on_figures(corrections) if row["correction_id"] not in told])
    back = kept[~kept["correction_id"].isin({row["correction_id"] for row in corrections})]
    if len(back):
        log.warning("%d corrections are taken back", len(back))
    articles = {*new.values(), *back["article_id"].dropna()}
    every = to_rows(read_table(previous, DOCUMENTS, ("article_id", articles))) if articles else []
    documents = {row["article_id"]: row for row in every if publishes(row) and row["document_id"] not in leave}
    unread = {article_id: row["document_id"] for article_id, row in documents.items() if row["text"] is None}
    if unread:
        log.warning(
            "%d corrected articles cannot be read again, as their texts are not kept: run with --reprocess", len(unread)
        )
    of_article = [*new.items(), *zip(back["correction_id"], back["article_id"], strict=True)]
    return [row for row in documents.values() if row["text"] is not None], [
        {"correction_id": correction, "article_id": article, "document_id": unread[article], "problem": UNKEPT}
        for correction, article in of_article
        if article in unread
    ]


def publishes(document: Row) -> bool:
    """Tell whether a document publishes figures."""
    return bool(document["is_current"]) and document["duplicate_of"] is None


def _articles(previous: Path | None, kept: pd.DataFrame, corrections: Sequence[Row]) -> dict[str, str]:
    """Return the article_id of each correction, by its correction_id, where the article is known."""
    if previous is None or not corrections:
        return {}
    figures = {row["figure_id"] for row in corrections if row["figure_id"]}
    columns = ["figure_id", "document_id"]
    deleted, standing = (
        read_table(previous, table, ("figure_id", figures), columns) for table in (FIGURES_DELETED, FIGURES)
    )
    earlier = kept.loc[kept["figure_id"].isin(figures), columns]  # some were rejected before they were ever released
    document_of = pd.concat([deleted, earlier, standing]).set_index("figure_id")["document_id"].to_dict()
    named = {name for row in corrections if not row["figure_id"] for name in (row["article"], row["article_id"])}
    article_of: dict[str, str] = {}
    for name, wanted in (("document_id", {*document_of.values(), *named}), ("url", named), ("article_id", named)):
        for row in to_rows(read_table(previous, DOCUMENTS, (name, wanted), NAMES)) if wanted else ():
            article_of[row[name]] = row["article_id"]
    found = {
        row["correction_id"]: [document_of.get(row["figure_id"]), row["article"], row["article_id"]]
        for row in corrections
    }
    articles = {name: next((article_of[each] for each in of if each in article_of), None) for name, of in found.items()}
    return {correction_id: article for correction_id, article in articles.items() if article is not None}


def settle(
    corrections: Sequence[Row], told: Sequence[Row], kept: pd.DataFrame, stays: Callable[[str], bool]
) -> list[Row]:
    """Return what became of each correction of a figure, and of those that cannot be taken back, as rows of CORRECTED.

    `told` are those rows of this run, `kept` those of the run before; `stays` tells of a document whether its figures
    are as they were.
    """
    before = {row["correction_id"]: row for row in to_rows(kept) if not row["document_id"] or stays(row["document_id"])}
    now = {row["correction_id"]: row for row in told}
    known = before | now
    settled = {row["correction_id"]: known.get(row["correction_id"]) or _lost(row) for row in on_figures(corrections)}
    return list((now | settled).values())


def _lost(correction: Row) -> Row:
    problem = (NO_FIGURE if correction["figure_id"] else NO_ARTICLE).format_map(correction)
    return {"correction_id": correction["correction_id"], "figure_id": correction["figure_id"], "problem": problem}


def misfits(corrections: Sequence[Row], settled: Sequence[Row]) -> list[Row]:
    """Return the rows of `rejects` of corrections that do not apply, and say in the log how many they are."""
    problems = {row["correction_id"]: row["problem"] for row in settled if row.get("problem")}
    rejects = [misfit(row, problems[row["correction_id"]]) for row in corrections if row["correction_id"] in problems]
    if rejects:
        log.warning("%d corrections do not apply (see the table rejects): %s", len(rejects), rejects[0]["detail"])
    return rejects
