"""The flask commands about mail."""

import sys

import click
from flask.cli import AppGroup

from registration.core import clock
from registration.core.db import unit_of_work
from registration.notices import incoming

LARGEST = 25 * 1024 * 1024
NOT_TAKEN = 65  # EX_DATAERR: the mail server then keeps or returns it, and nothing is lost

mail = AppGroup("mail", help="Mail that comes in.")


@mail.command("receive")
def receive() -> None:
    """Take in one delivery report on the standard input, for a pipe of the mail server."""
    raw = sys.stdin.buffer.read(LARGEST + 1)
    if len(raw) > LARGEST:
        click.echo("The mail is too large.", err=True)
        sys.exit(NOT_TAKEN)
    with unit_of_work():
        taken = incoming.receive(raw, now=clock.now())
    if not taken:
        click.echo("This is no report of a failure about a message of ours.", err=True)
        sys.exit(NOT_TAKEN)
