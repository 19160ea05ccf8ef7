"""Publishing a form: the only place that makes versions."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from registration.core.db import db, one_at_a_time
from registration.forms import document as forms
from registration.forms.document import Document, InvalidDocument
from registration.forms.entry import Problem
from registration.forms.models import Form, FormVersion

FORM_KEY = re.compile(r"[a-z][a-z0-9_-]{0,79}")
MAX_DEPTH = 100
NOT_KEPT = re.compile("[\0\ud800-\udfff]")
_PLAIN = (str, bool, int, float, type(None))
_MOST = 2**53  # beyond it, browsers and databases no longer agree on a whole number


def publish(form_key: str, document: object, *, now: datetime) -> FormVersion:
    """Publish ``document`` as the next version of the form ``form_key``.

    A form that is not there yet is made. A document equal to the latest version adds none.

    Returns:
        The latest version.

    Raises:
        InvalidDocument: with every problem and its place; nothing is published.
    """
    check(form_key, document)
    one_at_a_time(f"form {form_key}")
    latest = find(form_key)
    if latest is not None and latest.document == document:
        return latest
    form = latest.form if latest else db.session.scalar(select(Form).where(Form.key == form_key))
    version = FormVersion(
        form=form or Form(key=form_key),
        number=latest.number + 1 if latest else 1,
        document=document,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()  # so that the next one finds it
    return version


def check(form_key: str, document: object) -> Document:
    """The document as it would be published under ``form_key``.

    Raises:
        InvalidDocument: it cannot be, with every problem and its place.
    """
    found, problems = read(form_key, document)
    if problems:
        raise InvalidDocument(problems)
    return found


def read(form_key: str, document: object) -> tuple[Document, list[Problem]]:
    """As much of a document as can be read, and all that keeps it from being published."""
    problems = [*_cannot_be_kept(document, (), 0)]
    if problems:
        return forms.read({})[0], problems
    if not FORM_KEY.fullmatch(form_key):
        problems.append(Problem((), "key %(key)r is not like a-name", {"key": form_key}))
    elif isinstance(document, dict) and document.get("key") != form_key:
        values = {"key": document.get("key"), "form": form_key}
        problems.append(Problem((), "key is %(key)r, the form's is %(form)r", values))
    found, more = forms.read(document)
    return found, problems + more


def find(form_key: str, number: int | None = None) -> FormVersion | None:
    """A version of the form ``form_key``: the latest, or the one with ``number``."""
    query = select(FormVersion).join(Form).where(Form.key == form_key)
    if number is not None:
        query = query.where(FormVersion.number == number)
    return db.session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def latest_of(form_ids: Iterable[int]) -> dict[int, FormVersion]:
    """The latest version of each of these forms that has one, by the form's id."""
    newest = (
        select(FormVersion.form_id, func.max(FormVersion.number).label("number"))
        .where(FormVersion.form_id.in_(form_ids))
        .group_by(FormVersion.form_id)
        .subquery()
    )
    query = select(FormVersion).join(
        newest,
        and_(FormVersion.form_id == newest.c.form_id, FormVersion.number == newest.c.number),
    )
    return {version.form_id: version for version in db.session.scalars(query)}


def _cannot_be_kept(value: Any, place: tuple[str, ...], depth: int) -> Iterator[Problem]:
    """What would not come back from a database as it went in (RFC 8259, RFC 7493)."""
    if depth > MAX_DEPTH:
        yield Problem(place, f"is nested more than {MAX_DEPTH} deep")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str) or NOT_KEPT.search(name):
                yield Problem(place, "has a name of a setting that is no word")
            else:
                yield from _cannot_be_kept(inner, (*place, name), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _cannot_be_kept(inner, (*place, f"#{number}"), depth + 1)
    elif not isinstance(value, _PLAIN):
        yield Problem(place, "is neither text, number, list nor mapping")
    elif isinstance(value, str) and NOT_KEPT.search(value):
        yield Problem(place, "has a sign that is no text")
    elif isinstance(value, int | float) and not abs(value) <= _MOST:  # neither is NaN
        yield Problem(place, "is too large a number")
