"""How figures add up: sentences of our own."""

from __future__ import annotations

import pytest

from tasks.extract.figures import read_document, text_document
from tasks.extract.telling import Reader

READER = Reader.load()


@pytest.mark.parametrize(
    ("sentence", "adding"),
    [
        ("Another 30 people died.", ["increment"]),
        ("A further 12 homes burned and 200 more were evacuated.", ["increment", "increment"]),
        ("The blast killed 90 people, including 12 children.", [None, "part"]),
        ("Of the 126 men held, 90 were let go.", [None, "part"]),
        ("Seven of the 40 sailors drowned.", ["part", None]),
        ("The firm dismissed 4,100 clerks, of whom 900 worked in India.", [None, "part"]),
        ("The raid killed 20 people. Seven of the dead were monks, nine were nuns.", [None, "part", "part"]),
        ("Nine of the survivors have been treated.", [None]),
        ("The crash brought the death toll to 92.", ["cumulative"]),
        ("Measles has killed 62 children so far.", ["cumulative"]),
        ("As of Monday, 62 children had died and 900 were infected.", ["cumulative", "cumulative"]),
        ("More than 1,000 people are now known to have died, and 90 are still missing.", ["cumulative", "stock"]),
        ("To date, 62 measles related deaths have been recorded.", ["cumulative"]),
        ("Since May the war has displaced 3 million people.", ["cumulative"]),
        ("The brewer sold 9 million barrels in the first half.", ["flow"]),
        ("Poachers killed 499 rhinos last year.", ["flow"]),
        ("Its annual profit was $12 million.", ["flow"]),
        ("The plant employs 640 people.", ["stock"]),
        ("Five sailors are still missing.", ["stock"]),
        ("Zimbabwe owes $12.7bn.", ["stock"]),
        ("The blast killed six people on Monday.", [None]),
        ("Shares rose 5%.", [None]),
        ("More than 20 people left.", [None]),
    ],
)
def test_how_figures_add_up(sentence: str, adding: list[str | None]) -> None:
    rows = read_document(text_document(sentence), READER).figures
    assert [row["aggregation"] for row in rows] == adding
