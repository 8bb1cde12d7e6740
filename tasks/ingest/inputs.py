"""Sources → inputs: files on disk, what the web gives, what stores hold. All of them are files once this has run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.ingest.feeds import Entry
from tasks.ingest.fetching import FetchOptions
from tasks.ingest.ledger import Ledger
from tasks.ingest.listings import url_format
from tasks.ingest.remote import STORES, RemoteFile, Store, is_remote
from tasks.ingest.sources import LISTING, InputFile, list_files
from tasks.ingest.spool import Spool
from tasks.ingest.web import Harvest, Wanted, fetch_all, local_listing
from tasks.tables import InputError, reject_row

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads: its files, what could not be had, and records that are known not to have changed.

    `fetched` are rows for the ledger, `spooled` names what lies in the spool until the release holds it.
    """

    files: tuple[InputFile, ...] = ()
    rejects: tuple[Row, ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()
    fetched: tuple[Row, ...] = ()
    spooled: tuple[str, ...] = field(default=(), compare=False)


def gather(
    sources: Iterable[str], output: Path, work: Path, ledger: Ledger, options: FetchOptions, *, reprocess: bool = False
) -> Inputs:
    """List the sources and fetch what is not on disk to below `work`.

    `output` is where runs write: it is never read. With `reprocess` everything is asked for anew.
    """
    on_disk, elsewhere = _parted(sources)
    files, rejects = list_files(on_disk, output)
    wanted: list[Wanted] = []
    for file in files:
        if file.format == LISTING:
            try:
                wanted += local_listing(Path(file.path), file.name)
            except (InputError, OSError) as error:
                rejects.append(_reject(file.path, error, file.name))
    wanted += [Wanted(Entry(source)) for source in elsewhere]
    if reprocess:
        ledger = replace(ledger, fetched=None)
    found = _fetch(wanted, options, ledger, output, work)
    named = {file.name: file for file in files if file.format != LISTING}
    return Inputs(
        files=tuple(sorted([*named.values(), *found.files.values()])),
        rejects=(*rejects, *found.rejects),
        unchanged=tuple(found.unchanged),
        fetched=tuple(found.fetched.values()),
        spooled=tuple(found.spooled),
    )


def _parted(sources: Iterable[str]) -> tuple[list[str], list[str]]:
    """Part sources on disk from those with an address."""
    unique = sorted(set(sources))
    return [s for s in unique if "://" not in s], [s for s in unique if "://" in s]


def _fetch(wanted: list[Wanted], options: FetchOptions, ledger: Ledger, output: Path, work: Path) -> Harvest:
    """Copy what stores hold, and fetch the rest from the web."""
    if not wanted:
        return Harvest()
    spool = Spool(output / "spool", work / "web")
    stores = [one for one in wanted if is_remote(one.address)]
    copied, rejects = Harvest(), []
    pages = [one for one in wanted if not is_remote(one.address)]
    for one in stores:
        try:
            pages += _from_store(one, options, ledger, spool.work, copied)
        except InputError as error:
            rejects.append(_reject(one.address, error))
    found = fetch_all(pages, options, ledger, spool)
    found.files |= copied.files
    found.fetched |= copied.fetched
    found.unchanged += copied.unchanged
    found.rejects += [*rejects, *copied.rejects]
    return found


def _from_store(
    wanted: Wanted, options: FetchOptions, ledger: Ledger, work: Path, harvest: Harvest
) -> Iterator[Wanted]:
    """Copy the changed files of a store to disk; yield what a listing of a web server names, which is fetched."""
    store = Store(wanted.address, options)
    files = list(store.list())
    if not files:
        raise InputError("empty", "no files in it: check the address")
    if store.scheme not in STORES:
        yield from (Wanted(Entry(file.address), wanted.address) for file in files)
        return
    known = ledger.look_up([file.address for file in files])
    for file in files:
        row = known.get(file.address)
        if row is None or row["stated"] != file.stamp:
            try:
                _copy(store, file, work, harvest, ledger.reader)
            except (InputError, OSError) as error:
                harvest.rejects.append(_reject(file.address, error))


def _copy(store: Store, file: RemoteFile, work: Path, harvest: Harvest, reader: str) -> None:
    kind = url_format(file.path)
    if kind is None:
        raise InputError("unsupported", "no reader for its ending: leave it out")
    path, now = store.copy(file, work), datetime.now(UTC)
    harvest.files[file.address] = InputFile(file.address, str(path), kind, {"retrieved_at": now})
    harvest.fetched[file.address] = {
        "address": file.address, "via": store.source, "stated": file.stamp, "first_at": now, "reader": reader,
    }  # fmt: skip


def _reject(what: str, error: InputError | OSError, name: str | None = None) -> Row:
    reason, detail = ("unreadable", error.strerror or str(error)) if isinstance(error, OSError) else error.args
    return reject_row("ingest", name or what, reason, f"{what}: {detail}", record_id=name or what)
