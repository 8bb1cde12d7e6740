"""All settings in one place: defaults, then newsfigures.toml, then NEWSFIGURES_… in the environment, then arguments.

A section's fields are the keyword arguments of its stage. What `reader` holds changes what is read, so a change of it
makes every input be read again.
"""

from __future__ import annotations

import os
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from tasks.ingest.reading import ReadOptions
from tasks.publish.describe.about import About
from tasks.publish.gates import Gates
from tasks.reconcile.parties import read_parties


def usable_cores() -> int:
    """Return on how many cores this process may run: in a container, or under a scheduler, not all there are."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Section(BaseModel):
    """A group of settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def arguments(self) -> dict[str, Any]:
        """Return the section as keyword arguments of its stage."""
        return dict(self)


class IngestSettings(Section):
    """How inputs are cut into batches and read."""

    batch_bytes: PositiveInt = Field(default=8_000_000, description="A batch holds about this many bytes …")
    batch_articles: PositiveInt = Field(default=500, description="… or this many articles, whichever comes first.")
    max_record_bytes: PositiveInt = Field(
        default=10_000_000, le=250_000_000, description="A larger record is rejected."
    )
    max_input_bytes: PositiveInt = Field(
        default=50_000_000_000, description="A compressed file is read no further than this, expanded."
    )
    columns: dict[Literal["id", "title", "text", "url", "published", "outlet", "author"], str] = Field(
        default={}, description='Our field = their column, where it has another name: text = "article.body".'
    )
    languages: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = Field(
        default=("en",), description="Pages of archives in other languages are passed over; empty: none is."
    )

    def arguments(self) -> dict[str, Any]:
        """Return what batches are cut by."""
        return {name: getattr(self, name) for name in ("batch_bytes", "batch_articles")}

    def options(self) -> ReadOptions:
        """Return what readers need."""
        columns = {str(name): column for name, column in self.columns.items()}
        return ReadOptions(self.max_record_bytes, columns, self.languages, self.max_input_bytes)


class FetchSettings(Section):
    """How the web is asked."""

    user_agent: str = Field(
        default=f"newsfigures/{version('newsfigures')} (reads news for figures; fetch.user_agent should name you)",
        description="Who asks: give a name and where to reach you.",
    )
    allow_hosts: tuple[str, ...] = Field(
        default=(), description="Hosts that may be asked though their address is private (localhost, an intranet)."
    )
    robots: bool = Field(default=True, description="Read nothing that a site's robots.txt asks not to read.")
    since: date | None = Field(default=None, description="Leave out what feeds and sitemaps say is older (YYYY-MM-DD).")
    recheck_hours: NonNegativeFloat = Field(
        default=48, description="Ask for so long whether a listed article has changed, where its feed does not say."
    )
    concurrency: PositiveInt = Field(default=16, description="Requests under way at once.")
    per_host: PositiveInt = Field(default=2, description="Requests under way at once to one host.")
    host_seconds: NonNegativeFloat = Field(
        default=0.5, description="Between two requests to one host; robots.txt may ask for longer."
    )
    attempts: PositiveInt = Field(default=3, description="How often to try what fails for now.")
    wait_seconds: NonNegativeFloat = Field(default=60, description="The longest Retry-After that is waited for.")
    deadline_seconds: PositiveFloat = Field(default=30, description="A page must have come whole by then.")
    file_deadline_seconds: PositiveFloat = Field(default=3600, description="… and an archive or table of records.")
    max_page_bytes: PositiveInt = Field(default=10_000_000, description="A larger page is rejected.")
    max_file_bytes: PositiveInt = Field(default=5_000_000_000, description="… and a larger archive or table.")
    max_pages: PositiveInt = Field(default=10_000, description="What a run asks for; the rest is left to the next.")


class CleanSettings(Section):
    """How records become documents."""

    published: date | None = Field(
        default=None, description="Publication date of articles that carry none (YYYY-MM-DD)."
    )
    html: Literal["fast", "precision"] = Field(
        default="fast", description="trafilatura's mode; precision takes twice as long."
    )
    page_seconds: PositiveFloat = Field(default=10, description="A page, mail or PDF that takes longer is rejected.")
    page_memory_mb: int = Field(default=2048, ge=256, description="… or that needs more memory.")


class ExtractSettings(Section):
    """How documents become figures."""

    vague_numbers: Path | None = Field(default=None, description="A CSV (words, low, high) in place of our own.")
    triggers: Path | None = Field(default=None, description="A CSV of events and their words in place of our own.")
    more_triggers: Path | None = Field(default=None, description="A CSV of the same columns, read before our own.")
    model: str | None = Field(default=None, description="An installed spaCy pipeline for English in place of our own.")

    def anywhere(self) -> dict[str, Any]:
        """Return the section as arguments for processes that may have been started in another folder."""
        return {name: value.absolute() if isinstance(value, Path) else value for name, value in self}


