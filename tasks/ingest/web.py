"""Addresses → files to read: pages, and what feeds, sitemaps and lists name, fetched level by level.

A level is everything that is known so far and has not been asked for: the sources, then what their listings name.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tasks.guarded import Guard, WorkerError
from tasks.ingest.addresses import checked_url, is_front_page
from tasks.ingest.feeds import MOST_ENTRIES, Entry
from tasks.ingest.fetching import Fetcher, FetchOptions, NotNowError, open_fetcher
from tasks.ingest.ledger import Ledger, validators
from tasks.ingest.listings import (
    HEAD,
    Kind,
    directory_of,
    file_format,
    listing_kind,
    read_directory,
    read_listing,
    url_format,
)
from tasks.ingest.reading import rejected
from tasks.ingest.sources import InputFile
from tasks.ingest.spool import Fetched, Spool
from tasks.tables import InputError, identity, is_of_disk, masked

log = logging.getLogger(__name__)
Row = dict[str, Any]
HINTS = ("title", "published", "author", "outlet")  # what a listing tells of an article
OF_RECORDS = ("jsonl", "csv", "parquet", "warc")  # each of their records is looked up by itself
TOLD = 50  # answers between two lines that say how far we are
SMALL = 500_000  # bytes: the worst that feedparser can be given of this size takes it two seconds
LISTING_SECONDS, LISTING_MEMORY_MB = 30, 2048
DEEPEST = 4  # a list of indexes of sitemaps of pages


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to ask for: its address, and what the listing that names it (`via`, of the kind `kind`) says of it."""

    entry: Entry
    via: str | None = None
    kind: Kind | None = None

    @property
    def address(self) -> str:
        """Return the address; an entry without one is known by its id."""
        entry = self.entry
        return entry.url or f"{self.via}#{entry.id or identity(entry.title or '', entry.html or '')}"


@dataclass(slots=True)
class Harvest:
    """What the web gave: files to read, rejects, records that have not changed, and rows for the ledger."""

    files: dict[str, InputFile] = field(default_factory=dict)
    rejects: list[Row] = field(default_factory=list)
    unchanged: list[tuple[str, str]] = field(default_factory=list)
    fetched: dict[str, Row] = field(default_factory=dict)
    spooled: list[str] = field(default_factory=list)


def fetch_all(wanted: Iterable[Wanted], options: FetchOptions, ledger: Ledger, spool: Spool) -> Harvest:
    """Fetch what is wanted and everything that its listings name."""
    return asyncio.run(_Gathering(options, ledger, spool).gather(list(wanted)))


