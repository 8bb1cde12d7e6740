"""Ages: "a 12-year-old", "aged 34", "Ann Lee, 34, said", "those under 18"."""

from dataclasses import replace

from tasks.extract.numbers.cases import is_plural
from tasks.extract.numbers.cues import cue
from tasks.extract.numbers.lexicon import Lexicon
from tasks.extract.numbers.model import Amount
from tasks.extract.numbers.scan import Text

OLDER = frozenset(("older", "younger"))


def age(text: Text, amount: Amount, lexicon: Lexicon) -> Amount | None:
    """Read ages: "a 12-year-old", "aged 34", "Ann Lee, 34,", "19 to 35 months old".

    >>> from tasks.extract.numbers.examples import figures
    >>> figures("A 12-year-old, Ann Lee, 34, and adults 60 or older.")
    ['12-year: 12 age year', '34: 34 age year', '60: 60.. age year']
    >>> figures("The 10-day-old truce.")
    ['10-day: 10 duration day']
    """
    after = amount.last + 1
    after += text.is_hyphen(after)
    if amount.kind == "duration":
        is_old = text.lower[after] in ("old", "olds") or text.lower[after : after + 2] == ["of", "age"]
        is_old = is_old or _before(text, amount) in cue("aged")
        long = amount.unit in ("year", "month", "week") or text.lower[after + 1] in cue("infants")
        is_old = is_old or text.lower[amount.first - 2 : amount.first] == ["ages", "of"] or _is_ages(text, amount)
        return replace(amount, kind="age") if is_old and long else None
    if amount.kind != "count" or amount.number > 125 or amount.numeral.multiplier != 1.0:
        return None
    if any(rule(text, amount) for rule in AGE_RULES):
        return replace(amount, kind="age", unit="year")
    return None


def _before(text: Text, amount: Amount) -> str:
    return text.lower[text.before(amount.first)]


def _is_ages(text: Text, amount: Amount) -> bool:
    """Say whether "aged between", "ages of", "between the ages of" stands before the number."""
    near = text.lower[amount.first - 4 : amount.first]
    return text.lower[amount.first - 1] in ("of", "between", "from", "over", "under", "about", "than") and any(
        word in cue("aged") for word in near
    )


def _is_aged(text: Text, amount: Amount) -> bool:
    """Say whether "aged", "turned" or "he was" says that the number is an age."""
    before, after = _before(text, amount), amount.last + 1
    ends = text.kind[after] in ("mark", "") or text.lower[after] in ("when", "and", "at", "years")
    if text.lower[after] in ("yo", "y.o"):
        return True
    if text.lower[after : after + 2] in (["age", "group"], ["age", "groups"], ["age", "bracket"]):
        return True
    if before in ("just", "only") and text.lower[amount.first - 2] in cue("aged"):
        return True
    # "put the dead at 50", "put the number of dead at 50"
    is_put = text.lower[amount.first - 3 : amount.first - 1] in (["the", "dead"], ["of", "dead"])
    dying = text.lower[amount.first - 2] in ("died", "dies", "dead", "married", "retired")
    if before == "at" and dying and ends and not is_put:
        return True
    if before == "at" and text.raw[after] == "," and text.lower[after + 1] in cue("pronouns"):
        return True
    if before in cue("aged") or (before in ("turned", "turns", "turning") and ends):
        return True
    lower, first = text.lower, amount.first
    if before.endswith(("i'm", "i’m", "he's", "he’s")) and ends and amount.number > 10:
        return True
    if before in ("was", "is", "of") and lower[first - 2] == "age" and amount.number < 120:
        return True
    if before == "been" and lower[first - 2] == "have" and ends and amount.number >= 18:
        return True
    if before in ("about", "around", "nearly", "almost", "only", "just"):
        before, first = lower[first - 2], first - 1
    is_told = before in ("was", "is", "were", "am") and lower[first - 2] in cue("pronouns")
    return ends and is_told and lower[after] != "%"


def _is_under_age(text: Text, amount: Amount) -> bool:
    """Say whether people are counted by age: "those under 19", "adults over 65"."""
    hedged = _before(text, amount) in ("under", "over", "above", "below")
    after = text.lower[amount.last + 1]
    counts = is_plural(after) or text.kind[amount.last + 1] in ("digits", "slash")
    return hedged and not counts and text.lower[amount.first - 2] in cue("persons")


def _is_date(word: str) -> bool:
    return word in cue("months") or word in cue("weekdays")


def _is_older(text: Text, amount: Amount) -> bool:
    after = text.lower[amount.last + 1 : amount.last + 3]
    return after[0] in ("or", "and") and after[1] in OLDER


def _is_apposition(text: Text, amount: Amount) -> bool:
    """Say whether a person's age stands between commas or in brackets: "Ann Lee, 34, said"."""
    first, last = amount.first, amount.last
    if first != last or not text.raw[first].isdecimal() or not 1 <= amount.number <= 115:
        return False
    fences = text.raw[first - 1], text.raw[last + 1]
    if text.lower[first - 1] in ("both", "now") and text.raw[first - 2] == ",":
        return text.raw[last + 1] in (",", ".", ")") if text.lower[first - 1] == "both" else text.raw[last + 1] == ","
    name = first - 3 if text.lower[first - 3 : first - 1] in (["jr", "."], ["sr", "."]) else first - 2
    is_said = fences == (",", ",") and text.lower[last + 2] in cue("age_verbs") and text.kind[name] == "word"
    if is_said and text.lower[name] not in cue("persons"):  # "the boy, 9, was"
        return amount.number >= 15 and not _is_date(text.lower[name])
    if text.lower[name] in cue("persons") and not text.is_capital(name) and amount.number > 99:
        return False
    if text.lower[name] not in cue("persons") and (not text.is_capital(name) or _is_date(text.lower[name])):
        return False
    if fences == (",", "and"):
        return text.lower[name] in cue("persons")
    if fences == ("(", ")"):
        return not text.glued[first - 1]
    return fences == (",", ",") or (fences == (",", ".") and last + 2 >= text.size)


AGE_RULES = (_is_aged, _is_ages, _is_older, _is_apposition, _is_under_age)
