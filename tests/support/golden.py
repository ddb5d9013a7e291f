"""Golden folders: a contract in, the generated files or the report out.

What every TypeScript file ends with stands once beside the folders.

``python -m tests.support.golden`` rewrites what is expected; review the difference.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from observable_socket_codegen.compiling.pipeline import compile_contract, emit
from observable_socket_codegen.diagnostics import ContractError
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.reading.load import load

FOLDER = Path(__file__).parents[1] / "golden"

PROBLEMS = "problems.txt"

CONTRACT = "expected/contract.ts"

FIXED_PART = FOLDER / "every_contract.ts"


def golden_folders() -> list[Path]:
    """Return every folder that has a contract in it."""
    return sorted(schema.parent for schema in FOLDER.glob("*/schema"))


def generated(folder: Path) -> dict[str, str]:
    """Return what the generator makes of a golden folder, by path within the folder.

    The report is a file too: mistakes, or the warnings that stand beside generated files.
    """
    try:
        compiled = compile_contract(load(folder / "schema", folder))
    except ContractError as error:
        return {PROBLEMS: f"{error}\n"}
    files = emit(compiled.contract, "expected/contract", CONTRACT)
    files[CONTRACT] = files[CONTRACT].partition(typescript.FIXED)[0]
    if compiled.warnings:
        files[PROBLEMS] = "".join(f"{warning}\n" for warning in compiled.warnings)
    return files


def fixed_part(folder: Path) -> str:
    """Return what the TypeScript file of a golden folder ends with."""
    text = emit(compile_contract(load(folder / "schema", folder)).contract, None, CONTRACT)[
        CONTRACT
    ]
    return "".join(text.partition(typescript.FIXED)[1:])


def expected(folder: Path) -> dict[str, str]:
    """Return what a golden folder says that the generator makes of it."""
    files = [file for file in folder.glob("expected/**/*.*") if file.suffix in (".py", ".ts")]
    files += folder.glob(PROBLEMS)
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def rewrite(folder: Path) -> bool:
    """Make what is generated the expectation; return whether that changed anything."""
    files = generated(folder)
    if files == expected(folder):
        return False
    shutil.rmtree(folder / "expected", ignore_errors=True)
    (folder / PROBLEMS).unlink(missing_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return True


def main() -> None:
    """Rewrite every golden folder and name those that changed."""
    changed = [folder.name for folder in golden_folders() if rewrite(folder)]
    some = next(folder for folder in golden_folders() if (folder / "expected").is_dir())
    if not FIXED_PART.exists() or FIXED_PART.read_text("utf-8") != fixed_part(some):
        FIXED_PART.write_text(fixed_part(some), "utf-8")
        changed.append(FIXED_PART.name)
    sys.stdout.write("\n".join(f"rewritten {name}" for name in changed) or "nothing changed")
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
