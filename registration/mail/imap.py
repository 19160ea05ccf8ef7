"""A mailbox over IMAP (RFC 3501): what lies in a folder, and where each mail goes afterwards."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from registration.core.errors import RuleBroken

SECONDS = 30
PLAIN_HOST = "127.0.0.1"  # the only one that is spoken to without TLS
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

log = structlog.get_logger()


class MailboxAway(RuleBroken):
    """The server cannot be reached or refuses; ``reason`` is for the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Account:
    """Where a mailbox is; names of folders are ASCII."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    done: str
    failed: str


class Mailbox:
    """A folder that is open; mails are named by their UID."""

    def __init__(self, imap: imaplib.IMAP4, account: Account) -> None:
        self._imap = imap
        self._account = account
        # Asked again: before the sign-in servers tell less.
        self._can = b" ".join(_ok(imap.capability())).upper().split()
        for folder in (account.done, account.failed):
            imap.create(_quoted(folder))  # no: it is there
        _ok(imap.select(_quoted(account.folder)))

    def waiting(self) -> Sequence[str]:
        """The mails in the folder, the oldest first."""
        found = _ok(self._imap.uid("SEARCH", "UNDELETED"))
        return (found[0] or b"").decode().split()

    def read(self, uid: str, *, largest: int) -> bytes | None:
        """All of a mail; None where it is gone meanwhile or has more than ``largest`` bytes."""
        size = _SIZE.search(b" ".join(_flat(_ok(self._imap.uid("FETCH", uid, "(RFC822.SIZE)")))))
        if size is None or int(size[1]) > largest:
            return None
        answer = _ok(self._imap.uid("FETCH", uid, "(BODY.PEEK[])"))
        return next((bytes(one[1]) for one in answer if isinstance(one, tuple)), None)

    def put_away(self, uid: str, *, failed: bool = False) -> None:
        """Move a mail out of the folder; whoever else did so first has done the same."""
        folder = _quoted(self._account.failed if failed else self._account.done)
        moves = b"MOVE" in self._can  # RFC 6851
        result, _ = self._imap.uid("MOVE" if moves else "COPY", uid, folder)
        if result != "OK":
            log.warning("mail_not_put_away", uid=uid)
        elif not moves:
            self._imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            if b"UIDPLUS" in self._can:  # without it, other people's deleted mails would go as well
                self._imap.uid("EXPUNGE", uid)


@contextmanager
def opened(account: Account) -> Iterator[Mailbox]:
    """The mailbox, signed in to.

    Raises:
        MailboxAway: it cannot be reached, is not to be trusted, refuses, or goes away meanwhile.
    """
    try:
        imap = _connected(account)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(_reason(error)) from error
    try:
        _sign_in(imap, account)
        yield Mailbox(imap, account)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(_reason(error)) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            imap.logout()


def _connected(account: Account) -> imaplib.IMAP4:
    if account.host == PLAIN_HOST:
        return imaplib.IMAP4(account.host, account.port, timeout=SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=SECONDS)


def _sign_in(imap: imaplib.IMAP4, account: Account) -> None:
    """By SASL PLAIN, which takes any signs; by LOGIN where a server does not offer it."""
    secret = f"\0{account.user}\0{account.password}".encode()
    plain: Callable[[bytes], bytes] = lambda _challenge: secret  # noqa: E731  # a type for it
    if "AUTH=PLAIN" in imap.capabilities:
        _ok(imap.authenticate("PLAIN", plain))
    else:
        _ok(imap.login(_quoted(account.user), account.password))


def _ok(answer: tuple[str, Any]) -> list[Any]:
    result, data = answer
    if result != "OK":
        raise imaplib.IMAP4.error(result)
    return list(data)


def _flat(answer: Sequence[Any]) -> Iterator[bytes]:
    for one in answer:
        yield from one if isinstance(one, tuple) else [one or b""]


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