class _Gathering:
    def __init__(self, options: FetchOptions, ledger: Ledger, spool: Spool) -> None:
        self.options, self.ledger, self.spool = options, ledger, spool
        self.harvest = Harvest()
        self.seen: set[str] = set()
        self.requests = 0
        self.not_whole: set[str] = set()  # listings of which something is still to be read

    async def gather(self, level: list[Wanted]) -> Harvest:
        """Fetch level by level; return what that gave."""
        async with open_fetcher(self.options, self.spool) as fetcher:
            for depth in range(DEEPEST):
                level = await self._level(fetcher, self._new(level), may_list=depth + 1 < DEEPEST)
        for address in self.not_whole & self.harvest.fetched.keys():
            self.harvest.fetched[address] |= {"etag": None, "last_modified": None}  # to be read whole next time
        self.harvest.spooled = self.spool.used
        return self.harvest

    def _new(self, level: Iterable[Wanted]) -> list[Wanted]:
        """Return what has not been seen in this run, each once; of two that name it the same one in any order."""
        new: dict[str, Wanted] = {}
        for one in level:
            other = new.get(one.address, one)
            if one.address not in self.seen:
                new[one.address] = min(one, other, key=lambda each: (each.via or "", each.entry.id or ""))
        self.seen |= new.keys()
        return list(new.values())

    async def _level(self, fetcher: Fetcher, level: list[Wanted], may_list: bool) -> list[Wanted]:
        """Ask for everything on a level that is not to be passed over; return what its listings name."""
        known = self.ledger.look_up([one.address for one in level])
        to_ask = []
        for one in level:
            row = known.get(one.address)
            is_listed = one.via is not None and not one.entry.listing
            if row is not None and is_listed and self.ledger.may_pass(row, one.entry.stated):
                self._pass(one, row)
            else:
                to_ask.append((one, row))
        return await self._ask_all(fetcher, self._affordable(to_ask), may_list)

    def _affordable(self, to_ask: list[tuple[Wanted, Row | None]]) -> list[tuple[Wanted, Row | None]]:
        """Return as many as a run may still ask for, the unknown first; the others are told as postponed."""
        room = self.options.max_pages - self.requests
        if len(to_ask) > room:
            to_ask = sorted(to_ask, key=lambda each: each[1] is not None)
        postponed = Counter(one.via or one.address for one, _ in to_ask[room:])
        for via, number in sorted(postponed.items()):
            detail = f"{number:,} pages more than fetch.max_pages: run again, or raise it"
            self._reject(via, InputError("postponed", detail), via)
        self.requests += min(room, len(to_ask))
        return to_ask[:room]

    async def _ask_all(self, fetcher: Fetcher, to_ask: list[tuple[Wanted, Row | None]], may_list: bool) -> list[Wanted]:
        asked = [asyncio.create_task(self._one(fetcher, one, row, may_list)) for one, row in to_ask]
        for done, each in enumerate(asyncio.as_completed(asked), 1):
            await each
            if done % TOLD == 0 or done == len(asked):
                told = {"what": "addresses asked", "done": done, "total": len(asked)}
                log.info("%d of %d addresses asked", done, len(asked), extra=told)
        found = [each.result() for each in asked]
        silent = [one.address for (one, _), named in zip(to_ask, found, strict=True) if named is None]
        return [*(one for named in found for one in named or ()), *map(_again, self.ledger.young(silent))]

    async def _one(self, fetcher: Fetcher, wanted: Wanted, row: Row | None, may_list: bool) -> list[Wanted] | None:
        """Ask for one thing; return what it lists, or None for a listing that has not changed."""
        try:
            if wanted.entry.url is None:
                self._keep_html(wanted)
                return []
            return await self._ask(fetcher, wanted, row, may_list)
        except InputError as error:
            self._make_do(wanted, row, error)
        except (WorkerError, ImportError):  # not its fault: nothing could be read
            raise
        except Exception as error:  # whatever a server says, it must cost only what it was asked for
            if is_of_disk(error):
                raise
            self._make_do(wanted, row, InputError("failed", f"{type(error).__name__}: {error}: please report it"))
        return []

    def _make_do(self, wanted: Wanted, row: Row | None, error: InputError) -> None:
        """Take the article that the feed carries for a page that cannot be had and never was, else reject it."""
        if wanted.entry.html and wanted.entry.url and row is None:
            log.info("%s: %s: its feed carries the article", masked(wanted.address), error.detail)
            self._keep_html(wanted)
        else:
            self._reject(wanted.address, error, wanted.via if isinstance(error, NotNowError) else None)

    async def _ask(self, fetcher: Fetcher, wanted: Wanted, row: Row | None, may_list: bool) -> list[Wanted] | None:
        address, entry = wanted.address, wanted.entry
        checked_url(address, self.options.allow_hosts)
        headers = validators(row) if row is not None else {}
        large = url_format(address) not in (None, "html", "txt", "pdf", "eml")
        folder, names = directory_of(address)
        fresh = wanted.via is None or entry.listing
        answer = await fetcher.fetch(folder or address, headers, large=large and not folder, fresh=fresh)
        if answer.status == 304:
            if row is None:
                raise InputError("http_error", "the server says 304 Not Modified, unasked: try again later")
            return self._pass(wanted, row)
        if folder:
            self._remember(wanted, answer, row, digest=None)
            return [Wanted(entry, address, "list") for entry in read_directory(answer.read(), answer.url, names)]
        if is_front_page(answer.url) and not is_front_page(address):
            raise InputError("redirects", f"it leads to {answer.url}, no article: leave it out")
        kind = None if large else listing_kind(answer.read(HEAD), answer.media_type)
        if kind and not may_list:
            raise InputError("unsupported", f"a {kind} within {DEEPEST - 1} others: name it itself")
        if kind:
            self._remember(wanted, answer, row, digest=None)
            return await asyncio.to_thread(self._entries, kind, answer, address)
        file_kind = file_format(answer.url, answer.media_type, answer.read(HEAD))
        self._remember(wanted, answer, row, digest=None if file_kind in OF_RECORDS else answer.digest)
        self._keep(wanted, answer, file_kind)
        return []

    def _pass(self, wanted: Wanted, row: Row) -> list[Wanted] | None:
        if row["digest"] is None:  # a listing, or a file of records
            self.harvest.unchanged += (records := self.ledger.records(wanted.address))
            return [] if records else None
        self.harvest.fetched[wanted.address] = row | {"stated": wanted.entry.stated or row["stated"]}
        self.harvest.unchanged.append((wanted.address, row["digest"]))
        return []

    def _remember(self, wanted: Wanted, answer: Fetched, row: Row | None, digest: str | None) -> None:
        self.harvest.fetched[wanted.address] = {
            "address": wanted.address,
            "via": wanted.via,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "stated": wanted.entry.stated,
            "first_at": row["first_at"] if row else datetime.fromisoformat(answer.retrieved_at),
            "digest": digest,
            "reader": self.ledger.reader,
            "kind": wanted.kind,
            "record_id": wanted.entry.id,
            **{name: getattr(wanted.entry, name) for name in HINTS},
        }

    def _entries(self, kind: Kind, answer: Fetched, address: str) -> list[Wanted]:
        """Return what a listing names, without what is older than `fetch.since`."""
        entries = guarded_listing(kind, answer.read(), answer.url)
        if len(entries) > MOST_ENTRIES:
            detail = f"{len(entries) - MOST_ENTRIES:,} entries more than {MOST_ENTRIES:,}: split it"
            self._reject(address, InputError("postponed", detail), address)
        return list(self.named(entries[:MOST_ENTRIES], address, kind))

    def named(self, entries: Sequence[Entry], via: str, kind: Kind) -> Iterator[Wanted]:
        """Yield what entries name that is not older than `fetch.since`."""
        young = [entry for entry in entries if not _older(entry, self.options.since)]
        if len(young) < len(entries):
            log.info("%s: %d of %d entries are older than fetch.since", via, len(entries) - len(young), len(entries))
            self.not_whole.add(via)
        return (Wanted(entry, via, kind) for entry in young)

    def _keep(self, wanted: Wanted, answer: Fetched, file_kind: str) -> None:
        """Take an answer as a file to read."""
        entry = wanted.entry
        arrival = {"feed": "feed", "json_feed": "feed", "sitemap": "sitemap"}.get(wanted.kind or "", file_kind)
        given: Row = {"retrieved_at": datetime.fromisoformat(answer.retrieved_at)}
        if file_kind not in OF_RECORDS:  # their records speak for themselves
            given |= {"url": answer.url or None, "charset": answer.charset, "record_id": entry.id}
            given |= {name: getattr(entry, name) for name in HINTS}
        self.harvest.files[wanted.address] = InputFile(
            wanted.address, answer.path, arrival if file_kind == "html" else file_kind, given
        )

    def _keep_html(self, wanted: Wanted) -> None:
        """Take the article that a feed carries itself."""
        entry = wanted.entry
        if not entry.html:
            self._reject(wanted.address, InputError("empty", "an entry with neither link nor text: leave it out"), None)
            return
        path = self.spool.work / f"{identity(wanted.address)}.html"
        path.write_text(f"<!doctype html><html><body><article>{entry.html}</article></body></html>", encoding="utf-8")
        answer = Fetched(entry.url or "", entry.url or "", 200, datetime.now(UTC).isoformat(), charset="utf-8")
        self._keep(wanted, replace(answer, path=str(path)), "html")

    def _reject(self, address: str, error: InputError, not_whole: str | None) -> None:
        self.harvest.rejects.append(rejected(address, error))
        if not_whole:
            self.not_whole.add(not_whole)


