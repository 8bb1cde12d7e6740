"""Fetching pages and files over HTTP, politely and within bounds.

Every request passes the same gates: the address check of addresses.py at each hop, robots.txt, the host's own pace,
a total deadline, a cap on the decoded bytes. What fails for now is tried again, after as long as the server asks for.
Nothing is asked for twice in one run.
"""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import stamina
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from aiolimiter import AsyncLimiter
from protego import Protego
from yarl import URL

from tasks.ingest.addresses import ForbiddenAddressError, checked_connector, checked_url, forbidden
from tasks.ingest.spool import Fetched, Spool
from tasks.tables import InputError, printable

log = logging.getLogger(__name__)
MOST_HOPS = 10
LARGEST_ROBOTS = 500_000  # RFC 9309 asks for at least this much
SLOWEST_CRAWL = 30.0  # seconds between two requests: a longer Crawl-delay is not waited for
REDIRECTS = (301, 302, 303, 307, 308)
BUSY = (408, 425, 429, 500, 502, 503, 504)
PIECE = 65536
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml,application/feed+json,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How the web is asked: see FetchSettings of flows/settings.py, which describes each."""

    user_agent: str
    allow_hosts: tuple[str, ...]
    robots: bool
    concurrency: int
    per_host: int
    host_seconds: float
    attempts: int
    wait_seconds: float
    deadline_seconds: float
    file_deadline_seconds: float
    max_page_bytes: int
    max_file_bytes: int
    max_pages: int
    recheck_hours: float
    since: date | None


class NotNowError(InputError):
    """A request that may do better later; `wait` is for how many seconds the server asked, if it did."""

    wait: float | None = None

    @classmethod
    def after(cls, detail: str, wait: float | None) -> NotNowError:
        """Return the error of a server that is busy."""
        error = cls("http_error", detail)
        error.wait = wait
        return error


class _Host:
    """What is kept of a host during a run: its pace, how many requests are under way, when it may be asked again."""

    def __init__(self, options: FetchOptions) -> None:
        self.slots = asyncio.Semaphore(options.per_host)
        self.pace = AsyncLimiter(1, options.host_seconds) if options.host_seconds else None
        self.not_before, self.longest = 0.0, options.wait_seconds
        self.robots: asyncio.Task[Protego | None] | None = None

    def rest(self, seconds: float) -> None:
        """Ask nothing of the host for a while."""
        self.not_before = max(self.not_before, asyncio.get_running_loop().time() + seconds)

    async def turn(self) -> None:
        """Wait until the host may be asked."""
        if self.pace:
            await self.pace.acquire()
        while (left := self.not_before - asyncio.get_running_loop().time()) > 0:
            if left > self.longest:
                raise NotNowError.after(f"the server asked to be left alone for {left:,.0f} s: try again later", left)
            await asyncio.sleep(left)


class Fetcher:
    """A client for one run; use it as `async with open_fetcher(…) as fetcher`."""

    def __init__(self, options: FetchOptions, spool: Spool, session: ClientSession) -> None:
        self.options, self.spool, self.session = options, spool, session
        self.hosts: dict[str, _Host] = {}
        self.answers: dict[tuple[URL, bool], asyncio.Task[Fetched]] = {}
        self.everywhere = asyncio.Semaphore(options.concurrency)

    async def fetch(
        self, address: str, validators: Mapping[str, str] | None = None, *, large: bool = False, fresh: bool = False
    ) -> Fetched:
        """Return what stands at an address, over its redirects; status 200 or 304. Raises InputError.

        `validators` are headers of a conditional request, `large` takes files by the gigabyte, `fresh` passes over
        what a killed run has left.
        """
        url = checked_url(address, self.options.allow_hosts)
        for _ in range(MOST_HOPS):
            answer = await self._once(url, validators or {}, large, fresh)
            if answer.location is None:
                return replace(answer, asked=address)
            url = checked_url(_joined(url, answer.location), self.options.allow_hosts)
        raise InputError("redirects", f"more than {MOST_HOPS} redirects, the last to {url}: check the address")

    async def _once(self, url: URL, validators: Mapping[str, str], large: bool, fresh: bool) -> Fetched:
        """Ask for a URL, or wait with those who have asked for it already."""
        question = (url, bool(validators))
        if question not in self.answers:
            self.answers[question] = asyncio.create_task(self._answer(url, validators, large, fresh))
        return await asyncio.shield(self.answers[question])

    async def _answer(self, url: URL, validators: Mapping[str, str], large: bool, fresh: bool) -> Fetched:
        left = None if fresh else self.spool.left(str(url))
        if left is not None:
            return left
        await self._obey_robots(url)
        return await self._attempts(url, validators, large)

    async def _attempts(self, url: URL, validators: Mapping[str, str], large: bool) -> Fetched:
        async for attempt in stamina.retry_context(
            on=self._pause, attempts=self.options.attempts, timeout=None, wait_initial=0.5, wait_max=30.0
        ):
            with attempt:
                return await self._attempt(url, validators, large)
        raise AssertionError("a retry that ends with neither an answer nor an error")

    def _pause(self, error: Exception) -> bool | float:
        """Say whether to try again, and after how long where the server told."""
        if not isinstance(error, NotNowError):
            return False
        log.info("%s: trying again", error.detail)
        if error.wait is None:
            return True
        return error.wait if error.wait <= self.options.wait_seconds else False

    async def _attempt(self, url: URL, validators: Mapping[str, str], large: bool) -> Fetched:
        host = self._host(url)
        seconds = self.options.file_deadline_seconds if large else self.options.deadline_seconds
        async with host.slots:
            await host.turn()
            try:
                async with (
                    self.everywhere,
                    asyncio.timeout(seconds),
                    self.session.get(url, headers=dict(validators), allow_redirects=False) as response,
                ):
                    return await self._received(url, response, large)
            except TimeoutError as error:
                raise NotNowError("timeout", f"no whole answer within {seconds:g} s: try again later") from error
            except (ClientError, OSError, ValueError) as error:  # ValueError: names that no resolver takes
                raise _network_error(url, error) from error

    async def _received(self, url: URL, response: ClientResponse, large: bool) -> Fetched:
        """Take an answer: a redirect, 'not modified', or a body into the spool."""
        headers = response.headers
        answer = Fetched(
            asked=str(url),
            url=str(url),
            status=response.status,
            location=headers.get("Location") if response.status in REDIRECTS else None,
            media_type=response.content_type,
            charset=_readable(response.charset),
            etag=_readable(headers.get("ETag")),
            last_modified=_readable(headers.get("Last-Modified")),
            retrieved_at=datetime.now(UTC).isoformat(),
        )
        if response.status in BUSY:
            self._host(url).rest(_retry_after(response) or 0)
            raise NotNowError.after(_said(response), _retry_after(response))
        if answer.location is not None or response.status == 304:
            return answer
        if response.status != 200:
            raise InputError("http_error", _said(response))
        return await self._body(answer, response, self.options.max_file_bytes if large else self.options.max_page_bytes)

    async def _body(self, answer: Fetched, response: ClientResponse, limit: int) -> Fetched:
        """Write the decoded body into the spool, piece by piece, and no more of it than the limit."""
        size, digest = 0, hashlib.blake2b(digest_size=10)
        with self.spool.writing(answer.url) as file:
            async for piece in response.content.iter_chunked(PIECE):
                size += len(piece)
                if size > limit:
                    raise InputError("too_large", f"over {limit:,} bytes: raise fetch.max_page_bytes or leave it out")
                digest.update(piece)
                file.write(piece)
            file.flush()
            return self.spool.keep(replace(answer, size=size, digest=digest.hexdigest()), Path(file.name))

    async def _obey_robots(self, url: URL) -> None:
        """Raise InputError where the site asks robots not to read a page."""
        if not self.options.robots:
            return
        host = self._host(url)
        if host.robots is None:
            host.robots = asyncio.create_task(self._robots(url.origin()))
        rules = await asyncio.shield(host.robots)
        if rules and not rules.can_fetch(str(url), self.options.user_agent):
            raise InputError("robots", "the site's robots.txt asks not to read it: leave it out")

    async def _robots(self, origin: URL) -> Protego | None:
        """Return a site's rules, or None where it has none; a site that cannot answer now raises (RFC 9309)."""
        url = origin / "robots.txt"
        try:
            for _ in range(MOST_HOPS):
                answer = await self._attempts(url, {}, large=False)
                if answer.location is None:
                    break
                url = checked_url(_joined(url, answer.location), self.options.allow_hosts)
            else:
                return None
        except NotNowError:
            raise
        except InputError as error:
            if error.reason == "forbidden_address":
                raise
            return None
        if answer.status != 200:
            return None
        text = answer.read(LARGEST_ROBOTS)
        encoding = "utf-16" if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        rules = Protego.parse(text.decode(encoding, "replace"))
        self._host(origin).pace = self._pace(rules)
        return rules

    def _pace(self, rules: Protego) -> AsyncLimiter | None:
        asked = min(rules.crawl_delay(self.options.user_agent) or 0.0, SLOWEST_CRAWL)
        seconds = max(asked, self.options.host_seconds)
        return AsyncLimiter(1, seconds) if seconds else None

    def _host(self, url: URL) -> _Host:
        return self.hosts.setdefault(str(url.origin()), _Host(self.options))


