"""Money: the currency before or after a number, in signs, codes, names and minor units."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon, Unit
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.phrases import Found
from tasks.extract.numbers.scan import HYPHENS, Text
from tasks.extract.numbers.signs import is_minus
from tasks.extract.wordlists import read_rows

LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
BEFORE_SIGN = frozenset((*HYPHENS, "(", "[", '"', "“", "‘", "'", "/", "~", "+", "<", ">", "≈", ",", "", "±", "="))
LINES = frozenset(["240", "360", "480", "720", "1080", "1440", "2160", "4320"])  # of a screen: "1080p" is no money


class Money:
    """Finds the currency of an amount."""

    __slots__ = ("_codes", "_lexicon")

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._codes = frozenset(row["code"] for row in read_rows("currencies") if row["code"])

    def before(self, text: Text, amount: Amount) -> Amount | None:
        """Return the amount with the currency before it, or None where there is none.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("US $3m, RM23.50, $-5bn, A$5 and MEUR 60; a $5 million US dollars loan.")[:3]
        ['US $3m: 3000000 money USD', 'RM23.50: 23.5 money MYR', '$-5bn: -5000000000 money USD']
        """
        accounted = self._in_brackets(text, amount)
        if accounted is not None:
            return accounted
        found = self._sign_before(text, amount.first)
        if found is None or (found.payload.shy and not _is_large(text, amount)):
            return None
        unit = found.payload
        priced = replace(amount, first=found.first, kind="money", unit=self._local(text, found), scale=unit.scale)
        return self._repeated(text, _minus_before(text, priced))

    def after(self, text: Text, amount: Amount, place: int) -> Amount | None:
        """Return the amount with the currency that begins at the token `place`, or None.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("5 USD, 75 USD million, 20 MUSD, 50€, 30p, 75¢ and 5 billion won.")[:4]
        ['5 USD: 5 money USD', '75 USD million: 75000000 money USD', '20 MUSD: 20000000 money USD', '50€: 50 money EUR']
        """
        found = self._sign_after(text, place) or self._name_after(text, amount, place) or self._millions(text, place)
        if found is None:
            return None
        unit = found.payload
        last = max(found.last, amount.last)
        priced = replace(amount, last=last, kind="money", unit=self._local(text, found), scale=unit.scale)
        return self._multiplied(text, priced)

    def _in_brackets(self, text: Text, amount: Amount) -> Amount | None:
        """Read brackets after a currency sign as the minus of accountants.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("A result of $(50.2) million ($7.5 million before tax).")
        ['$(50.2) million: -50200000 money USD', '$7.5 million: 7500000 money USD']
        """
        place, last = amount.first - 1, amount.last + 1
        if text.raw[place] != "(" or text.raw[last] != ")" or not (text.glued[place] and text.glued[place + 1]):
            return None
        found = self._lexicon.signs.ending(text, place - 1)
        if found is None or amount.numeral.vague or text.raw[found.last] not in CURRENCY_SIGNS:
            return None
        numeral, word = amount.numeral, self._lexicon.multipliers.get(text.lower[last + 1])
        if word is not None and word.value >= 1000 and numeral.multiplier == 1.0:
            numeral, last = replace(numeral, multiplier=word.value), last + 1
        money = replace(amount, numeral=numeral, first=found.first, last=last, kind="money", sign=-1.0)
        return replace(money, unit=self._local(text, found))

    def _sign_before(self, text: Text, first: int) -> Found[Unit] | None:
        place = text.before(first)
        found = self._lexicon.signs.ending(text, place) or self._millions(text, place)
        if found is None or (text.glued[found.first] and text.raw[found.first - 1] not in BEFORE_SIGN):
            return None
        if found.first < found.last and text.raw[found.first] in LETTERS and not text.glued[found.first + 1]:
            return Found(found.last, found.last, Unit("USD", "money"))  # "A $1bn fund" is no Australian one
        if text.raw[found.last].isalpha() and (text.is_hyphen(first - 1) or _is_code(text, first)):
            return None  # CVE-2024-30188, SSP1-1.9
        if text.raw[found.last] in LETTERS and not (text.glued[first] and _is_sum(text, first)):
            return None
        return found

    def _sign_after(self, text: Text, place: int) -> Found[Unit] | None:
        """Find "50€", "100 zł", "5 USD"; letters that are no code must touch the digits."""
        if text.kind[place - 1] == "word" and text.kind[place] == "word" and text.raw[place] not in self._codes:
            return None
        found = self._lexicon.signs.starting(text, place)
        if found is None or text.raw[found.last] in LETTERS:
            return None
        if text.kind[found.last + 1] == "digits" and (text.glued[found.last + 1] or not text.glued[place]):
            return None
        return found

    def _name_after(self, text: Text, amount: Amount, place: int) -> Found[Unit] | None:
        found = self._lexicon.currencies.starting(text, place)
        if found is None:
            return is_pounds_sterling(text, amount, place)
        if found.payload.tight and not _is_minor_sign(text, place):
            return None
        return found if not found.payload.shy or _is_large(text, amount) else None

    def _millions(self, text: Text, place: int) -> Found[Unit] | None:
        """Find the code of "30 MUSD", "MEUR 60": millions of a currency."""
        raw = text.raw[place]
        if len(raw) != 4 or raw[0] != "M" or raw[1:] not in self._codes:
            return None
        return Found(place, place, Unit(raw[1:], "money", scale=1e6))

    def _repeated(self, text: Text, amount: Amount) -> Amount:
        """Take in the currency that is said twice: "$5 USD", "$5 million dollars"."""
        found = self._lexicon.currencies.starting(text, amount.last + 1)
        if found is not None and found.payload.scale == 1.0 and not found.payload.shy:
            return replace(amount, last=found.last, unit=found.payload.name or amount.unit)
        return amount

    def _multiplied(self, text: Text, amount: Amount) -> Amount:
        """Apply the multiplier of "75 USD million"."""
        word = self._lexicon.multipliers.get(text.lower[amount.last + 1])
        if word is None or word.value < 1e6 or amount.numeral.multiplier > 1.0 or text.raw[amount.last] != amount.unit:
            return amount
        numeral = replace(amount.numeral, multiplier=word.value)
        return replace(amount, last=amount.last + 1, numeral=numeral)

    def _local(self, text: Text, found: Found[Unit]) -> str | None:
        """Return the currency of a sign or name, by the words around it and the outlet's country where it is shared."""
        form = " ".join(text.lower[found.first : found.last + 1])
        if form == "¥" and text.words & cue("chinese") and not text.words & cue("japanese"):
            return "CNY"
        return text.local.get(form, found.payload.name)


