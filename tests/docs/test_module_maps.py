"""The docstring of a package names each module, so that a newcomer finds them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/fastapi_observable_socket"


@pytest.mark.parametrize(
    "package", [".", "asgi", "protocol", "routing", "routing/values", "uvicorn"]
)
def test_a_package_says_what_each_of_its_modules_does(package: str) -> None:
    folder = SOURCE / package
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    listed = ", ".join(re.findall(r"^([a-z_]+(?:, [a-z_]+)*)  ", text, re.MULTILINE)).split(", ")
    named = {*listed, *re.findall(r"`([a-z_]+)`", text)}
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    modules |= {file.parent.name for file in folder.glob("*/__init__.py")}
    assert modules - named == set()
