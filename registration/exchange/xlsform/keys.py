"""Keys of a form for the names that an XLSForm uses."""

import unicodedata
from collections.abc import Collection

from registration.core.formats import sort_key
from registration.forms.document import RESERVED
from registration.forms.entry import KEY

LONGEST = 40
PREFIX = "q_"


def key_for(name: str, taken: Collection[str] = ()) -> str:
    """A key like a name: small letters, digits and underscores, unlike those that are taken.

    Hanzi become pinyin, accents go.
    """
    plain = name if name.isascii() else sort_key(name, "zh")
    plain = unicodedata.normalize("NFKD", plain).replace("ß", "ss").lower()
    signs = [sign if sign.isascii() and sign.isalnum() else "_" for sign in plain
             if not unicodedata.combining(sign)]  # fmt: skip
    key = "_".join(part for part in "".join(signs).split("_") if part)[:LONGEST]
    key = name if KEY.fullmatch(name) else key if KEY.fullmatch(key) else f"{PREFIX}{key}"[:LONGEST]
    key = key.rstrip("_")
    number, found = 1, key
    while found in taken or found in RESERVED:
        number += 1
        found = f"{key[: LONGEST - len(str(number)) - 1]}_{number}"
    return found
