"""The reader of JSON that knows where everything stands."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observable_socket_codegen.reading import json_text
from observable_socket_codegen.reading.documents import Position
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.text_reader import MAX_DEPTH, Reading, UnreadableError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip

TEXT = """{
  "route": "a",
  "list": [1, {"x": null}],\r
  "tabs":\t\t"é🎈", "after": true
}"""


@given(JSON, st.sampled_from([None, 1]))
def test_it_reads_what_the_standard_library_reads(value: object, indent: int | None) -> None:
    assert read_json(json.dumps(value, indent=indent)).data == value
    assert read_json(json.dumps(value, ensure_ascii=False)).data == value


def test_it_knows_where_every_value_and_every_key_stands() -> None:
    places = read_json(TEXT).places.found()

    assert places.values == {
        "": (1, 1),
        "/route": (2, 12),
        "/list": (3, 11),
        "/list/0": (3, 12),
        "/list/1": (3, 15),
        "/list/1/x": (3, 21),
        "/tabs": (4, 12),
        "/after": (4, 27),
    }
    assert places.keys["/list/1/x"] == Position(3, 16)
    assert places.keys["/after"] == Position(4, 18)


def test_pointers_escape_what_their_syntax_uses() -> None:
    assert set(read_json('{"a/b~c": 1}').places.found().values) == {"", "/a~1b~0c"}


def test_a_key_that_stands_twice_is_reported_and_both_are_named() -> None:
    reading = read_json('{"a": 1,\n "a": 2}')

    (problem,) = reading.problems
    assert (problem.rule, problem.position, problem.pointer) == ("duplicate-key", (2, 2), "/a")
    assert "line 1" in problem.message


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", (1, 1), "empty"),
        ("  \n ", (2, 2), "empty"),
        ("{} {}", (1, 4), "more text"),
        ('{"a" 1}', (1, 6), "colon is missing"),
        ('{"a": }', (1, 7), "a value is missing; `}`"),
        ('{"a": 1', (1, 8), "object opened on line 1"),
        ("[1\n, 2", (2, 4), "array opened on line 1"),
        ("[1 2]", (1, 4), "comma is missing before"),
        ("[1}", (1, 3), "`}` stands where a comma or `]` belongs"),
        ("[1,,2]", (1, 4), "a comma too many"),
        ('{"a": 1,,}', (1, 9), "a comma too many"),
        ("[1,]", (1, 3), "followed by a comma"),
        ('{"a": 1,}', (1, 8), "followed by a comma"),
        ("{a: 1}", (1, 2), "`a` has no quotes"),
        ("{1: 1}", (1, 2), "key is missing"),
        ("{'a': 1}", (1, 2), "single quotes"),
        ("[1, // one\n 2]", (1, 5), "`//` is not JSON"),
        ("[NaN]", (1, 2), "`NaN`"),
        ("[-Infinity]", (1, 2), "`-Infinity`"),
        ("[01]", (1, 2), "`01`"),
        ("[1.]", (1, 2), "`1.`"),
        ("[+1]", (1, 2), "`+1`"),
        ("[1e999]", (1, 2), "too large"),
        (r'["\u12"]', (1, 3), "four hexadecimal digits"),
        ('["a\nb"]', (1, 4), "never closed"),
        ('["a', (1, 2), "never closed"),
        (r'["\x"]', (1, 3), r"escape `\x`"),
        ('["\t"]', (1, 3), "control character"),
        ("[" * (MAX_DEPTH + 2), (1, MAX_DEPTH + 2), "deeper"),
        ("[" * 100_000, (1, MAX_DEPTH + 2), "deeper"),
        ("[" + "9" * 5_000 + "]", (1, 2), "too large"),
    ],
)
def test_what_is_no_json_is_refused_at_its_place(
    text: str, position: Position, message: str
) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_json(text)

    assert raised.value.position == position
    assert message in raised.value.message
    assert raised.value.advice


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("[01]", "`1`"),
        ("[-007.50]", "`-7.50`"),
        ("[+1]", "`1`"),
        ("[.5]", "`0.5`"),
        ("[1.]", "`1.0`"),
        ("[1_000]", "`1000`"),
        ("[0x1F]", "`31`"),
        ("[True]", "`true`"),
        ("[text]", "double quotes"),
        (r'["\d"]', r"`\\d`"),
        ('{"a": 1\n"b": 2}', "after the element before it, on line 1"),
        ('{"a": "say "hi""}', r"`\"` if the quote is part of the text"),
    ],
)
def test_the_advice_is_what_to_write_instead(text: str, advice: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_json(text)

    assert advice in raised.value.advice


def test_of_two_equal_keys_the_first_one_counts() -> None:
    assert read_json('{"a": 1, "a": 2}').data == {"a": 1}


def test_half_of_a_surrogate_pair_is_reported() -> None:
    problems = read_json(r'{"a": "\ud800", "\udc00": 1, "ok": "\ud83c\udf88"}').problems

    assert [(found.rule, found.position) for found in problems] == [
        ("not-text", (1, 7)),
        ("not-text", (1, 17)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": [NaN]}',
        "[1e999]",
        '["\\ud800"]',
        "[" * 200 + "]" * 200,
        "[" * 100_000,
        '["\\u00e9", 1.50, -0.0, 12345678901234567890]',
        "",
        "[1,]",
    ],
)
def test_what_is_read_at_once_is_what_is_read_with_care(text: str) -> None:
    def outcome(read: Callable[[], Reading]) -> object:
        try:
            reading = read()
        except UnreadableError as error:
            return str(error), error.position, error.advice
        places = reading.places.found()
        return repr(reading.data), reading.problems, places.values, places.keys

    assert outcome(lambda: read_json(text)) == outcome(lambda: json_text._Reader(text).read())
