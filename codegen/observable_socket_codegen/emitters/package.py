"""The face of the generated package: ``__init__.py``."""

from __future__ import annotations

from collections.abc import Iterable

from observable_socket_codegen import python_text
from observable_socket_codegen.templating import render


def module(
    models: Iterable[str], groups: Iterable[str], results: Iterable[str], banner: str
) -> str:
    """Return the text of ``__init__.py``, not yet in its final form.

    Args:
        models: What the models are called.
        groups: The groups of routes.
        results: What the types of results are called.
        banner: Who generated it.
    """
    return render(
        "python_package.py.jinja",
        header=python_text.header("Everything that the contract gives to a program.", banner),
        models=sorted(models),
        handlers=sorted({python_text.handlers_name(group) for group in groups}),
        results=sorted(results),
    )
