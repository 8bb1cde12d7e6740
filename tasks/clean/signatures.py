"""What is kept of a body to find its copies: hashes of word runs, of its numbers, and of the words around them.

Bodies of which much is the same share anchors; a number that changed shows as another number among the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xxhash import xxh3_64_intdigest, xxh32_intdigest

from tasks.tables import ANCHORS, NUMBERS, SIGNED, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

SHINGLE = 5  # words of an anchor
SAMPLE = 4  # one hash in so many is an anchor
FEWEST = 8  # anchors of a document that is not shorter than that
LONG = 5  # letters of a word that tells something
NEAR = 6  # words in which it is looked for
END = "."  # the token between two sentences

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*|\n"
    r"|(?=[^\s,])(?:"  # most of what is no word: passed over at once
    r"(?:(?<![\w%])[-−])?[$€£¥]?\d+(?:[.,:]\d+|[\u00a0\u2009\u202f]\d{3}(?!\d))*|%"  # a number as printed
    r"|[.!?]['\"’”)\]]*(?=\s+['\"‘“(\[]*[^\W\da-z_]))"  # where a sentence ends
)
_GROUPING = re.compile(r"[\u00a0\u2009\u202f]|,(?=\d{3}(?!\d))")
_NUMBER_START = frozenset("0123456789-−$€£¥")


def _words(text: str) -> list[str]:
    return text.split()


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_OTHERS = _words(
    "hundred hundreds thousand thousands lakh lakhs million millions crore crores billion billions trillion trillions"
    " dozen dozens half twice thrice double doubled triple tripled quadruple quadrupled"
)
_SPELLED = (
    {word: str(value) for value, word in enumerate(_SMALL)}
    | {word: str(value * 10) for value, word in enumerate(_TENS, start=2)}
    | {word: word for word in _OTHERS}
)
_NUMBER_WORDS = frozenset(_OTHERS)
_SAME_WORD = {"%": "percent"}


class NumberPlace(NamedTuple):
    """A number and the words around it, each as a hash of 32 bits; None where its sentence has no such word."""

    number: int
    left: int | None
    right: int | None
    farther_left: int | None
    farther_right: int | None
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A body's anchors (hashes of 64 bits, ascending), its numbers in order, and the hash of all its words."""

    anchors: list[int]
    numbers: list[NumberPlace]
    body_hash: int


def sign(text: str, body_start: int = 0) -> Signature:
    """Return the signature of the body that begins at `body_start` of `text`; the numbers are also the title's.

    >>> sign("Title\\n\\nA body of few words.", 7).anchors == sign("a BODY of few words").anchors
    True
    """
    title, body = read_tokens(text[:body_start]), read_tokens(text[body_start:])
    words = [token for token in body if token != END]
    whole = " ".join(words) or text[body_start:]
    return Signature(choose_anchors(words), place_numbers([*title, *body]), xxh3_64_intdigest(whole.encode()))


def read_tokens(body: str) -> list[str]:
    """Return the words in lower case, the numbers in digits, and END wherever a sentence ends.

    >>> read_tokens("Some 1,200 of “Them” fled. Five (-3.5%)\\nStayed")
    ['some', '1200', 'of', 'them', 'fled', '.', '5', '-3.5', 'percent', '.', 'stayed']
    """
    return [_read_token(token) for token in _TOKEN.findall(body)]


@lru_cache(maxsize=1 << 16)
def _read_token(token: str) -> str:
    if token[0].isalpha():
        word = token.lower()
        return _SPELLED.get(word) or word.replace("’", "'")
    if token[-1].isdecimal():
        return _GROUPING.sub("", token).replace("−", "-")
    return _SAME_WORD.get(token, END)


def choose_anchors(words: list[str]) -> list[int]:
    """Return the hashes of five words in a row that are kept: one in four of them, but eight if there are eight.

    >>> len(choose_anchors("a b c d".split())), len(choose_anchors("a b c d e f g h i j k l m".split()))
    (0, 8)
    """
    encoded = [word.encode() for word in words]
    runs = zip(*(encoded[start:] for start in range(SHINGLE)), strict=False)
    hashes = set(map(xxh3_64_intdigest, map(b" ".join, runs)))
    kept = sorted(each for each in hashes if each % SAMPLE == 0)
    if len(kept) >= FEWEST:
        return kept
    return sorted(kept + sorted(hashes.difference(kept))[: FEWEST - len(kept)])


def place_numbers(tokens: list[str]) -> list[NumberPlace]:
    """Return the numbers among the tokens; numbers side by side ("2.5 million") are one.

    Other numbers near by count as a sign that there is one, so that their change does not change the place.

    >>> one, other = (place_numbers(read_tokens(f"At least {n} miners died"))[0] for n in ("12", "thirteen"))
    >>> one.number == other.number, (one.left, one.after) == (other.left, other.after)
    (False, True)
    """
    numbers = {token for token in set(tokens) if token[0] in _NUMBER_START or token in _NUMBER_WORDS}
    masked = ["#" if token in numbers else token for token in tokens]
    return [_place(tokens, masked, start, end) for start, end in _number_runs(masked)]


