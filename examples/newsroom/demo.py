"""Talk to the newsroom: every route, through a real server, every answer checked.

``demo.py`` starts the server, lets three visitors send requests over WebSockets, prints what
goes to and fro, and exits 1 at the first answer that is not as it should be.
``demo.py --serve`` only starts the server and prints its address.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import uvicorn
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from visitor import PATIENCE, UnexpectedError, Visitor

ADA = {"handle": "ada", "name": "Ada Lovelace", "homepage": "https://example.org/ada"}
NOTES = {
    "id": 1,
    "slug": "notes-by-the-translator",
    "title": "Notes by the translator",
    "teaser": "What the engine can do, and what it cannot.",
    "body": "The engine has no pretensions whatever to originate anything.",
    "author": ADA,
    "access": "PUBLIC",
    "tags": ["engines", "mathematics"],
    "publish_at": "2026-01-05T08:00:00Z",
}
DRAFT = {
    "slug": "note-g",
    "title": "Note G",
    "body": "How to compute the numbers of Bernoulli.",
    "author": ADA,
    "access": "MEMBERS",
    "tags": ["engines"],
    "publish_at": "2026-04-01T10:00:00+02:00",
}
NOTE_G = {**DRAFT, "id": 6, "teaser": None, "publish_at": "2026-04-01T08:00:00Z"}


def story(guest: Visitor, ada: Visitor, grace: Visitor) -> None:
    """Let the visitors ask, and say what each must get."""
    chapter("A request, a reply")
    guest.asks("PING").gets_pong()
    guest.asks("math/sum", [1, 2, 3, 4]).gets(200, {"sum": 10})
    guest.asks("math/sum", [0.5, 0.25], {"unit": "pages"}).gets(
        200, {"sum": 0.75}, {"unit": "pages"}
    )
    guest.asks("math/sum", [1, "2"]).gets_errors({"/payload/1": "type"})

    chapter("Reading: the contract says what there is, an access hook who may have it")
    guest.asks("articles/get", {"id": 1}).gets(200, NOTES)
    guest.asks("articles/get", {"id": 2}).gets(403, {"message": "access denied"})
    guest.asks("articles/get", {"id": 404}).gets(404, {"message": "no such article"})

    chapter("Writing: mistakes are found before any code of the newsroom runs")
    mistakes = {
        "slug": "Note G",
        "title": "",
        "author": {**ADA, "homepage": "ask me"},
        "publish_at": "2026-02-30T08:00:00Z",
    }
    ada.asks("articles/create", mistakes).gets_errors(
        {
            "/payload/slug": "pattern",
            "/payload/title": "minLength",
            "/payload/body": "required",
            "/payload/author/homepage": "format",
            "/payload/publish_at": "format",
        }
    )
    forged = {"message": "sign in, and write under your own name"}
    grace.asks("articles/create", DRAFT).gets(403, forged)
    ada.asks("articles/create", DRAFT).gets(201, NOTE_G)
    taken = {"message": "another article has this slug", "slug": "note-g"}
    ada.asks("articles/create", DRAFT).gets(409, taken)
    grace.asks("articles/get", {"id": 6}).gets(200, NOTE_G)

    chapter("Listing: page by page, and only what the user may read")
    engines = {"tag": "engines", "limit": 1}
    new, old = headline(NOTE_G), headline(NOTES)
    ada.asks("articles/list", engines).gets(200, {"items": [new], "total": 2, "next_offset": 1})
    ada.asks("articles/list", {**engines, "offset": 1}).gets(
        200, {"items": [old], "total": 2, "next_offset": None}
    )
    guest.asks("articles/list", {"limit": 1}).gets(
        200, {"items": [old], "total": 2, "next_offset": 1}
    )


def chapter(title: str) -> None:
    """Print a heading."""
    print(f"\n{title}\n{'-' * len(title)}\n")


def headline(article: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a list shows of one of Ada's articles."""
    names = ("id", "slug", "title", "access", "publish_at")
    return {"author": "ada", **{name: article[name] for name in names}}


@contextmanager
def running_server() -> Generator[str]:
    """Run this file with ``--serve`` in a process of its own; gives the server's address.

    Raises:
        UnexpectedError: The server did not end as it should.
    """
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(PATIENCE)
            server.kill()  # does nothing to a process that has ended
    if server.returncode != 0:
        raise UnexpectedError(f"the server ended with {server.returncode}")


def serve(port: int) -> None:
    """Serve the newsroom until SIGINT or SIGTERM, with a database that lives as long."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), tempfile.TemporaryDirectory() as folder:
        os.environ["NEWSROOM_DATABASE"] = f"sqlite+aiosqlite:///{folder}/newsroom.sqlite3"
        listener = socket.create_server(("127.0.0.1", port))
        print(f"ws://127.0.0.1:{listener.getsockname()[1]}/ws", flush=True)
        config = uvicorn.Config("newsroom.app:app", log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


def demo() -> None:
    """Run server and story.

    Raises:
        UnexpectedError: An answer was not as it should be, or the server did not end well.
    """
    with running_server() as address, ExitStack() as connections:

        def visitor(name: str, query: str = "") -> Visitor:
            socket = connect(address + query, open_timeout=PATIENCE)
            return Visitor(name, connections.enter_context(socket))

        story(visitor("guest"), visitor("ada", "?user=ada"), visitor("grace", "?user=grace"))


def main() -> str | None:
    """Return what went wrong."""
    parser = argparse.ArgumentParser(description="Talk to the newsroom, or serve it.")
    parser.add_argument("--serve", action="store_true", help="serve until Ctrl-C")
    parser.add_argument("--port", type=int, default=0, help="where to serve (a free port)")
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.port)
        return None
    try:
        demo()
    except (UnexpectedError, OSError, WebSocketException) as problem:
        return f"\nFAILED: {problem}"
    print("Every answer was as it should be.")
    return None


if __name__ == "__main__":
    sys.exit(main())
