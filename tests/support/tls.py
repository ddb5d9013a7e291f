"""A certificate for the server of tests, and its key: for 127.0.0.1, trusted by nobody else."""

from __future__ import annotations

import ssl
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("tls.crt")
KEY = Path(__file__).with_name("tls.key")


def trusting() -> ssl.SSLContext:
    """Return what a client connects with."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
