"""One file a type of field: what it is, what an answer to it must be, how it is shown."""
