"""A real SMTP server that does what a test tells it, at the stage at which it is told."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

DROP = "drop"  # an answer that is none: the connection is cut


@dataclass
class Taken:
    """A mail for which the sink said 250 (or was about to)."""

    sender: str
    recipients: list[str]
    raw: bytes
    options: list[str]
    encrypted: bool

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])


def _fine(_stage: str, _about: str) -> str | None:
    return None


@dataclass
class Sink:
    """``answer(stage, recipient or content)`` says what to answer instead of yes.

    Stages: connect, mail, rcpt, data, dot. ``after_dot`` runs when the mail is stored and the
    server has not answered yet.
    """

    answer: Callable[[str, str], str | None] = _fine
    after_dot: Callable[[Taken], None] | None = None
    certificate: ssl.SSLContext | None = None
    offers_tls: bool = True
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.port = self.port or free_port()
        self._controller = None

    def start(self):
        tls = {"tls_context": self.certificate} if self.certificate and self.offers_tls else {}
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            enable_SMTPUTF8=True,
            ready_timeout=60,
            **tls,
        )
        self._controller.start()
        self.connections = 0
        return self

    def stop(self):
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def subjects(self):
        return [one.subject for one in self.taken]

    async def handle_MAIL(self, server, _session, envelope, address, options):  # noqa: N802  # aiosmtpd's name
        self.commands.append("mail")
        if (status := await self._status(server, "mail", address)) is not None:
            return status
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        if (status := await self._status(server, "rcpt", address)) is not None:
            return status
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        taken = Taken(
            envelope.mail_from,
            list(envelope.rcpt_tos),
            envelope.content,
            list(envelope.mail_options),
            session.ssl is not None,
        )
        status = self.answer("dot", envelope.content.decode("utf-8", "replace"))
        if status in {None, DROP}:
            self.taken.append(taken)
        if self.after_dot is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.after_dot, taken)
        if status == DROP:
            server.transport.abort()
        return status or "250 OK"

    async def _status(self, server, stage, about):
        status = self.answer(stage, about)
        if status == DROP:
            server.transport.abort()
            await asyncio.sleep(0.05)
        return status


class _Controller(Controller):
    def __init__(self, sink, **options):
        self.sink = sink
        super().__init__(sink, **options)

    def factory(self):
        return _Server(self.handler, **self.SMTP_kwargs)


class _Server(SMTP):
    def connection_made(self, transport):
        sink = self.event_handler
        sink.connections += 1
        super().connection_made(transport)
        if sink.answer("connect", "") == DROP:
            transport.abort()

    async def smtp_DATA(self, arg):  # noqa: N802  # aiosmtpd's name
        if self.event_handler.answer("data", "") == DROP:
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
