"""Patterns that the judge's engine has other words for."""

from __future__ import annotations

import jsonschema_rs
import pytest

from observable_socket_codegen.json_schema.patterns import understood


@pytest.mark.parametrize(
    ("pattern", "matched", "missed"),
    [
        ("^{a}$", "{a}", "a"),
        ("^{{[a-z]+}}$", "{{ab}}", "{ab}"),
        ("^a{2}{$", "aa{", "aa"),
        ("^a{,2}$", "a{,2}", "aa"),
        ("^[^]$", "\n", ""),
        ("^(?:[]|b)$", "b", "]"),
        ("[]a]", None, "a"),
        (r"^\0$", "\0", "0"),
        (r"^[\0-\x1f]$", "\x01", "a"),
        (r"^[\b]$", "\b", "b"),
        (r"^\uD83D\uDE00$", "\U0001f600", "a"),
        (r"^[\uD83D\uDE00-\uD83D\uDE4F]$", "\U0001f601", "\U0001f650"),
        (r"^(?<quote>['\"]).*\k<quote>$", "'a'", "'a\""),
        (r"^((a)(?<b>b|c))\k<b>1$", "abb1", "abc1"),
    ],
)
def test_what_the_engine_does_not_know_is_written_in_words_that_it_knows(
    pattern: str, matched: str | None, missed: str
) -> None:
    judge = jsonschema_rs.Draft202012Validator({"pattern": understood(pattern)})
    assert matched is None or judge.is_valid(matched)
    assert not judge.is_valid(missed)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^[a-z]{2,3}(?:-[A-Z]{2})?$",
        r"^\{a\}[{}]\\\[]$",
        r"^\p{L}{2}\u{1F600}\x00\u00e9$",
        r"^(?<year>[0-9]{4})(?=a)(?<!b)\1$",
        r"\\0[\]\^]",
        r"\k<nothing>",
    ],
)
def test_everything_else_stays_as_it_is(pattern: str) -> None:
    assert understood(pattern) == pattern
