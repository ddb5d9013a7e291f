"""The example, over a real server: what its contract promises and what its README says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.servers import ROOT, Server, serve
from websockets.asyncio.client import ClientConnection, connect

NEWSROOM = ROOT / "examples" / "newsroom"
CONTRACT_FILES = sorted((ROOT / "schema" / "routes").rglob("*.*"))
AUTHORS = {
    "ada": {"handle": "ada", "name": "Ada Lovelace", "homepage": "https://example.org/ada"},
    "grace": {"handle": "grace", "name": "Grace Hopper"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("newsroom") / "newsroom.sqlite3"
    env = {"NEWSROOM_DATABASE": f"sqlite+aiosqlite:///{database}"}
    with serve("newsroom.app:app", env=env, paths=[NEWSROOM]) as running:
        yield running


class Client:
    """A connection that sends one request at a time."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.uuids = count()

    async def call(
        self, route: str, payload: Any = None, headers: dict[str, Any] | None = None
    ) -> tuple[int, Any, dict[str, Any]]:
        uuid = next(self.uuids)
        request = {"uuid": uuid, "route": route, "headers": headers or {}, "payload": payload}
        await self.connection.send(json.dumps(request))
        reply = json.loads(await self.connection.recv())
        assert sorted(reply) == ["headers", "payload", "status", "uuid"]
        assert reply["uuid"] == uuid
        return reply["status"], reply["payload"], reply["headers"]


@asynccontextmanager
async def visitor(server: Server, user: str = "") -> AsyncIterator[Client]:
    path = f"/ws?user={user}" if user else "/ws"
    async with connect(server.ws(path)) as connection:
        yield Client(connection)


def draft(slug: str, user: str = "ada", **members: Any) -> dict[str, Any]:
    """The payload of articles/create, with the required members only unless more are given."""
    return {"slug": slug, "title": "T", "body": "B", "author": AUTHORS[user]} | members


def pointers(payload: Any) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in payload["errors"]}


def contract_examples() -> Iterator[Any]:
    for file in CONTRACT_FILES:
        contract = yaml.safe_load(file.read_text())
        for example in contract["examples"]:
            route = contract["route"]
            yield pytest.param(route, example, id=f"{route}: {example['name']}")


@pytest.mark.parametrize(("route", "example"), list(contract_examples()))
async def test_every_example_of_the_contract_is_what_happens(
    server: Server, route: str, example: dict[str, Any]
) -> None:
    author = example["payload"]["author"]["handle"] if route == "articles/create" else ""
    async with visitor(server, author) as client:
        status, payload, _ = await client.call(route, example["payload"], example.get("headers"))
    assert status == example["status"]
    if status == 201:
        payload["id"] = example["reply"]["id"]  # depends on what was written before
    assert payload == example["reply"]


@pytest.mark.parametrize(
    ("article", "user", "status"),
    [
        (1, "", 200),
        (1, "grace", 200),
        (2, "", 403),
        (2, "ada", 200),
        (2, "nobody_in_particular", 200),
        (3, "", 403),
        (3, "grace", 403),
        (3, "ada", 200),
        (5, "", 403),
        (5, "ada", 403),
        (5, "grace", 200),
    ],
)
async def test_an_article_is_for_its_audience_and_its_author(
    server: Server, article: int, user: str, status: int
) -> None:
    async with visitor(server, user) as client:
        assert (await client.call("articles/get", {"id": article}))[0] == status


async def test_an_unknown_id_is_a_404_and_the_largest_one_is_no_exception(server: Server) -> None:
    async with visitor(server) as client:
        for unknown in (999_999, 2**53 - 1):
            status, payload, _ = await client.call("articles/get", {"id": unknown})
            assert (status, payload) == (404, {"message": "no such article"})


