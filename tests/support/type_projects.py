"""TypeScript projects for tests: folders with a ``tsconfig.json``, compiled once per compiler."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.support.type_samples import Sample

from observable_socket_codegen import ir

STRICT: Mapping[str, object] = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noImplicitOverride": True,
    "noPropertyAccessFromIndexSignature": True,
    "isolatedModules": True,
    "verbatimModuleSyntax": True,
    "erasableSyntaxOnly": True,
}
"""What the strictest of our users switch on."""

LENIENT: Mapping[str, object] = {"strict": False}

_COMMON: Mapping[str, object] = {
    "noEmit": True,
    "skipLibCheck": False,
    "target": "es2022",
    "lib": ["es2022"],
    "types": [],
    "module": "esnext",
    "moduleResolution": "bundler",
}


def write_project(
    folder: Path,
    files: Mapping[str, str],
    options: Mapping[str, object],
    paths: Mapping[str, Path] | None = None,
) -> Path:
    """Write files and a ``tsconfig.json`` that compiles exactly those.

    Args:
        folder: Where; made if need be.
        files: Text by file name.
        options: Compiler options on top of the common ones.
        paths: What to load for a module name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    resolved = {module: [str(path)] for module, path in (paths or {}).items()}
    settings = {"compilerOptions": {**_COMMON, **options, "paths": resolved}, "files": [*files]}
    (folder / "tsconfig.json").write_text(json.dumps(settings, indent=2))
    return folder


def assignments(sample: Sample, name: str) -> tuple[str, dict[int, tuple[ir.Json, bool]]]:
    """Return a file that writes each value of a sample where its type is wanted.

    Args:
        sample: The type and its values.
        name: What the type is called in the module ``./contract``.

    Returns:
        The text, and by line number the value and whether it must compile.
    """
    lines = [f'import type {{ {name} as Sample }} from "./contract";']
    expected: dict[int, tuple[ir.Json, bool]] = {}
    for values, accepted in ((sample.accepted, True), (sample.refused, False)):
        for value in values:
            lines.append(f"export const value{len(lines)}: Sample = {expression(value)};")
            expected[len(lines)] = (value, accepted)
    return "\n".join(lines) + "\n", expected


def expression(value: ir.Json) -> str:
    """Return JSON as an expression, in which ``__proto__`` is a member like any other."""
    match value:
        case dict():
            members = (f"[{_string(name)}]: {expression(item)}" for name, item in value.items())
            return f"{{ {', '.join(members)} }}"
        case list():
            return f"[{', '.join(map(expression, value))}]"
        case str():
            return _string(value)
        case _:
            return json.dumps(value)


def _string(value: str) -> str:
    return json.dumps(value)
