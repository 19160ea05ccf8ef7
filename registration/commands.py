"""The flask commands: single processes, set-up, staff, checks."""

import secrets
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import func, select

from registration import worker
from registration.applications import indexing, renewal
from registration.applications.models import PlaceTaken
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.core.languages import LANGUAGES
from registration.form_commands import forms
from registration.inbox import renewal as mail_renewal
from registration.mail import catcher as mail_catcher
from registration.mail_commands import mail
from registration.programmes.models import Partner, Programme, Quota
from registration.sample.load import load_sample
from registration.staff import members, second_factor
from registration.staff.errors import EmailInvalid, EmailTaken, PasswordRefused
from registration.staff.models import Role, RoleName

FIRST_COORDINATOR = "coordinator@stadt.example"
HOST = "127.0.0.1"

staff = AppGroup("staff", help="The people at the desk.")


def register_commands(app: Flask) -> None:
    """Add the commands to ``app``."""
    for command in (
        work, catch, set_up, check_places, reencrypt, reindex, staff, forms, mail,
    ):  # fmt: skip
        app.cli.add_command(command)


@click.command("worker")
def work() -> None:
    """Deliver mail and do what the clock sets off, until SIGTERM or Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    worker.run(app, _stop_on_signal())


@click.command("catcher")
def catch() -> None:
    """Catch mails on MAIL_PORT and keep them in MAIL_CATCHER_FOLDER."""
    folder = current_app.config["MAIL_CATCHER_FOLDER"]
    if not folder:
        raise click.ClickException("Set MAIL_CATCHER_FOLDER to the folder for the mails.")
    mail_catcher.serve(HOST, current_app.config["MAIL_PORT"], Path(folder), _stop_on_signal())


@click.command("setup")
def set_up() -> None:
    """Migrate; into an empty database load the sample and make its first coordinator."""
    upgrade()
    with unit_of_work():
        is_new = load_sample(clock.now())
        if is_new:
            password = secrets.token_urlsafe(12)
            _make(FIRST_COORDINATOR, "Coordinator", "en", RoleName.ADMINISTRATOR, password=password)
            click.echo(f"{FIRST_COORDINATOR} {password}")


@click.command("check-places")
def check_places() -> None:
    """Compare the counters of places with what applications hold; silent when they agree."""
    held = func.coalesce(func.sum(PlaceTaken.places), 0)
    query = (
        select(Programme.slug, Quota.key, Quota.taken, held)
        .select_from(Quota)
        .join(Programme)
        .outerjoin(PlaceTaken)
        .group_by(Programme.slug, Quota.id)
        .having(held != Quota.taken)
    )
    with unit_of_work(writes=False):
        wrong = db.session.execute(query).all()
    for slug, key, taken, places in wrong:
        click.echo(f"{slug} {key}: the counter says {taken}, applications hold {places}")
    sys.exit(1 if wrong else 0)


@click.command("reencrypt")
def reencrypt() -> None:
    """Encrypt everything with SECRET_KEY; the fallback keys can be removed afterwards."""
    done, mails = renewal.renew_all(), mail_renewal.renew_all()
    with unit_of_work():
        second_factors = second_factor.renew_all()
    unreadable = done[renewal.UNREADABLE] + mails[False] + second_factors[False]
    click.echo(
        f"Encrypted with the newest key: {done[renewal.ANSWERS]} sections of answers, "
        f"{done[renewal.FILES] + mails[True]} files, {second_factors[True]} second factors"
    )
    if unreadable:
        raise click.ClickException(
            f"{unreadable} cannot be read with SECRET_KEY or SECRET_KEY_FALLBACKS and were left "
            "as they are. Add the key they were encrypted with and run this again."
        )


@click.command("reindex")
def reindex() -> None:
    """Note anew by which words the desk finds and sorts each application."""
    click.echo(f"Indexed {indexing.index_all()} applications")


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([str(one) for one in RoleName]), default="coordinator")
@click.option("--partner", help="Only programmes of this partner, by its key.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en")
def add(email: str, name: str, role: str, partner: str | None, language: str) -> None:
    """Make an account; prints its first password."""
    password = secrets.token_urlsafe(12)
    with unit_of_work():
        _make(email, name, language, RoleName(role), partner=partner, password=password)
    click.echo(password)


@staff.command("password")
@click.argument("email")
def new_password(email: str) -> None:
    """Give an account a new password and end its sign-ins; prints the password."""
    password = secrets.token_urlsafe(12)
    with unit_of_work():
        member = members.find_by_email(email)
        if member is None:
            raise click.ClickException(f"Nobody has the address {email}.")
        members.set_password(member, password, by="system", now=clock.now())
    click.echo(password)


def _make(
    email: str,
    name: str,
    language: str,
    role: RoleName,
    *,
    password: str,
    partner: str | None = None,
) -> None:
    city = db.session.scalar(select(Partner).where(Partner.key == partner)) if partner else None
    if partner and city is None:
        raise click.ClickException(f"There is no partner with the key {partner}.")
    try:
        members.create(
            email=email,
            name=name,
            language=language,
            time_zone=city.time_zone if city else "Europe/Berlin",
            roles=[Role(name=str(role), partner_id=city.id if city else None)],
            password=password,
            now=clock.now(),
        )
    except (EmailInvalid, EmailTaken, PasswordRefused) as error:
        raise click.ClickException(f"{type(error).__name__}: {email}") from error


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def set_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, set_stop)
    return stop
