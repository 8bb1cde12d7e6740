"""Languages of texts."""

import json

import pytest

from tasks.clean.language import language_of
from tests.conftest import needs_shared

LINES = {
    "en": "At least 30 people died when a dam broke in the hills above the city, the governor said on Sunday evening.",
    "es": "Al menos 30 personas murieron cuando una presa se rompió en las colinas sobre la ciudad, dijo ayer.",
    "fr": "Au moins 30 personnes sont mortes quand un barrage a cédé dans les collines au-dessus de la ville.",
    "de": "Mindestens 30 Menschen starben, als in den Hügeln über der Stadt ein Damm brach, hieß es am Sonntag.",
}


@pytest.mark.parametrize("language", LINES)
def test_a_text_of_twenty_words(language: str) -> None:
    assert language_of(f"{LINES[language]} {LINES[language]}", "xx") == language


@pytest.mark.parametrize("declared", [None, "fr"])
def test_a_short_text_is_what_its_page_declares(declared: str | None) -> None:
    assert language_of("Sechs Tote.", declared) == declared


def test_no_english_article_is_taken_for_another_language() -> None:
    path = needs_shared("news/wikinews.jsonl")
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert {language_of(text) for text in texts} == {"en"}