def local_currencies(host: str | None, text: str = "") -> Mapping[str, str]:
    """Return what shared signs and names mean in an outlet of a host, and in a text that names a country: form → code.

    >>> local_currencies("www.smh.com.au")["$"], local_currencies("example.org")
    ('AUD', {})
    >>> local_currencies(None, "A Nairobi court fined him 500 shillings.")["shillings"]
    'KES'
    """
    labels = (host or "").lower().rstrip(".").split(".")
    domains = {".".join(labels[k:]) for k in range(len(labels))} if len(labels) > 1 else set()
    for row in _local_rows():
        if domains & set(row["domains"].split("|")):
            return dict.fromkeys(row["forms"].split("|"), row["code"])
    return _told_by(text)


def _told_by(text: str) -> Mapping[str, str]:
    """Return the shared names of a text that only one of the countries it names explains."""
    lowered = text.lower()
    if not any(name in lowered for name in _shared_names()):
        return {}
    words = set(WORD.findall(lowered))
    shared = words & _shared_names()
    told: dict[str, set[str]] = {}
    for row in _local_rows():
        if not words.isdisjoint(row["near"].split()):
            for form in shared.intersection(row["forms"].split("|")):
                told.setdefault(form, set()).add(row["code"])
    return {form: codes.pop() for form, codes in sorted(told.items()) if len(codes) == 1}


