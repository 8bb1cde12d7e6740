"""Files on object stores and in listings of web servers, through fsspec: listed, compared, copied to disk.

    s3://bucket/news/*.jsonl.gz    gs://bucket/folder    https://host/archive/*.warc.gz

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
from urllib.parse import urlsplit

from tasks.ingest.addresses import checked_connector, checked_url
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


def is_remote(source: str) -> bool:
    """Tell whether a source is a store or a listing, and not one page.

    >>> [is_remote(text) for text in ("s3://b/a.txt", "https://e.org/*.jsonl", "https://e.org/a", "a/*.txt")]
    [True, True, False, False]
    """
    scheme = urlsplit(source).scheme if "://" in source else ""
    return scheme in STORES or (scheme in ("http", "https") and glob.has_magic(source.split("?")[0]))


class Store:
    """One file system of fsspec, which reads and lists; what its library raises becomes an InputError."""

    def __init__(self, source: str, options: FetchOptions) -> None:
        self.scheme, self.options = urlsplit(source).scheme, options
        self.source = source

    def list(self) -> Iterator[RemoteFile]:
        """Yield the files that the source stands for, in order of their addresses."""
        with _told(self.source):
            system = self._system()
            found = self._found(system)
            for path in sorted(found):
                info = found[path]
                address = path if "://" in path else f"{self.scheme}://{path}"
                stamp = identity(*(str(info.get(name)) for name in ("ETag", "etag", "LastModified", "mtime", "size")))
                yield RemoteFile(address, path, int(info.get("size") or 0), stamp)

    def _found(self, system: Any) -> dict[str, dict[str, Any]]:
        if glob.has_magic(self.source):
            found = system.glob(self.source, detail=True)
        else:
            found = system.find(self.source, detail=True)
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

        if self.scheme in STORES:
            return fsspec.filesystem(self.scheme, skip_instance_cache=True)
        checked_url(self.source.split("*")[0], self.options.allow_hosts)
        return fsspec.filesystem("https", get_client=self._client, skip_instance_cache=True)

    async def _client(self, **settings: Any) -> Any:
        """Return the client through which fsspec asks: one that asks public addresses only."""
        from aiohttp import ClientSession

        connector = checked_connector(self.options.allow_hosts)
        return ClientSession(connector=connector, headers={"User-Agent": self.options.user_agent}, trust_env=False)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn whatever a store's library raises into one clear line."""
    scheme = urlsplit(address).scheme
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
