"""What earlier runs found out, kept in the user's cache folder.

Everything is kept under the hash of all that it depends on, the generator itself included, so a
memory can be missing but never wrong. It need not be kept, shared or committed.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VARIABLE = "OBSERVABLE_SOCKET_CACHE"
"""The environment variable that names the folder; set to nothing, nothing is kept."""

_LIBRARIES = (
    "datamodel-code-generator",
    "jinja2",
    "jsonschema-rs",
    "jsonschema-specifications",
    "pydantic",
    "pyyaml",
    "ruff",
)
"""Packages whose version may change what is generated."""

_KEPT = 30 * 24 * 3600
"""Seconds after which a memory that nobody asked for is dropped."""


class Memory:
    """Texts by the hash of what they depend on.

    Args:
        folder: Where they are kept; none to keep nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def recall(self, key: str) -> bytes | None:
        """Return what was kept under a key, if it still is."""
        if self._folder is None:
            return None
        file = self._folder / key
        try:
            content = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep something for later runs; where that fails, later runs take longer."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._drop_old(self._folder)
            # under a name of its own first: another run may be reading
            temporary = self._folder / f".{key}.{os.getpid()}"
            temporary.write_bytes(content)
            temporary.replace(self._folder / key)
        except OSError:
            return

    @staticmethod
    def _drop_old(folder: Path) -> None:
        oldest = time.time() - _KEPT
        for file in folder.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)


def memory() -> Memory:
    """Return the memory of this user."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Memory(Path(given) if given else None)
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Memory(Path(home) / "observable-socket")


def hashed(parts: Iterable[bytes]) -> str:
    """Return the hash of a sequence, in which it matters where one part ends."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@cache
def generator() -> str:
    """Return a hash of everything that generates: this package, its libraries, the interpreter."""
    return hashed([sys.version.encode(), *_versions(), *_sources()])


def _versions() -> Iterator[bytes]:
    for library in _LIBRARIES:
        try:
            yield f"{library} {version(library)}".encode()
        except PackageNotFoundError:
            yield library.encode()


def _sources() -> Iterator[bytes]:
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.is_file() and file.parent.name != "__pycache__":
            yield file.relative_to(package).as_posix().encode()
            yield file.read_bytes()
