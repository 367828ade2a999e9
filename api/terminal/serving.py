"""serve: the pages, the API and the map, on this machine or, said expressly, for the public."""

from __future__ import annotations

import ipaddress
import socket
import threading
import webbrowser
from importlib import import_module
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.live import LiveGraph
from api.serving import LOOPBACK, Settings
from api.terminal.printing import err, say
from graph.errors import BadInput
from graph.settings import Settings as Environment


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    public: Annotated[
        bool, typer.Option("--public", help="Allow an address that others can reach.")
    ] = False,
    cypher: Annotated[
        bool, typer.Option("--cypher", help="Allow queries under --public, too.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Host name under which others reach it; may be repeated."),
    ] = None,
    root_path: Annotated[str, typer.Option("--root-path", help="Path prefix of a proxy.")] = "",
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve pages, map and API; follows the store while it runs."""
    if not _is_loopback(host) and not public:
        raise BadInput(
            f"{host} can be reached by others.", hint="Say --public if that is meant."
        )
    hosts = (*LOOPBACK, *(name or ()), *(() if _is_any(host) else (host,)))
    settings = Settings(
        public=public, cypher=True if cypher else None, root_path=root_path, allowed_hosts=hosts
    )
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    graph_now = LiveGraph(Environment.from_environment(), say=say)
    graph_now.start()
    # Takes seconds, and only the first map needs it: not before the first page, nor in its way.
    threading.Thread(target=import_module, args=("graph.drawing.map",), daemon=True).start()
    try:
        config = uvicorn.Config(
            create_app(graph_now, settings), log_level="warning", proxy_headers=public,
            server_header=False, timeout_graceful_shutdown=3,
        )
        shown = "localhost" if _is_loopback(host) or _is_any(host) else host
        address = f"http://{shown}:{port}{root_path}/"
        err.print(f"ISCM Graph is at [bold]{address}[/]  (Ctrl+C ends it)")
        if open_page:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        graph_now.stop()


def _listen(host: str, port: int) -> socket.socket:
    """The socket, bound before anything is loaded, so that a taken port is said at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        raise BadInput(
            f"Nothing can listen on {host}, port {port}: {error.strerror or error}.",
            hint="Is it running already? --port names another.",
        ) from error
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
