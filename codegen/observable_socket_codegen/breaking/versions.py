"""Reads the old version of a contract: from a folder, or from the project's git history."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from observable_socket_codegen.reading.folder import ROUTES, TYPES
from observable_socket_codegen.reading.load import Sources, load


class VersionError(Exception):
    """There is no such version, or it cannot be read."""


def old_version(against: str, schema: Path, project: Path) -> Sources:
    """Read a version of a contract.

    Args:
        against: A folder that holds ``routes`` and ``types``, or whatever git calls a commit.
        schema: The schema folder as it is now; its place is the same in the old version.
        project: The folder that paths in reports are relative to.

    Raises:
        VersionError: There is nothing to read.
    """
    folder = Path(against)
    if folder.is_dir():
        for candidate in (folder, folder / "schema"):
            if (candidate / ROUTES).is_dir() or (candidate / TYPES).is_dir():
                return load(candidate, project)
        raise VersionError(
            f"{against} holds no contract\n  help: name the folder that has `{ROUTES}` in it"
        )
    with _checked_out(against, schema) as (root, place):
        # paths are reported as they are now, not as in the temporary folder
        within = project.resolve().relative_to(_top_level(schema))
        return load(root / place, root / within)


@contextmanager
def _checked_out(reference: str, schema: Path) -> Generator[tuple[Path, Path]]:
    """Yield a copy of a commit's schema folder, and where in the copy it is."""
    top = _top_level(schema)
    place = PurePosixPath(schema.resolve().relative_to(top).as_posix())
    commit = _git(
        top,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{reference}^{{commit}}",
        otherwise=f"{reference} is neither a folder nor a commit that git knows here\n"
        "  help: name a branch, a tag or a commit, such as origin/main; "
        "in a shallow clone, fetch it first",
    )
    archive = _git(
        top,
        "archive",
        "--format=zip",
        commit.decode().strip(),
        "--",
        str(place),
        otherwise=f"there is no folder {place} in {reference}\n"
        "  help: was the contract somewhere else? check it out there and name the folder",
    )
    with TemporaryDirectory(prefix="observable-socket-") as folder:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            files.extractall(folder)
        yield Path(folder), Path(place)


def _top_level(schema: Path) -> Path:
    output = _git(
        schema,
        "rev-parse",
        "--show-toplevel",
        otherwise=f"{schema} is not in a git repository\n"
        "  help: name a folder that holds the old version instead: --against ../old/schema",
    )
    return Path(output.decode().rstrip("\n")).resolve()


def _git(folder: Path, *arguments: str, otherwise: str) -> bytes:
    """Return what git prints.

    Raises:
        VersionError: Git fails, which ``otherwise`` explains, or there is no git.
    """
    try:
        process = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise VersionError(
            "git is not installed\n  help: name a folder that holds the old version instead"
        ) from None
    if process.returncode:
        said = process.stderr.decode(errors="replace").strip()
        raise VersionError(f"{otherwise}\n  git says: {said}" if said else otherwise)
    return process.stdout
