"""Mail that comes in, as far as it can be read; what cannot is still a mail.

Python's old policy on purpose, as in ``bounces``: it takes any header as it is. Nothing here ever
raises on what somebody wrote.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Mail
from email.utils import getaddresses
from typing import TypeVar

import structlog

from registration.mail.charsets import decode
from registration.mail.compose import clean_line, clean_text
from registration.mail.plain import words_of

log = structlog.get_logger()

ID_LENGTH = 320
ADDRESS_LENGTH = 254
NAME_LENGTH = 120
SUBJECT_LENGTH = 250
TEXT_LENGTH = 50_000
MOST_REFERENCES = 50
MOST_ATTACHMENTS = 50
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,318}>")
_LASTING = re.compile(rb"^(?:date|from|subject):.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BY_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})

Found = TypeVar("Found")


@dataclass(frozen=True)
class Incoming:
    """The head of a mail.

    Attributes:
        message_id: its own, or one made of its bytes where it has none.
        answers: Message-IDs of what it answers or encloses, the nearest first.
        sender: the address it says it is from; empty where there is none.
        automatic: no person wrote it (RFC 3834, and what was usual before).
    """

    message_id: str
    answers: Sequence[str] = ()
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    automatic: bool = False


@dataclass(frozen=True)
class Enclosed:
    """A file in a mail that came in, under a name that says nothing of what is in it."""

    name: str
    content: bytes


@dataclass
class Contents:
    """The words of a mail, cut where they are very long, and the files in it."""

    text: str = ""
    is_cut: bool = False
    files: list[Enclosed] = field(default_factory=list)


def read(raw: bytes) -> Incoming:
    """The head of a mail, of whatever bytes."""
    return _guarded(lambda: _read(raw), Incoming(_made_of(raw)))


def contents(raw: bytes) -> Contents:
    """What a mail says and holds; where it cannot be taken apart, all of it as text."""
    found = _guarded(lambda: _contents(message_from_bytes(raw)), None)
    if found is None:
        found = Contents(decode(raw[: 4 * TEXT_LENGTH], None))
    text = _TURNS.sub("", clean_text(found.text)).strip()
    return Contents(text[:TEXT_LENGTH], len(text) > TEXT_LENGTH, found.files[:MOST_ATTACHMENTS])


def _guarded(act: Callable[[], Found], otherwise: Found) -> Found:
    """Python's parser gives up on some mails in ways that are written down nowhere."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001  # the edge to what strangers wrote: no mail is lost
        log.warning("mail_unreadable", error=type(error).__name__)
        return otherwise


def _read(raw: bytes) -> Incoming:
    mail = message_from_bytes(raw)
    own = _MESSAGE_ID.search(_header(mail, "Message-ID"))
    name, address = _sender(mail)
    return Incoming(
        message_id=own[0] if own else _made_of(raw),
        answers=list(dict.fromkeys(_answers(mail)))[:MOST_REFERENCES],
        sender=clean_line(address, ADDRESS_LENGTH),
        sender_name=clean_line(name, NAME_LENGTH),
        subject=clean_line(_header(mail, "Subject"), SUBJECT_LENGTH),
        automatic=_is_automatic(mail),
    )


def _made_of(raw: bytes) -> str:
    """The same for the same mail, whichever servers wrote on top of it on its way."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = _LASTING.findall(head)
    return f"<{hashlib.sha256(b''.join([*kept, body])).hexdigest()}@no-message-id>"


def _answers(mail: Mail) -> Iterator[str]:
    """In-Reply-To, then References from their end, then the same of mails that are enclosed."""
    for part in mail.walk():
        if part is mail or part.get("Message-ID") is not None:
            if part is not mail:
                yield from _MESSAGE_ID.findall(_header(part, "Message-ID"))
            yield from _MESSAGE_ID.findall(_header(part, "In-Reply-To"))
            yield from reversed(_MESSAGE_ID.findall(_header(part, "References")))


def _is_automatic(mail: Mail) -> bool:
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or _header(mail, "Precedence").strip().lower() in _BY_MACHINES
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or mail.get_content_type() == "multipart/report"
        or _header(mail, "Return-Path").strip() == "<>"
    )


def _sender(mail: Mail) -> tuple[str, str]:
    """(name, address); the address is taken before the name is decoded, which may hold signs."""
    for name, address in getaddresses([_raw_header(mail, "From")]):
        if "@" in address:
            return _decoded(name), _decoded(address)
    return _header(mail, "From"), ""


def _header(mail: Mail, name: str) -> str:
    return _decoded(_raw_header(mail, name))


def _raw_header(mail: Mail, name: str) -> str:
    """As it was written; bytes that are no ASCII stand in it as Python's surrogates."""
    pairs = mail.raw_items()
    return next((str(value) for one, value in pairs if one.lower() == name.lower()), "")


def _decoded(value: str) -> str:
    """Encoded words (RFC 2047) and bare bytes of any character set as text."""
    if "=?" not in value:
        return decode(value.encode("utf-8", "surrogateescape"), None)
    try:
        pieces = decode_header(value.encode("ascii", "replace").decode())
    except (HeaderParseError, ValueError):
        return decode(value.encode("utf-8", "surrogateescape"), None)
    return "".join(
        decode(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces
    )


def _contents(mail: Mail) -> Contents:
    kind, found = mail.get_content_type(), Contents()
    inner = mail.get_payload()
    parts = [one for one in inner if isinstance(one, Mail)] if isinstance(inner, list) else []
    if kind == "message/rfc822" and parts:
        lines = [f"{name}: {_header(parts[0], name)}" for name in ("From", "Date", "Subject")]
        found.text = "\n".join(["— — —", *lines, "\n"])
    if parts:
        for part in _chosen(kind, parts):
            inside = _contents(part)
            found.text = "\n".join(one for one in (found.text, inside.text) if one)
            found.files += inside.files
    elif _is_words(mail, kind):
        text = decode(_bytes(mail), mail.get_content_charset())
        found.text = words_of(text) if kind == "text/html" else text
    elif not kind.startswith("multipart/"):
        found.files.append(Enclosed(_name(mail, kind), _bytes(mail)))
    return found


def _chosen(kind: str, parts: list[Mail]) -> list[Mail]:
    """All parts; of alternatives only the plainest, with what else stands among them."""
    if kind != "multipart/alternative":
        return parts
    kinds = [one.get_content_type() for one in parts]
    if "text/plain" in kinds:
        return [one for one in parts if one.get_content_type() != "text/html"]
    return parts


def _is_words(mail: Mail, kind: str) -> bool:
    return (
        kind in {"text/plain", "text/html"}
        and mail.get_content_disposition() != "attachment"
        and not mail.get_filename()
    )


def _name(mail: Mail, kind: str) -> str:
    return clean_line(_decoded(mail.get_filename() or ""), NAME_LENGTH) or kind.replace("/", ".")


def _bytes(mail: Mail) -> bytes:
    content = mail.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
