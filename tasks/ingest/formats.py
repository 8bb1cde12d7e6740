"""The file formats: how each is cut into records, and how a record is read.

To add a format, write its two functions and put it into FORMATS: `spans` yields where each record lies without
reading it, so that a file of any size can be cut into batches; `read` turns one span into a row of `records`, or
raises InputError. All but Parquet may be compressed: .jsonl.gz, .csv.zst.
"""

from __future__ import annotations

from pathlib import Path

from tasks.ingest import compressed
from tasks.ingest.delimited import read_rows, row_spans
from tasks.ingest.json_lines import line_spans, read_lines
from tasks.ingest.parquet import parquet_spans, read_parquet
from tasks.ingest.reading import Format, ReadOptions, Span
from tasks.ingest.warc import page_spans, read_pages
from tasks.ingest.whole import raw_reader, read_text, whole_file

__all__ = ["ENDINGS", "FORMATS", "ReadOptions", "Span", "format_of"]


def format_of(path: Path) -> str | None:
    """Return the format's name by the file's ending, or None.

    >>> format_of(Path("a/b.JSONL")), format_of(Path("a/b.csv.gz")), format_of(Path("a/b.png"))
    ('jsonl', 'csv', None)
    """
    ending = path.suffix.lower()
    packed = ending in compressed.ENDINGS
    if packed:
        ending = path.with_suffix("").suffix.lower()
    kind = next((kind for kind in FORMATS.values() if ending in kind.endings), None)
    return kind.name if kind and not (packed and kind.name == "parquet") else None


FORMATS = {
    kind.name: kind
    for kind in (
        Format("txt", (".txt",), whole_file, read_text),
        Format("html", (".html", ".htm", ".xhtml"), whole_file, raw_reader("page")),
        Format("jsonl", (".jsonl", ".ndjson"), line_spans, read_lines),
        Format("csv", (".csv", ".tsv"), row_spans, read_rows),
        Format("parquet", (".parquet",), parquet_spans, read_parquet, "row"),
        Format("warc", (".warc",), page_spans, read_pages, "byte"),
        Format("eml", (".eml",), whole_file, raw_reader("mail")),
        Format("pdf", (".pdf",), whole_file, raw_reader("pdf")),
        Format("feed", (), whole_file, raw_reader("page")),  # pages that a feed or a sitemap named
        Format("sitemap", (), whole_file, raw_reader("page")),
    )
}
ENDINGS = f"{', '.join(kind.endings[0] for kind in FORMATS.values() if kind.endings)} (also .gz, .zst)"
