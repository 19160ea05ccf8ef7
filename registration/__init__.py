"""The registration system of a city-partnership office; ``create_app`` puts its parts together."""
