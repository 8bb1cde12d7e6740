"""What outlets do to a wire story, and what corrects it; and briefs that are cut from one template."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Edit = Callable[[str, str, Random], str]  # of a body, another body and chance, an edited body

SYNONYMS = dict(
    pair.split(":")
    for pair in [
        "said:stated",
        "killed:slain",
        "people:persons",
        "officials:authorities",
        "government:administration",
        "many:numerous",
        "also:too",
        "police:officers",
        "began:started",
        "help:aid",
        "city:town",
        "country:nation",
        "big:large",
        "after:following",
        "reported:told",
        "announced:declared",
        "against:versus",
        "later:afterwards",
        "injured:hurt",
    ]
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")

KEPT_WORD = re.compile(
    r"\d|\n|\.$|(?i:\b(one|half|twice|double|triple|dozen|hundred|thousand|[mbtr]+illion)"
    r"|(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|teen|t(y|ies)\b)"
)


def paragraphs(body: str) -> list[str]:
    return [line for line in body.split("\n") if line.strip()]


def sentences(paragraph: str) -> list[str]:
    return SENTENCE_END.split(paragraph)


def as_it_is(body: str, other: str, chance: Random) -> str:
    return body


def first_half(body: str, other: str, chance: Random) -> str:
    lines = paragraphs(body)
    if len(lines) < 2:
        parts = sentences(body)
        return " ".join(parts[: (len(parts) + 1) // 2])
    return "\n".join(lines[: (len(lines) + 1) // 2])


def paragraphs_dropped(body: str, other: str, chance: Random) -> str:
    lines = paragraphs(body)
    kept = [line for line in lines if chance.random() > 0.3]
    return "\n".join(kept if len(kept) >= len(lines) / 2 else lines[: len(lines) // 2 + 1])


def lead_rewritten(body: str, other: str, chance: Random) -> str:
    """The first sentence turned round, other words in it, and a few more in front."""
    first, *lines = paragraphs(body)
    lead, *rest = sentences(first)
    words = synonyms_all_over(lead.rstrip("."), other, chance).split(" ")
    middle = len(words) // 2
    turned = " ".join(["It was", *words[middle:], "when", *words[:middle]]) + "."
    return "\n".join([" ".join([turned, *rest]), *lines])


def a_fifth_reworded(body: str, other: str, chance: Random) -> str:
    return _each_sentence(body, lambda text: _reworded(text) if chance.random() < 0.2 else text)


def _reworded(sentence: str) -> str:
    words = sentence.split(" ")
    words = [SYNONYMS.get(word, word) for word in words]
    return "As was known, " + " ".join(words)


def _each_sentence(body: str, change: Callable[[str], str]) -> str:
    return "\n".join(" ".join(change(text) for text in sentences(line)) for line in paragraphs(body))


def synonyms_all_over(body: str, other: str, chance: Random) -> str:
    return re.sub(r"\b\w+\b", lambda found: SYNONYMS.get(found[0], found[0]), body)


def local_paragraph_added(body: str, other: str, chance: Random) -> str:
    lines = paragraphs(body)
    added = max(paragraphs(other), key=len)[: max(len(body) // 2, 100)]
    lines.insert(chance.randrange(len(lines) + 1), added)
    return "\n".join(lines)


def byline_and_boilerplate(body: str, other: str, chance: Random) -> str:
    return (
        f"By Our Staff\nUpdated {chance.randrange(1, 13)}:{chance.randrange(10, 60)} GMT\n{body}\n"
        f"Read more on this story in our app.\nCall 0{chance.randrange(10**8)} with news tips. © 2020 The Valley Post."
        " All rights reserved."
    )


def typography(body: str, other: str, chance: Random) -> str:
    changes = {'"': "”", "'": "’", " - ": " — ", "%": " percent", "...": "…", "\n": "\n\n"}
    for printed, other_form in changes.items():
        body = body.replace(printed, other_form)
    return body


def words_dropped(body: str, other: str, chance: Random) -> str:
    """One word in thirty is left out, but no number."""
    kept = [word for word in body.split(" ") if KEPT_WORD.search(word) or chance.random() > 1 / 30]
    return " ".join(kept)


def reordered(body: str, other: str, chance: Random) -> str:
    lines = paragraphs(body)
    lines[1:] = chance.sample(lines[1:], len(lines) - 1)
    return "\n".join(lines)


def cut_and_added(body: str, other: str, chance: Random) -> str:
    return local_paragraph_added(paragraphs_dropped(body, other, chance), other, chance)


COPIES: list[Edit] = [
    as_it_is, first_half, paragraphs_dropped, lead_rewritten, a_fifth_reworded, synonyms_all_over,
    local_paragraph_added, byline_and_boilerplate, typography, words_dropped, reordered, cut_and_added,
]  # fmt: skip

SMALL = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SPELLED = re.compile(r"\b(" + "|".join(SMALL) + r")\b")
NUMBER = re.compile(r"\b\d[\d,]*\b")


def _replaced(body: str, pattern: re.Pattern[str], change: Callable[[str], str], chance: Random) -> str:
    places = list(pattern.finditer(body))
    if not places:
        return body
    at = chance.choice(places)
    return body[: at.start()] + change(at[0]) + body[at.end() :]


def one_digit(body: str, other: str, chance: Random) -> str:
    def change(number: str) -> str:
        at = chance.choice([at for at, digit in enumerate(number) if digit.isdigit()])
        return number[:at] + str((int(number[at]) + chance.randrange(1, 9)) % 10) + number[at + 1 :]

    return _replaced(body, NUMBER, change, chance)


def one_number_word(body: str, other: str, chance: Random) -> str:
    return _replaced(body, SPELLED, lambda word: SMALL[(SMALL.index(word) + 1) % len(SMALL)], chance)


def higher_toll(body: str, other: str, chance: Random) -> str:
    """One number is another wherever it stands."""
    places = NUMBER.findall(body)
    if not places:
        return body
    number = chance.choice(places)
    return re.sub(rf"\b{number}\b", str(int(number.replace(",", "")) + 3), body)


def one_digit_and_cut(body: str, other: str, chance: Random) -> str:
    cut = paragraphs_dropped(body, other, chance)
    changed = one_digit(cut, other, chance)
    return body if changed == cut else changed


def one_digit_and_added(body: str, other: str, chance: Random) -> str:
    changed = one_digit(body, other, chance)
    return body if changed == body else local_paragraph_added(changed, other, chance)


def one_digit_and_reworded(body: str, other: str, chance: Random) -> str:
    changed = one_digit(body, other, chance)
    return body if changed == body else a_fifth_reworded(changed, other, chance)


def number_and_word_before(body: str, other: str, chance: Random) -> str:
    """A number and the word on its left are other ones."""
    return _replaced(body, re.compile(r"\b[a-z]+ \d[\d,]*\b"), lambda found: f"some {len(found) * 37}", chance)


REVISIONS: list[Edit] = [
    one_digit, one_number_word, higher_toll, one_digit_and_cut, one_digit_and_added, one_digit_and_reworded,
    number_and_word_before,
]  # fmt: skip

NAMES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Ginkgo",
    "Hazel",
    "Ironwood",
    "Juniper",
    "Kapok",
    "Larch",
    "Maple",
    "Nutmeg",
    "Oak",
    "Pine",
    "Quince",
    "Rowan",
    "Spruce",
    "Teak",
    "Upas",
    "Vine",
    "Willow",
    "Yew",
    "Zelkova",
]


def earnings(chance: Random) -> str:
    name, quarter = chance.choice(NAMES), chance.choice(["first", "second", "third", "fourth"])
    numbers = [f"{chance.uniform(0.1, 9):.2f}" for _ in range(4)] + [f"{chance.uniform(10, 900):.1f}" for _ in range(5)]
    eps, expected, before, ahead, revenue, guessed, low, high, rise = numbers
    return (
        f"{name} Holdings on {chance.choice(['Monday', 'Tuesday', 'Wednesday'])} reported {quarter}-quarter net income"
        f" of ${revenue} million. On a per-share basis, the company said it had profit of ${eps}. The results topped"
        " Wall Street expectations. The average estimate of analysts surveyed by the research firm was for earnings of"
        f" ${expected} per share. The company posted revenue of ${guessed} million in the period, also beating Street"
        f" forecasts, and compared with ${before} a year earlier. For the current quarter ending in the coming months,"
        f" {name} said it expects revenue in the range of ${low} million to ${high} million, and earnings of ${ahead}"
        f" per share. Shares of the company have climbed {rise} percent since the beginning of the year. This story was"
        " generated automatically from data of the stock exchange and reviewed by an editor before it was published."
    )


def weather(chance: Random) -> str:
    low, high, wind, rain = (chance.randrange(1, 40) for _ in range(4))
    return (
        f"Here is the forecast for {chance.choice(NAMES)} County for the coming day. Expect partly cloudy skies in the"
        f" morning with a high near {high} degrees and winds out of the west at {wind} mph. The chance of rain is"
        f" {rain} percent through the afternoon. Overnight it will be mostly clear, with a low around {low} degrees."
        " Residents are advised to check road conditions before they travel and to follow the advice of the local"
        " emergency services. A new forecast is published every morning and every evening by the weather desk."
    )


def quake(chance: Random) -> str:
    town = chance.choice(NAMES)
    return (
        f"A magnitude {chance.uniform(3, 7):.1f} earthquake was reported at"
        f" {chance.randrange(1, 12)}:{chance.randrange(10, 60)} a.m. {chance.randrange(2, 90)} miles from {town},"
        " according to the geological survey. The earthquake occurred at a depth of"
        f" {chance.uniform(1, 30):.1f} miles. In the past ten days, there have been {chance.randrange(20)} earthquakes"
        " of magnitude 3.0 or greater centered nearby. Find out what to do before, and during, an earthquake near you"
        " by reading our five-step guide to being prepared. This report was made by an algorithm that watches the"
        " notices of the survey and it was read by an editor before it was posted. Did you feel it? Report it online."
    )


def sports(chance: Random) -> str:
    home, away, man = chance.sample(NAMES, 3)
    ours, theirs, points, rebounds, won, lost = (chance.randrange(10, 99) for _ in range(6))
    return (
        f"{man} scored {points} points and grabbed {rebounds} rebounds as the {home} beat the {away} {ours}-{theirs} on"
        f" Saturday night. The {home} improved to {won}-{lost} on the season with the victory in front of a sellout"
        " crowd at home. The teams play again later this month, and both of them will be without their injured"
        f" starters. {man} also had {chance.randrange(2, 19)} assists. For more coverage of the league see our pages,"
        " where scores and tables are brought up to date after every game."
    )


def jobless(chance: Random) -> str:
    rate, before, jobs = chance.uniform(2, 9), chance.uniform(2, 9), chance.randrange(100, 90_000)
    return (
        f"The unemployment rate in {chance.choice(NAMES)} was {rate:.1f} percent last month, down from {before:.1f}"
        f" percent a year earlier, the labor department said on Friday. Employers added {jobs:,} jobs over the month,"
        " with gains in health care and in leisure and hospitality offset by losses in manufacturing and in retail"
        " trade. The department publishes its figures for the counties and the metropolitan areas on the third Friday"
        " of every month, and revises them as more of the employers who were asked have sent in their answers."
    )


TEMPLATES: list[Callable[[Random], str]] = [earnings, weather, quake, sports, jobless]


def in_a_feature(body: str, chance: Random) -> str:
    """A brief: the first fifth of what a feature tells at length."""
    parts = [sentence for line in paragraphs(body) for sentence in sentences(line)]
    return " ".join(parts[: max(len(parts) // 5, 3)])
