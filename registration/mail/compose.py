"""A mail as bytes: built once when its cause happens, sent as it is on every try.

Flask-Mail must not build mails (it lets line breaks and vertical tabs through into headers), and
the header folding of Python's own ``email`` before 3.12.5 loses spaces in long subjects. So every
header value is encoded here, checked by a policy that stores nothing but plain lines, and the
serialising is left to ``EmailMessage``.
"""

import binascii
import re
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast
from urllib.parse import quote

from email_validator import EmailNotValidError, validate_email

from registration.core.languages import HTML_LANGUAGE
from registration.core.settings import settings
from registration.mail.errors import Unsendable

SUBJECT_LENGTH = 250
NAME_LENGTH = 120
FILE_NAME_LENGTH = 80
SHORT = 60  # so many ASCII characters stay readable; longer ones are folded as encoded words
WORD_BYTES = 42  # of UTF-8 in one encoded word: 68 characters, so that no line is over 78

_HEADER = re.compile(r"(?:[\x20-\x7e]|\r\n (?=[\x21-\x7e]))*")
_INTERNATIONAL_HEADER = re.compile(r"(?:[\x20-\x7e\u00a1-\U0010ffff]|\r\n (?=[\x21-\x7e]))*")
# Controls, line and paragraph separators, marks that turn the reading direction, lone surrogates.
_NOT_IN_A_LINE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NOT_IN_A_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|]')
_CONTENT_TYPE = re.compile(
    r'(?!multipart/|message/)[a-z0-9.+-]+/[a-z0-9.+-]+(?:; ?[a-z0-9-]+=(?:"[\w.+ -]*"|[\w.+-]+))*',
    re.ASCII,
)


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; ``content_type`` may have parameters, e.g. ``method``."""

    name: str
    content_type: str
    content: bytes


class _PlainLines(EmailPolicy):
    """Takes header values as they are, and takes none that could become a second header."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        allowed = _INTERNATIONAL_HEADER if self.utf8 else _HEADER
        if not allowed.fullmatch(value):
            raise Unsendable(name)
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ARG002  # the policy's interface
        return value


_WIRE = _PlainLines(linesep="\r\n", cte_type="7bit", refold_source="none")
_INTERNATIONAL_WIRE = _WIRE.clone(utf8=True, cte_type="8bit")


def compose(  # noqa: PLR0913  # a mail has these parts
    *,
    recipient: str,
    recipient_name: str | None,
    subject: str,
    text: str,
    html: str | None,
    attachments: Sequence[Attachment],
    message_id: str,
    language: str,
    automatic: bool = True,
    unsubscribe: str | None = None,
    now: datetime,
) -> bytes:
    """The mail as it goes over the wire (RFC 5322, RFC 2047, RFC 2231; SMTPUTF8 where needed).

    Subject and names are cleaned of control characters. What no person wrote to this recipient is
    ``automatic`` (RFC 3834). News have an address to ``unsubscribe`` at (RFC 2369, RFC 8058). An
    empty ``recipient`` gives a mail to nobody, which ``readdressed`` can send on its way later.

    Raises:
        Unsendable: an address, the Message-ID or an attachment's type is not what it should be.
    """
    sender = sendable(settings.mail_sender)
    address = sendable(recipient) if recipient else ""
    ascii_only = sender.isascii() and address.isascii()
    policy = _WIRE if ascii_only else _INTERNATIONAL_WIRE
    mail = _body(text, html, policy)
    if attachments:
        mail = _multipart("mixed", [mail, *(_attached(one, policy) for one in attachments)], policy)
    content_type = mail["Content-Type"]
    transfer_encoding = mail["Content-Transfer-Encoding"]
    del mail["Content-Type"], mail["Content-Transfer-Encoding"]
    mail["From"] = _mailbox(settings.mail_sender_name, sender)
    mail["To"] = _mailbox(recipient_name, address)
    mail["Subject"] = _words(clean_line(subject, SUBJECT_LENGTH))
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    if automatic:
        mail["Auto-Submitted"] = "auto-generated"
    if unsubscribe is not None:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Content-Language"] = HTML_LANGUAGE.get(language, language)
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = content_type
    if transfer_encoding:
        mail["Content-Transfer-Encoding"] = transfer_encoding
    return mail.as_bytes()


def readdressed(
    raw: bytes, *, recipient: str, recipient_name: str | None, message_id: str, now: datetime
) -> bytes:
    """The same mail as a new one: other Message-ID and date, another recipient.

    Raises:
        Unsendable: the address is none, or it needs SMTPUTF8 and the mail was composed without.
    """
    head, _, body = raw.partition(b"\r\n\r\n")
    address = sendable(recipient)
    for name, value in (
        ("To", _mailbox(recipient_name, address)),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id),
    ):
        _WIRE.header_store_parse(name, value)
        line = f"{name}: {value}".encode()
        before, _, after = _header_line(head, name)
        head = before + line + after
    return head + b"\r\n\r\n" + body


