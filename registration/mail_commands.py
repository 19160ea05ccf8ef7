"""The flask commands about mail."""

import sys

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from registration.core import clock
from registration.core.db import unit_of_work
from registration.inbox import receiving

MEGABYTE = 1024 * 1024
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
