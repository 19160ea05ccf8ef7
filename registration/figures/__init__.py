"""Numbers of programmes: how they fill, how people come through, who comes, how long it takes."""