@pytest.mark.parametrize(
    ("payload", "errors"),
    [
        ({}, {"/payload/id": "required"}),
        ({"id": "1"}, {"/payload/id": "type"}),
        ({"id": True}, {"/payload/id": "type"}),
        ({"id": None}, {"/payload/id": "type"}),
        ({"id": 0}, {"/payload/id": "minimum"}),
        ({"id": 2**53}, {"/payload/id": "maximum"}),
        ({"id": 1, "slug": "x"}, {"/payload/slug": "additionalProperties"}),
        (None, {"/payload": "type"}),
    ],
)
async def test_a_payload_that_the_contract_rejects_is_a_400_that_says_where(
    server: Server, payload: Any, errors: dict[str, str]
) -> None:
    async with visitor(server) as client:
        status, reply, _ = await client.call("articles/get", payload)
    assert (status, pointers(reply)) == (400, errors)


async def test_what_is_left_out_takes_its_default_and_stays_absent_or_null(server: Server) -> None:
    async with visitor(server, "grace") as client:
        status, created, _ = await client.call("articles/create", draft("bare", "grace"))
        assert status == 201
        assert (created["access"], created["tags"], created["teaser"]) == ("PUBLIC", [], None)
        assert created["author"] == AUTHORS["grace"]
        assert await client.call("articles/get", {"id": created["id"]}) == (200, created, {})
    async with visitor(server) as guest:
        assert await guest.call("articles/get", {"id": created["id"]}) == (200, created, {})


async def test_what_is_given_comes_back_as_given(server: Server) -> None:
    tags = ["zebras", "apples", "machines"]
    article = draft(
        "full",
        title="Ünïcödé 🎉",
        teaser="A teaser.",
        access="MEMBERS",
        tags=tags,
        publish_at="2026-05-01T10:30:00.250+02:00",
    )
    async with visitor(server, "ada") as client:
        status, created, _ = await client.call("articles/create", article)
        assert status == 201
        assert created == {
            **article,
            "id": created["id"],
            "publish_at": "2026-05-01T08:30:00.250000Z",
        }
        assert await client.call("articles/get", {"id": created["id"]}) == (200, created, {})


@pytest.mark.parametrize(
    ("user", "author"), [("", "ada"), ("grace", "ada")], ids=["as a guest", "as somebody else"]
)
async def test_nobody_writes_in_another_name(server: Server, user: str, author: str) -> None:
    async with visitor(server, user) as client:
        status, payload, _ = await client.call("articles/create", draft("forged", author))
    assert (status, payload) == (403, {"message": "sign in, and write under your own name"})


@pytest.mark.parametrize(
    ("member", "value", "errors"),
    [
        ("slug", "No Spaces", {"/payload/slug": "pattern"}),
        ("slug", "x" * 81, {"/payload/slug": "maxLength"}),
        ("title", "", {"/payload/title": "minLength"}),
        ("teaser", None, {"/payload/teaser": "type"}),
        ("access", "FRIENDS", {"/payload/access": "enum"}),
        ("tags", ["a"] * 2, {"/payload/tags": "uniqueItems"}),
        ("tags", [f"t{n}" for n in range(9)], {"/payload/tags": "maxItems"}),
        ("tags", ["fine", "Not Fine"], {"/payload/tags/1": "pattern"}),
        ("publish_at", "2026-02-30T00:00:00Z", {"/payload/publish_at": "format"}),
        ("publish_at", "2026-02-03T00:00:00", {"/payload/publish_at": "format"}),
        ("publish_at", "1999-12-31T23:59:59Z", {"/payload/publish_at": "pattern"}),
        ("publish_at", 1767600000, {"/payload/publish_at": "type"}),
        ("author", {"handle": "ada"}, {"/payload/author/name": "required"}),
        (
            "author",
            {"handle": "ada", "name": "Ada", "homepage": None},
            {"/payload/author/homepage": "type"},
        ),
        (
            "author",
            {"handle": "ada", "name": "Ada", "homepage": "example.org"},
            {"/payload/author/homepage": "format"},
        ),
    ],
)
async def test_a_mistake_in_a_draft_is_found_where_it_is(
    server: Server, member: str, value: Any, errors: dict[str, str]
) -> None:
    async with visitor(server, "ada") as client:
        status, reply, _ = await client.call("articles/create", draft("mistaken") | {member: value})
        assert (status, pointers(reply)) == (400, errors)
        status, _, _ = await client.call("articles/list", {})
        assert status == 200


