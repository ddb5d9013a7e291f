"""What JSON Schema 2020-12 and JSON pointers are, apart from any contract."""
