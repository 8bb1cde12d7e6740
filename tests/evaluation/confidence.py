"""Fit the weights of the confidence to annotated text and say how well they hold: `make confidence`.

Logistic regression with a ridge, by Newton's method. Its reliability is measured on texts that a fit has not seen: each
tenth of them by the weights that the other nine give. Only real news is fitted to: sentences that were written to be
hard make the weights too low, articles that the rules were worked out on too high. ../shared/gold/check.jsonl is never
fitted to.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from tasks.extract.confidence import confidence
from tasks.extract.evaluation import calibration_error, evaluate, reliability
from tasks.extract.telling import Reader
from tasks.extract.wordlists import DATA
from tasks.weights import Weights
from tests.evaluation.annotated import Article, pages, wikinews

FOLDS = 10
RIDGE = 3.0
RAREST = 8  # a piece of evidence that fewer rows have is left out
STEPS = 25

Row = tuple[frozenset[str], bool]
HEADER = """\
# How much each piece of evidence tells for (above 0) or against a row being right, in log odds; base is always there.
# Source: fitted by tests/evaluation/confidence.py (make confidence) to {rows} figures in {texts} annotated texts:
# sentences of news pages and of Wikinews. Calibration error on texts not fitted to: {error:.3f}.
"""


def main() -> None:
    """Fit, measure, and write data/confidence.csv."""
    reader = Reader.load()
    texts: list[Article] = [*pages(), *wikinews()]
    each = [[(why, right) for why, _, right in evaluate([text], reader).rows] for text in texts]
    held: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = fit([row for place, rows in enumerate(each) if place % FOLDS != fold for row in rows])
        held += [(confidence(weights, why), right) for rows in each[fold::FOLDS] for why, right in rows]
    error = calibration_error(held)
    print(f"{len(held)} figures, {FOLDS} folds by text: calibration error {error:.3f}")
    for low, high, n, mean, share in reliability(held):
        print(f"  {low:.1f} to {high:.1f}: {n:4} rows, mean confidence {mean:.2f}, share right {share:.2f}")
    weights = fit([row for rows in each for row in rows])
    lines = [f"{name},{weight:.3f}" for name, weight in weights.weights.items()]
    header = HEADER.format(rows=len(held), texts=len(texts), error=error)
    text = "\n".join(("evidence,weight", *lines, ""))
    (DATA / "confidence.csv").write_text(header + text, encoding="utf-8")


def fit(rows: list[Row], small: float = RIDGE, rarest: int = RAREST) -> Weights:
    """Return the weights under which the rows are likeliest, but for a ridge that keeps them small."""
    counts = Counter(name for why, _ in rows for name in why)
    names = sorted(name for name, count in counts.items() if count >= rarest)
    x = np.array([[1.0, *(name in why for name in names)] for why, _ in rows])
    y = np.array([float(right) for _, right in rows])
    ridge = np.diag([1e-6, *([small] * len(names))])
    beta: NDArray[np.float64] = np.zeros(x.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-x @ beta))
        curvature = x.T @ (x * (likely * (1 - likely))[:, None]) + ridge
        beta += np.linalg.solve(curvature, x.T @ (y - likely) - ridge @ beta)
    return Weights(dict(zip(("base", *names), map(float, beta), strict=True)))


if __name__ == "__main__":
    main()
