"""The record of consents as an answer to a browser."""

from collections.abc import Iterable

from flask import Response, abort, g

from registration.applications.models import Application
from registration.core import clock
from registration.exchange import consents
from registration.forms import readers
from registration.forms.readers import Reader
from registration.web.shared import downloads


def shown(
    application: Application, parties: Iterable[str], *, reader: Reader = readers.APPLICANT
) -> Response:
    """The PDF; a 404 where none of these parties was asked for a consent."""
    content = consents.proof(
        application, parties, language=g.language, now=clock.now(), reader=reader
    )
    if content is None:
        abort(404)
    return downloads.show_bytes(content, name=f"consents-{application.reference}.pdf", kind="pdf")
