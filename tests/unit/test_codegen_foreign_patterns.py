"""Regular expressions of other languages, and those that only look like them."""

from __future__ import annotations

import pytest

from observable_socket_codegen.checking.foreign_patterns import foreign_part


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("(?P<year>[0-9]+)", "`(?<year>`"),
        ("(?P=year)", "`(?<name>`"),
        ("(?i)a", "`[Aa]`"),
        ("(?i:a)", "`[Aa]`"),
        ("(?s).", "write it out"),
        ("(?#note)a", "`(?:`"),
        ("(?>a)", "`(?:`"),
        ("a++", "`+`"),
        ("a{2,3}+", "`{2,3}`"),
        ("[[:alpha:]]", r"`\p{L}`"),
        ("[^[:^digit:]]", r"`\p{L}`"),
        (r"a\z", "`$`"),
        (r"\<a\>", r"`\b`"),
        (r"\x{41}", r"`\u{41}`"),
        (r"\U0001F600", r"`\u{1F600}`"),
        (r"\pL", r"`\p{L}`"),
        (r"\P{Greek}", r"`\P{Script=Greek}`"),
        ("/^a$/i", "`^a$`"),
    ],
)
def test_what_is_not_of_javascript_is_named_with_what_is(pattern: str, advice: str) -> None:
    slip = foreign_part(pattern)

    assert slip is not None
    assert advice in slip.advice


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?:a|b)(?=c)(?!d)(?<=e)(?<!f)(?<year>[0-9]{4})$",
        r"\(?P<a>",
        r"[(?i)]",
        r"a\++",
        r"[+*]+",
        r"\{2}+",
        r"a+?",
        r"[a:]+[:b]",
        r"\p{L}\p{Script=Greek}\P{Lu}\u{1F600}\x41",
        r"\\A\\z",
        "^/api/[a-z]+/$",
        r"\bword\b",
    ],
)
def test_what_is_of_javascript_is_left_alone(pattern: str) -> None:
    assert foreign_part(pattern) is None
