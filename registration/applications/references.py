"""References: short, and safe to dictate on the telephone."""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def new_reference() -> str:
    """Eight signs without 0, O, 1, I and L, in two halves, e.g. ``7KQM-3XWA`` (31**8 of them)."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def tidy_reference(typed: str) -> str:
    """A reference as somebody typed it, in the form in which it is kept."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == LENGTH else signs
