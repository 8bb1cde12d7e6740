"""Web archives: what is a page, what is passed by, and what broken ones cost."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tasks.ingest.batches import Slice, _read_slice
from tasks.ingest.formats import FORMATS, ReadOptions, Span, format_of
from tasks.ingest.page_filter import page_text, sure_language, why_passed_over
from tasks.ingest.sources import InputFile
from tasks.tables import InputError
from tests.conftest import needs_shared

Pack = Callable[[bytes], bytes]
PAGE = b"<html><body><p>In Malby, %d people died when the dam above the town broke on Monday, said police.</p></html>"
GERMAN = "<p>In Malby starben am Montag 34 Menschen, als der Damm über der Stadt brach, sagte die Polizei am Abend.</p>"


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return bytes(sink.getvalue())


def record(
    number: int,
    body: bytes | None = None,
    kind: str = "response",
    status: str = "200 OK",
    mime: str = "text/html; charset=utf-8",
    more: str = "",
    length: int | None = None,
) -> bytes:
    body = PAGE % number if body is None else body
    block = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n{more}\r\n".encode() + body
    size = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        f"WARC-Date: 2025-02-25T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{kind}{number}>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write(folder: Path, data: bytes, name: str = "a.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read_all(path: Path, options: ReadOptions | None = None) -> list[tuple[int | None, Any]]:
    """Every page of an archive, read span by span; read in one piece it must be the same."""
    options = options or ReadOptions()
    kind = FORMATS["warc"]
    spans = list(kind.spans(path, options))
    found = [one for span in spans for one in kind.read(path, span, options)]
    if spans:
        whole = Span(spans[0].start, spans[-1].stop, spans[0].line, len(spans))
        assert [shown(one) for one in kind.read(path, whole, options)] == [shown(one) for one in found]
    return found


def shown(found: tuple[int | None, Any]) -> tuple[int | None, str]:
    place, what = found
    return place, what.detail if isinstance(what, InputError) else what["url"]


def outcomes(path: Path, options: ReadOptions | None = None) -> list[str]:
    """For each page the end of its address, for what is broken the reason."""
    return [f.reason if isinstance(f, InputError) else f["url"].split("/")[-1] for _, f in read_all(path, options)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.WARC.zst"])
def test_archives_are_known_by_their_endings(name: str) -> None:
    assert format_of(Path(name)) == "warc"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
def test_pages_are_read_and_the_rest_is_passed_by(tmp_path: Path, pack: Pack) -> None:
    records = [
        record(1, b"software: x", kind="warcinfo"), record(1, b"GET / HTTP/1.1\r\n\r\n", kind="request"), record(1),
        record(2, b"\x89PNG", mime="image/png"), record(3, status="301 Moved"), record(4, mime="text/plain"),
        record(5, status="404 Not Found"), record(6),
    ]  # fmt: skip
    path = write(tmp_path, b"".join(map(pack, records)))
    assert outcomes(path) == ["1", "6"]
    place, first = read_all(path)[0]
    assert place == len(pack(records[0])) + len(pack(records[1]))
    assert (first["content"], first["raw"], first["charset"]) == ("page", PAGE % 1, "utf-8")
    assert first["retrieved_at"] == datetime(2025, 2, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_an_archive_compressed_as_a_whole_is_read(tmp_path: Path, pack: Pack) -> None:
    assert outcomes(write(tmp_path, pack(b"".join(map(record, range(1, 6)))))) == ["1", "2", "3", "4", "5"]


def test_bodies_are_decoded(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE % 7)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    path = write(
        tmp_path, record(1, chunked, more="Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"), "a.warc"
    )
    assert read_all(path)[0][1]["raw"] == PAGE % 7


def test_a_body_that_cannot_be_decoded_costs_only_itself(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE % 1)
    broken = packed[:40] + b"\xff" * 20 + packed[60:]
    gz, chunked = "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n"
    records = [record(1, broken, more=gz), record(2, b"5\r\nabcdefghi", more=chunked), record(3)]
    assert outcomes(write(tmp_path, b"".join(records), "a.warc")) == ["broken_file", "broken_file", "3"]


def test_a_body_that_was_decoded_under_its_old_headers_is_read(tmp_path: Path) -> None:
    more = ["Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: odd\r\n"]
    records = [record(n, more=one) for n, one in enumerate(more)]
    assert outcomes(write(tmp_path, b"".join(records), "a.warc")) == ["0", "1", "2"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("length", [10, 10**18, -5])
def test_a_record_that_lies_about_its_length_costs_only_itself(tmp_path: Path, pack: Pack, length: int) -> None:
    path = write(tmp_path, pack(record(1)) + pack(record(2, length=length)) + pack(record(3)) + pack(record(4)))
    found = outcomes(path)
    assert [one for one in found if one.isdigit()] == ["1", "3", "4"]
    assert "broken_file" in found


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_wherever_an_archive_is_cut_off_it_is_said(tmp_path: Path, pack: Pack) -> None:
    first, second = pack(record(1)), pack(record(2))
    for size in range(12, len(second) - 100, 7):
        found = outcomes(write(tmp_path, first + second[:-size]))
        assert found == ["1", "broken_file"], size


def test_a_broken_member_costs_only_itself(tmp_path: Path) -> None:
    members = [bytearray(gzip.compress(record(n))) for n in range(1, 4)]
    members[1][40:60] = b"\xff" * 20
    path = write(tmp_path, b"".join(members))
    assert outcomes(path) == ["1", "broken_file", "3"]
    assert read_all(path)[1][0] == 0 or read_all(path)[1][0] == len(members[0])


def test_bombs_are_capped(tmp_path: Path) -> None:
    inner = record(1, gzip.compress(b"x" * 50_000_000), more="Content-Encoding: gzip\r\n")
    path = write(
        tmp_path, gzip.compress(inner) + gzip.compress(record(2, b"x" * 50_000_000)) + gzip.compress(record(3))
    )
    assert outcomes(path) == ["too_large", "too_large", "3"]
    with pytest.raises(InputError, match="max_input_bytes"):
        list(FORMATS["warc"].spans(path, ReadOptions(max_input_bytes=10_000_000)))


def test_what_is_no_archive_is_one_reject(tmp_path: Path) -> None:
    assert outcomes(write(tmp_path, b"hello world\n" * 50)) == ["broken_file"]
    assert outcomes(write(tmp_path, b"")) == []


def test_filtered_pages_are_counted_in_one_row(tmp_path: Path) -> None:
    german = (GERMAN * 5).encode()
    records = [record(1, german), record(2, german), record(3, b"<p>Six died.</p>"), record(4)]
    path = write(tmp_path, b"".join(map(gzip.compress, records)))
    assert outcomes(path, ReadOptions(languages=())) == ["1", "2", "filtered", "4"]
    assert outcomes(path, ReadOptions(languages=("de", "en"))) == ["1", "2", "filtered", "4"]
    rows = list(_read_slice(Slice(InputFile("a", str(path), "warc"), Span(0, 0, 0, 4)), ReadOptions()))
    assert [row["reason"] for row in rows if "reason" in row] == ["filtered", "filtered"]
    details = [row["detail"] for row in rows if "reason" in row]
    assert "byte 0 and on: 2 pages passed over, in other languages" in details[0]
    assert "1 pages passed over, without any digit" in details[1]


def test_what_is_unsure_is_kept() -> None:
    assert sure_language("34 Tote") is None
    assert why_passed_over(b"<p>34 Tote</p>", None, ("en",)) is None


def test_the_language_filter_on_real_pages() -> None:
    folder = needs_shared("pages/html")
    languages = [sure_language(page_text(gzip.decompress(p.read_bytes()), None)) for p in sorted(folder.glob("*.gz"))]
    assert sum(language in (None, "en") for language in languages) >= 161
    assert sum(language not in (None, "en") for language in languages) >= 15
