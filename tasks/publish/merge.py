"""The last release and a run's rows → the next release's documents, rejects, and what later runs may pass over.

Pure functions on pandas frames with Arrow types. Documents come without their texts: `content_hash` stands for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from tasks.publish.dataset import to_rows
from tasks.tables import DELETION_REASONS, DOCUMENTS, UNKNOWN_MONTH, document_order, reject_id

LIGHT = [name for name in DOCUMENTS.names if name != "text"]
LIGHT_CONTENT = [name for name in DOCUMENTS.content if name != "text"]
CARRIED = ["article_id", "published_at", "published_date", "outlet", "title", "url"]  # a figure's, of its document
REVISED, COPIED, WITHDREW, REREAD, REJECTED, TAKEN_BACK = DELETION_REASONS


def next_documents(
    old: pd.DataFrame, read: pd.DataFrame, copies: pd.DataFrame, withdrawn: Collection[str]
) -> pd.DataFrame:
    """Return the documents of the touched articles as they are after a run, without how many figures they have.

    `old` are the released ones, `read` those of the run (with the column `known` beside their own), `copies` says of
    which it was decided anew whether they are copies, `withdrawn` are articles of which nothing stays.
    """
    left = old[~old["article_id"].isin(withdrawn)]
    return mark_copies(merge_versions(left, read), copies)


def withhold(documents: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the documents without what is not to be published of the articles, where `text` is publish.text."""
    names = [column.name for column in DOCUMENTS.columns if text in column.withheld and column.name in documents]
    return documents.assign(**{name: documents[name].head(0).reindex(documents.index) for name in names})


def stamp_documents(
    documents: pd.DataFrame, old: pd.DataFrame, figures: pd.Series, stamp: dict[str, Any]
) -> pd.DataFrame:
    """Return the documents with their numbers of figures; those that are what they were keep the run that said so."""
    counts = documents["document_id"].map(figures).fillna(0).astype("int32[pyarrow]")
    return keep_unchanged(documents.assign(figures=counts, **stamp), old)


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
    order = new
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
    merged = pd.concat([earlier, order[LIGHT]], ignore_index=True)
    merged["is_current"] = merged["document_id"].isin(set(current.values())).astype("bool[pyarrow]")
    return merged


def _fetched_before(new: pd.DataFrame, old: pd.DataFrame) -> pd.Series:
    """Tell which documents were fetched before the released current version: another run was quicker to publish."""
    released = old[old["is_current"]].set_index("article_id")["retrieved_at"].dropna().to_dict()
    fetched = zip(new["article_id"], new["retrieved_at"], strict=True)
    earlier = [not pd.isna(at) and article in released and at < released[article] for article, at in fetched]
    return pd.Series(earlier, index=new.index, dtype=bool)


def one_each(documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document: of a text that came twice, the same one in whatever order the inputs came."""
    documents = documents.assign(known=documents.groupby("document_id")["known"].transform("min"))
    twice = documents[documents.duplicated("document_id", keep=False)]
    rows = dict(zip(twice.index, to_rows(twice[LIGHT]), strict=True))
    chosen = [
        min(group, key=lambda place: document_order(rows[place]))
        for group in twice.groupby("document_id").groups.values()
    ]
    return documents.drop(index=twice.index.difference(chosen))


def keep_unchanged(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Give documents whose content the last release already held their old volatile columns back."""
    before = old.set_index("document_id", drop=False).reindex(new["document_id"]).set_index(new.index)
    same = pd.Series(True, index=new.index)
    for name in LIGHT_CONTENT:
        equal = (new[name] == before[name]).fillna(False) | (new[name].isna() & before[name].isna())
        same &= equal.astype(bool)
    volatile = [name for name in LIGHT if name not in LIGHT_CONTENT]
    return new.assign(**{name: new[name].mask(same, before[name]) for name in volatile})


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
    stages = ("clean", "extract") if failed else ()
    bad = [any(reject_id(stage, key) in failed for stage in stages) for key in new["record_key"]]
    good = new[~pd.Series(bad, index=new.index, dtype=bool)].drop_duplicates(["record_key", "digest"])
    kept = old[~old["record_key"].isin(new["record_key"])]
    return pd.concat([kept, good], ignore_index=True).assign(unchanged=False)


def merge_fetched(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return how everything that was asked of the web answered last."""
    kept = old[~old["address"].isin(new["address"])]
    return pd.concat([kept, new.drop_duplicates("address", keep="last")], ignore_index=True)


def month_of(dates: pd.Series) -> pd.Series:
    """Return the partition of each publication date: "2025-02", or "unknown"."""
    return dates.astype("string[pyarrow]").str[:7].fillna(UNKNOWN_MONTH)
