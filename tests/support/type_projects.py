"""TypeScript projects for tests: which files they have, and what the compilers say of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from tests.support import contracts as c
from tests.support import node
from tests.support.type_samples import SAMPLES, Sample

from observable_socket_codegen import ir
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.emitters.typescript.names import type_names

FOLDER = node.ROOT / "tests/typing/typescript"
ORIGINAL = FOLDER / "original/index.d.ts"
NEWSROOM_CONTRACT = node.ROOT / "examples/newsroom/web/contract.ts"

STRICT: Mapping[str, object] = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noImplicitOverride": True,
    "noImplicitReturns": True,
    "isolatedModules": True,
    "verbatimModuleSyntax": True,
    "erasableSyntaxOnly": True,
}
"""What the strictest of our users switch on."""

ORDINARY: Mapping[str, object] = {"strict": True}
"""What most users have."""

LENIENT: Mapping[str, object] = {"strict": False}
"""What the least strict ones have; the generated file must compile there too."""

PEDANTIC: Mapping[str, object] = {
    **STRICT,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "noPropertyAccessFromIndexSignature": True,
    "declaration": True,
    "isolatedDeclarations": True,
}
"""What is too much for code written by hand, but not for the generated file."""

_COMMON: Mapping[str, object] = {
    "noEmit": True,
    "skipLibCheck": False,
    "target": "es2022",
    "lib": ["es2022"],
    "types": [],
    "module": "esnext",
    "moduleResolution": "bundler",
}

Files: TypeAlias = Mapping[str, str]
Verdicts: TypeAlias = Mapping[tuple[node.Compiler, str], list[node.Diagnostic]]
"""The errors of each file that has some, by compiler and file name."""


def write_project(
    folder: Path,
    files: Files,
    options: Mapping[str, object],
    paths: Mapping[str, Path] | None = None,
) -> None:
    """Write files and a ``tsconfig.json`` that compiles exactly those.

    Args:
        folder: Where.
        files: Text by file name.
        options: Compiler options on top of the common ones.
        paths: What to load for the name of a module.
    """
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    resolved = {module: [str(path)] for module, path in (paths or {}).items()}
    settings = {"compilerOptions": {**_COMMON, **options, "paths": resolved}, "files": [*files]}
    (folder / "tsconfig.json").write_text(json.dumps(settings, indent=2))


def verdicts(project: Path) -> Verdicts:
    """Return what each compiler says of a project."""
    found: dict[tuple[node.Compiler, str], list[node.Diagnostic]] = {}
    for compiler in node.COMPILERS:
        for diagnostic in node.compile_project(project, compiler):
            found.setdefault((compiler, diagnostic.file), []).append(diagnostic)
    return found


# -- samples of every type -----------------------------------------------------------------------


def sample_file(sample: Sample) -> str:
    """Return the name of a sample's file; names that differ only by case would be one file."""
    return f"samples/{SAMPLES.index(sample)}.ts"


def sample_contract() -> ir.Contract:
    """Return a contract that declares the type of every sample."""
    declarations = [
        declared
        for sample in SAMPLES
        for declared in (c.declare(sample.name, sample.type), *sample.beside)
    ]
    return c.contract(*declarations)


def sample_files() -> Files:
    """Return that contract in TypeScript, and each sample's values assigned to its type."""
    contract = sample_contract()
    names = type_names(contract.declarations)
    files = typescript.emit(contract, "samples/contract.ts")
    for sample in SAMPLES:
        lines = [f'import type {{ {names[sample.name]} as Sample }} from "./contract.js";']
        values = [*sample.accepted, *sample.refused]
        lines += [
            f"export const value{position}: Sample = {expression(value)};"
            for position, value in enumerate(values)
        ]
        files[sample_file(sample)] = "\n".join(lines) + "\n"
    return files


def expression(value: ir.Json) -> str:
    """Return JSON as an expression, in which ``__proto__`` is a member like any other."""
    match value:
        case dict():
            members = (f"[{json.dumps(name)}]: {expression(item)}" for name, item in value.items())
            return f"{{ {', '.join(members)} }}"
        case list():
            return f"[{', '.join(map(expression, value))}]"
        case _:
            return json.dumps(value)


# -- the typed face of the original client -------------------------------------------------------


def face_contract() -> ir.Contract:
    """Return a contract with what is rare: required headers, absent payloads, pushes."""
    return c.contract(
        c.declare("User", c.closed(c.member("user", c.STRING))),
        c.declare("Token", c.closed(c.member("token", c.STRING))),
        c.declare("NewName", ir.UnionType((c.STRING, c.NULL))),
        c.declare("Entry", c.ANY),
        c.declare("Ticker", c.closed(c.member("price", c.NUMBER))),
        c.declare("Teapot", c.closed(c.member("teapot", c.STRING))),
        c.declare("Refusal", c.STRING),
        c.declare("Shape", ir.UnionType((ir.RefType("Circle"), ir.RefType("Group")), "kind")),
        c.declare(
            "Circle",
            c.opened(c.member("kind", ir.LiteralType(("circle",))), c.member("radius", c.NUMBER)),
        ),
        c.declare(
            "Group",
            c.closed(
                c.member("kind", ir.LiteralType(("group",))),
                c.member("shapes", ir.ArrayType(ir.RefType("Shape"))),
                c.defaulted("title", ir.UnionType((c.STRING, c.NULL)), None),
            ),
        ),
        routes=(
            c.call("session/start", payload="User", headers="Token"),
            c.call("session/rename", payload="NewName"),
            c.call("session/log", payload="Entry"),
            c.call(
                "session/end",
                replies=(
                    ir.Reply(204, None, None),
                    ir.Reply(403, "Refusal", None),
                    ir.Reply(418, None, "Teapot"),
                ),
            ),
            c.call("shapes/get", replies=(ir.Reply(200, "Shape", None),)),
            c.call("market/tick", kind="push", payload="Ticker"),
            c.call("market/closed", kind="push"),
        ),
    )


def face_files() -> Files:
    """Return that contract in TypeScript, and what may and may not be done with it."""
    return {**typescript.emit(face_contract(), "face/contract.ts"), **_sources("face")}


def newsroom_files() -> Files:
    """Return the newsroom's generated contract, and what may and may not be done with it."""
    return {
        "newsroom/contract.ts": NEWSROOM_CONTRACT.read_text("utf-8"),
        "newsroom/readme.ts": readme_code(),
        **_sources("newsroom"),
        **shared_files(),
    }


def shared_files() -> Files:
    """Return what the other sources import."""
    return {"same.ts": (FOLDER / "same.ts").read_text("utf-8")}


def readme_code() -> str:
    """Return the code of the package's README as one module."""
    readme = (node.PACKAGE / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```ts\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    around = """\
import type { Article } from "./contract";
declare function show(article: Article): void;
declare function say(message: string): void;
"""
    return "\n".join([around, *blocks])


def _sources(folder: str) -> dict[str, str]:
    return {
        f"{folder}/{path.name}": path.read_text("utf-8")
        for path in sorted((FOLDER / folder).glob("*.ts"))
    }
