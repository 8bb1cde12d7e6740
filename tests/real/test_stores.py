"""Runs over object stores and listings of web servers: a real S3-compatible server, a real web server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import fsspec
import pandas as pd
import pytest

from tasks.publish.mirror import mirror_release
from tasks.tables import DOCUMENTS, FIGURES, REJECTS, MirrorError
from tests.conftest import Dataset
from tests.news_site import Answer, NewsSite

FETCH = {"allow_hosts": ("127.0.0.1",), "host_seconds": 0}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket `news` on moto's server, whose address and keys stand where AWS's own tools look."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    server_url = f"http://{host}:{port}"
    for name, value in {"ENDPOINT_URL": server_url, "ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = boto3.client("s3")
    store.create_bucket(Bucket="news")
    yield store
    urlopen(Request(f"{server_url}/moto-api/reset", method="POST")).close()  # its buckets outlive it
    server.stop()


def lines(*texts: str) -> bytes:
    return "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)).encode()


def test_a_folder_of_a_bucket_is_read_and_then_only_what_changed(dataset: Dataset, bucket: Any) -> None:
    bucket.put_object(Bucket="news", Key="wire/a.jsonl", Body=lines("Six people died.", "Seven were hurt."))
    bucket.put_object(Bucket="news", Key="wire/b.txt", Body=b"Dam breaks\n\nEight people died.")
    bucket.put_object(Bucket="news", Key="wire/c.png", Body=b"\x89PNG")
    first = dataset.run("s3://news/wire", fetch=FETCH)
    assert first.run["documents_new"] == 3
    assert [row["reason"] for row in first.rejects] == ["unsupported"]
    bucket.put_object(Bucket="news", Key="wire/b.txt", Body=b"Dam breaks\n\nNine people died.")
    second = dataset.run("s3://news/wire", fetch=FETCH)
    assert (second.run["documents_changed"], second.run["documents_new"]) == (1, 0)
    assert dataset.table(DOCUMENTS)["text"].str.contains("Nine").any()


def test_a_glob_over_a_bucket(dataset: Dataset, bucket: Any) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.txt"):
        bucket.put_object(Bucket="news", Key=name, Body=lines(f"Six died in {name}."))
    assert dataset.run("s3://news/*.jsonl", fetch=FETCH).run["documents_new"] == 2


def test_a_bucket_that_is_not_there_is_one_clear_line(dataset: Dataset, bucket: Any) -> None:
    (reject,) = dataset.run("s3://nowhere/a.jsonl", fetch=FETCH).rejects
    assert reject["reason"] in ("not_found", "network", "empty")
    assert reject["detail"].startswith("s3://nowhere/a.jsonl: ")


def test_a_listing_of_a_web_server(dataset: Dataset) -> None:
    with NewsSite() as site:
        names = ("a.jsonl", "b.jsonl", "c.png")
        links = "".join(f'<a href="{name}">{name}</a>' for name in names)
        site.pages["/wire/"] = Answer(f"<html><body>{links}</body></html>".encode())
        site.pages |= {f"/wire/{name}": Answer(lines(f"Six died in {name}."), type="text/plain") for name in names}
        assert dataset.run(f"{site.url}/wire/*.jsonl", fetch=FETCH).run["documents_new"] == 2
        assert site.asked("/wire/c.png") == 0
        outside = dataset.run(f"{site.url}/wire/*.jsonl", fetch={})
    assert [row["reason"] for row in outside.rejects] == ["forbidden_address"]
    assert dataset.table(REJECTS)["reason"].tolist() == ["forbidden_address"]


def test_releases_are_mirrored_with_the_pointer_last(dataset: Dataset, bucket: Any) -> None:
    store = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    wire: list[dict[str, Any]] = [
        {"id": n, "text": f"{n + 5} people died.", "published": f"2025-0{n}-02"} for n in (1, 2)
    ]
    for texts in (wire, [*wire, {"id": 3, "text": "Two died.", "published": "2025-02-05"}]):
        dataset.write("a.jsonl", texts)
        dataset.run(publish={"mirror": "s3://news/figures", "keep": 1})
        pointed = json.loads(store.cat_file("news/figures/current.json"))["release"]
        assert pointed == f"releases/{dataset.release.name}"
        mirrored = {name.removeprefix(f"news/figures/{pointed}/") for name in store.find(f"news/figures/{pointed}")}
        assert mirrored == {
            path.relative_to(dataset.release).as_posix() for path in dataset.release.rglob("*") if path.is_file()
        }
        figures = pd.read_parquet(f"news/figures/{pointed}/figures", filesystem=store, dtype_backend="pyarrow")
        assert len(figures) == len(dataset.table(FIGURES)) == len(texts)
    assert len(store.ls("news/figures/releases")) == 1


def test_what_the_mirror_holds_is_not_sent_again(dataset: Dataset, bucket: Any) -> None:
    before: dict[str, bytes] = {}
    for month in (1, 2):
        dataset.write(f"{month}.jsonl", [{"id": 1, "text": "Six people died.", "published": f"2025-0{month}-02"}])
        dataset.run()
        sent = mirror_release(dataset.release, "s3://news/figures", 3)
        paths = [path for path in dataset.release.rglob("*") if path.is_file()]
        now = {path.relative_to(dataset.release).as_posix(): path.read_bytes() for path in paths}
        held = [name for name in now if name.endswith(".parquet") and now[name] == before.get(name)]
        assert sent == len(now) - len(held)
        assert ("figures/month=2025-01/part-0.parquet" in held) == (month == 2)
        before = now


def test_a_mirror_that_cannot_be_had_is_one_clear_line(dataset: Dataset, bucket: Any) -> None:
    dataset.write("a.txt", "Six people died.")
    with pytest.raises(MirrorError, match=r"published as .*, but not copied to s3://nowhere/figures"):
        dataset.run(publish={"mirror": "s3://nowhere/figures"})
    assert len(dataset.table(FIGURES)) == 1
