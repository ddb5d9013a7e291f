"""What the members of an object are called in Python.

A member keeps its name wherever Python and pydantic allow it. Otherwise the attribute has a name
made from it, and the member's name becomes its alias.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Collection, Iterable

from pydantic import BaseModel

from observable_socket_codegen.python_text import TYPE_NAMES_IN_USE

_TAKEN = (
    frozenset(dir(BaseModel))
    | TYPE_NAMES_IN_USE
    | {*("bool", "cast", "date", "dict", "float", "int", "list", "str", "tuple")}
)
"""Names that a class body of a model needs for something else."""

_PROTECTED = ("model_dump", "model_validate")
"""Beginnings of names that pydantic keeps for itself."""


def attributes(members: Iterable[str], type_names: Collection[str]) -> dict[str, str]:
    """Return the attribute of each member.

    Args:
        members: The names of the members.
        type_names: Types that the members have; an attribute would hide the type of its name.
    """
    members = list(members)
    found = {m: m for m in members if _is_free(m) and m not in type_names}
    for member in members:
        if member not in found:
            attribute = _made_from(member)
            while not _is_free(attribute) or attribute in type_names or attribute in found.values():
                attribute += "_"
            found[member] = attribute
    return {member: found[member] for member in members}


def _is_free(name: str) -> bool:
    return (
        name.isidentifier()
        and unicodedata.normalize("NFKC", name) == name
        and not keyword.iskeyword(name)
        and not name.startswith(("_", *_PROTECTED))
        and name not in _TAKEN
    )


def _made_from(member: str) -> str:
    """Return an identifier that resembles the name of a member."""
    normal = unicodedata.normalize("NFKC", member)
    signs = [sign if f"a{sign}".isidentifier() else "_" for sign in normal]
    name = "".join(signs).strip("_")
    if not name or not name[0].isidentifier() or name.startswith(_PROTECTED):
        return f"field_{name}" if name else "field"
    return name
