// Makes the builder nicer; every step works without it.
