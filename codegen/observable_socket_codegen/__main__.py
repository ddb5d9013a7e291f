"""Starts the command line, or says what it takes."""

from __future__ import annotations

import sys

EXTRA = "pip install 'fastapi-observable-socket[codegen]'"


def main() -> None:
    """Run ``observable-socket``.

    A base install has the command but not what it needs; then one line names the extra.
    """
    try:
        from observable_socket_codegen.cli import app
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "observable_socket_codegen":
            raise
        sys.exit(_without(missing))
    app()


def _without(missing: str) -> int:
    print(f"observable-socket needs {missing}: {EXTRA}", file=sys.stderr)  # noqa: T201 - no console without the extra
    return 2


if __name__ == "__main__":
    main()
