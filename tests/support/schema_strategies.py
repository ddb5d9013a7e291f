"""Hypothesis strategies for JSON Schemas, and for instances at and around their borders."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.internal.conjecture import utils
from hypothesis_jsonschema import _from_schema, from_schema


class _Many(utils.many):
    """Draws collections in the way that hypothesis-jsonschema 0.23 asks for.

    Hypothesis has replaced ``while many.more()`` by iteration in a with block.
    """

    _steps: Iterator[None] | None = None

    def more(self) -> bool:
        if self._steps is None:
            self._steps = iter(self.__enter__())
        if next(self._steps, self) is None:
            return True
        self.__exit__(None)
        return False

    def reject(self, why: str | None = None) -> None:
        if not self._rejected:
            super().reject(why)


if not hasattr(utils.many, "more"):
    vars(_from_schema)["cu"] = SimpleNamespace(many=_Many)

NAMES = (
    *("a", "b", "A", "class", "self", "model_config", "model_dump", "__proto__", "hasOwnProperty"),
    *(
        "",
        "_a",
        "a b",
        "a_b",
        "a-b",
        "1",
        "é",
        "e\u0301",
        "ﬁ",
        "fi",
        "copy",
        "json",
        "schema",
        "None",
    ),
    *("int", "str", "MISSING", "constructor", "validate", "__class__", "__dict__", "field", "date"),
)
"""Names of members: keywords, no identifiers, alike in some form, in use in Python or pydantic."""

PATTERNS = (
    *("^a", "b$", "^[ab]*$", "^.{2}$", "^[0-9]+$", "^(a|b)c?$"),
    *("^[^a]*$", "[0-9]{2,}", "^(?:a|b)+$", "^$", "^-?[0-9]+(\\.[0-9]+)?$", "(?!a)b"),
)

FORMATS = ("date", "date-time", "email", "ipv4", "time", "uuid")
"""Formats that Python has a type for, or that models know for sure at times."""

_numbers = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([0.5, 1.0, -1.0, 2.5, 1e22, 2**53 + 1, 2**64, -(2**70), 10**40]),
)
_texts = st.one_of(
    st.text("abc1é\U0001f600", max_size=4),
    st.sampled_from(["1", "true", "null", "1.0", "2024-01-01", "2024-01-01T00:00:00Z"]),
    st.sampled_from(["a@b.co", '"a b"@c', "1.2.3.4", "01.2.3.4", "12:00:00Z", "23:59:60Z"]),
    st.sampled_from([f"2EB8AA08-{'aa98-' * 3}73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380"]),
    st.sampled_from(["0000-01-01", "2016-12-31T23:59:60.000z", "2024-01-01t00:00:00.10-00:00"]),
)
scalars = st.one_of(st.none(), st.booleans(), _numbers, _texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    ),
    max_leaves=8,
)
"""Any JSON values."""

_sizes = st.integers(0, 3)


def _some(keywords: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict(keywords))


def _typed(
    types: Sequence[str], keywords: Mapping[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    """A schema of one type, or of that type among others, or of none."""
    type_ = st.one_of(
        st.sampled_from(types),
        st.lists(
            st.sampled_from([*types, "null", "string", "boolean"]),
            min_size=1,
            max_size=3,
            unique=True,
        ),
    )
    return st.one_of(
        st.builds(lambda t, rest: {"type": t, **rest}, type_, _some(keywords)), _some(keywords)
    )


_strings = _typed(
    ["string"],
    {
        "minLength": _sizes,
        "maxLength": _sizes,
        "pattern": st.sampled_from(PATTERNS),
        "format": st.sampled_from(FORMATS),
    },
)
_numeric = _typed(
    ["number", "integer"],
    {
        "minimum": _numbers,
        "maximum": _numbers,
        "exclusiveMinimum": _numbers,
        "exclusiveMaximum": _numbers,
        "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
    },
)
_chosen = st.one_of(
    st.builds(lambda value: {"const": value}, values),
    st.builds(
        lambda found: {"enum": found},
        st.lists(values, min_size=1, max_size=4, unique_by=lambda v: json.dumps(v, sort_keys=True)),
    ),
    st.builds(lambda name: {"type": name}, st.sampled_from(["null", "boolean"])),
)
_simple = st.one_of(st.booleans(), _strings, _numeric, _chosen)


def _within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    by_name = st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
    arrays = {
        "items": inner,
        "prefixItems": several,
        "contains": inner,
        "minContains": _sizes,
        "maxContains": _sizes,
        "minItems": _sizes,
        "maxItems": _sizes,
        "uniqueItems": st.booleans(),
        "unevaluatedItems": inner,
    }
    objects = {
        "properties": by_name,
        "required": names,
        "additionalProperties": inner,
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
        "propertyNames": inner,
        "minProperties": _sizes,
        "maxProperties": _sizes,
        "dependentRequired": st.dictionaries(st.sampled_from(NAMES), names, max_size=2),
        "dependentSchemas": by_name,
        "unevaluatedProperties": inner,
    }
    logic = {
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
    }
    plain_object = _some(
        {
            "properties": by_name,
            "required": names,
            "additionalProperties": st.booleans(),
        }
    ).map(lambda schema: {"type": "object", **schema})
    plain_array = _some({"items": inner, "maxItems": _sizes}).map(
        lambda schema: {"type": "array", **schema}
    )
    similar_objects = st.lists(plain_object, min_size=2, max_size=3)
    return st.one_of(
        plain_object,
        similar_objects.map(lambda found: {"anyOf": found}),
        similar_objects.map(lambda found: {"oneOf": found}),
        similar_objects.map(lambda found: {"allOf": found}),
        st.lists(_simple, min_size=2, max_size=4).map(lambda found: {"anyOf": found}),
        plain_array,
        st.lists(st.one_of(_simple, _some({**arrays, **objects, **logic})), max_size=3).map(
            _merged
        ),
        _typed(["array"], arrays),
        _typed(["object"], objects),
        _some(logic),
        st.builds(lambda one, other: {**one, **other}, _some(logic), _some(objects)),
    )


def _merged(found: Sequence[Any]) -> dict[str, Any]:
    """One schema with the keywords of several, which are rarely seen together."""
    return {keyword: v for one in found if isinstance(one, dict) for keyword, v in one.items()}


def _with_references(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema with references in some places where it had a schema of one keyword."""
    return {"$defs": definitions, **schema} if isinstance(schema, dict) else schema


