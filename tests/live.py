"""What browser tests need alive: a mail server that keeps what it gets, and the site itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from registration import Registration, worker
from registration.core.settings import settings
from tests.mail.sink import Sink

HOST = "127.0.0.1"


class Smtp(Sink):
    """The running mail server; one for all tests of a session, emptied before each."""

    @property
    def messages(self) -> list[EmailMessage]:
        """What was handed over, the oldest first."""
        return [one.mail for one in self.taken]

    def forget(self) -> None:
        """Forget what came, and answer yes to everything again."""
        fresh = Sink(port=self.port)
        self.answer, self.after_dot = fresh.answer, fresh.after_dot
        self.taken, self.commands, self.connections = fresh.taken, fresh.commands, 0


@dataclass(frozen=True)
class LiveServer:
    """The site at ``url``; mails leave when a test says ``deliver()``."""

    app: Registration
    url: str

    def deliver(self) -> None:
        """One round of the worker: deadlines, then every mail that is due."""
        worker.once(self.app)


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: object) -> None:
        """Tests read pages, not access logs."""


@contextmanager
def served(app: Registration) -> Iterator[LiveServer]:
    """Serve ``app`` on a free port; links in mails lead there while it runs."""
    server = make_server(HOST, 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    kept, settings.public_url = settings.public_url, f"http://{HOST}:{server.port}"
    try:
        yield LiveServer(app, settings.public_url)
    finally:
        settings.public_url = kept
        _close(server, thread)


def _close(server: BaseWSGIServer, thread: threading.Thread) -> None:
    server.shutdown()
    thread.join()
    server.server_close()
