"""Benchmarks of the router beside its predecessor, its neighbours and bare echoes."""
