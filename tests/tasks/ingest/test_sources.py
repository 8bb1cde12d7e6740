"""Files, folders and globs."""

import os
from pathlib import Path

import pytest

from tasks.ingest.sources import list_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "sub/b.jsonl", "sub/.hidden.txt", ".git/c.txt", "photo.png"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "in"


def test_a_folder_gives_its_files_by_their_path_below_it(folder: Path) -> None:
    files, rejects = list_files([str(folder)])
    assert [(file.name, file.format) for file in files] == [("a.txt", "txt"), ("sub/b.jsonl", "jsonl")]
    assert [(row["record_id"], row["reason"]) for row in rejects] == [("photo.png", "unsupported")]


def test_a_file_a_folder_and_a_glob_name_a_file_alike(folder: Path) -> None:
    ways = [str(folder), str(folder / "a.txt"), str(folder / "*.txt"), f"{folder}/sub/../a.txt"]
    named = [list_files([way])[0][0] for way in ways]
    assert len(set(named)) == 1


def test_names_do_not_change_with_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    below = list_files(["in"])[0]
    monkeypatch.chdir(folder / "sub")
    assert list_files([os.pardir])[0] == below


def test_a_file_given_twice_is_read_once_under_its_longest_name(folder: Path) -> None:
    files, rejects = list_files([str(folder / "sub" / "b.jsonl"), str(folder), str(folder)])
    assert [file.name for file in files] == ["a.txt", "sub/b.jsonl"]
    assert len(rejects) == 1


def test_two_files_of_one_name_are_not_one_article(tmp_path: Path) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "001.txt").write_text(day)
    files, rejects = list_files([str(tmp_path / "tuesday"), str(tmp_path / "monday")])
    assert [file.path for file in files] == [str(tmp_path / "monday" / "001.txt")]
    assert rejects[0]["reason"] == "same_identity"
    assert "name the folder above both" in rejects[0]["detail"]
    assert len(list_files([str(tmp_path)])[0]) == 2


@pytest.mark.parametrize("source", ["nope.txt", "nope/*.txt", "no/such/folder"])
def test_what_is_not_there_is_one_reject(source: str) -> None:
    files, rejects = list_files([source])
    assert not files
    assert [row["reason"] for row in rejects] == ["not_found"]
    assert source in rejects[0]["detail"]


def test_a_list_of_addresses_is_no_brief(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text("# ours\nhttps://example.org/feed\n")
    (tmp_path / "brief.txt").write_text("Dam breaks\n\nSix died.\nhttps://example.org/feed\n")
    (tmp_path / "map.xml").write_text("<urlset><url><loc>https://example.org/a</loc></url></urlset>")
    files, rejects = list_files([str(tmp_path)])
    assert [(file.name, file.format) for file in files] == [
        ("brief.txt", "txt"),
        ("feeds.txt", "listing"),
        ("map.xml", "listing"),
    ]
    assert rejects == []


def test_what_runs_wrote_is_never_read(folder: Path) -> None:
    written = folder / "releases" / "r" / "documents.parquet"
    written.parent.mkdir(parents=True)
    written.write_text("x")
    (folder / "current").symlink_to("releases/r")
    assert "releases/r/documents.parquet" in [file.name for file in list_files([str(folder)])[0]]
    assert [file.name for file in list_files([str(folder)], folder)[0]] == ["a.txt", "sub/b.jsonl"]


def test_nothing_in_a_folder_is_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "nothing.txt").symlink_to("gone.txt")
    (tmp_path / "linked").symlink_to("sub")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "new\nline.txt").write_text("x")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    files, rejects = list_files([str(tmp_path)])
    assert not files
    assert sorted(row["reason"] for row in rejects) == [
        *("not_found", "unreadable", "unreadable", "unsupported", "unsupported")
    ]
    assert all(row["detail"].encode() and "\n" not in row["detail"] for row in rejects)


@pytest.mark.parametrize("source", ["", "~nosuchuser/x.txt", "***.txt", "a" * 300 + ".txt"])
def test_a_source_that_is_no_name_costs_only_itself(source: str, folder: Path) -> None:
    files, rejects = list_files([source, str(folder / "a.txt")])
    assert [file.name for file in files] == ["a.txt"]
    assert [row["reason"] for row in rejects] == ["not_found"]


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert [row["detail"] for row in list_files([str(tmp_path)])[1]] == [f"{tmp_path}: no files in it"]
