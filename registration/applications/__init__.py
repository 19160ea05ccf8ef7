"""Applications: what people sent, and where it stands."""
