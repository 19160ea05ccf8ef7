"""Keys of a form for the names that an XLSForm uses."""

from collections.abc import Collection

from registration.forms.entry import KEY
from registration.forms.keys import LONGEST, free, plain

PREFIX = "q_"


def key_for(name: str, taken: Collection[str] = ()) -> str:
    """A key like a name, unlike those that are taken."""
    key = name if KEY.fullmatch(name) else plain(name)
    key = key if KEY.fullmatch(key) else f"{PREFIX}{key}"[:LONGEST].rstrip("_")
    return free(key.rstrip("_"), taken)
