"""Bytes of mails as text, whatever they say of themselves: no mail is lost over its characters."""

import codecs
import re

# GB 18030 holds all of the older sets, and mails often say the smaller one and use more.
_CHINESE = frozenset({"gb2312", "gbk"})
# Codecs of Python that no mail uses; some of them take very long for long texts.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_HIGH = re.compile(rb"[\x80-\xff]+")
_IN_A_WORD = re.compile(rb"[a-z][\x80-\xff]+[a-z]", re.IGNORECASE)


def decode(content: bytes, charset: str | None) -> str:
    """The text; where the character set is unknown or wrong, as it most probably was meant."""
    for name in (_known(charset), "utf-8", _guess(content)):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _known(charset: str | None) -> str:
    try:
        name = codecs.lookup((charset or "utf-8").strip()).name
    except (LookupError, ValueError):  # ValueError: a zero byte in the name
        return "utf-8"
    if name.replace("_", "-") in _NO_CHARSETS:
        return "utf-8"
    return "gb18030" if name in _CHINESE else name


def _guess(content: bytes) -> str:
    """Hanzi are pairs of high bytes; umlauts stand alone or among letters."""
    pairs = all(len(one) % 2 == 0 for one in _HIGH.findall(content))
    return "gb18030" if pairs and not _IN_A_WORD.search(content) else "cp1252"
