"""The connection to the mail server: configured by Flask-Mail, safer than Flask-Mail's own.

Flask-Mail opens connections without time-outs and does not look at certificates.
"""

import re
import smtplib
import socket
import ssl
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import flask_mail

from registration.core.settings import settings

CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 30.0
# After the final dot the server may be long about it; who gives up too early sends twice
# (RFC 5321, 4.5.3.2.6).
DATA_SECONDS = 600.0

_LEADING_DOT = re.compile(rb"(?m)^\.")
_ACCEPTED = range(200, 300)
_INTERNATIONAL = ("SMTPUTF8", "BODY=8BITMIME")


class Refused(Exception):
    """The server answered no: for now (4xx) or for good (5xx)."""

    def __init__(self, code: int, answer: str) -> None:
        super().__init__(code, answer)
        self.code = code
        self.answer = answer

    @property
    def for_good(self) -> bool:
        """Whether trying again is useless. Asking for a password is about us, not the mail."""
        return 500 <= self.code < 600 and self.code not in {530, 535, 538}  # noqa: PLR2004  # RFC 5321, 4954


class ConnectionLost(Exception):
    """There is no connection; ``may_have_arrived`` if it broke while the server had it all."""

    def __init__(self, reason: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_have_arrived = may_have_arrived


class _Server(smtplib.SMTP):
    """SMTP with a time-out for each phase, and a memory of whether the final dot is out."""

    dot_sent = False

    def __init__(self, host: str, port: int, *, tls_from_start: ssl.SSLContext | None) -> None:
        self._tls_from_start = tls_from_start
        super().__init__(host, port, local_hostname=_own_name(), timeout=COMMAND_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), CONNECT_SECONDS)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(timeout)
            if self._tls_from_start is not None:
                return self._tls_from_start.wrap_socket(connection, server_hostname=host)
        except OSError:
            connection.close()
            raise
        return connection

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, reply = self.docmd("data")
        if code != 354:  # noqa: PLR2004  # RFC 5321: start mail input
            raise smtplib.SMTPDataError(code, reply)
        self._wait_at_most(DATA_SECONDS)
        self.send(_LEADING_DOT.sub(b"..", msg).removesuffix(b"\r\n") + b"\r\n.\r\n")
        self.dot_sent = True
        answer = self.getreply()
        self._wait_at_most(COMMAND_SECONDS)
        return answer

    def _wait_at_most(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


class Connection(flask_mail.Connection):
    """One open connection over which mails go one after the other."""

    host: _Server | None

    def configure_host(self) -> _Server:
        """Connect, encrypt where configured, sign in where configured.

        Raises:
            ConnectionLost: one of these failed. Nothing was sent in clear where TLS was asked for.
        """
        config = self.mail
        context = ssl.create_default_context() if config.use_ssl or config.use_tls else None
        host = None
        try:
            host = _Server(
                config.server,
                int(config.port or smtplib.SMTP_PORT),
                tls_from_start=context if config.use_ssl else None,
            )
            host.set_debuglevel(int(config.debug))
            if config.use_tls and not config.use_ssl:
                host.starttls(context=context)
            if config.username and config.password:
                host.login(config.username, config.password)
        except OSError as error:
            if host is not None:
                host.close()
            raise ConnectionLost(_reason(error)) from error
        return host

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye if anybody listens, and close."""
        if self.host is None:
            return
        try:
            if self.usable:
                self.host.quit()
        except OSError:
            pass  # the server left before us: that is all we wanted
        finally:
            self.host.close()
            self.host = None

    @property
    def usable(self) -> bool:
        """Whether another mail can go over this connection."""
        return self.host is not None and self.host.sock is not None

    def send_raw(self, envelope_from: str, recipient: str, raw: bytes) -> None:
        """Hand the bytes over; returning means that the server has taken charge of them.

        Raises:
            Refused: the server does not want this mail; the connection may still be usable.
            ConnectionLost: nobody knows, or nothing was handed over.
        """
        host = self.host
        if host is None:
            raise ConnectionLost("not connected")
        host.dot_sent = False
        ascii_only = envelope_from.isascii() and recipient.isascii()
        options = () if ascii_only else _INTERNATIONAL
        try:
            host.sendmail(envelope_from, [recipient], raw, options)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(*error.recipients[recipient]) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(553, "The server cannot write to international addresses.") from error
        except smtplib.SMTPResponseException as error:
            if host.dot_sent and error.smtp_code in _ACCEPTED:
                return
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            host.close()
            raise ConnectionLost(_reason(error), may_have_arrived=host.dot_sent) from error

    def _refused(self, code: int, answer: bytes | str) -> Refused | ConnectionLost:
        text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        if code in range(400, 600):
            return Refused(code, text)
        # Not SMTP any more. What it meant, and what it belongs to, is anybody's guess.
        host = self.host
        if host is not None:
            host.close()
        after_dot = host is not None and host.dot_sent
        return ConnectionLost(f"garbled answer: {code} {text}", may_have_arrived=after_dot)


class Mail(flask_mail.Mail):
    """Flask-Mail for configuration. Tests send for real, and no mail is printed when debugging."""

    def init_mail(
        self,
        config: dict[str, Any],
        debug: bool | int = False,  # noqa: ARG002, FBT001, FBT002  # Flask-Mail's interface
        testing: bool = False,  # noqa: ARG002, FBT001, FBT002  # Flask-Mail's interface
    ) -> flask_mail._Mail:
        return super().init_mail(config, debug=False, testing=False)

    def connect(self) -> Connection:
        """A connection, not yet open, to the server of the current application."""
        return Connection(super().connect().mail)


mail = Mail()


def open_connection() -> Connection:
    """An open connection to the configured mail server.

    Raises:
        ConnectionLost: the server is away, or not to be trusted.
    """
    return mail.connect().__enter__()


def is_suppressed() -> bool:
    """Whether the operator has stopped all mail (``MAIL_SUPPRESS_SEND``); then messages wait."""
    return bool(mail.connect().mail.suppress)


def _own_name() -> str:
    """The name to greet with; never asked of the name server, which may hang."""
    name = urlsplit(settings.public_url).hostname or "localhost"
    try:
        address = ip_address(name)
    except ValueError:
        return name
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"  # noqa: PLR2004  # RFC 5321, 4.1.3


def _reason(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        return f"{error.smtp_code} {text}"
    return f"{type(error).__name__}: {error}"
