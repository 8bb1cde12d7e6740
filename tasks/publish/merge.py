"""The last release and a run's rows → the next release's rows: versions, tombstones, rejects.

Pure functions on pandas frames with Arrow types. A run touches articles: all rows of a touched article are replaced,
all others stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tasks.tables import DOCUMENTS, FIGURES, REFUSED_NUMBERS, UNKNOWN_MONTH, Table, reject_id

CARRIED = ["article_id", "published_at", "published_date", "outlet", "title", "url"]  # a figure's, of its document
REVISED, REREAD = "revised", "extractor changed"


@dataclass(frozen=True, slots=True)
class Change:
    """What a run changes: the rows of all versions of the touched articles, before and after."""

    stamp: dict[str, Any]
    old_documents: pd.DataFrame
    documents: pd.DataFrame
    old_figures: pd.DataFrame
    figures: pd.DataFrame
    refused: pd.DataFrame

    def months(self) -> pd.Series:
        """Return the month of every document after the change, by document_id."""
        return month_of(self.documents.set_index("document_id")["published_date"])

    def old_months(self) -> pd.Series:
        """Return the month of every document before the change, by document_id."""
        return month_of(self.old_documents.set_index("document_id")["published_date"])


def change_of(
    stamp: dict[str, Any],
    old_documents: pd.DataFrame,
    new_documents: pd.DataFrame,
    old_figures: pd.DataFrame,
    new_figures: pd.DataFrame,
    new_refused: pd.DataFrame,
) -> Change:
    """Put a run's rows in the place of the released rows of the same articles.

    Only current versions keep figures and refused numbers; rows that say what they said keep the run that said it
    first. `stamp` holds run_id and updated_at of the run.
    """
    documents = merge_versions(old_documents, new_documents)
    current = documents.loc[documents["is_current"], "document_id"]
    figures = new_figures[new_figures["document_id"].isin(current)].drop_duplicates("figure_id")
    about = documents.set_index("document_id").loc[figures["document_id"], CARRIED].set_index(figures.index)
    figures = figures.assign(**about, **stamp)
    refused = new_refused[new_refused["document_id"].isin(current)].drop_duplicates(list(REFUSED_NUMBERS.key))
    counts = documents["document_id"].map(figures["document_id"].value_counts()).fillna(0)
    documents = documents.assign(figures=counts.astype("int32[pyarrow]"), **stamp)
    return Change(
        stamp=stamp,
        old_documents=old_documents,
        documents=keep_unchanged(documents, old_documents, DOCUMENTS),
        old_figures=old_figures,
        figures=keep_unchanged(figures, old_figures, FIGURES),
        refused=refused,
    )


def merge_versions(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return all versions of the touched articles, numbered in order of appearance, the last one current.

    `old` holds the released documents of the touched articles, `new` the documents of this run. A text that comes
    back is the document it was, and is current again. Versions that appear in one run come in order of their dates.
    """
    order = _one_each(new)
    date = order["modified_at"].fillna(order["published_at"])
    order = order.assign(_date=date).sort_values(["article_id", "_date", "document_id"], na_position="first")
    order = order.drop(columns="_date")
    known = order["document_id"].map(old.set_index("document_id")["version"]).astype("float64")
    highest = order["article_id"].map(old.groupby("article_id")["version"].max()).astype("float64").fillna(0)
    position = known.isna().groupby(order["article_id"]).cumsum()
    order["version"] = known.fillna(highest + position).astype("int32[pyarrow]")
    current = set(order.groupby("article_id").tail(1)["document_id"])
    earlier = old[~old["document_id"].isin(order["document_id"])]
    merged = pd.concat([earlier, order], ignore_index=True)
    merged["is_current"] = merged["document_id"].isin(current).astype("bool[pyarrow]")
    return merged


def _one_each(documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document: of a text that came twice, the same one in whatever order the inputs came."""
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
    old, alive = change.old_figures, change.figures["figure_id"]
    gone = old.loc[~old["figure_id"].isin(alive), ["figure_id", "document_id"]]
    current = change.documents.loc[change.documents["is_current"], "document_id"]
    reread = gone["document_id"].isin(current)
    gone = gone.assign(deleted_at=change.stamp["updated_at"], reason=reread.map({True: REREAD, False: REVISED}))
    earlier = buried[~buried["figure_id"].isin(alive)]
    return pd.concat([earlier, gone.astype(buried.dtypes.to_dict())], ignore_index=True)


def merge_rejects(old: pd.DataFrame, new: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Keep the earlier rejects of inputs that this run did not read; the first half of a reject_id names its input."""
    read = {reject_id("", key)[:10] for key in seen["record_key"]} | set(new["reject_id"].str[:10])
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


def month_of(dates: pd.Series) -> pd.Series:
    """Return the partition of each publication date: "2025-02", or "unknown"."""
    return dates.astype("string[pyarrow]").str[:7].fillna(UNKNOWN_MONTH)
