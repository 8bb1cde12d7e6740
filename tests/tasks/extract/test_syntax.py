"""The questions to a parse have one answer, whether its labels are UD or CLEAR."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from tasks.extract.syntax import (
    ModelError,
    Syntax,
    agent,
    complement,
    governing_verb,
    head_noun,
    is_passive,
    model_files,
    objects,
    obliques,
    preposition,
    subject,
)

# words, parts of speech, and for each way of labelling the heads and the labels
PASSIVE = ["Hundreds", "of", "soldiers", "were", "killed", "by", "rebels", "in", "Kursk"]
POS = ["NOUN", "ADP", "NOUN", "AUX", "VERB", "ADP", "NOUN", "ADP", "PROPN"]
UD = (
    (4, 2, 0, 4, 4, 6, 4, 8, 4),
    ["nsubj:pass", "case", "nmod", "aux:pass", "ROOT", "case", "obl:agent", "case", "obl"],
)
CLEAR = ((4, 0, 1, 4, 4, 4, 5, 4, 7), ["nsubjpass", "prep", "pobj", "auxpass", "ROOT", "agent", "pobj", "prep", "pobj"])
ACTIVE = ["Six", "men", "attacked", "and", "burned", "two", "tanks"]
ACTIVE_POS = ["NUM", "NOUN", "VERB", "CCONJ", "VERB", "NUM", "NOUN"]
ACTIVE_UD = ((1, 2, 2, 4, 2, 6, 4), ["nummod", "nsubj", "ROOT", "cc", "conj", "nummod", "obj"])
ACTIVE_CLEAR = ((1, 2, 2, 2, 2, 6, 4), ["nummod", "nsubj", "ROOT", "cc", "conj", "nummod", "dobj"])


def doc(words: list[str], pos: list[str], parse: tuple[tuple[int, ...], list[str]]) -> Doc:
    return Doc(spacy.blank("en").vocab, words, pos=pos, heads=list(parse[0]), deps=parse[1])


@pytest.mark.parametrize("parse", [UD, CLEAR], ids=["UD", "CLEAR"])
def test_a_passive_sentence(parse: tuple[tuple[int, ...], list[str]]) -> None:
    passive = doc(PASSIVE, POS, parse)
    hundreds, soldiers, killed, rebels, kursk = (passive[place] for place in (0, 2, 4, 6, 8))
    assert complement(hundreds) == soldiers
    assert head_noun(passive[0:1]) == soldiers
    assert governing_verb(soldiers) == killed
    assert subject(killed) == hundreds
    assert is_passive(killed)
    assert agent(killed) == rebels
    assert ("in", kursk) in obliques(killed)
    assert preposition(kursk) == "in"


@pytest.mark.parametrize("parse", [ACTIVE_UD, ACTIVE_CLEAR], ids=["UD", "CLEAR"])
def test_an_active_sentence(parse: tuple[tuple[int, ...], list[str]]) -> None:
    active = doc(ACTIVE, ACTIVE_POS, parse)
    men, burned, tanks = active[1], active[4], active[6]
    assert head_noun(active[0:1]) == men
    assert subject(burned) == men, "shared with the verb before"
    assert objects(burned) == [tanks]
    assert not is_passive(burned)
    assert agent(burned) is None


def test_a_pipeline_that_is_not_there_is_one_clear_line() -> None:
    for load in (Syntax.load, model_files):
        with pytest.raises(ModelError, match=r"model 'en_none': .*install it, or leave it out") as caught:
            load("en_none")
        assert "\n" not in str(caught.value)


def test_a_package_of_another_sort_is_refused() -> None:
    with pytest.raises(ModelError, match="model 'pytest': spaCy cannot load it"):
        Syntax.load("pytest")


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "german")
    with pytest.raises(ModelError, match="no English pipeline with a parser"):
        Syntax.load(str(tmp_path / "german"))