def _again(row: Row) -> Wanted:
    """Return what a listing named in an earlier run, as it named it."""
    hints = {name: row[name] for name in HINTS}
    return Wanted(Entry(row["address"], row["record_id"], stated=None, **hints), row["via"], row["kind"])


def _older(entry: Entry, since: date | None) -> bool:
    """Tell whether an entry is known to be older than a day."""
    from dateutil import parser

    if since is None:
        return False
    try:
        days = [parser.parse(text).date() for text in (entry.published, entry.stated) if text]
    except (ValueError, ArithmeticError):  # no date that can be read: it may be new
        return False
    return bool(days) and max(days) < since


def guarded_listing(kind: Kind, data: bytes, base: str) -> list[Entry]:
    """Return the entries of a listing; a large one is read in a process that can be killed. Raises InputError."""
    try:
        if len(data) < SMALL:
            entries = read_listing(kind, data, base)
        else:
            with Guard(LISTING_SECONDS, LISTING_MEMORY_MB) as guard:
                entries = guard.call(f"{read_listing.__module__}:{read_listing.__name__}", kind, data, base)
    except (InputError, WorkerError, ImportError):
        raise
    except Exception as error:  # whatever bytes do to a parser, they must cost only that listing
        raise InputError("failed", f"{type(error).__name__}: {error}: please report it") from error
    if not entries:
        raise InputError("empty", "it lists nothing: check it")
    return entries


def local_listing(path: Path, name: str) -> list[Wanted]:
    """Return what a feed, sitemap or list of addresses on disk names; raises InputError.

    `name` is what the file is called in every working folder.
    """
    data = path.read_bytes()
    kind = listing_kind(data[:HEAD])
    if kind is None:
        raise InputError("unsupported", "neither feed nor sitemap nor a list of addresses: leave it out")
    entries = guarded_listing(kind, data, "")
    return [Wanted(entry, None if kind == "list" else name, kind) for entry in entries]
