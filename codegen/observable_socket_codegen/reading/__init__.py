"""Contract files read from disk, with the position of everything in them."""
