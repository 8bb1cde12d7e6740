"""Numbers in digits: grouping, decimals, fraction characters and slashes."""

import re
import unicodedata
from math import log10

from tasks.extract.numbers.model import Numeral, tidy
from tasks.extract.numbers.scan import Text

MAX_POWER = 24  # of ten: no quantity of a news text comes near
MAX_DIGITS = 15  # longer runs are account numbers and noise, and floats would lie about them

GROUPING = str.maketrans("", "", ",\u00a0\u2009\u202f")

DECIMAL_COMMA = re.compile(r"0,\d+|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3},00?")

POWER = re.compile(r"([eE^]|\s?[x×]\s?10\^?)")

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–", "0123456789+---")

DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100))


def read_digits(text: Text, index: int) -> Numeral | None:
    """Return the number in digits, or the fraction, that begins at `index`.

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("1,234,567 hens, 940 000 eggs, 1,20,000 pigs, 0,5 litres, 1.3x10^6 cells, ⅓ of the oats.")
    ['1,234,567: 1234567 count', '940 000: 940000 count', '1,20,000: 120000 count', '0,5 litres: 0.5 volume litre', \
'1.3x10^6: 1300000 count', '⅓: 0.333333 ratio']

    >>> [read_digits(Text(form), 8).value for form in ("1,20,000", "940 000", "2,5 %", "3/4", "½")]
    [120000.0, 940000.0, 2.5, 0.75, 0.5]
    """
    if text.kind[index] == "slash":
        value = fraction_value(text.raw[index])
        return None if value is None else Numeral(index, index, value, form="fraction")
    if text.kind[index] != "digits" or len(text.raw[index]) > 2 * MAX_DIGITS:
        return None
    last, written = index, text.raw[index]
    while _continues_with_space(text, index, last):
        last, written = last + 1, written + text.raw[last + 1]
    if last == index and _is_decimal_comma(text, index):
        last, written = index + 2, f"{written}.{text.raw[index + 2]}"
    value = digits_value(written)
    return None if value is None else Numeral(index, last, value)


def digits_value(written: str) -> float | None:
    """Return the value of digits as written, or None where the run is too long for a quantity.

    >>> digits_value("1,234.5"), digits_value("940\\u00a0000"), digits_value("9" * 100)
    (1234.5, 940000.0, None)
    >>> digits_value("1.234,56"), digits_value("0,5"), digits_value("1.3x10^6"), digits_value("12e-1")
    (1234.56, 0.5, 1300000.0, 1.2)
    """
    if POWER.search(written):
        return _power_value(written)
    if DECIMAL_COMMA.fullmatch(written):
        written = written.replace(".", "").replace(",", ".")
    plain = written.translate(GROUPING)
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    return float(plain) if len(plain) <= MAX_DIGITS + 1 else None


def _power_value(written: str) -> float | None:
    """Return the value of 1e10, 1.3x10^6, 2×10⁻³ or 2.5^-1; None for what no quantity comes near."""
    base, mark, exponent = POWER.split(written, maxsplit=1)
    signed = exponent.translate(SUPERSCRIPTS)
    power = int(signed.strip("+-")) * (-1) ** signed.count("-")
    radix, factor = (float(base), 1.0) if mark == "^" else (10.0, float(base))
    if abs(power) > MAX_POWER or radix == 0 or (radix > 10 and abs(power) * log10(radix) > MAX_POWER):
        return None
    return tidy(factor * radix**power)


def fraction_value(written: str) -> float | None:
    """Return the value of ½ or 3/4; None for what is no everyday fraction (9/11, 24/7)."""
    if len(written) == 1:
        return round(unicodedata.numeric(written), 6)
    over, under = (float(part) for part in written.replace("⁄", "/").split("/"))
    if under not in DENOMINATORS or over > 2 * under or over == 0:
        return None
    return round(over / under, 6)


def _continues_with_space(text: Text, first: int, last: int) -> bool:
    """Say whether the next token is a group of three digits after one space: "940 000"."""
    after = last + 1
    return (
        text.kind[after] == "digits"
        and len(text.raw[after].partition(".")[0]) == 3
        and text.raw[last].isdecimal()
        and last - first < 4
        and text.start[after] == text.end[last] + 1
        and text.raw[first].isdecimal()
        and len(text.raw[first]) <= 3
        and text.raw[first] != "0"
        and not (text.kind[after + 1] == "digits" and text.glued[after + 1])
        and not (text.is_hyphen(after + 1) and text.kind[after + 2] == "digits" and text.kind[after + 3] == "word")
        and (text.raw[after] == "000" or not (text.is_capital(first - 1) or text.is_capital(after + 1)))
        and not (text.glued[first] and text.raw[first - 1] in "-–/:")
    )


def _is_decimal_comma(text: Text, index: int) -> bool:
    """Say whether "2,5 %" is meant: two glued groups, the second short, a percent or currency sign after them."""
    sure = text.lower[index + 3] in ("%", "percent", "€", "million", "billion", "km")
    return (
        sure
        and text.raw[index + 1] == ","
        and text.glued[index + 1]
        and text.glued[index + 2]
        and text.kind[index + 2] == "digits"
        and len(text.raw[index + 2]) <= 2
        and text.raw[index + 2].isdecimal()
        and text.raw[index].isdecimal()
    )
