"""Which part of the article a figure stands in, and documents that are not read."""

from datetime import date
from pathlib import Path

from tasks.clean.article import Article
from tasks.clean.documents import clean_record
from tasks.clean.reading import Request
from tasks.extract.figures import extract_batch
from tasks.tables import CLEANED, FIGURES, REFUSED_NUMBERS, read_stage, write_stage
from tests.tasks.clean.test_documents import record

GERMAN = "Mindestens 30 Menschen starben, als in den Hügeln über der Stadt ein Damm brach, hieß es am Sonntag. " * 2


def sectioned(request: Request) -> Article:
    body = [
        "Some 400 families lost their homes.",
        "At least 30 people died.",
        "Town | 12 people",
        "Police found 5 dogs.",
    ]
    return Article(title="Dam kills 30 people", body=body, sections={0: "caption", 2: "table"})


def test_sections_and_languages(tmp_path: Path) -> None:
    documents = [
        clean_record(record(content="page", raw=b"x"), date(2025, 3, 2), reader=sectioned),
        clean_record(record(record_key="b", record_id="b", text=GERMAN)),
    ]
    write_stage(tmp_path / "clean", CLEANED, documents)
    folder = extract_batch(tmp_path / "clean")
    figures = read_stage(folder, FIGURES).to_pylist()
    assert {row["number_text"]: row["section"] for row in figures if row["section"] != "title"} == {
        "400": "caption",
        "30": "lead",
        "12": "table",
        "5": "body",
    }
    assert {row["document_id"] for row in figures} == {documents[0]["document_id"]}
    assert documents[1]["document_id"] not in read_stage(folder, REFUSED_NUMBERS)["document_id"].to_pylist()
