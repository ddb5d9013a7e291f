"""Starts ``python -m observable_socket_codegen.protocol``."""

from __future__ import annotations

import sys

from observable_socket_codegen.protocol.writing import main

if __name__ == "__main__":
    sys.exit(main())
