"""Decides whether one JSON Schema accepts all that another one accepts, or shows a value.

Two sides that check each other: the prover says "yes" only where it has a proof; a "no" comes
with a value that the same validator as the run-time's has accepted and refused. What is neither
is "not proven".
"""
