"""The page of number forms says what the rules say."""

from tasks.extract.numbers.forms import PAGE, page


def test_the_page_of_forms_is_made_from_the_rules_examples() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make forms writes it anew"
