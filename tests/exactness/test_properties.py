"""Schemas that nobody thought of, generated and served, against another implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.support.schema_strategies import instances, schemas
from tests.support.served_schemas import Served, json_equal, serve

from fastapi_observable_socket.routing.values.formats import FORMATS

SCHEMAS = 250
INSTANCES = 8

NOT_SUPPORTED = {"endless-ref", "required"}
"""Rules that refuse schemas which nothing fits, or which never end."""

Drawn = list[tuple[Any, list[Any]]]


def draw() -> Drawn:
    """Return schemas with instances; all of them are generated and served in one go."""
    found: Drawn = []

    @seed(20_201_212)
    @settings(
        max_examples=SCHEMAS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        schema = data.draw(schemas)
        found.append((schema, [data.draw(instances(schema)) for _ in range(INSTANCES)]))

    collect()
    return found


def checks() -> jsonschema.FormatChecker:
    """Return the checks of formats; those that are our own have tests of their own."""
    checker = jsonschema.FormatChecker(["ipv4", "uuid"])
    for name, fits in FORMATS.items():
        checker.checks(name)(lambda value, fits=fits: not isinstance(value, str) or fits(value))
    return checker


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Drawn, Served]:
    drawn = draw()
    folder: Path = tmp_path_factory.mktemp("properties")
    return drawn, serve({f"s{at}": schema for at, (schema, _) in enumerate(drawn)}, folder)


def test_schemas_are_refused_for_nothing_but_what_is_documented(
    served: tuple[Drawn, Served],
) -> None:
    drawn, server = served
    rules = {one.rule for found in server.refused.values() for one in found}
    assert rules <= NOT_SUPPORTED
    assert len(server.refused) < len(drawn) / 2


async def test_routes_decide_as_another_implementation_does_and_give_back_what_they_got(
    served: tuple[Drawn, Served],
) -> None:
    drawn, server = served
    decisions = {200: 0, 400: 0}
    for at, (schema, values) in enumerate(drawn):
        if f"s{at}" in server.refused:
            continue
        judge = jsonschema.Draft202012Validator(schema, format_checker=checks())
        outcomes = await server.outcomes(f"s{at}", map(json.dumps, values))
        for value, outcome in zip(values, outcomes, strict=True):
            case = f"{json.dumps(schema)}\nwith {json.dumps(value)}\ngave {outcome}"
            assert outcome.status == (200 if judge.is_valid(value) else 400), case
            assert outcome.reports == (), case
            assert outcome.status == 400 or json_equal(outcome.payload, value), case
            decisions[outcome.status] += 1
    assert min(decisions.values()) > len(drawn) / 2
