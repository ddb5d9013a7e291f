"""Which word a misspelt one stands for."""

from __future__ import annotations

import pytest

from observable_socket_codegen.json_schema.keywords import KEYWORDS, TYPES
from observable_socket_codegen.words import listed, meant, shown


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("requred", "required"),
        ("reqiured", "required"),
        ("propertys", "properties"),
        ("tpye", "type"),
        ("enums", "enum"),
        ("fromat", "format"),
        ("minlength", "minLength"),
        ("min_length", "minLength"),
        ("ref", "$ref"),
        ("createOnlyProperties", None),
        ("propertyOrder", None),
        ("javaType", None),
        ("xml", None),
        ("", None),
    ],
)
def test_a_word_with_a_slip_is_recognised_and_another_word_is_not(
    word: str, choice: str | None
) -> None:
    assert meant(word, KEYWORDS) == choice


def test_the_nearest_of_several_is_taken() -> None:
    assert meant("sting", TYPES) == "string"
    assert meant("mial", ["name", "mail", "mil"]) == "mail"


def test_values_are_quoted_shortly() -> None:
    assert shown("a") == '`"a"`'
    assert shown([1, "a"]) == '`[1, "a"]`'
    assert shown({"a": "x" * 50}) == "an object"
    assert shown("x" * 50) == f'`"{"x" * 39}...`'
    assert listed(["a", "b"]) == "`a`, `b`"
    assert listed("x" * 50) == "`x`, " * 20 + "..."
