"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from observable_socket_codegen.ir import Json


def child(pointer: str, token: str | int) -> str:
    """Return the pointer to a member or an item."""
    step = str(token)
    if "~" in step or "/" in step:
        step = step.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{step}"


def parent(pointer: str) -> str:
    """Return the pointer to what contains the value."""
    return pointer.rpartition("/")[0]


def tokens(pointer: str) -> list[str]:
    """Return the member names and indices of a pointer, unescaped."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def lookup(data: Json, pointer: str) -> Json:
    """Return the value at a pointer.

    Raises:
        KeyError: Nothing is there.
    """
    for token in tokens(pointer):
        if isinstance(data, Mapping) and token in data:
            data = data[token]
        elif isinstance(data, list) and token.isascii() and token.isdigit():
            if int(token) >= len(data) or (token.startswith("0") and token != "0"):
                raise KeyError(token)
            data = data[int(token)]
        else:
            raise KeyError(token)
    return data


def ancestors(pointer: str) -> Iterator[str]:
    """Yield a pointer, then the pointers to what contains it, the whole document last."""
    while pointer:
        yield pointer
        pointer = parent(pointer)
    yield ""
