"""Fit the weights by which figures are given places and times to annotated articles: `make weights`.

A conditional logit with a ridge: of the options of a figure, those that its annotation fits are made likely together.
What the figure before was given is evidence, too: it is taken from the annotation in a first fit, and from what the
first fit gives in a second. How well they hold is measured on articles that a fit has not seen: each sixth of them by
the weights that the other five give. ../shared/gold/check.jsonl is never fitted to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.extract.article import place_mentions, time_mentions
from tasks.extract.choosing import NONE, Mention, Option, choose, heaviest
from tasks.extract.dating import TIMELESS
from tasks.extract.evaluation import Slot, as_day, likeness
from tasks.extract.figures import passages_of, text_document
from tasks.extract.locating import PLACELESS
from tasks.extract.passages import Passage
from tasks.extract.sources import credits_in
from tasks.extract.telling import Reader
from tasks.extract.wordlists import DATA
from tasks.weights import Weights
from tests.evaluation.annotated import Article, gold, pages_places, wikinews_articles, wikinews_places

FOLDS = 6
RIDGE = 4.0
RAREST = 6  # evidence that fewer options have is left out
LEAN = 0.5  # log odds taken from having none: the F1 of what is given is best there
OFTEN = 2  # how often an article of the gold counts, whose annotators made the guide
STEPS = 300
LIKE = 0.5  # of two phrases that name one place
HEADER = """\
# How much each piece of evidence speaks for (above 0) or against giving a figure {what}, or none, in log odds.
# Source: fitted by tests/evaluation/choosing.py (make weights) to {figures} figures in {articles} annotated articles.
# On articles not fitted to: {scores}.
"""

Fits = Callable[[Article, Any], bool]


@dataclass(frozen=True, slots=True)
class Text:
    """An annotated article of a set: its passages, what its figures may be given, and their annotations by place."""

    name: str
    passages: Sequence[Passage]
    mentions: Sequence[Sequence[Mention[Any]]]
    figures: dict[tuple[int, int], Article]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure's options, and for each whether its annotation fits."""

    options: Sequence[Option[Any]]
    fits: Sequence[bool]


def main() -> None:
    """Fit, measure, and write data/place_weights.csv and data/time_weights.csv."""
    reader = Reader.load()
    sets = {"dev": gold("dev"), "articles": list(wikinews_articles()), "wikinews": list(wikinews_places())}
    dated = [(name, article) for name, articles in sets.items() for article in articles]
    _fit_and_write("time_weights", "a time", [_for_times(name, article, reader) for name, article in dated], fits_time)
    every = [*dated, *(("pages", article) for article in pages_places())]
    _fit_and_write(
        "place_weights", "a place", [_for_places(name, article, reader) for name, article in every], fits_place
    )


def fits_place(figure: Article, place: Any) -> bool:
    """Say whether a place is the annotated one; None fits where there is none."""
    if place is None or figure["place"] is None:
        return place is None and figure["place"] is None
    return likeness(figure["place"], place.text) >= LIKE


def fits_time(figure: Article, time: Any) -> bool:
    """Say whether a time is the annotated one, to the day; None or one without days fits where there is none."""
    first, last = (None, None) if time is None else (time.first, time.last)
    return (figure["time_from"], figure["time_to"]) == (first and str(first), last and str(last))


def fit(choices: Sequence[Choice]) -> Weights:
    """Return the weights under which the annotated options are likeliest, but for a ridge that keeps them small."""
    counts = Counter(name for choice in choices for option in choice.options for name in set(option.evidence))
    names = {name: place for place, name in enumerate(sorted(name for name in counts if counts[name] >= RAREST))}
    starts = np.cumsum([0, *(len(choice.options) for choice in choices)])
    x = np.zeros((starts[-1], len(names)), np.float32)
    for choice, start in zip(choices, starts[:-1], strict=True):
        for place, option in enumerate(choice.options):
            x[start + place, [names[name] for name in option.evidence if name in names]] = 1
    fits = np.array([each for choice in choices for each in choice.fits])
    sizes = np.diff(starts)

    def shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts[:-1]), sizes))
        found: NDArray[np.float64] = powers / np.repeat(np.add.reduceat(powers, starts[:-1]), sizes)
        return found

    weights, mean, square = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):  # Adam: the slopes are scaled by what they have been
        scores = x @ weights
        slope = x.T @ (shares(scores) - shares(np.where(fits, scores, -np.inf))) + RIDGE * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        size = 0.05 if step < 2 * STEPS / 3 else 0.01
        weights -= size * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return Weights(dict(zip(names, map(float, weights), strict=True)))


