"""The word lists beside this package, read once and never changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.phrases import Phrases, phrase_key
from tasks.extract.numbers.scan import FRACTION_CHARACTERS, TOKEN
from tasks.extract.wordlists import read_rows


@dataclass(frozen=True, slots=True)
class Word:
    """A word that writes a number: its value and what it is (unit, ten, ordinal, part, multiple)."""

    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A word or suffix that multiplies: whether it may or must touch the digits, or needs a currency sign."""

    value: float
    glued: str
    money: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit's surface form means, and when it is one.

    `shy` forms count only after large numbers ("5 billion won"), `tight` ones only where they touch the number ("40C");
    `needs` and `bars` name a list of cues of which a word must, or must not, stand in the sentence.
    """

    name: str | None
    kind: str
    scale: float = 1.0
    shy: bool = False
    tight: bool = False
    needs: str = ""
    bars: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of the grammar."""

    words: dict[str, Word]
    multipliers: dict[str, Multiplier]
    vague: Phrases[tuple[float, float]]
    vague_openers: frozenset[str]
    signs: Phrases[Unit]
    currencies: Phrases[Unit]
    units: Phrases[Unit]
    symbols: Phrases[Unit]
    hedges_before: Phrases[str]
    hedges_after: Phrases[str]
    changes: dict[str, dict[str, str]]
    names: dict[str, tuple[str, str]]
    idioms: dict[str, list[tuple[tuple[str, ...], int, str]]]
    gate: re.Pattern[str]

    @classmethod
    def load(cls, vague_numbers: Path | None = None) -> "Lexicon":
        """Read the CSV files; `vague_numbers` replaces the shipped one."""
        words = {r["word"]: Word(float(r["value"]), r["kind"]) for r in read_rows("number_words")}
        multipliers = {r["word"]: _multiplier(r) for r in read_rows("multipliers")}
        vague = [_vague(r) for r in read_rows("vague_numbers", vague_numbers)]
        currencies = read_rows("currencies")
        units = read_rows("units")
        bounds = read_rows("bounds")
        return cls(
            words=words,
            multipliers=multipliers,
            vague=Phrases(vague),
            vague_openers=frozenset(phrase_key(form)[0] for form, _ in vague),
            signs=Phrases(_currency_signs(currencies), exact=True),
            currencies=Phrases(_currency_names(currencies)),
            units=Phrases(_forms(units, "forms")),
            symbols=Phrases(_forms(units, "symbols"), exact=True),
            hedges_before=Phrases((r["words"], r["bound"]) for r in bounds if r["side"] == "before"),
            hedges_after=Phrases((r["words"], r["bound"]) for r in bounds if r["side"] == "after"),
            changes=_changes(read_rows("changes")),
            names={r["word"]: (r["reason"], r["case"]) for r in read_rows("name_words")},
            idioms=_idioms(read_rows("idioms"), words),
            gate=_gate(words, multipliers, (form for form, _ in vague)),
        )


def _multiplier(row: dict[str, str]) -> Multiplier:
    return Multiplier(float(row["value"]), row["glued"], row["money"], row["alone"] == "yes")


def _vague(row: dict[str, str]) -> tuple[str, tuple[float, float]]:
    return row["words"].removeprefix("a "), (float(row["low"]), float(row["high"]))


def _currency_signs(table: list[dict[str, str]]) -> Iterator[tuple[str, Unit]]:
    for row in table:
        for form in _split(row["signs"]):
            yield form, Unit(row["code"] or None, "money")
        if row["code"]:
            yield row["code"], Unit(row["code"], "money", shy=row["code"] in cue("word_codes"))


def _currency_names(table: list[dict[str, str]]) -> Iterator[tuple[str, Unit]]:
    for row in table:
        if row["code"]:
            yield row["name"], Unit(row["code"], "money")
        for form in _split(row["names"]):
            yield form.rstrip("?"), Unit(row["code"] or None, "money", shy=form.endswith("?"))
        for form in _split(row["minor"]):
            yield form.rstrip("!"), Unit(row["code"] or None, "money", scale=0.01, tight=form.endswith("!"))


def _forms(table: list[dict[str, str]], column: str) -> Iterator[tuple[str, Unit]]:
    for row in table:
        for form in _split(row[column]):
            scale = float(row["scale"] or 1.0)
            tight = form.endswith("!")
            yield form.rstrip("!"), Unit(row["unit"], row["kind"], scale, False, tight, row["needs"], row["bars"])


def _changes(table: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return direction by word, one dictionary for each shape (verb, by, percent, adverb, noun)."""
    shapes: dict[str, dict[str, str]] = {}
    for row in table:
        shapes.setdefault(row["shape"], {})[row["word"]] = row["direction"]
    return shapes


def _idioms(
    table: Iterable[dict[str, str]], words: dict[str, Word]
) -> dict[str, list[tuple[tuple[str, ...], int, str]]]:
    """Index each phrase by its first number word: the phrase, that word's place in it, and the reason."""
    index: dict[str, list[tuple[tuple[str, ...], int, str]]] = {}
    for row in table:
        phrase = tuple(m.group() for m in TOKEN.finditer(row["phrase"]))
        place = next((k for k, w in enumerate(phrase) if w in words or w[0].isdigit()), 0)
        index.setdefault(phrase[place], []).append((phrase, place, row["reason"]))
    for found in index.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return index


def _gate(words: dict[str, Word], multipliers: dict[str, Multiplier], vague: Iterable[str]) -> re.Pattern[str]:
    """Build the one pattern that says whether a sentence can hold a number at all."""
    atoms = set(words)
    atoms |= {w for w, m in multipliers.items() if m.alone}
    atoms |= {phrase_key(form)[-1] for form in vague}
    return re.compile(rf"[\d_{FRACTION_CHARACTERS}]|\b(?:{_trie(sorted(atoms))})|fold\b", re.IGNORECASE)


def _trie(words: list[str]) -> str:
    """Write a set of words as one pattern that never looks at a character twice.

    >>> _trie(["five", "four", "fourth"])
    'f(?:ive\\\\b|our(?:\\\\b|th\\\\b))'
    """
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    branches = [r"\b" if not head else head + _trie(tails) for head, tails in heads.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _split(forms: str) -> list[str]:
    return forms.split("|") if forms else []
