"""Which contract files have to be looked at together, and what their result depends on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from observable_socket_codegen.checking.outline import Outline, Reference
from observable_socket_codegen.memory import hashed
from observable_socket_codegen.reading.folder import TYPES
from observable_socket_codegen.reading.sites import Site

_NAMED = re.compile(r"(/\$defs/[^/]+)*")
"""Schemas of shared files that have a name whether or not anything refers to them."""


class Neighbours:
    """The files of a contract, and how they hang together.

    Args:
        outlines: What each file refers to.
        links: Files that are looked at together with others for another reason.
    """

    def __init__(
        self, outlines: Mapping[str, Outline], links: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._files = frozenset(outlines)
        self._names: defaultdict[str, list[Site]] = defaultdict(list)
        for path, outline in outlines.items():
            for name, pointer in outline.names:
                self._names[name].append(Site(path, pointer))
        self._apart = all(outline.alone for outline in outlines.values()) and all(
            len(sites) == 1 for sites in self._names.values()
        )
        self._next: defaultdict[str, set[str]] = defaultdict(set)
        self._referred: defaultdict[str, set[Site]] = defaultdict(set)
        for path, outline in outlines.items():
            for reference in outline.references:
                self._lead(path, self._target(reference))
        for path, other in links:
            self._next[path].add(other)

    def _lead(self, path: str, target: Site) -> None:
        """Take in what a reference in a file leads to."""
        self._next[path].add(target.path)
        is_shared = target.path.startswith(f"{TYPES}/")
        if not is_shared:
            # how a schema of a route is used elsewhere decides about its forms
            self._next[target.path].add(path)
        if not (is_shared and _NAMED.fullmatch(target.pointer)):
            self._referred[target.path].add(target)

    def needed(self, paths: Iterable[str]) -> set[str]:
        """Return files and all that they refer to, directly or through others."""
        found = set(paths)
        if not self._apart and found:
            return set(self._files)
        waiting = list(found)
        while waiting:
            new = self._next.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found & self._files

    def referred(self, paths: Iterable[str]) -> Iterator[Site]:
        """Yield the schemas of files that any file refers to and that have a name only by that."""
        for path in paths:
            yield from sorted(self._referred.get(path, ()))

    def key(self, path: str, hashes: Mapping[str, str]) -> str:
        """Return a hash of all that decides about what a file adds to a contract.

        Args:
            path: The file.
            hashes: A hash of the content of each file.
        """
        needed = sorted(self.needed([path]))
        parts = [path, *(f"{one} {hashes[one]}" for one in needed)]
        parts += [f"{site.path}#{site.pointer}" for site in self.referred(needed)]
        return hashed(part.encode() for part in parts)

    def _target(self, reference: Reference) -> Site:
        named = self._names.get(reference.address)
        if named:
            return Site(named[0].path, named[0].pointer + reference.pointer)
        return Site(reference.path, reference.pointer)
