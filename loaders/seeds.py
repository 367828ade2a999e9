"""The seeds that come with the product: where they are, and the snapshot made straight of them."""

from __future__ import annotations

from pathlib import Path

from graph.snapshot import Meta, Snapshot
from loaders.data_set import DataSet, open_data_set

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The folder of seed tables, in a checkout and in an installed wheel alike."""


def open_seeds(path: Path = SEEDS) -> Snapshot:
    """The snapshot of a whole data set, without any database; BadInput if it has faults."""
    return snapshot_of(open_data_set(path))


def snapshot_of(data_set: DataSet) -> Snapshot:
    """The snapshot that one data set makes alone."""
    return Snapshot.from_elements(
        data_set.elements(), Meta(as_of=data_set.created, datasets=(data_set.about(),))
    )
