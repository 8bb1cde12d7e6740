"""Which documents are copies of which, within a run and over runs, against a plain reading of the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.clean.signatures import Signature, sign, write_signatures
from tasks.publish import copies
from tasks.publish.copies import CONTAINED, HELD, find_copies
from tasks.publish.sets import MOST_SETS, kept_sets
from tasks.publish.signature_store import keep_signatures
from tasks.tables import ANCHORS, SIGNED, identity, read_stage
from tests.conftest import needs_shared
from tests.evaluation.copies import found_of_edits, real_bodies, template_pairs
from tests.evaluation.edits import COPIES, REVISIONS

Row = dict[str, Any]
Decided = dict[str, tuple[str | None, float | None]]
BEGIN = datetime(2025, 3, 1, tzinfo=UTC)

FLOOD = (
    "At least 30 people died when the dam above the mining town gave way late on Sunday, officials said.\n"
    "The water carried off 140 houses and the only bridge over the river, and cut the road to the capital.\n"
    "Rescuers with dogs went on looking for the missing through the night, though rain kept helicopters away.\n"
    "The company that owns the dam said that it had been inspected in May and that nothing wrong was found."
)
LOCAL = "Two families from our own valley, who had moved there for work, are safe, their relatives told this paper."


def row(name: str, body: str, hour: int | None = 0, article: str = "") -> Row:
    at = None if hour is None else BEGIN + timedelta(hours=hour)
    return {
        "document_id": identity(name, body),
        "article_id": article or name,
        "published_at": at,
        "text": body,
        "body_start": 0,
    }


@dataclass
class World:
    """A dataset as far as copies go: current documents, what they are copies of, and the kept signatures."""

    folder: Path
    current: dict[str, Row] = field(default_factory=dict)
    decided: Decided = field(default_factory=dict)
    runs: int = 0

    @property
    def store(self) -> Path:
        return self.folder / f"store {self.runs}"

    def run(self, new: list[Row], gone: Iterable[str] = (), batches: int = 1) -> Decided:
        """Run over new documents; other versions of their articles go."""
        articles = {each["article_id"] for each in new}
        ids = {each["document_id"] for each in new}
        out = {key for key, each in self.current.items() if each["article_id"] in articles} - ids | set(gone)
        work = self.folder / f"run {self.runs}"
        folders = [work / f"{batch}" for batch in range(batches)]
        for batch, folder in enumerate(folders):
            write_signatures(folder, new[batch::batches])
        known = kept_sets(self.store) if self.runs else []
        table = find_copies(folders, known, self._released(work), out, work / "spill")
        found = {each["document_id"]: (each["duplicate_of"], each["similarity"]) for each in table.to_pylist()}
        before, self.runs = self.store, self.runs + 1
        keep_signatures(self.store, before, folders, out)
        self.current |= {each["document_id"]: each for each in new}
        self.decided |= found
        for key in out:
            self.current.pop(key, None)
        self.decided = {key: self.decided[key] for key in self.current}
        return found

    def _released(self, work: Path) -> Path | None:
        if not self.runs:
            return None
        work.mkdir(exist_ok=True)
        duplicates = pa.array([self.decided[key][0] for key in self.current], pa.string())
        table = {"document_id": pa.array(self.current, pa.string()), "duplicate_of": duplicates}
        pq.write_table(
            pa.table(table | {"is_current": pa.array([True] * len(self.current))}), work / "released.parquet"
        )
        return work / "released.parquet"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def plain_rule(documents: Iterable[Row], most_holders: int, first_holders: int) -> Decided:
    """Decide all documents at once, one after the other, comparing each with all before it."""
    order = sorted(
        documents, key=lambda each: (each["published_at"] is None, each["published_at"] or BEGIN, each["article_id"])
    )
    signatures = [sign(each["text"]) for each in order]
    holders: Counter[int] = Counter()
    early: list[set[int]] = []
    first: list[set[int]] = []
    for signature in signatures:
        holders.update(signature.anchors)
        early.append({each for each in signature.anchors if holders[each] <= most_holders})
        first.append({each for each in early[-1] if holders[each] <= first_holders})
    decided: Decided = {}
    for place, document in enumerate(order):
        decided[document["document_id"]] = next(
            (
                (original["document_id"], similarity)
                for at, original in enumerate(order[:place])
                if decided[original["document_id"]][0] is None
                and (
                    similarity := plain_similarity(
                        signatures[at], (early[at] & early[place]) | first[at], signatures[place]
                    )
                )
            ),
            (None, None),
        )
    return decided


def plain_similarity(one: Signature, speaking: set[int], other: Signature) -> float | None:
    """Return the share of the later body that the earlier holds, if it is a copy."""
    if one.body_hash == other.body_hash:
        return 1.0
    shared = len(speaking.intersection(other.anchors))
    few = shared < CONTAINED * min(len(one.anchors), len(other.anchors)) or shared < HELD * len(other.anchors)
    return None if not shared or few or plain_changed(one, other) else shared / len(other.anchors)


def plain_changed(one: Signature, other: Signature) -> bool:
    held = [
        Counter((context, place.number) for place in each.numbers for context in place[1:] if context)
        for each in (one, other)
    ]
    lost = {context for context, _ in held[0] - held[1]}
    return any(context in lost for context, _ in held[1] - held[0])


LINES = [
    "Snow closed {} of the passes over the northern range on Monday and trucks stood in line for hours.",
    "The council voted by {} to buy the old mill and to make a school of it before the end of next year.",
    "A ferry with {} people on board ran onto rocks off the cape in thick fog but nobody on it was hurt.",
    "Growers say that the frost took {} tonnes of apricots, most of what hung on the trees in the valley.",
]
STORIES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["6", "6", "6", "seven"])),
    min_size=1,
    max_size=4,
    unique_by=lambda x: x[0],
).map(lambda lines: "\n".join(LINES[at].format(number) for at, number in lines))
DOCUMENTS = st.builds(
    lambda article, body, hour: row(f"{article}", body, hour),
    st.integers(0, 11),
    STORIES,
    st.none() | st.integers(0, 5),
)
RUNS = st.lists(
    st.tuples(st.lists(DOCUMENTS, max_size=8, unique_by=lambda each: each["article_id"]), st.integers(0, 3)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs=RUNS, most_holders=st.sampled_from([2, 40]), batches=st.integers(1, 2))
def test_runs_one_after_the_other_are_one_run(
    runs: list[tuple[list[Row], int]], most_holders: int, batches: int
) -> None:
    first_holders = min(most_holders - 1, copies.FIRST_HOLDERS)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "MOST_HOLDERS", most_holders)
        patch.setattr(copies, "FIRST_HOLDERS", first_holders)
        world = World(Path(folder))
        for new, withdrawn in runs:
            ids = {each["document_id"] for each in new}
            gone = [key for key in sorted(world.current) if key not in ids][:withdrawn]
            world.run(new, gone, batches)
            expected = plain_rule(world.current.values(), most_holders, first_holders)
            assert world.decided == expected
        at_once = World(Path(folder) / "at once")
        assert at_once.run(list(world.current.values())[::-1]) == world.decided


def only(decided: Decided) -> str | None:
    """The original of the one copy that was found."""
    found = [original for original, _ in decided.values() if original]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    "copy",
    [
        FLOOD.replace("officials said", "authorities said"),
        "\n".join(FLOOD.split("\n")[:2]),
        "\n".join(FLOOD.split("\n")[1:]),
        f"{FLOOD}\n{LOCAL}",
        f"By our own staff\nUpdated 14:05 GMT\n{FLOOD}\nCall 555-0100 with news.",
        FLOOD.replace("30", "thirty").upper().replace("\n", "\n\n"),
        "\n".join(FLOOD.split("\n")[::-1]),
        "\n".join([FLOOD, FLOOD.split("\n")[0]]),
    ],
)
def test_an_edited_copy(world: World, copy: str) -> None:
    first = row("wire", FLOOD, 0)
    assert only(world.run([row("paper", copy, 1), first])) == first["document_id"]


@pytest.mark.parametrize(
    "other",
    [
        FLOOD.replace("30", "31"),
        FLOOD.replace("30", "forty"),
        FLOOD.replace("140", "14"),
        f"{FLOOD.replace('30', '36')}\n{LOCAL}",
        "\n".join(FLOOD.replace("140", "1,400").split("\n")[:3]),
        FLOOD.replace("At least 30 people died", "Some 41 people died"),
        LOCAL,
    ],
)
def test_a_revision_and_another_story_are_no_copies(world: World, other: str) -> None:
    assert only(world.run([row("paper", other, 1), row("wire", FLOOD, 0)])) is None


def test_one_of_two_equal_numbers_changed(world: World) -> None:
    twice = "\n".join([FLOOD, FLOOD.split("\n")[0]])
    assert only(world.run([row("paper", twice.replace("30", "31", 1), 1), row("wire", twice, 0)])) is None


def test_a_feature_is_no_copy_of_the_brief_in_it(world: World) -> None:
    brief = FLOOD.split("\n")[0] + " " + FLOOD.split("\n")[1]
    feature = "\n".join([FLOOD, LOCAL, *(line.format("nine") for line in LINES)])
    assert only(world.run([row("brief", brief, 0), row("feature", feature, 1)])) is None


def test_a_few_words_are_copies_only_when_the_same(world: World) -> None:
    decided = world.run([row("a", "Six died.", 0), row("b", "SIX died.", 1), row("c", "Six dead.", 2)])
    assert only(decided) == row("a", "Six died.")["document_id"]


def test_versions_of_an_article_are_no_copies(world: World) -> None:
    first, second = row("a", FLOOD, 0, "one"), row("b", f"{FLOOD}\n{LOCAL}", 1, "one")
    world.run([first])
    assert world.run([second]) == {second["document_id"]: (None, None)}


def test_what_hangs_on_an_original_that_goes(world: World) -> None:
    first, second, third = (row(name, FLOOD, hour) for hour, name in enumerate("abc"))
    world.run([first, second, third])
    decided = world.run([], gone=[first["document_id"]])
    assert decided == {second["document_id"]: (None, None), third["document_id"]: (second["document_id"], 1.0)}


def test_an_earlier_original_that_comes_late(world: World) -> None:
    second, third = row("b", FLOOD, 1), row("c", FLOOD, 2)
    world.run([second, third])
    first = row("a", FLOOD, 0)
    decided = world.run([first])
    assert {key: original for key, (original, _) in decided.items()} == {
        first["document_id"]: None,
        second["document_id"]: first["document_id"],
        third["document_id"]: first["document_id"],
    }


def test_only_what_a_run_bears_on_is_decided(world: World) -> None:
    world.run([row("a", FLOOD, 0), row("b", FLOOD, 1), row("c", LINES[0], 0)])
    new = row("d", LINES[1], 3)
    assert set(world.run([new])) == {new["document_id"]}


def test_a_story_printed_by_more_than_an_anchor_speaks_for(world: World) -> None:
    towns = [chr(97 + place // 10) + chr(97 + place % 10) * 3 for place in range(100)]
    first, *others = (row(town, f"{FLOOD}\nPrinted in {town}.", place) for place, town in enumerate(towns))
    decided = world.run([first, *others])
    assert {decided[each["document_id"]][0] for each in others} == {first["document_id"]}


def test_no_release_decides_all_anew(world: World, tmp_path: Path) -> None:
    world.run([row("a", FLOOD, 0), row("b", FLOOD, 1)])
    table = find_copies([], kept_sets(world.store), None, set(), tmp_path / "work")
    assert table.num_rows == 2
    assert table["duplicate_of"].null_count == 1


def test_nothing_at_all(tmp_path: Path) -> None:
    assert find_copies([], [], None, set(), tmp_path).num_rows == 0


def test_the_store_links_what_it_had(tmp_path: Path) -> None:
    store = None
    for place in range(MOST_SETS + 1):
        write_signatures(tmp_path / "new", [row(f"{place}", LINES[place % 4].format(place), place)])
        store, before = tmp_path / f"store {place}", store
        keep_signatures(store, before, [tmp_path / "new"], set())
    sets = kept_sets(store)
    assert [each.name for each in sets] == [f"{place:06}" for place in (*range(1, 9), 17)]
    first = kept_sets(tmp_path / "store 0")[0]
    assert (first / "anchors.parquet").samefile(sets[0] / "anchors.parquet")
    assert sorted(path.name for path in sets[-1].iterdir()) == ["anchors.parquet", "numbers.parquet", "signed.parquet"]
    assert read_stage(sets[-1], SIGNED).num_rows == 9
    hashes = read_stage(sets[-1], ANCHORS)["hash"].to_pylist()
    assert hashes == sorted(hashes)


def test_what_is_dropped_goes_when_sets_are_written(tmp_path: Path) -> None:
    rows = [row("a", FLOOD), row("b", LINES[0])]
    write_signatures(tmp_path / "new", rows)
    keep_signatures(tmp_path / "store", None, [tmp_path / "new"], {rows[0]["document_id"]})
    (kept,) = kept_sets(tmp_path / "store")
    assert read_stage(kept, SIGNED)["document_id"].to_pylist() == [rows[1]["document_id"]]
    assert set(read_stage(kept, ANCHORS)["document"].to_pylist()) == set(
        read_stage(kept, SIGNED)["document"].to_pylist()
    )


@pytest.mark.parametrize("number", [2, 10, 40])
def test_briefs_of_a_template_are_no_copies(number: int) -> None:
    assert template_pairs(number) == 0


def test_real_articles_as_outlets_edit_them() -> None:
    needs_shared("news/wikinews.jsonl")
    counts = found_of_edits(real_bodies(30))
    recall = sum((counts[edit.__name__] for edit in COPIES), Counter())
    assert recall[True] / recall.total() >= 0.98
    assert sum(counts[edit.__name__][True] for edit in REVISIONS) == 0
