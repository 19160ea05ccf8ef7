"""Encryption of single values with rotatable keys (AES-GCM)."""

import base64
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Undecryptable(Exception):
    """The value was altered, belongs to another row, or its key is gone."""


def _cipher(secret: str) -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"registration field encryption")
    return AESGCM(key.derive(secret.encode()))


def encrypt(value: str, *, secrets: Sequence[str], row: str) -> str:
    """Encrypt with the first of ``secrets``; ``row`` ties the result to its place."""
    nonce = os.urandom(_NONCE)
    sealed = _cipher(secrets[0]).encrypt(nonce, value.encode(), row.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def decrypt(value: str, *, secrets: Sequence[str], row: str) -> str:
    """Decrypt with whichever of ``secrets`` fits.

    Raises:
        Undecryptable: no key fits, the value was altered, or it stood in another row.
    """
    raw = base64.urlsafe_b64decode(value)
    for secret in secrets:
        try:
            return _cipher(secret).decrypt(raw[:_NONCE], raw[_NONCE:], row.encode()).decode()
        except InvalidTag:
            continue
    raise Undecryptable
