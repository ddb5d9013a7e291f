"""Every schema of a contract, and every name that a reference may call it by.

A schema within a contract file is a document of its own inside the file: ``#/...`` is looked up in
the outermost schema first and in the whole file then. ``$id`` works as JSON Schema has it: it
names a schema, and what is referred to within is relative to it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import subschemas
from observable_socket_codegen.reading.documents import child, lookup
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Root, Site
from observable_socket_codegen.words import kind, listed, meant


@dataclass(frozen=True, slots=True)
class Home:
    """What a schema stands in.

    Attributes:
        root: The outermost schema.
        scopes: What ``#`` may mean, the nearest first.
        base: The address that ``$id`` gave; empty if none did.
    """

    root: Site
    scopes: tuple[Site, ...]
    base: str = ""


class LostReferenceError(Exception):
    """A reference leads nowhere."""

    def __init__(self, rule: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.advice = advice


class SchemaIndex:
    """Finds schemas by reference.

    Attributes:
        schemas: Every schema by its place.
        homes: What each of them stands in.
        problems: Names that cannot be used.
    """

    def __init__(self, sources: Sources, roots: Iterable[Root]) -> None:
        self._sources = sources
        self._anchors: dict[tuple[Site, str], Site] = {}
        self._ids: dict[str, dict[Site, Site]] = {}
        self.schemas: dict[Site, Json] = {}
        self.homes: dict[Site, Home] = {}
        self.problems: list[Diagnostic] = []
        for root in roots:
            scopes = dict.fromkeys((root.site, Site(root.site.path, "")))
            self._add(root.site, root.schema, Home(root.site, tuple(scopes)))

    def find(self, reference: str, site: Site) -> Site | None:
        """Return what a reference leads to; nothing if its file could not be read.

        Raises:
            LostReferenceError: It leads nowhere.
        """
        home = self.homes[site]
        address, _, fragment = reference.partition("#")
        named = self._called(urldefrag(urljoin(home.base, address))[0], reference, home)
        if address and named is not None:
            return self._within(reference, (named,), unquote(fragment))
        if not address:
            return self._within(reference, home.scopes, unquote(fragment))
        path = self._path(reference, address, site)
        if path in self._sources.unreadable:
            return None
        if path not in self._sources.documents:
            raise self._missing_file(reference, path, site)
        return self._within(reference, (Site(path, ""),), unquote(fragment))

    def dynamic_name(self, site: Site) -> str:
        """Return the ``$dynamicAnchor`` of a schema; nothing if it has none."""
        schema = self.schemas[site]
        name = schema.get("$dynamicAnchor") if isinstance(schema, dict) else None
        return name if isinstance(name, str) else ""

    def _add(self, site: Site, schema: Json, home: Home) -> None:
        if not isinstance(schema, dict | bool):
            return
        if isinstance(schema, dict):
            home = self._named(site, schema.get("$id"), home)
            self._anchored(site, schema.get("$anchor"), home)
            self._anchored(site, schema.get("$dynamicAnchor"), home)
        self.schemas[site] = schema
        self.homes[site] = home
        for nested in subschemas(schema, site.pointer):
            self._add(Site(site.path, nested.pointer), nested.schema, home)

    def _named(self, site: Site, name: Json, home: Home) -> Home:
        """Take in the ``$id`` of a schema; return what the schemas within stand in."""
        if not isinstance(name, str):
            return home
        base, fragment = urldefrag(urljoin(home.base, name))
        if fragment:
            self._report(site, "$id", f"`{name}` has a fragment", "use `$anchor`")
        elif first := self._ids.get(base, {}).get(home.root):
            message = f"{self._place(first)} is called `{base}` already"
            self._report(site, "$id", message, "a name belongs to one schema")
        else:
            self._ids.setdefault(base, {})[home.root] = site
        return Home(home.root, (site, *home.scopes), base)

    def _called(self, address: str, reference: str, home: Home) -> Site | None:
        """Return the schema that has an ``$id``; of several the one in the same document."""
        found = self._ids.get(address, {})
        if home.root in found or not found:
            return found.get(home.root)
        if len(found) > 1:
            places = " and ".join(self._place(site) for site in found.values())
            raise LostReferenceError(
                "ambiguous-ref",
                f"several schemas are called `{reference}`: {places}",
                "give each of them a name of its own",
            )
        return next(iter(found.values()))

    def _anchored(self, site: Site, name: Json, home: Home) -> None:
        if not isinstance(name, str):
            return
        nearest, *outer = home.scopes
        first = self._anchors.get((nearest, name))
        if first is not None and self.homes[first].scopes[0] == nearest:
            self._report(
                site,
                "$anchor",
                f"{self._place(first)} has the anchor `{name}` already",
                "an anchor belongs to one schema of a document",
            )
        self._anchors[nearest, name] = site
        for scope in outer:
            self._anchors.setdefault((scope, name), site)

    def _path(self, reference: str, address: str, site: Site) -> str:
        """Return the path of a file in the schema folder."""
        path = path_of(address, site.path)
        if path is None:
            raise LostReferenceError(
                "remote-ref",
                f"`{reference}` is not in the schema folder, and nothing is downloaded",
                "save a copy under `types/` and refer to it by its relative path",
            )
        if "\\" in address:
            message = f"`{reference}` has backslashes, and references have slashes"
            advice = f"did you mean `{reference.replace(chr(92), '/')}`?"
            raise LostReferenceError("missing-ref", message, advice)
        if path.startswith(".."):
            raise LostReferenceError(
                "outside-ref",
                f"`{reference}` leads out of the schema folder",
                "move the file to `types/` and refer to it there",
            )
        return path

    def _missing_file(self, reference: str, path: str, site: Site) -> LostReferenceError:
        known = [p for p in self._sources.documents if p != site.path]
        name = posixpath.basename(path)
        choice = next((p for p in known if posixpath.basename(p) == name), None)
        choice = choice or meant(path, known)
        if choice is None:
            stem = name.partition(".")[0]
            choice = next((p for p in known if posixpath.basename(p).startswith(f"{stem}.")), None)
        advice = "references are relative to the file that they stand in"
        if choice is not None:
            relative = posixpath.relpath(choice, posixpath.dirname(site.path) or ".")
            advice = f"did you mean `{relative}`? {advice[0].upper()}{advice[1:]}"
        return LostReferenceError(
            "missing-ref", f"there is no file `{path}` for `{reference}`", advice
        )

    def _within(self, reference: str, scopes: tuple[Site, ...], fragment: str) -> Site:
        """Return the schema that a fragment means in the first of some documents that has it."""
        for scope in scopes:
            if fragment and not fragment.startswith("/"):
                target = self._anchors.get((scope, fragment))
            else:
                target = Site(scope.path, scope.pointer + fragment)
            if target is not None and target in self.schemas:
                return target
        address = reference.partition("#")[0]
        raise self._missing_fragment(address, scopes, fragment)

    def _missing_fragment(
        self, address: str, scopes: tuple[Site, ...], fragment: str
    ) -> LostReferenceError:
        reference = f"{address}#{fragment}" if fragment else address
        message = f"`{reference}` leads to nothing"
        if fragment and not fragment.startswith("/"):
            anchors = [name for scope, name in self._anchors if scope in scopes]
            return _lost(message, reference, [f"{address}#{name}" for name in anchors])
        if "/definitions/" in fragment:
            renamed = reference.replace("/definitions/", "/$defs/")
            advice = f"rename `definitions` to `$defs` and refer to `{renamed}`"
            return LostReferenceError("missing-ref", message, advice)
        for scope in scopes:
            try:
                value = lookup(self._sources.documents[scope.path].data, scope.pointer + fragment)
            except KeyError:
                continue
            return LostReferenceError(
                "missing-ref",
                f"`{reference}` leads to {kind(value)} that is not a schema",
                "put what is shared under `$defs` and refer to `#/$defs/Name`",
            )
        if choice := meant(fragment, self._pointers(scopes)):
            advice = f"did you mean `{address}#{choice}`?"
            return LostReferenceError("missing-ref", message, advice)
        found = [f"{address}{definition}" for definition in self._definitions(scopes)]
        return _lost(message, reference, found)

    def _pointers(self, scopes: tuple[Site, ...]) -> Iterator[str]:
        """Yield the pointers to all schemas of some documents, as seen from their tops."""
        for scope in scopes:
            for site in self.schemas:
                inside = site.pointer.removeprefix(scope.pointer)
                if site.path == scope.path and inside.startswith("/"):
                    yield inside

    def _definitions(self, scopes: tuple[Site, ...]) -> list[str]:
        """Return the references that would work in some documents."""
        found: dict[str, None] = {}
        for scope in scopes:
            holder = child(scope.pointer, "$defs") + "/"
            for site in self.schemas:
                inside = site.pointer.removeprefix(holder)
                if site.path == scope.path and inside != site.pointer and "/" not in inside:
                    found[f"#/$defs/{inside}"] = None
        return list(found)

    def _report(self, site: Site, keyword: str, message: str, advice: str) -> None:
        document = self._sources.documents[site.path]
        pointer = child(site.pointer, keyword)
        self.problems.append(document.problem(pointer, "schema-name", message, advice))

    def _place(self, site: Site) -> str:
        return self._sources.documents[site.path].place(site.pointer)


def path_of(address: str, file: str) -> str | None:
    """Return the path in the schema folder that an address in a file means, if it means one.

    Args:
        address: A reference without its fragment.
        file: The path of the file that it stands in.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    folder = "" if address.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(folder, unquote(parts.path).lstrip("/")))


def _lost(message: str, wanted: str, available: list[str]) -> LostReferenceError:
    if choice := meant(wanted, available):
        advice = f"did you mean `{choice}`?"
    elif available:
        advice = f"there is {listed(available)}"
    else:
        advice = "put what is shared under `$defs` and refer to `#/$defs/Name`"
    return LostReferenceError("missing-ref", message, advice)
