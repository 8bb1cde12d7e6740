"""Signs, currencies, measures."""

from collections.abc import Callable

import pytest

from tasks.extract.numbers import Reading

UNITS = [
    ("It cost $3.2m.", "$3.2m", 3_200_000, "money", "USD"),
    ("It cost US $40 more.", "US $40", 40, "money", "USD"),
    ("It cost $US55m.", "$US55m", 55_000_000, "money", "USD"),
    ("It cost A$12m.", "A$12m", 12_000_000, "money", "AUD"),
    ("It cost HK$12.", "HK$12", 12, "money", "HKD"),
    ("It cost USD10m.", "USD10m", 10_000_000, "money", "USD"),
    ("It cost RM23.50.", "RM23.50", 23.5, "money", "MYR"),
    ("It cost Rs. 3,000 crore.", "Rs. 3,000 crore", 30_000_000_000, "money", "INR"),
    ("It cost €2.1 billion.", "€2.1 billion", 2_100_000_000, "money", "EUR"),
    ("It cost 50€.", "50€", 50, "money", "EUR"),
    ("It cost 100 zł.", "100 zł", 100, "money", "PLN"),
    ("It cost 1.9 million rubles.", "1.9 million rubles", 1_900_000, "money", "RUB"),
    ("It cost 5 billion won.", "5 billion won", 5_000_000_000, "money", "KRW"),
    ("It cost 2m Swiss francs.", "2m Swiss francs", 2_000_000, "money", "CHF"),
    ("It cost 15 cents.", "15 cents", 0.15, "money", "USD"),
    ("Milk sells at 80p a pint.", "80p", 0.8, "money", "GBP"),
    ("It cost 300 pesos.", "300 pesos", 300, "money", None),
    ("It lost $-50.8bn.", "$-50.8bn", -50_800_000_000, "money", "USD"),
    ("It lost -$50.", "-$50", -50, "money", "USD"),
    ("The grant was one million dollars.", "one million dollars", 1_000_000, "money", "USD"),
    ("It shrank 12.5%.", "12.5%", 12.5, "percent", "%"),
    ("It shrank 20 per cent.", "20 per cent", 20, "percent", "%"),
    ("It shrank 3 percentage points.", "3 percentage points", 3, "percent", "pp"),
    ("It shrank 25 basis points.", "25 basis points", 25, "percent", "basis point"),
    ("It shrank half a percentage point.", "half a percentage point", 0.5, "percent", "pp"),
    ("The wall is 25 km long.", "25 km", 25, "distance", "kilometre"),
    ("The wall is 25 kilometers long.", "25 kilometers", 25, "distance", "kilometre"),
    ("The tower is 100m tall.", "100m", 100, "distance", "metre"),
    ("He is 6ft 2in tall.", "6ft 2in", 6.166667, "distance", "foot"),
    ("A 16,200-acre fire burned.", "16,200-acre", 16200, "area", "acre"),
    ("It covers 30 sq km.", "30 sq km", 30, "area", "square kilometre"),
    ("The tank holds 4,000 liters.", "4,000 liters", 4000, "volume", "litre"),
    ("They seized 2.5 tonnes.", "2.5 tonnes", 2.5, "mass", "tonne"),
    ("It hit 38C at noon.", "38C", 38, "temperature", "degree Celsius"),
    ("It hit 101 degrees Fahrenheit.", "101 degrees Fahrenheit", 101, "temperature", "degree Fahrenheit"),
    ("Gusts hit 30 miles per hour.", "30 miles per hour", 30, "speed", "mile per hour"),
    ("The plant makes 300 megawatts.", "300 megawatts", 300, "energy", "megawatt"),
    ("The well gives 62 barrels a day.", "62 barrels a day", 62, "rate", "barrel per day"),
    ("The strike lasted three days.", "three days", 3, "duration", "day"),
    ("A 12-year siege ended.", "12-year", 12, "duration", "year"),
    ("The talk took half an hour.", "half an hour", 0.5, "duration", "hour"),
    ("He got 18 years and six months.", "18 years and six months", 18.5, "duration", "year"),
    ("It took a year and a half.", "a year and a half", 1.5, "duration", "year"),
    ("It cost five dollars and 20 cents.", "five dollars and 20 cents", 5.2, "money", "USD"),
    ("A $1-billion fund was set up.", "$1-billion", 1_000_000_000, "money", "USD"),
    ("She won the women's 200m.", "200m", 200, "distance", "metre"),
    ("She weighs 11st 7lb.", "11st 7lb", 11.5, "mass", "stone"),
]


@pytest.mark.parametrize(("sentence", "surface", "value", "kind", "unit"), UNITS)
def test_unit(
    read: Callable[[str], Reading], sentence: str, surface: str, value: float, kind: str, unit: str | None
) -> None:
    (figure,) = read(sentence).figures
    assert (sentence[figure.start : figure.end], figure.kind, figure.unit) == (surface, kind, unit)
    assert figure.value == pytest.approx(value, rel=1e-5)
