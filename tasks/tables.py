"""Every table: columns, types, units, descriptions, allowed values — the contract of all stages.

Schemas, checks, the data dictionary and the column descriptions inside the Parquet files are made from the
declarations below and from nothing else. Types are Arrow's names; pyarrow itself is imported only when a schema
is asked for, so that reading a declaration costs nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from errno import EDQUOT, EFBIG, ENOSPC, EROFS
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 3
DISK_FAULTS = frozenset((ENOSPC, EDQUOT, EFBIG, EROFS))
UNKNOWN_MONTH = "unknown"
KEY_SEPARATOR = "\n"  # between the input's name and the record's id in record_key: no file name holds it


_CREDENTIALS = re.compile(r'//[^/@\s"]*@')
_SECRETS = re.compile(
    r'([?&](?:[^=&#\s"]*(?:token|secret|passw|signature|credential|api_?key)[^=&#\s"]*|sig)=)[^&#\s"]+', re.IGNORECASE
)


class ContractError(Exception):
    """A release that breaks the contract, and so may not be published; the last one stays current."""


class MirrorError(Exception):
    """A release that is published but could not be copied to the store; says why and what to do, in one line."""


def is_of_disk(error: Exception) -> bool:
    """Tell whether it is the disk, full or not to be written to, that ends what is done; no input is to blame then."""
    return isinstance(error, OSError) and error.errno in DISK_FAULTS


class SettingError(ValueError):
    """Something that a user set and that cannot be used: one line that says what, where, and what to do."""


class InputError(Exception):
    """An input or a record that cannot be read.

    `reason` is a code of `rejects`, `detail` says what is wrong and what to do, in one line.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        """Return the detail."""
        return self.detail


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, what it means, its unit, and what it may hold."""

    name: str
    type: str
    description: str
    unit: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()
    volatile: bool = False
    few: bool = False  # its values come again and again: worth a dictionary on disk; one with `values` always is
    withheld: tuple[str, ...] = ()  # values of the setting publish.text under which it is null

    @property
    def never_null(self) -> bool:
        """Tell whether it holds a value in every row of every release."""
        return self.required and not self.withheld


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, its key, the tables its columns point to, and how it lies on disk."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...] = ()
    by_month: bool = False
    sort: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ()  # columns by whose value single rows are looked up: they get a Bloom filter on disk

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]

    @property
    def content(self) -> list[str]:
        """Return the columns that must be equal between equal runs: all but the volatile ones."""
        return [column.name for column in self.columns if not column.volatile]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FORMATS = _words("txt html feed sitemap warc jsonl csv parquet eml pdf")
SECTIONS = _words("title lead body caption table")
BOUNDS = _words("exact about at_least more_than at_most less_than range vague")
KINDS = _words(
    "count money percent ratio multiple duration distance area volume mass temperature speed energy age score"
    " index rate other"
)
COUNTED_CLASSES = _words(
    "soldiers police civilians children women journalists aid_workers militants prisoners hostages refugees"
    " migrants patients workers students voters seats people households buildings vehicles aircraft ships tanks"
    " drones missiles weapons attacks animals goods companies jobs other"
)
THINGS = frozenset(("vehicles", "aircraft", "ships", "tanks", "drones", "missiles", "weapons", "buildings", "goods"))
PERSONS = (
    frozenset(COUNTED_CLASSES) - THINGS - {"households", "attacks", "animals", "companies", "jobs", "seats", "other"}
)
EVENT_CODES = _words(
    "killed injured casualties captured detained missing displaced deployed attacked abducted rescued released"
    " evacuated infected hospitalised tested vaccinated sentenced charged laid_off hired employed protested voted"
    " elected_seats destroyed damaged fired intercepted seized sold bought produced exported imported earned"
    " lost_money invested granted fined owed priced raised fell population participated other"
)
SOURCE_KINDS = _words(
    "article person government military police medical company international ngo media court study poll"
    " official_unnamed witness group other"
)
MODALITIES = _words("stated reported claimed estimated projected conditional")
AGGREGATIONS = _words("stock flow cumulative increment part")
DATE_ORIGINS = _words("record json_ld meta page text feed sitemap setting")
PRECISIONS = _words("second minute day month year")
STANCES = _words("deny dispute correct confirm unverified")
REVIEWS = _words("accepted changed added")
EVENT_GROUPS = _words("people force property money output politics health other")
POLICIES = _words("latest median conservative")
REVISIONS = _words("up down same")
CHANGES = _words("added gone value")
ACTIONS = _words("accept reject change add merge split")  # what a person may ask for
STAGES = _words("ingest clean extract review publish")
REJECT_REASONS = _words(
    "not_found unreadable unsupported empty encoding not_json not_an_object bad_field no_text_column broken_file"
    " too_large too_deep timeout same_identity filtered withdrawn failed forbidden_address robots redirects network"
    " http_error postponed no_longer_applies"
)
CONTENTS = _words("text brief page mail pdf")
REFUSAL_REASONS = _words(
    "date year clock_time part_of_time ordinal rank name_or_code phone address url version list_marker idiom"
    " pronoun_one ambiguous rejected"
)
TEXT_POLICIES = ("full", "sentence", "none")  # how much of the articles a release holds, from most to least
DELETION_REASONS = (
    *("revised", "now a copy", "document withdrawn", "extractor changed"),
    *("rejected by a person", "taken back by a person"),
)
SERIES_DELETION_REASONS = ("merged", "no claims")


# Columns that stand in several tables with one meaning.
FIGURE_ID = Column(
    "figure_id",
    "string",
    "Identity of the figure, from the article, the sentence, the number's text and which occurrence it is: it"
    " survives edits elsewhere in the article.",
    required=True,
)
DOCUMENT_ID = Column(
    "document_id", "string", "The version of the article: from article_id and content_hash.", required=True
)
ARTICLE_ID = Column(
    "article_id",
    "string",
    "The article over all its versions: from its canonical URL; else from the input's name and the record's own"
    " id; else from the path below the source's root.",
    required=True,
)
PUBLISHED_AT = Column("published_at", "timestamp", "When the article was published.", unit="UTC")
PUBLISHED_DATE = Column(
    "published_date",
    "date32",
    "The publication date as printed, in the outlet's own zone; what 'Tuesday' is counted from. Partitions are"
    " its month.",
)
OUTLET = Column("outlet", "string", "Who published the article.", few=True)
TITLE = Column("title", "string", "The article's title.")
URL = Column("url", "string", "The article's address.")
START_CHAR = Column(
    "start_char", "int32", "Where the number begins in documents.text.", unit="code point", required=True
)
END_CHAR = Column("end_char", "int32", "Where the number ends (exclusive).", unit="code point", required=True)
NUMBER_TEXT = Column(
    "number_text",
    "string",
    "text[start_char:end_char]: the number with its multiplier, currency or % sign, range end and, for measures,"
    " the unit.",
    required=True,
)
SENTENCE = Column("sentence", "string", "The whole sentence.", required=True, withheld=("none",))
CONFIDENCE = Column("confidence", "double", "How sure the program is of the row, 0 to 1.", unit="1")
REVIEW = Column("review", "string", "What a person decided.", values=REVIEWS)
RECORD_ID = Column(
    "record_id", "string", "The input's own id: a record's id, a feed entry's guid, else its path or URL."
)
DUPLICATE_OF = Column("duplicate_of", "string", "document_id of the first copy; copies publish no figures.")
SIMILARITY = Column("similarity", "double", "Share of the text held by the first copy.", unit="1")
FORMAT = Column("format", "string", "What it was read from.", required=True, values=FORMATS)
RUN_ID = Column("run_id", "string", "The run that last changed the row.", volatile=True)
UPDATED_AT = Column("updated_at", "timestamp", "When the row last changed.", unit="UTC", volatile=True)
RETRIEVED_AT = Column("retrieved_at", "timestamp", "When it was fetched.", unit="UTC", volatile=True)
PLACE_COUNTRY = Column("place_country", "string", "Country of the place, ISO 3166-1 alpha-2.", few=True)
EVENT = Column(
    "event",
    "string",
    "What happened to the counted: a code of the table events; null when none fits.",
    values=EVENT_CODES,
)

FIGURES = Table(
    name="figures",
    description="One row per figure in one document: what somebody says, at an exact place in a text. Current"
    " versions only; complete enough to load alone. Totals come from series, never from here.",
    key=("figure_id",),
    references=(("document_id", "documents"), ("event", "events"), ("part_of", "figures"), ("series_id", "series")),
    by_month=True,
    sort=("event", "published_at", "article_id", "start_char"),
    looked_up=("figure_id",),
    columns=(
        FIGURE_ID,
        replace(DOCUMENT_ID, few=True),
        replace(ARTICLE_ID, few=True),
        PUBLISHED_AT,
        PUBLISHED_DATE,
        OUTLET,
        replace(TITLE, few=True),
        replace(URL, few=True),
        Column("section", "string", "Part of the article.", required=True, values=SECTIONS),
        Column("sentence_index", "int32", "Which sentence of the text it stands in, from 0.", unit="1", required=True),
        Column(
            "sentence_start", "int32", "Where the sentence begins in documents.text.", unit="code point", required=True
        ),
        SENTENCE,
        START_CHAR,
        END_CHAR,
        NUMBER_TEXT,
        Column("value", "double", "Point value; midpoint of a range; null when vague.", unit="column unit"),
        Column("value_low", "double", "Stated lower bound.", unit="column unit"),
        Column("value_high", "double", "Stated upper bound.", unit="column unit"),
        Column("bound", "string", "How the value binds.", required=True, values=BOUNDS),
        Column("hedge", "string", "The words that say so, as in the text ('approximately').", few=True),
        Column("kind", "string", "What sort of quantity it is.", required=True, values=KINDS),
        Column(
            "unit",
            "string",
            "Money: ISO 4217; percent '%', points 'pp'; measures: singular English name; counts null.",
            few=True,
        ),
        Column("value_si", "double", "The value of a measure in unit_si.", unit="column unit_si"),
        Column("unit_si", "string", "The SI unit of value_si.", few=True),
        Column("change", "string", "The figure is a change, not a level.", values=("up", "down")),
        Column("counted", "string", "What is counted or measured, as in the text, without number and hedge.", few=True),
        Column("counted_head", "string", "Lemma of its head noun.", few=True),
        Column("counted_class", "string", "Class of what is counted.", values=COUNTED_CLASSES),
        Column(
            "affiliation", "string", "Country of the counted, ISO 3166-1 alpha-2; never used as the place.", few=True
        ),
        EVENT,
        Column("event_text", "string", "The words that say so ('killed or injured').", few=True),
        Column("negated", "bool", "The event is said not to have happened."),
        Column(
            "aggregation",
            "string",
            "Stock (as of), flow (in a period), cumulative (since), increment (another), part (of a whole).",
            values=AGGREGATIONS,
        ),
        Column("source", "string", "Who is credited with the figure, as in the text.", few=True),
        Column(
            "source_kind",
            "string",
            "Sort of source; article when the article itself states the figure.",
            values=SOURCE_KINDS,
        ),
        Column("via", "string", "Through whom it came ('officials told AFP': via AFP).", few=True),
        Column("modality", "string", "How it is said.", values=MODALITIES),
        Column("disputed", "bool", "Someone in the article denies or disputes it."),
        Column("disputed_by", "string", "Their names, joined by '; '; one row each in disputes.", few=True),
        Column("place_text", "string", "The place as in the text.", few=True),
        Column("place_name", "string", "Its resolved name.", few=True),
        PLACE_COUNTRY,
        Column("place_admin1", "string", "Its region, ISO 3166-2.", few=True),
        Column("latitude", "double", "Of the resolved place, WGS 84.", unit="degree"),
        Column("longitude", "double", "Of the resolved place, WGS 84.", unit="degree"),
        Column("geonames_id", "int64", "GeoNames id of the resolved place."),
        Column("time_text", "string", "The time expression as in the text.", few=True),
        Column("time_from", "date32", "Its first day, resolved with the publication date."),
        Column("time_to", "date32", "Its last day."),
        Column("time_edtf", "string", "The same in EDTF (ISO 8601-2).", few=True),
        Column("part_of", "string", "figure_id of the whole that this is a part or restatement of."),
        Column(
            "additive",
            "bool",
            "Within its document: false for restatements, parts of a stated whole, levels and rates.",
        ),
        Column("series_id", "string", "The series the figure belongs to."),
        CONFIDENCE,
        REVIEW,
        RUN_ID,
        UPDATED_AT,
    ),
)

DOCUMENTS = Table(
    name="documents",
    description="One row per version of an article. `text` is the title, a blank line and the cleaned body.",
    key=("document_id",),
    references=(("duplicate_of", "documents"),),
    by_month=True,
    sort=("published_at", "article_id", "version"),
    columns=(
        ARTICLE_ID,
        DOCUMENT_ID,
        RECORD_ID,
        Column("version", "int32", "1, 2, … in order of appearance.", unit="1", required=True),
        Column("is_current", "bool", "The latest version of its article.", required=True),
        URL,
        OUTLET,
        TITLE,
        Column("author", "string", "Who wrote it."),
        Column("dateline", "string", "The dateline that stood before the first sentence."),
        Column(
            "notes",
            "string",
            "Other lines peeled off, as they stood, one a line: credits, 'Updated', 'Read more'.",
            withheld=("sentence", "none"),
        ),
        PUBLISHED_AT,
        PUBLISHED_DATE,
        Column("published_precision", "string", "How exact published_at is.", values=PRECISIONS),
        Column("published_from", "string", "Where the date was found.", values=DATE_ORIGINS),
        Column("modified_at", "timestamp", "When the article says it was last changed.", unit="UTC"),
        RETRIEVED_AT,
        Column("language", "string", "ISO 639-1 code.", few=True),
        Column("words", "int32", "Words in the text, split at white space.", unit="1", required=True),
        Column("text", "string", "Title, blank line, cleaned body.", required=True, withheld=("sentence", "none")),
        Column("body_start", "int32", "Where the body begins in text.", unit="code point", required=True),
        Column("content_hash", "string", "BLAKE2b of text, 80 bits in hex.", required=True),
        DUPLICATE_OF,
        SIMILARITY,
        FORMAT,
        Column("figures", "int32", "How many figures it publishes.", unit="1", required=True),
        RUN_ID,
        UPDATED_AT,
    ),
)

FIGURES_DELETED = Table(
    name="figures_deleted",
    description="Tombstones, so that a reader who loads increments can follow.",
    key=("figure_id",),
    columns=(
        FIGURE_ID,
        DOCUMENT_ID,
        Column("deleted_at", "timestamp", "When it went.", unit="UTC", required=True, volatile=True),
        Column("reason", "string", "Why it went.", required=True, values=DELETION_REASONS),
    ),
    sort=("figure_id",),
)

DISPUTES = Table(
    name="disputes",
    description="One row per stance of one party on one figure. One that denies or disputes makes the figure"
    " `disputed`; but two sides that each tell their own number (`counter_figure_id`) do not.",
    key=("dispute_id",),
    references=(("figure_id", "figures"), ("document_id", "documents"), ("counter_figure_id", "figures")),
    sort=("document_id", "start_char", "dispute_id"),
    columns=(
        Column("dispute_id", "string", "From the figure, the party and the stance.", required=True),
        FIGURE_ID,
        DOCUMENT_ID,
        Column("disputer", "string", "Who takes the stance, as in the text."),
        Column("disputer_country", "string", "Their country, ISO 3166-1 alpha-2."),
        Column("stance", "string", "What they do.", values=STANCES),
        Column("cue", "string", "The words that say so."),
        SENTENCE,
        replace(START_CHAR, description="Where the cue begins in documents.text."),
        replace(END_CHAR, description="Where the cue ends (exclusive)."),
        Column("counter_figure_id", "string", "The figure that they give in its place."),
        CONFIDENCE,
    ),
)

SERIES_ID = Column("series_id", "string", "Identity of the series: from the figure that began it.", required=True)

SERIES = Table(
    name="series",
    description="One row per quantity: all figures that speak of the same one, over articles, sources and time. Low,"
    " best and high are by the policy of `best_basis`; totals come from here.",
    key=("series_id",),
    references=(("event", "events"),),
    sort=("event", "first_published", "series_id"),
    looked_up=("series_id",),
    columns=(
        SERIES_ID,
        Column("label", "string", "What it is of, in words, to be read by people.", required=True),
        EVENT,
        Column("counted_class", "string", "Class of what is counted.", values=COUNTED_CLASSES),
        Column("affiliation", "string", "Country of the counted, ISO 3166-1 alpha-2.", few=True),
        PLACE_COUNTRY,
        Column("place_name", "string", "The place that most of its figures have.", few=True),
        Column("kind", "string", "What sort of quantity it is.", required=True, values=KINDS),
        Column("unit", "string", "As in figures.", few=True),
        Column("change", "string", "It is a change, not a level.", values=("up", "down")),
        Column("negated", "bool", "The event is said not to have happened."),
        Column(
            "aggregation",
            "string",
            "That of most of its figures: stock, flow, cumulative, increment, part.",
            values=AGGREGATIONS,
        ),
        Column("period_from", "date32", "The first day that a figure of it tells of."),
        Column("period_to", "date32", "The last."),
        Column("claims", "int32", "How many figures it has.", unit="1", required=True),
        Column("articles", "int32", "How many articles tell of it, copies included.", unit="1", required=True),
        Column("sources", "int32", "How many sources speak in its points.", unit="1", required=True),
        Column("low", "double", "Lowest value by the policy.", unit="column unit"),
        Column("best", "double", "Best value by the policy.", unit="column unit"),
        Column("high", "double", "Highest value by the policy.", unit="column unit"),
        Column("best_basis", "string", "The policy, the setting reconcile.policy.", required=True, values=POLICIES),
        Column("best_figure_id", "string", "The figure that says the best; null where it lies between two."),
        Column("parties", "int32", "How many sources are parties, by reconcile.parties.", unit="1", required=True),
        Column("low_without_parties", "double", "The same without what parties say.", unit="column unit"),
        Column("best_without_parties", "double", "The same without what parties say.", unit="column unit"),
        Column("high_without_parties", "double", "The same without what parties say.", unit="column unit"),
        Column("contested", "bool", "Sources contradict each other, or someone denies.", required=True),
        Column("additive", "bool", "It may be summed with others: no restatement, part, level, rate or change."),
        Column("projected", "bool", "All that is said of it is projected or conditional.", required=True),
        Column("first_published", "timestamp", "When the first of its articles was published.", unit="UTC"),
        Column("last_published", "timestamp", "When the last of its articles was published.", unit="UTC"),
    ),
)

SERIES_POINTS = Table(
    name="series_points",
    description="One row per point of a series: what a source said at a time. What it says again counts for the point"
    " that it restates.",
    key=("series_id", "figure_id"),
    references=(("series_id", "series"), ("figure_id", "figures")),
    sort=("series_id", "published_at", "figure_id"),
    looked_up=("series_id",),
    columns=(
        SERIES_ID,
        replace(FIGURE_ID, description="The figure that says so first."),
        Column("source", "string", "Who says so: the source of the figure, else the outlet.", few=True),
        PUBLISHED_AT,
        Column("value", "double", "As in figures.", unit="column unit"),
        Column("value_low", "double", "As in figures.", unit="column unit"),
        Column("value_high", "double", "As in figures.", unit="column unit"),
        Column("copies", "int32", "How many articles say so, copies included.", unit="1", required=True),
        Column("previous", "double", "What the same source said before.", unit="column unit"),
        Column("revision", "string", "The value against `previous`.", values=REVISIONS),
        Column("disputed", "bool", "Someone denies or disputes it.", required=True),
        Column("party", "bool", "The source is a party.", required=True),
    ),
)

SERIES_DELETED = Table(
    name="series_deleted",
    description="Tombstones of series, so that a reader who loads increments can follow.",
    key=("series_id",),
    sort=("series_id",),
    columns=(
        SERIES_ID,
        Column("into_series_id", "string", "The series that holds its figures now, where there is one."),
        Column("reason", "string", "Why it went.", required=True, values=SERIES_DELETION_REASONS),
        Column("deleted_at", "timestamp", "When it went.", unit="UTC", required=True, volatile=True),
    ),
)

FIGURE_CHANGES = Table(
    name="figure_changes",
    description="One row per figure that one version of an article has and the next has not, or has with another"
    " value: what was changed quietly.",
    key=("change_id",),
    sort=("article_id", "to_document_id", "change_id"),
    columns=(
        Column("change_id", "string", "From the two versions and the two figures.", required=True),
        ARTICLE_ID,
        Column("from_document_id", "string", "The earlier version.", required=True),
        Column("to_document_id", "string", "The later version.", required=True),
        Column("change", "string", "What became of the figure.", required=True, values=CHANGES),
        Column("from_figure_id", "string", "The figure in the earlier version; null where it was added."),
        Column("to_figure_id", "string", "The figure in the later version; null where it is gone."),
        Column("from_sentence", "string", "Its sentence in the earlier version.", withheld=("none",)),
        Column("to_sentence", "string", "Its sentence in the later version.", withheld=("none",)),
        Column("from_value", "double", "Its value in the earlier version.", unit="column unit of figures"),
        Column("to_value", "double", "Its value in the later version.", unit="column unit of figures"),
        Column("seen_at", "timestamp", "When the later version was read.", unit="UTC", required=True, volatile=True),
    ),
)

REFUSED_NUMBERS = Table(
    name="refused_numbers",
    description="One row per number that is no figure, of current documents: there every digit and number word"
    " is in figures or here.",
    key=("document_id", "start_char"),
    references=(("document_id", "documents"),),
    by_month=True,
    sort=("document_id", "start_char"),
    columns=(
        DOCUMENT_ID,
        START_CHAR,
        END_CHAR,
        replace(NUMBER_TEXT, description="text[start_char:end_char]."),
        Column("reason", "string", "Why it is no figure.", required=True, values=REFUSAL_REASONS),
        Column("rule", "string", "The rule that refused it.", required=True, few=True),
    ),
)

REJECTS = Table(
    name="rejects",
    description="One row per input or document that gave nothing, kept from run to run until it is read well.",
    key=("reject_id",),
    sort=("record_id", "reject_id"),
    columns=(
        Column(
            "reject_id",
            "string",
            "Identity: its first half names the input, its second what was rejected in it.",
            required=True,
        ),
        replace(RUN_ID, description="The run that last rejected it."),
        Column("stage", "string", "Where it failed.", required=True, values=STAGES),
        RECORD_ID,
        replace(DOCUMENT_ID, required=False),
        Column("reason", "string", "Code of the reason.", required=True, values=REJECT_REASONS),
        Column("detail", "string", "What, where, and what to do about it.", required=True),
    ),
)

RUNS = Table(
    name="runs",
    description="One row per run that published.",
    key=("run_id",),
    sort=("started_at", "run_id"),
    columns=(
        replace(RUN_ID, description="Identity of the run.", required=True),
        Column("started_at", "timestamp", "When it began.", unit="UTC", required=True),
        Column("ended_at", "timestamp", "When its tables were complete.", unit="UTC", required=True),
        Column("state", "string", "How it ended.", required=True, values=("completed",)),
        Column("version", "string", "Version of newsfigures.", required=True),
        Column("settings", "string", "Settings as JSON, secrets redacted.", required=True),
        Column("versions", "string", "Schema, code, model and word lists as JSON.", required=True),
        Column("inputs", "int64", "Records and files seen.", unit="1", required=True),
        Column("documents_new", "int64", "Articles not known before.", unit="1", required=True),
        Column("documents_changed", "int64", "New versions of known articles.", unit="1", required=True),
        Column("documents_unchanged", "int64", "Known and the same.", unit="1", required=True),
        Column("documents_duplicate", "int64", "Documents that are copies.", unit="1", required=True),
        Column("rejects", "int64", "Inputs and documents this run rejected.", unit="1", required=True),
        Column("figures", "int64", "Figures in the release.", unit="1", required=True),
        Column("share_with_source", "double", "Of the figures, how many have a source.", unit="1"),
        Column("share_with_place", "double", "Of the figures, how many have a place.", unit="1"),
        Column("share_with_time", "double", "Of the figures, how many have a time.", unit="1"),
        Column("seconds", "double", "Wall time.", unit="second", required=True),
        Column("documents_per_second", "double", "New, changed and unchanged over seconds.", unit="1/second"),
        Column("peak_memory_mb", "double", "Largest resident size of the publishing process.", unit="MiB"),
    ),
)

EVENTS = Table(
    name="events",
    description="The codes of figures.event and what they are called elsewhere.",
    key=("code",),
    columns=(
        Column("code", "string", "The code.", required=True, values=EVENT_CODES),
        Column("label", "string", "In words.", required=True),
        Column("group", "string", "Sort of event.", required=True, values=EVENT_GROUPS),
        Column("kind", "string", "Kind of figure expected.", values=KINDS),
        Column("plover", "string", "PLOVER category."),
        Column("ucdp", "string", "UCDP GED field."),
        Column("gdelt", "string", "GDELT GKG count type."),
        Column("description", "string", "What it covers.", required=True),
    ),
)

VAGUE_NUMBERS = Table(
    name="vague_numbers",
    description="What vague number words are taken to mean at least and at most.",
    key=("words",),
    columns=(
        Column("words", "string", "The words.", required=True),
        Column("low", "double", "Smallest sensible number.", unit="1", required=True),
        Column("high", "double", "Largest sensible number.", unit="1", required=True),
    ),
)

PUBLISHED = (
    FIGURES,
    DOCUMENTS,
    FIGURES_DELETED,
    DISPUTES,
    SERIES,
    SERIES_POINTS,
    SERIES_DELETED,
    FIGURE_CHANGES,
    REFUSED_NUMBERS,
    REJECTS,
    RUNS,
    EVENTS,
    VAGUE_NUMBERS,
)

# Tables that pass between stages and are never published.
RECORD_KEY = Column(
    "record_key", "string", "The input's name and, in a table of records, the record's id.", required=True
)
LOCATION = Column("location", "string", "Where it stands, for messages: path and line or row.", required=True)
KNOWN = Column("known", "bool", "An earlier run saw the record with the same bytes.", required=True)
DIGEST = Column("digest", "string", "BLAKE2b of the record as it came in, 80 bits in hex.", required=True)

RECORDS = Table(
    name="records",
    description="ingest ▸ clean: what was read, as it came.",
    key=(),
    columns=(
        RECORD_KEY,
        replace(RECORD_ID, required=True),
        LOCATION,
        DIGEST,
        KNOWN,
        FORMAT,
        Column("content", "string", "What it is, whatever way it came.", required=True, values=CONTENTS),
        Column("raw", "binary", "Its bytes (page, mail, pdf)."),
        Column("charset", "string", "The encoding that the server named."),
        TITLE,
        Column("text", "string", "The text as it came (text, brief)."),
        URL,
        Column("published", "string", "The date as it came."),
        OUTLET,
        Column("author", "string", "The author as it came."),
        RETRIEVED_AT,
    ),
)

MARKED = Column("sections", "string", "Captions and tables in text, as 'start-end section' joined by ', '.")

CLEANED = replace(
    DOCUMENTS,
    description="clean ▸ extract ▸ publish: documents as cleaned; what publishing decides is null.",
    columns=(*DOCUMENTS.columns, RECORD_KEY, LOCATION, KNOWN, MARKED),
)

SIGNATURE = Column("document", "int64", "First 64 bits of document_id.", required=True)

SIGNED = Table(
    name="signed",
    description="clean ▸ copies: the documents that the tables anchors and numbers tell of.",
    key=("document_id",),
    columns=(
        SIGNATURE,
        DOCUMENT_ID,
        ARTICLE_ID,
        PUBLISHED_AT,
        Column("anchors", "int32", "How many anchors it has.", unit="1", required=True),
        Column("body_hash", "int64", "Hash of the body's words and numbers.", required=True),
        MARKED,
    ),
)

ANCHORS = Table(
    name="anchors",
    description="clean ▸ copies: hashes of five words in a row, about one in four of each body, by hash.",
    key=("hash", "document"),
    columns=(Column("hash", "int64", "Hash of the five words.", required=True), SIGNATURE),
)

NUMBERS = Table(
    name="numbers",
    description="clean ▸ copies: every number of each body and, as hashes, the words that it stands among.",
    key=("document", "position"),
    columns=(
        SIGNATURE,
        Column("position", "int32", "Which number of the body it is, from 0.", unit="1", required=True),
        Column("number", "int32", "Hash of the number.", required=True),
        Column("left", "int32", "Hash of the two words on its left, in its sentence."),
        Column("right", "int32", "Hash of the two words on its right, in its sentence."),
        Column("farther_left", "int32", "Hash of the second and third word on its left, in its sentence."),
        Column("farther_right", "int32", "Hash of the second and third word on its right, in its sentence."),
        Column("before", "int32", "Hash of the last long word on its left, in its sentence."),
        Column("after", "int32", "Hash of the first long word on its right, in its sentence."),
    ),
)

COPIES = Table(
    name="copies",
    description="compare ▸ extract, publish: the documents of which it was decided anew whether they are copies.",
    key=("document_id",),
    columns=tuple(
        column for column in DOCUMENTS.columns if column.name in ("document_id", "duplicate_of", "similarity")
    ),
)

STANDING = Table(
    name="standing",
    description="compare ▸ reconcile: the documents that this run read or decided about.",
    key=("document_id",),
    columns=(
        DOCUMENT_ID,
        replace(ARTICLE_ID, required=False),
        PUBLISHED_AT,
        PUBLISHED_DATE,
        OUTLET,
        TITLE,
        Column("batch", "string", "The folder of the batch in which it was read; null where in none."),
        Column("version", "int32", "As in documents; null where it was not read.", unit="1"),
        Column("publishes", "bool", "It is current, no copy, and not taken out.", required=True),
    ),
)

STORIED = Table(
    name="storied",
    description="reconcile ▸ publish, and beside the data: names in articles, by which those of one story are found.",
    key=("article_id",),
    sort=("day", "article_id"),
    columns=(
        ARTICLE_ID,
        Column("day", "int32", "When it was published.", unit="day since 0001-01-01, that being 1"),
        Column("names", "string", "Beginnings of the names in it, a space between two.", required=True),
    ),
)

LINES = Table(
    name="lines",
    description="line up ▸ series: in which series each figure that this run read was lined up.",
    key=("figure_id",),
    columns=(FIGURE_ID, SERIES_ID),
)

SETTLED = Table(
    name="settled",
    description="reconcile ▸ publish: the series of each figure that this run read, or that came to another one.",
    key=("figure_id",),
    columns=(FIGURE_ID, ARTICLE_ID, SERIES_ID, REVIEW),
)

MOVED = Table(
    name="moved",
    description="reconcile ▸ publish, and beside the data: where figures were lined up that a person has moved.",
    key=("figure_id",),
    sort=("figure_id",),
    columns=(FIGURE_ID, SERIES_ID),
)

RENEWED = Table(
    name="renewed",
    description="reconcile ▸ publish: the series of which this run changed something; their released rows go.",
    key=("series_id",),
    columns=(SERIES_ID, Column("into_series_id", "string", "The series that its figures came to, all of them.")),
)

WITHDRAWN = Table(
    name="withdrawn",
    description="compare ▸ publish, and beside the data: articles that were taken out for good.",
    key=("article_id",),
    columns=(ARTICLE_ID, Column("withdrawn_at", "timestamp", "When it was taken out.", unit="UTC", required=True)),
)

SEEN = Table(
    name="seen",
    description="ingest ▸ publish: every record of this run's inputs; and beside the data, what later runs may"
    " pass over.",
    key=(),
    sort=("record_key", "digest"),
    columns=(
        RECORD_KEY,
        DIGEST,
        Column("reader", "string", "Digest of all versions and settings that read it.", required=True),
        Column("unchanged", "bool", "It was passed over.", required=True),
    ),
)

NAMED = Table(
    name="named",
    description="ingest ▸ publish: the sources and listings that this run named.",
    key=(),
    columns=(RECORD_KEY,),
)

FETCHED = Table(
    name="fetched",
    description="ingest ▸ publish: what was asked of the web and how it answered; beside the data, what later runs ask"
    " conditionally or pass over.",
    key=("address",),
    sort=("address",),
    columns=(
        Column("address", "string", "The address that was asked for.", required=True),
        Column("via", "string", "The feed, sitemap or list that named it.", few=True),
        Column("etag", "string", "The answer's ETag."),
        Column("last_modified", "string", "The answer's Last-Modified."),
        Column("stated", "string", "When the feed or sitemap says it last changed."),
        Column("first_at", "timestamp", "When it was first read.", unit="UTC", required=True),
        Column("digest", "string", "BLAKE2b of the body, 80 bits in hex."),
        Column("reader", "string", "Digest of all versions and settings that read it.", required=True, few=True),
        Column("kind", "string", "What sort of listing named it.", few=True),
        replace(RECORD_ID, description="What the listing called it."),
        TITLE,
        Column("published", "string", "The date as the listing gave it."),
        Column("author", "string", "The author as the listing gave it."),
        OUTLET,
    ),
)

CORRECTIONS = Table(
    name="corrections",
    description="a person ▸ compare, extract, reconcile, publish: what is to be otherwise than it was read.",
    key=("correction_id",),
    columns=(
        Column("correction_id", "string", "From what it asks for, and of what.", required=True),
        LOCATION,
        Column("action", "string", "What it asks for.", required=True, values=ACTIONS),
        replace(FIGURE_ID, description="The figure; of merge and split, one of the series.", required=False),
        replace(SERIES_ID, description="The series that is to go into another one (merge).", required=False),
        Column("into", "string", "A series or a figure of it (merge); the name that those share which leave (split)."),
        Column("article", "string", "The article that says the figure (add), as it was given."),
        replace(ARTICLE_ID, description="… where it is an id, or the address of one.", required=False),
        Column("quote", "string", "Words of the article with the number in them (add)."),
        replace(NUMBER_TEXT, description="The number in the quote (add).", required=False),
        Column("slots", "string", "Columns of figures and what they are to hold, as a JSON object of texts or nulls."),
    ),
)

CORRECTED = Table(
    name="corrected",
    description="compare, extract ▸ publish, and beside the data: what became of each correction of a figure.",
    key=("correction_id",),
    sort=("correction_id",),
    columns=(
        CORRECTIONS.columns[0],
        replace(FIGURE_ID, description="The figure that it is of.", required=False),
        replace(DOCUMENT_ID, description="Where that stands, or should.", required=False),
        replace(ARTICLE_ID, description="Where that stands, or should.", required=False),
        Column("problem", "string", "Why it does not apply; null where it does."),
    ),
)


def identity(*parts: str) -> str:
    """Return the id of what the parts name: BLAKE2b, 80 bits in hex, the same on every machine.

    >>> identity("url", "https://example.org/a")
    '242f75836f15d3107edd'
    >>> identity("a", "b") == identity("ab")
    False
    """
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=10).hexdigest()


def document_order(row: Mapping[str, Any]) -> tuple[tuple[bool, Any], ...]:
    """Return by what rows of one document are ordered, whichever of them came first: the first one is taken.

    >>> document_order({"article_id": "a"})[:3]
    ((False, 'a'), (True, None), (True, None))
    """
    return tuple((row.get(name) is None, row.get(name)) for name in DOCUMENTS.content if name != "text")


def reject_row(
    stage: str, record_key: str, reason: str, detail: str, record_id: str | None = None, document_id: str | None = None
) -> dict[str, Any]:
    """Return a row of `rejects`; `detail` is one line that says what, where, and what to do, without its secrets."""
    return {
        "reject_id": reject_id(stage, record_key),
        "stage": stage,
        "record_id": record_id and masked(printable(record_id) or ""),
        "document_id": document_id,
        "reason": reason,
        "detail": masked(" ".join((printable(detail) or "").replace("\0", " ").split())),
    }


def printable(text: str | None) -> str | None:
    """Return a text that Arrow can hold: half characters (lone surrogates) become U+FFFD.

    >>> printable("caf\\udce9")
    'caf�'
    """
    return text and text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def masked(text: str) -> str:
    """Return an address, or a text with addresses in it, without the names, passwords, keys and signatures in them.

    >>> masked("https://ann:secret@e.org/a")
    'https://…@e.org/a'
    >>> masked("https://e.org/a?page=2&X-Amz-Signature=1f&api_key=2e#top")
    'https://e.org/a?page=2&X-Amz-Signature=…&api_key=…#top'
    """
    return _SECRETS.sub(r"\1…", _CREDENTIALS.sub("//…@", text))


def reject_id(stage: str, record_key: str) -> str:
    """Return the id of what a stage rejects: ten digits for the input, ten for the record and the stage."""
    return identity(record_key.split(KEY_SEPARATOR)[0])[:10] + identity(stage, record_key)[10:]


@cache
def arrow_schema(table: Table) -> pa.Schema:
    """Return the table's one explicit Arrow schema, with descriptions, units and key as metadata."""
    import pyarrow as pa

    types = {"date32": pa.date32(), "timestamp": pa.timestamp("us", tz="UTC"), "bool": pa.bool_()}
    fields = [
        pa.field(
            column.name,
            types.get(column.type) or getattr(pa, "float64" if column.type == "double" else column.type)(),
            metadata=_column_metadata(column),
        )
        for column in table.columns
    ]
    about = {"table": table.name, "description": table.description, "schema_version": str(SCHEMA_VERSION)}
    return pa.schema(fields, metadata=about | {"primary_key": ",".join(table.key)})


