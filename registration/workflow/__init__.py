"""The life of an application; the only writer of its state."""
