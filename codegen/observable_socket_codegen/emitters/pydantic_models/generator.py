"""The one module that knows datamodel-code-generator.

It is handed schemas of plain form (see `shapes`) under the names that the classes are to have,
and everything else that a class consists of as text for its templates.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from observable_socket_codegen.emitters.pydantic_models.expressions import (
    IMPORTS,
    RUNTIME,
    with_expressions,
)
from observable_socket_codegen.json_schema.references import references

_NO_HEADER = "# -\n"
"""What the generator is told to begin with, since it cannot be told to begin with nothing."""


@dataclass(frozen=True, slots=True)
class Model:
    """One class or type alias to be generated.

    Attributes:
        name: Its Python name.
        schema: Its schema in plain form.
        doc: Its docstring.
        settings: Arguments of ``ConfigDict``, if it is a class.
        aliases: Attributes by member name, for members that are called differently in Python.
        defaults: What attributes are initialised with, as expressions.
        casts: Defaults that are JSON values of another type than the attribute's; pydantic
            converts them.
        docs: Docstrings of attributes.
    """

    name: str
    schema: Mapping[str, Any]
    doc: str
    settings: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    defaults: Mapping[str, str] = field(default_factory=dict[str, str])
    casts: Mapping[str, str] = field(default_factory=dict[str, str])
    docs: Mapping[str, str] = field(default_factory=dict[str, str])

    def widened(self) -> Model:
        """Return an alias of ``Any`` in place of a type that cannot be generated."""
        return Model(self.name, {}, self.doc)


def generate_models(models: Iterable[Model]) -> str:
    """Return Python source with a class or an alias for each model, imports included.

    A schema that the generator fails on becomes an alias of ``Any``: the judge decides about
    values in any case.
    """
    models = list(models)
    if not models:
        return ""
    source = _attempt(models)
    if source is not None:
        return source
    stubs = {model.name: model.widened() for model in models}
    kept = [model if _can_be_generated(model, stubs) else stubs[model.name] for model in models]
    return _attempt(kept) or _generated(stubs.values())


def _can_be_generated(model: Model, stubs: Mapping[str, Model]) -> bool:
    """Whether a model can be generated beside stubs of those that it refers to."""
    needed = {name: stubs[name] for name in references(dict(model.schema)) if name in stubs}
    return _attempt({**needed, model.name: model}.values()) is not None


def _attempt(models: Iterable[Model]) -> str | None:
    """Return the source of models, or nothing if it is not what was asked for."""
    models = list(models)
    try:
        source = _generated(models)
        defined = set(_definitions(ast.parse(source)))
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - whatever it fails with, there is a looser model
        return None
    return source if defined == {model.name for model in models} else None


def _definitions(module: ast.Module) -> Iterable[str]:
    for statement in module.body:
        match statement:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name
            case _:
                pass


def _generated(models: Iterable[Model]) -> str:
    # imported here, because it takes longer than all the rest of the generator
    from datamodel_code_generator import InputFileType, LiteralType, generate
    from datamodel_code_generator.enums import DataModelType, TargetPydanticVersion
    from datamodel_code_generator.format import PythonVersion

    models = list(models)
    document = {"$defs": {model.name: model.schema for model in models}}
    source = generate(
        json.dumps(document),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_12,
        custom_template_dir=Path(str(files("observable_socket_codegen") / "templates/datamodel")),
        extra_template_data=_template_data(models),
        custom_class_name_generator=str,
        aliases={
            f"{model.name}.{member}": attribute
            for model in models
            for member, attribute in model.aliases.items()
        },
        skip_root_model=True,
        use_annotated=True,
        field_constraints=True,
        use_union_operator=True,
        use_standard_collections=True,
        use_type_alias=True,
        use_missing_sentinel=True,
        strict_nullable=True,
        enum_field_as_literal=LiteralType.All,
        import_overrides={"MISSING": RUNTIME},
        additional_imports=["typing.cast", *IMPORTS],
        disable_timestamp=True,
        keep_model_order=True,
        custom_file_header=_NO_HEADER,
        formatters=[],
    )
    return with_expressions(str(source).removeprefix(_NO_HEADER))


def _template_data(models: Iterable[Model]) -> defaultdict[str, dict[str, Any]]:
    data: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for model in models:
        data[model.name] = {
            "doc": model.doc,
            "settings": model.settings,
            "defaults": model.defaults,
            "casts": model.casts,
            "docs": defaultdict(str, model.docs),
        }
    return data
