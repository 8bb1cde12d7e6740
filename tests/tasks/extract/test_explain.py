"""Why a figure reads as it does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.extract.explain import Node, explain
from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()


def words(node: Node) -> int:
    return 1 + sum(words(child) for child in node.children)


def test_every_filled_column_has_its_rule_and_words() -> None:
    (found,) = explain(text_document("Another 30 Nepali climbers lost their lives on Monday."), READER)
    because = {each.column: each for each in found.because}
    assert (because["counted"].rule, because["counted"].words) == ("after_number", "Nepali climbers")
    assert because["affiliation"].value == "NP"
    assert (because["event"].value, because["event"].rule, because["event"].words) == (
        "killed",
        "governed",
        "lost their lives",
    )
    assert "'lose * life', subject" in because["event"].says
    assert because["aggregation"].value == "increment"
    assert 0 < because["confidence"].value < 1
    assert all(each.says for each in found.because if each.rule)


def test_one_figure_is_explained_by_its_id() -> None:
    document = text_document("Six died. Two fled. Six died.")
    ids = [row["figure_id"] for row in read_document(document, READER).figures]
    (found,) = explain(document, READER, ids[2])
    assert found.row["sentence_index"] == 2
    assert not list(explain(document, READER, "no such id"))


@settings(deadline=None)
@given(st.text(alphabet="ab 12,.%-\n", max_size=80))
def test_the_tree_holds_every_word_once(text: str) -> None:
    for found in explain(text_document(text), READER):
        tokens = len(READER.syntax.nlp.make_doc(found.row["sentence"]))
        assert sum(words(node) for node in found.tree) == tokens
