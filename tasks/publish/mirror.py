"""The current release, copied to an object store: its objects first, the pointer to it last.

    s3://bucket/figures/releases/<run_id>/…    as on disk
    s3://bucket/figures/current.json           {"release": "releases/<run_id>"}

A reader opens the pointer, then the release that it names; a copy that was broken off leaves the pointer on the release
before. What a mirrored release holds already is copied by the store itself. One dataset folder writes to a mirror.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tasks.publish.describe.facts import DATAPACKAGE
from tasks.publish.views import DATABASE, write_views
from tasks.tables import MirrorError, masked

POINTER = "current.json"


def mirror_release(release: Path, address: str, keep: int) -> int:
    """Copy a release to the address of a folder on a store and point to it; return how many files were sent.

    Raises MirrorError where the store cannot be reached or written: the pointer is then as it was.
    """
    import fsspec

    try:
        system, root = fsspec.core.url_to_fs(address.rstrip("/"), skip_instance_cache=True)
        sent = _copy(system, root, address.rstrip("/"), release)
        system.pipe_file(f"{root}/{POINTER}", json.dumps({"release": f"releases/{release.name}"}).encode())
        _prune(system, root, release.name, keep)
    except Exception as error:  # each store's library has errors of its own
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise MirrorError(
            f"published as {release}, but not copied to {masked(address)} ({said}): check address and credentials;"
            " the next run copies its release"
        ) from error
    return sent


def _copy(system: Any, root: str, address: str, release: Path) -> int:
    """Put all files of a release on the store; return how many were sent from here."""
    held, before = _held(system, root)
    target, sent = f"{root}/releases/{release.name}", 0
    hashes = _hashes((release / DATAPACKAGE).read_bytes())
    for path in sorted(path for path in release.rglob("*") if path.is_file() and path.name != DATABASE):
        name = path.relative_to(release).as_posix()
        if name in hashes and hashes[name] == held.get(name):
            system.cp_file(f"{before}/{name}", f"{target}/{name}")
        else:
            system.put_file(str(path), f"{target}/{name}")
            sent += 1
    with TemporaryDirectory() as work:  # its views name the folder that they read
        views = Path(work) / DATABASE
        write_views(release, f"{address}/releases/{release.name}", views)
        system.put_file(str(views), f"{target}/{DATABASE}")
    return sent + 1


def _held(system: Any, root: str) -> tuple[dict[str, str], str]:
    """Return the hashes of the files of the release that the pointer names, by name, and where they lie."""
    try:
        before = f"{root}/{json.loads(system.cat_file(f'{root}/{POINTER}'))['release']}"
        return _hashes(system.cat_file(f"{before}/{DATAPACKAGE}")), before
    except FileNotFoundError:  # the first
        return {}, ""


def _hashes(package: bytes) -> dict[str, str]:
    """Return what a release's datapackage.json says of its tables' files: the hash by name."""
    return {file["path"]: file["hash"] for resource in json.loads(package)["resources"] for file in resource["files"]}


def _prune(system: Any, root: str, current: str, keep: int) -> None:
    """Remove all releases but the newest few; their names begin with the time of their run."""
    names = sorted(path.rsplit("/", 1)[-1] for path in system.ls(f"{root}/releases", detail=False))
    others = [name for name in names if name != current]
    for name in others[: max(len(others) - keep + 1, 0)]:
        system.rm(f"{root}/releases/{name}", recursive=True)