def _fit_and_write(file: str, what: str, texts: Sequence[Text], fits: Fits) -> None:
    slots: defaultdict[str, Slot] = defaultdict(Slot)
    for fold in range(FOLDS):
        weights = _fit_twice([text for place, text in enumerate(texts) if place % FOLDS != fold], fits)
        for text in texts[fold::FOLDS]:
            _measure(text, weights, fits, slots[text.name])
    scores = ", ".join(f"{name} F1 {100 * slot.f1:.1f}" for name, slot in slots.items())
    print(f"{file}: {scores}")
    weights = _fit_twice(texts, fits)
    lines = [f'"{name}",{weight:.2f}' for name, weight in weights.weights.items() if abs(weight) >= 0.005]
    figures = sum(len(text.figures) for text in texts)
    header = HEADER.format(what=what, figures=figures, articles=len(texts), scores=scores)
    (DATA / f"{file}.csv").write_text(header + "\n".join(("evidence,weight", *lines, "")), encoding="utf-8")


def _fit_twice(texts: Iterable[Text], fits: Fits) -> Weights:
    texts = [text for text in texts for _ in range(OFTEN if text.name == "dev" else 1)]
    first = fit([choice for text in texts for choice in _choices(text, None, fits)])
    weights = fit([choice for text in texts for choice in _choices(text, first, fits)]).weights
    return Weights({**weights, NONE: weights[NONE] - LEAN})


def _choices(text: Text, weights: Weights | None, fits: Fits) -> list[Choice]:
    """Return the choices of an article's figures; without weights each figure before is given what is annotated."""
    found: list[Choice] = []

    def decide(index: int, number: int, options: Sequence[Option[Any]]) -> Mention[Any] | None:
        figure = text.figures.get((index, number))
        right = [False] * len(options)
        if figure is not None:
            right = [fits(figure, each.mention and each.mention.value) for each in options]
            if any(right):
                found.append(Choice(options, right))
        if weights is not None:
            return heaviest(options, weights).mention
        return next((each.mention for each, is_right in zip(options, right, strict=True) if is_right), None)

    choose(text.passages, text.mentions, text.never, decide)
    return found


def _measure(text: Text, weights: Weights, fits: Fits, slot: Slot) -> None:
    def decide(index: int, number: int, options: Sequence[Option[Any]]) -> Mention[Any] | None:
        mention = heaviest(options, weights).mention
        if (figure := text.figures.get((index, number))) is not None:
            value = mention and mention.value
            slot.add(not fits(figure, None), mention is not None, fits(figure, value))
        return mention

    choose(text.passages, text.mentions, text.never, decide)


def _for_places(name: str, article: Article, reader: Reader) -> Text:
    passages, figures = _read(article, reader)
    credits = [credits_in(each.doc) if each.doc is not None else [] for each in passages]
    return Text(name, passages, place_mentions(passages, credits, reader.gazetteer), figures, PLACELESS)


def _for_times(name: str, article: Article, reader: Reader) -> Text:
    passages, figures = _read(article, reader)
    return Text(name, passages, time_mentions(passages, as_day(article["published"])), figures, TIMELESS)


def _read(article: Article, reader: Reader) -> tuple[list[Passage], dict[tuple[int, int], Article]]:
    """Return the passages of an article, its title before it as runs have it, and its figures by their passages."""
    title = f"{article['title']}\n\n" if article.get("title") else ""
    document = text_document(title + article["text"]) | {"body_start": len(title)}
    passages = passages_of(document, reader)
    return passages, _by_place(passages, article, len(title))


def _by_place(passages: Sequence[Passage], article: Article, begin: int) -> dict[tuple[int, int], Article]:
    """Return the annotated figures by passage and number in it; optional ones and those not read are left out."""
    free = list(article["figures"])
    found: dict[tuple[int, int], Article] = {}
    for index, passage in enumerate(passages):
        for number, told in enumerate(passage.told):
            start, end = (passage.start - begin + each for each in (told.quantity.start, told.quantity.end))
            hit = next((each for each in free if start < each["end"] and each["start"] < end), None)
            if hit is not None:
                free.remove(hit)
                if not hit.get("optional"):
                    found[index, number] = hit
    return found


if __name__ == "__main__":
    main()
