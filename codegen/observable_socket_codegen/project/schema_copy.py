"""The copy of the contract file format in a project, which editors complete and check with.

It lies beside ``routes`` and ``types``, so that contract files can name it by a relative path, and
editors need no network. ``init`` and ``new`` write it, ``generate`` keeps it up to date.
"""

from __future__ import annotations

import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from observable_socket_codegen.project.output import BANNER, is_ours

NAME = "contract.schema.json"


@cache
def contract_schema() -> dict[str, Any]:
    """Return the JSON Schema of contract files."""
    file = files("observable_socket_codegen").joinpath(f"_generated/{NAME}")
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return schema


def copy_text() -> str:
    """Return the text of the copy."""
    comment = f"{BANNER}its protocol, for editors. Do not edit; `observable-socket generate` does."
    return json.dumps({"$comment": comment, **contract_schema()}, indent=2) + "\n"


def copy_in(schema: Path) -> Path | None:
    """Return where the copy of a schema folder is, if the folder has one of ours."""
    file = schema / NAME
    return file if is_ours(file) else None


def write_copy(schema: Path) -> Path | None:
    """Write the copy where there is none; return it if that was so."""
    file = schema / NAME
    if file.exists():
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(copy_text(), "utf-8", newline="\n")
    return file


def reference_from(file: Path, schema: Path) -> str:
    """Return what the member ``$schema`` of a contract file has to say."""
    return Path(os.path.relpath(schema / NAME, file.parent)).as_posix()
