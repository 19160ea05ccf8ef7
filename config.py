"""Every setting: name in the environment, default, what it is for. Nonsense stops the start."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
KEPT_KEY = ROOT / "var" / "secret_key"
SHORTEST_KEY = 32
IMAP_FOLDERS = 3
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Nonsense(ValueError):
    """A setting has no sensible value; the message says which and what would be one."""


def _text(value: str) -> str:
    return value.strip()


def _ascii(value: str) -> str:
    name = value.strip()
    if not name or not name.isascii() or not name.isprintable():
        raise ValueError
    return name


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _flag(value: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }
    return known[value.strip().lower()]


def _whole(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError
    return number


def _level(value: str) -> str:
    return LEVELS[LEVELS.index(value.strip().upper())]


@dataclass(frozen=True)
class Setting:
    """One setting."""

    name: str
    default: str
    read: Callable[[str], Any]
    purpose: str


SETTINGS = (
    Setting("DATABASE_URL", f"sqlite:///{ROOT}/var/registration.db", _text, "where the data lies; postgresql://… for PostgreSQL"),
    Setting("SECRET_KEY", "", _text, "signs cookies and encrypts; at least 32 characters; empty: the key that `make run` made"),
    Setting("SECRET_KEY_FALLBACKS", "", _words, "older keys that are still accepted, with commas"),
    Setting("PUBLIC_URL", "http://127.0.0.1:8000", _text, "the address that links in mails begin with"),
    Setting("TRUSTED_HOSTS", "", _words, "host names that are answered, with commas; the one of PUBLIC_URL always is"),
    Setting("PROXY_HOPS", "0", _whole, "how many proxies stand in front and may be believed"),
    Setting("PORT", "8000", _whole, "where `make run` serves, on 127.0.0.1"),
    Setting("MAIL_SERVER", "", _text, "the mail server; empty: the local catcher"),
    Setting("MAIL_PORT", "1025", _whole, "its port"),
    Setting("MAIL_USE_TLS", "0", _flag, "speak STARTTLS, never in clear"),
    Setting("MAIL_USE_SSL", "0", _flag, "speak TLS from the first byte"),
    Setting("MAIL_USERNAME", "", _text, "user at the mail server"),
    Setting("MAIL_PASSWORD", "", _text, "password at the mail server"),
    Setting("MAIL_SENDER", "office@stadt.example", _text, "the sender's address"),
    Setting("MAIL_SENDER_NAME", "Städtepartnerschaft", _text, "the sender's name"),
    Setting("MAIL_RETURN_PATH", "", _text, "where mail servers report failures to, of the sender's domain; empty: the sender's address"),
    Setting("MAIL_ATTACHMENT_MB", "5", _whole, "how large one file may be that goes with a mail of the office"),
    Setting("MAIL_ATTACHMENTS_MB", "10", _whole, "how large all files of one mail may be together"),
    Setting("MAIL_LARGEST_MEGABYTES", "25", _whole, "how large a mail that comes in may be"),
    Setting("MAIL_IMAP_HOST", "", _text, "where the mailbox is from which the worker fetches mail, over TLS; empty: from none"),
    Setting("MAIL_IMAP_PORT", "993", _whole, "its port"),
    Setting("MAIL_IMAP_USER", "", _text, "user at the mailbox"),
    Setting("MAIL_IMAP_PASSWORD", "", _text, "password at the mailbox"),
    Setting("MAIL_IMAP_FOLDER", "INBOX", _ascii, "the folder from which mail is fetched"),
    Setting("MAIL_IMAP_DONE_FOLDER", "Done", _ascii, "the folder to which mail goes that was taken in"),
    Setting("MAIL_IMAP_FAILED_FOLDER", "Failed", _ascii, "the folder to which mail goes that could not be taken in"),
    Setting("MAIL_CATCHER_FOLDER", "", _text, "where the local catcher keeps mails; its pages exist only when this is set"),
    Setting("STORAGE_FOLDER", f"{ROOT}/var/storage", _text, "where uploaded files lie"),
    Setting("SUBMIT_GRACE_MINUTES", "15", _whole, "how long after the deadline an application begun before it may be sent"),
    Setting("UNDO_MINUTES", "10", _whole, "how long decisions about many applications can be undone before their mails leave"),
    Setting("EXPORT_ROWS_AT_ONCE", "5000", _whole, "how many applications are exported while one waits; more are prepared by the worker"),
    Setting("EXPORT_DAYS", "7", _whole, "for how many days an export that the worker prepared can be saved"),
    Setting("PDF_FONT", "", _text, "the font of PDF files, as the system calls it; empty: the first known one with Chinese characters"),
    Setting("LOG_LEVEL", "INFO", _level, "DEBUG, INFO, WARNING or ERROR"),
)  # fmt: skip


def load(
    environ: Mapping[str, str] | None = None, overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The configuration of the application.

    Raises:
        Nonsense: a setting has no sensible value.
    """
    environ = os.environ if environ is None else environ
    overrides = dict(overrides or {})
    found = {}
    for setting in SETTINGS:
        raw = overrides.pop(setting.name, environ.get(setting.name, setting.default))
        found[setting.name] = _read(setting, raw)
    return {**_derived(found), **overrides}


