"""Each construct of JSON Schema, generated and served: what is accepted, and what comes back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter
from tests.support.combined_constructs import COMBINED
from tests.support.constructs import CONSTRUCTS, Construct
from tests.support.served_schemas import Served, json_equal

from fastapi_observable_socket.routing.values.checker import Checker

ALL = (*CONSTRUCTS, *COMBINED)

by_name = pytest.mark.parametrize("construct", ALL, ids=lambda one: one.name)


def test_the_generator_takes_every_construct(constructs: Served) -> None:
    assert {name: list(map(str, found)) for name, found in constructs.refused.items()} == {}


@by_name
async def test_what_a_schema_accepts_comes_back_as_it_was(
    construct: Construct, constructs: Served
) -> None:
    outcomes = await constructs.outcomes(construct.route, construct.accepted)
    for text, outcome in zip(construct.accepted, outcomes, strict=True):
        assert (outcome.status, outcome.reports) == (200, ()), text
        assert json_equal(outcome.payload, json.loads(text)), text


@by_name
def test_a_loaded_payload_without_what_was_not_set_is_what_came(
    construct: Construct, constructs: Served
) -> None:
    part = constructs.part(construct.route)
    checker = Checker(part, constructs.package.contract.definitions, 1)
    for text in construct.accepted:
        dumped = [whatever_was_set(part.type, value) for value in loaded(checker, text)]
        assert all(json_equal(one, json.loads(text)) for one in dumped), text


def loaded(checker: Checker, text: str) -> Iterator[Any]:
    """A payload as the run-time loads it: judged, and in one pass where it does that."""
    yield checker.build(json.loads(text))
    if checker.is_exact:
        with contextlib.suppress(ValueError):
            yield checker.read(text.encode())


def whatever_was_set(type_: Any, value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True, by_alias=True, mode="json")
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    return adapter.dump_python(value, exclude_unset=True, by_alias=True, mode="json")


@by_name
async def test_what_a_schema_refuses_is_a_bad_request(
    construct: Construct, constructs: Served
) -> None:
    outcomes = await constructs.outcomes(construct.route, construct.refused)
    for text, outcome in zip(construct.refused, outcomes, strict=True):
        assert (outcome.status, outcome.reports) == (400, ()), text
        assert outcome.payload["errors"][0]["pointer"].startswith("/payload"), text


@by_name
async def test_a_handler_may_return_what_the_schema_of_its_reply_accepts_and_nothing_else(
    construct: Construct, replies: Served
) -> None:
    has_defaults = '"default"' in json.dumps(construct.schema)
    for text, outcome in zip(
        construct.accepted,
        await replies.outcomes(construct.route, construct.accepted),
        strict=True,
    ):
        assert (outcome.status, outcome.reports) == (200, ()), text
        # where there are defaults, replies have them
        assert has_defaults or json_equal(outcome.payload, json.loads(text)), text
    for text, outcome in zip(
        construct.refused, await replies.outcomes(construct.route, construct.refused), strict=True
    ):
        assert outcome.status == 500, text
        assert "BrokenReply" in outcome.reports[0], text


@pytest.mark.parametrize(
    "construct",
    [one for one in ALL if '"format"' not in json.dumps(one.schema)],
    ids=lambda one: one.name,
)
def test_another_implementation_says_the_same(construct: Construct) -> None:
    if construct.name in UNLIKE_PYTHON:
        pytest.skip(UNLIKE_PYTHON[construct.name])
    judge = jsonschema.Draft202012Validator(construct.schema)
    for text in construct.accepted:
        assert judge.is_valid(json.loads(text)), text
    for text in construct.refused:
        assert not judge.is_valid(json.loads(text)), text


UNLIKE_PYTHON = {
    "pattern": "Python's $ matches in front of a line break at the end",
    "pattern_digits": "Python's \\d matches the digits of every script",
    "pattern_words": "Python's \\w matches the letters of every script",
    "pattern_spaces": "Python's \\s does not match the byte order mark",
    "pattern_unicode": "Python has no \\p",
    "multiple_of": "binary fractions: 0.07 is no multiple of 0.01 there",
    "money": "as above",
    "multiple_of_tenths": "as above",
    **dict.fromkeys(("semver", "end_is_the_end"), "as with `pattern`"),
    **dict.fromkeys(("negated_digits", "map_by_pattern"), "as with `pattern_digits`"),
    **dict.fromkeys(("class_with_dash", "negated_words"), "as with `pattern_words`"),
    "not_space": "as with `pattern_spaces`",
    "control_escape": "Python has no \\c",
    "named_group": "Python writes named groups in another way",
    "any_sign_at_all": "Python has no [^]",
    "braces_like_counts": "to Python, {,2} is {0,2}",
    "braces": "as with `pattern_words`",
    **dict.fromkeys(
        ("letters_of_all_scripts", "script", "not_letters", "map_by_letters"),
        "as with `pattern_unicode`",
    ),
}
"""Where patterns and numbers of Python are not those of ECMA-262 and JSON."""
