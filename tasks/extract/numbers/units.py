"""Signs and units: what stands before and after a numeral and belongs to its amount."""

from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon, Unit
from tasks.extract.numbers.model import Amount, Numeral
from tasks.extract.numbers.phrases import Found
from tasks.extract.numbers.scan import HYPHENS, Text

MINUS = frozenset("-−–")
PER = frozenset(("per", "a", "an", "each", "every", "/"))
DIMENSIONS = frozenset(("mass", "volume", "distance"))


class Units:
    """Finds the sign and the unit of a numeral."""

    __slots__ = ("_lexicon",)

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def attach(self, text: Text, numeral: Numeral) -> Amount:
        """Return the amount of a numeral: with its minus, its currency and the unit after it.

        >>> from tasks.extract.numbers.numerals import Numerals
        >>> def amount(form, token):
        ...     text, words = Text(form), Lexicon.load()
        ...     found = Units(words).attach(text, Numerals(words).read(text, token))
        ...     return found.number, found.kind, found.unit
        >>> amount("$-50.8bn", 10), amount("A$5m", 10), amount("30 cents", 8)
        ((-50800000000.0, 'money', 'USD'), (5000000.0, 'money', 'AUD'), (0.3, 'money', 'USD'))
        >>> amount("5 per cent", 8), amount("half an hour", 8), amount("62 barrels a day", 8)
        ((5.0, 'percent', '%'), (0.5, 'duration', 'hour'), (62.0, 'rate', 'barrel per day'))
        """
        amount = self._with_sign(text, Amount(numeral.first, numeral.last, numeral))
        money = self._currency_before(text, amount.first)
        if money is not None and (not money.payload.shy or _is_large(text, amount)):
            amount = replace(amount, first=money.first, kind="money", unit=money.payload.name)
            return self._repeated_currency(text, self._minus_before_currency(text, amount))
        after = self._after(text, amount)
        if after is None and numeral.form == "fraction":
            return self._one_and_a_part(text, amount)
        return amount if after is None else self._rated(text, self._applied(text, amount, after))

    def _one_and_a_part(self, text: Text, amount: Amount) -> Amount:
        """Read "a year and a half" as one and a half years."""
        place = amount.first - (text.lower[amount.first] != "a")
        if text.lower[place - 1 : place + 1] != ["and", "a"]:
            return amount
        found = self._lexicon.units.ending(text, place - 2)
        if found is None or found.payload.kind != "duration" or text.lower[found.first - 1] not in ("a", "an"):
            return amount
        numeral = replace(amount.numeral, first=found.first - 1, mantissa=1 + amount.number, form="words")
        return replace(amount, first=numeral.first, numeral=numeral, kind="duration", unit=found.payload.name)

    def _with_sign(self, text: Text, amount: Amount) -> Amount:
        """Read "-5", "−5", "minus 5", "minus-5"; in "plus or minus 4" there is no sign."""
        place = amount.first - 1
        if text.raw[place] in MINUS and text.glued[amount.first]:
            if text.lower[place - 1] in ("minus", "negative"):
                place -= 1
            elif (text.glued[place] and not self._lexicon.signs.ending(text, place - 1)) or (
                text.raw[place] != "−" and text.kind[place - 1] == "digits"
            ):
                return amount
            return replace(amount, first=place, sign=-1.0)
        if text.lower[place] in ("minus", "negative") and text.lower[place - 1] != "or":
            return replace(amount, first=place, sign=-1.0)
        return amount

    def _currency_before(self, text: Text, first: int) -> Found[Unit] | None:
        found = self._lexicon.signs.ending(text, text.before(first))
        if found is None or (text.glued[found.first] and text.raw[found.first - 1] not in MINUS_OR_OPEN):
            return None
        if found.first < found.last and text.raw[found.first] in LETTERS and not text.glued[found.first + 1]:
            return Found(found.last, found.last, Unit("USD", "money"))  # "A $1bn fund" is no Australian one
        if text.raw[found.last] in LETTERS and not (text.glued[first] and _is_sum(text, first)):
            return None
        return found

    def _minus_before_currency(self, text: Text, amount: Amount) -> Amount:
        place = amount.first - 1
        if text.raw[place] in MINUS and text.glued[amount.first] and not text.glued[place]:
            return replace(amount, first=place, sign=-1.0)
        return amount

    def _repeated_currency(self, text: Text, amount: Amount) -> Amount:
        """Take in the currency that is said twice: "$5 USD", "$5 million dollars"."""
        found = self._lexicon.currencies.starting(text, amount.last + 1)
        if found is not None and found.payload.scale == 1.0 and not found.payload.shy:
            return replace(amount, last=found.last, unit=found.payload.name or amount.unit)
        return amount

    def _after(self, text: Text, amount: Amount) -> Found[Unit] | None:
        """Find the unit after a numeral, over a hyphen, over "of" after a vague one, over "a" after a half."""
        place = amount.last + 1
        if text.lower[amount.numeral.last] in ("decades", "centuries"):
            place = amount.numeral.last
        elif amount.numeral.form == "vague":
            place += text.lower[place] == "of"
        elif amount.numeral.form == "fraction":
            place += text.lower[place] == "of" and text.lower[place + 1] in ("a", "an", "one")
            place += text.lower[place] in ("a", "an", "one")
        place += text.is_hyphen(place) or (text.raw[place] == "+" and text.glued[place])
        return self._symbol(text, amount, place) or self._named(text, amount, place)

    def _symbol(self, text: Text, amount: Amount, place: int) -> Found[Unit] | None:
        if amount.numeral.form not in ("digits", "fraction") and text.kind[place] == "word":
            return None
        found = self._lexicon.symbols.starting(text, place) or self._sign_after(text, place)
        if found is None:
            return None
        if text.raw[place] in cue("tight") and not text.glued[place]:
            return None
        if text.raw[place] == "st" and not (text.glued[place] and _is_stone(text.raw[place - 1])):
            return None
        if text.raw[place] == "s" and text.raw[place - 1][-1] == "0":
            return None
        return found

    def _sign_after(self, text: Text, place: int) -> Found[Unit] | None:
        """Find "50€", "100 zł", "5 USD"; letters that are no code must touch the digits."""
        found = self._lexicon.signs.starting(text, place)
        if found is None or text.raw[found.last] in LETTERS:
            return None
        if text.kind[found.last + 1] == "digits" and (text.glued[found.last + 1] or not text.glued[place]):
            return None
        return found

    def _named(self, text: Text, amount: Amount, place: int) -> Found[Unit] | None:
        money = self._lexicon.currencies.starting(text, place)
        if money is not None and _is_money_word(text, amount, money):
            return money
        if text.lower[place] == "in" and text.glued[place] and text.kind[place - 1] == "digits":
            return Found(place, place, Unit("inch", "distance"))
        found = self._lexicon.units.starting(text, place)
        if found is None:
            return None
        if text.lower[place] == "stone" and not text.words & cue("weighed"):
            return None
        if text.lower[place] in ("pound", "pounds") and is_pounds_sterling(text, amount):
            return Found(found.first, found.last, Unit("GBP", "money"))
        if text.lower[place] == "second" and (text.lower[found.last + 2] == "half" or amount.number > 1):
            return found if text.is_hyphen(place - 1) else None
        return found

    def _applied(self, text: Text, amount: Amount, found: Found[Unit]) -> Amount:
        unit = found.payload
        last = max(found.last, amount.last)
        return replace(amount, last=last, kind=unit.kind, unit=unit.name, scale=unit.scale)

    def _rated(self, text: Text, amount: Amount) -> Amount:
        """Read "62 barrels a day" as one rate; money and percentages stay what they are."""
        if amount.kind not in DIMENSIONS or text.lower[amount.last + 1] not in PER:
            return amount
        time = self._lexicon.units.starting(text, amount.last + 2)
        if time is None or time.payload.kind != "duration" or text.lower[time.last].endswith("s"):
            return amount
        return replace(amount, last=time.last, kind="rate", unit=f"{amount.unit} per {time.payload.name}")


LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
MINUS_OR_OPEN = frozenset((*HYPHENS, "(", "[", '"', "“", "‘", "'", "/", "~", "+", "<", ">", "≈", ",", "", "±"))


def _is_stone(digits: str) -> bool:
    """Say whether "st" after digits is a weight: 1st and 21st are ordinals, 9st and 11st are not."""
    return digits.endswith("11") or not digits.endswith("1")


def _is_sum(text: Text, index: int) -> bool:
    """Say whether digits after a single letter look like money ("R500", "R2.5bn") and not like a code ("R0")."""
    return len(text.raw[index]) > 2 or (text.glued[index + 1] and text.kind[index + 1] == "word")


def is_pounds_sterling(text: Text, amount: Amount) -> bool:
    """Say whether bare "pounds" are money: large sums are, and weights are where the sentence weighs.

    >>> from tasks.extract.numbers.model import Numeral
    >>> five = Amount(9, 9, Numeral(9, 9, 5.0))
    >>> is_pounds_sterling(Text("a 5 pounds fine"), five), is_pounds_sterling(Text("it weighed 5 pounds"), five)
    (True, False)
    """
    if text.words & cue("weighed"):
        return False
    return amount.numeral.multiplier >= 1e5 or bool(text.words & (cue("british") - {"pounds"}))


def _is_money_word(text: Text, amount: Amount, found: Found[Unit]) -> bool:
    if not found.payload.shy:
        return text.raw[found.first] != "p" or text.glued[found.first] if text.lower[found.first] == "p" else True
    return _is_large(text, amount)


def _is_large(text: Text, amount: Amount) -> bool:
    """Say whether the number is of a size that only money has beside a shy word: "TRY 300m", "5,000 won"."""
    return amount.numeral.multiplier >= 1000 or "," in text.raw[amount.numeral.last]
