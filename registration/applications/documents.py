"""Documents: files handed in as answers."""

from collections.abc import Collection
from datetime import datetime

from registration.applications import answers
from registration.applications.models import Application, Document
from registration.core.db import db
from registration.core.errors import NotFound, RuleBroken
from registration.files import storage
from registration.files.inspection import WrongKind, kind_of
from registration.files.pictures import Crop, prepared
from registration.forms.fields.file import File
from registration.forms.fields.picture import Picture
from registration.forms.rules.values import APPLICANT, PARTIES


class FileTooLarge(RuleBroken):
    """The file is larger than the question takes."""


class TooManyFiles(RuleBroken):
    """The question has all the files it takes."""


def add(
    application: Application,
    field: File,
    *,
    name: str,
    content: bytes,
    now: datetime,
    crop: Crop | None = None,
) -> Document:
    """Keep a file as an answer to ``field``; of a picture, the part that ``crop`` chose.

    Raises:
        FileTooLarge, TooManyFiles, WrongKind, TooFewPixels: nothing was kept.
    """
    if len(content) > field.max_bytes:
        raise FileTooLarge
    kept = [document for document in application.documents if document.field == field.key]
    if len(kept) >= field.max_files:
        raise TooManyFiles
    kind = kind_of(content)
    if kind not in field.kinds:
        raise WrongKind
    if isinstance(field, Picture):
        content = prepared(content, kind, ratio=field.proportion, crop=crop, least=field.least)
    stored = storage.store(content, name=name, kind=kind, now=now, sealed=field.sealed)
    document = Document(field=field.key, file=stored)
    application.documents.append(document)
    db.session.flush()  # the page that follows names it by its id
    return document


def by_id(application: Application, document_id: int, *, by: Collection[str] = PARTIES) -> Document:
    """A document of this application that one of the parties ``by`` handed in.

    Raises:
        NotFound: it has none with this id, or another party handed it in.
    """
    form = answers.document_of(application)
    for document in application.documents:
        if document.id == document_id:
            section = form.section_of(document.field)
            if (section.by if section else APPLICANT) in by:
                return document
    raise NotFound


def remove(application: Application, document_id: int, *, by: Collection[str] = PARTIES) -> None:
    """Take a document away; its bytes are deleted with what is no longer needed.

    Raises:
        NotFound: the application has none with this id that one of the parties ``by`` handed in.
    """
    document = by_id(application, document_id, by=by)
    application.documents.remove(document)
    db.session.delete(document)
