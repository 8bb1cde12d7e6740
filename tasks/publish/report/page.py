"""Data → HTML: template, styles, scripts and vendored libraries put together, with a policy that forbids all else."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

LIBRARIES = ("d3.min.js", "plot.umd.min.js", "topojson-client.min.js")
SCRIPTS = (
    "dom.js",
    "words.js",
    "data.js",
    "overview.js",
    "series.js",
    "line.js",
    "line_chart.js",
    "lists.js",
    "charts.js",
    "map.js",
    "ranges.js",
    "filters.js",
    "table.js",
    "card.js",
    "reader.js",
    "articles.js",
    "quality.js",
    "main.js",
)
STYLES = ("ground.css", "charts.css", "reading.css", "series.css", "sizes.css")
WORLD = "world.json"
# JSON keeps its meaning, and no text can end the element that it stands in.
ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def render_page(data: dict[str, Any], title: str) -> str:
    """Return the page that shows the data: one file, which may run its own scripts and ask for nothing."""
    scripts = [*(_read("vendor", name) for name in LIBRARIES), _own_script()]
    return Template(_read("template.html")).substitute(
        policy=policy(scripts),
        title=escape(title),
        style="\n".join(_read("style", name) for name in STYLES),
        data=embedded(data),
        notice=escape(_read("vendor", "NOTICE")),
        world=embedded(json.loads(_read("vendor", WORLD))),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def embedded(value: Any) -> str:
    """Return a value as JSON that may stand in a script element.

    >>> embedded("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, written in ESCAPES:
        text = text.replace(character, written)
    return text


def policy(scripts: list[str]) -> str:
    """Return the Content-Security-Policy: these scripts alone run, nothing is fetched, sent or framed.

    Styles may stand in the page because charts carry theirs; they can fetch nothing either.
    """
    digests = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _own_script() -> str:
    """Return our scripts as one, in a scope of its own."""
    return "(() => {\n'use strict';\n" + "\n".join(_read("script", name) for name in SCRIPTS) + "\n})();\n"


def _read(*path: str) -> str:
    """Return a file beside this one."""
    return files(__package__).joinpath(*path).read_text(encoding="utf-8")
