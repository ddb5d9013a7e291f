"""Checked contracts turned into the intermediate representation, and that into text."""
