"""Say how well figures are lined up into series, on the running stories: `python -m tests.evaluation.series`.

Stories that were put aside before the rules were written are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tasks.extract.figures import read_documents
from tasks.extract.telling import Reader
from tasks.reconcile.evidence import WEIGHTS
from tasks.reconcile.series import line_up
from tasks.reconcile.stories import link_articles, names_of
from tasks.weights import Weights
from tests.evaluation.stories import Pairs, read_stories, score_series

Row = Mapping[str, Any]


def read_figures(articles: Sequence[Mapping[str, Any]], reader: Reader) -> list[list[Row]]:
    """Return the figures of each article in the order of publication, as extract reads them."""
    every = sorted(articles, key=lambda article: (article["published"], article["url"]))
    documents = [
        {
            "article_id": article["url"],
            "document_id": article["url"],
            "url": article["url"],
            "title": article["title"],
            "text": article["text"],
            "body_start": len(article["title"]) + 2,
            "published_date": date.fromisoformat(article["published"][:10]),
        }
        for article in every
    ]
    return [list(found.figures) for found in read_documents(documents, reader)]


def in_series(documents: Sequence[Sequence[Row]]) -> list[dict[str, Any]]:
    """Return figures as rows with the number of their series."""
    by_article = {rows[0]["article_id"]: rows for rows in documents if rows}
    names = {article: names_of(rows) for article, rows in by_article.items()}
    days = {article: rows[0]["published_date"].toordinal() for article, rows in by_article.items()}
    series = line_up(documents, link_articles(names, days), Weights.load(WEIGHTS))
    number_of = {claim.figure_id: number for number, claims in enumerate(series) for claim in claims}
    return [{**row, "series_id": str(number_of[row["figure_id"]])} for rows in documents for row in rows]


def total(every: Iterable[Pairs]) -> Pairs:
    """Return the pairs of several stories together."""
    pairs = list(every)
    return Pairs(
        *(sum(counts) for counts in zip(*((one.annotated, one.read, one.right) for one in pairs), strict=True))
    )


def tell(name: str, pairs: Pairs) -> str:
    """Return a line that says how well the pairs of a story were read."""
    told = f"precision {pairs.precision:5.1f}  recall {pairs.recall:5.1f}"
    return f"{name:12} {told}  ({pairs.right} of {pairs.annotated} pairs, {pairs.read} read)"


def main() -> None:
    """Print how well each story's figures are lined up."""
    reader = Reader.load()
    articles = [article for article in read_stories() if article["copy_of"] is None]
    scores = score_series(articles, in_series(read_figures(articles, reader)))
    aside = {article["story"] for article in articles if article["held_out"]}
    for title, stories in (("worked on", scores.keys() - aside), ("put aside", aside)):
        for story in sorted(stories):
            print(tell(story, scores[story]))
        print(tell(title, total(scores[story] for story in stories)))


if __name__ == "__main__":
    main()