class ReconcileSettings(Section):
    """How figures of several articles become series."""

    policy: Literal["latest", "median", "conservative"] = Field(
        default="median", description="How low, best and high of a series come about."
    )
    parties: Path | None = Field(
        default=None, description="A CSV (party) of sources that are parties to what they report."
    )

    def arguments(self) -> dict[str, Any]:
        """Return what series are drawn by; raises SettingError where the parties cannot be read."""
        return {"policy": self.policy, "parties": read_parties(self.parties)}


class ReviewSettings(Section):
    """What a person has corrected."""

    corrections: Path | str | None = Field(
        default=None, description="A table of corrections (see the README): CSV, Parquet or JSON lines; s3://… too."
    )


class PublishSettings(Section):
    """How releases are kept."""

    keep: PositiveInt = Field(default=3, description="How many releases stay on disk.")
    text: Literal["full", "sentence", "none"] = Field(
        default="full",
        description="How much of the articles is published: their texts, the sentences of the figures, or neither.",
    )
    mirror: str | None = Field(
        default=None, description="A folder on a store (s3://bucket/figures) that each release is copied to."
    )
    report: bool = Field(
        default=True, description="Make report.html for each release: two seconds of 5 million figures."
    )
    title: str = Field(default="News figures", description="What the dataset is called.")
    publisher: str | None = Field(default=None, description="Who publishes it.")
    licence: str | None = Field(
        default=None, description="The licence of the figures: an SPDX identifier (CC-BY-4.0) or an address."
    )

    def arguments(self) -> dict[str, Any]:
        """Return the section as keyword arguments of publishing."""
        about = About(self.title, self.publisher, self.licence)
        return {"keep": self.keep, "text": self.text, "about": about, "report": self.report}


class GatesSettings(Section):
    """What a run must have read to be published: else it fails, and the last release stays."""

    min_documents: NonNegativeInt = Field(default=0, description="Fewer documents read (unchanged ones count) …")
    max_failed_share: float | None = Field(
        default=None, ge=0, le=1, description="… or a larger share of the inputs rejected: nothing is published."
    )
    surprising_factor: float = Field(
        default=3.0,
        gt=1,
        description="A warning where the dataset has so many times more or fewer figures than before.",
    )

    def gates(self) -> Gates:
        """Return the section as publishing takes it."""
        return Gates(**dict(self))


class Settings(BaseSettings):
    """The settings of newsfigures."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSFIGURES_", env_nested_delimiter="__", toml_file="newsfigures.toml", extra="forbid", frozen=True
    )

    output: Path = Field(default=Path("data"), description="Folder of the dataset.")
    engine: Literal["prefect", "none"] = Field(
        default="prefect", description="none: the same tasks without any server."
    )
    workers: PositiveInt = Field(
        default_factory=usable_cores,
        description="How many batches are worked on at once, where the runner is local (all cores).",
    )
    runner: Literal["local", "dask"] = Field(
        default="local", description="Where Prefect works on batches: on this machine, or on a Dask cluster …"
    )
    address: str | None = Field(
        default=None, validate_default=True, description="… whose scheduler has this address: tcp://10.0.0.5:8786."
    )
    fetch: FetchSettings = FetchSettings()
    ingest: IngestSettings = IngestSettings()
    clean: CleanSettings = CleanSettings()
    extract: ExtractSettings = ExtractSettings()
    review: ReviewSettings = ReviewSettings()
    gates: GatesSettings = GatesSettings()
    publish: PublishSettings = PublishSettings()
    reconcile: ReconcileSettings = ReconcileSettings()

    @field_validator("runner")
    @classmethod
    def _check_runner(cls, runner: str, info: ValidationInfo) -> str:
        if runner == "dask" and info.data.get("engine") == "none":
            raise PydanticCustomError("runner", "engine none has no runners: set engine to prefect, or runner to local")
        return runner

    @field_validator("address")
    @classmethod
    def _check_address(cls, address: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("runner") == "dask" and not re.fullmatch(r"\w+://\S+:\d+", address or ""):
            raise PydanticCustomError("address", "runner dask needs a scheduler's, as in tcp://10.0.0.5:8786")
        return address

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put newsfigures.toml below the environment."""
        return named["init_settings"], named["env_settings"], TomlConfigSettingsSource(settings_cls)

    def publishing(self) -> dict[str, Any]:
        """Return the keyword arguments of publishing."""
        return self.publish.arguments() | {"gates": self.gates.gates()}

    def reader(self) -> dict[str, Any]:
        """Return the settings that change what is read out of an input."""
        return {
            "ingest": self.ingest.model_dump(mode="json", include={"columns", "languages"}),
            "clean": self.clean.model_dump(mode="json", exclude={"page_seconds", "page_memory_mb"}),
            "extract": self.extract.model_dump(mode="json"),
        }


def load_settings(**overrides: Any) -> Settings:
    """Return the settings, with what the command line gave (None: not given) on top; sections as nested dicts.

    Raises pydantic.ValidationError when a value does not fit its setting.
    """
    return Settings(**{name: value for name, value in overrides.items() if value is not None})
