"""What is refused before it is parsed."""

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.pages import check_markup, decode_page, parse_page
from tasks.tables import InputError


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"<p>" + b"x" * 5_000_000, "too_large"),
        (b"<p>" * 100_000, "too_large"),
        (b"<div>" * 20_000, "too_deep"),
        (b"<div></b>" * 9_000, "too_deep"),
        (b"<div " * 9_000 + b">", "too_deep"),
        (b"%PDF-1.7 rest", "unsupported"),
        (b"\x89PNG\r\n", "unsupported"),
        (b"\x1f\x8b\x08rest", "unsupported"),
        (b"<html>\x00\x01\x02", "unsupported"),
    ],
)
def test_refused(raw: bytes, reason: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as error:
        parse_page(raw)
    assert error.value.reason == reason
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 19_999,
        "<ul>" + "<li>x" * 5_000,
        "<div>" * 500,
        "<div></div>" * 9_000,
        "<br><img src=x><input>" * 3_000,
        "<table>" + "<tr><td>1<td>2" * 6_000,
        "<svg>" + "<path d='M0'/>" * 9_000,
        "<script>" + "'<div>' + " * 30_000 + "</script>",
        "<!-- " + "<div>" * 30_000 + "-->",
        "</div>" * 100_000,
        "<" * 1_000_000,
        "<!--" * 200_000,
        "<script>" * 200_000,
        "<div><b></div>" * 6_000,
    ],
)
def test_not_refused(text: str) -> None:
    start = time.process_time()
    check_markup(text)
    assert time.process_time() - start < 0.5


def test_the_page_with_a_byte_order_mark_is_text() -> None:
    assert decode_page("<p>é</p>".encode("utf-16")) == "<p>é</p>"
    assert decode_page("<p>é</p>".encode("utf-8-sig"), "iso-8859-1") == "<p>é</p>"
    assert decode_page("<p>é</p>".encode("utf-16-le"), "utf-16le") == "<p>é</p>"


def test_the_error_crosses_processes() -> None:
    error = pickle.loads(pickle.dumps(InputError("too_deep", "why")))
    assert (error.reason, str(error)) == ("too_deep", "why")


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "latin-1", "utf-16", "gbk", "hex", "x", "idna", "undefined"]),
)
def test_any_bytes_are_a_page_or_refused(raw: bytes, charset: str | None) -> None:
    try:
        parse_page(raw, charset)
    except InputError as error:
        assert error.reason == "unsupported"
