"""The store's books: which data sets it holds, which load it stands at, which digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.snapshot import Meta


@dataclass(frozen=True, slots=True)
class Books:
    """What the store says of itself.

    tables: digest of each table over all data sets. datasets: what is kept of each, its own table
    digests among it. loading: the data set whose load is under way or died half-way.
    """

    digest: str = ""
    load: int = 0
    finished: str = ""
    as_of: str = ""
    loading: str = ""
    schema: str = ""
    alongside: bool = False
    tables: Mapping[str, str] = field(default_factory=dict)
    datasets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no data set was ever loaded whole, and none is half-way."""
        return not self.datasets and not self.loading

    def to_properties(self) -> dict[str, Any]:
        """As the bookkeeping node keeps it."""
        flat = asdict(self)
        flat["tables"] = json.dumps(flat["tables"], sort_keys=True)
        flat["datasets"] = json.dumps(flat["datasets"], sort_keys=True)
        return {"id": "iscm", **flat}

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> Books:
        values = {name: properties[name] for name in cls.__slots__ if name in properties}
        for name in ("tables", "datasets"):
            values[name] = json.loads(values.get(name, "{}"))
        return cls(**values)

    def meta(self) -> Meta:
        """What a snapshot of this store says of itself."""
        own = ("name", "title", "created", "version")
        return Meta(
            as_of=self.as_of,
            datasets=tuple(
                {key: data_set.get(key, "") for key in own}
                for _, data_set in sorted(self.datasets.items())
            ),
            load={"id": self.load, "finished": self.finished},
        )
