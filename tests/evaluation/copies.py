"""Lay copies that are found over edited ones: `python -m tests.evaluation.copies`.

Real articles in ../shared, each in many edits by other outlets; edits that change a number, which are no copies; and
briefs cut from a template, which are none either.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tasks.clean.signatures import sign, write_signatures
from tasks.publish.copies import find_copies
from tasks.tables import identity
from tests.conftest import SHARED
from tests.evaluation.edits import COPIES, REVISIONS, TEMPLATES, in_a_feature

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
BRIEFS = 40  # of each template


def document(name: str, body: str, hour: int) -> dict[str, Any]:
    """A cleaned row, as far as signatures look at it."""
    about = {"document_id": identity(name), "article_id": identity("article", name)}
    return about | {"published_at": BEGIN + timedelta(hours=hour), "text": body, "body_start": 0}


def real_bodies(limit: int | None = None) -> list[str]:
    """Articles of two collections that are long enough to be told from others."""
    paths = [SHARED / "news" / "wikinews.jsonl", SHARED / "gold" / "dev.jsonl"]
    texts = [json.loads(line)["text"] for path in paths for line in path.read_text().splitlines()]
    return [text for text in dict.fromkeys(texts) if len(text.split()) >= 60][:limit]


def duplicates(documents: list[dict[str, Any]]) -> dict[str, str]:
    """Return what is found a copy of what, by document_id."""
    with TemporaryDirectory() as folder:
        write_signatures(Path(folder) / "new", documents)
        table = find_copies([Path(folder) / "new"], [], None, set(), Path(folder) / "work")
    return {row["document_id"]: row["duplicate_of"] for row in table.to_pylist() if row["duplicate_of"]}


def edited(bodies: list[str], chance: Random) -> tuple[list[dict[str, Any]], dict[str, tuple[str, str]]]:
    """Return originals and edited documents, and of each edited one the edit and its original."""
    documents, edits = [], {}
    for place, body in enumerate(bodies):
        original = document(f"real {place}", body, place)
        documents.append(original)
        for edit in COPIES + REVISIONS:
            changed = edit(body, bodies[place - len(bodies) // 2], chance)
            if edit in REVISIONS and changed == body:
                continue
            row = document(f"{edit.__name__} {place}", changed, 10_000 + place)
            edits[row["document_id"]] = (edit.__name__, original["document_id"])
            documents.append(row)
    return documents, edits


def found_of_edits(bodies: list[str]) -> dict[str, Counter[bool]]:
    """Return of each edit how many were found copies of their original, and how many not."""
    documents, edits = edited(bodies, Random(6))
    originals = [row for row in documents if row["document_id"] not in edits]
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for edit in COPIES + REVISIONS:
        rows = [row for row in documents if edits.get(row["document_id"], [""])[0] == edit.__name__]
        found = duplicates(originals + rows)
        counts[edit.__name__].update(edits[row["document_id"]][1] == found.get(row["document_id"]) for row in rows)
        counts["some other"].update(
            document_id not in edits or edits[document_id][1] != original for document_id, original in found.items()
        )
    return counts


def features_taken(bodies: list[str]) -> int:
    """Return how many articles are found copies of a brief that came first and that they hold."""
    briefs = [document(f"brief {place}", in_a_feature(body, Random(place)), place) for place, body in enumerate(bodies)]
    articles = [document(f"real {place}", body, 10_000 + place) for place, body in enumerate(bodies)]
    return len(duplicates(briefs + articles))


def template_pairs(number: int) -> int:
    """Return how many pairs are found among briefs of each template."""
    chance = Random(number)
    briefs = [template(chance) for template in TEMPLATES for _ in range(number)]
    return len(duplicates([document(f"brief {place}", body, place) for place, body in enumerate(briefs)]))


def signing_speed(bodies: list[str]) -> float:
    """Return texts of 300 words that are signed in a CPU second."""
    words = " ".join(bodies).split(" ")
    texts = [" ".join(words[start : start + 300]) for start in range(0, len(words) - 300, 300)]
    start = time.process_time()
    for text in texts:
        sign(text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    bodies = real_bodies()
    long = [body for body in bodies if len(body.split()) >= 250]
    counts = found_of_edits(bodies)
    print(f"{len(bodies)} articles; found copies of their original:")
    for edits, what in ((COPIES, "copies"), (REVISIONS, "revisions, that should be none")):
        print(f"  {what}")
        for name in (edit.__name__ for edit in edits):
            print(f"    {name:24} {counts[name][True]:5} of {counts[name].total():5}")
    total = sum((counts[edit.__name__] for edit in COPIES), Counter())
    print(f"  recall of copies {total[True] / total.total():.4f}")
    print(f"  pairs with another article {counts['some other'][True]}")
    print(
        f"false pairs of {len(TEMPLATES)} templates: "
        + ", ".join(f"{template_pairs(number)} among {number} each" for number in (2, 10, BRIEFS))
    )
    print(f"features taken for copies of a brief in them: {features_taken(long)} of {len(long)}")
    print(f"signing: {signing_speed(bodies):.0f} texts of 300 words a CPU second")


if __name__ == "__main__":
    main()
