"""Copies of what others own. Do not edit; run ``make generate``."""
