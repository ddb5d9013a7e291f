"""Why a text is no JSON that can be taken: in words, and with a code for programs."""

from __future__ import annotations

import json

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.protocol.diagnosis import (
    NotJsonError,
    diagnose,
    malformed,
    members,
    too_many_digits,
    too_many_levels,
)

LIMITS = Limits(integer_digits=5, depth=7)
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        ("NaN", "malformed_json"),
        ("[01]", "malformed_json"),
        ("1e400", "number_range"),
        ("[-1E999]", "number_range"),
        ("123456", "integer_digits"),
        ('"\\ud800"', "lone_surrogate"),
        ('{"\\udc00": 1}', "lone_surrogate"),
        (DEEP, "nesting"),
    ],
)
def test_each_kind_of_defect_has_its_code(text: str, code: str) -> None:
    assert diagnose(text, LIMITS).code == code


def test_whole_surrogate_pairs_and_escaped_backslashes_are_not_to_blame() -> None:
    assert diagnose('["\\ud83d\\ude00", "\\\\ud800", 1e400]', LIMITS).code == "number_range"


def test_limits_are_named_in_what_is_said_about_them() -> None:
    assert "7 levels" in too_many_levels(LIMITS).message
    assert "5 digits" in too_many_digits(LIMITS).message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", []),
        (' {"a" : 1 , "b":[2, {"c": 3}] } ', [("a", "1"), ("b", '[2, {"c": 3}]')]),
        ('{"\\u0061": 1e400}', [("a", "1e400")]),
        ('{"a": "}", "a": "\\\\"}', [("a", '"}"'), ("a", '"\\\\"')]),
        ("[1]", []),
        ("", []),
    ],
)
def test_the_members_of_an_object_are_told_with_their_texts(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert list(members(text)) == expected


def test_a_member_whose_end_cannot_be_found_is_the_last_one() -> None:
    rest = f'{DEEP}, "c": 3}}'
    assert list(members(f'{{"a": 1, "b": {rest}')) == [("a", "1"), ("b", rest)]


@pytest.mark.parametrize("text", ['{"a": 1', '{"a": 01}', '{"a" 1}', '{"a": 1,}', '{"a": 1} 2'])
def test_from_where_on_a_text_is_no_json_is_told_by_line_and_column(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        list(members(text))
    assert "from line 1 column" in malformed(caught.value).message


def test_a_bare_word_that_only_python_takes_for_a_number_is_malformed() -> None:
    with pytest.raises(NotJsonError) as caught:
        list(members('{"a": NaN}'))
    assert "NaN and Infinity" in malformed(caught.value).message
