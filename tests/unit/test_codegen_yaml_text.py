"""The reader of YAML, for the part of YAML that is JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observable_socket_codegen.reading.documents import Position
from observable_socket_codegen.reading.text_reader import UnreadableError
from observable_socket_codegen.reading.yaml_text import read_yaml

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-012", -12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("!!int '1'", 1),
        ("=", "="),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_plain_values_mean_what_they_mean_in_yaml_1_2(text: str, value: Any) -> None:
    data = read_yaml(f"value: {text}\n").data

    assert data == {"value": value}
    assert isinstance(data, dict)
    assert type(data["value"]) is type(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | PRINTABLE,
        lambda inner: st.lists(inner) | st.dictionaries(PRINTABLE, inner),
    )
)
def test_json_is_yaml_too(value: object) -> None:
    assert read_yaml(json.dumps(value)).data == value


def test_it_knows_where_every_value_and_every_key_stands() -> None:
    places = read_yaml("a: 1\nb:\n  - x: é\n    y: [2, 3]\n").places

    assert places.values == {
        "": (1, 1),
        "/a": (1, 4),
        "/b": (3, 3),
        "/b/0": (3, 5),
        "/b/0/x": (3, 8),
        "/b/0/y": (4, 8),
        "/b/0/y/0": (4, 9),
        "/b/0/y/1": (4, 12),
    }
    assert places.keys["/b/0/y"] == Position(4, 5)


def test_anchors_are_followed_and_merged() -> None:
    text = "base: &b {x: 1, y: 2}\nsame: *b\nmore: {<<: *b, y: 3}\nboth: {<<: [*b, {z: 4}]}\n"

    assert read_yaml(text).data == {
        "base": {"x": 1, "y": 2},
        "same": {"x": 1, "y": 2},
        "more": {"y": 3, "x": 1},
        "both": {"x": 1, "y": 2, "z": 4},
    }


def test_statuses_may_be_numbers() -> None:
    reading = read_yaml("replies:\n  200: {}\n")

    assert reading.data == {"replies": {"200": {}}}
    assert not reading.problems


@pytest.mark.parametrize(
    ("key", "kind"), [("1", "a number"), ("null", "nothing"), ("true", "a boolean")]
)
def test_other_keys_that_are_no_texts_are_reported(key: str, kind: str) -> None:
    (problem,) = read_yaml(f"properties:\n  {key}: 1\n").problems

    assert (problem.rule, problem.position) == ("non-string-key", (2, 3))
    assert kind in problem.message
    assert f'"{key}"' in problem.help


@pytest.mark.parametrize("value", [".inf", "-.INF", ".nan"])
def test_numbers_that_json_does_not_have_are_reported(value: str) -> None:
    (problem,) = read_yaml(f"a: {value}\n").problems

    assert (problem.rule, problem.position, problem.pointer) == ("not-json", (1, 4), "/a")


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", (1, 1), "empty"),
        ("# only a comment\n", (1, 1), "empty"),
        ("a:\n\tb: 1\n", (2, 1), "\\t"),
        ("a: *b\n", (1, 4), "alias"),
        ("a: &a [*a]\n", (1, 4), "contains itself"),
        ("a: !!python/object:os.system []\n", (1, 4), "no meaning in JSON"),
        ("a: !mine {}\n", (1, 4), "`!mine`"),
        ("a: !!set {b}\n", (1, 4), "!!set"),
        ("a: !!int x\n", (1, 4), "not a number"),
        ("? [a]\n: 1\n", (1, 3), "key is not a text"),
        ("a: 1\n---\nb: 2\n", (2, 1), "single document"),
        ("<<: 1\n", (1, 5), "merges mappings only"),
        ("a: \x07\n", (1, 1), "special characters"),
    ],
)
def test_what_is_no_yaml_is_refused_at_its_place(
    text: str, position: Position, message: str
) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_yaml(text)

    assert raised.value.position == position
    assert message in raised.value.message
    assert raised.value.advice


def test_aliases_of_aliases_do_not_fill_the_memory() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]

    with pytest.raises(UnreadableError, match="too large"):
        read_yaml("\n".join(["l0: &l0 [1]", *levels]))
