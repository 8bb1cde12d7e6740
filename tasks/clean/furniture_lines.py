"""How lines read that stand in the main text of a page and are none of it; one habit of news pages an item.

Patterns match whole lines. What could open a sentence of an article ("Like Facebook, …", "Updated figures show …") is
kept out of them: a figure lost is worse than a line too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DATE_WORD = (
    rf"(?:{_MONTH}\.?|{_WEEKDAY}|\d[\d:./T+-]*(?:st|nd|rd|th|am|pm|[hZ])?|[ap]\.?m\.?|[ECMPI][SD]?T|GMT|UTC|BST|CEST?"
    r"|AE[DS]T|SGT|on|at|hrs?|o[’']clock|(?:hour|minute|min|day)s?|ago)"
)
_NETWORK = (
    r"(?:twitter|facebook|instagram|youtube|linkedin|whatsapp|telegram|tiktok|threads|bluesky|mastodon"
    r"|google news|x\b|@)"
)

# Labels of buttons, boxes and pictures: the whole line.
LABELS = (
    r"advertise?ments?|sponsored(?: content)?|promoted|paid (?:post|content)",
    r"(?:\d+ |view |show |read |add |post )?(?:all |a )?comments?(?: \(?\d+\)?)?",
    r"\d* ?shares?(?: this)?(?: (?:article|story|post))?|share on .{0,30}|copy link|link copied|order reprints",
    r"print(?: (?:this )?article)?|e-?mail(?: this article)?|save(?: article)?|bookmark|gift this article",
    r"loading|play(?: video)?|watch live|view gallery|\d+ (?:photos|images)",
    r"listen(?: to (?:this|the) (?:article|story))?",
    r"(?:story|article|post) continues (?:below|after)\b.{0,60}|scroll (?:down )?(?:to continue|for more)\b.{0,60}",
    r"image (?:source|caption|credit)|getty(?: images)?|file (?:photo|image)|afp|tags?|topics?|filed under",
    r"thank you|an error (?:has )?occurred\b.{0,60}|please try again\b.{0,60}|this article has been sent to",
    r"\d+ min(?:ute)?s?(?: read)?|(?:show|see|load|view) (?:more|all)|back to top|close|menu|search|home",
    r"stay (?:informed|connected|up to date)\b.{0,60}|follow us|newsletters?|about the authors?|disclaimer",
    r"(?:read|see) (?:the )?full (?:story|article|coverage)\b.{0,30}",
)
# Cues that stand before the headline of another article, or alone.
POINTERS = (
    r"(?:read|see|watch|listen|hear)(?: (?:more|also|next|now|here|this|it))?(?: (?:on|about|from) [^:]{1,40})?",
    r"(?:also|must) (?:read|see|watch)",
    r"related(?: (?:articles?|stor(?:y|ies)|news|content|coverage|links?|topics?|reading|video))?",
    r"more(?: (?:on|from|in|stories|news|coverage|great)\b[^.:]{0,40})?|(?:read )?more on this(?: story)?",
    r"don[’']?t miss(?: (?:this|it))?|recommended(?: (?:for you|reading))?",
    r"you (?:may|might) (?:also )?(?:like|be interested in)",
    r"editor[’']?s['’]? (?:picks?|choice)|most (?:read|popular|viewed)(?: (?:in|on) [\w ]{1,30})?",
    r"trending(?: now)?|top stories",
    r"up next|in case you missed it|what to (?:read|watch|know) next|further reading|keep reading",
    r"continue reading|explore more",
    r"(?:in )?(?:pictures|video|photos|podcast)",
)
# Orders to the reader, at the start of a sentence; before it, nothing countable is said.
PLEAS = (
    r"(?:Please )?[Ss]ign [Uu]p (?:for|to|here|now|today|below)|SIGN UP",
    r"(?:Please )?[Ss]ubscribe (?:to|now|today|here|for)|SUBSCRIBE",
    r"(?:To [\w ]{1,30}, )?(?:C|c)lick here|CLICK HERE|Tap here|Download (?:the|our)\b.{0,40}\bapps?\b",
    r"Join (?:the conversation|us on|our (?:\w+ )?(?:newsletter|channel|group|community|mailing list))",
    r"Become a (?:\w+ )?(?:member|subscriber)\b",
    r"Support (?:our|independent|quality|local)\b.{0,30}journalism|Already a (?:subscriber|member)",
    r"(?:Create|Register for) (?:a|your) (?:free )?account|Log in to|Enter your e-?mail",
    r"By (?:signing up|subscribing|submitting)",
    r"(?:Get|Receive) (?:the|our|all|more|up to|breaking|daily)\b.{0,100}"
    r"(?:inbox|newsletters?|delivered|e-?mails?|alerts?|notifications?)",
    r"(?:Have|Got|Do you have) (?:a|any) (?:news |story )?(?:tips?|story|stories|questions?|comments?)\b",
    r"Get in touch|Let us know\b|Tell us what|Leave a comment|Share (?:this|your)\b|Send (?:us|your)\b|Write to us\b",
    r"If you (?:enjoyed|liked) (?:this|reading)",
    r"(?:If|When) you (?:buy|purchase) (?:something|through|an item|products)",
    r"We (?:may|might|could) (?:earn|get|receive) (?:a|an|some)\b.{0,20}(?:commission|share)",
    r"We(?:[’']d| would) (?:like|love) to hear|Want (?:more|to (?:know|read|get))\b.{0,60}[?]",
    r"Listen to .{0,60}podcast",
)
# Words that no article uses of its subject.
BETRAYING = (
    r"(?:in|to) your (?:inbox|letterbox)|our (?:free )?(?:daily |weekly |morning )?newsletters?",
    r"affiliate (?:links?|commissions?)",
    r"this (?:page|article|post) (?:may )?contains? (?:affiliate|links)|earn(?:s)? a commission",
    r"delivered through your letterbox",
)
FOLLOW = (
    rf"(?:you can )?follow\b.{{0,100}}(?:\bon (?:our )?{_NETWORK}|@\w).*",
    rf"(?:like|find|join|follow|connect with|message) (?:us|me|him|her|them)\b.{{0,60}}\b(?:on|at|via) {_NETWORK}.*",
)
RIGHTS = (
    r"(?:.{0,150}\W)?(?:copyright[ ,:]*(?:©|\(c\)|\d{4})|©|\(c\) \d{4}|all rights reserved)\W?.*",
    r".{0,150}(?:material )?may not be (?:published|reproduced|republished), .*",
    r".{0,100}for your personal,? non-?commercial use.*",
    r".{0,100}(?:protected by recaptcha|privacy policy and terms|terms of service apply).*",
    r"copyright .{0,60}\d{4}\b.{0,40}",
)
LINK_LINES = (r"(?:[\w ]{1,30}:\s*)?(?:https?://|www\.)\S+",)
DATES = (
    r"(?:(?:first |last |originally |article )?(?:published|posted|updated|modified|created)\b\s*:?\s*)?"
    rf"{_DATE_WORD}(?:[\s,()|–—]+{_DATE_WORD}){{1,13}}",
)
CREDITS = (
    r"\(?\[?(?:photo(?:graph)?s?|images?|pictures?|videos?|illustration|graphics?|cover(?: image)?|featured image)"
    r"(?: (?:credits?|courtesy|source))?(?: by\b|\s?[:/]).*",
    r"\(?\[?(?:(?:additional |with )?(?:reporting|editing|writing|research)|compiled|edited|reported|written)"
    r" (?:for .{1,40} )?by\b.*",
    r".{0,150}\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting|writing)\b.{0,60}",
    r"with (?:inputs?|reporting|files) (?:from|by)\b.*|(?:—|--|-) ?with .{0,60}|source: .{0,60}",
)
CONTACTS = (
    r".{0,120}\b(?:e-?mail|write to|contact|reach(?:ed)?|follow|tweet)\b.{0,120}"
    r"(?:\S@\S+\.\w|@\w|twitter\.com|on twitter).*",
)
ABOUT_AUTHORS = (
    r"(?:is|covers|writes|works|(?:has been|is) (?:a|an|the)|has (?:covered|written|worked)|joined|serves)\b.*",
    r"\W*(?:[\w’-]+ ){0,4}(?:reporter|correspondent|editor|writer|columnist|journalist|producer)s?\b.*",
)


def whole_line(patterns: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Compile patterns into one that matches any of them, between signs, over lines."""
    return re.compile(rf"\W*(?:{'|'.join(patterns)})\W*", flags | re.DOTALL)


LABEL = whole_line(LABELS)
POINTER = re.compile(rf"\W*(?:{'|'.join(POINTERS)})(?:\s*[:|»→>]+\s*.*|\W*)", re.IGNORECASE | re.DOTALL)
PLEA = re.compile(
    rf"(?:[^\d]{{0,250}}[.!?:…]\s+|\W*)(?:{'|'.join(PLEAS)}).*|.{{0,200}}\b(?:{'|'.join(BETRAYING)})\b.*", re.DOTALL
)
FOLLOWING, RIGHT, LINK_LINE = whole_line(FOLLOW), whole_line(RIGHTS), whole_line(LINK_LINES)
DATE, CREDIT, CONTACT, ABOUT_AUTHOR = map(whole_line, (DATES, CREDITS, CONTACTS, ABOUT_AUTHORS))
