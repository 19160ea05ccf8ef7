"""Pictures of the Retrospective; the address names the content, so browsers keep it for good."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from registration.files import storage
from registration.programmes import retrospective
from registration.web.shared import access

PATH = "/pictures/<sha256>.jpg"
FOR_GOOD = "public, max-age=31536000, immutable"


@access.public
def picture(sha256: str) -> ResponseReturnValue:
    """One size of a picture, the same in every language; only while its programme is archived."""
    stored = retrospective.public_file(sha256) or abort(404)
    answer = Response(storage.read(stored), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = FOR_GOOD
    answer.set_etag(stored.sha256)
    return answer.make_conditional(request)
