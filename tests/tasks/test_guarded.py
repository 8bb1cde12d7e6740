"""Guarded calls: the worker is killed when it takes too long, started anew, gone at the end."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.clean.documents import clean_batch
from tasks.clean.reading import GuardedReader, Request, read_content
from tasks.extract.syntax import ModelError
from tasks.guarded import BATCH_GUARDS, Guard, WorkerError, call_apart, start_apart
from tasks.tables import CLEANED, RECORDS, REJECTS, InputError, identity, read_stage, write_stage
from tasks.worker import answer, receive, send
from tests.tasks.clean.test_documents import PAGE, record

SMALL = Request("page", PAGE.encode(), url="https://gazette.example.org/2025/dam")
HUGE = Request("page", b"<html><body>" + b"<p a=1 b=2 c=3 d=4>x" * 19_000 + b"word " * 800_000)  # just under the guards


def children() -> set[str]:
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    ).stdout
    return {line.split()[0] for line in found.splitlines() if "tasks.worker" in line}


def test_it_reads_as_this_process_does_and_is_gone_after() -> None:
    before = children()
    with GuardedReader(10, 2048) as reader:
        assert children() == before  # not started before there is something to read
        assert reader(SMALL) == read_content(SMALL)
        assert reader(Request("page", b"<html></html>")) is None
        assert len(children() - before) == 1
    assert children() == before


def test_a_page_that_takes_too_long_is_a_timeout_and_the_next_is_read() -> None:
    with GuardedReader(0.05, 2048) as reader:
        with pytest.raises(InputError, match="not read within") as error:
            reader(HUGE)
        assert error.value.reason == "timeout"
        reader.seconds = 10
        assert reader(SMALL) is not None


def test_a_worker_that_dies_costs_the_page_it_read() -> None:
    with GuardedReader(10, 2048) as reader:
        assert reader(SMALL) is not None
        assert reader._child is not None
        reader._child.kill()
        with pytest.raises(InputError, match="ended by SIGKILL") as error:
            reader(SMALL)
        assert error.value.reason == "failed"
        assert reader(SMALL) is not None


def test_what_the_reader_refuses_comes_back_with_its_reason() -> None:
    with GuardedReader(10, 2048) as reader, pytest.raises(InputError) as error:
        reader(Request("page", b"<div>" * 9_000))
    assert error.value.reason == "too_deep"


def test_memory_is_limited() -> None:
    with GuardedReader(10, 200) as reader:
        try:
            reader(HUGE)
        except InputError as error:
            assert error.reason == "failed"
        assert reader(SMALL) is not None


def test_a_worker_without_room_to_start_says_so() -> None:
    with GuardedReader(10, 20) as reader, pytest.raises(WorkerError, match="page_memory_mb"):
        reader(SMALL)


def test_prints_are_no_answers() -> None:
    code = "import sys; print('noise'); print('noise', file=sys.stdout, flush=True)"
    script = f"import tasks.worker as w; o=w.answer; w.answer=lambda r: (exec({code!r}), o(r))[1]; w.main(10, 2048)"
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdin is not None and child.stdout is not None
    assert receive(child.stdout) == "ready"
    send(child.stdin, ("tasks.clean.reading:read_content", (SMALL,), {}))
    assert receive(child.stdout)[0] == "value"
    child.stdin.close()
    assert child.wait(10) == 0
    child.stdout.close()


def test_frames() -> None:
    stream = io.BytesIO()
    send(stream, ["a", None])
    stream.seek(0)
    assert receive(stream) == ["a", None]
    with pytest.raises(EOFError):
        receive(stream)


def test_an_error_is_an_answer() -> None:
    assert answer(("tasks.tables:identity", (1,), {}))[0] == "failed"
    assert answer(("tasks.nothing:here", (), {}))[0] == "missing"


def test_the_batch_goes_on(tmp_path: Path) -> None:
    raws = [PAGE.encode(), b"<div>" * 9_000, HUGE.raw, PAGE.encode()]
    rows = [
        record(format="html", content="page", record_key=f"{n}.html", record_id=f"{n}.html", raw=raw)
        for n, raw in enumerate(raws)
    ]
    write_stage(tmp_path / "ingest", RECORDS, rows)
    folder = clean_batch(tmp_path / "ingest", page_seconds=1)
    assert read_stage(folder, CLEANED)["record_id"].to_pylist() == ["0.html", "3.html"]
    reasons = {row["record_id"]: row["reason"] for row in read_stage(folder, REJECTS).to_pylist()}
    assert reasons == {"1.html": "too_deep", "2.html": "timeout"}


def test_a_process_for_batches_starts_before_it_is_called() -> None:
    BATCH_GUARDS.idle.clear()  # what tests before this one have left would be lent
    before = children()
    start_apart("tasks.tables:identity")
    (child,) = children() - before
    assert call_apart(identity, "a") == identity("a")
    assert children() - before == {child}


def test_what_was_set_and_cannot_be_loaded_is_told_by_the_first_call() -> None:
    BATCH_GUARDS.idle.clear()
    start_apart("tasks.extract.figures:warm", model="pytest")
    with pytest.raises(ModelError, match="spaCy cannot load it"):
        call_apart(identity, "a")
    with Guard(10, 2048, ("tasks.extract.figures:warm", (), {"model": "pytest"})) as guard:
        for _ in range(2):  # it is told each time, and nothing is waited for that does not come
            with pytest.raises(ModelError):
                guard.call("tasks.tables:identity", "a")
    assert call_apart(identity, "a") == identity("a"), "it is not lent again"
