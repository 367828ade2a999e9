"""ArcadeDB inside this process: started with its Bolt port, given its users and limits, stopped.

Only the engine's own process imports this (`engine.py`); everybody else speaks Bolt to it.
"""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Any

DATABASE = "iscm"
USER = "root"
READER = "reader"
HEAP = "1g"
# A lease on long statements cannot be longer than this, so that a forgotten one ends too.
LONG_STATEMENT_SECONDS = 1800

# What a group may do. `readonly` may read records and nothing else: not the schema, not settings.
_GROUPS = {
    "admin": (
        ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
        ["createRecord", "readRecord", "updateRecord", "deleteRecord"],
    ),
    "readonly": ([], ["readRecord"]),
    "*": ([], []),
}


def _free_port(preferred: int = 0) -> int:
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def _groups_file(config: Path) -> None:
    groups = {
        name: {
            "access": access,
            "readTimeout": -1,
            "resultSetLimit": -1,
            "types": {"*": {"access": types}},
        }
        for name, (access, types) in _GROUPS.items()
    }
    config.mkdir(parents=True, exist_ok=True)
    content = {"databases": {"*": {"groups": groups}}, "version": 2}
    (config / "server-groups.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


class Server:
    """ArcadeDB in this process: started, given its users and limits, stopped."""

    def __init__(self, folder: Path, keys: dict[str, Any], statement_seconds: float) -> None:
        self._folder = folder
        self._keys = keys
        self._default = int(statement_seconds * 1000)
        self._server: Any = None
        self._database: Any = None
        self._collectors: list[Any] = []
        self._quiet: Any = None  # a logger that nobody holds is forgotten, and its level with it
        self.bolt_port = 0

    def start(self) -> None:
        import arcadedb_embedded
        import jpype
        from arcadedb_embedded.jvm import start_jvm

        root = self._folder / "server"
        _groups_file(root / "config")
        # Users are made anew from the kept passwords; the file of hashes may be from another start.
        (root / "config" / "server-users.jsonl").unlink(missing_ok=True)
        # -Xrs leaves SIGTERM to us: with the JVM's own handler a running query blocks the exit.
        start_jvm(heap_size=HEAP, jvm_args=["-Xrs"])
        settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
        settings.TX_WAL_FLUSH.setValue(2)  # fsync at commit: the default survives a kill only
        self.bolt_port = _free_port(int(self._keys.get("bolt_port", 0)))
        self._server = arcadedb_embedded.create_server(
            str(root),
            root_password=self._keys["password"],
            config={
                "http_port": _free_port(),
                "bolt_port": self.bolt_port,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "polyglotEngineEnabled": False,
            },
        )
        self._server.start()
        existing = (root / "databases" / DATABASE).is_dir()
        open_database = self._server.get_database if existing else self._server.create_database
        self._database = open_database(DATABASE)
        for key in ("allowFileUrls", "allowRemoteUrls"):
            self._database.command(
                "sql", f"ALTER DATABASE `arcadedb.opencypher.loadCsv.{key}` false"
            )
        self.limit_statements(self._default)
        # Its Bolt listener logs the text of every statement that fails; visitors' texts are not
        # to be kept. The client gets the same error over the wire.
        self._quiet = jpype.JClass("java.util.logging.Logger").getLogger(
            "com.arcadedb.bolt.BoltNetworkExecutor"
        )
        self._quiet.setLevel(jpype.JClass("java.util.logging.Level").OFF)
        factory = jpype.JClass("java.lang.management.ManagementFactory")
        self._collectors = list(factory.getGarbageCollectorMXBeans())
        user = {
            "name": READER,
            "password": self._keys["reader_password"],
            "databases": {DATABASE: ["readonly"]},
        }
        # createUser takes the hash, not the password.
        security = self._server._java_server.getSecurity()
        user["password"] = str(security.encodePassword(user["password"]))
        security.createUser(
            jpype.JClass("com.arcadedb.serializer.json.JSONObject")(json.dumps(user))
        )

    def limit_statements(self, milliseconds: int) -> None:
        """The one time limit there is: for every statement of every user that starts from now."""
        self._database.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {milliseconds}")

    def long_statements(self, wanted: bool) -> None:
        self.limit_statements(LONG_STATEMENT_SECONDS * 1000 if wanted else self._default)

    def collecting_seconds(self) -> float:
        """How long the JVM has stood still to collect garbage since it started."""
        return sum(int(bean.getCollectionTime()) for bean in self._collectors) / 1000

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
