"""Sentences of a text, as spans of code points.

A stop ends a sentence when something that can begin one follows, unless the stop belongs to an abbreviation,
an initial or a list marker. The abbreviations stand in `extract/data/abbreviations.csv`.
"""

import re
from functools import cache
from pathlib import Path

from tasks.lists import read_list

ABBREVIATIONS = Path(__file__).parent / "extract" / "data" / "abbreviations.csv"
LONGEST_ABBREVIATION = 12
LONGEST_SENTENCE = 2000

# Every repeat is bounded or possessive, so that the search is linear on any input.
BOUNDARY = re.compile(
    r"""
    (?P<line>[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])
    | (?P<mark>[.!?…])
    (?P<closing>["'”’»)\]]{0,4}(?:\ ?\[\d{1,3}\]){0,4})  # a footnote's "[3]" belongs to what it follows
    (?P<gap>[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*+)
    (?=
        (?:["'“‘«(\[¿¡*•–—$€£¥₹#@-]\ ?){0,4}
        (?P<first>[^\W_]{1,20}+)
        (?P<next>.?)
    )
    """,
    re.VERBOSE,
)
# Names that begin in lower case: "al-Shabab", "von der Leyen", "d'Estaing", "iPhone", "eBay".
LOWER_CASE_NAME = re.compile(r"(?:(?:al|el|von|van|de|der|den|da|di|du|bin)[ -]){1,3}[A-Z]|d['’][A-Z]|[a-z]{1,2}[A-Z]")
# Careless writers begin sentences in lower case; after a short word the stop rather abbreviates.
LONG_LOWER_CASE_WORD = re.compile(r"[^\W\d_]*[a-z]{4}\.")
# "“Why?” Ms. Lee asked": the words after the quotation go on with its sentence.
SPEAKER = re.compile(
    r"[A-Z][\w.'’-]{0,20} (?:[\w.'’-]{1,20} ){0,3}?"
    r"(?:said|says|asked|asks|wrote|writes|added|told|tweeted|shouted|cried|yelled|replied|wondered)\b"
)
DOTTED_LETTERS = re.compile(r"(?:[^\W\d_]\.)+")
LIST_MARKER = re.compile(r"\s{0,9}+\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})")
# First words that can follow an abbreviation at the end of a sentence: "… of the U.S. The …".
STARTER = re.compile(
    r"""
    a|an|the|this|that|these|those|there|here|he|she|it|we|they|i|you|his|her|its|our|their|my|your|one|
    another|and|but|or|so|yet|nor|for|in|on|at|by|from|to|with|within|without|of|as|after|before|since|
    until|during|under|over|between|among|amid|across|about|despite|although|though|while|when|where|
    what|who|why|how|which|if|unless|because|however|meanwhile|moreover|also|then|now|today|yesterday|
    still|even|once|only|just|some|many|most|more|few|several|both|all|each|every|no|not|nobody|nothing|
    neither|either|such
    """,
    re.VERBOSE | re.IGNORECASE,
)
NOT_STARTERS = frozenset({"IT", "WHO"})


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) spans of the sentences of a text, in code points and in order.

    Spans do not overlap, have no white space at their ends and cover every character that is not white space.
    A line break always ends a sentence; one of more than 2,000 characters is no sentence but a list, and is cut at
    a space: every figure carries its sentence, so that its length bounds the size of the tables.

    >>> text = "Mr. Lee holds 3.5m shares. He sold two.\\n“Why?” Ms. Roe asked."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Lee holds 3.5m shares.', 'He sold two.', '“Why?” Ms. Roe asked.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in BOUNDARY.finditer(text):
        if match["line"] or ends_sentence(text, start, match):
            spans += cut(text, start, match.start() if match["line"] else match.start("gap"))
            start = match.end()
    return spans + cut(text, start, len(text))


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the span as one, or as several at spaces where it is too long for a sentence."""
    spans = []
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        stop = space if space > 0 else start + LONGEST_SENTENCE
        spans += trimmed(text, start, stop)
        start = stop
    return spans + trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the span without the white space at its ends, in a list; no span when nothing is left.

    >>> trimmed("a  b ", 1, 5)
    [(3, 4)]
    >>> trimmed("a  b ", 1, 3)
    []
    """
    piece = text[start:end]
    head = len(piece) - len(piece.lstrip())
    return [(start + head, start + len(piece.rstrip()))] if head < len(piece) else []


def ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Say whether the stop of a match of BOUNDARY ends the sentence that began at `start`."""
    stop = match.end("mark")
    capital = not match["first"][0].islower()
    if not match["gap"]:
        before = text[max(start, stop - 3) : stop - 1]
        ends_word = len(before) == 2 and before.isalpha() and before.islower()
        return capital and ends_word and match["next"] == " " and is_starter(match)
    if match["mark"] != "." and goes_on_after_quotation(text, match):
        return False
    word = word_before(text, start, stop)
    if not capital and not LOWER_CASE_NAME.match(text, match.start("first")):
        return LONG_LOWER_CASE_WORD.fullmatch(word) is not None and not match["closing"] and not rule_for(word)
    if LIST_MARKER.fullmatch(text, start, stop - 1):
        return False
    rule = rule_for(word)
    return not rule or allows(rule, match)


def word_before(text: str, start: int, stop: int) -> str:
    """Return the word that the stop at `stop - 1` closes, with the stop and without what opens it.

    >>> word_before("He met (Lt.-Gen. Lee)", 0, 17)
    'Gen.'
    """
    words = text[max(start, stop - LONGEST_ABBREVIATION) : stop].split()
    return words[-1].rpartition("-")[2].lstrip("\"'“‘«([—–/") if words else ""


def rule_for(word: str) -> str:
    """Return the rule of an abbreviation or initial, the empty string for any other word.

    >>> rule_for("Mr."), rule_for("J."), rule_for("3p.m."), rule_for("1970s."), rule_for("end.")
    ('never', 'starter', 'starter', '', '')
    """
    rules = abbreviations()
    rule = rules.get(word) or rules.get(word.lstrip("0123456789")) or ""
    return rule or ("starter" if DOTTED_LETTERS.fullmatch(word) else "")


def allows(rule: str, match: re.Match[str]) -> bool:
    """Say whether the rule of an abbreviation lets the sentence end before the first word of the match."""
    if rule == "starter":
        return is_starter(match)
    return rule == "capital" or (rule == "unless_digit" and not match["first"][0].isdigit())


def is_starter(match: re.Match[str]) -> bool:
    """Say whether a sentence typically begins with the first word of the match: "The", but not "All-Star"."""
    first = match["first"]
    return STARTER.fullmatch(first) is not None and first not in NOT_STARTERS and match["next"] not in (".", "-", "&")


def goes_on_after_quotation(text: str, match: re.Match[str]) -> bool:
    """Say whether a question or cry in quotation marks is followed by who said it."""
    quoted = any(mark in match["closing"] for mark in "\"'”’»")
    return quoted and not is_starter(match) and bool(SPEAKER.match(text, match.start("first")))


@cache
def abbreviations() -> dict[str, str]:
    """Return when a sentence may end after each abbreviation, those with a capital also in all capitals.

    >>> abbreviations()["Mr."], abbreviations()["MR."], abbreviations()["p.m."]
    ('never', 'never', 'starter')
    """
    rows = read_list(ABBREVIATIONS)
    rules = {row["abbreviation"].upper(): row["may_end"] for row in rows if row["abbreviation"][0].isupper()}
    return rules | {row["abbreviation"]: row["may_end"] for row in rows}
