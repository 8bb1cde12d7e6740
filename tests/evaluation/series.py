"""Say how well figures are lined up into series, and fit what their evidence weighs: `make series [ERRORS=story]`.

With a story named, its series that hold what was annotated as several are printed instead, and what was torn apart.
Each story is read by weights that are fitted to others, then the weights of all of them are written.
Stories that were put aside before the rules were written are never fitted to; they are told apart. Last comes how they
are read side by side, as if all had begun on one day: then figures of two stories may be taken for one quantity.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np

from tasks.extract.figures import read_documents
from tasks.extract.telling import Reader
from tasks.reconcile.claims import Claim, claims_of
from tasks.reconcile.columns import Claims
from tasks.reconcile.evidence import WEIGHTS, evidence
from tasks.reconcile.series import line_up
from tasks.reconcile.stories import link_articles, names_of
from tasks.weights import Weights
from tests.evaluation.confidence import fit
from tests.evaluation.stories import Pairs, annotated, read_stories, score_series

Row = Mapping[str, Any]
Article = Mapping[str, Any]
RIDGE, RAREST = 1.0, 6
FOLDS = 15
FIRST_DAY = date(2025, 1, 1)
HEADER = """\
# How much each piece of evidence speaks for (above 0) or against two figures of one story being of the same quantity,
# in log odds; base is always there.
# Source: fitted by tests/evaluation/series.py (make series) to {pairs} pairs of figures in {stories} running stories of
# our own. Read by weights fitted to the others: precision {precision:.1f}, recall {recall:.1f}.
"""


def main() -> None:
    """Fit, measure, and write the weights."""
    reader = Reader.load()
    articles = [article for article in read_stories() if article["copy_of"] is None]
    rows = dict(zip((article["url"] for article in articles), read_figures(articles, reader), strict=True))
    stories: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: (article["published"], article["url"])):
        stories.setdefault(article["story"], []).append(article)
    aside = {article["story"] for article in articles if article["held_out"]}
    if sys.argv[1:]:
        if (story := sys.argv[1]) not in stories.keys() - aside:
            sys.exit(f"{story}: no story to be read; there are {', '.join(sorted(stories.keys() - aside))}")
        print(*errors(stories[story], rows), sep="\n")
        return
    worked = sorted(stories.keys() - aside)
    pairs = {story: train(stories[story], rows) for story in worked}
    scores: dict[str, Pairs] = {}
    for held in (worked[fold::FOLDS] for fold in range(FOLDS)):
        weights = fit([pair for story in worked if story not in held for pair in pairs[story]], RIDGE, RAREST)
        scores |= {story: read(stories[story], rows, weights) for story in held}
    unseen = total(scores.values())
    for story in worked:
        print(tell(story, scores[story]))
    print(tell("not fitted", unseen))
    every = [pair for story in worked for pair in pairs[story]]
    weights = fit(every, RIDGE, RAREST)
    print(tell("fitted", total(read(stories[story], rows, weights) for story in worked)))
    for story in sorted(aside):
        print(tell(story, read(stories[story], rows, weights)))
    print(tell("put aside", total(read(stories[story], rows, weights) for story in aside)))
    print(tell("side by side", read(*side_by_side(stories.values(), rows), weights)))
    told = {"precision": unseen.precision, "recall": unseen.recall}
    lines = [f'"{name}",{weight:.2f}' for name, weight in weights.weights.items()]
    header = HEADER.format(pairs=len(every), stories=len(worked), **told)
    WEIGHTS.write_text(header + "\n".join(("evidence,weight", *lines, "")), encoding="utf-8")


def read_figures(articles: Sequence[Article], reader: Reader) -> list[list[Row]]:
    """Return the figures of each article, as extract reads them."""
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
        for article in articles
    ]
    return [list(found.figures) for found in read_documents(documents, reader)]


def links_of(articles: Sequence[Article], rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, float]]:
    """Return with which articles each shares a story."""
    names = {article["url"]: names_of(rows[article["url"]]) for article in articles}
    days = {article["url"]: date.fromisoformat(article["published"][:10]).toordinal() for article in articles}
    return link_articles(names, days)


def read(articles: Sequence[Article], rows: Mapping[str, Sequence[Row]], weights: Weights) -> Pairs:
    """Return how well the figures of a story, its articles given in order, are lined up under some weights."""
    series = line_up([rows[article["url"]] for article in articles], links_of(articles, rows), weights)
    number_of = {claim.figure_id: str(number) for number, claims in enumerate(series) for claim in claims}
    figures = [row for article in articles for row in rows[article["url"]]]
    told = score_series(articles, [{**row, "series_id": number_of[row["figure_id"]]} for row in figures])
    return total(told.values())


def side_by_side(
    stories: Iterable[Sequence[Article]], rows: Mapping[str, Sequence[Row]]
) -> tuple[list[Article], dict[str, list[Row]]]:
    """Return the articles of stories as one story that begins on one day, and their figures."""
    moved: list[Article] = []
    figures: dict[str, list[Row]] = {}
    for articles in stories:
        days = FIRST_DAY - date.fromisoformat(articles[0]["published"][:10])
        for article in articles:
            day = date.fromisoformat(article["published"][:10]) + days
            named = [{**each, "series": f"{article['story']} {each['series']}"} for each in article["figures"]]
            moved.append({**article, "story": "all", "published": str(day), "figures": named})
            figures[article["url"]] = [
                row | {name: row[name] and row[name] + days for name in ("published_date", "time_from", "time_to")}
                for row in map(dict, rows[article["url"]])
            ]
    return sorted(moved, key=lambda article: (article["published"], article["url"])), figures


def errors(articles: Sequence[Article], rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Yield the figures of each series that mixes quantities, then those of each quantity that is in several series."""
    series = line_up([rows[article["url"]] for article in articles], links_of(articles, rows), Weights.load(WEIGHTS))
    figures = [(article, row) for article in articles for row in rows[article["url"]]]
    said = {row["figure_id"]: annotated(article, row) or row["figure_id"] for article, row in figures}
    number_of = {claim.figure_id: number for number, claims in enumerate(series) for claim in claims}
    claims = [claim for each in series for claim in each]
    for title, key, other in (("mixed", number_of, said), ("torn apart", said, number_of)):
        groups: dict[str, list[Claim]] = {}
        for claim in claims:
            groups.setdefault(str(key[claim.figure_id]), []).append(claim)
        for name, group in groups.items():
            if len({other[claim.figure_id] for claim in group}) > 1:
                yield f"{title}: {name}"
                for claim in sorted(group, key=lambda each: (each.day or 0, each.article_id, each.sentence)):
                    told = f"{claim.event} {claim.class_} {claim.head} {claim.nation} ({claim.told})"
                    words = claim.text[max(0, claim.start - 60) : claim.end + 30]
                    yield f"  {other[claim.figure_id]} | {told} | {words}"


