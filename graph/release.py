"""Which release of this software is running."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def software_version() -> str:
    """The version of this software, as installed."""
    try:
        return version("iscm-graph")
    except PackageNotFoundError:
        return "development"
