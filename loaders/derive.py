"""Writes what follows from the schema and the other tables.

That is seeds/coverage.csv, seeds/datapackage.json and docs/data-dictionary.md.

`python -m loaders.derive` writes; a test fails when what is committed is stale.
"""

from __future__ import annotations

from pathlib import Path

from graph.schema import SCHEMA
from graph.schema.dictionary import dictionary
from graph.schema.kinds import Schema
from graph.schema.package import descriptor, to_json
from loaders.coverage import coverage, tables_of
from loaders.seeds import SEEDS
from loaders.writing import write_table

RELEASE = "0.3.0"
CREATED = "2026-11-22"
"""The seeds' date: the default day of every question. Raise it with every release of the seeds."""


def package_text(folder: Path = SEEDS, schema: Schema = SCHEMA) -> str:
    """The descriptor of the seed tables that stand in `folder`."""
    tables = {file.name for file in folder.glob("*.csv")}
    return to_json(
        descriptor(
            schema,
            tables,
            name="iscm-seeds",
            title="Inter-State consultation mechanisms on migration",
            description="Who takes part in which inter-State consultation mechanism on migration,"
            " since when, who serves it, where it met and what it recommended, each fact with its"
            " source.",
            version=RELEASE,
            created=CREATED,
        )
    )


def dictionary_text(schema: Schema = SCHEMA) -> str:
    """The data dictionary."""
    return dictionary(schema)


def write_coverage(folder: Path, path: Path, schema: Schema = SCHEMA) -> None:
    """Write at `path` the coverage table that follows from the other tables in `folder`."""
    kind = schema.node("Coverage")
    rows = coverage(tables_of(folder), CREATED)
    write_table(path, kind, ([row[column.name] for column in kind.columns] for row in rows))


def main() -> None:
    if (SEEDS / "mechanisms.csv").exists():
        write_coverage(SEEDS, SEEDS / "coverage.csv")
    (SEEDS / "datapackage.json").write_text(package_text(), encoding="utf-8")
    docs = SEEDS.parent / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "data-dictionary.md").write_text(dictionary_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
