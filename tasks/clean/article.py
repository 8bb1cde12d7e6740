"""An article taken apart: what every reader of the clean stage hands back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Article:
    """An article in parts, each as it stands in the input; `body` holds one paragraph an item.

    `sections` says which paragraphs, by number, are no running text: caption or table. `published_from` is where a
    page's date was found (json_ld, meta, page), `language` what it declares (ISO 639-1); `guessed` names the fields
    that a page does not state but only shows, or seems to.
    """

    title: str | None = None
    body: list[str] = field(default_factory=list)
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    dateline: str | None = None
    published: str | None = None
    modified: str | None = None
    notes: list[str] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    published_from: str | None = None
    language: str | None = None
    guessed: tuple[str, ...] = ()
