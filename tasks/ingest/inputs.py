"""Sources → inputs: files on disk, what the web gives, what stores hold. All of them are files once this has run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.ingest.feeds import Entry
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.formats import format_of
from tasks.ingest.ledger import Ledger
from tasks.ingest.reading import rejected
from tasks.ingest.remote import RemoteFile, Store, is_stored
from tasks.ingest.sources import LISTING, InputFile, list_files
from tasks.ingest.spool import Spool
from tasks.ingest.web import Harvest, Wanted, fetch_all, local_listing
from tasks.tables import InputError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads: its files, what could not be had, and records that are known not to have changed.

    `fetched` are rows for the ledger, `spooled` names what lies in the spool until the release holds it, `named` are
    the sources and listings: what was once wrong with them is past, unless it stands in `rejects` again.
    """

    files: tuple[InputFile, ...] = ()
    rejects: tuple[Row, ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()
    fetched: tuple[Row, ...] = ()
    spooled: tuple[str, ...] = field(default=(), compare=False)
    named: tuple[str, ...] = ()


def gather(
    sources: Iterable[str], output: Path, work: Path, ledger: Ledger, options: FetchOptions, *, reprocess: bool = False
) -> Inputs:
    """List the sources and fetch what is not on disk to below `work`.

    `output` is where runs write: it is never read. With `reprocess` everything is asked for anew.
    """
    named = sorted(set(sources))
    on_disk, elsewhere = ([s for s in named if ("://" in s) == remote] for remote in (False, True))
    files, rejects = list_files(on_disk, output)
    listings = [file for file in files if file.format == LISTING]
    wanted = [Wanted(Entry(source)) for source in elsewhere]
    for file in listings:
        try:
            wanted += local_listing(Path(file.path), file.name)
        except (InputError, OSError) as error:
            rejects.append(rejected(file.path, error, name=file.name))
    if reprocess:
        ledger = replace(ledger, fetched=None)
    found = _fetch(wanted, options, ledger, output, work)
    return Inputs(
        files=tuple(sorted([*(file for file in files if file.format != LISTING), *found.files.values()])),
        rejects=(*rejects, *found.rejects),
        unchanged=tuple(found.unchanged),
        fetched=tuple(found.fetched.values()),
        spooled=tuple(found.spooled),
        named=(*named, *(file.name for file in listings)),
    )


def _fetch(wanted: list[Wanted], options: FetchOptions, ledger: Ledger, output: Path, work: Path) -> Harvest:
    """Copy what stores hold, and fetch the rest from the web."""
    if not wanted:
        return Harvest()
    spool = Spool(output / "spool", work / "web")
    stored = Harvest()
    for one in wanted:
        if is_stored(one.address):
            try:
                _from_store(one, options, ledger, spool.work, stored)
            except InputError as error:
                stored.rejects.append(rejected(one.address, error))
    found = fetch_all([one for one in wanted if not is_stored(one.address)], options, ledger, spool)
    found.files |= stored.files
    found.fetched |= stored.fetched
    found.unchanged += stored.unchanged
    found.rejects += stored.rejects
    return found


def _from_store(wanted: Wanted, options: FetchOptions, ledger: Ledger, work: Path, harvest: Harvest) -> None:
    """Copy the files of a store to disk that have changed."""
    store = Store(wanted.address, options)
    files = list(store.list())
    if not files:
        raise InputError("empty", "no files in it: check the address")
    known = ledger.look_up([file.address for file in files])
    for file in files:
        row = known.get(file.address)
        if row is not None and row["stated"] == file.stamp:
            harvest.unchanged += ledger.records(file.address) or [(file.address, row["digest"] or file.stamp)]
            continue
        try:
            _copy(store, file, work, harvest, ledger.reader)
        except (InputError, OSError) as error:
            harvest.rejects.append(rejected(file.address, error))


def _copy(store: Store, file: RemoteFile, work: Path, harvest: Harvest, reader: str) -> None:
    kind = format_of(Path(file.path))
    if kind is None:
        raise InputError("unsupported", "no reader for its ending: leave it out")
    path, now = store.copy(file, work), datetime.now(UTC)
    harvest.files[file.address] = InputFile(file.address, str(path), kind, {"retrieved_at": now})
    harvest.fetched[file.address] = {
        "address": file.address, "via": store.source, "stated": file.stamp, "first_at": now, "reader": reader,
    }  # fmt: skip
