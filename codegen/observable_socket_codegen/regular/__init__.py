"""Regular expressions as what they stand for: sets of texts."""