def rewritten(raw: bytes, *, subject: str, text: str, html: str) -> bytes:
    """The same mail in other words: sender, recipient, Message-ID and attachments stay."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    body = _body(text, html, _WIRE)
    whole = cast("EmailMessage", BytesParser(EmailMessage, policy=_WIRE).parsebytes(raw))
    if whole.get_content_type() == "multipart/mixed":
        _, *attached = whole.iter_parts()
        body = _multipart("mixed", [body, *cast("list[EmailMessage]", attached)], _WIRE)
    line = f"Subject: {_words(clean_line(subject, SUBJECT_LENGTH))}".encode()
    before, _, after = _header_line(head, "Subject")
    head = before + line + after
    kept, _, _ = _header_line(head, "Content-Type")  # the last but for the transfer encoding
    return kept + body.as_bytes()


def with_files(raw: bytes, files: Sequence[Attachment]) -> bytes:
    """The mail with files, the same bytes whenever the same are put into it."""
    head, _, body = raw.partition(b"\r\n\r\n")
    before, content_type, rest = _header_line(head, "Content-Type")
    boundary = f"=_{sha256(raw).hexdigest()[:24]}".encode()
    parts = [content_type + rest + b"\r\n\r\n" + body]
    parts += [_attached(one, _WIRE).as_bytes() for one in files]
    whole = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    mixed = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    return before + mixed + whole + b"--" + boundary + b"--\r\n"


def _header_line(head: bytes, name: str) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"^%s: [^\r\n]*(?:\r\n [^\r\n]*)*" % name.encode(), head, re.MULTILINE)
    if found is None:
        raise Unsendable(name)
    return head[: found.start()], found.group(), head[found.end() :]


@lru_cache(maxsize=1024)
def sendable(address: str) -> str:
    """The address as an envelope takes it: in ASCII where it can be.

    Raises:
        Unsendable: it is no address.
    """
    try:
        valid = validate_email(
            address, check_deliverability=False, globally_deliverable=False, strict=True
        )
    except EmailNotValidError as error:
        raise Unsendable("address") from error
    return valid.ascii_email or valid.normalized


def new_message_id() -> str:
    """A Message-ID in the name of the sender's domain."""
    domain = sendable(settings.mail_sender).rpartition("@")[2]
    return f"<{secrets.token_hex(12)}@{domain}>"


def clean_line(value: str, length: int) -> str:
    """One line without control characters, at most ``length`` characters."""
    line = " ".join(_NOT_IN_A_LINE.sub(" ", value).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def clean_text(value: str) -> str:
    """A text with plain line ends and without characters that no mail or database takes."""
    return _NOT_IN_A_TEXT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _body(text: str, html: str | None, policy: EmailPolicy) -> EmailMessage:
    plain = _text_part("plain", text, policy)
    if html is None:
        return plain
    return _multipart("alternative", [plain, _text_part("html", html, policy)], policy)


def _text_part(subtype: str, value: str, policy: EmailPolicy) -> EmailMessage:
    content = clean_text(value).encode()
    readable = binascii.b2a_qp(content, istext=True)
    packed = _base64(content.replace(b"\n", b"\r\n"))
    if len(readable) <= len(packed):
        return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable", readable, policy)
    return _part(f'text/{subtype}; charset="utf-8"', "base64", packed, policy)


def _attached(attachment: Attachment, policy: EmailPolicy) -> EmailMessage:
    content_type = attachment.content_type
    if not _CONTENT_TYPE.fullmatch(content_type):
        raise Unsendable("content type")
    if content_type.startswith("text/") and "charset=" not in content_type:
        content_type += '; charset="utf-8"'
    part = _part(content_type, "base64", _base64(attachment.content), policy)
    part["Content-Disposition"] = f"attachment; {_file_name(attachment.name)}"
    return part


def _part(
    content_type: str, transfer_encoding: str, payload: bytes, policy: EmailPolicy
) -> EmailMessage:
    part = EmailMessage(policy=policy)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = transfer_encoding
    part.set_payload(payload.decode("ascii"))
    return part


def _multipart(subtype: str, parts: Sequence[EmailMessage], policy: EmailPolicy) -> EmailMessage:
    whole = EmailMessage(policy=policy)
    # "=_" occurs in no base64 and in no quoted-printable text, so the boundary is in no part.
    whole["Content-Type"] = f'multipart/{subtype}; boundary="=_{secrets.token_hex(12)}"'
    for part in parts:
        whole.attach(part)
    return whole


def _base64(content: bytes) -> bytes:
    encoded = b64encode(content)
    return b"\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76)) + b"\n"


def _file_name(name: str) -> str:
    shown = _NOT_IN_A_FILE_NAME.sub("_", clean_line(name, FILE_NAME_LENGTH)).strip(". ") or "file"
    if shown.isascii():
        return f'filename="{shown}"'
    return f"filename*=utf-8''{quote(shown, safe='')}"


def _mailbox(name: str | None, address: str) -> str:
    if not address:
        return "undisclosed-recipients:;"
    shown = clean_line(name or "", NAME_LENGTH)
    if not shown:
        return address
    if shown.isascii() and len(shown) <= SHORT and "=?" not in shown:
        username, _, domain = address.rpartition("@")
        return str(Address(shown, username, domain))
    return f"{_words(shown)}\r\n <{address}>"


def _words(text: str) -> str:
    """The text as it may stand in a header: as it is, or as encoded words, one a line."""
    if text.isascii() and len(text) <= SHORT and "=?" not in text:
        return text
    words, word = [], b""
    for character in text:
        encoded = character.encode()
        if len(word) + len(encoded) > WORD_BYTES:
            words.append(word)
            word = b""
        word += encoded
    words.append(word)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode()}?=" for one in words)
