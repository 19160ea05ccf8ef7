"""The background worker: delivers mail, and does what the clock sets off."""

import os
import secrets
import socket
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from flask import Flask

from registration.applications import forgetting
from registration.casework import tasks
from registration.core import clock
from registration.core.db import unit_of_work
from registration.exchange import building
from registration.inbox import fetching, telling
from registration.inbox import forgetting as mail_forgetting
from registration.mail.delivery import deliver_due
from registration.mail.imap import Account, MailboxAway
from registration.notices import attaching, mailings
from registration.staff import resets, sign_ins, throttle
from registration.workflow import deadlines

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
MESSAGES_A_ROUND = 200
FETCH_SECONDS = 60.0
MEGABYTE = 1024 * 1024

Task = Callable[[Flask, datetime], int]


def run(app: Flask, stop: threading.Event) -> None:
    """Work until ``stop`` is set. A round that fails is logged; the next one tries again."""
    # Beside the rest, so that no mail waits for a long export or a slow mailbox.
    beside = [
        threading.Thread(target=act, args=(app, stop), name=act.__name__)
        for act in (_build_exports, _fetch_mail)
    ]
    for one in beside:
        one.start()
    try:
        _work(app, stop)
    finally:
        stop.set()
        for one in beside:
            one.join()


def _work(app: Flask, stop: threading.Event) -> None:
    last: dict[Task, datetime] = {}
    while not stop.is_set():
        busy = _guarded("deliver", partial(deliver, app))
        for task, pause in EVERY.items():
            now = clock.now()
            if task not in last or now - last[task] >= pause:
                last[task] = now
                busy += _guarded(task.__name__, partial(task, app, now))
        if not busy:
            stop.wait(PAUSE_SECONDS)


def once(app: Flask) -> None:
    """One round of everything, until no message is due any more."""
    while carry_out_decisions(app, clock.now()):
        pass
    watch_deadlines(app, clock.now())
    remind_of_tasks(app, clock.now())
    tell_of_mail(app, clock.now())
    while queue_mailings(app, clock.now()):
        pass
    while build_exports(app):
        pass
    while deliver(app):
        pass


def deliver(app: Flask) -> int:
    """Send what is due; how many messages were tried."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    return deliver_due(clock.now, limit=MESSAGES_A_ROUND, owner=owner, context=app.app_context)


def watch_deadlines(app: Flask, now: datetime) -> int:
    """Let offers lapse, give free places, remind; to how many applications something happened."""
    with app.app_context():
        return deadlines.run(now)


def carry_out_decisions(app: Flask, now: datetime) -> int:
    """Let decisions take effect whose time has come; how many were looked at."""
    with app.app_context():
        return deadlines.carry_out_decisions(now)


def queue_mailings(app: Flask, now: datetime) -> int:
    """Queue the next messages of mailings; how many recipients were looked at."""
    with app.app_context(), unit_of_work():
        return mailings.queue_piece(now)


def build_exports(app: Flask, *, stopped: Callable[[], bool] = lambda: False) -> int:
    """Prepare the export that waits longest; how many there were."""
    owner = f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"
    with app.app_context():
        return building.build_next(clock.now, owner=owner, stopped=stopped)


def clear_exports(app: Flask, now: datetime) -> int:
    """Delete exports that are expired or were given up; how many."""
    with app.app_context():
        return building.clear(now)


def fetch_mail(app: Flask, *, stopped: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Take in what lies in the mailbox; how many mails, by what became of them.

    Raises:
        registration.mail.imap.MailboxAway: it cannot be reached.
    """
    account = Account(
        host=app.config["MAIL_IMAP_HOST"],
        port=app.config["MAIL_IMAP_PORT"],
        user=app.config["MAIL_IMAP_USER"],
        password=app.config["MAIL_IMAP_PASSWORD"],
        folder=app.config["MAIL_IMAP_FOLDER"],
        done=app.config["MAIL_IMAP_DONE_FOLDER"],
        failed=app.config["MAIL_IMAP_FAILED_FOLDER"],
    )
    largest = app.config["MAIL_LARGEST_MEGABYTES"] * MEGABYTE
    with app.app_context():
        return fetching.fetch(account, now=clock.now, largest=largest, stopped=stopped)


def forget_old(app: Flask, now: datetime) -> int:
    """Delete sign-ins, attempts and reset links that are over, and files that no mail needs."""
    with app.app_context(), unit_of_work():
        for forget in (sign_ins.forget_old, throttle.forget_old, resets.forget_old):
            forget(now=now)
        attaching.forget_unneeded(now=now)
    return 0


def forget_answers(app: Flask, now: datetime) -> int:
    """Delete answers that are not to be kept any more; of how many applications."""
    with app.app_context():
        return forgetting.run(now)


def forget_mails(app: Flask, now: datetime) -> int:
    """Delete received mails that are not to be kept any more; how many."""
    with app.app_context():
        return mail_forgetting.run(now)


def tell_of_mail(app: Flask, now: datetime) -> int:
    """Tell colleagues that mail has arrived; how many."""
    with app.app_context():
        return telling.run(now)


def remind_of_tasks(app: Flask, now: datetime) -> int:
    """Mail colleagues whose tasks are due; how many."""
    with app.app_context():
        return tasks.remind(now)


EVERY: dict[Task, timedelta] = {
    carry_out_decisions: timedelta(seconds=1),
    queue_mailings: timedelta(seconds=1),
    watch_deadlines: timedelta(seconds=30),
    clear_exports: timedelta(minutes=1),
    tell_of_mail: timedelta(minutes=1),
    remind_of_tasks: timedelta(minutes=5),
    forget_old: timedelta(days=1),
    forget_answers: timedelta(days=1),
    forget_mails: timedelta(days=1),
}


def _build_exports(app: Flask, stop: threading.Event) -> None:
    build = partial(build_exports, app, stopped=stop.is_set)
    while not stop.is_set():
        if not _guarded("build_exports", build):
            stop.wait(PAUSE_SECONDS)


def _fetch_mail(app: Flask, stop: threading.Event) -> None:
    """Look into the mailbox again and again, where there is one."""
    while app.config["MAIL_IMAP_HOST"] and not stop.is_set():
        _guarded("fetch_mail", lambda: fetch_mail(app, stopped=stop.is_set).total())
        stop.wait(FETCH_SECONDS)


def _guarded(task: str, act: Callable[[], int]) -> int:
    try:
        return act()
    except MailboxAway as away:
        log.warning("mailbox_away", reason=away.reason)
        return 0
    except Exception as error:  # the edge of the worker: it must go on
        log.error("worker_round_failed", task=task, error=type(error).__name__, exc_info=error)  # noqa: TRY400  # structured
        return 0
