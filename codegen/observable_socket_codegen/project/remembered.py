"""What each contract file added to the generated files in earlier runs, kept in the memory."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any, TypeVar

from observable_socket_codegen.checking.outline import Outline, Reference
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.memory import Memory, hashed
from observable_socket_codegen.parts import (
    Contribution,
    DeclarationPart,
    PythonPart,
    RoutePart,
    Wire,
    WireSchema,
)

_PARTS = 16
"""Files that all of it is kept in."""

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known from an earlier run, all of it by a hash of what it depends on.

    Attributes:
        outlines: What files refer to.
        contributions: What files add.
        heads: Beginnings of modules in their final form.
        links: Files that are looked at together with others because of names that both want.
    """

    outlines: Mapping[str, Outline] = field(default_factory=dict[str, Outline])
    contributions: Mapping[str, Contribution] = field(default_factory=dict[str, Contribution])
    heads: Mapping[str, str] = field(default_factory=dict[str, str])
    links: frozenset[tuple[str, str]] = frozenset()


def recall(memory: Memory, key: str) -> Remembered:
    """Return what was kept; nothing of a part that is not there, or that is damaged."""
    parts = [_recalled(memory, one) for one in _keys(key)]
    return Remembered(
        outlines={name: one for part in parts for name, one in part.outlines.items()},
        contributions={name: one for part in parts for name, one in part.contributions.items()},
        heads={name: one for part in parts for name, one in part.heads.items()},
        links=frozenset(link for part in parts for link in part.links),
    )


def keep(memory: Memory, key: str, found: Remembered, before: Remembered) -> None:
    """Keep what was found out, in parts, so that little has to be written for a small change.

    Args:
        memory: Where.
        key: What it depends on altogether.
        found: What was found out.
        before: What was kept already.
    """
    for one, new, old in zip(_keys(key), _parts(found), _parts(before), strict=True):
        if new != old:
            memory.keep(one, json.dumps(_data(new), ensure_ascii=False).encode())


def _keys(key: str) -> list[str]:
    return [hashed([key.encode(), str(number).encode()]) for number in range(_PARTS)]


def _parts(found: Remembered) -> list[Remembered]:
    """Return the parts that what was found out is kept in."""
    outlines = _split(found.outlines)
    contributions = _split(found.contributions)
    heads = _split(found.heads)
    links = [found.links, *(frozenset[tuple[str, str]]() for _ in range(_PARTS - 1))]
    return [Remembered(*part) for part in zip(outlines, contributions, heads, links, strict=True)]


def _split(things: Mapping[str, _Thing]) -> list[dict[str, _Thing]]:
    parts: list[dict[str, _Thing]] = [{} for _ in range(_PARTS)]
    for name, thing in things.items():
        parts[zlib.crc32(name.encode()) % _PARTS][name] = thing
    return parts


def _recalled(memory: Memory, key: str) -> Remembered:
    content = memory.recall(key)
    try:
        return Remembered() if content is None else _read(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def _data(found: Remembered) -> Any:
    return {
        "outlines": found.outlines,
        "contributions": {
            name: (*one[:-1], [astuple(warning) for warning in one.warnings])
            for name, one in found.contributions.items()
        },
        "heads": found.heads,
        "links": sorted(found.links),
    }


def _read(data: Any) -> Remembered:
    return Remembered(
        outlines={key: _outline(*one) for key, one in data["outlines"].items()},
        contributions={key: _contribution(*one) for key, one in data["contributions"].items()},
        heads={key: str(text) for key, text in data["heads"].items()},
        links=frozenset((file, other) for file, other in data["links"]),
    )


def _outline(names: Any, references: Any, alone: bool) -> Outline:
    return Outline(
        tuple((name, pointer) for name, pointer in names),
        tuple(Reference(*one) for one in references),
        alone,
    )


def _contribution(declarations: Any, routes: Any, wanted: Any, warnings: Any) -> Contribution:
    return Contribution(
        tuple(_declaration(*one) for one in declarations),
        tuple(_route(*one) for one in routes),
        tuple(wanted),
        tuple(Diagnostic(*one) for one in warnings),
    )


def _declaration(*members: Any) -> DeclarationPart:
    part = DeclarationPart(*members)
    return part._replace(
        model=_part(*part.model), after=tuple(part.after), wire=WireSchema(*part.wire)
    )


def _route(*members: Any) -> RoutePart:
    part = RoutePart(*members)
    return part._replace(
        descriptor=_part(*part.descriptor),
        handler=_part(*part.handler),
        wire=Wire(*part.wire),
    )


def _part(imports: Iterable[Any], text: str) -> PythonPart:
    return PythonPart(tuple((module, name) for module, name in imports), text)
