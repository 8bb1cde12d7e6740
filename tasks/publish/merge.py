"""The last release and a run's rows → the next release's rows: versions, tombstones, rejects.

Pure functions on pandas frames with Arrow types. A run touches articles: all rows of a touched article are replaced,
all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tasks.tables import DISPUTES, DOCUMENTS, FIGURES, REFUSED_NUMBERS, UNKNOWN_MONTH, Table, reject_id

CARRIED = ["article_id", "published_at", "published_date", "outlet", "title", "url"]  # a figure's, of its document
REVISED, COPIED, WITHDREW, REREAD = "revised", "now a copy", "document withdrawn", "extractor changed"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some documents: themselves and what was read in them."""

    documents: pd.DataFrame
    figures: pd.DataFrame
    refused: pd.DataFrame
    disputes: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Change:
    """What a run changes: the rows of all versions of the touched articles, before and after."""

    stamp: dict[str, Any]
    old: Rows
    new: Rows


def change_of(stamp: dict[str, Any], old: Rows, read: Rows, copies: pd.DataFrame, withdrawn: Collection[str]) -> Change:
    """Put what a run read in the place of the released rows of the same articles.

    `read.documents` has the column `known` beside its own, `copies` says of which documents it was decided anew
    whether they are copies, `withdrawn` are articles of which nothing stays. Only current versions that are no copies
    keep figures and refused numbers; rows that say what they said keep the run that said it first. `stamp` holds
    run_id and updated_at of the run.
    """
    left = old.documents[~old.documents["article_id"].isin(withdrawn)]
    documents = mark_copies(merge_versions(left, read.documents), copies)
    current = documents.loc[publishing(documents), "document_id"]
    figures = _of_current(old.figures, read.figures, current, read.documents).drop_duplicates("figure_id")
    about = documents.set_index("document_id").loc[figures["document_id"], CARRIED].set_index(figures.index)
    figures = figures.assign(**about, **stamp)
    refused = _of_current(old.refused, read.refused, current, read.documents)
    disputes = _of_current(old.disputes, read.disputes, current, read.documents)
    counts = documents["document_id"].map(figures["document_id"].value_counts()).fillna(0)
    documents = documents.assign(figures=counts.astype("int32[pyarrow]"), **stamp)
    new = Rows(
        keep_unchanged(documents, old.documents, DOCUMENTS),
        keep_unchanged(figures, old.figures, FIGURES),
        refused.drop_duplicates(list(REFUSED_NUMBERS.key)),
        disputes.drop_duplicates(list(DISPUTES.key)),
    )
    return Change(stamp, old, new)


