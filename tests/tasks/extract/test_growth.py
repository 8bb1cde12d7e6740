"""What an article costs grows with its length: no pattern of text makes a rule look at all of it for each figure.

Counted in calls of Python functions, which are the same on every machine and at every load.
"""

from __future__ import annotations

import cProfile
import pstats

import pytest

from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()
TIMES = 4
MOST = 1.5 * TIMES  # calls for a text of TIMES the length, against those for the text


def calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.enable()
    read_document(text_document(text), READER)
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "pattern",
    [
        "12 people died. The army denied it. ",
        "The army claimed 12 people were killed. Moscow denied the claims. ",
        "Some 12.5% of voters voted for Lee. ",
        "on 5 May 1995 and on Tuesday 12 people died ",
        "in Paris 12 people died and ",
        '"12 died," Lee said. "He ran," 13 said. ',
        "Ann Lee, 36, said 12 people died. ",
        "Kenya 12 people killed\n",
    ],
)
def test_an_article_costs_what_its_length_does(pattern: str) -> None:
    read_document(text_document(pattern), READER)  # what is loaded and compiled once
    assert calls(pattern * 40 * TIMES) < MOST * calls(pattern * 40)
