"""The flask commands that bring form documents in and out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from registration.core import clock
from registration.core.db import unit_of_work
from registration.core.languages import LANGUAGES, text
from registration.exchange import documents
from registration.exchange.documents import UnreadableDocument
from registration.exchange.xlsform import workbook
from registration.exchange.xlsform.form import Found, read_form
from registration.forms import versions
from registration.forms.document import InvalidDocument
from registration.forms.models import FormVersion
from registration.programmes.catalogue import by_slug
from registration.workflow.errors import LimitTooLow
from registration.workflow.limits import use_form

KINDS = ("yaml", "json")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KEY = click.option("--key", default="", help="The key of the form; else the one in the file.")
LANGUAGE = click.option(
    "--language",
    type=click.Choice(["", *LANGUAGES]),
    default="",
    help="The language of columns of an XLSForm that name none.",
)

forms = AppGroup("forms", help="Forms as documents.")


@dataclass(frozen=True)
class Loaded:
    """A document with its form's key; ``explain`` gives its problems the words of its file."""

    key: str
    document: Any
    explain: Callable[[tuple[str, ...]], Sequence[str]] = tuple


@forms.command("import")
@click.argument("file", type=FILE)
@KEY
@LANGUAGE
def bring(file: Path, key: str, language: str) -> None:
    """Publish FILE (YAML, JSON or the .xlsx of an XLSForm) as the next version of its form."""
    loaded = _load(file, key, language)
    with unit_of_work():
        before = versions.find(loaded.key)
        with _every_problem(file, loaded):
            version = versions.publish(loaded.key, loaded.document, now=clock.now())
        kept = "is unchanged:" if version is before else "is published as"
        said = f"{loaded.key} {kept} version {version.number}"
    click.echo(said)


@forms.command("export")
@click.argument("key")
@click.option("--format", "kind", type=click.Choice(KINDS), default="yaml")
@click.option("--version", "number", type=click.IntRange(min=1), help="Else the latest one.")
def take(key: str, kind: str, number: int | None) -> None:
    """Print the form KEY as a document."""
    with unit_of_work(writes=False):
        document = _version(key, number).document
    click.echo(documents.write(document, kind), nl=False)


@forms.command("use")
@click.argument("programme")
@click.argument("key")
@click.option("--version", "number", type=click.IntRange(min=1), help="Else the latest one.")
def use(programme: str, key: str, number: int | None) -> None:
    """Let PROGRAMME use the form KEY from now on; its choices get the limits that stand there."""
    with unit_of_work():
        found = by_slug(programme)
        if found is None:
            raise click.ClickException(f"There is no programme {programme}.")
        version = _version(key, number)
        try:
            use_form(found, version)
        except LimitTooLow as error:
            option = text(error.option, "en")
            raise click.ClickException(
                f"{option} has {error.places} places there; {error.taken} are taken already."
            ) from error
        said = f"{programme} uses {key} version {version.number}"
    click.echo(said)


@forms.command("check")
@click.argument("file", type=FILE)
@KEY
@LANGUAGE
def check(file: Path, key: str, language: str) -> None:
    """Say what is wrong with the form in FILE; nothing is published."""
    loaded = _load(file, key, language)
    with _every_problem(file, loaded):
        found = versions.check(loaded.key, loaded.document)
    asked = sum(field.asks for field in found.fields())
    click.echo(f"{found.key} is all right: {len(found.sections)} sections, {asked} questions")


def _version(key: str, number: int | None) -> FormVersion:
    version = versions.find(key, number)
    if version is None:
        which = f" in version {number}" if number else ""
        raise click.ClickException(f"There is no form {key}{which}.")
    return version


def _load(file: Path, key: str, language: str) -> Loaded:
    kind = file.suffix.lower().removeprefix(".")
    most = workbook.MAX_BYTES if kind == "xlsx" else documents.MAX_BYTES
    with file.open("rb") as opened:
        data = opened.read(most + 1)
    try:
        if kind == "xlsx":
            return _of_workbook(file, read_form(data, key=key, language=language))
        document = documents.read(data, "json" if kind == "json" else "yaml")
    except UnreadableDocument as error:
        raise click.ClickException(f"{file} cannot be read: {error.reason}") from error
    named = document.get("key", "") if isinstance(document, dict) else ""
    return Loaded(key or str(named), document)


def _of_workbook(file: Path, found: Found) -> Loaded:
    if found.left_out:
        click.echo("\n  ".join(["Left out:", *found.left_out]), err=True)
    if found.problems:
        raise _refusal(file, found.problems)
    return Loaded(found.key, found.document, found.with_rows)


@contextmanager
def _every_problem(file: Path, loaded: Loaded) -> Iterator[None]:
    """Let what is wrong with the document end the command, line by line."""
    try:
        yield
    except InvalidDocument as wrong:
        raise _refusal(file, loaded.explain(tuple(map(str, wrong.problems)))) from wrong


def _refusal(file: Path, problems: Sequence[str]) -> click.ClickException:
    return click.ClickException("\n  ".join([f"{file} cannot be used as it is:", *problems]))
