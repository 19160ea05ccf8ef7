"""What kind a file really is: by its content, never by its name."""

import io
import zipfile
import zlib
from pathlib import PurePath

from registration.core.errors import RuleBroken

SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
ENDINGS = {
    "pdf": b"%%EOF",
    "png": b"IEND\xaeB`\x82",
    "jpeg": b"\xff\xd9",
}
TAIL = 2048
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
SHOWN_IN_BROWSERS = frozenset({"pdf", "png", "jpeg"})
SUFFIXES = {
    "pdf": ".pdf", "png": ".png", "jpeg": ".jpg", "docx": ".docx", "piece": ".piece",
    "eml": ".eml",
}  # fmt: skip
MAX_UNPACKED = 100 * 1024 * 1024
MAX_NAME = 120


class WrongKind(RuleBroken):
    """The content is of no kind that is taken here, or is damaged."""


def kind_of(content: bytes) -> str:
    """``pdf``, ``png``, ``jpeg`` or ``docx``.

    Raises:
        WrongKind: it is none of them, or cut off.
    """
    for kind, signature in SIGNATURES.items():
        if content.startswith(signature):
            if ENDINGS[kind] not in content[-TAIL:]:
                raise WrongKind
            return kind
    if content.startswith(b"PK\x03\x04") and _is_document(content):
        return "docx"
    raise WrongKind


def tidy_name(name: str, kind: str) -> str:
    """The file's own name without folders and control signs, with the suffix of its kind."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = "".join(sign for sign in stem if sign.isprintable()).strip(". ")
    stem = PurePath(stem).stem[:MAX_NAME] or "file"
    return stem + SUFFIXES[kind]


def _is_document(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename for entry in archive.infolist()}
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError):
        return False
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return "word/document.xml" in names and size <= MAX_UNPACKED and not has_macros
