"""Units: what stands after a numeral and belongs to its amount, and what it is said to be per."""

from dataclasses import replace

from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.fractions import ARTICLES
from tasks.extract.numbers.lexicon import Lexicon, Unit
from tasks.extract.numbers.model import Amount, Numeral
from tasks.extract.numbers.money import Money
from tasks.extract.numbers.phrases import Found
from tasks.extract.numbers.scan import Text
from tasks.extract.numbers.signs import with_sign
from tasks.extract.numbers.written import read_digits

PER = frozenset(("per", "a", "an", "each", "every", "/"))
RATED = frozenset(("mass", "volume", "distance", "area", "energy", "other"))
SPEEDS = frozenset(("millisecond", "second", "minute", "hour"))
STRETCHED = frozenset(("duration", "distance", "mass", "volume", "area"))


class Units:
    """Finds the sign and the unit of a numeral."""

    __slots__ = ("_lexicon", "_money")

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._money = Money(lexicon)

    def attach(self, text: Text, numeral: Numeral) -> Amount:
        """Return the amount of a numeral: with its minus, its currency and the unit after it.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("40C, 30 sq km, 300 MW, 60 mph, 5 tonnes, 25 basis points, 3 percentage points.")
        ['40C: 40 temperature degree Celsius', '30 sq km: 30 area square kilometre', '300 MW: 300 energy megawatt', \
'60 mph: 60 speed mile per hour', '5 tonnes: 5 mass tonne', '25 basis points: 25 percent basis point', \
'3 percentage points: 3 percent pp']
        >>> figures('A 34" screen, 6-foot-4, half an hour, 5 kroner, 300 shillings, 50 pence, 5 billion won.')
        ['34": 34 distance inch', '6-foot-4: 6.333333 distance foot', 'half an hour: 0.5 duration hour', \
'5 kroner: 5 money', '300 shillings: 300 money', '50 pence: 0.5 money GBP', '5 billion won: 5000000000 money KRW']

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
        amount = with_sign(text, Amount(numeral.first, numeral.last, numeral))
        money = self._money.before(text, amount)
        if money is not None:
            return money
        place = self._place(text, amount)
        symbol = self._symbol(text, amount, place)
        if symbol is None and (money := self._money.after(text, amount, place)) is not None:
            return money
        named = self._named(text, amount, place)
        found = named if symbol is None or (named is not None and named.last > symbol.last) else symbol
        if found is None and numeral.form == "fraction":
            return self._one_and_a_part(text, amount)
        if found is None:
            return self._one_or_two(text, amount)
        return self._rated(text, _applied(amount, found))

    def _place(self, text: Text, amount: Amount) -> int:
        """Return where a unit may begin: over a hyphen, "of" after a vague number, "of a" after a half, "more"."""
        place = amount.last + 1
        if text.lower[amount.numeral.last] in ("decades", "centuries"):
            return amount.numeral.last
        if amount.numeral.form == "vague":
            place += text.lower[place] == "of"
        elif amount.numeral.form == "fraction":
            place += text.lower[place] == "of" and text.lower[place + 1] in ("a", "an", "one")
            place += text.lower[place] in ("a", "an", "one")
        return place + (text.is_hyphen(place) or (text.raw[place] == "+" and text.glued[place]))

    def _symbol(self, text: Text, amount: Amount, place: int) -> Found[Unit] | None:
        if amount.numeral.form not in ("digits", "fraction") and text.kind[place] == "word":
            return None
        if (
            text.raw[place] in ("'", "’")
            and text.glued[place]
            and text.glued[place + 1]
            and text.raw[place + 1].isdecimal()
        ):
            return Found(place, place, Unit("foot", "distance"))
        if text.raw[place] == '"' and _is_inch_mark(text, place):
            return Found(place, place, Unit("inch", "distance"))
        found = next((unit for unit in self._lexicon.symbols.all_starting(text, place) if _fits(text, unit)), None)
        if found is None:
            return None
        if text.raw[place] == "st" and not _is_stone(text.raw[place - 1]):
            return None
        return None if text.raw[place] == "s" and text.raw[place - 1][-1] == "0" else found

    def _named(self, text: Text, amount: Amount, place: int) -> Found[Unit] | None:
        if text.lower[place] == "in" and text.glued[place] and text.kind[place - 1] == "digits":
            return Found(place, place, Unit("inch", "distance"))
        found = self._lexicon.units.starting(text, place)
        if found is None and text.lower[place] in cue("before_unit"):
            found = self._lexicon.units.starting(text, place + 1)
            return found if found and found.payload.kind in STRETCHED and _fits(text, found) else None
        if found is None or not _fits(text, found):
            return None
        if found.payload.name == "degree" and text.lower[found.last + 1] in cue("studies"):
            return None
        if text.lower[place] == "second" and (text.lower[found.last + 2] == "half" or amount.number > 1):
            return found if text.is_hyphen(place - 1) else None
        return found

    def _rated(self, text: Text, amount: Amount) -> Amount:
        """Read a measure per something as one rate; money and percentages stay.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("62 barrels a day, 5 mg/kg, 10 litres per 100 km, 12 km/s, $15 an hour.")
        ['62 barrels a day: 62 rate barrel per day', '5 mg/kg: 5 rate milligram per kilogram', \
'10 litres per 100 km: 10 rate litre per 100 kilometre', '12 km/s: 12 speed kilometre per second', '$15: 15 money USD']
        """
        hyphened = text.is_hyphen(amount.last + 1)  # "terabit-per-second"
        per, place = text.lower[amount.last + 1 + hyphened], amount.last + 2 + hyphened
        place += text.is_hyphen(place)
        if amount.kind not in RATED or per not in PER or (per == "/" and not text.glued[place]):
            return amount
        whole = read_digits(text, place) if per in ("per", "/") else None
        found = self._per(text, per, place if whole is None else whole.last + 1)
        if found is None or (found.payload.kind != "duration" and per not in ("per", "/")):
            return amount
        times = "" if whole is None else f"{whole.value:.12g} "
        speed = amount.kind == "distance" and not times and found.payload.name in SPEEDS
        unit = f"{amount.unit} per {times}{found.payload.name}"
        return replace(amount, last=found.last, kind="speed" if speed else "rate", unit=unit)

    def _per(self, text: Text, per: str, place: int) -> Found[Unit] | None:
        """Find what a measure is per: a unit in the singular, or after "per" any noun."""
        found = self._lexicon.units.starting(text, place) or self._lexicon.symbols.starting(text, place)
        if found is not None:
            plural = text.lower[found.last].endswith("s") and len(text.raw[found.last]) > 3
            return None if plural and text.kind[place - 1] != "digits" else found
        if per != "per" or text.kind[place] != "word" or text.is_capital(place):
            return None
        word = text.lower[place]
        if word in self._lexicon.words or word in self._lexicon.multipliers or word in cue("no_per"):
            return None
        if word == "annum":
            return Found(place, place, Unit("year", "duration"))
        return Found(place, place, Unit(word, "other"))

    def _one_and_a_part(self, text: Text, amount: Amount) -> Amount:
        """Read one of a unit and a part of it.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("It took a year and a half and a cup and a half of oats.")
        ['a year and a half: 1.5 duration year', 'a cup and a half: 1.5 volume cup']
        """
        place = amount.first - (text.lower[amount.first] != "a")
        if text.lower[place - 1 : place + 1] != ["and", "a"]:
            return amount
        found = self._lexicon.units.ending(text, place - 2)
        if found is None or found.payload.kind not in STRETCHED or text.lower[found.first - 1] not in ARTICLES:
            return amount
        numeral = replace(amount.numeral, first=found.first - 1, mantissa=1 + amount.number, form="words")
        return replace(amount, first=numeral.first, numeral=numeral, kind=found.payload.kind, unit=found.payload.name)

    def _one_or_two(self, text: Text, amount: Amount) -> Amount:
        """Read one or two of a unit or of a thing.

        >>> from tasks.extract.numbers.examples import figures
        >>> figures("Wait an hour or two for a hen or two.")
        ['an hour or two: 1.5 (1..2) duration hour', 'two: 1.5 (1..2) count']
        """
        two = text.lower[amount.first] == "two" and amount.first == amount.last and amount.number == 2
        word = amount.first - 2
        if text.lower[word + 1] != "or" or not two or text.kind[word] != "word" or text.lower[word].endswith("s"):
            return amount
        found = self._lexicon.units.ending(text, word)
        start = word - 1 if found is None else found.first - 1
        if found is None and text.lower[start] not in ARTICLES:
            start -= 1  # "a chicken wing or two"
        if text.lower[start] not in ARTICLES or text.lower[start - 1] == "half":
            return amount
        ranged = replace(amount, shape="range", bound="range", low=1.0, high=2.0, value=1.5)
        if found is None:
            return ranged
        return replace(ranged, first=start, kind=found.payload.kind, unit=found.payload.name)


def _applied(amount: Amount, found: Found[Unit]) -> Amount:
    unit = found.payload
    last = max(found.last, amount.last)
    return replace(amount, last=last, kind=unit.kind, unit=unit.name, scale=unit.scale)


def _fits(text: Text, found: Found[Unit]) -> bool:
    """Say whether a unit's own conditions hold: that it touches the number, that cues are or are not there."""
    unit = found.payload
    if unit.tight and not text.glued[found.first]:
        return False
    if unit.needs and not text.words & cue(unit.needs):
        return False
    return not (unit.bars and text.words & cue(unit.bars))


def _is_inch_mark(text: Text, place: int) -> bool:
    """Say whether a straight quotation mark after digits is an inch: it touches them and closes no quotation."""
    if not text.glued[place] or text.kind[place - 1] != "digits" or text.is_quoted(place):
        return False
    return text.kind[place + 1] in ("word", "digits") or text.raw[place + 1] in ("", "+")


def _is_stone(digits: str) -> bool:
    """Say whether "st" after digits is a weight: 1st and 21st are ordinals, 9st and 11st are not."""
    return digits.endswith("11") or not digits.endswith("1")
