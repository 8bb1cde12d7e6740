"""Why a figure reads as it does."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.extract.explain import explain
from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()


def test_every_filled_column_has_its_rule_and_words() -> None:
    (found,) = explain(text_document("Another 30 Nepali climbers lost their lives on Monday."), READER)
    (figure,) = found.figures
    because = {each.column: each for each in figure.because}
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
    assert all(each.says for each in figure.because if each.rule)


def test_one_figure_is_explained_by_its_id() -> None:
    document = text_document("Six died. Two fled. Six died.")
    ids = [row["figure_id"] for row in read_document(document, READER).figures]
    (found,) = explain(document, READER, ids[2])
    assert [figure.row["sentence_index"] for figure in found.figures] == [2]
    assert not list(explain(document, READER, "no such id"))


def test_the_figures_of_a_sentence_share_its_parse() -> None:
    found = list(explain(text_document("Six died and two fled. Nobody saw it. Four fled."), READER))
    assert [len(each.figures) for each in found] == [2, 1]


@settings(deadline=None)
@given(st.text(alphabet="ab 12,.%-\n", max_size=80))
@example("12 men " + "ha " * 600)
def test_the_parse_holds_every_word_once_and_below_another(text: str) -> None:
    for found in explain(text_document(text), READER):
        assert len(found.words) == len(READER.syntax.nlp.make_doc(found.sentence))
        depths = [word.depth for word in found.words]
        assert depths[0] == 0
        assert all(after <= before + 1 for before, after in pairwise(depths))
