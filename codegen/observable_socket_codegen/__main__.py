"""Starts the command line, or says what it takes."""

from __future__ import annotations

import atexit
import gc
import sys
from importlib.util import find_spec

NEEDED = ("datamodel_code_generator", "jinja2", "jsonschema", "rich", "ruff", "typer", "yaml")
"""What the extra installs and the commands import, some of them late."""

EXTRA = "pip install 'fastapi-observable-socket[codegen]'"


def main() -> None:
    """Run ``observable-socket``.

    A base install has the command but not what it needs; then one line names the extra.
    """
    missing = next((name for name in NEEDED if find_spec(name) is None), None)
    if missing is not None:
        sys.exit(_without(missing))
    # looking for garbage among what was just imported, or what is dropped anyway, takes long
    gc.disable()
    from observable_socket_codegen.cli import app

    gc.enable()
    atexit.register(gc.freeze)
    app()


def _without(missing: str) -> int:
    print(f"observable-socket needs {missing}: {EXTRA}", file=sys.stderr)  # noqa: T201 - no console without the extra
    return 2


if __name__ == "__main__":
    main()
