"""The local mail catcher: a real SMTP server that keeps what it gets as files.

It takes the place of a mail server where none is configured, so that a first look at the product
needs no other program. Each mail is a file with the envelope on top, as a mailbox would have it.
"""

import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from registration.core.clock import now
from registration.core.errors import NotFound

READY_SECONDS = 60  # a busy machine may take longer than the five of aiosmtpd
BIGGEST_MAIL = 50_000_000
_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")
_TIME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class CaughtFile:
    """An attachment of a caught mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class CaughtMail:
    """A mail as its reader sees it; ``sender`` and ``recipients`` are the envelope's."""

    id: str
    received_at: datetime
    sender: str
    recipients: Sequence[str]
    subject: str
    text: str
    html: str | None
    attachments: Sequence[CaughtFile]


class _Keeper:
    """Stores each mail before it answers 250."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        store(self._folder, envelope.mail_from or "", envelope.rcpt_tos, envelope.content)
        return "250 Kept"


def serve(host: str, port: int, folder: Path, stop: threading.Event) -> None:
    """Catch mails until ``stop`` is set.

    Raises:
        OSError: the port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(
        _Keeper(folder), hostname=host, port=port, data_size_limit=BIGGEST_MAIL, ident="catcher",
        ready_timeout=READY_SECONDS,
    )  # fmt: skip
    try:
        controller.start()
    except OSError:
        controller.loop.close()
        raise
    try:
        stop.wait()
    finally:
        controller.stop()


def store(folder: Path, sender: str, recipients: Sequence[str], content: bytes) -> str:
    """Write a mail whole or not at all; returns its id."""
    moment = now()
    mail_id = f"{moment.strftime(_TIME)}-{secrets.token_hex(4)}"
    envelope = [
        f"Return-Path: <{sender}>",
        *(f"Delivered-To: {recipient}" for recipient in recipients),
        f"Received: by the local mail catcher; {format_datetime(moment)}",
    ]
    unfinished = folder / f".{mail_id}.part"
    unfinished.write_bytes("\r\n".join(envelope).encode() + b"\r\n" + content)
    unfinished.replace(folder / f"{mail_id}.eml")
    return mail_id


def caught(folder: Path, *, limit: int = 200) -> list[CaughtMail]:
    """The newest mails in the folder, newest first."""
    if not folder.is_dir():
        return []
    ids = sorted((file.stem for file in folder.glob("*.eml")), reverse=True)
    return [_parse(folder, one) for one in ids if _ID.fullmatch(one)][:limit]


def read(folder: Path, mail_id: str) -> CaughtMail:
    """One mail.

    Raises:
        NotFound: there is none of that id.
    """
    if not _ID.fullmatch(mail_id) or not (folder / f"{mail_id}.eml").is_file():
        raise NotFound
    return _parse(folder, mail_id)


def _parse(folder: Path, mail_id: str) -> CaughtMail:
    content = (folder / f"{mail_id}.eml").read_bytes()
    mail = message_from_bytes(content, policy=policy.default)
    sender, recipients = _envelope(content)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return CaughtMail(
        id=mail_id,
        received_at=datetime.strptime(mail_id.partition("-")[0], _TIME).replace(tzinfo=UTC),
        sender=sender,
        recipients=recipients,
        subject=str(mail["Subject"] or ""),
        text=_text(plain) if plain is not None else "",
        html=_text(html) if html is not None else None,
        attachments=[_file(part) for part in mail.iter_attachments()],
    )


def _envelope(content: bytes) -> tuple[str, list[str]]:
    """Sender and recipients from the lines that ``store`` put on top, not from the mail's own."""
    lines = content.partition(b"\r\nReceived: ")[0].decode(errors="replace").split("\r\n")
    sender = lines[0].removeprefix("Return-Path: <").removesuffix(">")
    return sender, [line.removeprefix("Delivered-To: ") for line in lines[1:]]


def _text(part: Any) -> str:
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, UnicodeError):  # a character set that nobody knows
        return _bytes(part).decode("latin-1")


def _file(part: Any) -> CaughtFile:
    name = part.get_filename() or part.get_content_type().replace("/", ".")
    return CaughtFile(name, part.get_content_type(), _bytes(part))


def _bytes(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
