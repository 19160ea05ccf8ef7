"""What was typed once, as forms read it."""

from collections.abc import Iterable, Sequence
from typing import Self


class Kept(dict[str, list[str]]):
    """The inputs of a page by name, as a multidict."""

    @classmethod
    def of(cls, pairs: Iterable[Sequence[str]]) -> Self:
        """The names and values of inputs, in their order."""
        found = cls()
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found

    def getlist(self, name: str) -> list[str]:
        """All values of an input."""
        return self.get(name, [])
