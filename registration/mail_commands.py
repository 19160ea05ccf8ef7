"""The flask commands about mail."""

import sys

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from registration.core import clock
from registration.core.db import unit_of_work
from registration.inbox import receiving
from registration.inbox.fetching import FAILED, TAKEN
from registration.mail.imap import MailboxAway
from registration.worker import MEGABYTE, fetch_mail

NOT_TAKEN = 65  # EX_DATAERR: the mail server gives it back to its sender
LATER = 75  # EX_TEMPFAIL: the mail server keeps it and tries again

log = structlog.get_logger()

mail = AppGroup("mail", help="Mail that comes in.")


@mail.command("receive")
def receive() -> None:
    """Take in one mail on the standard input, for a pipe of the mail server.

    Exit codes as in sysexits.h: 0 when it is stored, 65 when it is empty or too large, 75 when it
    cannot be stored now.
    """
    largest = current_app.config["MAIL_LARGEST_MEGABYTES"] * MEGABYTE
    raw = sys.stdin.buffer.read(largest + 1)
    if not raw or len(raw) > largest:
        click.echo("The mail is too large." if raw else "There is no mail.", err=True)
        sys.exit(NOT_TAKEN)
    try:
        with unit_of_work():
            receiving.receive(raw, now=clock.now())
    except Exception as error:  # the edge to the mail server, which must not lose the mail
        log.error("mail_not_stored", error=type(error).__name__, exc_info=error)  # noqa: TRY400  # structured
        sys.exit(LATER)


@mail.command("fetch")
def fetch() -> None:
    """Take in what lies in the mailbox of MAIL_IMAP_HOST, as the worker does by itself."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    if not app.config["MAIL_IMAP_HOST"]:
        raise click.ClickException("Set MAIL_IMAP_HOST, MAIL_IMAP_USER and MAIL_IMAP_PASSWORD.")
    try:
        done = fetch_mail(app)
    except MailboxAway as error:
        click.echo(f"The mailbox is away: {error.reason}", err=True)
        sys.exit(LATER)
    click.echo(f"Taken in: {done[TAKEN]}, not taken in: {done[FAILED]}")
