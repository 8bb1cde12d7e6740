"""The tables of spaCy's rule lemmatizer, learned from a treebank: endings, and the words that they get wrong."""

from collections import Counter, defaultdict

from spacy.lookups import Lookups

from tasks.extract.model.treebanks import Sentence

INFLECTED = ("noun", "verb", "adj", "adv")
NO_TABLE = ("PROPN", "PUNCT", "SYM", "X")  # without a table, spaCy takes the word itself
LONGEST_ENDING = 5
SEEN_TWICE = 2

Rules = list[list[str]]


def lemma_tables(sentences: list[Sentence]) -> Lookups:
    """Return the tables `lemma_rules` and `lemma_exc`, by part of speech."""
    rules: dict[str, Rules] = {}
    exceptions: dict[str, dict[str, list[str]]] = {}
    for pos, forms in sorted(count_lemmas(sentences).items()):
        best = {form: lemmas.most_common(1)[0][0] for form, lemmas in sorted(forms.items())}
        rules[pos] = ending_rules(best) if pos in INFLECTED else []
        exceptions[pos] = {form: [lemma] for form, lemma in best.items() if apply_rules(rules[pos], form) != lemma}
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", exceptions)
    return lookups


def count_lemmas(sentences: list[Sentence]) -> dict[str, dict[str, Counter[str]]]:
    """Return part of speech → form → lemmas, in lower case, of the words that are not base forms."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for each in sentences:
        for word, lemma, pos, features in zip(each.words, each.lemmas, each.pos, each.features(), strict=True):
            if pos not in NO_TABLE and not is_base_form(pos, features):
                counts[pos.lower()][word.lower()][lemma.lower()] += 1
    return counts


def is_base_form(pos: str, features: str) -> bool:
    """Say whether spaCy's English lemmatizer takes the word as its own lemma."""
    bases = {("NOUN", "Number=Sing"), ("VERB", "Tense=Pres|VerbForm=Fin")}
    return features in ("VerbForm=Inf", "Degree=Pos") or (pos, features) in bases


def ending_rules(lemmas: dict[str, str]) -> Rules:
    """Return the [old, new] endings that most forms agree on, longest first, without those that a shorter one implies.

    >>> ending_rules({"cats": "cat", "dogs": "dog", "cities": "city", "parties": "party"})
    [['ies', 'y'], ['s', '']]
    """
    votes = count_endings(lemmas)
    rules: Rules = []
    for old in sorted(votes, key=lambda ending: (len(ending), ending)):
        new, count = votes[old].most_common(1)[0]
        if count >= SEEN_TWICE and apply_rules(rules, "x" + old) != "x" + new:
            rules.insert(0, [old, new])
    return rules


def count_endings(lemmas: dict[str, str]) -> dict[str, Counter[str]]:
    """Return old ending → new endings, for all endings that leave a stem of a letter or more."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in lemmas.items():
        for length in range(1, min(LONGEST_ENDING, len(form) - 1) + 1):
            if lemma.startswith(form[:-length]):
                votes[form[-length:]][lemma[len(form) - length :]] += 1
    return votes


def apply_rules(rules: Rules, form: str) -> str:
    """Return the form with the first rule that fits it applied.

    >>> apply_rules([["ies", "y"], ["s", ""]], "cities")
    'city'
    """
    for old, new in rules:
        if form.endswith(old) and form[: len(form) - len(old)] + new:
            return form[: len(form) - len(old)] + new
    return form
