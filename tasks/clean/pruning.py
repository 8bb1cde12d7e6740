"""A page's tree made ready for the extraction of its text: what its mark-up shows to be no article is taken out.

No rule names a site; each names a habit of news pages, seen in element names, classes and links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LEAST_CAPTION = 6  # words
LONGEST_CAPTION = 600
LEAST_LINK_WORDS = 4  # a shorter paragraph that is all link may be a name in a list
LINK_SHARE = 0.9  # of the letters of a paragraph that only points elsewhere
LIST_LINK_SHARE = 0.5
LONGEST_TERM = 60  # characters; a shorter span may be a word or number of the text
MOST_PRUNED = 0.3  # of the page's paragraphs: a part that holds more is the article, whatever it is called
ALL_LINK_TAGS = ("p", "li", "h2", "h3", "h4", "h5")
NAMED_TAGS = ("div", "section", "ul", "ol", "aside", "span", "p", "details")

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|recommend\w*|read-?more|readmore|more-?(?:on|from|stories|news|coverage)|see-?also"
    r"|also-?read|most-?(?:read|popular|viewed)|popular|trending|up-?next|newsletter\w*|sign-?up|subscri(?:be|ption)\w*"
    r"|promo\w*|paywall-?(?:prompt|message)|author-?(?:bio|box|info|card|profile)|about-?(?:the-?)?author|writer-?bio"
    r"|contributor-?bio|bio|share\w*|social\w*|sharing|addthis|follow-?us|tooltip\w*|popover\w*|hover-?card"
    r"|rollover-\w+-block|cookie\w*|gdpr|consent|disclaimer|copyright|byline\w*|dateline-?time|timestamp|breadcrumbs?"
    r"|advert\w*|ad-?slot|sponsor\w*|outbrain|taboola|comments?|disqus\w*|toolbar|print-?only|photo-?credit"
    r"|image-?credit|tags|tag-?list|topics|correction-?form|feedback|donat\w+|support-?us|app-?download|audio-?player"
    r"|listen)(?:$|[\s_-])",
    re.I,
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|entry|post)[-_]{0,2}(?:body|content|text)|body-text)|articleBody|articleText"
)
_CREDIT_NAME = re.compile(r"credit|copyright|source|byline|attribution", re.I)
_CREDIT = re.compile(
    r"[\s(\[|/—–-]*(?:(?:image|photo(?:graph)?|picture|video)s? ?(?:credit|by|source)?|credits?|©)\s*[:/©].*\Z",
    re.I | re.S,
)


def prepare(tree: HtmlElement) -> set[str]:
    """Prune a page's tree in place; return the captions that were put into its text, as lines."""
    join_chunks(tree)
    captions = keep_captions(tree)
    drop_named(tree)
    drop_pointers(tree)
    drop_link_lists(tree)
    return captions


def join_chunks(tree: HtmlElement) -> None:
    """Put the chunks of a body that advertisements cut up into the first: later ones would be lost."""
    first = next(
        (each for each in tree.iter("div", "section") if len(each) and _BODY.search(each.get("class") or "")), None
    )
    if first is None:
        return
    around = _article_of(first)
    for chunk in [each for each in tree.iter(first.tag) if each.get("class") == first.get("class")]:
        is_apart = chunk is not first and first not in chunk.iterancestors() and chunk not in first.iterancestors()
        if is_apart and _article_of(chunk) is around and chunk.find(".//h1") is None and chunk.find(".//p") is not None:
            chunk.tail = None
            first.append(chunk)


def _article_of(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("article", "main"), None)


def keep_captions(tree: HtmlElement) -> set[str]:
    """Put captions that tell a figure into the text, where their pictures stand; return them."""
    captions = set()
    for figure in list(tree.iter("figure")):
        caption = figure.find(".//figcaption")
        if caption is None or figure.getparent() is None:
            continue
        text = caption_text(caption)
        if is_telling(text):
            paragraph = figure.makeelement("p")
            paragraph.text, paragraph.tail, figure.tail = text, figure.tail, None
            figure.addnext(paragraph)
            captions.add(text)
    return captions


def caption_text(caption: HtmlElement) -> str:
    """Return the words of a caption without its credit."""
    skipped = {
        part
        for each in caption.iterdescendants()
        if _CREDIT_NAME.search(each.get("class") or "")
        for part in each.iter()
    }
    texts = (text for each in caption.iter() for text in _own_texts(each, caption, skipped))
    return _CREDIT.sub("", " ".join(" ".join(texts).split())[:LONGEST_CAPTION]).strip()


def _own_texts(element: HtmlElement, caption: HtmlElement, skipped: set[HtmlElement]) -> Iterator[str]:
    if element not in skipped and element.text:
        yield element.text
    if element is not caption and element.tail and element.getparent() not in skipped:
        yield element.tail


def is_telling(caption: str) -> bool:
    """Tell whether a caption says something countable: a sentence with a number.

    >>> is_telling("The flood left 400 families without a roof."), is_telling("A street in Lima, 2019")
    (True, False)
    """
    return len(caption.split()) >= LEAST_CAPTION and caption[-1] in '.!?”"' and any(char.isdigit() for char in caption)


def drop_named(tree: HtmlElement) -> None:
    """Take out what is called something that no part of an article is called."""
    limit = MOST_PRUNED * sum(len(each.text_content()) for each in tree.iter("p"))
    for element in list(tree.iter(*NAMED_TAGS)):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(name) > 1 and _NAMED.search(name[:500]):
            length = len(element.text_content())
            if length <= limit and (element.tag != "span" or length > LONGEST_TERM):
                _drop(element)


def drop_pointers(tree: HtmlElement) -> None:
    """Take out paragraphs and headings that are all link and no sentence: they point to other articles."""
    for element in list(tree.iter(*ALL_LINK_TAGS)):
        text = element.text_content().strip()
        if len(text.split()) >= LEAST_LINK_WORDS and text[-1] not in '.”"' and _link_share(element, text) >= LINK_SHARE:
            _drop(element)


def drop_link_lists(tree: HtmlElement) -> None:
    """Take out lists in which every item holds a link and none is a sentence."""
    for listing in list(tree.iter("ul", "ol")):
        items = list(listing.iter("li"))
        if len(items) < 3 or any(
            item.find(".//a") is None or item.text_content().strip()[-1:] == "." for item in items
        ):
            continue
        if _link_share(listing, listing.text_content()) > LIST_LINK_SHARE:
            _drop(listing)


def _link_share(element: HtmlElement, text: str) -> float:
    """Return how much of an element's text stands in links."""
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a"))
    return linked / (len("".join(text.split())) or 1)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:  # the root stays
        element.drop_tree()