async def test_one_slug_is_given_once_even_when_many_ask_at_the_same_time(server: Server) -> None:
    async def try_to_write(user: str) -> tuple[int, Any]:
        async with visitor(server, user) as client:
            status, payload, _ = await client.call("articles/create", draft("contested", user))
        return status, payload

    answers = await asyncio.gather(*map(try_to_write, ["ada", "grace"] * 6))
    refused = (409, {"message": "another article has this slug", "slug": "contested"})
    assert sorted(status for status, _ in answers) == [201] + [409] * 11
    assert [answer for answer in answers if answer[0] == 409] == [refused] * 11


async def test_pages_follow_each_other_without_gap_or_overlap(server: Server) -> None:
    async with visitor(server, "ada") as client:
        for number in range(5):
            day = f"2026-06-0{number + 1}T00:00:00Z"
            article = draft(f"paged-{number}", tags=["paged"], publish_at=day)
            assert (await client.call("articles/create", article))[0] == 201
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            query = {"tag": "paged", "limit": 2, "offset": offset}
            status, page, _ = await client.call("articles/list", query)
            assert (status, page["total"]) == (200, 5)
            seen += [item["slug"] for item in page["items"]]
            offset = page["next_offset"]
        assert seen == [f"paged-{number}" for number in (4, 3, 2, 1, 0)]
        beyond = {"tag": "paged", "offset": 100_000}
        empty = {"items": [], "total": 5, "next_offset": None}
        assert await client.call("articles/list", beyond) == (200, empty, {})


async def test_a_list_shows_only_what_its_reader_may_read(server: Server) -> None:
    async def slugs(user: str, **filters: str) -> set[str]:
        async with visitor(server, user) as client:
            _, page, _ = await client.call("articles/list", {"limit": 50, **filters})
        return {item["slug"] for item in page["items"]}

    first = {
        "notes-by-the-translator",
        "the-first-bug",
        "letters-to-the-editor",
        "nanoseconds",
        "tomorrows-news",
    }
    assert first & await slugs("") == {"notes-by-the-translator", "nanoseconds"}
    assert first & await slugs("ada") == first - {"tomorrows-news"}
    assert first & await slugs("grace") == first - {"letters-to-the-editor"}
    assert first & await slugs("ada", access="AUTHOR") == {"letters-to-the-editor"}
    assert await slugs("", access="AUTHOR") == set()


async def test_a_sum_is_added_up_and_its_unit_handed_back(server: Server) -> None:
    async with visitor(server) as client:
        assert await client.call("math/sum", [1, 2.5]) == (200, {"sum": 3.5}, {})
        assert await client.call("math/sum", []) == (200, {"sum": 0}, {})
        headers = {"unit": "apples", "x-token": "a global header of the client"}
        assert await client.call("math/sum", [1], headers) == (200, {"sum": 1}, {"unit": "apples"})
        status, reply, _ = await client.call("math/sum", [1, "2", True], {"unit": ""})
    assert status == 400
    assert pointers(reply) == {
        "/headers/unit": "minLength",
        "/payload/1": "type",
        "/payload/2": "type",
    }


async def test_the_example_is_for_copying_so_it_stays_small() -> None:
    sources = [NEWSROOM / "demo.py", NEWSROOM / "visitor.py"]
    sources += (NEWSROOM / "newsroom").glob("*.py")
    long = {path.name: len(path.read_text().splitlines()) for path in sources}
    assert {name: lines for name, lines in long.items() if lines > 200} == {}


def test_the_readme_names_every_file_of_the_example() -> None:
    readme = (NEWSROOM / "README.md").read_text()
    files = [*NEWSROOM.glob("*.py"), *(NEWSROOM / "newsroom").glob("*.py")]
    names = {path.name for path in files} - {"__init__.py"}
    assert {name for name in names if name not in readme} == set()
    links = set(filter(None, (part.partition(")")[0] for part in readme.split("](")[1:])))
    assert {link for link in links if not (NEWSROOM / Path(link)).exists()} == set()
