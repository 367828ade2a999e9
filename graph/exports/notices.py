"""What every file that leaves the house says of itself: receipt, date, licence, designations."""

from __future__ import annotations

from collections.abc import Iterator

from graph.release import software_version
from graph.schema.nodes import PLACES
from graph.snapshot import Snapshot

TITLE = "ISCM Graph: inter-State consultation mechanisms on migration"
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
NO_POSITION = (
    "Names of States and territories imply no opinion on the legal status of any country,"
    " territory or area, or of its authorities."
)


def notices(snapshot: Snapshot) -> Iterator[str]:
    """The lines, one statement each, without any line break inside."""
    yield TITLE
    yield f"Data as of {snapshot.as_of}, receipt {snapshot.receipt}, version {software_version()}"
    yield f"Digest of the data {snapshot.digest}"
    for data_set in snapshot.meta.datasets:
        title = data_set.get("title") or data_set.get("name") or ""
        yield one_line(f"Data set {title}, version {data_set.get('version') or 'not stated'}")
    yield f"Licence of the data: {LICENCE}"
    yield NO_POSITION
    for name, note in designations(snapshot):
        yield f"Designation of {name}: {note}"


def designations(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Name and note of every State and territory whose designation carries one."""
    for label in PLACES:
        for place in snapshot.nodes(label):
            if note := place.get("designation_note"):
                yield one_line(place.name), one_line(str(note))


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks of any kind among it, as one space."""
    return " ".join(text.split())
