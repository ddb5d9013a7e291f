"""Models, route descriptors, handler stubs and TypeScript types from contract files."""
