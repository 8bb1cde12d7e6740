"""How a command ends where it cannot go on: one line on stderr that says what, where and what to do, and an exit code.

Each function imports only what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from flows.settings import Settings

DONE, FAILED, USAGE = 0, 1, 2


def settings_of(**given: Any) -> Settings:
    """Return the settings, or end with one line for each that does not fit."""
    from tomllib import TOMLDecodeError

    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from flows.settings import load_settings

    try:
        return load_settings(**given)
    except ValidationError as error:
        lines = (f"setting {'.'.join(map(str, e['loc']))}: {e['msg']} (got {e['input']!r})" for e in error.errors())
        fail("\n".join(lines))
    except SettingsError as error:
        fail(f"the environment or newsfigures.toml: {error}")
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        fail(f"newsfigures.toml: not TOML ({error})")


def release_in(folder: Path) -> Path:
    """Return the release that a folder holds or is, or end with one line."""
    release = folder / "current" if (folder / "current").exists() else folder
    if not (release / "runs.parquet").exists():
        fail(f"{folder}: no release here: name the folder given to --output, or one of its releases")
    return release


@contextmanager
def clear_errors(lead: str = "the run failed, the last release stays as it was: ") -> Iterator[None]:
    """End with one line where what the user gave cannot be used, or the dataset cannot be read or written."""
    from tasks.tables import MirrorError, SettingError

    try:
        yield
    except MirrorError as error:
        fail(str(error), FAILED)
    except SettingError as error:
        fail(str(error))
    except _failures() as error:  # looked up only once something has failed
        clear_frames(error.__traceback__)  # Prefect keeps them, and DuckDB tells at the end what is left of it in there
        fail(f"{lead}{' '.join(str(error).split())}", FAILED)


def _failures() -> tuple[type[Exception], ...]:
    """Return what libraries raise, and we, where the disk, the memory or the dataset is at fault."""
    import duckdb
    import pyarrow as pa

    from tasks.guarded import WorkerError
    from tasks.tables import ContractError, InputError

    return OSError, MemoryError, ContractError, InputError, WorkerError, pa.ArrowException, duckdb.Error


def tell(line: str) -> None:
    """Say a line on stderr."""
    typer.echo(line, err=True)


def fail(line: str, code: int = USAGE) -> NoReturn:
    """End with one line, and an exit code."""
    tell(line)
    raise typer.Exit(code)
