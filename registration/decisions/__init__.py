"""Decisions that were made and have not taken effect yet, and whose approval they still need."""
