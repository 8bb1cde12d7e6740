"""What the publisher says of the dataset; settings are made of it, so it loads nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """What the publisher says of the dataset.

    `licence` is an SPDX identifier ("CC-BY-4.0") or an address; without one the release says that none is stated.
    """

    title: str = "News figures"
    publisher: str | None = None
    licence: str | None = None
    texts: str = (
        "Titles, sentences and texts of articles belong to their publishers; this release grants no right to print"
        " them again."
    )
