"""The JSON Schemas of the contract, for the judge: ``schemas.py``."""

from __future__ import annotations

import json
from collections.abc import Mapping

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.emitters.completions import completions
from observable_socket_codegen.templating import render


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write the schemas of all declarations down as one module.

    Args:
        contract: What to write down.
        path: The folder of the Python package.

    Returns:
        The text of the module, by its path.
    """
    plans = completions(contract)
    text = render(
        "python_schemas.py.jinja",
        header=python_text.header("The JSON Schemas of the contract.", contract.banner),
        definitions=_text({one.name: one.schema for one in contract.declarations}),
        completions=_text(plans) if plans else "",
    )
    return {f"{path}/schemas.py": text}


def _text(data: Mapping[str, ir.Json]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)
