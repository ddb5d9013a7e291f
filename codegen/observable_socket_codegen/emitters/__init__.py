"""One module per kind of output; each is a function from the IR to files."""
