"""The protocol, read from ``schema/protocol`` and written down in each language."""
