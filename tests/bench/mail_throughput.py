"""Mails a second from the outbox, compared with plain smtplib, both to one local sink.

python -m tests.bench.mail_throughput [MAILS] [WORKERS] [DATABASE URL]

The sink is a process of its own that only counts. Each figure is the best of three.
"""

import multiprocessing
import smtplib
import socket
import sys
import tempfile
import threading
import time

from aiosmtpd.controller import Controller

from registration.core.db import db
from registration.mail.delivery import deliver_due
from registration.mail.models import Message
from tests.mail.ground import NOW, make_app, queue_many
from tests.mail.sink import free_port

RUNS = 3


class _Counts:
    async def handle_DATA(self, _server, _session, _envelope):  # noqa: N802  # aiosmtpd's name
        return "250 OK"


def serve(port):
    controller = Controller(_Counts(), hostname="127.0.0.1", port=port)
    controller.start()
    threading.Event().wait()


def plain(port, raws):
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for number, raw in enumerate(raws):
            server.sendmail("office@berlin.example", [f"anna{number}@example.org"], raw)
    return len(raws) / (time.perf_counter() - began)


def outbox(app, count, workers):
    with app.app_context():
        db.drop_all()
        db.create_all()
    queue_many(app, count)
    options = {"limit": count, "owner": "bench", "context": app.app_context}
    threads = [
        threading.Thread(target=deliver_due, args=(lambda: NOW,), kwargs=options)
        for _ in range(workers)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    with app.app_context():
        sent = db.session.scalar(
            db.select(db.func.count()).select_from(Message).where(Message.state == "sent")
        )
        assert sent == count
        raws = db.session.scalars(db.select(Message.raw)).all()
    return count / took, raws


def measure():
    """Mails a second from the outbox, by one worker and by two, and from plain smtplib."""
    alone, together = compare(workers=1), compare(workers=2)
    return {**alone, **{f"{name}_by_two_workers": value for name, value in together.items()}}


def compare(count=2000, workers=1, url=None):
    """Mails a second from the outbox and from plain smtplib, the best of three each."""
    port = free_port()
    sink = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    sink.start()
    wait_for(port)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(url or f"sqlite:///{folder}/bench.sqlite", port)
        figures = []
        for _ in range(RUNS):
            ours, raws = outbox(app, int(count), int(workers))
            figures.append((ours, plain(port, raws)))
        with app.app_context():
            db.engine.dispose()
    sink.terminate()
    sink.join()
    ours, theirs = (max(figure) for figure in zip(*figures, strict=True))
    return {
        "mails_per_second": round(ours),
        "smtplib_per_second": round(theirs),
        "mails_percent_of_smtplib": round(100 * ours / theirs, 1),
    }


def wait_for(port):
    """Wait until the sink listens."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


def main(*given):
    for name, value in compare(*given).items():
        sys.stdout.write(f"{name} {value}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
