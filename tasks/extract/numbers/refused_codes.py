"""Numbers of addresses on the web, versions, telephones, footnotes and line-ups."""

from collections.abc import Iterator

from tasks.extract.numbers.cases import Case, is_named, is_noun_after
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.model import Amount, Item, Refused
from tasks.extract.numbers.scan import Text

SIDE_BY_SIDE = 2  # so many pairs of neighbours make a row; prose has one at the most
PLAYERS = 10  # a formation shares the field players out: 4-4-2, 4-2-3-1


def url(case: Case) -> bool:
    """Refuse numbers in mail addresses, account names and hashtags.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("Write to desk7@paper.example.")
    ['7: url']
    """
    text = case.text
    return "@" in (text.raw[case.first - 1], text.raw[case.last + 1]) and (
        text.glued[case.first] or text.glued[case.last + 1]
    )


def version(case: Case) -> bool:
    """Refuse "version 2.0", "iOS 14.2", "v2".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It runs version 2.1 of Web 2.0.")
    ['2.1: version', '2.0: version']
    """
    glued = case.text.glued[case.first] and case.before == "v"
    named = is_named(case, "version") or (case.follows("version") and "." in case.written)
    numbered = "." in case.written and case.after in cue("version_nouns")
    return case.amount.kind == "count" and (glued or named or numbered or _is_release(case))


def phone(case: Case) -> bool:
    """Refuse a number to dial and its pieces.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("Call 555-0123 now, or ring 999; 911 calls came in; dial 1800 020 080 and press 2.")[:4]
    ['555: phone', '0123: phone', '999: phone', '911: phone']
    """
    if case.amount.kind != "count" or not case.written.isdecimal():
        return False
    text, after = case.text, case.last + 1
    pieces = text.is_hyphen(after) and text.kind[after + 1] == "digits"
    if pieces and len(case.written) == 3 and len(text.raw[after + 1]) == 4:
        return text.raw[after + 1].isdecimal()
    if case.follows("phone"):
        return len(case.written) == 4
    return _is_dialled(case) or _is_next_piece(case) or _is_first_piece(case)


def _is_dialled(case: Case) -> bool:
    """Say whether someone calls the number: "dial 1800", "called 911", "a 999 call"."""
    emergency = case.written in cue("emergency_numbers")
    dialled = case.before in cue("dialling") and (emergency or len(case.written) > 3)
    helped = case.before in ("on", "at") and len(case.written) > 2 and bool(case.text.words & cue("helplines"))
    dialled = dialled or helped
    return (dialled and not is_noun_after(case)) or (emergency and case.after in cue("calls")) or case.before == "dial"


def _is_first_piece(case: Case) -> bool:
    """Say whether a number to dial begins with the number, of which other digits follow: "call us on 555 0123"."""
    text, after = case.text, case.last + 1
    if len(case.written) < 3 or after >= len(text.kind) or text.kind[after] != "digits":
        return False
    is_piece = text.raw[after].isdecimal() and len(text.raw[after]) in (3, 4) and not text.is_hyphen(after + 1)
    return is_piece and not text.words.isdisjoint(cue("dialling") | cue("helplines"))


def _is_next_piece(case: Case) -> bool:
    """Say whether the number goes on with one to dial: the "555" of "0800 555 0199"."""
    last = case.items[-1] if case.items else None
    return isinstance(last, Refused) and last.last == case.first - 1 and _is_dial_start(case, last)


def _is_dial_start(case: Case, last: Refused) -> bool:
    written = case.text.raw[last.last]
    return last.reason == "phone" or (last.reason == "name_or_code" and written[0] == "0" and len(written) > 2)


