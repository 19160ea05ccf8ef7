"""Files given out to be saved; never shown as a page of ours."""

from io import BytesIO

from flask import Response, send_file

from registration.files import storage
from registration.files.inspection import MEDIA_TYPES
from registration.files.models import StoredFile


def download(stored: StoredFile) -> Response:
    """The file as it was handed in, which no cache keeps.

    Raises:
        registration.files.storage.UnreadableFile: it is sealed and cannot be opened.
    """
    answer = send_file(
        BytesIO(storage.read(stored)),
        mimetype=MEDIA_TYPES[stored.kind],
        as_attachment=True,
        download_name=storage.name_of(stored),
    )
    answer.headers["Cache-Control"] = "no-store"  # Flask's own word for files is "public"
    return answer