@asynccontextmanager
async def open_fetcher(options: FetchOptions, spool: Spool) -> AsyncIterator[Fetcher]:
    """Open the client of a run: public addresses only, no cookies, no proxy of the environment."""
    headers = {"User-Agent": options.user_agent, "Accept": ACCEPT}
    stamina.instrumentation.set_on_retry_hooks([])  # _pause says it
    async with ClientSession(
        connector=checked_connector(options.allow_hosts, options.concurrency),
        cookie_jar=DummyCookieJar(),
        headers=headers,
        timeout=ClientTimeout(total=None, sock_connect=options.deadline_seconds),
        trust_env=False,
    ) as session:
        yield Fetcher(options, spool, session)


def _readable(header: str | None) -> str | None:
    """Return a header that is text: one of other bytes is of no use."""
    return header if header == printable(header) else None


def _joined(url: URL, location: str) -> str:
    try:
        return str(url.join(URL(location)))
    except ValueError as error:
        raise InputError("redirects", f"redirected to {location[:200]!r}, which is no address") from error


def _said(response: ClientResponse) -> str:
    wait = _retry_after(response)
    asked = f", asks to wait {wait:,.0f} s" if wait else ""
    return f"the server says {response.status} {response.reason or ''}".rstrip() + f"{asked}: try again later" * (
        response.status in BUSY
    )


def _retry_after(response: ClientResponse) -> float | None:
    """Return for how many seconds the server asks to be left alone: a number or a date.

    Source: RFC 9110, 10.2.3.
    """
    text = response.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _network_error(url: URL, error: Exception) -> InputError:
    if any(isinstance(cause, ForbiddenAddressError) for cause in (error, error.__cause__, error.__context__)):
        return forbidden(url.host or "")
    return NotNowError("network", f"{type(error).__name__}: {error}: try again later")
