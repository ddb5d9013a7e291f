"""The original client, typed by the generated contract, against the newsroom's server.

The session is written in TypeScript and compiled here, so that what compiles is what runs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import node, type_projects
from tests.support.servers import Server, serve

NEWSROOM = node.ROOT / "examples/newsroom"
SOURCES = type_projects.FOLDER / "newsroom"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session, ready to run."""
    node.require_modules()
    folder = tmp_path_factory.mktemp("session")
    installed = folder / "node_modules/@djanext/observable-socket"
    shutil.copytree(type_projects.ORIGINAL.parent, installed)
    shutil.copy(SOURCES / "run_session.js", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    files = {
        "contract.ts": type_projects.NEWSROOM_CONTRACT.read_text("utf-8"),
        **{name: (SOURCES / name).read_text("utf-8") for name in ("client.ts", "session.ts")},
    }
    emitting = {"noEmit": False, "module": "nodenext", "moduleResolution": "nodenext"}
    type_projects.write_project(folder, files, {**type_projects.STRICT, **emitting})
    assert node.compile_project(folder, "7") == []
    return folder / "run_session.js"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("newsroom") / "newsroom.sqlite3"
    env = {"NEWSROOM_DATABASE": f"sqlite+aiosqlite:///{database}"}
    with serve("newsroom.app:app", env=env, paths=[NEWSROOM]) as running:
        yield running


@pytest.fixture(scope="module")
def told(program: Path, server: Server) -> dict[str, list[Any]]:
    """What the session told, in order, by what it is about."""
    arguments = [str(program), server.ws(), str(node.MODULES)]
    finished = node.run_node(arguments, program.parent)
    assert finished.returncode == 0, finished.stderr
    told: dict[str, list[Any]] = {}
    for line in finished.stdout.splitlines():
        what, value = json.loads(line)
        told.setdefault(what, []).append(value)
    return told


def test_every_frame_is_one_that_the_original_sends(told: dict[str, list[Any]]) -> None:
    frames = told["sent"] + told["ping"]
    for frame in frames:
        assert sorted(frame) == ["headers", "payload", "route", "status", "uuid"]
        assert frame["status"] == 200
    assert [frame["route"] for frame in told["sent"]] == [
        "articles/get",
        "articles/get",
        "math/sum",
    ]
    assert len({frame["uuid"] for frame in frames}) == len(frames)


def test_calls_are_answered(told: dict[str, list[Any]]) -> None:
    found, missing = told["articles/get"]
    assert found["status"] == 200
    assert found["payload"]["slug"] == "notes-by-the-translator"
    assert missing["status"] == 404
    assert list(missing["payload"]) == ["message"]
    assert told["math/sum"] == [6]
    assert told["unit"] == ["apples"]


def test_each_answer_finds_its_request(told: dict[str, list[Any]]) -> None:
    uuids = [frame["uuid"] for frame in told["sent"]]
    assert [frame["uuid"] for frame in told["articles/get"]] == uuids[:2]


def test_replies_reach_the_callback_for_messages_too_and_pongs_do_not(
    told: dict[str, list[Any]],
) -> None:
    assert told["received"] == [[200, True], [404, True], [200, True]]


def test_the_heartbeat_is_answered_with_its_uuid(told: dict[str, list[Any]]) -> None:
    pong = told["pong"][0]
    assert pong["uuid"] in [ping["uuid"] for ping in told["ping"]]
    assert pong["route"] == "PONG"


def test_the_connection_opens_once_and_ends_when_the_client_says_so(
    told: dict[str, list[Any]],
) -> None:
    assert told["connected"] == [["newsroom", True], ["newsroom", False]]
    assert told["closed"] == [1000]
