"""One pass over a sentence: its tokens, numbers and codes already told apart from words."""

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType

FRACTION_CHARACTERS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
NOWHERE: Mapping[str, str] = MappingProxyType({})
HYPHENS = frozenset("-‐‑–—−")
PAD = 8  # empty tokens on either side, so that a rule may look beside a number without a bounds check

# 1e10 · 1.1^23 · 1.3x10^6, 1.2 × 10−4 · 3×10⁶
POWER_OF_TEN = (
    r"(?:(?:[eE][+-]?|\^[+-]{0,2}|\s?[x×]\s?10(?:\^[-−–+]?|[-−–](?=\d)))\d{1,3}(?!\w|[-.]\w)"
    r"|\s?[x×]\s?10[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
)

# Every repetition is either bounded or consumes what it scanned: no input makes this quadratic.
TOKEN = re.compile(
    rf"""
    (?P<url>https?://\S{{1,2000}} | www\.\S{{1,2000}} | (?:pic|t|bit|youtu|goo)\.[\w.]{{2,20}}/\S{{1,500}}
         | 10\.\d{{4,9}}/\S{{1,500}})
  | (?P<word>[^\W\d_{FRACTION_CHARACTERS}]+(?:['’][^\W\d_]+)*)
  | (?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d) | \d{{1,2}}/\d{{1,2}}/\d{{2,4}}(?!\d)
           | \d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d{{2}}(?!\d))
  | (?P<phone>\+\d{{1,3}}[ -]\(?\d[\d() -]{{6,16}}\d(?!\d) | \(\d{{3}}\)[ ]?\d{{3}}-\d{{4}}(?!\d)
            | (?:1-)?\d{{3}}[-.]\d{{3}}[-.]\d{{4}}(?!\d))
  | (?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?!\d))
  | (?P<number>\d{{1,3}}(?:\.\d{{3}}){{2,6}}(?!\.?\d)
             | \d{{1,3}}(?:[\u00a0\u2009\u202f]\d{{3}}(?!\d))+(?:\.\d{{1,9}}(?![\d.]))?)
  | (?P<power>\d{{1,15}}(?:\.\d{{1,15}})?{POWER_OF_TEN})
  | (?P<comma>0,\d{{1,9}}(?!\d|,\d) | \d{{1,3}}(?:\.\d{{3}}){{1,6}},\d{{1,2}}(?!\d|,\d) | \d{{1,3}},00?(?!\d|,\d))
  | (?P<version>\d{{1,9}}(?:\.\d{{1,9}}){{2,9}}(?!\d))
  | (?P<slash>\d{{1,9}}[/⁄]\d{{1,9}}(?!\d) | [{FRACTION_CHARACTERS}])
  | (?P<digits>\d{{1,2}}(?:,\d{{2}}(?!\d)){{1,6}},\d{{3}}(?!\d)(?:\.\d+)?
             | \d{{1,3}}(?:,\d{{3}}(?!\d))+(?:\.\d+)? | \d+(?:\.\d+)? | (?<!\w)\.\d+)
  | (?P<mark>[^\w\s] | _ | \w)
    """,
    re.VERBOSE,
)


class Text:
    """A sentence as parallel lists of tokens, padded on both sides with empty ones.

    `local` says what shared currency signs and names mean in the outlet's country (form → code).
    """

    __slots__ = ("__dict__", "end", "glued", "kind", "local", "lower", "raw", "size", "source", "start")

    def __init__(self, source: str, local: Mapping[str, str] = NOWHERE) -> None:
        self.source = source
        self.local = local
        matches = list(TOKEN.finditer(source))
        edge = [""] * PAD
        self.size = PAD + len(matches)  # index after the last token
        self.raw = [*edge, *(m.group() for m in matches), *edge]
        self.lower = [raw.lower() for raw in self.raw]
        self.kind = [*edge, *(_kind(m) for m in matches), *edge]
        self.start = [*([0] * PAD), *(m.start() for m in matches), *([len(source)] * PAD)]
        self.end = [*([0] * PAD), *(m.end() for m in matches), *([len(source)] * PAD)]
        self.glued = [False, *(a == b for a, b in zip(self.start[1:], self.end, strict=False))]
        self.glued[PAD] = self.glued[self.size] = False

    def before(self, index: int) -> int:
        """Return the token before `index`, passing over a full stop that belongs to an abbreviation.

        >>> text = Text("on Sept. 5")
        >>> text.raw[text.before(PAD + 3)]
        'Sept'
        """
        if self.lower[index - 1] == "." and self.glued[index - 1] and self.kind[index - 2] == "word":
            return index - 2
        return index - 1

    def is_hyphen(self, index: int) -> bool:
        """Say whether the token is a dash that touches both its neighbours, as in "12-year"."""
        return self.raw[index] in HYPHENS and self.glued[index] and self.glued[index + 1]

    def is_capital(self, index: int) -> bool:
        """Say whether the token is a word with a capital."""
        return self.kind[index] == "word" and self.raw[index][0].isupper()

    def is_opening(self, index: int) -> bool:
        """Say whether the token opens the sentence or a quotation, where capitals mean nothing."""
        return index == PAD or self.raw[index - 1] in OPENERS

    def is_quoted(self, index: int) -> bool:
        """Say whether a straight quotation mark is open before the token."""
        return bool(self._quotes_before[index] % 2)

    @cached_property
    def _quotes_before(self) -> list[int]:
        return [0, *accumulate(raw == '"' for raw in self.raw)]

    @cached_property
    def is_enumerated(self) -> bool:
        """Say whether the sentence counts its parts: "(1) … (2) …"."""
        return "(1)" in self.source and "(2)" in self.source

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the sentence in lower case."""
        return frozenset(self.lower)

    @cached_property
    def is_headline(self) -> bool:
        """Say whether most longer words have capitals, so that a capital says nothing about a name."""
        longer = [raw for raw, kind in zip(self.raw, self.kind, strict=True) if kind == "word" and len(raw) > 3]
        return sum(raw[0].isupper() for raw in longer) > 0.7 * len(longer)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list written in one string."""
    return frozenset(words.split())


OPENERS = frozenset("\"“‘'«:;.!?•—(")


def _kind(match: re.Match[str]) -> str:
    kind = match.lastgroup or "mark"
    return "digits" if kind in ("number", "power", "comma") else kind
