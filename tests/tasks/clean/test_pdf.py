"""PDF files: text in order, paragraphs, running heads, and what cannot be read."""

import pytest

from tasks.clean.article import Article
from tasks.clean.pdf import join_lines, read_pdf
from tasks.tables import InputError


def make_pdf(pages: list[list[str]], **told: str) -> bytes:
    """A minimal PDF: one line of text below the other on each page; the lines are Latin-1."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b" ".join(
            b"(%s) Tj T*" % line.replace("(", "\\(").replace(")", "\\)").encode("latin-1") for line in lines
        )
        stream = b"BT /F1 12 Tf 14 TL 50 750 Td " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< %s >>" % b" ".join(b"/%s (%s)" % (k.encode(), v.encode("latin-1")) for k, v in told.items()))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        len(objects),
        len(out),
    )
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def read(pages: list[list[str]], **told: str) -> Article:
    found = read_pdf(make_pdf(pages, **told))
    assert found is not None
    return found


def test_lines_become_paragraphs_and_words_whole() -> None:
    lines = [
        "Flood in Malby",
        "Six people died on Monday when the dam above the har-",
        "bour broke.",
        "Two people live.",
    ]
    found = read([lines])
    assert found.title == "Flood in Malby"
    assert found.body[0].startswith("Six people died on Monday when the dam above the harbour broke.")
    assert join_lines(["The dam that broke on Monday", "was old.", "Two live."]) == [
        "The dam that broke on Monday was old.",
        "Two live.",
    ]


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        [
            *(
                "The Daily Wire, 3 May",
                f"On page {word} we tell",
                "of the flood",
                f"that took {n}0 lives",
                f"in {word}.",
            ),
            f"Page {n} of 3",
        ]
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    text = " ".join(read(pages, Title="Three floods").body)
    assert text.count("lives") == 3
    assert "Daily Wire" not in text
    assert "of 3" not in text


@pytest.mark.parametrize(
    ("told", "title"),
    [("Six dead in flood", "Six dead in flood"), ("Microsoft Word - x.doc", "A first line"), ("", "A first line")],
)
def test_a_title_is_the_metadata_s_if_it_is_one(told: str, title: str) -> None:
    assert read([["A first line", "Six people died in Malby on Monday, said the police."]], Title=told).title == title


def test_a_date_in_the_text_goes_before_the_file_s() -> None:
    created = {"CreationDate": "D:20240503100000Z"}
    plain, dated = (
        ["Flood", "Six people died in Malby."],
        ["Flood", "Published: 1 May 2024", "Six people died in Malby."],
    )
    assert (read([plain], **created).published, read([plain], **created).published_from) == ("2024-05-03", "meta")
    assert (read([dated], **created).published, read([dated], **created).published_from) == ("1 May 2024", None)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", make_pdf([["x"]])[:90], b"\x00" * 50])
def test_broken_files_are_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_pdf(data)
    assert refused.value.reason == "unreadable"


def test_a_pdf_without_text_is_none() -> None:
    assert read_pdf(make_pdf([[]])) is None


def test_a_scan_is_refused() -> None:
    picture = b"BT ET q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q"
    data = make_pdf([[]])
    stream = data[data.index(b"stream\n") + 7 : data.index(b"\nendstream")]
    with pytest.raises(InputError, match="OCR"):
        read_pdf(data.replace(b"/Length %d" % len(stream), b"/Length %d" % len(picture)).replace(stream, picture))


def test_an_encrypted_file_is_refused() -> None:
    locked = make_pdf([["Six died."]]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter"
        b" /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >>",
    )
    with pytest.raises(InputError, match="encrypted"):
        read_pdf(locked)


def test_no_lines_no_paragraphs() -> None:
    assert join_lines([]) == []
