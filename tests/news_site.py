"""A news site on loopback: real HTTP, pages that can be changed, and every request written down."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Answer:
    """What a path answers with."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"


def article(title: str, *paragraphs: str, published: str = "2025-02-25T06:00:00Z", extra: str = "") -> Answer:
    """A page as news sites serve them."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return Answer(
        f"""<!doctype html><html lang="en"><head><title>{title} | The Gazette</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="{published}">{extra}</head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>{title}</h1>{body}</article>
<footer>© The Gazette</footer></body></html>""".encode()
    )


@dataclass
class NewsSite:
    """Serves `pages` by path; a page may be a function that answers by itself, or a list whose answers take turns."""

    pages: dict[str, Answer | Answering | list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __enter__(self) -> NewsSite:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = site.pages.get(self.path, Answer(b"not here", 404))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if isinstance(answer, Answer):
                    send(self, answer)
                else:
                    answer(self)

            def log_message(self, *_: Any) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.requests)

    def feed(self, path: str, *entries: str) -> None:
        """Serve an RSS feed of `<item>`s."""
        items = "".join(f"<item>{entry}</item>" for entry in entries)
        xml = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title>{items}</channel></rss>'
        self.pages[path] = Answer(xml.encode(), type="application/rss+xml")

    def item(self, path: str, title: str = "", more: str = "") -> str:
        """An entry of a feed."""
        return f"<link>{self.url}{path}</link><guid>{path}</guid><title>{title}</title>{more}"


def send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Send an answer with its ETag, or 304 to whoever has it already."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:12]}"'
    known = answer.status == 200 and handler.headers.get("If-None-Match") == etag
    handler.send_response(304 if known else answer.status)
    headers = {"Content-Type": answer.type, "ETag": etag, "Content-Length": str(0 if known else len(answer.body))}
    for name, value in (headers | dict(answer.headers)).items():
        handler.send_header(name, value)
    handler.end_headers()
    if not known:
        handler.wfile.write(answer.body)
