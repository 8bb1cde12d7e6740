"""What the words around a name say: its rank, whether it is a place, a party, or a part of a longer name."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from tasks.extract.gazetteer.lookup import Gazetteer
from tasks.extract.gazetteer.names import fold

KINDS = {"regions": "region", "districts": "district", "counties": "county", "cities": "city", "grounds": ""}
ABBREVIATED = frozenset(("St", "Mt", "Ft", "Ste"))
# Behind the place at the start of a report: "KYIV (AP) — ", "Lusaka, Zambia - ".
DATELINE = re.compile(r"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)*)?(?: \([A-Z][\w ./]*\))? ?(?: [-–—]{1,2} |—)")
POSSESSIVES = ("'s", "’s", "' ", "’ ")


@cache
def word_pattern() -> re.Pattern[str]:
    """Return the pattern of a word: "U.S.", "Sana'a", "Deir"; the s of a possessive is none."""
    return re.compile(r"(?<!\w)(?<!\w['’])(?:(?:[^\W\d_]\.){2,}|[^\W_]\w*(?:(?:['’‘ʼ](?!s\b)|-)\w+)*)")


class Words:
    """A text by its words, with the rules that look around a name: the words from number `first` to `last`."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.lists = gazetteer.words
        found = list(word_pattern().finditer(text))
        self.spans = [match.span() for match in found]
        self.texts = [match[0] for match in found]
        # Which words nothing but a space stands before; "St. Louis" is joined, too.
        gaps = ((end, start) for (_, end), (start, _) in pairwise(self.spans))
        self.joints = [False, *(start - end == 1 and text[end] == " " for end, start in gaps)]
        for place, word in enumerate(self.texts[:-1], 1):
            if word in ABBREVIATED and self.gap(place - 1) == ". ":
                self.joints[place] = True

    def word(self, place: int) -> str:
        """Return a word, the empty string outside the text."""
        return self.texts[place] if 0 <= place < len(self.texts) else ""

    def before(self, place: int) -> str:
        """Return in lower case the word before, where nothing but a space stands between."""
        return self.texts[place - 1].lower() if place > 0 and self.joints[place] else ""

    def behind(self, place: int) -> str:
        """Return the word behind, where nothing but a space stands between."""
        place += 1
        return self.texts[place] if place < len(self.texts) and self.joints[place] else ""

    def gap(self, place: int) -> str:
        """Return what stands between a word and the next."""
        return self.text[self.spans[place][1] : self.spans[place + 1][0]] if place + 1 < len(self.spans) else ""

    def is_dateline(self, first: int, last: int) -> bool:
        """Say whether words open a paragraph as a dateline: "LUSAKA (AFP) - ", "Kyiv — "."""
        before = self.text[: self.spans[first][0]]
        return (not before or before.endswith("\n")) and DATELINE.match(self.text, self.spans[last][1]) is not None

    def is_initial(self, first: int) -> bool:
        """Say whether a word begins a sentence."""
        before = self.text[max(0, self.spans[first][0] - 3) : self.spans[first][0]].rstrip(" \"'“‘(")
        return not before or before[-1] in ".!?\n:”"

    def kind_behind(self, last: int) -> tuple[str, int]:
        """Return the rank that the words behind say, and the number of the word behind those: "Kursk border region"."""
        place = last + 1 if self.behind(last).lower() in self.lists["border"] else last
        for kind, rank in KINDS.items():
            word = self.behind(place)
            if word.lower() in self.lists[kind]:
                after = self.behind(place + 1)
                if after.lower() in self.lists["no_state"] or (word.islower() and after[:1].isupper()):
                    break
                return rank, place + 2
        return "", last + 1

    def kind_before(self, first: int) -> str:
        """Return the rank that the words before say: "the city of Homs"."""
        if self.before(first) != "of":
            return ""
        word = self.before(first - 1)
        return next((rank for kind, rank in KINDS.items() if word in self.lists[kind]), "")

    def stands_alone(self, last: int) -> bool:
        """Say whether no noun follows that a name could describe ("the Wuhan outbreak")."""
        behind = self.behind(last)
        return not behind or behind in self.lists["connectors"] or behind in self.lists["places"]

    def has_preposition(self, first: int, prepositions: frozenset[str] | None = None, targets: bool = False) -> bool:
        """Say whether a preposition of place stands before: "in", "near the", "in the eastern Syrian town of"."""
        place = first
        for _ in range(4):
            word = self.before(place)
            if word in (prepositions or self.lists["places"]) or (targets and word in self.lists["targets"]):
                return True
            if word == "of":
                return self.before(place - 1) in self.lists["sides"]
            modifies = word in self.lists["modifiers"] or word in self.lists["directions"] or "-" in word
            if not modifies and not (word and self.gazetteer.country_of(word)):
                return False
            place -= 1
        return False

    def follows_name(self, first: int, certain: bool) -> bool:
        """Say whether the words before make a name a part of a longer one: "Chad Smith"'s Smith, "Bank of America".

        `certain` names are of countries and nothing else: a word that begins the sentence before one is none of theirs.
        """
        before = self.word(first - 1) if first else ""
        gap = self.gap(first - 1) if first else ""
        if gap in (" ", ". ") and before[:1].isupper() and before.lower() in self.lists["titles"]:
            return True
        if gap == " " and before[:1].isupper() and not (certain and self.is_initial(first - 1)):
            return self._belongs(before)
        if gap == " " and before in self.lists["labels"]:
            return True
        return before == "of" and self._names_body(first - 2)

    def follows_first_name(self, first: int) -> bool:
        """Say whether the word before may be a first name or title: no "BBC Scotland", "University of Texas"."""
        before = self.word(first - 1) if first else ""
        return before.istitle() and self.gap(first - 1) in (" ", ". ")

    def goes_on(self, last: int) -> bool:
        """Say whether the word behind makes a name a part of a longer one: "Paris Hilton", "Denver Nuggets"."""
        behind = self.behind(last)
        low = behind.lower()
        if not behind[:1].isupper():
            return self.text[self.spans[last][1] :][:3] == " & "
        if behind.isupper() and self.word(last).isupper():
            return False
        if low in self.lists["facilities"] or low in self.lists["dates"] or low in self.lists["starters"]:
            return False
        return fold(behind) not in self.gazetteer.great

    def _names_body(self, place: int) -> bool:
        """Say whether a word is the noun of an institution or a name: "Bank of America"."""
        word = self.word(place)
        if word.lower() in self.lists["institutions"]:
            return True
        return word[:1].isupper() and word.lower() not in self.lists["sides"] and not self.is_initial(place)

    def _belongs(self, before: str) -> bool:
        """Say whether a capitalised word before a name makes it another name."""
        low = before.lower()
        if low in self.lists["starters"] or low in self.lists["dates"] or low in self.lists["directions"]:
            return False
        return not self.gazetteer.country_of(low) and not (before.isupper() and len(before) > 3)

    def belongs_to_body(self, first: int, last: int) -> bool:
        """Say whether the words around are a body's: "Moscow's defence ministry", "the mayor of London"."""
        possessive = self.text[self.spans[last][1] :][:2] in POSSESSIVES
        place = first - (self.before(first) == "the")
        if self.before(place) == "of" and self.word(place - 2).lower() in self.lists["bodies"]:
            return True
        for place in range(last, last + 3):
            following = self.word(place + 1) if possessive else self.behind(place)
            possessive = False
            if following.lower() in self.lists["bodies"] or following in self.lists["deeds"]:
                return True
            if not following or following in self.lists["connectors"] or following in self.lists["places"]:
                return False
        return False

    def acts(self, first: int, last: int) -> bool:
        """Say whether a name is the subject or agent of an act: "Moscow denied", "by Iran"."""
        verb, following = self.behind(last), self.behind(last + 1)
        if verb in self.lists["subjects"] or verb in self.lists["modals"]:
            return True
        if (verb in self.lists["perfects"] and following in self.lists["subjects"]) or (
            verb in self.lists["forms"] and following.endswith("ing")
        ):
            return True
        before = self.before(first)
        return (self.before(first - 1) if before == "the" else before) in self.lists["agents"]
