"""Contract files held against their format, and references followed."""
