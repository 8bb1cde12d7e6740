"""How time expressions are written: one pattern a form, over text in lower case, and all of them as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tasks.extract.times import forms
from tasks.extract.times.forms import Meaning
from tasks.extract.times.words import Groups, words_of

WHICH = r"(?:(?P<which>last|next|this past|this coming|this|coming|(?:the )?(?:previous|following)) )?"
BEGINNING_LISTS = ("month", "weekday", "season", "number", "ordinal")
FULL = ("june", "july", "may")  # short as they are, no stop belongs to them
COUNT = r"(?:\d{1,3}|half an?|{numbers}|a few|few|(?:a )?couple of|several|many|some)"
UNITS = "minute|hour|half-hour|day|week|fortnight|month|quarter|year|decade|season"
LENGTH = (
    r"(?P<count>{count})(?P<half_> and a half)?(?:(?: to |[-–]| or )(?P<count2>{count}))?"
    r"(?: (?:full|straight|consecutive|calendar|more|short|long|(?P<working>trading|business|working)))?"
    r" (?P<unit>{units})s?(?:(?P<half> and a half)|(?P<loose> or (?:so|two|three)))?"
)
PART_OF_DAY = r"(?:(?:early|late) )?(?:morning|afternoon|evening|night|midday)"
ZONES = (
    "local time|gmt|utc|et|est|edt|pt|pst|pdt|ct|cst|cdt|bst|cet|cest|ist|msk|aest|aedt|ast|akst|hst|nzst|nzdt|jst|kst|"
    "hkt|sgt|eat|sast|eastern|pacific"
)
ZONE = (
    rf"(?: (?:{ZONES})\b| (?:[a-z]+ ){{1,2}}time\b)?"
    rf"(?: ?\(\d{{1,2}}:?\d\d(?: ?[ap]\.?m\.?)? ?(?:{ZONES}|local)\))?"
)

# Each pattern names what its meaning asks for; "{…}" are lists of words. Order counts: the first that fits is taken.
PATTERNS: tuple[tuple[str, str, Meaning], ...] = (
    (
        "yearly",
        r"(?:the )?(?:year|month|week)-(?:earlier|ago)(?: (?:period|quarter|month|level|figure)s?)?"
        r"|year-(?:on|over)-year"
        r"|(?:the )?same (?:period|quarter|month|week|time|day) an? year (?:ago|earlier|before)"
        r"|(?:the )?same (?:period|quarter|month|week|time|day|season|stage|point)(?: (?:of|in))?"
        r"(?= (?:last|the previous|the prior|year|\d{4}))",
        forms.yearly,
    ),
    ("iso_day", r"\d{4}-\d\d-\d\d(?!\d)|\d\d?/\d\d?/\d{4}(?!\d)|\d\d?\.\d\d?\.\d{4}(?!\d)", forms.iso_day),
    (
        "day_month",
        r"(?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)?(?:(?:[-–]| to | and | or )(?P<day2>\d\d?)(?:st|nd|rd|th)?)?"
        r"(?: of)? (?P<month>{month})\b",
        forms.day_of_month,
    ),
    (
        "month_day",
        r"(?P<month>{month}) (?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)?"
        r"(?:(?:[-–]| to (?!\d+[-:]\d)| through )(?P<day2>\d\d?)(?:st|nd|rd|th)?\b"
        r"| and (?P<day2_>\d\d?)(?=[,.;)]|$| (?:in|at|on)\b))?(?![\d%]|[:.,]\d|[-–]\w)\b",
        forms.day_of_month,
    ),
    (
        "quarter",
        r"(?:(?:the|its|their|this year's) )?(?P<quarter>{ordinals})[- ]quarter\b(?!-?finals?| of an?\b)",
        forms.quarter,
    ),
    ("quarter_code", r"q(?P<quarter>[1-4])\b|(?P<quarter_>[1-4])q\b", forms.quarter),
    ("half", r"(?:the )?(?P<half>first|second)[- ]half\b", forms.half),
    ("half_code", r"h(?P<half>[12])\b(?= ?(?:of )?\d{4})", forms.half),
    ("season", WHICH + r"(?:the )?(?P<season>{season})\b", forms.season),
    ("weekday", WHICH + r"(?P<weekday>{weekday})(?!\w)(?:(?:['’]s)? {part}\b)?", forms.weekday),
    (
        "counted_back",
        r"(?:(?:the|these|its|their) )?(?P<which>past|last|previous|preceding|next|coming|following) "
        r"(?:{length}\b(?!-)|(?:(?<=past )|(?<=coming ))(?P<unit_>{units})\b(?!-)(?P<half__> and a half)?)",
        forms.counted_back,
    ),
    (
        "counted_unit",
        r"the (?P<which>last|next) (?P<unit>week|month|quarter|year|decade|century|hour)\b",
        forms.counted_back,
    ),
    ("opening", r"(?:the )?first {length}\b(?!-)", forms.opening),
    (
        "vague",
        r"(?:the )?(?:recent|coming|past|following|next|intervening) (?:hours|days|weeks|months|years|decades)\b"
        r"|(?:hours|days|weeks|months|years|decades|centuries) (?:ago|earlier|later)\b",
        forms.none,
    ),
    (
        "ago",
        r"(?:(?:the )?{length}\b|the (?P<unit_>day|week|month|year|quarter|night)) "
        r"(?P<way>ago|earlier|before|later|after|afterwards|previously|beforehand|preceding|from now)\b"
        r"(?! than)(?P<clause>(?= (?!(?:and|but|in|on|at)\b)[\w’'“\"-]))?",
        forms.ago,
    ),
    (
        "deictic",
        r"(?P<deictic>(?:today|yesterday|tomorrow)(?: {part})?|tonight|last (?:night|evening)"
        r"|this (?:morning|afternoon|evening)|overnight)\b(?!-)",
        forms.deictic,
    ),
    (
        "unit",
        r"(?P<which>last|next|this past|this coming|this|(?:the )?(?:previous|prior|following|current|preceding)"
        r"|the next(?= (?:day|morning|afternoon|evening|night))|that same|that|the(?! \w+ of )) "
        r"(?P<unit>week|month|year|quarter|season|weekend|decade|century|day|morning|afternoon|evening|night|"
        r"fiscal year|financial year)\b(?!-| \d{4})",
        forms.unit,
    ),
    (
        "decade",
        r"(?:the )?(?P<decade>(?:1\d|20)\d0)['’]?s\b|(?:the )?['’‘](?P<decade_>[2-9]0)s\b"
        r"|(?:the )?(?P<century>1\d|2[01])(?:st|th)[- ]century\b",
        forms.decade,
    ),
    ("month", WHICH + r"(?P<month>{month})(?!\w|['’]?s['’])", forms.month),
    (
        "year",
        r"(?:fiscal(?: year)?|financial year|fy)(?: |-)?(?P<year_>\d{4}|\d\d)\b"
        r"|(?:the )?(?:year )?(?<![\d.,:/])(?P<year>1\d{3}|20\d\d)"
        r"(?:[-–/](?P<year2>\d{4}|\d\d)(?: season\b)?)?(?![\d%]|[,.:]\d|[-–/](?!{month})\w| ?°)\b",
        forms.year,
    ),
    ("so_far", r"so far\b|to date\b|until now\b|up to now\b|as of now\b", forms.so_far),
    (
        "now",
        r"now\b|currently\b|at present\b|at the moment\b|at this (?:point|stage)\b|nowadays\b|these days\b|right now\b",
        forms.now,
    ),
    (
        "holiday",
        r"(?P<holiday>christmas (?:day|eve)|christmas|new year['’]?s? (?:day|eve)|(?:the )?fourth of july)\b",
        forms.holiday,
    ),
    (
        "clock",
        r"(?:{hours}) ?[ap]\.?m\b\.?{zone}|\d\d?:\d\d\b(?::\d\d)?(?: ?[ap]\.?m\b\.?)?{zone}"
        r"|\d{4} ?(?:gmt|utc)\b|noon\b|midday\b|midnight\b{zone}|{hour_words} o['’]clock\b",
        forms.none,
    ),
    ("length", r"(?:the )?{length}\b", forms.none),
)
PREPOSITIONS = (
    "since|until|till|up to|by|before|prior to|after|as of|as at|as early as|as late as|as recently as|from|on|in|at|"
    "during|over|throughout|for|through to|through|between|within|dating back to"
)
HEDGES = (
    "around|about|shortly|just|only|nearly|almost|more than|over|roughly|some|less than|under|the course of|"
    "approximately|exactly"
)
EDGES = (
    "week|month|start|beginning|opening|end|close|middle|turn|height|first day|last day|first days|early days|"
    "last days|final days|closing days|first week|last week|first weeks|final weeks|second week|third week|"
    "morning|afternoon|evening|night|early hours|rest|remainder|whole|course"
)
PREFIX = (
    rf"(?:(?P<prep>{PREPOSITIONS}) )?(?P<hedge>(?:(?:{HEDGES}) ){{0,2}})"
    rf"(?:(?P<edge>(?:the )?(?:very )?(?:{EDGES})) of )?"
    rf"(?:(?:the )?(?P<rough>early|late|mid|earlier|later)(?: in| on)?[ -])?"
)
# The words that a form can begin with: what begins with none of them is passed over at once.
BEGINNINGS = (
    "a|an|half|few|couple|that|hours|days|weeks|months|years|decades|centuries|several|many|some|last|next|this|coming|previous|past|following|current|preceding|these|its|their|"
    "same|recent|prior|early|final|intervening|year|month|week|weekend|day|night|quarter|season|decade|"
    "century|fiscal|financial|now|currently|nowadays|right|so|to|until|up|as|at|today|yesterday|tomorrow|tonight|overnight|christmas|new|noon|midday|midnight"
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """All forms as one pattern that finds them, what stands before one, and each by itself to read what was found."""

    finder: re.Pattern[str]
    before: re.Pattern[str]
    forms: dict[str, tuple[re.Pattern[str], Meaning]]

    def read(self, form: str, text: str, start: int) -> Groups:
        """Return what the form that begins at an offset names; "count_" is "count" in another place."""
        found = self.forms[form][0].match(text, start)
        if found is None:
            return {"text": ""}
        named = {name.rstrip("_"): value for name, value in found.groupdict().items() if value is not None}
        return {**named, "text": found[0]}


@cache
def grammar() -> Grammar:
    """Return the patterns, compiled.

    >>> found = grammar().finder.search("it fell since the end of last year")
    >>> found[0], found.lastgroup, grammar().before.search(found.string[: found.start()])["edge"]
    ('last year', 'unit', 'the end')
    """
    written = {name: _filled(pattern) for name, pattern, _ in PATTERNS}
    nameless = {name: re.sub(r"\(\?P<\w+>", "(?:", pattern) for name, pattern in written.items()}
    forms_of_all = "|".join(f"(?P<{name}>{pattern})" for name, pattern in nameless.items())
    words = _by_first_letter({*BEGINNINGS.split("|"), *(w for name in BEGINNING_LISTS for w in words_of(name))})
    finder = re.compile(rf"(?<![\w$£€#@])(?=(?:the )?(?:{words}|fy|[0-9]|q[1-4]|h[12]|['’‘][0-9]))(?:{forms_of_all})")
    before = re.compile(rf"(?<![\w$£€#@]){PREFIX}\Z")
    return Grammar(finder, before, {name: (re.compile(written[name]), meaning) for name, _, meaning in PATTERNS})


def _filled(pattern: str) -> str:
    """Put the lists of words into a pattern."""
    return re.sub(r"\{([a-z_]+)\}", lambda name: _filled(_lists()[name[1]]), pattern)


def _by_first_letter(words: set[str]) -> str:
    """Return a pattern of whole words that is quick to fail.

    >>> _by_first_letter({"to", "the", "a"})
    '(?:a(?:)|t(?:he|o))\\\\b'
    """
    letters = sorted({word[0] for word in words})
    rest = ("|".join(sorted(word[1:] for word in words if word[0] == letter)) for letter in letters)
    return rf"(?:{'|'.join(f'{letter}(?:{words})' for letter, words in zip(letters, rest, strict=True))})\b"


@cache
def _lists() -> dict[str, str]:
    numbers = words_of("number")
    tens = "|".join(word for word, value in numbers.items() if int(value) >= 20)
    ones = "|".join(word for word, value in numbers.items() if int(value) < 20)
    months = "|".join(word + (r"\.?" if len(word) < 5 and word not in FULL else "") for word in _longest("month"))
    hours = "|".join(word for word, value in numbers.items() if int(value) <= 12 and word not in ("a", "an"))
    return {
        "month": f"(?:{months})",
        "weekday": f"(?:{'|'.join(word + (r'.?' if len(word) < 6 else '') for word in _longest('weekday'))})".replace(
            ".?", r"\.?"
        ),
        "season": f"(?:{'|'.join(_longest('season'))})",
        "ordinals": f"(?:{'|'.join(_longest('ordinal'))})",
        "numbers": f"(?:(?:{tens})(?:[ -](?:{ones}))?|{ones})",
        "count": COUNT,
        "units": UNITS,
        "length": LENGTH,
        "part": PART_OF_DAY,
        "zone": ZONE,
        "hours": rf"(?:\d\d?(?:[:.]\d\d)?|{hours})",
        "hour_words": rf"(?:\d\d?|{hours})",
    }


def _longest(name: str) -> list[str]:
    """Return the words of a list, the longest first, so that "sept" is not read as "sep"."""
    return sorted(words_of(name), key=len, reverse=True)
