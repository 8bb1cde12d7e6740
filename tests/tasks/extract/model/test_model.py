"""The pipeline that is shipped: what it scores, and that its training can be done again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tasks.extract.model.train import score_gold_words, size_of
from tasks.extract.model.treebanks import read_sets
from tasks.extract.syntax import MODEL, Syntax
from tests.conftest import needs_shared


def test_it_is_small() -> None:
    assert size_of(MODEL) <= 7_000_000


def test_it_scores_what_its_card_says() -> None:
    """Words given, punctuation excluded, by the scorer of the training script."""
    sentences = read_sets(needs_shared("treebanks/pud-test.conllu.xz").parent, ("pud-test",))
    scores = score_gold_words(Syntax.load().nlp, sentences)
    card = MODEL.with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"| pud-test | gold words | {scores['UPOS']:.1f} | {scores['XPOS']:.1f} | " in card
    assert scores["UAS"] >= 86.5
    assert scores["LAS"] >= 82.5


@pytest.mark.long
def test_the_same_training_gives_the_same_bytes(tmp_path: Path) -> None:
    treebanks = needs_shared("treebanks")
    for name in ("one", "two"):
        words = ["-m", "tasks.extract.model.train", str(treebanks), str(tmp_path / name / "english"), "--steps", "3"]
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
    one, two = tmp_path / "one" / "english", tmp_path / "two" / "english"
    files = [path.relative_to(one) for path in sorted(one.rglob("*")) if path.is_file() and path.name != "meta.json"]
    assert len(files) >= 10
    assert [path for path in files if (one / path).read_bytes() != (two / path).read_bytes()] == []
