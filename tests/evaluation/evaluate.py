"""How well figures are read: `make eval`, over our own golden sentences and what lies in ../shared.

With a number as argument, so many errors of each set are shown.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.plain import run_plain
from flows.settings import Settings
from tasks.extract.evaluation import evaluate
from tasks.extract.telling import Reader
from tests.conftest import SHARED
from tests.evaluation import annotated, specs
from tests.evaluation.golden import score_golden
from tests.evaluation.scoring import Score, lines
from tests.evaluation.stances import score_stances

SPECS: dict[str, tuple[Callable[..., Score], tuple[str, ...]]] = {
    "spec_number": (specs.score_numbers, ("value",)),
    "spec_units": (specs.score_units, ("value", "value + unit")),
    "spec_range": (specs.score_ranges, ("value + bound",)),
}


def main(most: int) -> None:
    """Print every score."""
    for name in ("business", "events", "dense", "wire"):
        _show(f"golden_{name}", score_golden(name), ("value", "value + unit", "value + bound"), most)
    reader = Reader.load()
    for name in ("people", "money"):
        _show_rows(f"golden_{name}", annotated.sentences(name), reader, most)
    for name, half in (("work", 1), ("put aside", 0)):
        passages = [each for each in annotated.disputes() if int(each["id"][1:]) % 2 == half]
        slots = sorted(score_stances(passages, reader).items())
        said = ", ".join(f"{stance} P {slot.precision:.2f} R {slot.recall:.2f}" for stance, slot in slots)
        print(f"golden_disputes, the half {name}: {len(passages)} passages: {said}")
    folder = SHARED / "specs"
    if not folder.exists():
        print("no ../shared: only our own sentences were scored")
        return
    for name, (score, parts) in SPECS.items():
        _show(f"{name}, all cases", score(folder), parts, 0)
        _show(f"{name}, without those read otherwise on purpose", score(folder, otherwise=False), parts, most)
    _show("grobid_train", specs.score_science(folder), ("value",), most)
    _show_rows("pages", annotated.pages(), reader, most)
    _show_rows("wikinews", annotated.wikinews(), reader, most)
    _show_rows("wikinews, whole articles", annotated.wikinews_articles(), reader, most)
    for name in ("dev", "check"):
        print(f"{name}:")
        print(score_articles(SHARED / "gold" / f"{name}.jsonl", most if name == "dev" else 0))


def score_articles(gold: Path, most: int) -> str:
    """Run the pipeline over annotated articles and return what their scorer says; `check` shows no errors: unread."""
    with TemporaryDirectory() as folder:
        run_plain([str(gold)], Settings(output=Path(folder)))
        scorer = SHARED / "gold" / "score.py"
        command = [sys.executable, str(scorer), str(gold), f"{folder}/current", "--errors", str(most)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _show_rows(name: str, texts: Iterable[annotated.Article], reader: Reader, most: int) -> None:
    result = evaluate(texts, reader)
    figures = ", ".join(f"{column} F1 {100 * slot.f1:.1f}" for column, slot in result.slots.items())
    print(f"{name}: {len(result.rows)} read: {figures}")
    for line in result.errors[:most]:
        print(f"    {line[:220]}")


def _show(name: str, score: Score, parts: tuple[str, ...], most: int) -> None:
    figures = ", ".join(f"{part} F1 {score.f1(part):.1f} (recall {score.recall(part):.1f})" for part in parts)
    print(f"{name}: {score.gold} annotated, {score.read} read: {figures}")
    for line in lines(score, most):
        print(line)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
