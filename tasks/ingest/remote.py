"""Files on object stores, through fsspec: listed, compared, copied to disk.

    s3://bucket/news/*.jsonl.gz    gs://bucket/folder

Where the stores are and who may read them is told to their libraries in their own way: AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID … for s3, GOOGLE_APPLICATION_CREDENTIALS for gs.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.ingest.fetching import FetchOptions
from tasks.tables import InputError, identity

STORES = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}  # scheme: the extra that reads it


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a store: its address, its path there, its size, and a stamp that changes when it does."""

    address: str
    path: str
    size: int
    stamp: str


def is_stored(source: str) -> bool:
    """Tell whether a source lies on a store.

    >>> [is_stored(text) for text in ("s3://b/a.txt", "https://e.org/*.jsonl", "a/*.txt")]
    [True, False, False]
    """
    return source.partition("://")[0] in STORES and "://" in source


class Store:
    """One file system of fsspec, which reads and lists; what its library raises becomes an InputError."""

    def __init__(self, source: str, options: FetchOptions) -> None:
        self.scheme, self.source, self.options = source.partition("://")[0], source, options

    def list(self) -> Iterator[RemoteFile]:
        """Yield the files that the source stands for, in order of their addresses."""
        with _told(self.source):
            system = self._system()
            found = self._found(system)
            for path in sorted(found):
                info = found[path]
                address = f"{self.scheme}://{path}"
                stamp = identity(*(str(info.get(name)) for name in ("ETag", "etag", "LastModified", "mtime", "size")))
                yield RemoteFile(address, path, int(info.get("size") or 0), stamp)

    def _found(self, system: Any) -> dict[str, dict[str, Any]]:
        is_pattern = glob.has_magic(self.source) and not system.exists(self.source)
        found = (system.glob if is_pattern else system.find)(self.source, detail=True)
        return {path: info for path, info in found.items() if info.get("type") != "directory"}

    def copy(self, file: RemoteFile, folder: Path) -> Path:
        """Copy a file to disk, and return where it lies."""
        if file.size > self.options.max_file_bytes:
            raise InputError("too_large", f"{file.size:,} bytes, over fetch.max_file_bytes: raise it or leave it out")
        path = folder / identity(file.address)
        with _told(file.address):
            self._system().get_file(file.path, str(path))
        return path

    def _system(self) -> Any:
        import fsspec

        return fsspec.filesystem(self.scheme, skip_instance_cache=True)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn whatever a store's library raises into one clear line."""
    scheme = address.partition("://")[0]
    try:
        yield
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError("not_found", "no such file: check the address") from error
    except ImportError as error:
        extra = f"pip install 'newsfigures[{STORES.get(scheme, scheme)}]'"
        raise InputError("unsupported", f"{scheme}:// needs {extra}") from error
    except Exception as error:  # each store's library has errors of its own
        raise InputError("network", f"{type(error).__name__}: {error}: check address and credentials") from error
