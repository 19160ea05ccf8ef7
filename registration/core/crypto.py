"""Encryption of single values with rotatable keys (AES-GCM)."""

import base64
import binascii
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Undecryptable(Exception):
    """The value was altered, belongs to another row, or its key is gone."""


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"registration field encryption")
    return AESGCM(key.derive(secret.encode()))


def encrypt(value: str, *, secrets: Sequence[str], row: str) -> str:
    """Encrypt with the first of ``secrets``; ``row`` ties the result to its place."""
    return base64.urlsafe_b64encode(
        encrypt_bytes(value.encode(), secrets=secrets, row=row)
    ).decode()


def decrypt(value: str, *, secrets: Sequence[str], row: str) -> str:
    """Decrypt with whichever of ``secrets`` fits.

    Raises:
        Undecryptable: no key fits, the value was altered, or it stood in another row.
    """
    try:
        sealed = base64.urlsafe_b64decode(value)
    except (binascii.Error, ValueError) as error:
        raise Undecryptable from error
    return decrypt_bytes(sealed, secrets=secrets, row=row).decode()


def encrypt_bytes(value: bytes, *, secrets: Sequence[str], row: str) -> bytes:
    """The same as ``encrypt`` for bytes, such as those of a file."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(secrets[0]).encrypt(nonce, value, row.encode())


def decrypt_bytes(value: bytes, *, secrets: Sequence[str], row: str) -> bytes:
    """The same as ``decrypt`` for bytes.

    Raises:
        Undecryptable: as there.
    """
    for secret in secrets if len(value) > _NONCE else ():
        try:
            return _cipher(secret).decrypt(value[:_NONCE], value[_NONCE:], row.encode())
        except InvalidTag:
            continue
    raise Undecryptable


def is_newest(value: str, *, secrets: Sequence[str], row: str) -> bool:
    """Whether the first of ``secrets`` opens it, so that it needs none of the older ones."""
    try:
        decrypt(value, secrets=secrets[:1], row=row)
    except Undecryptable:
        return False
    return True
