"""Pointers to what is wrong."""

from __future__ import annotations

from fastapi_observable_socket.routing.values.pointers import MAX_CHARACTERS, pointer


def test_a_pointer_leads_through_names_and_numbers() -> None:
    assert pointer("/payload", ["tags", 0, "a/b~c", ""]) == "/payload/tags/0/a~1b~0c/"
    assert pointer("/headers", []) == "/headers"


def test_a_pointer_that_would_be_long_ends_above_its_place() -> None:
    assert pointer("/payload", ["a", "k" * MAX_CHARACTERS, "b"]) == "/payload/a"
    longest = pointer("/payload", ["k"] * MAX_CHARACTERS)
    assert len(longest) <= MAX_CHARACTERS
    assert longest.startswith("/payload/k/k")
