"""Programmes: what one can apply for, offered by the partners."""
