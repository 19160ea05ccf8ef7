"""Files handed in; the bytes are stored by ``applications.documents`` before this is asked."""

from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_list
from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed
from registration.forms.setting import Whole, Words

KINDS = {
    "pdf": ".pdf,application/pdf",
    "jpeg": ".jpg,.jpeg,image/jpeg",
    "png": ".png,image/png",
    "docx": ".docx",
}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, eq=False)
class File(Field):
    """Up to ``max_files`` files of ``max_mb`` megabytes (2**20 bytes) of one of the ``kinds``.

    The value is the list of the names of the files kept.
    """

    type = "file"
    settings: ClassVar = {
        "kinds": Words(allowed=tuple(KINDS), default=("pdf",)),
        "max_mb": Whole(default=10, least=1, most=20),
        "max_files": Whole(default=1, least=1, most=10),
    }
    missing = N_("Please choose a file for “%(label)s”.")
    kinds: tuple[str, ...]
    max_mb: int
    max_files: int

    @property
    def accept(self) -> str:
        """What the browser's file chooser offers first."""
        return ",".join(KINDS[kind] for kind in self.kinds)

    @property
    def max_bytes(self) -> int:
        """The largest file that is taken."""
        return self.max_mb * MEGABYTE

    def read(self, typed: Typed, asked: Asked) -> list[str] | None:  # noqa: ARG002  # files are kept apart
        return list(asked.files.get(self.key, ())) or None

    def show(self, value: Any, asked: Asked) -> str:
        return show_list(value or (), asked.language)
