"""Messages as real protocols have them: served, sent with every kind of slip, and sent back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from jsonschema import validators
from tests.support.message_shapes import SHAPES, Shape, mutations
from tests.support.served_schemas import Served, json_equal, serve

from fastapi_observable_socket.routing.values.formats import FORMATS

by_name = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serves every shape."""
    return serve({one.name: one.schema for one in SHAPES}, tmp_path_factory.mktemp("shapes"))


def test_every_message_is_taken_as_it_is(shapes: Served) -> None:
    assert {name: list(map(str, found)) for name, found in shapes.refused.items()} == {}


@by_name
async def test_a_message_with_a_slip_is_decided_as_its_schema_says(
    shape: Shape, shapes: Served
) -> None:
    judge = _judge(shape.schema)
    values = [*shape.accepted, *(slip for value in shape.accepted for slip in mutations(value))]
    outcomes = await shapes.outcomes(shape.name, map(json.dumps, values))
    accepted = 0
    for value, outcome in zip(values, outcomes, strict=True):
        expected = 200 if judge.is_valid(value) else 400
        assert (outcome.status, outcome.reports) == (expected, ()), value
        if expected == 200:
            assert json_equal(outcome.payload, value), value
            accepted += 1
    assert len(shape.accepted) < accepted < len(values)


@by_name
def test_the_instances_of_a_message_are_valid(shape: Shape) -> None:
    for value in shape.accepted:
        assert not list(map(str, _judge(shape.schema).iter_errors(value)))


def _judge(schema: Any) -> Any:
    """Return another implementation, with patterns as ECMA-262 has them."""
    checker = jsonschema.FormatChecker(())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or _is_moment(value))
    extend: Any = validators.extend
    kind = extend(jsonschema.Draft202012Validator, {"pattern": _pattern})
    return kind(schema, format_checker=checker)


def _is_moment(text: str) -> bool:
    return FORMATS["date-time"](text)


def _pattern(
    validator: object, pattern: str, value: object, schema: object
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield jsonschema.ValidationError(f"does not match {pattern}")
