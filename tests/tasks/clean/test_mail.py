"""Mails: which part is read, and what is known of who sent it and when."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.article import Article
from tasks.clean.mail import read_mail
from tasks.tables import InputError
from tests.tasks.clean.test_pdf import make_pdf

PAGE = (
    "<html><body><article><h1>Flood</h1><p>Six people died when the dam above Malby broke on Monday, said police.</p>"
    "<p>Two more are missing after the flood, and 40 houses were swept away by the water.</p></article></body></html>"
)


def mail(text: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"Subject": "Flood in Malby", "From": "Ann Lee <ann@wire.org>", **headers}.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    return message


def read(message: EmailMessage) -> Article:
    found = read_mail(message.as_bytes())
    assert found is not None
    return found


def test_a_plain_mail_without_its_signature() -> None:
    found = read(
        mail("Six died.\n\nTwo café owners live.\n\n-- \nAnn Lee\nThe Wire\n", Date="Mon, 3 Feb 2025 10:00:00 +0100")
    )
    assert found.body == ["Six died.", "Two café owners live."]
    assert (found.title, found.author, found.outlet) == ("Flood in Malby", "Ann Lee", "wire.org")
    assert found.published == "Mon, 03 Feb 2025 10:00:00 +0100"


@pytest.mark.parametrize(
    ("list_id", "outlet"),
    [
        ("The Daily Wire <daily.wire.org>", "The Daily Wire"),
        ("<daily.wire.org>", "daily.wire.org"),
        ("odd", "wire.org"),
    ],
)
def test_a_list_is_the_outlet(list_id: str, outlet: str) -> None:
    assert read(mail("Six died.", List_Id=list_id)).outlet == outlet


def test_the_plain_part_goes_before_the_page() -> None:
    message = mail("Six died.")
    message.add_alternative(PAGE, subtype="html")
    assert read(message).body == ["Six died."]


def test_a_mail_of_html_is_read_as_a_page() -> None:
    message = mail(Date="Mon, 3 Feb 2025 10:00:00 +0100")
    message.set_content(PAGE, subtype="html")
    found = read(message)
    assert any("Six people died" in line for line in found.body)
    assert found.published == "Mon, 03 Feb 2025 10:00:00 +0100"


def test_flowed_lines_in_an_old_charset() -> None:
    raw = (
        b"Subject: =?iso-8859-1?q?Caf=E9_burns?=\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nSix died when the caf=E9 =\r\nburned=20\r\ndown.\r\n"
    )
    found = read_mail(raw)
    assert found is not None
    assert (found.title, found.body) == ("Café burns", ["Six died when the café burned down."])


def test_a_forwarded_message_is_the_article() -> None:
    text = (
        "Please see below.\n\n---------- Forwarded message ----------\nFrom: Bo Dahl <bo@news.dk>\n"
        "Date: 1 Feb 2025 08:00:00 +0000\nSubject: Flood\n\nSix died.\n"
    )
    found = read(mail(text, Subject="Fwd: Flood"))
    assert (found.title, found.author, found.published) == ("Flood", "Bo Dahl", "1 Feb 2025 08:00:00 +0000")
    assert (found.body, found.notes) == (["Six died."], ["Please see below."])


def test_a_mail_within_a_mail_is_read() -> None:
    outer = mail(Subject="Fwd: it", From="Bo <bo@b.dk>")
    outer.make_mixed()
    outer.add_attachment(mail("Six died."))
    assert (read(outer).body, read(outer).author) == (["Six died."], "Ann Lee")


def test_attachments_are_passed_by_but_for_a_lone_pdf() -> None:
    pdf = make_pdf([["Six died in the flood."]])
    message = mail("Two live.")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="a.pdf")
    assert read(message).body == ["Two live."]
    lone = mail()
    lone.add_attachment(pdf, maintype="application", subtype="pdf", filename="a.pdf")
    assert read(lone).body == ["Six died in the flood."]


def test_an_empty_mail_is_none() -> None:
    assert read_mail(mail("").as_bytes()) is None


@given(
    st.binary(max_size=300),
    st.sampled_from(["text/plain", "text/html", "message/rfc822", "multipart/mixed; boundary=a"]),
)
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_a_mail_or_none(data: bytes, kind: str) -> None:
    try:
        found = read_mail(b"Content-Type: " + kind.encode() + b"\n\n" + data)
    except InputError as error:
        assert error.reason == "unsupported"  # a page of other bytes than text
    else:
        assert found is None or found.body
