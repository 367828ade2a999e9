"""Writing a file that the user named: there whole or not at all, a plain error where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import BadInput, IscmError, StoreError


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Gives the partial file to write; it takes the place of `path` when all went well."""
    partial = path.with_name(path.name + ".part")
    try:
        yield partial
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, IscmError):
            raise BadInput(f"{path} cannot be written: {error.strerror}.") from error
        raise
    try:
        partial.replace(path)
    except OSError as failed:
        raise StoreError(f"{path} cannot be written: {failed.strerror}.") from None


def write_file(path: Path, content: bytes) -> None:
    with writing(path) as partial:
        partial.write_bytes(content)