def _read(setting: Setting, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return setting.read(raw)
    except (KeyError, ValueError) as error:
        raise Nonsense(
            f"{setting.name}={raw!r} makes no sense. It is for: {setting.purpose}."
        ) from error


def _refuse_other_domain(return_path: str, sender: str) -> None:
    """DMARC takes SPF's word only where both addresses are of one domain (RFC 7489, 3.1.2)."""
    if not return_path:
        return
    local, _, domain = return_path.lower().rpartition("@")
    own = sender.lower().rpartition("@")[2]
    if not local or not (domain == own or domain.endswith(f".{own}")):
        raise Nonsense(
            f"MAIL_RETURN_PATH={return_path!r} must be an address of the domain of MAIL_SENDER, "
            f"{own}, or of one below it; else its mails fail DMARC."
        )


def _derived(found: dict[str, Any]) -> dict[str, Any]:
    address = urlsplit(found["PUBLIC_URL"])
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise Nonsense("PUBLIC_URL must be a whole address, such as https://apply.stadt.example.")
    secure = address.scheme == "https"
    if not found["SECRET_KEY"] and KEPT_KEY.is_file():
        found["SECRET_KEY"] = KEPT_KEY.read_text(encoding="utf-8")
    if len(found["SECRET_KEY"]) < SHORTEST_KEY:
        raise Nonsense(f"SECRET_KEY needs at least {SHORTEST_KEY} characters, chosen at random.")
    if found["MAIL_USE_TLS"] and found["MAIL_USE_SSL"]:
        raise Nonsense("Set MAIL_USE_TLS or MAIL_USE_SSL, not both.")
    _refuse_other_domain(found["MAIL_RETURN_PATH"], found["MAIL_SENDER"])
    if found["MAIL_IMAP_HOST"] and not (found["MAIL_IMAP_USER"] and found["MAIL_IMAP_PASSWORD"]):
        raise Nonsense("With MAIL_IMAP_HOST, set MAIL_IMAP_USER and MAIL_IMAP_PASSWORD, too.")
    folders = {found[f"MAIL_IMAP_{name}FOLDER"] for name in ("", "DONE_", "FAILED_")}
    if len(folders) < IMAP_FOLDERS:
        raise Nonsense("MAIL_IMAP_FOLDER, _DONE_FOLDER and _FAILED_FOLDER must be three folders.")
    hosts = {address.hostname, *found["TRUSTED_HOSTS"]}
    if not secure:
        hosts |= {"localhost", "127.0.0.1"}
    return {
        **found,
        "TRUSTED_HOSTS": sorted(hosts),
        "MAIL_SERVER": found["MAIL_SERVER"] or "127.0.0.1",
        "MAIL_DEFAULT_SENDER": found["MAIL_SENDER"],
        "SQLALCHEMY_DATABASE_URI": found["DATABASE_URL"],
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 30 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
    }
