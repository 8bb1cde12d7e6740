"""Names of authors and outlets as pages give them → as readers know them."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_AUTHORS = 30
LONGEST_NAME = 80
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«]|-{1,2}|::?)\s+|\s*\|\s*|(?<=\w):\s+")
_BY = re.compile(
    r"\A(?:(?:(?:words|written|story|stories|report|reporting|posted|analysis|opinion|text|review|commentary) )?by"
    r"|authors?)\b(?:\s*:)?\s+",
    re.I,
)
_JOINT = re.compile(r"\s*(?:;|\||•|·|\n|,(?!\s*(?:Jr|Sr|II|III)\b)|\band\b|&|\bwith\b)\s*")
_NO_NAME = re.compile(r"https?:|www\.|\S@\S|\.(?:com|org|net|co\.uk)\b", re.I)
_ROLE_WORD = (
    r"(?:reporters?|correspondents?|editors?|writers?|producers?|columnists?|journalists?|contributors?|analysts?"
    r"|photographers?|anchors?|fellow|intern|director|manager)"
)
_ROLE = re.compile(rf"(?:[\w.'’/-]+\s+){{0,5}}{_ROLE_WORD}(?:[- ]at[- ]large)?(?:\s+(?:for|at|in|of|on)\s.*)?", re.I)
_DEGREE = re.compile(r"(?:Ph\.?D|M\.?D|M\.?S|M\.?A|M\.?P\.?H|R\.?D\.?N?|R\.?N|Esq|M\.?B\.?A|J\.?D)\.?", re.I)
_NOISE = re.compile(
    r"admin(?:istrator)?|(?:updated|published|posted|last)\b.*\d.*|\d.*|min(?:ute)?s? read|share|none|null", re.I
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE_AFTER = re.compile(
    rf"\s+(?:{_DAY}\b|{_MONTH}\s+\d|\d{{1,2}}\s+{_MONTH}|\d{{1,2}}[./]\d|(?:updated|published)\b).*", re.I | re.S
)
_PERSON = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,3}[A-Z][\w.'’-]*")


def squeezed(text: str) -> str:
    """Return what makes two spellings of a name or title the same: letters and digits, lower case.

    >>> squeezed("The “Daily” Star's"), squeezed("dam-breaks!")
    ('thedailystars', 'dambreaks')
    """
    return "".join(char for char in text.casefold() if char.isalnum())


def clean_authors(names: Iterable[str], outlets: Iterable[str | None] = ()) -> str | None:
    """Return the authors' names joined by ", ", each once: no "By", no outlet, no address, no role.

    >>> clean_authors(["By Ann Lee and Jo de Wit, Senior Reporter", "desk@e.org", "The Gazette"], ["Gazette"])
    'Ann Lee, Jo de Wit'
    """
    return ", ".join(_names(names, [outlet for outlet in outlets if outlet])) or None


def read_byline(byline: str, outlets: Iterable[str | None] = ()) -> str | None:
    """Return the persons' names in what may be a byline as printed; None where it does not begin with one.

    >>> read_byline("By Ann Lee and Jo Wit Monday, November 18, 2019"), read_byline("The defence ministries")
    ('Ann Lee, Jo Wit', None)
    """
    names = _names([_DATE_AFTER.sub("", byline)], [outlet for outlet in outlets if outlet])
    persons = [name for name in names if _PERSON.fullmatch(name) and not name.startswith("The ")]
    return ", ".join(persons) if persons[:1] == names[:1] and persons else None


def _names(names: Iterable[str], outlets: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        parts = [_BY.sub("", part).strip(" ,.-–—/") for part in _JOINT.split(_BY.sub("", name.strip()[:2000]))]
        for place, part in enumerate(parts[:MOST_AUTHORS]):
            if _is_name(part) and not _is_of_outlet(part, outlets) and not (place and _is_aside(part)):
                found.setdefault(squeezed(part), _in_small_letters(part))
    return list(found.values())


def _in_small_letters(name: str) -> str:
    """Return a name in capitals as names are written; a single word may be an agency's or initials.

    >>> _in_small_letters("JANIE O'HARA-LEE"), _in_small_letters("AFP"), _in_small_letters("J.D. Vance")
    ("Janie O'Hara-Lee", 'AFP', 'J.D. Vance')
    """
    return name.title() if name.isupper() and " " in name else name


def _is_name(part: str) -> bool:
    is_short = 1 < len(part) <= LONGEST_NAME
    return is_short and any(char.isalpha() for char in part) and not (_NO_NAME.search(part) or _NOISE.fullmatch(part))


def _is_aside(part: str) -> bool:
    """Tell whether what stands behind a name says only what its bearer does."""
    return bool(_ROLE.fullmatch(part) or _DEGREE.fullmatch(part))


def _is_of_outlet(part: str, outlets: list[str]) -> bool:
    """Tell whether a part of a byline is the outlet; a desk of it ("CNN Business") signs as people do.

    >>> [_is_of_outlet(part, ["The Gazette Online"]) for part in ("Gazette Online", "The Gazette", "Gazette Sport")]
    [True, False, False]
    """
    name = squeezed(part.casefold().removeprefix("the "))
    return any(name == squeezed(outlet.casefold().removeprefix("the ")) for outlet in outlets)


def cut_outlet(title: str, outlet: str | None, host: str | None = None) -> str:
    """Return a title without the outlet's name, after it or before it, and the sections between them.

    >>> cut_outlet("Dam breaks | World | The Gazette", "Gazette"), cut_outlet("BBC News - Dam breaks", "BBC News")
    ('Dam breaks', 'Dam breaks')
    >>> cut_outlet("Dam breaks - harbour-gazette.org", None, "harbour-gazette.org"), cut_outlet("A | B", "C")
    ('Dam breaks', 'A | B')
    """
    parts = list(_SEPARATOR.finditer(title[:1000]))
    if not parts:
        return title
    if _is_outlet(title[: parts[0].start()], outlet, host):
        return title[parts[0].end() :]
    if not _is_outlet(title[parts[-1].end() :], outlet, host):
        return title
    end = len(parts) - 1
    while end > 0 and parts[end - 1][0].strip() == "|" and parts[end].start() - parts[end - 1].end() <= 20:
        end -= 1
    return title[: parts[end].start()]


def _is_outlet(part: str, outlet: str | None, host: str | None) -> bool:
    name = squeezed(part).removeprefix("the")
    known = squeezed(outlet or "").removeprefix("the")
    domain = squeezed((host or "").removeprefix("www."))
    return bool(name) and (name in (known, domain) or (len(name) > 2 and domain.startswith(name)))


def cut_to_agreed(title: str, others: Iterable[str]) -> str:
    """Return the part of a title that is the whole of another one: what stands beside it names outlet or section.

    >>> cut_to_agreed("Opinion | Dam breaks - Harbour Gazette", ["Dam Breaks", "x"])
    'Dam breaks'
    """
    known = {squeezed(other) for other in others} - {squeezed(title)}
    edges = [0, *(edge for part in _SEPARATOR.finditer(title[:1000]) for edge in part.span()), len(title)]
    for start in edges[::2]:
        for end in reversed(edges[1::2]):
            if end - start >= 10 and squeezed(title[start:end]) in known:
                return title[start:end]
    return title
