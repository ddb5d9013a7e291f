"""The page about the connection, run: every program on it, with every frame printed below it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.support.pages import Program, programs, run

from fastapi_observable_socket import Limits, Policy
from fastapi_observable_socket.routing import hello
from fastapi_observable_socket.routing.policy import MAX_STRIKES
from fastapi_observable_socket.testing import SocketClient
from fastapi_observable_socket.uvicorn import handshake

PAGE = Path(__file__).resolve().parents[2] / "src/fastapi_observable_socket/asgi/CONNECTION.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("program", programs(PAGE), ids=lambda program: program.place)
async def test_a_program_on_the_page_does_what_is_printed_below_it(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    assert program.shown, "nothing shows what this program does"
    steps = iter(program.shown)
    async with SocketClient(run(program)["app"]) as client:
        for language, text in steps:
            if language == "text":
                (record,) = caplog.records
                logged = record.getMessage().replace(program.place, "app.py")
                assert re.sub(r"^c\d+", "c1", logged) == text.strip()
                continue
            client.send_text(text)
            shown(json.loads(next(steps)[1]), await client.receive())


def shown(part: Any, whole: Any) -> None:
    """Checks that what is printed is in an answer, of which the page may leave out the rest."""
    if isinstance(part, dict):
        for name, member in part.items():
            shown(member, whole[name])
    elif isinstance(part, list):
        assert len(part) == len(whole)
        for one, other in zip(part, whole, strict=True):
            shown(one, other)
    else:
        assert part == whole


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    assert f"after {MAX_STRIKES} that did not heed it" in TEXT
    assert (hello._ATTEMPTS.requests, hello._ATTEMPTS.seconds) == (10, 10.0)
    assert (handshake.MAX_HEAD_BYTES, handshake.MAX_LINE_BYTES) == (16 * 1024, 8 * 1024)


def test_the_page_names_every_member_of_a_policy() -> None:
    table = TEXT.partition("| member | says |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    # `idempotent` tells clients what they may do; the server does nothing about it
    assert named == set(Policy.__dataclass_fields__) - {"idempotent"}


def test_the_page_names_only_limits_that_there_are() -> None:
    section = TEXT.partition("## Limits")[2].partition("## Policies")[0]
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", section))
    assert named
    assert named <= set(Limits.__dataclass_fields__)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", TEXT))
def test_a_link_leads_somewhere(target: str) -> None:
    path, _, anchor = target.partition("#")
    page = (PAGE.parent / path).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    slugs = [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]
    assert not anchor or anchor in slugs
