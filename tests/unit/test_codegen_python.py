"""Generated Python: spelling, layout, and what happens when a type cannot be generated."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.codegen import call, compiled

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.compiling.pipeline import emit
from observable_socket_codegen.emitters.pydantic_models import generator
from observable_socket_codegen.emitters.pydantic_models.attributes import attributes
from observable_socket_codegen.emitters.pydantic_models.generator import Model, generate_models
from observable_socket_codegen.emitters.pydantic_models.scalars import (
    literal,
    scalar,
    scalar_bounds,
)
from observable_socket_codegen.formatting import format_python

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


# -- spelling ----------------------------------------------------------------------------------


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda x: st.lists(x) | st.dictionaries(TEXT, x),
    )
)
def test_a_json_value_is_spelled_as_python(value: Any) -> None:
    assert ast.literal_eval(python_text.literal(value)) == value


@given(TEXT, st.sampled_from([0, 4, 8]))
def test_any_text_makes_a_docstring_that_says_the_same(text: str, indent: int) -> None:
    docstring = python_text.docstring([text], indent)

    read = ast.literal_eval(docstring) if docstring else ""
    assert "".join(read.split()) == "".join(text.split())


def test_a_docstring_is_wrapped_where_it_is_prose() -> None:
    table = "| " + "column | " * 20
    docstring = python_text.docstring(["word " * 40, table.strip(), ""])

    lines = docstring.splitlines()
    assert [len(line) <= 96 for line in lines] == [True, True, True, True, False, True]
    assert lines[-2].strip() == table.strip()


def test_what_a_reader_would_not_see_is_escaped() -> None:
    assert python_text.docstring(["a\u202eb\x00c\u2028d"], 0) == '"""a\\u202eb\\u0000c\\u2028d"""'
    assert python_text.string("a\u200bb\n") == '"a\\u200bb\\n"'


def test_names_that_python_or_the_modules_need_get_an_underscore() -> None:
    assert python_text.type_names(["Field", "Field_", "Article"]) == {
        "Article": "Article", "Field": "Field__", "Field_": "Field_",
    }  # fmt: skip
    assert python_text.route_name("contract") == "contract_"
    assert python_text.route_name("models") == "models_"
    assert python_text.method_name("import") == "import_"


@given(
    st.lists(
        st.text() | st.sampled_from(["class", "a-b", "a_b", "_x", "copy", "str", "T"]), unique=True
    )
)
def test_every_member_has_an_attribute_of_its_own(members: list[str]) -> None:
    found = attributes(members, {"T"})

    assert list(found) == members
    assert len(set(found.values())) == len(members)
    for attribute in found.values():
        assert attribute.isidentifier()
        assert not attribute.startswith(("_", "model_dump", "model_validate"))
        assert attribute not in {"T", "class", "copy", "str"}
    for member in {"a_b", "plain"} & set(members):
        assert found[member] == member


# -- layout ------------------------------------------------------------------------------------


def test_python_is_formatted_whatever_the_current_folder_says(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ruff.toml").write_text("line-length = 20\n")
    (tmp_path / "src" / "fastapi_observable_socket").mkdir(parents=True)
    source = "from fastapi_observable_socket import Part\nfrom pydantic import Field\n"
    source = f"import sys\n{source}x=[Part,Field,]\n"

    assert format_python({"a/b.py": source}) == {
        "a/b.py": "from fastapi_observable_socket import Part\nfrom pydantic import Field\n\n"
        "x = [Part, Field]\n"
    }


def test_a_text_that_is_no_python_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="ruff"):
        format_python({"a.py": "def:\n"})


# -- models ------------------------------------------------------------------------------------


def broken_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model generator fail whenever it meets a schema that says more than nothing."""
    generate = generator._generated

    def failing(models: Any) -> str:
        models = list(models)
        if any(model.name == name and model.schema for model in models):
            raise ValueError("not today")
        return generate(models)

    monkeypatch.setattr(generator, "_generated", failing)


def test_a_type_that_cannot_be_generated_becomes_any_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken_for("Bad", monkeypatch)

    source = generate_models(
        [
            Model("Bad", {"type": "object", "properties": {"x": {}}}, '"""Bad."""'),
            Model("Good", {"type": "array", "items": {"$ref": "#/$defs/Bad"}}, '"""Good."""'),
        ]
    )

    assert 'Bad = TypeAliasType("Bad", Any)\n"""Bad."""' in source
    assert 'Good = TypeAliasType("Good", list[Bad])' in source


