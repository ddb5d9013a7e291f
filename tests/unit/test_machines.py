"""Regular expressions that look ahead, their contraries, and those with few texts."""

from __future__ import annotations

import re

import pytest

from observable_socket_codegen.regular.languages import Counterexample, difference, words
from observable_socket_codegen.regular.machines import inverse, listed, machine
from observable_socket_codegen.regular.regex import UnsupportedError

TEXTS = (
    "",
    "a",
    "b",
    "ab",
    "ba",
    "aa",
    "abc",
    "admin",
    "administer",
    "a1",
    "A1b",
    "-a",
    "a-",
    "\n",
)


def accepted(pattern: str, text: str) -> bool:
    """Whether a machine accepts a text."""
    found = machine(pattern)
    state = found.start
    for sign in text:
        state = found.step(state, ord(sign))
    return found.accepts(state)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?!admin$)[a-z]+$",
        "^(?=.*[0-9])(?=.*[A-Z])[A-Za-z0-9]{2,}$",
        "^(?!-)(?!.*-$)[a-z-]+$",
        r"^(?=[ab\])]|x)a",
        "^(?!a|b)",
        "^[^a]*$",
        "a|^$",
    ],
)
def test_a_machine_accepts_what_the_expression_is_found_in(pattern: str) -> None:
    for text in TEXTS:
        assert accepted(pattern, text) == bool(re.search(pattern.replace("$", r"\Z"), text)), text


@pytest.mark.parametrize("pattern", ["^(?!a)b|c$", "^a(?!b)", "^(?!a)*b", "^(?<!a)b", "^(?=a"])
def test_what_looks_ahead_in_other_ways_is_refused(pattern: str) -> None:
    with pytest.raises(UnsupportedError):
        machine(pattern)


def test_the_contrary_of_a_machine_accepts_the_rest() -> None:
    contrary = inverse("^a")

    assert contrary.accepts(contrary.start)
    assert not contrary.accepts(contrary.step(contrary.start, ord("a")))
    assert contrary.accepts(contrary.step(contrary.start, ord("b")))


def test_texts_may_be_compared_by_what_they_do_not_match() -> None:
    some, slash = frozenset({"^[\\s\\S]+$"}), frozenset({"/"})

    assert difference(some, "^[^/]+$", unlike=slash) is True
    assert difference(frozenset({"^[^/]+$"}), "/", negated=True) is True
    assert difference(some, "/", negated=True) == Counterexample("/")
    assert next(iter(words(some, unlike=frozenset({"^[a-z0-9A-Z]"})))) not in ("", "a")


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("^(a|b)$", ["a", "b"]),
        ("^a{1,3}$", ["a", "aa", "aaa"]),
        ("^[x-z]?$", ["", "x", "y", "z"]),
        (r"^\u0061-(?:b|b)$", ["a-b"]),
        ("^a*$", None),
        ("a", None),
        ("^a|b$", None),
        ("^.$", None),
        ("^[ab]{9}$", None),
        ("^(?!a)b$", None),
    ],
)
def test_few_texts_are_listed(pattern: str, texts: list[str] | None) -> None:
    assert listed(pattern, 64) == texts
