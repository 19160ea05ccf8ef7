"""Secrets for links and sign-ins: random, stored only as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token: SHA-256 in hex (ASVS v5.0.0-6.5.2)."""
    return hashlib.sha256(token.encode()).hexdigest()
