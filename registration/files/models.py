"""A stored file."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registration.core.db import Base


class StoredFile(Base):
    """The facts of a file; its bytes lie in the storage folder under ``key``.

    Of a sealed file, ``name`` is empty and stands encrypted in ``sealed_name``, its bytes are
    encrypted, and ``sha256`` is that of the encrypted bytes. ``files.storage`` reads both.
    """

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    sealed_name: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