_references = st.sampled_from([{"$ref": f"#/$defs/{name}"} for name in ("a", "b")])

flat_schemas = st.recursive(_simple, _within, max_leaves=8)
"""Schemas without references."""

_narrowed_references = st.builds(
    lambda schema, to: {**_merged([schema]), **to}, _simple, _references
)

_referring = st.recursive(
    st.one_of(_simple, _references, _narrowed_references), _within, max_leaves=6
)

schemas = st.one_of(
    flat_schemas,
    st.builds(
        _with_references,
        _referring,
        st.fixed_dictionaries({"a": _referring, "b": _within(_referring)}),
    ),
)
"""Schemas, with references to each other and to themselves among them."""


@st.composite
def instances(draw: st.DrawFn, schema: Any) -> Any:
    """Values that a schema accepts, values near those, and any values."""
    way = draw(st.sampled_from(["fitting", "near", "any"]))
    try:
        value = draw(values if way == "any" else _fitting(json.dumps(schema)))
    except (AssertionError, InvalidArgument):
        return None  # hypothesis-jsonschema gave up, on a schema that hardly any value fits
    return draw(mutated(value)) if way == "near" else value


@cache
def _fitting(schema: str) -> st.SearchStrategy[Any]:
    """Values that a schema accepts; any values where that is hard to tell."""
    if '"$ref"' in schema:
        return values
    try:
        found = from_schema(json.loads(schema), allow_x00=False)
        return values if found.is_empty else found
    except Exception:  # noqa: BLE001 - whatever it cannot cope with, other values serve too
        return values


def mutated(value: Any) -> st.SearchStrategy[Any]:
    """Values that differ from a value in one place."""
    options: list[st.SearchStrategy[Any]] = [scalars]
    if isinstance(value, dict):
        options.append(
            st.tuples(st.sampled_from(NAMES), scalars).map(lambda new: value | dict([new]))
        )
        for name in value:
            options.append(st.just({other: value[other] for other in value if other != name}))
            options.append(_with_member(value, name))
    elif isinstance(value, list):
        options.append(scalars.map(lambda new: [*value, new]))
        for at in range(len(value)):
            options.append(st.just(value[:at] + value[at + 1 :]))
            options.append(_with_item(value, at))
    elif isinstance(value, str):
        options.append(st.sampled_from([value + "a", value[:-1]]))
    elif isinstance(value, int) and not isinstance(value, bool):
        exact = [float(value)] if abs(value) < 2**53 else []
        options.append(st.sampled_from([*exact, str(value), value + 1, bool(value)]))
    return st.one_of(options)


def _with_member(value: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    return mutated(value[name]).map(lambda new: {**value, name: new})


def _with_item(value: list[Any], at: int) -> st.SearchStrategy[Any]:
    return mutated(value[at]).map(lambda new: [*value[:at], new, *value[at + 1 :]])