def test_a_type_under_another_name_than_asked_for_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generate = generator._generated
    monkeypatch.setattr(
        generator,
        "_generated",
        lambda models: generate(models).replace("class Good", "class Good1"),
    )

    source = generate_models(
        [
            Model(
                "Good",
                {"type": "object", "additionalProperties": False},
                '"""."""',
                'extra="forbid"',
            )
        ]
    )

    assert 'Good = TypeAliasType("Good", Any)' in source


@pytest.mark.parametrize(
    ("limits", "bounds"),
    [
        (ir.Limits(minimum=0.5, maximum=2.5), {"minimum": 1, "maximum": 2}),
        (ir.Limits(exclusive_minimum=0.5), {"exclusiveMinimum": 0}),
        (ir.Limits(exclusive_maximum=2.5), {"exclusiveMaximum": 3}),
        (ir.Limits(minimum=1e3), {"minimum": 1000}),
        (ir.Limits(multiple_of=10), {"multipleOf": 10}),
        (ir.Limits(multiple_of=10.0), {"multipleOf": 10}),
    ],
)
def test_bounds_of_integers_are_integers(limits: ir.Limits, bounds: dict[str, int]) -> None:
    assert scalar_bounds(ir.ScalarType("integer", limits=limits)) == bounds


@pytest.mark.parametrize("factor", [0.5, 2.5, 2**53 + 1, 1e30])
def test_factors_that_are_not_whole_or_no_exact_floats_are_left_to_the_judge(factor: float) -> None:
    assert scalar_bounds(ir.ScalarType("integer", limits=ir.Limits(multiple_of=factor))) == {}


def test_factors_of_numbers_are_left_to_the_judge() -> None:
    assert scalar_bounds(ir.ScalarType("number", limits=ir.Limits(multiple_of=2))) == {}


def test_a_bound_that_floats_would_miss_is_left_to_the_judge() -> None:
    limits = ir.Limits(minimum=2**53 + 1, exclusive_maximum=2**60)

    assert scalar_bounds(ir.ScalarType("number", limits=limits)) == {"minimum": 2**53 + 1}


@pytest.mark.parametrize("pattern", ["^[a-z0-9]+(-[a-z0-9]+)*$", "a|b", r"^a\.b$"])
def test_patterns_that_all_engines_read_alike_are_repeated(pattern: str) -> None:
    bounds = scalar_bounds(ir.ScalarType("string", limits=ir.Limits(pattern=pattern)))

    assert bounds == {"pattern": pattern}


@pytest.mark.parametrize("pattern", [r"\d", r"^(?=a)", r"[a&&b]", r"[a[b]", r"\u0041", r"(a)\1"])
def test_patterns_that_engines_read_differently_are_left_to_the_judge(pattern: str) -> None:
    assert scalar_bounds(ir.ScalarType("string", limits=ir.Limits(pattern=pattern))) == {}


def test_strings_that_are_dates_in_python_have_no_bounds_of_strings() -> None:
    assert scalar_bounds(ir.ScalarType("string", "date", ir.Limits(max_length=10))) == {}


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (("a", 2, True), {"enum": ["a", 2, True]}),
        ((1, True), {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}),
        ((False, "a", 0.0), {"anyOf": [{"type": n} for n in ("boolean", "string", "integer")]}),
        (("a", None), {"anyOf": [{"enum": ["a"]}, {"type": "null"}]}),
        ((None,), {"type": "null"}),
        ((2.0,), {"enum": [2]}),
        ((1.5,), {"anyOf": [scalar(ir.ScalarType("number"))]}),
        (({},), {"anyOf": [{"type": "object", "additionalProperties": {}}]}),
        ((), {}),
    ],
)  # fmt: skip
def test_values_without_a_literal_in_python_are_any_value_of_their_kind(
    values: tuple[ir.Json, ...], schema: dict[str, Any]
) -> None:
    assert literal(values) == schema


def test_every_class_and_alias_says_where_it_comes_from() -> None:
    payload = {"type": "object", "properties": {"a": {"enum": ["x", "y"]}}}
    contract = compiled({"routes/t.json": call("t", payload)}).contract

    source = emit(contract, "out", None)["out/models.py"]

    assert "From schema/routes/t.json#/request/payload" in source
    assert "From schema/routes/t.json#/request/payload/properties/a" in source
