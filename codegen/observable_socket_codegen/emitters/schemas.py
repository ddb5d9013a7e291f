"""The JSON Schemas of the contract, for the judge: ``schemas.py``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.emitters.completions import completions
from observable_socket_codegen.templating import render


def part(declared: ir.Declaration) -> str:
    """Return the schema of a declaration, as it stands in the module."""
    return _member(declared.name, declared.schema)


def plans(contract: ir.Contract) -> dict[str, str]:
    """Return what is put into replies, as it stands in the module, by the names of declarations."""
    return {name: _member(name, plan) for name, plan in completions(contract).items()}


def module(parts: Iterable[str], plans: Iterable[str], banner: str) -> str:
    """Return the text of ``schemas.py``, in its final form.

    Args:
        parts: The schemas, in the order in which they are to stand there.
        plans: What is put into replies, likewise.
        banner: Who generated it.
    """
    return render(
        "python_schemas.py.jinja",
        header=python_text.header("The JSON Schemas of the contract.", banner),
        definitions=_object(parts) or "{}",
        completions=_object(plans),
    )


def _member(name: str, value: ir.Json) -> str:
    return json.dumps({name: value}, indent=2, ensure_ascii=False)[2:-2]


def _object(members: Iterable[str]) -> str:
    """Return the JSON text of an object; nothing for an empty one."""
    found = ",\n".join(members)
    return f"{{\n{found}\n}}" if found else ""
