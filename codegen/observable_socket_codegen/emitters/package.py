"""The face of the generated package: ``__init__.py``."""

from __future__ import annotations

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.templating import render


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write down what users import from the generated package.

    Args:
        contract: What to write down.
        path: The folder of the Python package.

    Returns:
        The text of the module, by its path.
    """
    names = python_text.type_names(declared.name for declared in contract.declarations)
    text = render(
        "python_package.py.jinja",
        header=python_text.header(
            "Everything that the contract gives to a program.", contract.banner
        ),
        models=sorted(names.values()),
        handlers=sorted({python_text.handlers_name(route.group) for route in contract.routes}),
        results=sorted(route.result for route in contract.routes),
    )
    return {f"{path}/__init__.py": text}
