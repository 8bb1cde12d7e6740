"""What only looks like a time: verbs, names, counts, habits, mere lengths."""

from __future__ import annotations

import re
from collections.abc import Callable

from tasks.extract.numbers.cues import cue
from tasks.extract.times.forms import PARTS_OF_DAY
from tasks.extract.times.phrases import Phrase, is_count, word_after
from tasks.extract.times.words import words_of

SENTENCE_OPENERS = "\"'“‘«([—–-\n.!?:…"


def is_time(phrase: Phrase, text: str, lower: str) -> bool:
    """Say whether a phrase is a time and no name, count, habit or mere length."""
    check = CHECKS.get(phrase.form)
    if re.search(r"(?:[$£€]|\b(?:every|each|some|most|any|many) )$", lower[max(0, phrase.start - 6) : phrase.start]):
        return False
    return check is None or check(phrase, text, lower)


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - 24) : start].split()
    return words[-1] if words else ""


def _opens(text: str, start: int) -> bool:
    """Say whether a word begins a sentence or a quotation, where every word has a capital."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in SENTENCE_OPENERS


def _weekday(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "Black Friday", "Sunday Times", "sat", "a Sunday"."""
    at = lower.index(phrase.groups["weekday"], phrase.core)
    word = text[at : at + len(phrase.groups["weekday"])]
    short = len(word.rstrip(".")) < 6
    before = _word_before(lower, phrase.core).strip("\"'“‘(")
    after = word_after(lower, phrase.end)
    if before in words_of("before_weekday") and not phrase.prep:
        return False
    if before in ("a", "an", "per") or (phrase.prep == "on" and _word_before(lower, phrase.start) == "mail"):
        return False
    if short:
        return word[0].isupper() and (phrase.prep == "on" or phrase.timed) and word.endswith(".")
    return not (after in words_of("after_weekday") and text[phrase.end + 1 : phrase.end + 2].isupper())