def _number_runs(masked: list[str]) -> list[tuple[int, int]]:
    """Return where runs of numbers start and end.

    >>> _number_runs("# # miners of #".split())
    [(0, 2), (4, 5)]
    """
    places = [at for at, token in enumerate(masked) if token == "#"]
    starts = [at for at in places if at == 0 or masked[at - 1] != "#"]
    ends = [at + 1 for at in places if masked[at + 1 : at + 2] != ["#"]]
    return list(zip(starts, ends, strict=True))


def _place(tokens: list[str], masked: list[str], start: int, end: int) -> NumberPlace:
    left, right = masked[max(start - NEAR, 0) : start][::-1], masked[end : end + NEAR]
    return NumberPlace(
        number=_hash(" ".join(tokens[start:end])),
        left=_hash_words("left", left[:2]),
        right=_hash_words("right", right[:2]),
        farther_left=_hash_words("farther left", left[1:3]) if left[:1] != [END] else None,
        farther_right=_hash_words("farther right", right[1:3]) if right[:1] != [END] else None,
        before=_hash_long_word("before", left),
        after=_hash_long_word("after", right),
    )


def _hash_words(side: str, words: list[str]) -> int | None:
    """Return the hash of the words, unless the sentence ends at the first."""
    return _hash(f"{side} {' '.join(words)}") if words and words[0] != END else None


def _hash_long_word(side: str, words: list[str]) -> int | None:
    """Return the hash of the first long word before the sentence ends."""
    for word in words:
        if word == END:
            return None
        if len(word) >= LONG:
            return _hash(f"{side} {word}")
    return None


def _hash(text: str) -> int:
    return xxh32_intdigest(text.encode())


def write_signatures(folder: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """Write the signatures of cleaned documents as `signed`, `anchors` and `numbers` to the folder."""
    rows = list(documents)
    signatures = [sign(row["text"], row["body_start"]) for row in rows]
    keys = [document_key(row["document_id"]) for row in rows]
    write_tables(folder, _signed(rows, signatures, keys), _anchors(signatures, keys), _numbers(signatures, keys))


def document_key(document_id: str) -> int:
    """Return the first 64 bits of a document_id as a signed number.

    >>> document_key("ffffffffffffffff0123")
    -1
    """
    return int.from_bytes(bytes.fromhex(document_id[:16]), signed=True)


def write_tables(folder: Path, signed: pa.Table, anchors: pa.Table, numbers: pa.Table) -> None:
    """Write a set of signatures, in the order in which they are looked up."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(signed, folder / "signed.parquet", compression="zstd")
    by_hash = anchors.sort_by([("hash", "ascending"), ("document", "ascending")])
    pq.write_table(by_hash, folder / "anchors.parquet", use_dictionary=False, compression="none")
    by_document = numbers.sort_by([("document", "ascending"), ("position", "ascending")])
    pq.write_table(by_document, folder / "numbers.parquet", use_dictionary=["document"], compression="zstd")


def _signed(rows: list[Mapping[str, Any]], signatures: list[Signature], keys: list[int]) -> pa.Table:
    import pyarrow as pa

    columns = {
        "document": keys,
        "document_id": [row["document_id"] for row in rows],
        "article_id": [row["article_id"] for row in rows],
        "published_at": [row["published_at"] for row in rows],
        "anchors": [len(each.anchors) for each in signatures],
        "body_hash": _signed_integers([each.body_hash for each in signatures], 64),
        "sections": [row.get("sections") for row in rows],
    }
    return pa.table(columns, schema=arrow_schema(SIGNED))


def _anchors(signatures: list[Signature], keys: list[int]) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    hashes = _signed_integers([anchor for each in signatures for anchor in each.anchors], 64)
    documents = np.repeat(np.array(keys, np.int64), [len(each.anchors) for each in signatures])
    return pa.table({"hash": hashes, "document": documents}, schema=arrow_schema(ANCHORS))


def _numbers(signatures: list[Signature], keys: list[int]) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    places = [place for each in signatures for place in each.numbers]
    columns = {name: _signed_integers([getattr(place, name) for place in places], 32) for name in NUMBERS.names[2:]}
    columns["document"] = np.repeat(np.array(keys, np.int64), [len(each.numbers) for each in signatures])
    columns["position"] = pa.array([position for each in signatures for position in range(len(each.numbers))])
    return pa.table(columns, schema=arrow_schema(NUMBERS))


def _signed_integers(hashes: list[int | None], bits: int) -> pa.Array:
    """Return unsigned hashes as signed integers of the same bits: not every reader of Parquet knows unsigned ones."""
    import pyarrow as pa

    return pa.array(hashes, f"uint{bits}").view(f"int{bits}")
