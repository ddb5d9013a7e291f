"""The wire protocol without I/O: no asyncio, no framework, the clock injected."""
