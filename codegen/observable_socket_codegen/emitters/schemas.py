"""The JSON Schemas of the contract, for the judge: ``schemas.py``."""

from __future__ import annotations

import json

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.templating import render


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write the schemas of all declarations down as one module.

    Args:
        contract: What to write down.
        path: The folder of the Python package.

    Returns:
        The text of the module, by its path.
    """
    definitions = {declared.name: declared.schema for declared in contract.declarations}
    text = json.dumps(definitions, indent=2, ensure_ascii=False)
    header = python_text.header("The JSON Schemas of the contract.", contract.banner)
    return {
        f"{path}/schemas.py": render("python_schemas.py.jinja", header=header, definitions=text)
    }
