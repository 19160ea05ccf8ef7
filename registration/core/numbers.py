"""Whole numbers as they come in addresses and forms."""

MOST_DIGITS = 9  # so that it fits into any column of the database


def whole_number(raw: str) -> int | None:
    """The number that is written in at most nine digits from 0 to 9; None where it is none."""
    is_one = raw.isascii() and raw.isdecimal() and len(raw) <= MOST_DIGITS
    return int(raw) if is_one else None
