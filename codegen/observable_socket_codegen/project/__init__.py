"""A project's files: what is stale, what earlier runs found out, and writing all or nothing."""
