"""The minus of a number."""

from dataclasses import replace

from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import Text

MINUS = frozenset("-−–")
BEFORE_MINUS = frozenset((*'([{<>=~/,:;|"“‘$€£¥₹₩₽₴₺₦₱₪', ""))


def is_minus(text: Text, place: int) -> bool:
    """Say whether the token may be a minus."""
    return text.raw[place] in MINUS


def with_sign(text: Text, amount: Amount) -> Amount:
    """Read "-5", "−5", "minus 5", "minus-5"; in "plus or minus 4" there is no sign.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("From -5 to minus-7, plus or minus 2.")
    ['-5: -5 count', 'minus-7: -7 count', '2: 2 count']
    """
    place = amount.first - 1
    if amount.numeral.vague:
        return amount
    if is_minus(text, place) and text.glued[amount.first]:
        if text.lower[place - 1] in ("minus", "negative"):
            return replace(amount, first=place - 1, sign=-1.0)
        joined = text.glued[place] and text.raw[place - 1] not in BEFORE_MINUS
        if joined or (text.raw[place] != "−" and text.kind[place - 1] == "digits"):
            return amount
        return replace(amount, first=place, sign=-1.0)
    if text.lower[place] in ("minus", "negative") and text.lower[place - 1] != "or":
        return replace(amount, first=place, sign=-1.0)
    return amount
