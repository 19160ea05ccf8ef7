"""Files given out as they were handed in; shown ones are kept apart from our pages."""

from io import BytesIO

from flask import Response, send_file

from registration.files import storage
from registration.files.inspection import MEDIA_TYPES, SHOWN_IN_BROWSERS
from registration.files.models import StoredFile

# Whatever is in the file runs no script, loads nothing, sends no form, and is of no origin of ours.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def show(stored: StoredFile) -> Response:
    """The file to look at where browsers show its kind, else to be saved; no cache keeps it.

    Raises:
        registration.files.storage.UnreadableFile: it is sealed and cannot be opened.
    """
    return show_bytes(storage.read(stored), name=storage.name_of(stored), kind=stored.kind)


def show_bytes(content: bytes, *, name: str, kind: str) -> Response:
    """The same for what is no file of its own, such as one in a mail."""
    answer = _send(content, name=name, kind=kind, to_save=kind not in SHOWN_IN_BROWSERS)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def download(stored: StoredFile) -> Response:
    """The file to be saved, which no cache keeps.

    Raises:
        registration.files.storage.UnreadableFile: it is sealed and cannot be opened.
    """
    content, name = storage.read(stored), storage.name_of(stored)
    return _send(content, name=name, kind=stored.kind, to_save=True)


def _send(content: bytes, *, name: str, kind: str, to_save: bool) -> Response:
    answer = send_file(
        BytesIO(content),
        mimetype=MEDIA_TYPES[kind],
        as_attachment=to_save,
        download_name=name,
    )
    answer.headers["Cache-Control"] = "no-store"  # Flask's own word for files is "public"
    return answer
