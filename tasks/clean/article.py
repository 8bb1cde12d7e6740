"""An article taken apart: what every reader of the clean stage hands back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Article:
    """An article in parts, each as it stands in the input; `body` holds one paragraph an item."""

    title: str | None = None
    body: list[str] = field(default_factory=list)
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    dateline: str | None = None
    published: str | None = None
    modified: str | None = None
    notes: list[str] = field(default_factory=list)
