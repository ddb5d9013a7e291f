"""What clauses leave to the validator: ``not``, ``if``, and branches that must not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any

from observable_socket_codegen.inclusion.clauses import Clause, schema_of
from observable_socket_codegen.inclusion.failures import Failure
from observable_socket_codegen.inclusion.prover_port import Port
from observable_socket_codegen.inclusion.universe import Schema
from observable_socket_codegen.ir import Json


def compare_conditions(port: Port, clause: Clause, target: Clause) -> Iterator[Failure]:
    """Yield how values of a clause may not fit what another one leaves to the validator."""
    for schema in target.rest:
        if not isinstance(schema, dict):
            continue
        if any(port.universe.same((schema,), (known,)) for known in clause.rest):
            continue
        if not _holds(port, clause, schema):
            words = " and ".join(f"`{keyword}`" for keyword in sorted(schema.keys() - _WHOLE))
            subject = f"values that do not fit {words or 'the whole schema'}"
            shows = (*_culprits(port, clause, schema), *islice(port.sampler.of(clause), 24))
            yield Failure("condition", subject, shows)


_WHOLE = {"then", "else"}


def _culprits(port: Port, clause: Clause, schema: dict[str, Any]) -> Iterator[Json]:
    """Yield values of a clause that a schema may refuse, found from the other end."""
    own = schema_of(clause)
    if "not" in schema:
        yield from port.sampler.values((*own, schema["not"]))
    for one, other in combinations(schema.get("oneOf", ()), 2):
        yield from port.sampler.values((*own, one, other))
    if "if" in schema:
        yield from port.sampler.values((*own, schema["if"]))


def _holds(port: Port, clause: Clause, schema: dict[str, Any]) -> bool:
    if schema.keys() == {"not"}:
        return port.normalizer.disjoint((clause,), port.normalizer.clauses((schema["not"],)))
    if schema.keys() == {"oneOf"}:
        return _exclusive(port, clause, schema["oneOf"])
    if _is_condition(schema):
        return _follows(port, clause, schema)
    return False


def _is_condition(schema: dict[str, Any]) -> bool:
    return "if" in schema and schema.keys() <= {"if", "then", "else"}


def _exclusive(port: Port, clause: Clause, branches: list[Schema]) -> bool:
    """Whether no value of a clause fits two branches."""
    own = schema_of(clause)
    return all(
        port.normalizer.is_empty((*own, one, other)) for one, other in combinations(branches, 2)
    )


def _follows(port: Port, clause: Clause, schema: dict[str, Any]) -> bool:
    """Whether values of a clause fit ``then`` where they fit ``if``, and ``else`` where not."""
    condition: Schema = schema["if"]
    own = schema_of(clause)
    met, unmet = [*own, condition], [*own, port.universe.piece({"not": condition})]
    for known in clause.rest:
        if not isinstance(known, dict) or not _is_condition(known):
            continue
        if port.universe.same((condition,), (known["if"],)):
            met.append(known.get("then", True))
            unmet.append(known.get("else", True))
    then, other = schema.get("then", True), schema.get("else", True)
    return not port.prove(tuple(met), (then,)) and not port.prove(tuple(unmet), (other,))