def _of_current(old: pd.DataFrame, read: pd.DataFrame, current: pd.Series, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of current documents: as read in this run, else as released."""
    kept = old[old["document_id"].isin(current) & ~old["document_id"].isin(documents["document_id"])]
    return pd.concat([kept, read[read["document_id"].isin(current)]], ignore_index=True)


def publishing(documents: pd.DataFrame) -> pd.Series:
    """Tell which documents publish figures: current versions that are no copies."""
    return documents["is_current"].astype(bool) & documents["duplicate_of"].isna()


def mark_copies(documents: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return the documents with what was decided about copies; of old versions nothing is said."""
    decided = copies.set_index("document_id").reindex(documents["document_id"]).set_index(documents.index)
    is_new = documents["document_id"].isin(copies["document_id"])
    columns = {
        name: documents[name].mask(is_new, decided[name]).where(documents["is_current"].astype(bool))
        for name in ("duplicate_of", "similarity")
    }
    return documents.assign(**columns)


def merge_versions(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return all versions of the touched articles, numbered in order of appearance, the last to appear current.

    `old` holds the released documents of the touched articles, `new` the documents of this run. A text that comes
    back is the document it was, and is current again; one that is only read again (`known`: from the same bytes as
    last time), or was fetched before the current one, does not appear. Versions that appear in one run come in order
    of their dates.
    """
    order = _one_each(new)
    date = order["modified_at"].fillna(order["published_at"])
    order = order.assign(_date=date).sort_values(["article_id", "_date", "document_id"], na_position="first")
    version = order["document_id"].map(old.set_index("document_id")["version"]).astype("float64")
    highest = order["article_id"].map(old.groupby("article_id")["version"].max()).astype("float64").fillna(0)
    position = version.isna().groupby(order["article_id"]).cumsum()
    appeared = order[(version.isna() | ~order["known"].astype(bool)) & ~_fetched_before(order, old)]
    order["version"] = version.fillna(highest + position).astype("int32[pyarrow]")
    current = {
        **old[old["is_current"]].set_index("article_id")["document_id"].to_dict(),
        **appeared.groupby("article_id")["document_id"].last().to_dict(),
    }
    earlier = old[~old["document_id"].isin(order["document_id"])]
    merged = pd.concat([earlier, order[DOCUMENTS.names]], ignore_index=True)
    merged["is_current"] = merged["document_id"].isin(set(current.values())).astype("bool[pyarrow]")
    return merged


def _fetched_before(new: pd.DataFrame, old: pd.DataFrame) -> pd.Series:
    """Tell which documents were fetched before the released current version: another run was quicker to publish."""
    released = old[old["is_current"]].set_index("article_id")["retrieved_at"].dropna().to_dict()
    fetched = zip(new["article_id"], new["retrieved_at"], strict=True)
    earlier = [not pd.isna(at) and article in released and at < released[article] for article, at in fetched]
    return pd.Series(earlier, index=new.index, dtype=bool)


def _one_each(documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document: of a text that came twice, the same one in whatever order the inputs came."""
    documents = documents.assign(known=documents.groupby("document_id")["known"].transform("min"))
    twice = documents.duplicated("document_id", keep=False)
    chosen = documents[twice].sort_values(DOCUMENTS.content).drop_duplicates("document_id")
    return pd.concat([documents[~twice], chosen])


def keep_unchanged(new: pd.DataFrame, old: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give rows whose content the last release already held their old volatile columns back."""
    (key,) = table.key
    before = old.set_index(key, drop=False).reindex(new[key]).set_index(new.index)
    same = pd.Series(True, index=new.index)
    for name in table.content:
        equal = (new[name] == before[name]).fillna(False) | (new[name].isna() & before[name].isna())
        same &= equal.astype(bool)
    volatile = [name for name in table.names if name not in table.content]
    return new.assign(**{name: new[name].mask(same, before[name]) for name in volatile})


def tombstones(buried: pd.DataFrame, change: Change) -> pd.DataFrame:
    """Return figures_deleted: earlier ones whose figures have not come back, and the figures that went in this run."""
    old, alive = change.old.figures, change.new.figures["figure_id"]
    gone = old.loc[~old["figure_id"].isin(alive), ["figure_id", "document_id"]]
    reasons = why_gone(change.new.documents)
    reason = [reasons.get(document, WITHDREW) for document in gone["document_id"]]
    gone = gone.assign(deleted_at=change.stamp["updated_at"], reason=reason)
    earlier = buried[~buried["figure_id"].isin(alive)]
    return pd.concat([earlier, gone.astype(buried.dtypes.to_dict())], ignore_index=True)


def why_gone(documents: pd.DataFrame) -> dict[str, str]:
    """Return why a figure of each document would be gone; a document that is not there was withdrawn."""
    rows = zip(*(documents[name].tolist() for name in ("document_id", "is_current", "duplicate_of")), strict=True)
    return {
        document: REVISED if not current else REREAD if pd.isna(first) else COPIED for document, current, first in rows
    }


def merge_rejects(old: pd.DataFrame, new: pd.DataFrame, read_keys: Iterable[str]) -> pd.DataFrame:
    """Keep the earlier rejects of inputs that this run did not read; the first half of a reject_id names its input."""
    read = {reject_id("", key)[:10] for key in read_keys} | set(new["reject_id"].str[:10])
    kept = old[~old["reject_id"].str[:10].isin(read)]
    return pd.concat([kept, new], ignore_index=True).drop_duplicates("reject_id", keep="last")


def merge_seen(old: pd.DataFrame, new: pd.DataFrame, rejects: pd.DataFrame) -> pd.DataFrame:
    """Return what later runs may pass over: for each record what it was when last seen, if it was read well."""
    failed = set(rejects["reject_id"])
    bad = [any(reject_id(stage, key) in failed for stage in ("clean", "extract")) for key in new["record_key"]]
    kept = old[~old["record_key"].isin(new["record_key"])]
    merged = pd.concat([kept, new[~pd.Series(bad, index=new.index, dtype=bool)]], ignore_index=True)
    return (
        merged.assign(unchanged=False).drop_duplicates(["record_key", "digest"]).sort_values(["record_key", "digest"])
    )


def merge_fetched(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return how everything that was asked of the web answered last."""
    kept = old[~old["address"].isin(new["address"])]
    return pd.concat([kept, new], ignore_index=True).drop_duplicates("address", keep="last").sort_values("address")


def month_of(dates: pd.Series) -> pd.Series:
    """Return the partition of each publication date: "2025-02", or "unknown"."""
    return dates.astype("string[pyarrow]").str[:7].fillna(UNKNOWN_MONTH)
