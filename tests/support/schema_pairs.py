"""Random pairs of schemas that resemble each other, and random values to try on them."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, 1.5, -1, 3, 10, "", "a", "b", "ab", "abc", "aaa", "ba"),
    *([], ["a"], [1], [1, 1], ["a", "b"], {}, {"a": 1}, {"a": "x", "b": 1}),
    *("2026-01-05", "https://example.org/a"),
]

NAMES = ("a", "b", "c")

_DEEPEST = 2


class SchemaMaker:
    """Makes schemas out of chance; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def pair(self) -> tuple[Any, Any]:
        """Return two schemas, most often one and a change of it."""
        first = self.schema()
        second = self._changed(first) if self._chance.random() < 0.75 else self.schema()
        return (first, second) if self._chance.random() < 0.5 else (second, first)

    def value(self, depth: int = 0) -> Any:
        """Return a value."""
        chance = self._chance.random()
        if chance < 0.5 or depth > _DEEPEST:
            return self._chance.choice(VALUES)
        if chance < 0.8:
            names = self._some(("a", "b", "c", "kind", "ca", "z"), 4)
            return {name: self.value(depth + 1) for name in names}
        return [self.value(depth + 1) for _ in range(self._chance.randrange(4))]

    def schema(self, depth: int = 0) -> Any:
        """Return a schema."""
        if depth > _DEEPEST or self._chance.random() < 0.35:
            return self._scalar()
        makers = [self._object] * 4 + [self._array] * 2 + [self._branches] * 4 + [self._tagged]
        return self._chance.choice(makers)(depth + 1)

    def _maybe(self, share: float, **members: Any) -> dict[str, Any]:
        return members if self._chance.random() < share else {}

    def _some(self, things: tuple[str, ...], most: int) -> list[str]:
        return self._chance.sample(things, self._chance.randrange(most))

    def _scalar(self) -> Any:
        pick, choice = self._chance.randrange, self._chance.choice
        lengths = self._maybe(0.5, minLength=pick(3)) | self._maybe(0.5, maxLength=pick(1, 5))
        low = self._maybe(0.6, **{choice(["minimum", "exclusiveMinimum"]): choice([0, 1, -1, 0.5])})
        high = self._maybe(0.6, **{choice(["maximum", "exclusiveMaximum"]): choice([2, 3, 2.5])})
        steps = self._maybe(0.2, multipleOf=choice([2, 0.5, 1, 3]))
        return choice(
            [
                {"type": "string", **lengths},
                {"type": choice(["integer", "number"]), **low, **high, **steps},
                {"enum": self._chance.sample(VALUES[:12], pick(1, 4))},
                {"const": choice(VALUES)},
                {"type": choice(["boolean", "null"])},
                choice([True, False, {}, {"type": ["string", "null"]}]),
                {"type": "string", "pattern": choice(["^a", "b$", "^[ab]*$", "^a+$", "a"])},
                {"type": "string", "format": choice(["date", "uuid", "uri", "uri-reference"])},
                {"type": "integer", "minimum": 0, "maximum": pick(3)},
            ]
        )

    def _object(self, depth: int) -> Any:
        closing = self._chance.choice(["additionalProperties"] * 3 + ["unevaluatedProperties"])
        pick = self._chance.randrange
        return {
            **self._maybe(0.85, type="object"),
            **self._maybe(0.9, properties={n: self.schema(depth) for n in self._some(NAMES, 4)}),
            **self._maybe(0.6, required=self._some(NAMES, 3)),
            **self._maybe(0.5, **{closing: self._chance.choice([False, True, self._scalar()])}),
            **self._maybe(0.15, patternProperties={"^a": self.schema(depth)}),
            **self._maybe(0.1, minProperties=pick(3)),
            **self._maybe(0.1, maxProperties=pick(4)),
            **self._maybe(0.1, propertyNames={"pattern": "^[ab]"}),
            **self._maybe(0.1, dependentRequired={"a": ["b"]}),
            **self._maybe(0.1, dependentSchemas={"b": self.schema(depth)}),
            **self._maybe(0.15, allOf=[self.schema(depth)]),
            **self._maybe(0.1, anyOf=[self.schema(depth), self.schema(depth)]),
        }

    def _array(self, depth: int) -> Any:
        pick = self._chance.randrange
        return {
            "type": "array",
            **self._maybe(0.8, items=self.schema(depth)),
            **self._maybe(0.3, prefixItems=[self.schema(depth) for _ in range(pick(1, 3))]),
            **self._maybe(0.3, minItems=pick(3)),
            **self._maybe(0.3, maxItems=pick(4)),
            **self._maybe(0.2, uniqueItems=True),
            **self._maybe(0.2, contains=self._scalar()),
            **self._maybe(0.1, unevaluatedItems=False),
        }

    def _branches(self, depth: int) -> Any:
        one, other = self.schema(depth), self.schema(depth)
        return self._chance.choice(
            [
                {"anyOf": [one, other]},
                {"oneOf": [one, other]},
                {"allOf": [one, other]},
                {"not": one},
                {"if": one, "then": other},
                {"if": one, "then": other, "else": self.schema(depth)},
            ]
        )

    def _tagged(self, depth: int) -> Any:
        branches = [
            {
                "type": "object",
                "properties": {"kind": {"const": tag}, tag: self.schema(depth)},
                "required": ["kind"],
                **self._maybe(0.5, additionalProperties=False),
            }
            for tag in ("a", "b")
        ]
        return {self._chance.choice(["anyOf", "oneOf"]): branches}

    def _changed(self, schema: Any) -> Any:
        """Return a schema with one thing in it changed."""
        if not isinstance(schema, dict) or not schema or self._chance.random() < 0.2:
            return self.schema(1)
        changed: dict[str, Any] = copy.deepcopy(schema)
        keyword = self._chance.choice(list(changed))
        value = changed[keyword]
        if self._chance.random() < 0.3:
            del changed[keyword]
        elif keyword in ("properties", "patternProperties") and value:
            name = self._chance.choice(list(value))
            value[name] = self._changed(value[name])
        elif keyword in ("items", "not", "if", "then", "else", "contains"):
            changed[keyword] = self._changed(value)
        elif keyword in ("anyOf", "oneOf", "allOf", "prefixItems"):
            index = self._chance.randrange(len(value))
            value[index] = self._changed(value[index])
        elif keyword in ("enum", "required") and len(value) > 1:
            value.pop()
        elif isinstance(value, int | float) and not isinstance(value, bool):
            changed[keyword] = max(value + self._chance.choice([1, -1]), 1)
        return changed
