"""The language of a text."""

from __future__ import annotations

LEAST_WORDS = 20  # a shorter text is known by what its page declares
READ = 1000  # characters


def language_of(text: str, declared: str | None = None) -> str | None:
    """Return the language of a text (ISO 639-1): as it reads, in a short one as its page declares it.

    >>> language_of("Der Damm brach am Sonntag und riss dreißig Menschen mit, sagte der Gouverneur der Provinz, " * 2)
    'de'
    >>> language_of("Six died.", "en"), language_of("Six died.")
    ('en', None)
    """
    if len(text.split(maxsplit=LEAST_WORDS)) < LEAST_WORDS:
        return declared
    from py3langid import classify  # type: ignore[import-untyped]

    return str(classify(text[:READ])[0])
