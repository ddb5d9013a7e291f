"""One module for each measured server; each runs in that server's own environment."""
