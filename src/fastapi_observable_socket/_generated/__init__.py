"""The wire, generated from ``schema/protocol``. Do not edit; run ``make generate``."""
