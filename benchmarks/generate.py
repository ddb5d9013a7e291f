"""Write ``benchmarks/contract`` from ``benchmarks/schema``.

``python -m benchmarks.generate``; with ``--check`` only exit 1 if it is not up to date.
"""

from __future__ import annotations

import sys

from observable_socket_codegen import generate

from .environments import HERE


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    result = generate(schema=HERE / "schema", python=HERE / "contract", check=check)
    for path in result.stale:
        print(f"{'stale' if check else 'written'}: {path.relative_to(HERE.parent)}")
    return 1 if check and result.stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
