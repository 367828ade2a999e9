"""The environment, read once into a frozen Settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data are kept, and which Neo4j is meant (none: the embedded store).

    The NEO4J_ variables are those that Neo4j's own tools read.
    """

    home: Path
    neo4j_uri: str = ""
    neo4j_username: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    neo4j_database: str = "neo4j"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """ISCM_HOME (default: the platform's folder for user data) and NEO4J_*."""
        home = environment.get("ISCM_HOME", "")
        return cls(
            home=Path(home).expanduser() if home else user_data_path("iscm-graph"),
            neo4j_uri=environment.get("NEO4J_URI", ""),
            neo4j_username=environment.get("NEO4J_USERNAME", "") or "neo4j",
            neo4j_password=environment.get("NEO4J_PASSWORD", ""),
            neo4j_database=environment.get("NEO4J_DATABASE", "") or "neo4j",
        )
