"""Puts the generated files together from what each contract file adds to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from observable_socket_codegen.compiling.digest import digest
from observable_socket_codegen.emitters import handlers, package, routes, schemas
from observable_socket_codegen.emitters import pydantic_models as models
from observable_socket_codegen.emitters import typescript as ts
from observable_socket_codegen.formatting import format_python
from observable_socket_codegen.parts import Contribution, DeclarationPart, RoutePart

Format: TypeAlias = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Gives Python modules their final form."""


def format_heads(heads: Mapping[str, str]) -> dict[str, str]:
    """Give what modules begin with its final form: what follows uses all that they import."""
    return format_python(heads, keep_unused=True)


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything that is generated, in the order in which it stands in the files.

    Attributes:
        declarations: The types, by name.
        routes: The routes, by path.
        digest: The digest of the contract.
    """

    declarations: tuple[DeclarationPart, ...]
    routes: tuple[RoutePart, ...]
    digest: str

    def files(
        self, banner: str, python: str | None, typescript: str | None, form: Format = format_heads
    ) -> dict[str, str]:
        """Return the text of every generated file by its path.

        Args:
            banner: Who generated it.
            python: The folder of the Python package, POSIX, relative to the project, if any.
            typescript: The TypeScript file, likewise.
            form: Gives the beginnings of modules their final form.
        """
        files: dict[str, str] = {}
        if python is not None:
            modules = self._python(banner, form)
            files |= {f"{python}/{name}.py": text for name, text in modules.items()}
        if typescript is not None:
            files[typescript] = ts.file(
                [declared.typescript for declared in self.declarations],
                [route.typescript for route in self.routes if route.kind == "call"],
                [route.typescript for route in self.routes if route.kind == "push"],
                banner,
                self.digest,
            )
        return files

    def _python(self, banner: str, form: Format) -> dict[str, str]:
        plans = [one.plan for one in self.declarations if one.plan]
        completes = bool(plans)
        bodies = {
            "models": models.body(self.declarations),
            "routes": routes.body(self.routes, self.digest, completes=completes),
            "handlers": handlers.body(self.routes),
        }
        heads = {
            "models": models.head(self.declarations, banner),
            "routes": routes.head(self.routes, banner, completes=completes),
            "handlers": handlers.head(self.routes, banner),
            "__init__": self._package(banner),
        }
        formed = form({f"{name}.py": text for name, text in heads.items()})
        found = {name: _joined(formed[f"{name}.py"], bodies.get(name, "")) for name in heads}
        found["schemas"] = schemas.module((one.schema for one in self.declarations), plans, banner)
        return found

    def _package(self, banner: str) -> str:
        return package.module(
            [declared.python for declared in self.declarations],
            [route.group for route in self.routes],
            [route.result for route in self.routes],
            banner,
        )


def assembled(contributions: Iterable[Contribution]) -> Assembly:
    """Return everything that contract files add, in order."""
    listed = list(contributions)
    declared = sorted((one for each in listed for one in each.declarations), key=_name)
    served = sorted((one for each in listed for one in each.routes), key=_path)
    found = digest(
        {route.path: route.wire for route in served}, {one.name: one.wire for one in declared}
    )
    return Assembly(tuple(declared), tuple(served), found)


def _name(declared: DeclarationPart) -> str:
    return declared.name


def _path(route: RoutePart) -> str:
    return route.path


def _joined(head: str, body: str) -> str:
    """Return a module: two empty lines stand in front of a class, one in front of all else."""
    gap = "\n\n" if body.lstrip("\n").startswith("class ") else "\n"
    return f"{head}{gap}{body.strip()}\n" if body.strip() else head