def reference(case: Case) -> bool:
    """Refuse the number of a footnote or source in brackets: "[3]", "hunger (18).", "(27, 28)", "(1) flat sales".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("It eases hunger (18). It is new [3]: (1) sales, (2) cash.")
    ['18: list_marker', '3: list_marker', '1: list_marker', '2: list_marker']
    """
    if not case.is_bare or len(case.written) > 3:
        return False
    text, first, last = case.text, case.first, case.last
    if text.raw[first - 1] == "(" and text.glued[first - 1] and text.kind[first - 2] == "digits":
        return True  # "Section 13(3)"
    while text.raw[first - 1] in (",", "-", "–") and text.kind[first - 2] == "digits" and first - case.first > -8:
        first -= 2
    while text.raw[last + 1] in (",", "-", "–") and text.kind[last + 2] == "digits" and last - case.last < 8:
        last += 2
    brackets = text.raw[first - 1] + text.raw[last + 1]
    if brackets == "[]":
        return True
    named = text.is_capital(first - 2) and case.amount.number >= 10  # an age: "Ann Lee (34)"
    if brackets != "()" or named or text.glued[first - 1]:
        return False
    if case.items and isinstance(case.items[-1], Amount) and case.items[-1].last == first - 2:
        return case.items[-1].number == case.amount.number  # "four (4) sizes"
    ends = text.raw[last + 2] in (".", ",", ";", "") and text.kind[first - 2] == "word"
    listed = text.is_enumerated and text.kind[last + 2] == "word"
    return ends or listed or (text.raw[first - 2] in (":", ";", ",", "and", "or") and text.kind[last + 2] == "word")


def proportion(case: Case) -> bool:
    """Refuse the shape of a screen and other pairs with a colon, but for ratios and odds.

    >>> from tasks.extract.numbers.examples import figures, refused
    >>> refused("A 16:9 screen."), figures("A ratio of 3:1.")
    (['16: name_or_code', '9: name_or_code'], ['3:1: 3 ratio'])
    """
    text, first, last = case.text, case.first, case.last
    before = (
        text.raw[first - 1] == ":" and text.glued[first] and text.glued[first - 1] and text.kind[first - 2] == "digits"
    )
    after = (
        text.raw[last + 1] == ":" and text.glued[last + 1] and text.glued[last + 2] and text.kind[last + 2] == "digits"
    )
    return case.is_bare and (before or after) and not text.words & cue("ratios")


def in_table(text: Text, items: list[Item]) -> list[Item]:
    """Refuse the bare numbers of a row of a table: a line in which numbers stand side by side with nothing between.

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("34 Jo Lind 0 0 12 7")
    ['34: ambiguous', '0: ambiguous', '0: ambiguous', '12: ambiguous', '7: ambiguous']
    """
    bare = [_is_cell(text, item) for item in items]
    beside = sum(a and b and right.first == left.last + 1 for a, b, left, right in _pairs(bare, items))
    if beside < SIDE_BY_SIDE:
        return items
    return [
        Refused(item.first, item.last, "ambiguous", "in_table") if is_bare else item
        for is_bare, item in zip(bare, items, strict=True)
    ]


def _is_cell(text: Text, item: Item) -> bool:
    """Say whether a bare number stands alone, tied to nothing by a hyphen."""
    if not isinstance(item, Amount) or item.kind != "count" or item.numeral.form != "digits":
        return False
    return not text.is_hyphen(item.first - 1) and not text.is_hyphen(item.last + 1)


def _pairs(bare: list[bool], items: list[Item]) -> Iterator[tuple[bool, bool, Item, Item]]:
    return zip(bare, bare[1:], items, items[1:], strict=False)


def formation(case: Case) -> bool:
    """Refuse a line-up: "a 4-3-3", "4-2-3-1".

    >>> from tasks.extract.numbers.examples import refused
    >>> refused("They play a 4-3-3.")
    ['4: name_or_code', '3: name_or_code', '3: name_or_code']
    """
    text, first, last = case.text, case.first, case.last
    if not case.is_bare or len(case.written) > 1 or not (text.is_hyphen(first - 1) or text.is_hyphen(last + 1)):
        return False
    while text.is_hyphen(first - 1) and text.raw[first - 2].isdecimal() and case.first - first < 8:
        first -= 2
    while text.is_hyphen(last + 1) and text.raw[last + 2].isdecimal() and last - case.first < 8:
        last += 2
    lines = [text.raw[k] for k in range(first, last + 1, 2)]
    return len(lines) > 2 and all(len(line) == 1 for line in lines) and sum(map(int, lines)) == PLAYERS


def _is_release(case: Case) -> bool:
    """Say whether "2.0" numbers the edition of a name: "Web 2.0"."""
    named = case.text.is_capital(case.first - 1) and not is_noun_after(case)
    return named and case.written in ("1.0", "2.0", "3.0", "4.0")
