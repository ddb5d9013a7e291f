"""Names that several contract files want: then one decides about what the other is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from observable_socket_codegen import python_text
from observable_socket_codegen.parts import Contribution
from observable_socket_codegen.reading.folder import TYPES


def clashes(made: Mapping[str, Contribution]) -> Iterator[tuple[str, str]]:
    """Yield files, each with another one that decides about names in it.

    Args:
        made: What each file adds, by its path.
    """
    wanting: defaultdict[str, list[str]] = defaultdict(list)
    groups: dict[str, str] = {}
    for path, contribution in made.items():
        for name in contribution.wanted:
            wanting[name].append(path)
        for route in contribution.routes:
            groups.setdefault(python_text.handlers_name(route.group), path)
    for name, paths in wanting.items():
        if name in groups:
            paths.append(groups[name])
        for path in paths if len(paths) > 1 else ():
            yield from ((path, other) for other in paths if _decides(other, path))


def _decides(path: str, other: str) -> bool:
    """Whether names in a file may decide about names in another one: shared schemas go first."""
    return path != other and (path.startswith(f"{TYPES}/") or not other.startswith(f"{TYPES}/"))
