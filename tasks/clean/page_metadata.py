"""What a page says of its article outside the text: title, author, outlet, dates, address, language.

Each is looked for along one chain: JSON-LD, then meta tags, then the page itself (one h1, the byline, htmldate).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from tasks.clean.json_ld import Thing, is_article, names_of, read_scripts, text_of
from tasks.clean.metadata import canonical_url, read_date
from tasks.clean.names import clean_authors, cut_outlet, cut_to_agreed, read_byline, squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TITLE_TAGS = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
AUTHOR_TAGS = (
    *("author", "article:author", "article:author_name", "og:article:author", "byl", "parsely-author"),
    *("sailthru.author", "dc.creator", "dcterms.creator", "cxenseparse:author", "citation_author"),
)
PUBLISHED_TAGS = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "date"),
    *("dc.date.issued", "dcterms.created", "dc.date", "cxenseparse:recs:publishtime", "og:pubdate"),
)
MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified")
OUTLET_TAGS = ("application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
BYLINE_TAGS = ("p", "span", "div", "address", "li", "h2", "h3", "h4", "h5", "h6")
MOST_BYLINE = 120  # characters
_BY = re.compile(r"\s*(?:(?:written|words|story|reported) )?by\b", re.I)
LONGEST_OUTLET = 80
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?![A-Za-z])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


@dataclass(slots=True)
class PageMetadata:
    """What a page says of its article; `published_from` is json_ld, meta or page; `body` is JSON-LD's articleBody.

    `titles` are all that it gives itself; `guessed` names the fields that it does not state but only shows. One that
    is not free shows the beginning of its article, if anything.
    """

    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    language: str | None = None
    titles: tuple[str, ...] = ()
    body: str | None = None
    guessed: tuple[str, ...] = ()
    is_free: bool = True


@dataclass(frozen=True, slots=True)
class _Page:
    """A page and what it states: its meta tags, the things of its JSON-LD, the one of them that is its article."""

    tree: HtmlElement
    meta: dict[str, str]
    things: list[Thing]
    article: Thing
    own_url: str | None
    url: str | None

    @property
    def publishers(self) -> list[str]:
        """The names of who publishes the article: the outlet, or an agency."""
        return names_of(self.article.get("publisher"), self.things)

    def first_meta(self, tags: Iterable[str]) -> str | None:
        """Return the content of the first of the tags that the page has."""
        return next((self.meta[tag] for tag in tags if tag in self.meta), None)


def read_metadata(tree: HtmlElement, url: str | None = None) -> PageMetadata:
    """Read what a page, parsed and not yet pruned, says of its article; `url` is where it was found."""
    page = _page(tree, url)
    outlet, host = _outlet(page), _host(page.url)
    titles = _titles(page, outlet or host)
    author = _stated_author(page, outlet)
    published, origin = _stated_date(page)
    stated = {"author": author, "published": published, "outlet": outlet, "title": _stated_title(page)}
    body = page.article.get("articleBody")
    return PageMetadata(
        title=_chosen(titles, _heading(tree)),
        author=author or _shown_author(page, outlet),
        outlet=outlet or host,
        url=page.own_url,
        published=published or _shown_date(page),
        published_from=origin or "page",
        modified=_first_date(page.article.get("dateModified"), *(page.meta.get(tag) for tag in MODIFIED_TAGS)),
        language=_language(page),
        titles=tuple(titles),
        body=body if isinstance(body, str) else None,
        guessed=tuple(name for name, value in stated.items() if not value),
        is_free=str(page.article.get("isAccessibleForFree")).lower() != "false",
    )


def _page(tree: HtmlElement, url: str | None) -> _Page:
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    things = read_scripts([script.text for script in scripts if script.text])
    meta = _meta_tags(tree)
    own_url = _own_url(tree, meta, url)
    return _Page(tree, meta, things, _article(things, own_url or url), own_url, own_url or url)


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Return the content of the meta tags by lower-case name or property; the first of a name wins."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = text_of(tag.get("content"))
        for name in (tag.get("property"), tag.get("name"), tag.get("itemprop"), tag.get("http-equiv")):
            if name and content:
                found.setdefault(name.strip().lower(), content)
    return found


def _article(things: list[Thing], url: str | None) -> Thing:
    """Return the article that the page is about: of several, the one that names the page's address, else the first."""
    articles = [thing for thing in things if is_article(thing)]
    here = canonical_url(url)
    named = (each for each in articles if here and here in map(canonical_url, _addresses(each)))
    dated = (each for each in articles if each.get("datePublished"))
    return next(named, None) or next(dated, None) or next(iter(articles), {})