def _month(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse the verbs "may" and "march", and persons: "April Jones", "Theresa May"."""
    word = phrase.groups["month"]
    at = lower.index(word, phrase.core)
    if not text[at].isupper():
        return False
    if phrase.year is not None or phrase.groups.get("which") or phrase.edge or phrase.rough:
        return True
    if len(word) < 5 and word not in ("may", "june", "july") and word[-1] != ".":
        return phrase.prep in ("in", "since", "by", "until", "from", "between") and not text[at : at + 6].isupper()
    follower = word_after(text, phrase.end)
    named = follower[:1].isupper() and word in ("may", "june", "april", "august", "jan", "jan.") and phrase.prep != "in"
    if named:
        return False
    if phrase.prep:
        return True
    before = _word_before(text, phrase.start)
    if lower[phrase.end : phrase.end + 2] in ("'s", "’s") or follower.lower() in words_of("after_month"):
        return not before[:1].isupper() or _opens(text, phrase.start)
    plain = word in words_of("plain_month") and not follower[:1].isupper()
    if plain and (not before[:1].isupper() or _opens(text, phrase.start)):
        return True
    return phrase.to is not None or before.lower() in words_of("before_month")


def _day_of_month(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse the verb "may" and a person's name before a number, and a capital-less "march 5"."""
    at = lower.index(phrase.groups["month"], phrase.core)
    return text[at].isupper() or (len(phrase.groups["month"]) > 3 and phrase.groups["month"] not in ("march", "august"))


def _year(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse counts of four digits ("2000 people", "about 1950 cases") and names ("Windows 2000")."""
    written, core = phrase.groups["year"], phrase.core
    if phrase.groups["text"].startswith("f") or phrase.to is not None:
        return True
    if lower[max(0, phrase.start - 1) : phrase.start] in ("-", "–", "/", ".", ",") and not phrase.rough:
        return False
    if is_count(lower, phrase):
        return False
    near = f"{phrase.hedge} {_word_before(lower, phrase.start) if phrase.start == core else ''}".split()
    if phrase.groups["text"].startswith("the "):
        return int(written) >= 1500
    if phrase.hedge in ("around", "about") and not word_after(lower, phrase.end):
        return True
    if any(word in cue("roughly") or word in ("than", "about", "around", "least", "over") for word in near):
        return phrase.prep == "in" and "year2" not in phrase.groups
    if phrase.prep in cue("before_year") or phrase.prep or phrase.edge or phrase.rough:
        return int(written) >= 1500 or (phrase.prep in ("in", "since") and int(written) > 1000)
    if not 1800 <= int(written) <= 2100:
        return False
    before = _word_before(text, phrase.start)
    lone = not before or before[-1] in ",;:" or before.endswith(("'s", "’s")) or _opens(text, phrase.start)
    lone = lone or before.lower() in cue("determiners")
    return lone or not before[0].isupper() or before.lower().strip("(") in words_of("month") or phrase.start != core


def _season(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept a season with its year, "last", "this" or a preposition; "fall" is mostly the verb."""
    if phrase.year is not None or phrase.groups.get("which"):
        return True
    has_prep = phrase.prep in ("in", "since", "by", "until", "over", "during") or bool(phrase.rough)
    return has_prep and phrase.groups["season"] != "fall" and (_has_season_article(phrase) or phrase.prep == "since")


def _has_season_article(phrase: Phrase) -> bool:
    return phrase.groups["text"].startswith("the ") or bool(phrase.rough)


def _unit(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept "the year" only behind a preposition, "the day" hardly ever."""
    which, name = phrase.groups.get("which", ""), phrase.groups["unit"]
    if which in ("that", "that same"):
        return bool(phrase.prep or phrase.rough)
    if name in PARTS_OF_DAY | {"day"}:
        return which.removeprefix("the ") in ("previous", "following", "preceding", "next")
    if which != "the" or phrase.to is not None:
        return True
    if re.match(r" (?:of|since|when|that|after|before)\b", lower[phrase.end : phrase.end + 8]) and not phrase.edge:
        return False
    if phrase.edge or phrase.rough:
        return not re.match(r" of", lower[phrase.end : phrase.end + 3])
    return phrase.prep in ("for", "over", "during", "throughout", "at") or (phrase.prep == "in" and name != "season")


def _quarter(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse the quarters and halves of a game."""
    if phrase.year is not None or phrase.to is not None:
        return True
    heard = set(re.findall(r"[a-z]+", lower)) - {"quarter", "season", "league", "table", "guard"}
    return len(heard & cue("sports")) == 0 and not heard & {"points", "yards", "yard", "quarterback", "pointer"}


def _half(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept half a year only with its year, or before what companies report: "first-half profit"."""
    if phrase.year is not None or phrase.to is not None:
        return True
    return word_after(lower, phrase.end) in words_of("after_half")


def _counted_back(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "following ten years of work" and the last ten minutes of a match."""
    article = phrase.groups["text"].startswith(("the ", "these "))
    return phrase.groups["unit"] != "minute" and (phrase.groups["which"] != "following" or article)


def _ago(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse a length that something lasted: "for a year before he left"."""
    return phrase.prep != "for"


def _clock(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept "9:30" only behind "at" and the like, or with its half of the day or its zone."""
    said = phrase.groups["text"]
    if said.endswith(("am", "pm")) and said[0].isalpha() and not phrase.prep:  # "five AM stations"
        return False
    return bool(re.search(r"[a-z]", said)) or phrase.prep in ("at", "by", "until", "before", "after", "since", "from")


def _length(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept a length only with its end ("three months to June") or as a limit ("within a year")."""
    return phrase.to is not None or phrase.prep == "within"


def _opening(phrase: Phrase, text: str, lower: str) -> bool:
    """Accept "the first two months" only with a year."""
    return phrase.year is not None or phrase.to is not None


def _now(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "now that …" and "from now on", "now-closed"."""
    on = phrase.groups["text"] == "now" and lower[max(0, phrase.start - 5) : phrase.start].endswith(("from ", "later "))
    return not on and not re.match(r" that\b|-", lower[phrase.end : phrase.end + 5])


def _so_far(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "up to date" and "so far away"."""
    idiom = _word_before(lower, phrase.start) in ("up", "of", "go", "goes", "went", "gone", "as", "only")
    return not (phrase.prep == "up to" or idiom) and not re.match(r" (?:away|as|from)\b", lower[phrase.end :][:6])


def _deictic(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "USA Today", and "Today" with a capital within a sentence."""
    if _word_before(lower, phrase.start) == "the":  # "on the last night"
        return False
    written = text[phrase.core : phrase.core + 2]
    return written.islower() or written.isupper() or phrase.core != phrase.start or _opens(text, phrase.core)


def _holiday(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "Christmas trees" and "Father Christmas"."""
    preps = ("at", "before", "since", "over", "after", "by", "until")
    return phrase.groups["holiday"] != "christmas" or phrase.prep in preps


def _decade(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse the decades of the Middle Ages: "1450s" may be anything."""
    return "century" in phrase.groups or not 100 <= int(phrase.groups["decade"]) <= 1500


def _yearly(phrase: Phrase, text: str, lower: str) -> bool:
    """Refuse "the same time" that no year goes with."""
    said = phrase.groups["text"].removeprefix("the ")
    return phrase.year is not None or "year" in said or not said.startswith("same")


Check = Callable[[Phrase, str, str], bool]
CHECKS: dict[str, Check] = {
    "weekday": _weekday,
    "month": _month,
    "month_day": _day_of_month,
    "day_month": _day_of_month,
    "year": _year,
    "season": _season,
    "unit": _unit,
    "quarter": _quarter,
    "half": _half,
    "counted_back": _counted_back,
    "ago": _ago,
    "clock": _clock,
    "length": _length,
    "opening": _opening,
    "now": _now,
    "so_far": _so_far,
    "deictic": _deictic,
    "holiday": _holiday,
    "decade": _decade,
    "yearly": _yearly,
}
