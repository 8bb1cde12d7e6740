"""Short articles whose figures are read as extract reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tasks.extract.figures import read_document
from tasks.extract.telling import Reader
from tasks.reconcile.claims import Claim, claims_of
from tasks.reconcile.evidence import WEIGHTS
from tasks.reconcile.series import line_up
from tasks.reconcile.stories import link_articles, names_of
from tasks.weights import Weights

READER = Reader.load()
Row = dict[str, Any]


def figures(title: str, body: str, day: int | date = 3) -> list[Row]:
    """Return the figures of an article of a day, or of one of March 2025; it is known by its title."""
    document = {
        "article_id": title,
        "document_id": title,
        "title": title,
        "text": f"{title}\n\n{body}",
        "body_start": len(title) + 2,
        "published_date": day if isinstance(day, date) else date(2025, 3, day),
    }
    return list(read_document(document, READER).figures)


def claims(body: str) -> list[Claim]:
    """Return the figures of an article as claims."""
    return claims_of(figures("News", body))


def series(documents: Sequence[Sequence[Row]]) -> list[list[str]]:
    """Return the numbers of each series of several figures, as they stand in the text."""
    by_article = {rows[0]["article_id"]: rows for rows in documents}
    names = {article: names_of(rows) for article, rows in by_article.items()}
    days = {article: rows[0]["published_date"].toordinal() for article, rows in by_article.items()}
    found = line_up(documents, link_articles(names, days), Weights.load(WEIGHTS))
    return [[claim.text[claim.start : claim.end] for claim in each] for each in found if len(each) > 1]