def _addresses(thing: Thing) -> Iterator[str]:
    for value in (thing.get("url"), thing.get("mainEntityOfPage"), thing.get("@id")):
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str):
            yield address


def _own_url(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    """Return the address that the page gives as its own, absolute and of the site it was found on; else None."""
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for given in (*links, meta.get("og:url")):
        address = _absolute(given, url)
        if address and (url is None or is_same_article(address, url)):
            return address
    return None


def _absolute(given: str | None, url: str | None) -> str | None:
    if not given:
        return None
    try:
        address = urljoin(url or "", given.strip())
    except ValueError:
        return None
    return address if canonical_url(address) else None


def is_same_article(address: str, url: str) -> bool:
    """Tell whether a page found at `url` may say that its address is `address`.

    It may not name another site, nor a page above it, nor leave out what tells its articles apart: where an address
    is given up, the copies of its article are still found.

    >>> is_same_article("https://www.e.org/2025/quake", "https://amp.e.org/amp/2025/quake.html?utm_source=x")
    True
    >>> any(is_same_article(a, "https://e.org/a?id=7") for a in ("https://f.org/a", "https://e.org/", "https://e.org/a"))
    False
    >>> is_same_article("https://e.org/news", "https://e.org/news/2025/quake-hits-coast")
    False
    """
    from courlan import extract_domain

    if extract_domain(address) != extract_domain(url):
        return False
    told, found = (urlsplit(canonical_url(each) or "") for each in (address, url))
    if told.path == found.path:
        return bool(told.query) or not any(char.isdigit() for char in found.query)
    return bool(_slugs(told.path) & _slugs(found.path))


def _slugs(path: str) -> set[str]:
    """Return the parts of a path that name an article: long ones, and those with a digit but for those of a date."""
    parts = (part.rsplit(".", 1)[0] for part in path.lower().split("/"))
    return {part for part in parts if len(part) >= 8 or (any(map(str.isdigit, part)) and len(part) > 4)} or {
        path.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    }


def _outlet(page: _Page) -> str | None:
    """Return the site's name of itself, else its publisher's (often an agency's)."""
    named = [page.meta.get("og:site_name"), *page.publishers[:1], *(page.meta.get(tag) for tag in OUTLET_TAGS)]
    found = next((name for name in named if name and "://" not in name and len(name) <= LONGEST_OUTLET), None)
    return found.split(" | ")[0].lstrip("@") if found else None


def _host(url: str | None) -> str | None:
    host = urlsplit(canonical_url(url) or "").hostname
    return host.removeprefix("www.") if host else None


def _stated_title(page: _Page) -> str | None:
    return text_of(page.article.get("headline")) or text_of(page.article.get("name")) or page.first_meta(TITLE_TAGS)


def _titles(page: _Page, outlet: str | None) -> list[str]:
    """Return the titles that the page gives itself, the most trusted first, without the outlet's name."""
    headings = [heading for each in page.tree.iter("h1") if (heading := text_of(each.text_content()))]
    named = next((text_of(each.text_content()) for each in page.tree.iter("title")), None)
    given = [_stated_title(page), page.first_meta(TITLE_TAGS)]
    given += headings if len(headings) == 1 else [each for each in headings if named and each in named][:1]
    host = _host(page.url)
    every = [title for each in (*given, named) if each and (title := cut_outlet(each, outlet, host))]
    telling = [title for title in every if squeezed(title) != squeezed(outlet or "")] or every
    return [cut_to_agreed(title, telling) for title in telling]


def _heading(tree: HtmlElement) -> str | None:
    """Return the page's heading where it has just one."""
    headings = list(tree.iter("h1"))
    return text_of(headings[0].text_content()) if len(headings) == 1 else None


def _chosen(titles: list[str], heading: str | None = None) -> str | None:
    """Return the title that most of the given agree on; of equals the page's one heading, else the most trusted.

    >>> _chosen(["Dam breaks: what we know", "Dam breaks", "Dam  Breaks"])
    'Dam breaks'
    """
    votes = Counter(squeezed(title) for title in titles)
    shown = squeezed(heading or "")
    return max(
        titles, key=lambda title: (votes[squeezed(title)], votes[shown] > 1 and squeezed(title) == shown), default=None
    )


def _stated_author(page: _Page, outlet: str | None) -> str | None:
    """Return the names of the authors that the page states, joined by ", "."""
    given = names_of(page.article.get("author"), page.things) or names_of(page.article.get("creator"), page.things)
    outlets = [outlet, *page.publishers]
    stated = (given, *([page.meta[tag]] for tag in AUTHOR_TAGS if tag in page.meta))
    return next((authors for names in stated if (authors := clean_authors(names, outlets))), None)


def _shown_author(page: _Page, outlet: str | None) -> str | None:
    """Return the names in the first byline that the page shows."""
    outlets = [outlet, *page.publishers]
    return next((names for byline in _bylines(page.tree) if (names := read_byline(byline, outlets))), None)


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield what trafilatura's expressions take for a byline, then short texts that begin with "By"."""
    from trafilatura.metadata import extract_metainfo
    from trafilatura.xpaths import AUTHOR_XPATHS

    yield extract_metainfo(tree, AUTHOR_XPATHS[:2], len_limit=MOST_BYLINE) or ""
    for element in tree.iter(*BYLINE_TAGS):
        if _BY.match(element.text or "") and len(byline := text_of(element.text_content()) or "") <= MOST_BYLINE:
            yield byline


def _stated_date(page: _Page) -> tuple[str | None, str | None]:
    """Return the publication date that the page states, and where: json_ld or meta."""
    if told := _first_date(page.article.get("datePublished"), page.article.get("dateCreated")):
        return told, "json_ld"
    told = _first_date(*(page.meta.get(tag) for tag in PUBLISHED_TAGS))
    return told, told and "meta"


def _shown_date(page: _Page) -> str | None:
    """Return the publication date that the page shows: marked as such, or found by htmldate."""
    return _first_date(*_marked_times(page.tree)) or _searched_date(page.tree, page.url)


def _marked_times(tree: HtmlElement) -> Iterator[str | None]:
    """Yield the dates that the page marks as those of its publication."""
    for each in tree.iter("time", "span", "abbr", "div"):
        if (each.get("itemprop") or "").lower() == "datepublished" or "pubdate" in each.attrib:
            yield each.get("datetime") or each.get("content") or each.get("title")


def _searched_date(tree: HtmlElement, url: str | None) -> str | None:
    """Return the date that htmldate finds in mark-up, address or text."""
    from htmldate import find_date

    return find_date(tree, original_date=True, url=url, extensive_search=True)


def _first_date(*values: Any) -> str | None:
    """Return the first value that says a day."""
    for value in values:
        text = _dated(text_of(value))
        moment = read_date(text)
        if moment and moment.date:
            return text
    return None


def _dated(text: str | None) -> str | None:
    """Return a date as text: seconds or milliseconds since 1970 become a date, the rest stays.

    >>> _dated("1574168486"), _dated("2025-03-02"), _dated("20250302")
    ('2019-11-19T13:01:26+00:00', '2025-03-02', '20250302')
    """
    if text and _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    return text


def _language(page: _Page) -> str | None:
    """Return the language that the page declares, ISO 639-1."""
    root = page.tree.getroottree().getroot()
    declared = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        text_of(page.article.get("inLanguage")),
        page.meta.get("og:locale"),
        page.meta.get("content-language"),
    )
    return next((found[0].lower() for each in declared if (found := _LANGUAGE.match(each or ""))), None)
