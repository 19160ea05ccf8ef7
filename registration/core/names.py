"""Names that people give to what they keep for later, such as a view or a layout."""

from collections.abc import Collection

from registration.core.errors import RuleBroken

LONGEST = 80


class NameMissing(RuleBroken):
    """What is kept needs a name."""


class NameTooLong(RuleBroken):
    """The name has more than 80 characters."""


class NameTaken(RuleBroken):
    """Something else among which it is to be found has this name."""


def free_name(typed: str, *, taken: Collection[str]) -> str:
    """The name in one line; white space around it, or doubled, does not count.

    Raises:
        NameMissing, NameTooLong, NameTaken: as they say.
    """
    name = " ".join(typed.replace("\0", "").split())
    if not name:
        raise NameMissing
    if len(name) > LONGEST:
        raise NameTooLong
    if name in taken:
        raise NameTaken
    return name
