"""Stages of review: who scores which application by which criteria, and what comes of it."""