def train(articles: Sequence[Article], rows: Mapping[str, Sequence[Row]]) -> list[tuple[frozenset[str], bool]]:
    """Return what is said of each two figures of a story that nothing bars, and whether they are of one series."""
    linked = links_of(articles, rows)
    claims: list[Claim] = []
    said: dict[str, str] = {}
    for article in articles:
        claims += claims_of(rows[article["url"]])
        for row in rows[article["url"]]:
            said[row["figure_id"]] = annotated(article, row) or row["figure_id"]
    places = [
        (one, other)
        for one, other in combinations(range(len(claims)), 2)
        if claims[other].article_id in linked[claims[one].article_id]
    ]
    columns = Claims(claims)
    reasons = evidence(*(columns.at(np.array(side, np.intp)) for side in zip(*places, strict=True)))
    return [
        (frozenset(why) - {"base"}, said[claims[one].figure_id] == said[claims[other].figure_id])
        for (one, other), why in zip(places, reasons, strict=True)
        if why is not None
    ]


def total(every: Iterable[Pairs]) -> Pairs:
    """Return the pairs of several stories together."""
    counts = [(one.annotated, one.read, one.right) for one in every]
    return Pairs(*(sum(each) for each in zip(*counts, strict=True)))


def tell(name: str, pairs: Pairs) -> str:
    """Return a line that says how well the pairs of a story were read."""
    told = f"precision {pairs.precision:5.1f}  recall {pairs.recall:5.1f}"
    return f"{name:12} {told}  ({pairs.right} of {pairs.annotated} pairs, {pairs.read} read)"


if __name__ == "__main__":
    main()
