"""Versions in order of appearance, whatever appears."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.publish.dataset import to_frame
from tasks.publish.merge import merge_rejects, merge_seen, merge_versions
from tasks.tables import DOCUMENTS, REJECTS, SEEN, reject_id, reject_row, to_arrow


def documents(*texts: str) -> pd.DataFrame:
    rows = [
        {"article_id": "a", "document_id": text, "published_at": datetime(2025, 1, 1 + n, tzinfo=UTC)}
        for n, text in enumerate(texts)
    ]
    return to_frame(to_arrow(DOCUMENTS, rows)).assign(known=False)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=4, unique=True), min_size=1, max_size=6))
def test_versions_are_numbered_in_order_of_appearance_and_the_last_is_current(runs: list[list[str]]) -> None:
    released = documents()[DOCUMENTS.names]
    appeared: list[str] = []
    for texts in runs:
        released = merge_versions(released, documents(*texts))
        appeared += [text for text in texts if text not in appeared]
        versions = dict(zip(released["document_id"], released["version"], strict=True))
        assert versions == {text: number for number, text in enumerate(appeared, 1)}
        assert released[released["is_current"]]["document_id"].tolist() == [texts[-1]]


def test_a_version_that_was_fetched_before_the_current_one_does_not_take_its_place() -> None:
    at = [pd.Timestamp(datetime(2025, 1, 1, hour, tzinfo=UTC)) for hour in (1, 2)]
    released = merge_versions(documents()[DOCUMENTS.names], documents("new").assign(retrieved_at=at[1]))
    merged = merge_versions(released, documents("old").assign(retrieved_at=at[0]))
    assert merged[merged["is_current"]]["document_id"].tolist() == ["new"]


def test_a_failed_record_is_not_passed_over_next_time() -> None:
    rows = [{"record_key": key, "digest": "d", "reader": "r", "unchanged": False} for key in ("good", "bad")]
    seen = to_frame(to_arrow(SEEN, rows))
    rejects = to_frame(to_arrow(REJECTS, [reject_row("extract", "bad", "failed", "x")]))
    assert merge_seen(seen.head(0), seen, rejects)["record_key"].tolist() == ["good"]


def test_what_a_record_was_when_last_seen_replaces_what_it_was_before() -> None:
    def seen(*digests: str) -> pd.DataFrame:
        return to_frame(
            to_arrow(SEEN, [{"record_key": "k", "digest": d, "reader": "r", "unchanged": False} for d in digests])
        )

    none = to_frame(to_arrow(REJECTS, []))
    assert merge_seen(seen("1", "2"), seen("3", "3"), none)["digest"].tolist() == ["3"]


def test_rejects_of_inputs_not_read_stay() -> None:
    old = to_frame(to_arrow(REJECTS, [reject_row("ingest", f"{name}.jsonl\n7", "not_json", "x") for name in "ab"]))
    kept = merge_rejects(old, old.head(0), ["a.jsonl\n8"])
    assert kept["reject_id"].tolist() == [reject_id("ingest", "b.jsonl\n7")]