def _column_metadata(column: Column) -> dict[str, str]:
    about = {"description": column.description, "unit": column.unit, "values": ", ".join(column.values)}
    return {name: value for name, value in about.items() if value}


def to_arrow(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Turn rows into an Arrow table of the declared schema; a column that a row lacks is null."""
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def parse_rows(table: Table, rows: Iterable[Mapping[str, str]]) -> pa.Table:
    """Turn rows of text, as a CSV file holds them, into an Arrow table of the declared schema; "" is null."""
    import pyarrow as pa

    texts = [{name: row.get(name) or None for name in table.names} for row in rows]
    return pa.Table.from_pylist(texts, schema=pa.schema([(name, pa.string()) for name in table.names])).cast(
        arrow_schema(table)
    )


RECONCILED = "reconciled"  # the folder of a run's work in which reconcile writes what it hands on


def write_stage(folder: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write what a stage hands on as `folder/<table>.parquet`, whole or not at all.

    A cluster has a batch done again by another worker where it thinks that the first is gone: both may write, and a
    worker that nobody hears any more may do so when the run is over. That has no lock, and the next run removes it.
    """
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{table.name}-{secrets.token_hex(4)}"
    pq.write_table(to_arrow(table, rows), part, compression="zstd")
    part.replace(folder / f"{table.name}.parquet")


def read_stage(folder: Path, table: Table, columns: list[str] | None = None) -> pa.Table:
    """Read what a stage wrote, or some of its columns; raises FileNotFoundError when it wrote no such table."""
    import pyarrow.parquet as pq

    return pq.read_table(folder / f"{table.name}.parquet", schema=arrow_schema(table), columns=columns)


def count_rows(folder: Path, *tables: Table) -> str:
    """Say how many rows of some tables a stage wrote, from the file footers: "480 documents, 2 rejects"."""
    import pyarrow.parquet as pq

    counts = ((pq.read_metadata(folder / f"{table.name}.parquet").num_rows, table.name) for table in tables)
    return ", ".join(f"{count} {name}" for count, name in counts)
