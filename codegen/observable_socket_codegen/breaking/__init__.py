"""Compares two versions of a contract: what breaks clients that know the old one only."""
