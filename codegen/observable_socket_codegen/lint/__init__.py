"""Looks for what is legal in a contract, but what its users will regret."""
