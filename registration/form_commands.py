"""The flask commands that bring form documents in and out."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from registration.core import clock
from registration.core.db import unit_of_work
from registration.exchange import documents
from registration.exchange.documents import UnreadableDocument
from registration.forms import versions
from registration.forms.document import InvalidDocument

KINDS = ("yaml", "json")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

forms = AppGroup("forms", help="Forms as documents.")


@forms.command("import")
@click.argument("file", type=FILE)
def bring(file: Path) -> None:
    """Publish the document in FILE as the next version of its form."""
    document = _read(file)
    key = _key_of(document)
    with unit_of_work():
        before = versions.find(key)
        version = _or_all_problems(versions.publish, file, key, document, now=clock.now())
        kept = "is unchanged:" if version is before else "is published as"
        said = f"{key} {kept} version {version.number}"
    click.echo(said)


@forms.command("export")
@click.argument("key")
@click.option("--format", "kind", type=click.Choice(KINDS), default="yaml")
@click.option("--version", "number", type=click.IntRange(min=1), help="Else the latest one.")
def take(key: str, kind: str, number: int | None) -> None:
    """Print the form KEY as a document."""
    with unit_of_work(writes=False):
        version = versions.find(key, number)
        if version is None:
            which = f" in version {number}" if number else ""
            raise click.ClickException(f"There is no form {key}{which}.")
        document = version.document
    click.echo(documents.write(document, kind), nl=False)


@forms.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Say what is wrong with the document in FILE; nothing is published."""
    document = _read(file)
    found = _or_all_problems(versions.check, file, _key_of(document), document)
    asked = sum(field.asks for field in found.fields())
    click.echo(f"{found.key} is all right: {len(found.sections)} sections, {asked} questions")


def _read(file: Path) -> Any:
    with file.open("rb") as opened:
        data = opened.read(documents.MAX_BYTES + 1)
    kind = "json" if file.suffix.lower() == ".json" else "yaml"
    try:
        return documents.read(data, kind)
    except UnreadableDocument as error:
        raise click.ClickException(f"{file} cannot be read: {error.reason}") from error


def _key_of(document: Any) -> str:
    return str(document.get("key", "")) if isinstance(document, dict) else ""


def _or_all_problems(act: Any, file: Path, *given: Any, **more: Any) -> Any:
    """What ``act`` answers; what is wrong with the document ends the command, line by line."""
    try:
        return act(*given, **more)
    except InvalidDocument as wrong:
        lines = [f"{file} cannot be used as it is:", *wrong.problems]
        raise click.ClickException("\n  ".join(lines)) from wrong
