"""How names are compared, and where the gazetteer's files lie."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from itertools import dropwhile
from pathlib import Path

HERE = Path(__file__).parent
PLACES = HERE / "places.parquet"
SHORT = {"st": "saint", "mt": "mount", "ft": "fort"}
# Letters that Unicode does not take apart, marks within words that newspapers leave out or write anyhow.
LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a",
        "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": "", "`": "", "´": "", ".": "", "-": " ", "‑": " ", "–": " ",
    }
)  # fmt: skip


def fold(name: str) -> str:
    """Return a name as it is compared: in lower case, without accents, apostrophes, full stops and hyphens.

    >>> fold("Mont-Saint-Michel"), fold("Khān Yūnis"), fold("St. Louis"), fold("Sana'a")
    ('mont saint michel', 'khan yunis', 'saint louis', 'sanaa')
    """
    plain = name.lower()
    if plain.isascii() and plain.isalpha():
        return plain
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    plain = plain.translate(LETTERS)
    first, space, rest = plain.partition(" ")
    return SHORT[first] + space + rest if space and first in SHORT else plain


def is_exact(name: str) -> bool:
    """Say whether a name is read only as it is written: one of capitals or with full stops ("US", never "us").

    >>> is_exact("U.S."), is_exact("DRC"), is_exact("St. Louis"), is_exact("Ufa")
    (True, True, False, False)
    """
    return len(name) < 7 and name.isupper()


def key_of(name: str) -> str:
    """Return under which key a name stands in the gazetteer.

    >>> key_of("U.S."), key_of("São Paulo")
    ('U.S.', 'sao paulo')
    """
    return name if is_exact(name) else fold(name)


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of this folder.

    >>> read_table("countries")[0]["country"]
    'US'
    """
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(dropwhile(lambda line: line.startswith("#"), file)))


@cache
def word_lists() -> dict[str, frozenset[str]]:
    """Return the lists of words.csv by their names.

    >>> "governorate" in word_lists()["regions"]
    True
    """
    return {row["list"]: frozenset(row["words"].split()) for row in read_table("words")}