@cache
def _shared_names() -> frozenset[str]:
    rows = (row for row in _local_rows() if row["near"])
    return frozenset(form for row in rows for form in row["forms"].split("|") if len(form) > 2 and form.isalpha())


@cache
def _local_rows() -> list[dict[str, str]]:
    return read_rows("local_currencies")


WORD = re.compile(r"[^\W\d_]+")


def is_pounds_sterling(text: Text, amount: Amount, place: int) -> Found[Unit] | None:
    """Read bare "pounds" as money: large sums are, and weights are where the sentence weighs.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("A 5 pounds fine."), figures("It weighed 5 pounds.")
    (['5 pounds: 5 money GBP'], ['5 pounds: 5 mass pound'])
    """
    if text.lower[place] not in ("pound", "pounds") or text.words & cue("weighed"):
        return None
    vague = amount.numeral.vague is not None and text.lower[place + 1] != "of"
    if vague or amount.numeral.multiplier >= 1e5 or text.words & cue("british") or "pounds" in text.local:
        return Found(place, place, Unit("GBP", "money"))
    return None


def is_money_before(text: Text, index: int) -> bool:
    """Say whether a currency sign or code stands before the number, perhaps with a minus between."""
    before = index - 1 if text.raw[index - 1] not in ("-", "−", "–", "to") else index - 2
    if before == index - 2 and text.kind[before] == "digits":
        before -= 1  # the first end of "$3-5m"
    return text.raw[before] in _signs_and_codes()


@cache
def _signs_and_codes() -> frozenset[str]:
    """Return the last tokens of all signs, and the codes."""
    rows = read_rows("currencies")
    signs = (sign.rstrip(".") for row in rows for sign in row["signs"].split("|") if sign)
    tails = (sign[-1] if sign[-1] in CURRENCY_SIGNS else sign for sign in signs)
    return frozenset((*tails, *(row["code"] for row in rows if row["code"]), *CURRENCY_SIGNS))


CURRENCY_SIGNS = frozenset("$€£¥₹₩₽₴₺₦₱₪₫฿₡₸₼₾₵₭₮֏৳៛₲¢₿")


def _minus_before(text: Text, amount: Amount) -> Amount:
    place = amount.first - 1
    if is_minus(text, place) and text.glued[amount.first] and not text.glued[place]:
        return replace(amount, first=place, sign=-1.0)
    return amount


def _is_minor_sign(text: Text, place: int) -> bool:
    """Say whether a glued "p" or "c" is pence or cents: not "1080p", "7.00 P.M." or "40C"."""
    if not text.glued[place] or text.raw[place - 1] in LINES or text.raw[place] != text.lower[place]:
        return False
    if text.raw[place] == "c":
        return not text.words & cue("warmth")
    return text.raw[place + 1 : place + 3] != [".", "m"]


def _is_code(text: Text, index: int) -> bool:
    """Say whether one digit touches the letters before it and a hyphen after it."""
    scaled = text.kind[index + 3] == "word" and text.glued[index + 3]  # "RM3-5m"
    return text.glued[index] and len(text.raw[index]) == 1 and text.is_hyphen(index + 1) and not scaled


def _is_sum(text: Text, index: int) -> bool:
    """Say whether digits after a single letter look like money ("R500", "R2.5bn"), not like a code ("R0", "R6700")."""
    if text.glued[index + 1] and text.kind[index + 1] == "word":
        return True
    named = text.is_capital(index - 2) and text.raw[index].isdecimal()
    return len(text.raw[index]) > 2 and not named


def _is_large(text: Text, amount: Amount) -> bool:
    """Say whether the number is of a size that only money has beside a shy word: "TRY 300m", "5,000 won"."""
    return amount.numeral.multiplier >= 1000 or "," in text.raw[amount.numeral.last]
