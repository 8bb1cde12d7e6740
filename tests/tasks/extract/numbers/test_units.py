"""Signs, currencies, measures."""

from collections.abc import Callable, Mapping

import pytest

from tasks.extract.numbers import Reading, local_currencies
from tasks.extract.wordlists import read_rows

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


UNIT_FORMS = [
    (row["unit"], row["kind"], form.rstrip("!"), form.endswith("!"))
    for row in read_rows("units")
    for column in ("forms", "symbols")
    for form in row[column].split("|")
    if form not in ("", "second") and not (row["needs"] or row["bars"] or float(row["scale"] or 1) != 1)
]
NAMES = {form: {unit for unit, _, other, _ in UNIT_FORMS if other == form} for _, _, form, _ in UNIT_FORMS}


@pytest.mark.parametrize(("unit", "kind", "form", "tight"), UNIT_FORMS)
def test_every_form_of_every_unit_is_read(
    read: Callable[[str], Reading], unit: str, kind: str, form: str, tight: bool
) -> None:
    gap = "" if tight else " "
    figure = read(f"It was 7{gap}{form}.").figures[0]
    names = {
        row["unit"] for row in read_rows("units") if form in (*row["forms"].split("|"), *row["symbols"].split("|"))
    }
    assert figure.unit in names | {unit}
    assert figure.kind == kind or len(names) > 1


CURRENCIES = [row for row in read_rows("currencies") if row["code"]]


@pytest.mark.parametrize("row", CURRENCIES, ids=lambda row: row["code"])
def test_every_currency_is_read_by_code_and_name(read: Callable[[str], Reading], row: dict[str, str]) -> None:
    code = row["code"]
    forms = [f"{code} 5 million", f"5 million {code}", f"5 million {row['name']}"]
    forms += [f"5 million {name.rstrip('?')}" for name in row["names"].split("|") if name]
    forms += [f"{sign}500 million" for sign in row["signs"].split("|") if sign]
    for form in forms:
        figures = read(f"It cost {form} then.").figures
        assert [(figure.kind, figure.unit) for figure in figures] == [("money", code)], form


@pytest.mark.parametrize(
    ("host", "sentence", "unit"),
    [
        ("www.smh.com.au", "It cost $5.", "AUD"),
        ("cbc.ca", "It cost five dollars.", "CAD"),
        ("cbc.ca", "It cost US$5.", "USD"),
        ("reuters.com", "It cost $5.", "USD"),
        (None, "It cost $5.", "USD"),
        ("dawn.com", "It cost Rs500.", "PKR"),
        (None, "In Nairobi it cost 500 shillings.", "KES"),
        (None, "In Oslo it cost 500 kroner.", "NOK"),
        (None, "It cost 500 shillings.", None),
        (None, "In Bishkek it cost 5,000 som.", "KGS"),
        (None, "Shares rose in Beijing to ¥500.", "CNY"),
        (None, "Shares rose to ¥500.", "JPY"),
    ],
)
def test_shared_signs_mean_what_they_mean_there(
    read_at: Callable[[str, Mapping[str, str]], Reading], host: str | None, sentence: str, unit: str | None
) -> None:
    (figure,) = read_at(sentence, local_currencies(host, sentence)).figures
    assert (figure.kind, figure.unit) == ("money", unit)


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("A rise of 5 mg/kg of soil.", "milligram per kilogram"),
        ("It burns 10 litres per 100 km.", "litre per 100 kilometre"),
        ("They eat 22 kg per person.", "kilogram per person"),
        ("She has 11.1 assists per game.", "per game"),
        ("They lost 14 followers in a week.", None),
        ("It costs $15 an hour.", "USD"),
    ],
)
def test_rates(read: Callable[[str], Reading], sentence: str, unit: str | None) -> None:
    assert read(sentence).figures[0].unit == unit
