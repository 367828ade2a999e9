"""Finds the server that is meant, and says in plain words why it cannot be had."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

from graph.errors import StoreUnreachable
from graph.schema import SCHEMA
from graph.schema.kinds import Schema
from graph.store.bolt import Store
from graph.store.embedded import open_embedded

OLDEST_NEO4J = (5, 26)
_SCHEME = re.compile(r"(neo4j|bolt)(\+s|\+ssc)?://")
"""What is spoken to Neo4j here; the driver would try others, which need more than the driver."""


def connect_neo4j(
    uri: str, username: str, password: str, database: str, schema: Schema = SCHEMA
) -> Store:
    """A Neo4j server; StoreUnreachable with the reason where it cannot be had."""
    driver: neo4j.Driver | None = None
    try:
        if not _SCHEME.match(uri):
            raise ValueError("it does not begin with neo4j:// or bolt://")
        driver = neo4j.GraphDatabase.driver(
            uri, auth=(username, password), connection_timeout=10, max_transaction_retry_time=15,
            notifications_min_severity="OFF",
        )
        driver.verify_connectivity()
        with driver.session(database=database) as session:
            session.run("RETURN 1").consume()
        agent = driver.get_server_info().agent
    except (ConfigurationError, ValueError) as error:
        raise StoreUnreachable(
            f"NEO4J_URI {uri!r} is no address of a Neo4j server: {error}.",
            hint="Expected, for instance, neo4j://localhost:7687.",
        ) from error
    except AuthError as error:
        _close(driver)
        raise StoreUnreachable(
            f"The Neo4j server at {uri} refused the user {username!r} or the password.",
            hint="Check NEO4J_USERNAME and NEO4J_PASSWORD.",
        ) from error
    except Neo4jError as error:
        _close(driver)
        if (error.code or "").startswith("Neo.ClientError.Security."):
            raise StoreUnreachable(
                f"The Neo4j server at {uri} refused the user {username!r}: {error.message}",
                hint="Check NEO4J_USERNAME and NEO4J_PASSWORD.",
            ) from error
        raise StoreUnreachable(
            f"The Neo4j server at {uri} refused the database {database!r}: {error.message}",
            hint="Check NEO4J_DATABASE.",
        ) from error
    except (DriverError, OSError) as error:
        _close(driver)
        raise StoreUnreachable(
            f"No Neo4j server answers at {uri}: {error}.",
            hint="Is it running, and is NEO4J_URI right? Without NEO4J_URI the embedded store"
            " is used.",
        ) from error
    found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if found and (int(found[1]), int(found[2])) < OLDEST_NEO4J:
        _close(driver)
        raise StoreUnreachable(f"The server at {uri} is {agent}; Neo4j 5.26 or newer is needed.")
    return Store(driver, database, "neo4j", agent, schema=schema)


def connect_embedded(
    folder: Path, *, on_start: Callable[[str], None] | None = None, schema: Schema = SCHEMA
) -> Store:
    """The embedded server over this folder, started if nobody has yet."""
    endpoint = open_embedded(folder, on_start=on_start)
    driver = neo4j.GraphDatabase.driver(
        endpoint.uri, auth=(endpoint.user, endpoint.password), connection_timeout=10,
        max_transaction_retry_time=15, notifications_min_severity="OFF",
    )
    return Store(
        driver, endpoint.database, "embedded", endpoint.agent, endpoint=endpoint,
        lock_file=folder / "load.lock", schema=schema,
    )


def _close(driver: neo4j.Driver | None) -> None:
    if driver is not None:
        driver.close()
