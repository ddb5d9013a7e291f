"""Python models: a pydantic class for each object, a type alias for everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.emitters.pydantic_models.attributes import attributes
from observable_socket_codegen.emitters.pydantic_models.defaults import is_plain
from observable_socket_codegen.emitters.pydantic_models.generator import Model
from observable_socket_codegen.emitters.pydantic_models.pieces import Piece, ordered, pieces_of
from observable_socket_codegen.emitters.pydantic_models.shapes import Shapes
from observable_socket_codegen.json_schema.references import references
from observable_socket_codegen.parts import DeclarationPart
from observable_socket_codegen.python_imports import import_lines


def parts(
    contract: ir.Contract, wanted: Collection[str], known: Mapping[str, Piece]
) -> dict[str, Piece]:
    """Write declarations of a contract down, one by one.

    Args:
        contract: What to write down.
        wanted: The names of the declarations.
        known: What earlier runs made of them, by key.

    Returns:
        The source of each, by the name of the declaration.
    """
    writer = _Writer(contract)
    models = {declared.name: writer.model(declared) for declared in contract.declarations}
    called = {name: models[name].name for name in wanted}
    found = pieces_of(models.values(), set(called.values()), known)
    return {name: found[python] for name, python in called.items()}


def head(declarations: Iterable[DeclarationPart], banner: str) -> str:
    """Return what ``models.py`` begins with."""
    header = python_text.header("The types of the contract.", banner)
    imports = {one for declared in declarations for one in declared.model.imports}
    if not imports:
        return header
    return f"{header}\nfrom __future__ import annotations\n{import_lines(imports)}\n"


def body(declarations: Iterable[DeclarationPart]) -> str:
    """Return everything else of it, in its final form."""
    texts = {declared.python: declared for declared in declarations}
    names = ordered({name: declared.after for name, declared in texts.items()})
    return "\n\n\n".join(texts[name].model.text for name in names)


class _Writer:
    """Puts together what each class consists of."""

    def __init__(self, contract: ir.Contract) -> None:
        self._types = {declared.name: declared.type for declared in contract.declarations}
        self._names = python_text.type_names(self._types)
        self._shapes = Shapes(self._types, self._names)

    def model(self, declared: ir.Declaration) -> Model:
        name = self._names[declared.name]
        doc = python_text.docstring(
            [declared.doc.description, python_text.origin(declared.source)],
            indent=4 if self._shapes.object_of(declared.type) else 0,
        )
        type_ = self._shapes.object_of(declared.type)
        if type_ is None:
            return Model(name, self._shapes.bounded(declared.type), doc)
        return self._class(name, doc, type_)

    def _class(self, name: str, doc: str, type_: ir.ObjectType) -> Model:
        members = {m.name: self._shapes.bounded(m.type) for m in type_.properties}
        # within a class, an attribute hides the type of its name
        called = attributes(members, {name for m in members.values() for name in references(m)})
        casts = {
            called[m.name]: python_text.literal(m.default)
            for m in type_.properties
            if m.has_default and not is_plain(m.default, m.type, self._types)
        }
        return Model(
            name=name,
            schema={
                "type": "object",
                "properties": members,
                "required": [m.name for m in type_.properties if m.required or m.has_default],
                "additionalProperties": type_.extra is not None,
            },
            doc=doc,
            settings=_settings(type_, called, casts),
            aliases={member: called[member] for member in members if called[member] != member},
            defaults={
                called[m.name]: python_text.literal(m.default) if m.has_default else "MISSING"
                for m in type_.properties
                if not m.required
            },
            casts=casts,
            docs={called[m.name]: _doc(m) for m in type_.properties},
        )


def _settings(type_: ir.ObjectType, called: Mapping[str, str], casts: Mapping[str, str]) -> str:
    """Return the arguments of a model's ``ConfigDict``."""
    # what a program never uses is never built: a thousand routes have thousands of models
    settings = ['extra="forbid"' if type_.extra is None else 'extra="allow"', "defer_build=True"]
    if any(member != attribute for member, attribute in called.items()):
        # the wire has the members' names, programs that make a model have the attributes'
        settings += ["validate_by_name=True", "validate_by_alias=True", "serialize_by_alias=True"]
    if casts:
        settings.append("validate_default=True")
    return ", ".join(settings)


def _doc(member: ir.Property) -> str:
    deprecated = "Deprecated." if member.doc.deprecated else ""
    return python_text.docstring([member.doc.description, deprecated])
